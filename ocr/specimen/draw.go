package specimen

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// Draw puts b on pages in the given layout. The truth holds what the pages
// show: a term that the layout has no room for is absent, and a credit note in a
// Negative layout has negative amounts.
//
// A till receipt is a narrow strip of its own, whatever the layout's columns. It
// is an InvalidError to draw in a language without lexicon, or letters the
// layout's font lacks: core fonts have no ŵ (see [Layout.For]).
func Draw(b Bill, lay Layout) ([]byte, Truth, error) {
	w, ok := lexicons[b.Lang]
	if !ok {
		return nil, Truth{}, payable.Invalid("lang", fmt.Sprintf("no words for %q", b.Lang))
	}
	if b.CreditNote && lay.Negative {
		b = b.negated()
	}
	lay = lay.withDefaults()
	d := &drawing{bill: b, lay: lay, words: w.counting(lay.Numbers), facts: b.Truth(), sums: b.Totals()}
	d.parties()
	if b.Type == payable.DocReceipt {
		return d.till()
	}
	// The first pass counts the pages; a second prints how many at their feet.
	d.run()
	if d.pages = d.pdf.PageCount(); d.pages > 1 {
		d.run()
	}
	pdf, err := d.bytes()
	if err != nil {
		return nil, Truth{}, err
	}
	return pdf, d.truth, nil
}

// A drawing is one pass over the pages. y is where the next thing goes.
type drawing struct {
	*sheet
	bill        Bill
	lay         Layout
	words       *lexicon
	facts       Truth // all there is to say
	truth       Truth // what the pages show so far
	sums        Totals
	from, to    side
	left, right float64 // edges of the text
	grid        *grid
	pages       int
	y           float64
}

// A side is a party with the terms its values are the truth of: an order comes
// from the buyer.
type side struct {
	Party
	name, vat payable.Term
}

func (d *drawing) parties() {
	d.from = side{d.bill.Seller, payable.SellerName, payable.SellerVATID}
	d.to = side{d.bill.Buyer, payable.BuyerName, payable.BuyerVATID}
	if d.bill.Type == payable.DocOrder {
		d.from, d.to = d.to, d.from
		d.to.Bank, d.to.IBAN, d.to.BIC = "", "", ""
	}
}

func (d *drawing) run() {
	w, h := d.lay.Paper.size()
	d.sheet = newSheet(w, h, d.lay.Font, d.bill.Issued, d.title()+" "+d.bill.Number)
	d.left, d.right = d.lay.Margin, w-d.lay.Margin
	d.truth = Truth{DocType: d.facts.DocType, Lang: d.bill.Lang, Layout: d.lay.Name, VAT: d.facts.VAT,
		Fields: map[payable.Term]string{}, Places: map[payable.Term][]Place{}}
	d.firstPage()
	switch d.bill.Type {
	case payable.DocReminder, payable.DocStatement:
		d.truth.VAT = nil
		d.account()
	case payable.DocDespatchAdvice:
		d.truth.VAT = nil
		d.table()
		d.signatures()
	default:
		d.table()
		d.totals()
		d.ending()
	}
}

func (d *drawing) say(w word) string { return d.words.say(w, d.lay.Wording) }

func (d *drawing) title() string {
	switch d.bill.Type {
	case payable.DocOrder:
		return d.say(wOrderTitle)
	case payable.DocOrderResponse:
		return d.say(wConfirmation)
	case payable.DocDespatchAdvice:
		return d.say(wDespatchTitle)
	case payable.DocReminder:
		return d.say(wReminder)
	case payable.DocStatement:
		return d.say(wStatement)
	}
	if d.bill.CreditNote {
		return d.say(wCreditNote)
	}
	return d.say(wInvoice)
}

// value prints t as the value of a term, remembers that and where, and returns
// where it ends. The empty term is one that no reader is asked for.
func (d *drawing) value(term payable.Term, x, y float64, t string, a align) float64 {
	p := d.text(x, y, t, a)
	d.remember(term, p)
	return p.Box.X1 / pointsPerMM
}

// remember adds a place to the truth of a term the document has.
func (d *drawing) remember(term payable.Term, p Place) {
	if term == "" || d.facts.Fields[term] == "" {
		return
	}
	d.truth.Fields[term] = d.facts.Fields[term]
	d.truth.Places[term] = append(d.truth.Places[term], p)
}

// money prints an amount with the currency's places.
func (d *drawing) money(a decimal.Decimal) string {
	return d.words.number(a, d.bill.Currency.Digits())
}

// priced prints an amount with its currency.
func (d *drawing) priced(a decimal.Decimal) string {
	code := string(d.bill.Currency)
	switch d.lay.Money {
	case MoneyInHead, MoneyMeta:
		return d.money(a)
	case MoneySymbolBefore:
		return d.marked(a)
	case MoneySymbolAfter:
		return d.money(a) + " " + symbol(code)
	}
	if d.lay.CodeBefore {
		return code + " " + d.money(a)
	}
	return d.money(a) + " " + code
}

// marked prints an amount with the symbol on the side the layout wants.
func (d *drawing) marked(a decimal.Decimal) string {
	s := symbol(string(d.bill.Currency))
	switch {
	case d.lay.Money == MoneySymbolAfter:
		return d.money(a) + " " + s
	case a.IsNegative():
		return "-" + s + d.money(a.Neg())
	}
	return s + d.money(a)
}

func symbol(code string) string {
	switch code {
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	case "USD":
		return "$"
	}
	return code + " "
}

// leading is the distance of two baselines in millimetres.
func (d *drawing) leading() float64 { return d.size / pointsPerMM * d.lay.Leading }

// at returns the x at a share of the text's width.
func (d *drawing) at(share float64) float64 { return d.left + share*(d.right-d.left) }
