package specimen

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// A grid is the line table's columns with what stands in them.
type grid struct {
	columns []Column
	labels  []string
	x, w    []float64
	cells   [][]string // by line, then column; the text column is empty here
}

// pad is the space on either side of a cell's text, in millimetres.
const pad = 1.4

// table draws the lines of the bill over as many pages as they need.
func (d *drawing) table() {
	d.style(d.lay.Size, false)
	g := d.newGrid()
	d.tableHead(g)
	carried := decimal.Zero
	for i, l := range d.bill.Lines {
		below := d.below(l)
		text := d.wrap(l.Text, g.w[g.text()]-2*pad)
		h := float64(len(text)+len(below))*d.leading() + 1.6
		if d.y+h+d.leading()*2 > d.bottom() {
			d.breakTable(g, carried)
		}
		d.row(g, i, text, below, h)
		carried = carried.Add(l.Net(d.bill.Currency))
		d.truth.Lines = append(d.truth.Lines, d.shown(g, l))
	}
	d.tableEnd()
}

// newGrid chooses the columns this bill needs and makes each as wide as its
// widest cell; the description takes what is left.
func (d *drawing) newGrid() *grid {
	g := &grid{columns: d.neededColumns()}
	free := right - left
	for _, c := range g.columns {
		g.labels = append(g.labels, d.columnLabel(c))
	}
	for i, l := range d.bill.Lines {
		cells := make([]string, len(g.columns))
		for j, c := range g.columns {
			cells[j] = d.cell(c, i, l)
		}
		g.cells = append(g.cells, cells)
	}
	for j, c := range g.columns {
		d.style(d.lay.Size, true)
		w := d.width(g.labels[j])
		d.style(d.lay.Size, false)
		for _, cells := range g.cells {
			w = max(w, d.width(cells[j]))
		}
		g.w = append(g.w, w+2*pad)
		if c != ColText {
			free -= w + 2*pad
		}
	}
	g.w[g.text()] = free
	x := left
	for _, w := range g.w {
		g.x = append(g.x, x)
		x += w
	}
	return g
}

// text returns the description's index.
func (g *grid) text() int {
	for j, c := range g.columns {
		if c == ColText {
			return j
		}
	}
	return 0
}

func (g *grid) has(c Column) bool {
	for _, x := range g.columns {
		if x == c {
			return true
		}
	}
	return false
}

// neededColumns leaves out columns that would be empty and adds the tax rate
// where there are several, which no invoice may leave unsaid.
func (d *drawing) neededColumns() []Column {
	var sku, discount, line bool
	for _, l := range d.bill.Lines {
		sku = sku || l.SKU != ""
		discount = discount || !l.Discount.IsZero()
		line = line || l.OrderLine != ""
	}
	var out []Column
	rate := false
	for _, c := range d.lay.Columns {
		switch {
		case c == ColSKU && !sku, c == ColDiscount && !discount, c == ColOrderLine && !line:
			continue
		case c == ColRate:
			rate = true
		case c == ColAmount && !rate && len(d.sums.VAT) > 1:
			out = append(out, ColRate)
		}
		out = append(out, c)
	}
	return out
}

func (d *drawing) columnLabel(c Column) string {
	return d.say(map[Column]word{ColPos: wPos, ColSKU: wSKU, ColText: wText, ColQuantity: wQuantity, ColUnit: wUnit,
		ColQuantityUnit: wQuantity, ColPrice: wPrice, ColDiscount: wDiscount, ColRate: wRate, ColAmount: wAmount, ColOrderLine: wOrderLine}[c])
}

// cell returns what a column prints for line i.
func (d *drawing) cell(c Column, i int, l Line) string {
	switch c {
	case ColPos:
		return strconv.Itoa(i + 1)
	case ColOrderLine:
		return l.OrderLine
	case ColSKU:
		return l.SKU
	case ColQuantity:
		return d.words.trimmed(l.Quantity)
	case ColUnit:
		return d.words.unit(l.Unit)
	case ColQuantityUnit:
		return d.words.trimmed(l.Quantity) + " " + d.words.unit(l.Unit)
	case ColPrice:
		return d.price(l)
	case ColDiscount:
		return d.percent(l.Discount, wDiscount)
	case ColRate:
		return d.percent(l.Rate, wRate)
	case ColAmount:
		return d.money(l.Net(d.bill.Currency))
	}
	return ""
}

// price prints a unit price and, where it is for several units, for how many.
func (d *drawing) price(l Line) string {
	p := d.words.number(decimal.RequireFromString(l.Price.String()), d.bill.Currency.Digits())
	if l.Base.IsZero() {
		return p
	}
	return p + " / " + d.words.trimmed(l.Base)
}

// percent prints a rate, with its sign where the column's label has none.
func (d *drawing) percent(r decimal.Decimal, label word) string {
	switch {
	case label == wDiscount && r.IsZero():
		return ""
	case strings.Contains(d.say(label), "%"):
		return d.words.trimmed(r)
	}
	return d.words.trimmed(r) + "%"
}

// below returns what is printed under a description.
func (d *drawing) below(l Line) []string {
	var out []string
	if d.lay.SKUBelow && l.SKU != "" {
		out = append(out, d.say(wSKU)+" "+l.SKU)
	}
	if !l.Discount.IsZero() && !contains(d.lay.Columns, ColDiscount) {
		out = append(out, strings.TrimSuffix(d.say(wDiscount), " %")+" "+d.words.trimmed(l.Discount)+"%: -"+d.money(l.Allowance(d.bill.Currency)))
	}
	if l.Order != "" && len(d.bill.Orders) > 1 {
		out = append(out, d.say(wOrder)+" "+l.Order)
	}
	return out
}

