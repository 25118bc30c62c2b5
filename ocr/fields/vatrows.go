package fields

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// A vatRow is a row of the VAT breakdown that its own arithmetic confirms.
type vatRow struct {
	rate, base, tax decimal.Decimal
	line            int
}

// maxVATRows bounds the breakdown; no country has that many rates.
const maxVATRows = 12

// vatRows finds printed rows in which base times rate is the tax, outside the
// table of items.
func (d *document) vatRows(cands []*candidate, items map[int]bool) []vatRow {
	byLine := map[int][]*candidate{}
	var order []int
	var rates []decimal.Decimal
	for _, c := range cands {
		if c.shape&shapeAmount == 0 || items[c.line] {
			continue
		}
		if byLine[c.line] == nil {
			order = append(order, c.line)
		}
		byLine[c.line] = append(byLine[c.line], c)
		if c.number.percent {
			rates = append(rates, c.number.value)
		}
	}
	slices.Sort(order)
	var out []vatRow
	for _, l := range order {
		r, ok := vatRowOf(byLine[l], rates)
		r.line = l
		if ok && len(out) < maxVATRows && !slices.ContainsFunc(out, r.same) {
			out = append(out, r)
		}
	}
	return withExempt(out, byLine, order)
}

// withExempt adds the rows that say what is not taxed, where others are.
func withExempt(rows []vatRow, byLine map[int][]*candidate, order []int) []vatRow {
	taxed := len(rows)
	for _, l := range order {
		base, ok := isExempt(byLine[l])
		r := vatRow{base: base, line: l}
		if ok && taxed > 0 && len(rows) < maxVATRows && !slices.ContainsFunc(rows, r.same) {
			rows = append(rows, r)
		}
	}
	return rows
}

func (r vatRow) same(o vatRow) bool { return r.rate.Equal(o.rate) && r.base.Equal(o.base) }

// hasSum reports whether base and tax are added up on the same row.
func hasSum(nums []*candidate, base, tax *candidate) bool {
	sum := base.number.value.Add(tax.number.value)
	return slices.ContainsFunc(nums, func(c *candidate) bool { return c != base && c != tax && isMoney(c) && c.number.value.Equal(sum) })
}

// vatRowOf finds rate, base and tax among the numbers of one line. A number
// without a percent sign is a rate only if the document prints it with one, or
// if the row adds base and tax up as well.
func vatRowOf(nums []*candidate, rates []decimal.Decimal) (vatRow, bool) {
	if len(nums) < 3 || len(nums) > 12 {
		return vatRow{}, false
	}
	for _, p := range nums {
		v := p.number.value
		if v.Sign() <= 0 || v.Cmp(decimal.NewFromInt(40)) > 0 || p.number.places > 2 {
			continue
		}
		for _, b := range nums {
			for _, t := range nums {
				if b == p || t == p || b == t || !isTaxOf(b, t, v) {
					continue
				}
				if !p.number.percent && !slices.ContainsFunc(rates, v.Equal) && !hasSum(nums, b, t) {
					continue
				}
				return vatRow{rate: v, base: b.number.value, tax: t.number.value}, true
			}
		}
	}
	return vatRow{}, false
}

func isTaxOf(base, tax *candidate, rate decimal.Decimal) bool {
	if base.number.percent || tax.number.percent || base.number.places != 2 && !isMoney(base) || base.number.value.IsZero() || tax.number.value.IsZero() {
		return false
	}
	return near(units(base.number.value.Mul(rate).Shift(-2)), units(tax.number.value), cent/2)
}

// vatLines returns the breakdown of the draft: the rows found, else the one that
// net, tax and a printed rate make.
func vatLines(rows []vatRow, c choice, x *totals) []payable.VATLine {
	var out []payable.VATLine
	for _, r := range rows {
		out = append(out, payable.VATLine{Rate: r.rate.String(), Base: r.base.StringFixed(2), Tax: r.tax.StringFixed(2)})
	}
	if len(out) > 0 || c.net == nil || c.tax == nil {
		return out
	}
	for _, r := range x.rates {
		if near(units(c.net.cand.number.value.Mul(r).Shift(-2)), c.tax.units, cent) && c.tax.units != 0 {
			return []payable.VATLine{{Rate: r.String(), Base: c.net.cand.number.value.StringFixed(2), Tax: c.tax.cand.number.value.StringFixed(2)}}
		}
	}
	return nil
}

// isExempt reports whether a row says that nothing is taxed at no per cent:
// "0 %  7.80  0.00  7.80".
func isExempt(nums []*candidate) (base decimal.Decimal, ok bool) {
	rate, nothing := false, false
	for _, c := range nums {
		switch {
		case c.number.percent:
			rate = rate || c.number.value.IsZero()
		case !isMoney(c):
		case c.number.value.IsZero():
			nothing = true
		case base.IsZero():
			base = c.number.value
		case !base.Equal(c.number.value):
			return base, false
		}
	}
	return base, rate && nothing && !base.IsZero()
}
