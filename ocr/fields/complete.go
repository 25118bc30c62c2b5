package fields

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// complete computes the one total that is not printed from those that are, and
// says so: from two if a printed rate agrees, from one where nothing is taxed.
func (d *document) complete(dr *payable.Draft, c *choice, x *totals) {
	put := func(t payable.Term, v int64, p float64, why string) {
		dr.Fields[t] = d.fieldOf(nil, decimal.New(v, -scale).String(), p, why)
	}
	switch {
	case c.net != nil && c.gross != nil && c.tax == nil && x.rateOf(c.net.units, c.gross.units-c.net.units):
		put(payable.TaxTotal, c.gross.units-c.net.units, 0.9*min(c.pNet, c.pGross), "gross less net, a printed rate of net")
	case c.net == nil && c.gross != nil && c.tax != nil && x.rateOf(c.gross.units-c.tax.units, c.tax.units):
		put(payable.NetTotal, c.gross.units-c.tax.units, 0.9*min(c.pTax, c.pGross), "gross less tax, which is a printed rate of it")
	case c.net == nil && c.gross != nil && c.tax != nil && c.tax.units == 0:
		put(payable.NetTotal, c.gross.units, 0.9*min(c.pTax, c.pGross), "the gross total: no tax is charged")
	case c.net != nil && c.gross == nil && c.tax != nil && c.tax.units == 0:
		put(payable.GrossTotal, c.net.units, 0.9*min(c.pTax, c.pNet), "the net total: no tax is charged")
	case c.net == nil && c.gross != nil && c.tax == nil && slices.Contains(x.lines, c.gross.units) && !d.speaksOfTax():
		put(payable.NetTotal, c.gross.units, 0.8*c.pGross, "the gross total and the sum of the lines: no tax is stated")
	case c.net != nil && c.gross == nil && c.tax != nil && x.rateOf(c.net.units, c.tax.units):
		put(payable.GrossTotal, c.net.units+c.tax.units, 0.9*min(c.pTax, c.pNet), "net and tax, a printed rate of it")
	}
}

// speaksOfTax reports whether the document states a tax or says that amounts
// include it: a label of a tax total with an amount after it, or "incl. VAT".
func (d *document) speaksOfTax() bool {
	if d.pages[0].Width < narrow {
		return true // till receipts are with tax whatever they say
	}
	for _, l := range d.labels {
		toks := d.lines[l.line].toks
		if _, ok := l.means(string(payable.TaxTotal)); ok && slices.ContainsFunc(toks[l.last:], func(t token) bool { return hasDigit(t.text) }) {
			return true
		}
	}
	for i := range d.lines {
		toks := d.lines[i].toks
		for j := range toks {
			key := ""
			for k := j; k < len(toks) && k < j+3; k++ {
				if key += toks[k].fold; lex().with[key] {
					return true
				}
			}
		}
	}
	return false
}
