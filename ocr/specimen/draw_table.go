package specimen

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// table draws the lines of the bill over as many pages as they need.
func (d *drawing) table() {
	g := d.newGrid()
	d.grid = g
	d.tableHead(g)
	d.lead(g)
	carried, group := decimal.Zero, decimal.Zero
	for i, l := range d.bill.Lines {
		d.style(g.size, false)
		if l.Group != "" && (i == 0 || l.Group != d.bill.Lines[i-1].Group) {
			d.groupHead(g, l.Group, carried)
			group = decimal.Zero
		}
		text, below := d.description(l, g.wide-2*pad), d.below(l)
		h := d.rowHeight(g, l, text, below)
		if d.y+h+d.leading()*2 > d.bottom() {
			d.breakTable(g, carried)
		}
		d.row(g, i, text, below, h)
		carried, group = carried.Add(l.Net(d.bill.Currency)), group.Add(l.Net(d.bill.Currency))
		if last := i+1 == len(d.bill.Lines) || d.bill.Lines[i+1].Group != l.Group; last && l.Group != "" && d.lay.Subtotals && contains(g.columns, ColAmount) {
			d.amountRow(g, d.say(wSubtotal)+" "+l.Group, d.inTable(group), "", true)
			d.y += 1
		}
	}
	if d.lay.ChargesInTable && contains(g.columns, ColAmount) {
		for _, c := range d.chargeRows() {
			d.amountRow(g, c.label, c.value, c.term, false)
		}
	}
	d.tableEnd(g)
}

// groupHead prints the heading of several lines. It never stands alone at the
// foot of a page.
func (d *drawing) groupHead(g *grid, t string, carried decimal.Decimal) {
	if d.y+d.leading()*6 > d.bottom() {
		d.breakTable(g, carried)
	}
	d.style(g.size, true)
	d.text(g.words+pad, d.y+d.leading(), t, toLeft)
	d.style(g.size, false)
	d.y += d.leading() + 1.2
}

// amountRow prints a text and an amount in the table's columns: a subtotal, or a
// charge between the lines and the sums.
func (d *drawing) amountRow(g *grid, label, value string, term payable.Term, bold bool) {
	d.style(g.size, bold)
	h := d.leading() + 1.6
	d.room(h)
	j := g.amounts()
	base := d.y + d.leading() - 0.2
	d.text(g.words+pad, base, label, toLeft)
	d.value(term, g.x[j]+g.w[j]-pad, base, value, toRight)
	d.rowRules(g, h)
	d.style(g.size, false)
	d.y += h
}

// description returns the rows of a line's text: with the item code in front
// where the layout has it there, and the note below.
func (d *drawing) description(l Line, w float64) []string {
	rows := d.wrap(d.named(l), w)
	if l.Note != "" {
		rows = append(rows, d.wrap(l.Note, w)...)
	}
	return rows
}

// named is a line's text with what is printed in front of it.
func (d *drawing) named(l Line) string {
	if d.skuBefore() && l.SKU != "" {
		return l.SKU + " " + l.Text
	}
	return l.Text
}

func (d *drawing) skuBefore() bool { return d.lay.SKUBefore && !contains(d.lay.Columns, ColSKU) }
func (d *drawing) skuBelow() bool {
	return d.lay.SKUBelow && !d.lay.SKUBefore && !d.lay.Lines.Codes && !contains(d.lay.Columns, ColSKU)
}

// below returns what is printed under a description.
func (d *drawing) below(l Line) []labelled {
	var out []labelled
	if d.skuBelow() && l.SKU != "" {
		out = append(out, labelled{d.say(wSKU) + " ", l.SKU, payable.LineSKU})
	}
	out = append(out, d.codes(l)...)
	if l.OrderLine != "" && d.lay.Lines.OrderBelow && !contains(d.lay.Columns, ColOrderLine) {
		out = append(out, labelled{d.say(wOrderLine) + " ", l.OrderLine, payable.LinePOLine})
	}
	if !l.Discount.IsZero() && !d.discountRow(l) && !contains(d.lay.Columns, ColDiscount) && d.bill.Type != payable.DocDespatchAdvice {
		out = append(out, labelled{label: strings.TrimSuffix(d.say(wDiscount), " %") + " " + d.words.trimmed(l.Discount) + "%: " + d.money(l.Allowance(d.bill.Currency).Neg())})
	}
	if l.Order != "" && len(d.bill.Orders) > 1 {
		out = append(out, labelled{label: d.say(wOrder) + " " + l.Order})
	}
	return out
}

