package fields

import (
	"slices"

	"github.com/payable-ap/payable"
)

// sumRows adds the amounts of rows that end a summary in columns, "Total 100.00
// 19.00 119.00": on a line that a total's label begins, two amounts in a row
// whose sum is the next are net, tax and gross.
func (d *document) sumRows(net, tax, gross []amount, cands []*candidate, items map[int]bool) (n, t, g []amount) {
	byLine := map[int][]*candidate{}
	var order []int
	for _, c := range cands {
		if c.shape&shapeAmount == 0 || c.number.percent || !isMoney(c) || items[c.line] {
			continue
		}
		if byLine[c.line] == nil {
			order = append(order, c.line)
		}
		byLine[c.line] = append(byLine[c.line], c)
	}
	for _, l := range order {
		row := byLine[l]
		if len(row) < 3 || len(row) > 8 || !d.beginsTotal(l) {
			continue
		}
		for i := 0; i+2 < len(row); i++ {
			a, b, c := units(row[i].number.value), units(row[i+1].number.value), units(row[i+2].number.value)
			if a+b != c || a == 0 || b == 0 || abs(b) > abs(a) {
				continue
			}
			net = d.ofRow(net, payable.NetTotal, row[i], a)
			tax = d.ofRow(tax, payable.TaxTotal, row[i+1], b)
			gross = d.ofRow(gross, payable.GrossTotal, row[i+2], c)
			return net, tax, gross
		}
	}
	return net, tax, gross
}

// beginsTotal reports whether a line begins with the label of a total.
func (d *document) beginsTotal(l int) bool {
	lab := d.lines[l].toks[0].label
	return lab != nil && slices.ContainsFunc(totalKinds, func(k payable.Term) bool { _, ok := lab.means(string(k)); return ok })
}

// ofRow adds an amount of such a row, or speaks for the one that is there.
func (d *document) ofRow(in []amount, t payable.Term, c *candidate, v int64) []amount {
	for i := range in {
		if in[i].units == v {
			in[i].signs[inSumRow] = 1
			in[i].logit += d.model.of(t)[inSumRow]
			return in
		}
	}
	return append(in, amount{d.weigh(t, c, c.number.value.String(), vector{inSumRow: 1}, "in a row in which net and tax make gross"), v})
}
