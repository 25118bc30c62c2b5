package specimen

import (
	"fmt"

	"github.com/payable-ap/payable"
)

// A sum is one row of the totals.
type sum struct {
	label, value string
	term         payable.Term
	strong       bool
}

// sumRows lists the totals as printed. Charges and allowances stand between the
// sum of the lines and the net total; what was prepaid comes off at the end.
func (d *drawing) sumRows() []sum {
	var out []sum
	s := d.sums
	net, gross := d.say(wNet), d.grossLabel()
	if len(d.bill.Charges) > 0 && !d.chargesAbove() {
		out = append(out, sum{label: d.words.other(wLines, d.lay.Wording, net, gross), value: d.money(s.Lines)})
		out = append(out, d.chargeRows()...)
	}
	if !d.untaxed() {
		out = append(out, sum{label: net, value: d.priced(s.Net), term: payable.NetTotal})
		out = append(out, d.taxRows()...)
	}
	out = append(out, sum{label: gross, value: d.priced(s.Gross), term: payable.GrossTotal, strong: true})
	if !s.Prepaid.IsZero() {
		out = append(out, sum{label: d.say(wPrepaid), value: d.priced(s.Prepaid.Neg()), term: payable.PrepaidAmount})
	}
	if !s.Rounding.IsZero() {
		out = append(out, sum{label: d.say(wRounding), value: d.priced(s.Rounding), term: payable.RoundingAmount})
	}
	if !s.Prepaid.IsZero() || !s.Rounding.IsZero() {
		out = append(out, sum{label: d.say(wAmountDue), value: d.priced(s.Due), term: payable.AmountDue, strong: true})
	}
	return out
}

// grossLabel names the grand total. Where something comes off it, it is not
// called what is due.
func (d *drawing) grossLabel() string {
	switch {
	case d.bill.CreditNote:
		return d.say(wAmountCredited)
	case !d.sums.Prepaid.IsZero() || !d.sums.Rounding.IsZero():
		return d.words.say(wGross, d.lay.Wording%3)
	}
	return d.words.other(wGross, d.lay.Wording, d.say(wNet))
}

// taxRows lists each rate, or the taxes' sum where a breakdown lists them.
func (d *drawing) taxRows() []sum {
	s := d.sums
	if d.breakdown() {
		return []sum{{label: d.say(wTaxTotal), value: d.priced(s.Tax), term: payable.TaxTotal}}
	}
	var out []sum
	for _, v := range s.VAT {
		label := fmt.Sprintf(d.say(wTax), d.words.trimmed(v.Rate))
		term := payable.TaxTotal
		if len(s.VAT) > 1 {
			// The total of the taxes is shown in parts; the truth still has it.
			label, term = label+" "+fmt.Sprintf(d.say(wTaxOn), d.money(v.Base)), ""
			d.truth.Fields[payable.TaxTotal] = d.facts.Fields[payable.TaxTotal]
		}
		out = append(out, sum{label: label, value: d.priced(v.Tax), term: term})
	}
	return out
}

// chargesAbove reports whether the table has shown the charges already.
func (d *drawing) chargesAbove() bool {
	return d.lay.ChargesInTable && d.grid != nil && contains(d.grid.columns, ColAmount)
}

// chargeRows lists charges and allowances of the document.
func (d *drawing) chargeRows() []sum {
	var out []sum
	for _, c := range d.bill.Charges {
		term, amount := payable.DocumentCharges, c.Amount
		if c.Allowance {
			term, amount = payable.DocumentAllowances, c.Amount.Neg()
		}
		if !d.onlyOne(c.Allowance) {
			term = ""
		}
		out = append(out, sum{label: c.Reason, value: d.money(amount), term: term})
	}
	return out
}

// onlyOne reports whether the document has a single charge, or allowance.
func (d *drawing) onlyOne(allowance bool) bool {
	n := 0
	for _, c := range d.bill.Charges {
		if c.Allowance == allowance {
			n++
		}
	}
	return n == 1
}

// totals prints the sums in their place, and the taxes by rate where the layout
// lists them apart.
func (d *drawing) totals() {
	d.style(d.lay.Size, false)
	rows := d.sumRows()
	d.truth.Fields[payable.CurrencyCode] = string(d.bill.Currency)
	h := d.leading() + 1.4
	beside := d.breakdown() && d.lay.Breakdown == BreakdownLeft
	high := float64(len(rows)) * h
	if beside {
		high = max(high, float64(len(d.sums.VAT)+2)*h)
	}
	d.room(high + 4)
	top := d.y
	switch {
	case d.lay.Totals == TotalsRow && len(rows) <= 6:
		d.sumsAcross(rows, h)
	default:
		d.sumsBelow(rows, h)
	}
	if d.breakdown() {
		d.y = max(d.y, d.breakdownTable(top, h))
	}
	d.style(d.lay.Size, false)
	d.y += 6
}