// row prints line i and remembers what it shows and where.
func (d *drawing) row(g *grid, i int, text []string, below []labelled, h float64) {
	if d.lay.Table == TableZebra && i%2 == 1 {
		d.block(d.left, d.y, d.right-d.left, h, Colour{240, 244, 244})
	}
	l := d.bill.Lines[i]
	shown, places := Truth{Fields: map[payable.Term]string{}}, map[payable.Term][]Place{}
	all := l.truth(d.bill.Currency)
	mark := func(p Place, terms ...payable.Term) {
		for _, t := range terms {
			if all[t] != "" {
				shown.Fields[t] = all[t]
				places[t] = append(places[t], p)
			}
		}
	}
	base, words := d.baselines(g, len(text), len(below))
	for j, c := range g.columns {
		if c == ColText || g.cells[i][j] == "" {
			continue
		}
		terms := cellTerms[c]
		if c == ColPrice && d.priceUnit() {
			terms = append(slices.Clone(terms), payable.LineUnit)
		}
		mark(d.cellText(g, j, base, g.cells[i][j]), terms...)
	}
	y := d.descriptionRows(g, l, text, words, mark)
	d.ink(Colour{90, 90, 90})
	for _, r := range below {
		p := d.text(g.words+pad, y, r.label, toLeft)
		if r.value != "" {
			mark(d.text(p.Box.X1/pointsPerMM, y, r.value, toLeft), r.term)
		}
		y += d.leading()
	}
	d.ink(Colour{})
	d.rowRules(g, h)
	if d.discountRow(l) {
		mark(d.takeOff(g, l, d.y+h-1.6-d.leading()), payable.LineAllowance)
	}
	d.y += h
	d.truth.Lines, d.truth.LinePlaces = append(d.truth.Lines, shown.Fields), append(d.truth.LinePlaces, places)
}

// descriptionRows prints a line's text and below it, on a row of its own, the
// note, which is BT-154 and no part of the description's truth.
func (d *drawing) descriptionRows(g *grid, l Line, text []string, y float64, mark func(Place, ...payable.Term)) float64 {
	named := len(d.wrap(d.named(l), g.wide-2*pad))
	for k, t := range text {
		x := g.words + pad
		if k == 0 && d.skuBefore() && l.SKU != "" {
			mark(d.text(x, y, l.SKU, toLeft), payable.LineSKU)
			x, t = x+d.width(l.SKU+" "), strings.TrimPrefix(strings.TrimPrefix(t, l.SKU), " ")
		}
		if t != "" && k >= named {
			d.text(x, y, t, toLeft)
		} else if t != "" {
			mark(d.text(x, y, t, toLeft), payable.LineDescription)
		}
		y += d.leading()
	}
	return y
}

// cellTerms are the terms each column is the truth of.
var cellTerms = map[Column][]payable.Term{
	ColSKU: {payable.LineSKU}, ColQuantity: {payable.LineQuantity}, ColUnit: {payable.LineUnit},
	ColQuantityUnit: {payable.LineQuantity, payable.LineUnit}, ColPrice: {payable.LineUnitPrice, payable.LinePriceBase},
	ColRate: {payable.LineVATRate}, ColCode: {payable.LineVATRate}, ColAmount: {payable.LineTotal}, ColOrderLine: {payable.LinePOLine},
	ColPer: {payable.LinePriceBase},
}

// cellText prints figures flush right and words flush left.
func (d *drawing) cellText(g *grid, j int, y float64, t string) Place {
	if d.lay.Lines.Centred && figures(g.columns[j]) {
		return d.text(g.x[j]+g.w[j]/2, y, t, toCentre)
	}
	switch g.columns[j] {
	case ColQuantity, ColQuantityUnit, ColUnit, ColRate, ColCode:
		if d.lay.Centred {
			return d.text(g.x[j]+g.w[j]/2, y, t, toCentre)
		}
		if g.columns[j] == ColUnit {
			return d.text(g.x[j]+pad, y, t, toLeft)
		}
		return d.text(g.x[j]+g.w[j]-pad, y, t, toRight)
	case ColPrice, ColDiscount, ColTax, ColAmount, ColGross, ColList, ColOff, ColPer, ColOrdered:
		return d.text(g.x[j]+g.w[j]-pad, y, t, toRight)
	}
	return d.text(g.x[j]+pad, y, t, toLeft)
}
