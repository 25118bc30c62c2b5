package fields

import (
	"math"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// An amount is a candidate for one of the totals, in ten-thousandths so that
// the joint choice compares whole numbers.
type amount struct {
	scored
	units int64
}

// totals is what the joint choice looks at besides the candidates.
type totals struct {
	rates  []decimal.Decimal // percentages printed on the document
	lines  []int64           // what the lines may add up to
	bases  int64             // of the VAT breakdown
	taxes  int64
	hasVAT bool
	w      *jointVector
}

const scale = 4

func units(v decimal.Decimal) int64 { return v.Shift(scale).Round(0).IntPart() }

// cent is how far rounding may move a sum, in units.
const cent = 200

func near(a, b, tolerance int64) bool { return a-b <= tolerance && b-a <= tolerance }

// amounts scores the amounts labelled as one of the totals.
func (d *document) amounts(t payable.Term, cands []*candidate, items map[int]bool) []amount {
	var biggest decimal.Decimal
	for _, c := range cands {
		if c.shape&shapeAmount != 0 && !c.number.percent && isMoney(c) {
			biggest = decimal.Max(biggest, c.number.value.Abs())
		}
	}
	var in []scored
	for _, c := range cands {
		if c.shape&shapeAmount == 0 || c.number.percent || len(c.text) > 24 || d.counts(c) || t == payable.TaxTotal && d.isBase(c) {
			continue
		}
		under := *c
		if l := c.above.label; l != nil && (items[l.line] || items[c.line]) {
			under.above = relation{} // the heading of the table of items
		}
		v, why, own := d.labelled(t, string(t), &under)
		if !own {
			continue
		}
		d.zone(&v, c.line)
		d.amountShape(&v, c, items)
		if !biggest.IsZero() && c.number.value.Abs().Equal(biggest) {
			v[largest] = 1
		}
		in = append(in, d.weigh(t, c, c.number.value.String(), v, why))
	}
	var out []amount
	for _, s := range d.merge(t, in) {
		if s.logit > -4 && len(out) < 10 {
			out = append(out, amount{s, units(s.cand.number.value)})
		}
	}
	return out
}

// isBase reports whether an amount is said to be what a rate is of: "VAT 19 % of
// 100.00".
func (d *document) isBase(c *candidate) bool {
	toks := d.lines[c.line].toks
	j := c.first - 1
	if j > 0 && currencyOf(toks[j].text) != "" {
		j--
	}
	return j > 0 && toks[j].seg == toks[c.first].seg && lex().baseOf[toks[j].fold]
}

// counts reports whether a bare number counts the word after it: "within 30
// days" is no amount.
func (d *document) counts(c *candidate) bool {
	toks := d.lines[c.line].toks
	return !isMoney(c) && c.last < len(toks) && toks[c.last].seg == toks[c.first].seg && lex().units[unitKey(toks[c.last].text)] != ""
}

// isMoney reports whether a number is printed as money is.
func isMoney(c *candidate) bool { return c.number.places == 2 || c.number.currency != "" }

func (d *document) amountShape(v *vector, c *candidate, items map[int]bool) {
	if c.number.places == 2 {
		v[twoPlaces] = 1
	}
	if c.number.currency != "" {
		v[hasMark] = 1
	}
	if !isMoney(c) {
		v[badShape] = 0.5
	}
	if c.number.doubt {
		v[ambiguous] = 1
	}
	if items[c.line] {
		v[inItems] = 1
	}
	if c.number.value.IsZero() {
		v[zero] = 1
	}
	if !slices.ContainsFunc(d.lines[c.line].toks[c.last:], func(t token) bool { return hasDigit(t.text) }) {
		v[rightmost] = 1
	}
}

// A choice is the totals that go best together, each with its probability over
// all ways of choosing.
type choice struct {
	net, tax, gross    *amount
	pNet, pTax, pGross float64
	holds              bool // net + tax = gross, all three printed
}

// choose weighs every combination of net, tax and gross (each may be missing)
// by what labels and sums say. The probability of a value is its part of all
// combinations, so that a confident sum corrects a single misread amount.
func (x *totals) choose(net, tax, gross []amount) choice {
	type combo struct {
		n, t, g int
		z       float64
	}
	var all []combo
	best, top := -1, math.Inf(-1)
	for n := -1; n < len(net); n++ {
		for t := -1; t < len(tax); t++ {
			for g := -1; g < len(gross); g++ {
				z := x.weigh(pick(net, n), pick(tax, t), pick(gross, g))
				all = append(all, combo{n, t, g, z})
				if z > top {
					best, top = len(all)-1, z
				}
			}
		}
	}
	b, sum := all[best], 0.0
	c := choice{net: pick(net, b.n), tax: pick(tax, b.t), gross: pick(gross, b.g)}
	for _, k := range all {
		p := math.Exp(k.z - top)
		sum += p
		if k.n == b.n {
			c.pNet += p
		}
		if k.t == b.t {
			c.pTax += p
		}
		if k.g == b.g {
			c.pGross += p
		}
	}
	c.pNet, c.pTax, c.pGross = c.pNet/sum, c.pTax/sum, c.pGross/sum
	c.holds = c.net != nil && c.tax != nil && c.gross != nil && near(c.net.units+c.tax.units, c.gross.units, cent)
	return c
}

func pick(a []amount, i int) *amount {
	if i < 0 {
		return nil
	}
	return &a[i]
}

// weigh returns the log-odds of one combination.
func (x *totals) weigh(net, tax, gross *amount) float64 {
	z := x.together(net, tax, gross).times(x.w)
	for _, a := range []*amount{net, tax, gross} {
		if a != nil {
			z += a.logit
		}
	}
	return z
}

// together returns what sums, rates, lines and VAT breakdown say about a
// combination.
func (x *totals) together(net, tax, gross *amount) (v jointVector) {
	switch {
	case net != nil && tax != nil && gross != nil:
		if near(net.units+tax.units, gross.units, cent) {
			v[sumHolds] = 1
		} else {
			v[sumBroken] = 1
		}
	case net != nil && gross != nil:
		if near(net.units, gross.units, cent) {
			v[noTaxHolds] = 1
		} else if x.rateOf(net.units, gross.units-net.units) {
			v[rateHolds] = 1
		}
	}
	if net == nil && gross != nil && tax != nil && x.rateOf(gross.units-tax.units, tax.units) {
		v[rateHolds] = 1 // the net total is not printed as one
	}
	if net != nil && tax != nil {
		if abs(tax.units) > abs(net.units) {
			v[taxAbove] = 1
		} else if x.rateOf(net.units, tax.units) {
			v[rateHolds] = 1
		}
	}
	x.outside(&v, net, tax, gross)
	return v
}

// outside notes what lines and VAT breakdown say about a combination.
func (x *totals) outside(v *jointVector, net, tax, gross *amount) {
	if net != nil && slices.ContainsFunc(x.lines, func(s int64) bool { return near(s, net.units, cent) }) ||
		net == nil && gross != nil && slices.ContainsFunc(x.lines, func(s int64) bool { return near(s, gross.units, cent) }) {
		v[linesHold] = 1
	}
	if !x.hasVAT {
		return
	}
	if net != nil && near(x.bases, net.units, cent) {
		v[tableHolds] = 1
	}
	if tax != nil && near(x.taxes, tax.units, cent) {
		v[tableHolds]++
	}
}

// rateOf reports whether tax is a printed percentage of net.
func (x *totals) rateOf(net, tax int64) bool {
	if tax == 0 {
		return false
	}
	for _, r := range x.rates {
		if near(units(decimal.New(net, -scale).Mul(r).Shift(-2)), tax, cent) {
			return true
		}
	}
	return false
}

func abs(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}