func contains(columns []Column, c Column) bool { return (&grid{columns: columns}).has(c) }

// row prints line i.
func (d *drawing) row(g *grid, i int, text, below []string, h float64) {
	if d.lay.Table == TableZebra && i%2 == 1 {
		d.block(left, d.y, right-left, h, Colour{240, 244, 244})
	}
	base := d.y + d.leading() - 0.2
	for j, c := range g.columns {
		if c != ColText {
			d.cellText(g, j, base, g.cells[i][j])
		}
	}
	y := base
	for _, t := range text {
		d.text(g.x[g.text()]+pad, y, t, toLeft)
		y += d.leading()
	}
	d.ink(Colour{90, 90, 90})
	for _, t := range below {
		d.text(g.x[g.text()]+pad, y, t, toLeft)
		y += d.leading()
	}
	d.ink(Colour{})
	d.rowRules(g, h)
	d.y += h
}

// cellText prints figures flush right and words flush left.
func (d *drawing) cellText(g *grid, j int, y float64, t string) {
	switch g.columns[j] {
	case ColQuantity, ColQuantityUnit, ColPrice, ColDiscount, ColRate, ColAmount:
		d.text(g.x[j]+g.w[j]-pad, y, t, toRight)
	default:
		d.text(g.x[j]+pad, y, t, toLeft)
	}
}

func (d *drawing) rowRules(g *grid, h float64) {
	switch d.lay.Table {
	case TableRuled:
		d.line(left, d.y+h, right, d.y+h, 0.1, 170)
	case TableBoxed:
		for j := range g.columns {
			d.frame(g.x[j], d.y, g.w[j], h, 120)
		}
	}
}

// tableHead prints the columns' names.
func (d *drawing) tableHead(g *grid) {
	h := d.leading() + 2.4
	d.room(h * 3)
	d.style(d.lay.Size, true)
	switch d.lay.Table {
	case TableZebra:
		d.block(left, d.y, right-left, h, d.lay.Accent)
		d.ink(Colour{255, 255, 255})
	case TableBoxed:
		d.block(left, d.y, right-left, h, Colour{225, 225, 225})
	case TableOpen:
		d.dashes(d.y)
	}
	for j := range g.columns {
		d.cellText(g, j, d.y+h-1.7, g.labels[j])
	}
	d.ink(Colour{})
	d.style(d.lay.Size, false)
	d.rowRules(g, h)
	if d.lay.Table == TableOpen {
		d.dashes(d.y + h + 1)
		h += 1.5
	}
	d.y += h
}

// dashes rule a page as a typewriter would.
func (d *drawing) dashes(y float64) {
	d.text(left, y, strings.Repeat("-", int((right-left)/d.width("-"))), toLeft)
}

func (d *drawing) tableEnd() {
	if d.lay.Table == TableOpen {
		d.dashes(d.y + 2)
		d.y += 3
	}
	d.y += 2
}

// breakTable goes on to the next page, with the sum so far where the layout
// carries it.
func (d *drawing) breakTable(g *grid, sum decimal.Decimal) {
	if d.lay.Carry {
		d.style(d.lay.Size, true)
		d.text(g.x[len(g.x)-1]-4, d.y+d.leading(), d.say(wCarriedForward), toRight)
		d.text(right-pad, d.y+d.leading(), d.money(sum), toRight)
		d.style(d.lay.Size, false)
	}
	d.nextPage()
	d.tableHead(g)
	if d.lay.Carry {
		d.style(d.lay.Size, true)
		d.text(g.x[len(g.x)-1]-4, d.y+d.leading(), d.say(wBroughtForward), toRight)
		d.text(right-pad, d.y+d.leading(), d.money(sum), toRight)
		d.style(d.lay.Size, false)
		d.y += d.leading() + 2
	}
}

// shown returns the truth of a line: what its row prints.
func (d *drawing) shown(g *grid, l Line) map[payable.Term]string {
	all := l.truth(d.bill.Currency)
	t := Truth{Fields: map[payable.Term]string{payable.LineDescription: l.Text}}
	for _, c := range g.columns {
		switch c {
		case ColSKU:
			t.set(payable.LineSKU, l.SKU)
		case ColQuantity:
			t.set(payable.LineQuantity, all[payable.LineQuantity])
		case ColUnit:
			t.set(payable.LineUnit, l.Unit)
		case ColQuantityUnit:
			t.set(payable.LineQuantity, all[payable.LineQuantity])
			t.set(payable.LineUnit, l.Unit)
		case ColPrice:
			t.set(payable.LineUnitPrice, all[payable.LineUnitPrice])
			t.set(payable.LinePriceBase, all[payable.LinePriceBase])
		case ColRate:
			t.set(payable.LineVATRate, all[payable.LineVATRate])
		case ColAmount:
			t.set(payable.LineTotal, all[payable.LineTotal])
		case ColOrderLine:
			t.set(payable.LinePOLine, l.OrderLine)
		}
	}
	if d.lay.SKUBelow {
		t.set(payable.LineSKU, l.SKU)
	}
	return t.Fields
}
