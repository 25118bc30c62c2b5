package fields

import (
	"slices"

	"github.com/payable-ap/payable"
)

// pairRows adds the amounts of rows that sum up columns "without tax" and "with
// tax": two amounts whose difference is a printed rate of the first and is
// printed itself, as a tax, elsewhere. Of several such rows the one with the
// largest amounts is the sum.
func (d *document) pairRows(x *totals, net, tax, gross []amount, cands []*candidate, items map[int]bool) (n, t, g []amount) {
	money := map[int64][]*candidate{}
	for _, c := range cands {
		if c.shape&shapeAmount != 0 && !c.number.percent && isMoney(c) {
			money[units(c.number.value)] = append(money[units(c.number.value)], c)
		}
	}
	var a, b, rest *candidate
	for i, c := range cands {
		if i+1 >= len(cands) || items[c.line] || !isPair(cands, i) {
			continue
		}
		o := cands[i+1]
		low, high := units(c.number.value), units(o.number.value)
		if abs(high) <= abs(low) || !x.rateOf(low, high-low) || b != nil && abs(high) <= abs(units(b.number.value)) {
			continue
		}
		at := slices.IndexFunc(money[high-low], func(k *candidate) bool { return k.line != c.line })
		if at >= 0 {
			a, b, rest = c, o, money[high-low][at]
		}
	}
	if a == nil {
		return net, tax, gross
	}
	net = d.ofRow(net, payable.NetTotal, a, units(a.number.value))
	tax = d.ofRow(tax, payable.TaxTotal, rest, units(rest.number.value))
	return net, tax, d.ofRow(gross, payable.GrossTotal, b, units(b.number.value))
}

// oneRate speaks against amounts in the rows of a VAT breakdown of several rates:
// each is a part of the total.
func (d *document) oneRate(t payable.Term, a []amount, rows []vatRow) {
	if len(rows) < 2 {
		return
	}
	for i := range a {
		c := a[i].cand
		if c == nil || a[i].signs[inItems] > 0 || !slices.ContainsFunc(rows, func(r vatRow) bool { return r.line == c.line }) {
			continue
		}
		a[i].signs[inItems] = 1
		a[i].logit += d.model.of(t)[inItems]
	}
}

// isPair reports whether a candidate and the next are the only amounts of their
// line.
func isPair(cands []*candidate, i int) bool {
	money := func(k int) bool {
		return k >= 0 && k < len(cands) && cands[k].line == cands[i].line && cands[k].shape&shapeAmount != 0 && !cands[k].number.percent && isMoney(cands[k])
	}
	return money(i) && money(i+1) && !money(i-1) && !money(i+2)
}
