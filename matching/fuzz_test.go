package matching

import (
	"testing"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// FuzzMatch checks what must hold for anything a stranger can mail us: the
// matcher does not panic, a decision is consistent with itself, and nothing is
// cleared that bills undelivered or unordered goods, asks for money its lines do
// not explain, or is in another currency than its order.
func FuzzMatch(f *testing.F) {
	f.Add("10", "10", "100", "119", "10", "10", "10", "EUR", "EUR", "Stk", "Hex bolt M8x40 zinc", "M8-40", "4711", "1", int16(0), byte(0))
	f.Add("10", "10", "100", "119", "10", "9", "10", "EUR", "USD", "kg", "Hex bolt", "", "", "", int16(3), byte(1))
	f.Add("-1", "1e9000", "0", "", "0", "-5", "1e-9000", "JPY", "", "", "", "M8-40", "0004711", "2", int16(-1), byte(6))
	f.Add("0.0001", "9999999999999", "NaN", "1e24", "5", "5", "0", "eur", "EUR", "Karton", "\xff\x00", "1", "4712", "0", int16(1), byte(255))
	f.Fuzz(func(t *testing.T, quantity, price, net, gross, ordered, received, agreed, currency, orderCurrency, unit, text, sku, ref, refLine string, no int16, flags byte) {
		c := fuzzed(quantity, price, net, gross, ordered, received, agreed, currency, orderCurrency)
		l := &c.Invoice.Lines[0]
		l.Unit, l.Text, l.SKU, l.OrderLine, l.Number = unit, text, sku, refLine, int(no)
		c.Invoice.OrderRefs = []string{ref}
		c.Invoice.CreditNote = flags&1 != 0
		if flags&2 != 0 {
			c.Invoice.Lines = append(c.Invoice.Lines, *l)
		}
		if flags&4 != 0 {
			c.Page = &payable.Draft{Fields: map[payable.Term]payable.Field{payable.AmountDue: {Value: gross, Confidence: 1}}}
		}
		if flags&8 != 0 {
			c.Orders = append(c.Orders, c.Orders[0])
			c.Orders[1].ID, c.Orders[1].Lines = 2, []payable.OrderLine{orderLine(12, 2, "1", sku, text, 3, "10.00")}
		}
		d := Match(c)
		checkDecision(t, c, d)
		if cleared(d) && !c.Invoice.CreditNote {
			checkCleared(t, c, d)
			checkMoney(t, c, d)
		}
	})
}

// fuzzed is the fixture with numbers that may be anything, or nothing. No receipt
// is waived.
func fuzzed(quantity, price, net, gross, ordered, received, agreed, currency, orderCurrency string) Case {
	c := bolts(10, 10, 0)
	c.Policy.ReceiptWaiver = decimal.Zero
	c.Policy.Currency = "EUR"
	l := &c.Invoice.Lines[0]
	l.Quantity, l.UnitPrice, l.Net = parsed(quantity), parsed(price), parsed(net)
	c.Invoice.Net, c.Invoice.Gross, c.Invoice.Payable, c.Invoice.Currency = parsed(net), parsed(gross), parsed(gross), payable.Currency(currency)
	o := &c.Orders[0]
	o.Currency = payable.Currency(orderCurrency)
	o.Lines[0].Quantity = value(parsed(ordered))
	o.Lines[0].Price = payable.Money{Amount: value(parsed(agreed)), Currency: payable.Currency(orderCurrency)}
	c.Receipts = []payable.ReceiptLine{{ID: 21, OrderLine: 11, Quantity: value(parsed(received))}}
	return c
}

func parsed(s string) *decimal.Decimal {
	d, err := decimal.NewFromString(s)
	if err != nil {
		return nil
	}
	return &d
}

// checkMoney holds what a cleared invoice asks for against what its order lines
// cost, with the most the default policy lets pass: 2 % and 250.00, or 10.00, a
// line, 28 % of tax, and a unit each for rounding, charges and small differences.
func checkMoney(t interface{ Fatalf(string, ...any) }, c Case, d Decision) {
	most := decimal.NewFromInt(4)
	for _, a := range d.Allocations {
		for _, o := range c.Orders {
			for _, l := range o.Lines {
				if l.ID != a.OrderLine {
					continue
				}
				if o.Currency != c.Invoice.Currency {
					t.Fatalf("cleared in %q against an order in %q", c.Invoice.Currency, o.Currency)
				}
				n := l.Net(a.Quantity).Amount
				slack := decimal.Max(decimal.Min(n.Mul(*number("0.02")), *number("250")), *number("10"))
				most = most.Add(n).Add(slack)
			}
		}
	}
	due, ok := c.Invoice.AmountDue()
	if !ok || due.Amount.GreaterThan(most.Mul(*number("1.28"))) {
		t.Fatalf("cleared %s; its order lines explain no more than %s", due, most)
	}
}
