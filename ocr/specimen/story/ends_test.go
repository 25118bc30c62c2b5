package story_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/matching"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/specimen/story"
)

// A ledger is what the matcher would find in the database while the story is
// told: every invoice read perfectly and matched in the order of the mails.
type ledger struct {
	story    story.Story
	billed   []payable.BilledLine
	previous []payable.PriorInvoice
	last     payable.InvoiceID
}

// TestEveryInvoiceEndsAsTheStorySays matches the story's invoices under the
// default policy, as if every page had been read without a fault.
func TestEveryInvoiceEndsAsTheStorySays(t *testing.T) {
	s := tell(t)
	l := &ledger{story: s, previous: slices.Clone(s.Previous)}
	for _, m := range s.Mails {
		for i, want := range m.Expect {
			if reason := wrongEnd(want, l.match(m, i)); reason != "" {
				t.Errorf("%s: %s", m.Name, reason)
			}
		}
	}
}

// wrongEnd says how a decision differs from the end the story gives it, or "".
func wrongEnd(want story.End, d payable.Decision) string {
	got := d.Worst()
	if d.CopyOf != 0 {
		got = payable.Copy
	}
	onlyDoubt := want.MayDoubt && got == payable.NeedsReview && !slices.ContainsFunc(d.Findings, func(f payable.Finding) bool {
		return f.Outcome.Open() && f.Check != payable.LowConfidence
	})
	switch {
	case want.Straight && got > payable.Info && !onlyDoubt:
		return fmt.Sprintf("%s does not go straight through: %v", want.Number, open(d))
	case !want.Straight && got != want.Worst:
		return fmt.Sprintf("%s ends in %v, want %v: %v", want.Number, got, want.Worst, open(d))
	}
	for _, check := range want.Checks {
		if !slices.ContainsFunc(d.Findings, func(f payable.Finding) bool { return f.Check == check && f.Outcome.Open() }) {
			return fmt.Sprintf("%s passes %s; open are %v", want.Number, check, open(d))
		}
	}
	return ""
}

// open lists what stands between an invoice and its payment.
func open(d payable.Decision) []string {
	var out []string
	for _, f := range d.Findings {
		if f.Outcome.Open() {
			out = append(out, string(f.Check)+" "+f.Outcome.String()+" "+f.Message)
		}
	}
	return out
}

// match decides a document as if it had been read perfectly.
func (l *ledger) match(m story.Mail, i int) payable.Decision {
	l.last++
	c := l.surroundings(m)
	c.Invoice, c.Draft = invoice(l.last, m.Bills[i], m.Truths[i]), draft(m.Truths[i])
	if inside := m.Inside[i]; inside != nil {
		page := c.Draft
		c.Page, c.Draft = &page, draft(inside.Truth())
		c.Invoice.Bank = c.Draft.Bank
	}
	return l.decide(c)
}

// surroundings is a case without its invoice.
func (l *ledger) surroundings(m story.Mail) payable.Case {
	return payable.Case{Vendors: l.story.Vendors, Sender: m.From, Orders: l.story.Orders, Receipts: l.receipts(), Billed: l.billed, Previous: l.previous,
		Policy: matching.DefaultPolicy("EUR"), Entity: l.story.Entity, AsOf: friday}
}

// decide matches a case and books what it bills.
func (l *ledger) decide(c payable.Case) payable.Decision {
	d := matching.Match(c)
	if d.CopyOf != 0 {
		return d
	}
	for _, a := range d.Allocations {
		q, n := a.Quantity, a.Net
		if c.Invoice.CreditNote {
			q, n = q.Neg(), n.Neg()
		}
		l.billed = append(l.billed, payable.BilledLine{Invoice: c.Invoice.ID, OrderLine: a.OrderLine, Quantity: q, Net: n})
	}
	prior := payable.PriorInvoice{Invoice: c.Invoice.ID, Vendor: d.Vendor, Group: int64(d.Vendor), Number: c.Invoice.Number, Issued: c.Invoice.Issued,
		Currency: "EUR", CreditNote: c.Invoice.CreditNote, Orders: c.Invoice.OrderRefs}
	if c.Invoice.Gross != nil {
		prior.Gross = *c.Invoice.Gross
	}
	l.previous = append(l.previous, prior)
	return d
}

func (l *ledger) receipts() []payable.ReceiptLine {
	var out []payable.ReceiptLine
	for _, r := range l.story.Receipts {
		out = append(out, r.Lines...)
	}
	return out
}

func value(fields map[payable.Term]string, t payable.Term) *decimal.Decimal {
	s, ok := fields[t]
	if !ok {
		return nil
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return nil
	}
	return &d
}

func invoice(id payable.InvoiceID, b specimen.Bill, truth specimen.Truth) payable.Invoice {
	f := truth.Fields
	inv := payable.Invoice{ID: id, Entity: 1, Version: 1, CreditNote: b.CreditNote, Number: b.Number, Issued: b.Issued, Due: b.Due, Currency: b.Currency,
		OrderRefs: b.Orders, Despatch: b.Despatch, Seller: payable.Party{Name: f[payable.SellerName], VATID: f[payable.SellerVATID]},
		Buyer: payable.Party{Name: f[payable.BuyerName], VATID: f[payable.BuyerVATID]}, Net: value(f, payable.NetTotal), Tax: value(f, payable.TaxTotal),
		Gross: value(f, payable.GrossTotal), Payable: value(f, payable.AmountDue), VAT: truth.VAT, Bank: []string{f[payable.IBAN]}}
	if b.Preceding != "" {
		inv.Preceding = []string{b.Preceding}
	}
	for i, l := range truth.Lines {
		inv.Lines = append(inv.Lines, payable.InvoiceLine{Number: i + 1, Text: l[payable.LineDescription], SKU: l[payable.LineSKU], Quantity: value(l, payable.LineQuantity),
			Unit: l[payable.LineUnit], UnitPrice: value(l, payable.LineUnitPrice), Net: value(l, payable.LineTotal), VATRate: l[payable.LineVATRate], OrderLine: l[payable.LinePOLine]})
	}
	return inv
}

// draft is a perfect reading.
func draft(truth specimen.Truth) payable.Draft {
	d := payable.Draft{DocType: truth.DocType, Source: payable.SourceText, Fields: perfect(truth.Fields), VAT: truth.VAT, Bank: []string{truth.Fields[payable.IBAN]}}
	for _, l := range truth.Lines {
		d.Lines = append(d.Lines, perfect(l))
	}
	return d
}

func perfect(fields map[payable.Term]string) map[payable.Term]payable.Field {
	out := map[payable.Term]payable.Field{}
	for t, v := range fields {
		out[t] = payable.Field{Value: v, Confidence: 1, Source: payable.SourceText}
	}
	return out
}