// sumsBelow prints one sum below the other.
func (d *drawing) sumsBelow(rows []sum, h float64) {
	x0, x1 := d.sumsSpan(rows)
	top := d.y
	for _, r := range rows {
		d.style(d.lay.Size, r.strong)
		if r.strong {
			d.strongSum(x0, x1, h)
		}
		base := d.y + h - 1.6
		d.sumLabel(x0, x1, base, r)
		d.sumValue(x1, base, h, r)
		d.ink(Colour{})
		d.sumRules(x0, x1, h)
		d.y += h
	}
	if d.lay.Totals == TotalsBox {
		d.frame(x0, top, x1-x0, d.y-top, 120)
	}
}

// sumLabel prints a sum's name: flush right before the last column in the table,
// else flush left.
func (d *drawing) sumLabel(x0, x1, y float64, r sum) {
	if d.lay.Totals == TotalsInTable {
		d.text(d.amountEdge(r)-pad, y, d.label(r.label), toRight)
		return
	}
	d.text(x0+pad, y, d.label(r.label), toLeft)
}

// amountEdge is where the last column begins, or earlier where a total with its
// currency is wider.
func (d *drawing) amountEdge(r sum) float64 {
	return min(d.grid.x[len(d.grid.x)-1], d.right-d.width(r.value)-2*pad)
}

func (d *drawing) sumRules(x0, x1, h float64) {
	switch d.lay.Totals {
	case TotalsFull:
		d.line(x0, d.y+h, x1, d.y+h, 0.1, 150)
	case TotalsInTable:
		if d.lay.Table == TableBoxed || d.lay.Table == TableColumns {
			d.frame(x0, d.y, x1-x0, h, 120)
		}
	}
}

// sumsSpan returns the left and right edge of the sums, wide enough for their
// longest row.
func (d *drawing) sumsSpan(rows []sum) (x0, x1 float64) {
	w := 70.0
	if d.breakdown() && d.lay.Breakdown == BreakdownLeft {
		w = 58
	}
	for _, r := range rows {
		d.style(d.lay.Size, r.strong)
		w = max(w, d.width(d.label(r.label))+d.width(r.value)+8)
	}
	switch d.lay.Totals {
	case TotalsFull, TotalsInTable:
		return d.left, d.right
	case TotalsLeft:
		if d.lay.Breakdown != BreakdownLeft {
			return d.left, d.left + w
		}
	}
	return d.right - w, d.right
}

// strongSum marks the row of a grand total.
func (d *drawing) strongSum(x0, x1, h float64) {
	switch {
	case d.lay.Totals == TotalsBox:
		d.block(x0, d.y, x1-x0, h, d.lay.Accent)
		d.ink(Colour{255, 255, 255})
	case d.lay.Totals == TotalsFull:
		d.block(x0, d.y, x1-x0, h, Colour{228, 228, 228})
	case d.lay.Totals == TotalsInTable:
	case d.lay.Table == TableOpen:
		d.line(x0, d.y+0.2, x1, d.y+0.2, 0.2, 0)
	default:
		d.line(x0, d.y+0.2, x1, d.y+0.2, 0.3, 0)
		d.line(x0, d.y+h, x1, d.y+h, 0.3, 0)
	}
}

// sumsAcross prints the sums side by side, names above amounts.
func (d *drawing) sumsAcross(rows []sum, h float64) {
	w := (d.right - d.left) / float64(len(rows))
	d.block(d.left, d.y, d.right-d.left, h, Colour{230, 230, 230})
	for i, r := range rows {
		x := d.left + w*float64(i)
		d.frame(x, d.y, w, 2*h, 130)
		d.style(d.lay.Size-1, true)
		d.shrink(d.label(r.label), w-2)
		d.text(x+w/2, d.y+h-1.6, d.label(r.label), toCentre)
		d.style(d.lay.Size, r.strong)
		d.shrink(r.value, w-2)
		d.value(r.term, x+w/2, d.y+2*h-1.6, r.value, toCentre)
	}
	d.y += 2 * h
}
