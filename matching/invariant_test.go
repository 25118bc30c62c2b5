package matching

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// A shop is a drawn case: up to four order lines of different or equal items on
// one or two orders, receipts and other bills against them, and an invoice that
// bills some of it, more or less rightly. Its policy waives no receipt.
func shop(t *rapid.T) Case {
	c := bolts(10, 10, 10)
	c.Policy.ReceiptWaiver = decimal.Zero
	c.Orders, c.Receipts, c.Invoice.Lines = nil, nil, nil
	items := []string{"Hex bolt M8x40 zinc", "Hex bolt M10x40 zinc", "Washer 8 mm steel", "Garden chair teak"}
	var lines []payable.OrderLine
	for o := range rapid.IntRange(1, 2).Draw(t, "orders") {
		order := payable.PurchaseOrder{ID: payable.OrderID(o + 1), Number: fmt.Sprint(4711 + o), Vendor: 7, Currency: "EUR", State: payable.OrderOpen,
			Date: time.Date(2026, 1, 1+o, 0, 0, 0, 0, time.UTC)}
		for range rapid.IntRange(1, 3).Draw(t, "order lines") {
			item := rapid.IntRange(0, 3).Draw(t, "item")
			l := orderLine(payable.OrderLineID(11+len(lines)), order.ID, fmt.Sprint(len(order.Lines)+1), "", items[item],
				int64(rapid.IntRange(1, 20).Draw(t, "ordered")), fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "price")*10))
			if rapid.Bool().Draw(t, "code") {
				l.SKU = fmt.Sprint("SKU", item)
			}
			order.Lines, lines = append(order.Lines, l), append(lines, l)
		}
		c.Orders = append(c.Orders, order)
	}
	honest := rapid.Bool().Draw(t, "honest") // all arrived, nobody else bills, prices agree
	if honest {
		for i, l := range lines {
			c.Receipts = append(c.Receipts, payable.ReceiptLine{ID: payable.ReceiptLineID(51 + i), OrderLine: l.ID, Quantity: l.Quantity})
		}
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "receipts") {
		c.Receipts = append(c.Receipts, drawReceipt(t, lines, i))
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "others") {
		if honest {
			break
		}
		l := rapid.SampledFrom(lines).Draw(t, "billed line")
		q := decimal.NewFromInt(int64(rapid.IntRange(1, 10).Draw(t, "billed before")))
		c.Billed = append(c.Billed, payable.BilledLine{Invoice: payable.InvoiceID(60 + i), OrderLine: l.ID, Quantity: q, Net: l.Net(q).Amount})
	}
	c.Invoice.OrderRefs = []string{"4711", "4712"}[:len(c.Orders)]
	for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
		l := rapid.SampledFrom(lines).Draw(t, "bills")
		price := l.Price.Amount
		if !honest {
			price = price.Add(decimal.NewFromInt(int64(rapid.IntRange(-1, 1).Draw(t, "price off by"))))
		}
		c.Invoice.Lines = append(c.Invoice.Lines, billLine(i+1, l, int64(rapid.IntRange(1, 12).Draw(t, "quantity")), price))
	}
	setTotals(&c)
	return c
}

func drawReceipt(t *rapid.T, lines []payable.OrderLine, i int) payable.ReceiptLine {
	return payable.ReceiptLine{ID: payable.ReceiptLineID(21 + i), Receipt: payable.ReceiptID(i), OrderLine: rapid.SampledFrom(lines).Draw(t, "received line").ID,
		Quantity: decimal.NewFromInt(int64(rapid.IntRange(1, 12).Draw(t, "received"))), Date: time.Date(2026, 2, rapid.IntRange(1, 9).Draw(t, "day"), 0, 0, 0, 0, time.UTC)}
}

func billLine(no int, l payable.OrderLine, q int64, price decimal.Decimal) payable.InvoiceLine {
	quantity := decimal.NewFromInt(q)
	net := quantity.Mul(price)
	return payable.InvoiceLine{Number: no, Text: l.Text, SKU: l.SKU, Quantity: &quantity, Unit: "Stk", UnitPrice: &price, Net: &net}
}

// setTotals makes the invoice's totals agree with its lines.
func setTotals(c *Case) {
	net := decimal.Zero
	for _, l := range c.Invoice.Lines {
		net = net.Add(*l.Net)
	}
	tax := net.Mul(*number("0.19")).Round(2)
	gross := net.Add(tax)
	c.Invoice.Net, c.Invoice.Tax, c.Invoice.Gross, c.Invoice.Payable = &net, &tax, &gross, &gross
	c.Invoice.VAT = []payable.VATLine{{Category: "S", Rate: "19", Base: net.String(), Tax: tax.String()}}
	c.Draft = read(c.Invoice)
}

// verdict is what is decided, without lines and figures: the gravest outcome of
// each check.
func verdict(d Decision) string {
	worst := map[payable.CheckID]payable.Outcome{}
	for _, f := range d.Findings {
		worst[f.Check] = max(worst[f.Check], f.Outcome)
	}
	var out []string
	for _, check := range sortedKeys(worst) {
		if worst[check] > payable.Info {
			out = append(out, fmt.Sprintf("%s=%s", check, worst[check]))
		}
	}
	return fmt.Sprint(out)
}

