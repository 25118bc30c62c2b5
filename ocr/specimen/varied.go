package specimen

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// Varied invents a bill as [Random] does, from a wider world: composed names of
// companies, numbers of many shapes, groups of lines, notes, long bills, bills
// that name no order, no account or no due date, allowances, rounding. The same
// seed gives the same bill.
func Varied(seed uint64, lang string) Bill {
	r := rand.New(rand.NewPCG(seed, 0x7a51ed))
	land, stock := lands[lang], stocks[lang]
	b := Random(r.Uint64(), lang)
	if r.IntN(3) > 0 {
		b.Seller.rename(r, company(r, land, stock))
	}
	if r.IntN(3) > 0 {
		b.Buyer.rename(r, company(r, land, stock))
	}
	b.Number = shapedNumber(r, b.Issued)
	if b.CreditNote {
		b.Preceding = shapedNumber(r, b.Issued.AddDate(0, 0, -20))
		if r.IntN(2) == 0 {
			b.Due = time.Time{}
		}
	}
	switch r.IntN(6) {
	case 0:
		b.Orders = nil
	case 1, 2:
		b.Orders = []string{fmt.Sprintf(pick(r, "%d/26", "BE-%06d", "AB%d", "%08d", "PO%07d", "26-%d"), 100+r.IntN(99900))}
	}
	if b.Seller.Country == "GB" && r.IntN(4) == 0 || r.IntN(12) == 0 {
		b.Seller.IBAN, b.Seller.BIC, b.Seller.Bank = "", "", ""
	}
	if r.IntN(2) == 0 {
		b.Buyer.VATID = ""
	}
	if r.IntN(3) == 0 {
		b.Contact = pick(r, stock.people...)
	}
	if r.IntN(2) == 0 {
		b.Notes = []string{pick(r, stock.remarks...)}
	}
	b.variedLines(r, land, stock)
	b.variedSums(r, land, stock)
	return b
}

// company composes a name of a family, a trade and a legal form.
func company(r *rand.Rand, land land, s stock) string {
	form := pick(r, land.forms...)
	one, two, trade := pick(r, s.people...), pick(r, s.people...), pick(r, s.trades...)
	switch r.IntN(5) {
	case 0:
		if one != two {
			return one + " & " + two + " " + form
		}
	case 1:
		return trade + " " + one + " " + form
	case 2:
		return one + " " + trade + " " + form
	case 3:
		return trade + " " + one[:1] + two[:1] + " " + form
	}
	return one + " " + form
}

// rename gives a party another name and the addresses that go with it.
func (p *Party) rename(r *rand.Rand, name string) {
	p.Name = name
	domain := fmt.Sprintf("firm%d.%s", r.IntN(10000), pick(r, "example", "test"))
	p.Mail, p.Web = pick(r, "info@", "mail@", "invoices@", "office@")+domain, "www."+domain
}

// shapedNumber is an invoice number as any program counts.
func shapedNumber(r *rand.Rand, d time.Time) string {
	n, year := 1+r.IntN(99999), d.Year()
	switch r.IntN(9) {
	case 0:
		return fmt.Sprintf("%d-%04d", year, n%10000)
	case 1:
		return fmt.Sprintf("R%d%05d", year, n)
	case 2:
		return fmt.Sprintf("%d", 1000+n)
	case 3:
		return fmt.Sprintf("%02d/%05d", year%100, n)
	case 4:
		return fmt.Sprintf("F-%d-%02d-%03d", year, d.Month(), n%1000)
	case 5:
		return fmt.Sprintf("SI-%06d", n)
	case 6:
		return fmt.Sprintf("%08d", 90000000+n)
	case 7:
		return fmt.Sprintf("%s%04d", strings.ToUpper(string(rune('A'+n%26)))+"V", n%10000)
	}
	return fmt.Sprintf("%d.%d", year, n)
}

