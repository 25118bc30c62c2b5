package fields

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// readTotals finds currency, totals and VAT breakdown.
func (d *document) readTotals(dr *payable.Draft, cands []*candidate, used map[int]bool) {
	if f, ok := d.currency(cands); ok {
		dr.Fields[payable.CurrencyCode] = f
	}
	rows := d.vatRows(cands, used)
	x := d.evidence(dr, cands, rows, used)
	net := d.withBreakdown(x, payable.NetTotal, d.amounts(payable.NetTotal, cands, used), rows, cands)
	tax := d.withBreakdown(x, payable.TaxTotal, slices.Concat(d.amounts(payable.TaxTotal, cands, used), d.taxSum(cands, used), d.taxColumns(cands, used)), rows, cands)
	gross := d.withBreakdown(x, payable.GrossTotal, d.amounts(payable.GrossTotal, cands, used), rows, cands)
	d.oneRate(payable.NetTotal, net, rows)
	d.oneRate(payable.TaxTotal, tax, rows)
	d.oneRate(payable.GrossTotal, gross, rows)
	net, tax, gross = d.sumRows(net, tax, gross, cands, used)
	net, tax, gross = d.pairRows(x, net, tax, gross, cands, used)
	x.learnTotals(d.model.trains, net, tax, gross)
	c := x.choose(net, tax, gross)
	put := func(t payable.Term, a *amount, p float64) {
		if a == nil || p < minShown {
			return
		}
		why := a.why
		if c.holds {
			why += "; net and tax make gross"
		}
		dr.Fields[t] = d.fieldOf(a.cand, printedMoney(a), p, why)
	}
	put(payable.NetTotal, c.net, c.pNet)
	put(payable.TaxTotal, c.tax, c.pTax)
	put(payable.GrossTotal, c.gross, c.pGross)
	d.complete(dr, &c, x)
	d.amountDue(dr, cands, used)
	for _, t := range []payable.Term{payable.RoundingAmount, payable.DocumentAllowances, payable.DocumentCharges} {
		if a := d.amounts(t, cands, used); len(a) > 0 && a[0].logit > 0 && (t == payable.RoundingAmount || x.leavesRoom(c.net, a[0])) {
			dr.Fields[t] = d.fieldOf(a[0].cand, decimal.New(abs(a[0].units), -scale).String(), share(rivalsOf(a)), a[0].why)
		}
	}
	dr.VAT = vatLines(rows, c, x)
}

// leavesRoom reports whether an allowance or charge can stand between the lines
// and the net total. Where the lines alone make the net, or it is larger than
// that, its label was a word in a name or a sentence ("… Verpackung GmbH").
func (x *totals) leavesRoom(net *amount, a amount) bool {
	if net == nil {
		return true
	}
	return abs(a.units) <= abs(net.units) && (len(x.lines) == 0 || x.lines[0] != net.units)
}

func printedMoney(a *amount) string {
	return decimal.New(a.units, -scale).String()
}

func rivalsOf(a []amount) []scored {
	out := make([]scored, len(a))
	for i := range a {
		out[i] = a[i].scored
	}
	return out
}

// evidence gathers what speaks for totals beside their labels.
func (d *document) evidence(dr *payable.Draft, cands []*candidate, rows []vatRow, used map[int]bool) *totals {
	x := &totals{w: &d.model.joint}
	seen := map[string]bool{}
	for _, c := range cands {
		if c.shape&shapeAmount == 0 || !c.number.percent || c.number.value.Sign() <= 0 || len(x.rates) >= 12 {
			continue
		}
		if k := c.number.value.String(); !seen[k] {
			seen[k] = true
			x.rates = append(x.rates, c.number.value)
		}
	}
	var sum decimal.Decimal
	complete := len(dr.Lines) > 0
	for _, l := range dr.Lines {
		v, err := decimal.NewFromString(l[payable.LineTotal].Value)
		complete = complete && err == nil
		sum = sum.Add(v)
	}
	if complete {
		x.lines = append(x.lines, units(sum))
		less, more := d.amounts(payable.DocumentAllowances, cands, used), d.amounts(payable.DocumentCharges, cands, used)
		if len(less) > 0 {
			x.lines = append(x.lines, units(sum)-abs(less[0].units))
		}
		if len(more) > 0 {
			x.lines = append(x.lines, units(sum)+abs(more[0].units))
		}
		if len(less) > 0 && len(more) > 0 {
			x.lines = append(x.lines, units(sum)-abs(less[0].units)+abs(more[0].units))
		}
	}
	for _, r := range rows {
		x.bases, x.taxes, x.hasVAT = x.bases+units(r.base), x.taxes+units(r.tax), true
	}
	return x
}

