package specimen

import "github.com/payable-ap/payable"

// breakdown reports whether the taxes are listed by rate in a table of their
// own: with several rates, or with one where the layout has letters for them.
func (d *drawing) breakdown() bool {
	return d.lay.Breakdown != BreakdownNone && d.bill.Type != payable.DocDespatchAdvice && len(d.sums.VAT) > 0 &&
		(len(d.sums.VAT) > 1 || d.lay.Breakdown == BreakdownBelow)
}

// breakdownTable prints rate, base and tax of each rate, beside the sums that
// begin at top or below where they end, and returns where it ends.
func (d *drawing) breakdownTable(top, h float64) float64 {
	x, y := d.left, top
	size := d.lay.Size - 1
	if d.lay.Breakdown == BreakdownBelow || d.lay.Totals == TotalsFull || d.lay.Totals == TotalsInTable || d.lay.Totals == TotalsRow {
		d.y += 4
		d.room(float64(len(d.sums.VAT)+1) * h)
		y = d.y
	}
	rows := [][]string{{d.say(wRate), d.say(wBase), d.say(wLineTax)}}
	coded := d.grid != nil && contains(d.grid.columns, ColCode)
	if coded {
		rows[0] = append([]string{d.say(wCode)}, rows[0]...)
	}
	for i, v := range d.sums.VAT {
		row := []string{d.percent(v.Rate, wRate), d.money(v.Base), d.money(v.Tax)}
		if coded {
			row = append([]string{string(rune('A' + i))}, row...)
		}
		rows = append(rows, row)
	}
	edges := []float64{x}
	for j := range rows[0] {
		w := 0.0
		d.style(size, true)
		for _, r := range rows {
			w = max(w, d.width(r[j]))
		}
		edges = append(edges, edges[j]+w+4)
	}
	for i, r := range rows {
		d.style(size, i == 0)
		for j, t := range r {
			d.text(edges[j+1]-1, y+h-1.8, t, toRight)
		}
		d.line(x, y+h, edges[len(edges)-1], y+h, 0.15, 140)
		y += h
	}
	return y
}
