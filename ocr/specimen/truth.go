package specimen

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// Truth is what a perfect reader finds in a document. Values are strings as
// payable read gives them: decimals with a point, dates ISO 8601. What a
// document does not show is absent.
type Truth struct {
	DocType payable.DocType
	Lang    string
	Layout  string // the layout's name; empty for XML
	Fields  map[payable.Term]string
	Lines   []map[payable.Term]string
	VAT     []payable.VATLine
	// Places says where header values stand on the pages; empty for XML.
	Places map[payable.Term][]Place
	// LinePlaces says the same for each of Lines: a wrapped description has a
	// place for each of its rows.
	LinePlaces []map[payable.Term][]Place
}

// A Place is where a value is printed. A value may stand in several places.
type Place struct {
	Page int // from 1
	Box  payable.Box
}

// numeric lists the terms whose truth is a number.
var numeric = map[payable.Term]bool{
	payable.NetTotal: true, payable.TaxTotal: true, payable.GrossTotal: true, payable.AmountDue: true,
	payable.PrepaidAmount: true, payable.RoundingAmount: true, payable.DocumentAllowances: true, payable.DocumentCharges: true,
	payable.LineQuantity: true, payable.LineUnitPrice: true, payable.LinePriceBase: true, payable.LineTotal: true,
	payable.LineVATRate: true, payable.LineAllowance: true,
}

// MarshalJSON writes the shape of the corpus's truth: header fields and lines in
// one object, numbers as JSON numbers with all their digits.
func (t Truth) MarshalJSON() ([]byte, error) {
	out := plain(t.Fields)
	out["doc_type"] = t.DocType
	if t.Lines == nil {
		return json.Marshal(out) // not known, or none that count
	}
	lines := make([]map[string]any, len(t.Lines))
	for i, l := range t.Lines {
		lines[i] = plain(l)
	}
	out["lines"] = lines
	return json.Marshal(out)
}

func plain(fields map[payable.Term]string) map[string]any {
	out := map[string]any{}
	for term, v := range fields {
		if numeric[term] {
			out[string(term)] = json.Number(v)
		} else {
			out[string(term)] = v
		}
	}
	return out
}

// Truth returns everything the bill says, as its XML states it. Units are codes,
// whatever word a page prints for them.
// Several orders or delivery notes are joined by "; "; the header of an XML
// document has room for the first order only. [Draw] returns what a page shows,
// which may be less.
func (b Bill) Truth() Truth {
	s := b.Totals()
	d := b.Currency.Digits()
	t := Truth{DocType: payable.DocInvoice, Lang: b.Lang, Fields: map[payable.Term]string{
		payable.InvoiceNumber: b.Number,
		payable.IssueDate:     isoDate(b.Issued),
		payable.CurrencyCode:  string(b.Currency),
		payable.SellerName:    b.Seller.Name,
		payable.BuyerName:     b.Buyer.Name,
		payable.NetTotal:      s.Net.StringFixed(d),
		payable.TaxTotal:      s.Tax.StringFixed(d),
		payable.GrossTotal:    s.Gross.StringFixed(d),
		payable.AmountDue:     s.Due.StringFixed(d),
	}}
	if b.CreditNote {
		t.DocType = payable.DocCreditNote
	}
	t.set(payable.DueDate, isoDate(b.Due))
	t.set(payable.PONumber, strings.Join(b.Orders, "; "))
	t.set(payable.DespatchNumber, strings.Join(b.Despatch, "; "))
	t.set(payable.PrecedingInvoice, b.Preceding)
	t.set(payable.SellerVATID, b.Seller.VATID)
	t.set(payable.BuyerVATID, b.Buyer.VATID)
	t.set(payable.IBAN, b.Seller.IBAN)
	t.amount(payable.PrepaidAmount, s.Prepaid, d)
	t.amount(payable.RoundingAmount, s.Rounding, d)
	t.amount(payable.DocumentAllowances, s.Allowances, d)
	t.amount(payable.DocumentCharges, s.Charges, d)
	for _, v := range s.VAT {
		t.VAT = append(t.VAT, payable.VATLine{Category: v.Category, Rate: v.Rate.String(), Base: v.Base.StringFixed(d), Tax: v.Tax.StringFixed(d)})
	}
	for _, l := range b.Lines {
		t.Lines = append(t.Lines, l.truth(b.Currency))
	}
	b.retype(&t)
	return t
}

// retype turns the truth of a bill into that of another type of document. The
// number of a confirmation, a reminder or a statement has no term of its own.
func (b Bill) retype(t *Truth) {
	if b.Type == "" {
		return
	}
	t.DocType = b.Type
	delete(t.Fields, payable.InvoiceNumber)
	delete(t.Fields, payable.DueDate)
	switch b.Type {
	case payable.DocOrder:
		t.Fields[payable.PONumber] = b.Number
		delete(t.Fields, payable.IBAN)
	case payable.DocDespatchAdvice:
		t.Fields[payable.DespatchNumber] = b.Number
	case payable.DocReminder, payable.DocStatement:
		t.Lines, t.VAT = nil, nil
		for _, term := range []payable.Term{payable.NetTotal, payable.TaxTotal, payable.GrossTotal, payable.AmountDue,
			payable.PONumber, payable.DespatchNumber, payable.DocumentCharges, payable.DocumentAllowances} {
			delete(t.Fields, term)
		}
	}
}

// negated returns a credit note as many programs print it: an invoice of
// negative quantities.
func (b Bill) negated() Bill {
	b.Lines = slices.Clone(b.Lines)
	for i := range b.Lines {
		b.Lines[i].Quantity = b.Lines[i].Quantity.Neg()
	}
	b.Charges = slices.Clone(b.Charges)
	for i := range b.Charges {
		b.Charges[i].Amount = b.Charges[i].Amount.Neg()
	}
	b.Prepaid, b.Rounding = b.Prepaid.Neg(), b.Rounding.Neg()
	return b
}

func (l Line) truth(c payable.Currency) map[payable.Term]string {
	t := Truth{Fields: map[payable.Term]string{
		payable.LineDescription: l.Text,
		payable.LineQuantity:    l.Quantity.String(),
		payable.LineUnit:        l.Unit,
		payable.LineUnitPrice:   l.Price.String(),
		payable.LineTotal:       l.Net(c).StringFixed(c.Digits()),
		payable.LineVATRate:     l.Rate.String(),
	}}
	t.set(payable.LineSKU, l.SKU)
	t.set(payable.LineBuyerSKU, l.BuyerSKU)
	t.set(payable.LinePOLine, l.OrderLine)
	if !l.Base.IsZero() {
		t.set(payable.LinePriceBase, l.Base.String())
	}
	t.amount(payable.LineAllowance, l.Allowance(c), c.Digits())
	return t.Fields
}

func (t Truth) set(term payable.Term, v string) {
	if v != "" {
		t.Fields[term] = v
	}
}

func (t Truth) amount(term payable.Term, v decimal.Decimal, digits int32) {
	if !v.IsZero() {
		t.Fields[term] = v.StringFixed(digits)
	}
}

func isoDate(d time.Time) string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}