// variedLines replaces about half of the goods, and adds groups, notes and, now
// and then, lines for several pages.
func (b *Bill) variedLines(r *rand.Rand, land land, s stock) {
	if r.IntN(8) == 0 {
		for range 15 + r.IntN(35) {
			b.Lines = append(b.Lines, randomLine(r, land, len(b.Lines), false))
		}
	}
	coded, ordered := r.IntN(4) > 0, r.IntN(3) == 0
	for i := range b.Lines {
		l := &b.Lines[i]
		if r.IntN(2) == 0 {
			g := pick(r, s.wares...)
			l.Text, l.Unit = g.text, g.unit
			if !measured[g.unit] {
				l.Quantity = l.Quantity.Ceil()
			}
		}
		l.SKU = pick(r, l.SKU, fmt.Sprintf("%d", 10000+r.IntN(90000)), fmt.Sprintf("%03d.%03d", r.IntN(1000), r.IntN(1000)))
		if !coded {
			l.SKU = ""
		}
		if !ordered || len(b.Orders) == 0 {
			l.OrderLine = ""
		}
		if r.IntN(9) == 0 {
			l.Note = pick(r, s.notes...)
		}
		if r.IntN(5) == 0 { // services and single pieces
			l.Quantity = decimal.NewFromInt(1)
		}
		if r.IntN(15) == 0 {
			l.Price, l.Quantity = l.Price.Mul(decimal.NewFromInt(40)), decimal.NewFromInt(int64(1+r.IntN(3)))
		}
	}
	if len(b.Lines) >= 4 && r.IntN(5) == 0 {
		for i := range b.Lines {
			b.Lines[i].Group = s.groups[i*len(s.groups)/len(b.Lines)]
		}
	}
}

// measured lists units that come in parts.
var measured = map[string]bool{"KGM": true, "HUR": true, "LTR": true, "MTR": true, "MTK": true, "KMT": true}

// variedSums changes what is charged, taken off, paid and rounded.
func (b *Bill) variedSums(r *rand.Rand, land land, s stock) {
	if r.IntN(7) == 0 { // all at no tax: a small business or a foreign one
		for i := range b.Lines {
			b.Lines[i].Rate = decimal.Zero
		}
		for i := range b.Charges {
			b.Charges[i].Rate = decimal.Zero
		}
	} else if r.IntN(6) == 0 {
		for i := range b.Lines {
			b.Lines[i].Rate = pick(r, land.rate, land.reduced)
		}
	}
	lines := b.Totals().Lines
	// A rebate on goods of several rates would have to be split over them.
	if r.IntN(8) == 0 && lines.GreaterThan(hundred) && len(b.Totals().VAT) == 1 {
		b.Charges = append(b.Charges, Charge{Allowance: true, Reason: s.rebate, Code: "95", Amount: lines.Mul(decimal.New(int64(pick(r, 2, 3, 5)), -2)).Round(2), Rate: b.Lines[0].Rate})
	}
	if !b.Prepaid.IsZero() {
		b.Prepaid = b.Totals().Gross.Div(decimal.NewFromInt(3)).Round(2)
	}
	if b.Prepaid.IsZero() && !b.CreditNote && r.IntN(14) == 0 { // to five cents
		gross := b.Totals().Gross
		twenty := decimal.NewFromInt(20)
		b.Rounding = gross.Mul(twenty).Round(0).Div(twenty).Round(2).Sub(gross).Round(2)
	}
}

// As turns a bill into another type of document of the same trade; see
// [Bill.Type]. What a statement or reminder lists is invented from the seed.
func (b Bill) As(t payable.DocType, seed uint64) Bill {
	r := rand.New(rand.NewPCG(seed, 0xd0c))
	b.Type, b.CreditNote, b.Preceding, b.Prepaid, b.Rounding = t, false, "", decimal.Zero, decimal.Zero
	switch t {
	case payable.DocOrder, payable.DocOrderResponse:
		b.Despatch, b.Delivered = nil, time.Time{}
	case payable.DocDespatchAdvice:
		b.Despatch, b.Charges = nil, nil
	case payable.DocReceipt:
		b.Lines = b.Lines[:min(len(b.Lines), 8)]
		for i := range b.Lines {
			l := &b.Lines[i]
			l.Price, l.Base, l.Discount = cents(r, 49, 4000), decimal.Zero, decimal.Zero
			l.Quantity, l.Note = decimal.NewFromInt(int64(pick(r, 1, 1, 1, 2, 3))), ""
		}
		b.Charges = nil
	case payable.DocStatement, payable.DocReminder:
		b.Despatch, b.Delivered, b.Orders, b.Lines, b.Charges = nil, time.Time{}, nil, nil, nil
		for i := range 1 + r.IntN(9) {
			issued := b.Issued.AddDate(0, 0, i*9-95)
			b.Open = append(b.Open, Entry{Number: shapedNumber(r, issued), Issued: issued, Due: issued.AddDate(0, 0, 30), Amount: cents(r, 2000, 400000)})
		}
		if t == payable.DocStatement {
			last := b.Open[0]
			b.Open = append(b.Open, Entry{Number: fmt.Sprintf("Z%05d", r.IntN(90000)), Issued: last.Due, Amount: last.Amount.Neg()})
		}
	}
	return b
}
