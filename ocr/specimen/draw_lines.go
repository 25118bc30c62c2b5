package specimen

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// rowHeight is how high a line's row is: that of its text with what stands
// below, a row for figures that have one of their own and one for a discount.
func (d *drawing) rowHeight(g *grid, l Line, text []string, below []labelled) float64 {
	n := len(text) + len(below)
	if g.name != "" {
		n++
	}
	if d.discountRow(l) {
		n++
	}
	return float64(n)*d.leading() + 1.6
}

// baselines returns where a line's figures and the first row of its description
// stand.
func (d *drawing) baselines(g *grid, text, below int) (figures, words float64) {
	words = d.y + d.leading() - 0.2
	figures = words
	switch d.lay.Lines.Rows {
	case RowsMiddle:
		figures += d.leading() * float64(text+below-1) / 2
	case RowsBottom:
		figures += d.leading() * float64(text-1)
	case RowsBelow:
		words += d.leading()
	case RowsAbove:
		figures += d.leading() * float64(text+below)
	}
	return figures, words
}

// lead prints the sentence before the first line.
func (d *drawing) lead(g *grid) {
	if !d.lay.Lines.Lead || len(d.bill.Despatch) == 0 || d.bill.Type == payable.DocDespatchAdvice {
		return
	}
	d.style(g.size, false)
	d.y += d.leading()
	d.text(d.left+pad, d.y, fmt.Sprintf(d.say(wLead), d.bill.Despatch[0]), toLeft)
	d.y += 1.2
}

// codes names a line's item numbers one below the other: the trade's, the
// seller's and the buyer's.
func (d *drawing) codes(l Line) []labelled {
	if !d.lay.Lines.Codes || l.SKU == "" || d.skuBefore() || contains(d.lay.Columns, ColSKU) {
		return nil
	}
	sum := 0
	for _, r := range l.SKU {
		sum = (sum*31 + int(r)) % 90000
	}
	return []labelled{
		{label: fmt.Sprintf("%s: 40123450%05d", d.say(wGTIN), sum)},
		{d.say(wOurNo) + ": ", l.SKU, payable.LineSKU},
		{label: fmt.Sprintf("%s: K%04d", d.say(wYourNo), sum%10000)},
	}
}

// discountRow reports whether a line's discount is a row of its own.
func (d *drawing) discountRow(l Line) bool {
	return d.lay.Lines.DiscountRow && !l.Discount.IsZero() && d.bill.Type != payable.DocDespatchAdvice &&
		contains(d.lay.Columns, ColAmount) && !contains(d.lay.Columns, ColDiscount) && !contains(d.lay.Columns, ColGross) && !contains(d.lay.Columns, ColTax)
}

// takeOff prints that row with its baseline below y, and returns where its
// amount stands.
func (d *drawing) takeOff(g *grid, l Line, y float64) Place {
	base := y + d.leading() - 0.2
	d.text(g.words+pad, base, strings.TrimSuffix(d.say(wDiscount), " %")+" "+d.words.trimmed(l.Discount)+"%", toLeft)
	return d.cellText(g, g.amounts(), base, d.inTable(l.Allowance(d.bill.Currency).Neg()))
}

// lumped reports whether a line prints nothing but its amount.
func (d *drawing) lumped(l Line) bool {
	return d.lay.Lines.Lump && l.Quantity.Equal(decimal.NewFromInt(1)) && l.Base.IsZero() && l.Discount.IsZero() &&
		contains(d.lay.Columns, ColAmount) && d.bill.Type != payable.DocDespatchAdvice
}

// priceUnit reports whether prices name the unit.
func (d *drawing) priceUnit() bool {
	return d.lay.Lines.PriceUnit && !contains(d.lay.Columns, ColUnit) && !contains(d.lay.Columns, ColQuantityUnit)
}

// sideCell returns what a column prints that is no part of the bill: prices
// before a discount, other quantities, days.
func (d *drawing) sideCell(c Column, i int, l Line) (string, bool) {
	off := decimal.NewFromInt(int64([]int{20, 10, 25, 0, 35}[i%5]))
	switch c {
	case ColList:
		list := decimal.RequireFromString(l.Price.String()).Mul(hundred).DivRound(hundred.Sub(off), 2)
		return d.inTable(list), true
	case ColOff:
		return d.percent(off, wDiscount), true
	case ColPer:
		if l.Base.IsZero() {
			return "1", true
		}
		return d.words.trimmed(l.Base), true
	case ColOrdered:
		return d.words.trimmed(l.Quantity.Add(decimal.NewFromInt(int64(i % 3 * 2)))), true
	case ColDay:
		return d.words.date(d.bill.Issued.AddDate(0, 0, i%7-9), d.lay.Dates), true
	}
	return "", false
}

// figures reports whether a column holds numbers.
func figures(c Column) bool {
	switch c {
	case ColText, ColSKU, ColPos, ColOrderLine, ColDay, ColUnit:
		return false
	}
	return true
}
