package specimen

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// Draw puts b on A4 pages in the given layout. The truth holds what the pages
// show: a term that the layout has no room for is absent.
//
// It is an InvalidError to draw in a language without lexicon, or letters the
// layout's font lacks: core fonts have no ŵ.
func Draw(b Bill, lay Layout) ([]byte, Truth, error) {
	w, ok := lexicons[b.Lang]
	if !ok {
		return nil, Truth{}, payable.Invalid("lang", fmt.Sprintf("no words for %q", b.Lang))
	}
	if lay.Size == 0 {
		lay.Size = 9
	}
	// The first pass counts the pages that the second prints at their feet.
	d := &drawing{bill: b, lay: lay, words: w, facts: b.Truth(), sums: b.Totals()}
	d.run()
	d.pages = d.pdf.PageCount()
	d.run()
	pdf, err := d.bytes()
	if err != nil {
		return nil, Truth{}, err
	}
	return pdf, d.truth, nil
}

// A drawing is one pass over the pages. y is where the next thing goes.
type drawing struct {
	*sheet
	bill  Bill
	lay   Layout
	words *lexicon
	facts Truth // all there is to say
	truth Truth // what the pages show so far
	sums  Totals
	pages int
	y     float64
}

func (d *drawing) run() {
	d.sheet = newSheet(d.lay.Font, d.bill.Issued, d.title()+" "+d.bill.Number)
	d.truth = Truth{DocType: d.facts.DocType, Lang: d.bill.Lang, Layout: d.lay.Name, VAT: d.facts.VAT,
		Fields: map[payable.Term]string{}, Places: map[payable.Term][]Place{}}
	d.firstPage()
	d.table()
	d.totals()
	d.ending()
}

func (d *drawing) say(w word) string { return d.words.say(w, d.lay.Wording) }

func (d *drawing) title() string {
	if d.bill.CreditNote {
		return d.say(wCreditNote)
	}
	return d.say(wInvoice)
}

// money prints an amount with the currency's places and without its sign.
func (d *drawing) money(a decimal.Decimal) string {
	return d.words.number(a, d.bill.Currency.Digits())
}

// priced prints an amount with its currency.
func (d *drawing) priced(a decimal.Decimal) string {
	if d.lay.CodeBefore {
		return string(d.bill.Currency) + " " + d.money(a)
	}
	return d.money(a) + " " + string(d.bill.Currency)
}

// value prints t as the value of a term, remembers that and where, and returns
// where it ends. The empty term is one that no reader is asked for.
func (d *drawing) value(term payable.Term, x, y float64, t string, a align) float64 {
	p := d.text(x, y, t, a)
	if term != "" {
		d.truth.Fields[term] = d.facts.Fields[term]
		d.truth.Places[term] = append(d.truth.Places[term], p)
	}
	return p.Box.X1 / pointsPerMM
}

// leading is the distance of two baselines in millimetres.
func (d *drawing) leading() float64 { return d.size / pointsPerMM * 1.28 }

// firstPage draws everything above the table.
func (d *drawing) firstPage() {
	d.pdf.AddPage()
	switch d.lay.Head {
	case HeadLetter:
		d.letterHead()
	case HeadBand:
		d.bandHead()
	case HeadSplit:
		d.splitHead()
	case HeadCentre:
		d.centreHead()
	}
	d.foot()
}

// nextPage starts a page with a short head.
func (d *drawing) nextPage() {
	d.pdf.AddPage()
	d.ink(Colour{})
	d.style(d.lay.Size, true)
	d.value(payable.SellerName, left, 18, d.bill.Seller.Name, toLeft)
	d.style(d.lay.Size, false)
	d.text(right, 18, d.title()+" "+d.bill.Number, toRight)
	d.line(left, 20.5, right, 20.5, 0.2, 120)
	d.y = 28
	d.foot()
}

// bottom is the last baseline above the foot.
func (d *drawing) bottom() float64 {
	if d.lay.Bank == BankFooter {
		return 258
	}
	return 275
}

// room makes sure that h millimetres are left on the page.
func (d *drawing) room(h float64) {
	if d.y+h > d.bottom() {
		d.nextPage()
	}
}

// foot prints what stands at the bottom of every page.
func (d *drawing) foot() {
	d.style(7.5, false)
	d.ink(Colour{90, 90, 90})
	if d.pages > 1 {
		d.text(right, 290, fmt.Sprintf(d.say(wPage), d.pdf.PageNo(), d.pages), toRight)
	}
	if d.lay.Bank == BankFooter {
		d.footColumns()
	}
	d.ink(Colour{})
	d.style(d.lay.Size, false)
}

// footColumns is the small print of a business letter: address, contact, bank
// and register side by side, in letters small enough that they fit.
func (d *drawing) footColumns() {
	columns := d.footRows()
	widths, sum := make([]float64, len(columns)), 0.0
	for size := 7.0; size > 4; size -= 0.25 {
		d.style(size, false)
		sum = 0
		for i, rows := range columns {
			widths[i] = 0
			for _, r := range rows {
				widths[i] = max(widths[i], d.width(r.label+r.value))
			}
			sum += widths[i]
		}
		if sum+9 <= right-left {
			break
		}
	}
	d.line(left, 264, right, 264, 0.2, 150)
	x, gap := left, (right-left-sum)/float64(len(columns)-1)
	for i, rows := range columns {
		y := 268.5
		for _, r := range rows {
			at := x
			if r.label != "" {
				at = d.text(x, y, r.label, toLeft).Box.X1 / pointsPerMM
			}
			d.value(r.term, at, y, r.value, toLeft)
			y += 3.4
		}
		x += widths[i] + gap
	}
}

// footRows returns the columns of the foot without what the seller lacks.
func (d *drawing) footRows() [][]labelled {
	s := d.bill.Seller
	var out [][]labelled
	for _, column := range [][]labelled{
		{{"", s.Name, payable.SellerName}, {"", s.Street, ""}, {"", s.place(), ""}},
		{{d.say(wPhone), s.Phone, ""}, {d.say(wMail), s.Mail, ""}, {"", s.Web, ""}},
		{{"", s.Bank, ""}, {d.say(wIBAN), spaced(s.IBAN), payable.IBAN}, {d.say(wBIC), s.BIC, ""}},
		{{d.say(wRegister), s.Register, ""}, {d.say(wVATID), s.VATID, payable.SellerVATID}},
	} {
		var rows []labelled
		for _, r := range column {
			if r.label != "" {
				r.label += " "
			}
			if r.value != "" {
				rows = append(rows, r)
			}
		}
		out = append(out, rows)
	}
	return out
}

// labelled is a value with what is printed before it.
type labelled struct {
	label, value string
	term         payable.Term
}

// place returns post code and city as the country writes them.
func (p Party) place() string {
	if p.Country == "GB" || p.Country == "IE" {
		return strings.TrimSpace(p.City + " " + p.PostCode)
	}
	return strings.TrimSpace(p.PostCode + " " + p.City)
}

// spaced groups an account number by four, as it is printed.
func spaced(s string) string {
	var groups []string
	for len(s) > 4 {
		groups, s = append(groups, s[:4]), s[4:]
	}
	return strings.Join(append(groups, s), " ")
}

func fields(s string) []string { return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }) }
