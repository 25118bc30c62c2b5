package specimen

import (
	"fmt"

	"github.com/payable-ap/payable"
)

// A sum is one row of the totals.
type sum struct {
	label, value string
	term         payable.Term
	strong       bool
}

// sumRows lists the totals as printed. Charges and allowances stand between the
// sum of the lines and the net total; what was prepaid comes off at the end.
func (d *drawing) sumRows() []sum {
	var out []sum
	s := d.sums
	if len(d.bill.Charges) > 0 {
		out = append(out, sum{label: d.say(wLines), value: d.money(s.Lines)})
	}
	for _, c := range d.bill.Charges {
		term, amount := payable.DocumentCharges, c.Amount
		if c.Allowance {
			term, amount = payable.DocumentAllowances, c.Amount.Neg()
		}
		if !d.onlyOne(c.Allowance) {
			term = ""
		}
		out = append(out, sum{label: c.Reason, value: d.money(amount), term: term})
	}
	out = append(out, sum{label: d.say(wNet), value: d.priced(s.Net), term: payable.NetTotal})
	for _, v := range s.VAT {
		label := fmt.Sprintf(d.say(wTax), d.words.trimmed(v.Rate))
		term := payable.TaxTotal
		if len(s.VAT) > 1 {
			// The total of the taxes is shown in parts; the truth still has it.
			label, term = label+" "+fmt.Sprintf(d.say(wTaxOn), d.money(v.Base)), ""
			d.truth.Fields[payable.TaxTotal] = d.facts.Fields[payable.TaxTotal]
		}
		out = append(out, sum{label: label, value: d.priced(v.Tax), term: term})
	}
	gross := d.say(wGross)
	if d.bill.CreditNote {
		gross = d.say(wAmountCredited)
	}
	out = append(out, sum{label: gross, value: d.priced(s.Gross), term: payable.GrossTotal, strong: true})
	if !s.Prepaid.IsZero() {
		out = append(out, sum{label: d.say(wPrepaid), value: d.priced(s.Prepaid.Neg()), term: payable.PrepaidAmount},
			sum{label: d.say(wAmountDue), value: d.priced(s.Due), term: payable.AmountDue, strong: true})
	}
	return out
}

// onlyOne reports whether the document has a single charge, or allowance.
func (d *drawing) onlyOne(allowance bool) bool {
	n := 0
	for _, c := range d.bill.Charges {
		if c.Allowance == allowance {
			n++
		}
	}
	return n == 1
}

// totals prints the sums in their place.
func (d *drawing) totals() {
	rows := d.sumRows()
	h := d.leading() + 1.4
	d.room(float64(len(rows))*h + 4)
	x0, x1 := d.sumsSpan(rows)
	d.truth.Fields[payable.CurrencyCode] = string(d.bill.Currency)
	top := d.y
	for _, r := range rows {
		d.style(d.lay.Size, r.strong)
		if r.strong {
			d.strongSum(x0, x1, h)
		}
		base := d.y + h - 1.6
		d.text(x0+pad, base, r.label, toLeft)
		d.value(r.term, x1-pad, base, r.value, toRight)
		d.ink(Colour{})
		d.y += h
	}
	if d.lay.Totals == TotalsBox {
		d.frame(x0, top, x1-x0, d.y-top, 120)
	}
	d.style(d.lay.Size, false)
	d.y += 6
}

// sumsSpan returns the left and right edge of the sums, wide enough for their
// longest row.
func (d *drawing) sumsSpan(rows []sum) (x0, x1 float64) {
	w := 70.0
	for _, r := range rows {
		d.style(d.lay.Size, r.strong)
		w = max(w, d.width(r.label)+d.width(r.value)+8)
	}
	if d.lay.Totals == TotalsLeft {
		return left, left + w
	}
	return right - w, right
}

// strongSum marks the row of a grand total.
func (d *drawing) strongSum(x0, x1, h float64) {
	switch {
	case d.lay.Totals == TotalsBox:
		d.block(x0, d.y, x1-x0, h, d.lay.Accent)
		d.ink(Colour{255, 255, 255})
	case d.lay.Table == TableOpen:
		d.line(x0, d.y+0.2, x1, d.y+0.2, 0.2, 0)
	default:
		d.line(x0, d.y+0.2, x1, d.y+0.2, 0.3, 0)
		d.line(x0, d.y+h, x1, d.y+h, 0.3, 0)
	}
}

// ending prints terms, payment details and notes below the sums.
func (d *drawing) ending() {
	texts := append([]string{}, d.bill.Notes...)
	switch {
	case d.bill.CreditNote:
		texts = append(texts, d.say(wCreditNotice))
	case !d.bill.Due.IsZero():
		texts = append(texts, fmt.Sprintf(d.say(wPayBy), d.words.date(d.bill.Due, d.lay.Dates)))
	}
	texts = append(texts, d.say(wThanks))
	for _, t := range texts {
		for _, line := range d.wrap(t, right-left) {
			d.room(d.leading())
			d.text(left, d.y+d.leading(), line, toLeft)
			d.y += d.leading()
		}
	}
	d.y += 4
	d.payment()
}

// paymentRows lists bank details, and the VAT id where the head has no room.
func (d *drawing) paymentRows() []labelled {
	s := d.bill.Seller
	rows := []labelled{{d.say(wBank), s.Bank, ""}, {d.say(wIBAN), spaced(s.IBAN), payable.IBAN}, {d.say(wBIC), s.BIC, ""}}
	if d.lay.Head == HeadLetter || d.lay.Head == HeadCentre {
		rows = append(rows, labelled{d.say(wVATID), s.VATID, payable.SellerVATID}, labelled{d.say(wRegister), s.Register, ""})
	}
	var out []labelled
	for _, r := range rows {
		if r.value != "" {
			out = append(out, r)
		}
	}
	return out
}

// payment prints them unless every page's foot does.
func (d *drawing) payment() {
	rows := d.paymentRows()
	switch d.lay.Bank {
	case BankBox:
		h := float64(len(rows))*d.leading() + 3
		d.room(h)
		d.frame(left, d.y, 100, h, 150)
		for i, r := range rows {
			y := d.y + d.leading()*float64(i+1)
			d.text(left+2, y, r.label, toLeft)
			d.value(r.term, left+32, y, r.value, toLeft)
		}
		d.y += h
	case BankLine:
		d.room(d.leading() * 2)
		x, y := left, d.y+d.leading()
		for _, r := range rows {
			if x+d.width(r.label+": "+r.value) > right {
				x, y = left, y+d.leading()
			}
			at := d.text(x, y, r.label+": ", toLeft).Box.X1 / pointsPerMM
			x = d.value(r.term, at, y, r.value, toLeft) + 5
		}
		d.y = y
	}
}