func encoded(t *rapid.T, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestSameCaseSameBytes replays a case from what is stored of it, its slices in
// another order.
func TestSameCaseSameBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := shop(t)
		want := encoded(t, Match(c))
		var stored Case
		if err := json.Unmarshal(encoded(t, c), &stored); err != nil {
			t.Fatal(err)
		}
		stored.Orders = rapid.Permutation(stored.Orders).Draw(t, "orders")
		stored.Receipts = rapid.Permutation(stored.Receipts).Draw(t, "receipts")
		stored.Billed = rapid.Permutation(stored.Billed).Draw(t, "billed")
		stored.Invoice.Lines = rapid.Permutation(stored.Invoice.Lines).Draw(t, "lines")
		if got := encoded(t, Match(stored)); !bytes.Equal(got, want) {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

// TestEveryDecision holds what must hold for any decision, and that nothing is
// cleared beyond what was ordered and arrived.
func TestEveryDecision(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := shop(t)
		d := Match(c)
		checkDecision(t, c, d)
		if cleared(d) {
			checkCleared(t, c, d)
		}
	})
}

// checkCleared counts, without the matcher's help, what a cleared invoice bills.
func checkCleared(t interface{ Fatalf(string, ...any) }, c Case, d Decision) {
	if len(d.Remainders) > 0 {
		t.Fatalf("cleared with unordered lines %v", d.Remainders)
	}
	billed := map[payable.OrderLineID]decimal.Decimal{}
	for _, b := range c.Billed {
		billed[b.OrderLine] = billed[b.OrderLine].Add(b.Quantity)
	}
	for _, a := range d.Allocations {
		billed[a.OrderLine] = billed[a.OrderLine].Add(a.Quantity)
	}
	received := map[payable.OrderLineID]decimal.Decimal{}
	for _, r := range c.Receipts {
		received[r.OrderLine] = received[r.OrderLine].Add(r.Quantity)
	}
	allocated := map[payable.OrderLineID]bool{}
	for _, a := range d.Allocations {
		allocated[a.OrderLine] = true
	}
	for _, o := range c.Orders {
		for _, l := range o.Lines {
			if !allocated[l.ID] {
				continue
			}
			q := billed[l.ID]
			if q.GreaterThan(l.Quantity) || q.GreaterThan(received[l.ID]) {
				t.Fatalf("cleared: order line %d has %s billed, %s ordered, %s received", l.ID, q, l.Quantity, received[l.ID])
			}
		}
	}
}

// TestOrderOfLinesDoesNotMatter numbers the lines in another order.
func TestOrderOfLinesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := shop(t)
		before := Match(c)
		c.Invoice.Lines = rapid.Permutation(c.Invoice.Lines).Draw(t, "lines")
		for i := range c.Invoice.Lines {
			c.Invoice.Lines[i].Number = i + 1
		}
		if after := Match(c); verdict(before) != verdict(after) {
			t.Fatalf("%s, and with the lines in another order %s\n%s\n%s", verdict(before), verdict(after), dump(before), dump(after))
		}
	})
}

// TestSplittingALineDoesNotMatter bills one line in two parts that sum to it.
func TestSplittingALineDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := shop(t)
		before := Match(c)
		i := rapid.IntRange(0, len(c.Invoice.Lines)-1).Draw(t, "line")
		l := c.Invoice.Lines[i]
		n := l.Quantity.Shift(1).IntPart() // in tenths, so that one piece can be split too
		k := int64(rapid.IntRange(1, int(n-1)).Draw(t, "first part"))
		a, b := l, l
		for _, p := range []struct {
			line *payable.InvoiceLine
			q    int64
		}{{&a, k}, {&b, n - k}} {
			quantity := decimal.New(p.q, -1)
			net := l.UnitPrice.Mul(quantity)
			p.line.Quantity, p.line.Net = &quantity, &net
		}
		b.Number = len(c.Invoice.Lines) + 1
		c.Invoice.Lines = append(slices.Replace(slices.Clone(c.Invoice.Lines), i, i+1, a), b)
		if after := Match(c); verdict(before) != verdict(after) {
			t.Fatalf("%s, and with line %d in parts of %d and %d tenths %s\n%s\n%s", verdict(before), i+1, k, n-k, verdict(after), dump(before), dump(after))
		}
	})
}

// TestUnitsDoNotMatter bills the same weight in kilogram and in gram.
func TestUnitsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := bolts(rapid.Int64Range(1, 120).Draw(t, "billed"), 100, rapid.Int64Range(0, 120).Draw(t, "received"))
		c.Orders[0].Lines[0].Unit = "KGM"
		l := &c.Invoice.Lines[0]
		l.Unit = "kg"
		before := Match(c)
		grams, price := l.Quantity.Shift(3), l.UnitPrice.Shift(-3)
		l.Unit, l.Quantity, l.UnitPrice = "g", &grams, &price
		if after := Match(c); verdict(before) != verdict(after) {
			t.Fatalf("%s, and in gram %s", verdict(before), verdict(after))
		}
	})
}

// TestAReceiptOnlyReleases adds a receipt: no check of quantities may become
// graver, for the invoice as a whole.
func TestAReceiptOnlyReleases(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := shop(t)
		var lines []payable.OrderLine
		for _, o := range c.Orders {
			lines = append(lines, o.Lines...)
		}
		before := Match(c)
		c.Receipts = append(slices.Clone(c.Receipts), drawReceipt(t, lines, 9))
		after := Match(c)
		held := func(d Decision) payable.Outcome {
			return max(outcome(d, payable.QuantityReceived), outcome(d, payable.NoReceipt), outcome(d, payable.QuantityOrdered))
		}
		if held(after) > held(before) {
			t.Fatalf("a receipt turned\n%s\ninto\n%s", dump(before), dump(after))
		}
	})
}
