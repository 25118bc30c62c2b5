package matching

import (
	"fmt"
	"testing"
	"time"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// TestHostileInvoiceEnds matches 1000 different lines that all fit 500 order
// lines: no real invoice does, and a stranger may send one. It must end, within
// seconds, and clear nothing.
func TestHostileInvoiceEnds(t *testing.T) {
	c := wide(500, 500, false)
	c.Invoice.Lines = nil
	for i := range c.Orders[0].Lines {
		c.Orders[0].Lines[i].Text = "Hex bolt"
	}
	for i := range 1000 {
		l := c.Orders[0].Lines[i%500]
		c.Invoice.Lines = append(c.Invoice.Lines, billLine(i+1, l, 10, *number(fmt.Sprintf("%d.77", 100+i))))
	}
	setTotals(&c)
	start := time.Now()
	d := Match(c)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %s", took)
	}
	if cleared(d) {
		t.Error("cleared")
	}
	checkDecision(t, c, d)
}

// wide is an invoice of n lines in reverse against an order of m lines, with
// neither codes nor line numbers: every line is paired by its words and figures.
// Where alike, all descriptions share all words but one.
func wide(n, m int, alike bool) Case {
	c := bolts(10, 10, 10)
	c.Invoice.Lines, c.Orders[0].Lines, c.Receipts = nil, nil, nil
	for i := range m {
		text := fmt.Sprintf("Part%d of group%d, steel, zinc plated", i, i/10)
		if alike {
			text = fmt.Sprintf("Hex bolt DIN 933 steel zinc plated size%d", i)
		}
		l := orderLine(payable.OrderLineID(1000+i), 1, fmt.Sprint(i+1), "", text, 10, fmt.Sprintf("%d.50", 1+i%20))
		c.Orders[0].Lines = append(c.Orders[0].Lines, l)
		c.Receipts = append(c.Receipts, payable.ReceiptLine{ID: payable.ReceiptLineID(i + 1), OrderLine: l.ID, Quantity: decimal.NewFromInt(10)})
	}
	for i := range n {
		l := c.Orders[0].Lines[n-1-i]
		c.Invoice.Lines = append(c.Invoice.Lines, billLine(i+1, l, 10, l.Price.Amount))
	}
	setTotals(&c)
	return c
}

func BenchmarkMatch(b *testing.B) {
	for _, bm := range []struct {
		name  string
		n, m  int
		alike bool
	}{{"10x30", 10, 30, false}, {"500x500", 500, 500, false}, {"500x500 alike", 500, 500, true}} {
		c := wide(bm.n, bm.m, bm.alike)
		if d := Match(c); !cleared(d) || len(d.Allocations) != bm.n {
			b.Fatalf("%s is not cleared:%.2000s", bm.name, dump(d))
		}
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Match(c)
			}
		})
	}
}