// withBreakdown adds the sums of a VAT breakdown of several rows as values of
// their own: many invoices print no total of the taxes.
func (d *document) withBreakdown(x *totals, t payable.Term, a []amount, rows []vatRow, cands []*candidate) []amount {
	if len(rows) < 1 {
		return a
	}
	v := map[payable.Term]int64{payable.NetTotal: x.bases, payable.TaxTotal: x.taxes, payable.GrossTotal: x.bases + x.taxes}[t]
	for _, o := range a {
		if o.units == v {
			return a
		}
	}
	for _, c := range cands {
		if len(rows) > 1 && c.shape&shapeAmount != 0 && !c.number.percent && isMoney(c) && units(c.number.value) == v {
			return append(a, amount{d.weigh(t, c, c.number.value.String(), vector{printedSum: 1}, "the sum of the VAT breakdown, as printed"), v})
		}
	}
	return append(a, amount{d.weigh(t, nil, "", vector{derived: 1}, "sum of the VAT breakdown"), v})
}

// taxSum adds up taxes printed in several rows, one for each rate.
func (d *document) taxSum(cands []*candidate, used map[int]bool) []amount {
	var sum int64
	lines := map[int]bool{}
	for _, c := range cands {
		l := c.left.label
		if c.shape&shapeAmount == 0 || c.number.percent || l == nil || used[c.line] || lines[c.line] || c.left.skipped > 2 || !isMoney(c) || c.last < len(d.lines[c.line].toks)-1 {
			continue
		}
		if _, ok := l.means(string(payable.TaxTotal)); ok && l.starts && d.hasPercent(c) {
			sum += units(c.number.value)
			lines[c.line] = true
		}
	}
	if len(lines) < 2 || len(lines) > 5 {
		return nil
	}
	return []amount{{d.weigh(payable.TaxTotal, nil, "", vector{derived: 1, addedRows: 1}, fmt.Sprintf("sum of %d rows of tax", len(lines))), sum}}
}

// taxColumns adds up taxes printed side by side, each under a heading with its
// rate: "VAT 20 % of 100.00".
func (d *document) taxColumns(cands []*candidate, used map[int]bool) []amount {
	sums, count := map[int]int64{}, map[int]int{}
	var lines []int
	for _, c := range cands {
		if c.shape&shapeAmount == 0 || c.number.percent || used[c.line] || !isMoney(c) || !d.underTax(c) {
			continue
		}
		if count[c.line] == 0 {
			lines = append(lines, c.line)
		}
		sums[c.line] += units(c.number.value)
		count[c.line]++
	}
	for _, i := range lines {
		if n := count[i]; n >= 2 && n <= 5 {
			return []amount{{d.weigh(payable.TaxTotal, nil, "", vector{derived: 1, addedRows: 1}, fmt.Sprintf("sum of %d columns of tax", n)), sums[i]}}
		}
	}
	return nil
}

// underTax reports whether the line above an amount has a tax and its rate over
// it.
func (d *document) underTax(c *candidate) bool {
	if c.line <= d.perPage[d.lines[c.line].page][0] {
		return false
	}
	up, b := &d.lines[c.line-1], d.box(c)
	for _, g := range up.segs {
		toks := up.toks[g.first:g.last]
		if o := union(toks); min(o.X1, b.X1)-max(o.X0, b.X0) < 0.5*(b.X1-b.X0) {
			continue
		}
		tax := slices.ContainsFunc(toks, func(t token) bool {
			if t.label == nil {
				return false
			}
			_, ok := t.label.means(string(payable.TaxTotal))
			return ok
		})
		return tax && slices.ContainsFunc(toks, func(t token) bool { return strings.Contains(t.text, "%") })
	}
	return false
}

func (d *document) hasPercent(c *candidate) bool {
	for _, t := range d.lines[c.line].toks[:c.first] {
		if len(t.text) > 0 && t.text[len(t.text)-1] == '%' || len(t.text) > 2 && t.text[len(t.text)-2:] == "%)" {
			return true
		}
	}
	return false
}

// amountDue reads what is to be paid: labelled, confirmed by gross less what was
// paid; without a label it is the gross total where nothing was paid before.
func (d *document) amountDue(dr *payable.Draft, cands []*candidate, used map[int]bool) {
	due, paid := d.amounts(payable.AmountDue, cands, used), d.amounts(payable.PrepaidAmount, cands, used)
	gross, known := dr.Fields[payable.GrossTotal]
	var g int64
	if known {
		g = units(decimal.RequireFromString(gross.Value))
	}
	if len(paid) > 0 && paid[0].logit < 0 {
		paid = nil
	}
	for i := range due {
		if known && near(due[i].units, g, cent) {
			due[i].logit += d.model.joint[sumHolds] / 2
		}
		for _, p := range paid {
			if known && near(due[i].units, g-abs(p.units), cent) {
				due[i].logit += d.model.joint[sumHolds]
			}
		}
	}
	rivals := d.merge(payable.AmountDue, rivalsOf(due))
	if f, ok := d.field(rivals); ok {
		dr.Fields[payable.AmountDue] = f
	} else if known && len(paid) == 0 {
		gross.Confidence = round(gross.Confidence * 0.95)
		gross.Why = "the gross total: nothing is printed as paid before"
		dr.Fields[payable.AmountDue] = gross
	}
	if len(paid) > 0 {
		dr.Fields[payable.PrepaidAmount] = d.fieldOf(paid[0].cand, decimal.New(abs(paid[0].units), -scale).String(), share(rivalsOf(paid)), paid[0].why)
	}
}
