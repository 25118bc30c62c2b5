package matching

import (
	"fmt"
	"testing"
	"time"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// bolts is a case about one item at 10.00 that agrees with itself in everything,
// so that each test changes only what it is about.
func bolts(billed, ordered, received int64) Case {
	date := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	net := decimal.NewFromInt(billed * 10)
	tax := net.Mul(*number("0.19"))
	gross := net.Add(tax)
	iban := "DE89370400440532013000"
	c := Case{
		AsOf:   date.AddDate(0, 0, 3),
		Policy: DefaultPolicy("EUR"),
		Entity: payable.Entity{ID: 1, Name: "Werk Eins", Currency: "EUR"},
		Vendors: []payable.Vendor{{
			ID: 7, Entity: 1, Group: 7, Number: "70007", Name: "Schrauben Huber GmbH", VATIDs: []string{"DE136695976"},
			Senders: []string{"huber.example"}, Active: true, Invoices: 12,
			Bank: []payable.BankAccount{{IBAN: iban, Entered: "ana", Verified: "ben", Since: date.AddDate(-1, 0, 0)}},
		}},
		Sender: "rechnung@huber.example",
		Invoice: payable.Invoice{
			ID: 100, Entity: 1, Version: 1, Number: "RE-0017", Issued: date, Currency: "EUR", OrderRefs: []string{"4711"},
			Seller: payable.Party{Name: "Schrauben Huber GmbH", VATID: "DE136695976"},
			Net:    &net, Tax: &tax, Gross: &gross, Payable: &gross, Bank: []string{iban},
			VAT: []payable.VATLine{{Category: "S", Rate: "19", Base: net.String(), Tax: tax.String()}},
			Lines: []payable.InvoiceLine{{
				Number: 1, Text: "Hex bolt M8x40 zinc", SKU: "M8-40", Quantity: whole(billed), Unit: "Stk",
				UnitPrice: number("10.00"), Net: &net, VATRate: "19",
			}},
		},
		Orders: []payable.PurchaseOrder{{
			ID: 1, Entity: 1, LedgerID: "PO1", Number: "4711", Vendor: 7, Currency: "EUR", State: payable.OrderOpen, Date: date.AddDate(0, -1, 0),
			Lines: []payable.OrderLine{orderLine(11, 1, "1", "M8-40", "Hex bolt M8x40 zinc", ordered, "10.00")},
		}},
	}
	if received != 0 {
		c.Receipts = []payable.ReceiptLine{{ID: 21, Receipt: 2, OrderLine: 11, Quantity: decimal.NewFromInt(received), Date: date.AddDate(0, 0, -7), Despatch: "LS-9"}}
	}
	c.Draft = read(c.Invoice)
	return c
}

// read returns a draft that states the invoice's required fields for sure.
func read(v payable.Invoice) payable.Draft {
	field := func(s string) payable.Field {
		return payable.Field{Value: s, Confidence: 0.99, Source: payable.SourceText, Page: 1}
	}
	d := payable.Draft{ID: 5, DocType: payable.DocInvoice, Source: payable.SourceText, Fields: map[payable.Term]payable.Field{
		payable.InvoiceNumber: field(v.Number),
		payable.IssueDate:     field(day(v.Issued)),
		payable.CurrencyCode:  field(string(v.Currency)),
	}}
	if v.Gross != nil {
		d.Fields[payable.GrossTotal] = field(v.Gross.StringFixed(2))
		d.Fields[payable.AmountDue] = field(v.Gross.StringFixed(2))
	}
	return d
}

func orderLine(id payable.OrderLineID, order payable.OrderID, no, sku, text string, quantity int64, price string) payable.OrderLine {
	return payable.OrderLine{ID: id, Order: order, Number: no, SKU: sku, Text: text, Quantity: decimal.NewFromInt(quantity), Unit: "C62",
		Price: payable.NewMoney(price, "EUR"), PriceBase: decimal.NewFromInt(1), Mode: payable.MatchThreeWay}
}

func whole(n int64) *decimal.Decimal {
	d := decimal.NewFromInt(n)
	return &d
}

// cleared reports whether the invoice would be paid without a person.
func cleared(d Decision) bool { return d.Worst() <= payable.Info && d.CopyOf == 0 }

// outcome returns the gravest outcome of a check in a decision.
func outcome(d Decision, check payable.CheckID) payable.Outcome {
	worst := payable.NotEvaluated
	for _, f := range d.Findings {
		if f.Check == check {
			worst = max(worst, f.Outcome)
		}
	}
	return worst
}

// dump prints what a decision says above PASS, for failures.
func dump(d Decision) string {
	s := ""
	for _, f := range d.Findings {
		if f.Outcome != payable.Pass {
			s += fmt.Sprintf("\n  line %d %s: %s %s %v", f.Line, f.Check, f.Outcome, f.Message, f.Figures)
		}
	}
	return s
}

func TestAnInvoiceThatAgreesIsCleared(t *testing.T) {
	d := Match(bolts(10, 10, 10))
	if !cleared(d) {
		t.Fatalf("not cleared:%s", dump(d))
	}
	if len(d.Allocations) != 1 || len(d.Remainders) != 0 || d.Vendor != 7 || len(d.Orders) != 1 {
		t.Errorf("got %+v", d)
	}
}
