package specimen

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// A grid is the line table's columns with what stands in them.
type grid struct {
	columns []Column
	labels  [][]string // rows of each column's name
	x, w    []float64
	cells   [][]string // by line, then column; the text column is empty here
	size    float64    // of its letters in points
	name    string     // of the description, where it has rows of its own
	words   float64    // where descriptions begin
	wide    float64    // and how wide they may be
}

// pad is the space on either side of a cell's text, in millimetres.
const pad = 1.4

// newGrid chooses the columns this bill needs and makes each as wide as its
// widest cell; the description takes what is left. Letters shrink until that is
// enough to read it.
func (d *drawing) newGrid() *grid {
	g := &grid{columns: d.neededColumns(), size: d.lay.Size}
	labels := d.columnLabels(g.columns)
	if d.lay.Lines.Rows.stacked() {
		j := g.text()
		g.name = strings.TrimSuffix(d.label(labels[j]), ":")
		g.columns, labels = slices.Delete(g.columns, j, j+1), slices.Delete(labels, j, j+1)
	}
	for j, label := range labels {
		label = strings.TrimSuffix(d.label(label), ":")
		if d.lay.Lines.NoNames || d.lay.Lines.UnnamedUnit && g.columns[j] == ColUnit {
			label = ""
		}
		if d.lay.WrapHead && label != "" {
			g.labels = append(g.labels, fields(label))
		} else {
			g.labels = append(g.labels, []string{label})
		}
	}
	for i, l := range d.bill.Lines {
		cells := make([]string, len(g.columns))
		for j, c := range g.columns {
			cells[j] = d.cell(c, i, l)
		}
		g.cells = append(g.cells, cells)
	}
	for !d.fit(g) && g.size > 5.5 {
		g.size -= 0.25
	}
	x := d.left
	for _, w := range g.w {
		g.x = append(g.x, x)
		x += w
	}
	g.words, g.wide = g.x[g.text()], g.w[g.text()]
	if g.name != "" {
		g.words = g.x[min(1, len(g.x)-1)]
		g.wide = d.right - g.words
	}
	return g
}

// fit measures the columns and reports whether a description has room.
func (d *drawing) fit(g *grid) bool {
	g.w = g.w[:0]
	free := d.right - d.left
	for j, c := range g.columns {
		w := 0.0
		d.style(g.size, true)
		for _, t := range g.labels[j] {
			w = max(w, d.width(t))
		}
		d.style(g.size, false)
		for _, cells := range g.cells {
			w = max(w, d.width(cells[j]))
		}
		g.w = append(g.w, w+2*pad)
		if c != ColText {
			free -= w + 2*pad
		}
	}
	if g.name != "" {
		for j := range g.w {
			g.w[j] += free / float64(len(g.w))
		}
		return free >= 0
	}
	g.w[g.text()] = free
	return free >= 38
}

// text returns the description's index.
func (g *grid) text() int { return max(g.index(ColText), 0) }

// index returns where a column is, or -1.
func (g *grid) index(c Column) int {
	for j, x := range g.columns {
		if x == c {
			return j
		}
	}
	return -1
}

func contains(columns []Column, c Column) bool { return (&grid{columns: columns}).index(c) >= 0 }

// headRows returns how many rows the longest name has.
func (g *grid) headRows() int {
	n := 1
	for _, l := range g.labels {
		n = max(n, len(l))
	}
	if g.name != "" {
		n++
	}
	return n
}

// amounts returns the index of the column that sums stand in.
func (g *grid) amounts() int {
	for _, c := range []Column{ColAmount, ColGross} {
		if j := g.index(c); j >= 0 {
			return j
		}
	}
	return len(g.columns) - 1
}

// neededColumns leaves out columns that would be empty, all figures of money on
// a delivery note, and adds the tax rate where there are several, which no
// invoice may leave unsaid.
func (d *drawing) neededColumns() []Column {
	var sku, discount, line bool
	for _, l := range d.bill.Lines {
		sku = sku || l.SKU != ""
		discount = discount || !l.Discount.IsZero()
		line = line || l.OrderLine != ""
	}
	despatch := d.bill.Type == payable.DocDespatchAdvice
	var out []Column
	rate := contains(d.lay.Columns, ColRate) || contains(d.lay.Columns, ColCode)
	for _, c := range d.lay.Columns {
		switch {
		case c == ColSKU && !sku, c == ColDiscount && !discount, c == ColOrderLine && !line, despatch && ofMoney(c):
			continue
		case c == ColCode && (len(d.sums.VAT) < 2 || d.lay.Breakdown == BreakdownNone):
			c = ColRate // a letter needs a table that explains it
		case c == ColAmount && !rate && len(d.sums.VAT) > 1:
			out = append(out, ColRate)
		}
		out = append(out, c)
	}
	return out
}

func ofMoney(c Column) bool {
	switch c {
	case ColPrice, ColDiscount, ColRate, ColCode, ColTax, ColAmount, ColGross, ColList, ColOff, ColPer:
		return true
	}
	return false
}

var columnWords = map[Column]word{ColPos: wPos, ColSKU: wSKU, ColText: wText, ColQuantity: wQuantity, ColUnit: wUnit,
	ColQuantityUnit: wQuantity, ColPrice: wPrice, ColDiscount: wDiscount, ColRate: wRate, ColAmount: wAmount, ColOrderLine: wOrderLine,
	ColCode: wCode, ColTax: wLineTax, ColGross: wLineGross, ColList: wListPrice, ColOff: wDiscount, ColPer: wPer, ColOrdered: wOrdered, ColDay: wServiceDay}

// columnLabels names the columns, each by a name of its own.
func (d *drawing) columnLabels(columns []Column) []string {
	var names, out []string
	for _, c := range columns {
		w := columnWords[c]
		if c == ColPrice && contains(columns, ColList) {
			w = wNetPrice
		}
		name := d.words.other(w, d.lay.Wording, names...)
		names = append(names, name)
		if d.lay.Money == MoneyInHead && (c == ColPrice || c == ColList || c == ColAmount || c == ColTax || c == ColGross) {
			name += " " + string(d.bill.Currency)
		}
		out = append(out, name)
	}
	return out
}

// cell returns what a column prints for line i.
func (d *drawing) cell(c Column, i int, l Line) string {
	if d.lumped(l) && (c == ColQuantity || c == ColUnit || c == ColQuantityUnit || c == ColPrice || c == ColOrdered || c == ColPer) {
		return ""
	}
	net := l.Net(d.bill.Currency)
	if d.discountRow(l) {
		net = net.Add(l.Allowance(d.bill.Currency))
	}
	if t, ok := d.sideCell(c, i, l); ok {
		return t
	}
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
		if d.lay.Glued {
			return d.words.trimmed(l.Quantity) + d.words.unit(l.Unit)
		}
		return d.words.trimmed(l.Quantity) + " " + d.words.unit(l.Unit)
	case ColPrice:
		return d.price(l)
	case ColDiscount:
		return d.percent(l.Discount, wDiscount)
	case ColRate:
		return d.percent(l.Rate, wRate)
	case ColCode:
		return d.code(l)
	case ColTax:
		return d.inTable(d.tax(l))
	case ColAmount:
		return d.inTable(net)
	case ColGross:
		return d.inTable(net.Add(d.tax(l)))
	}
	return ""
}

// tax is a line's own, rounded; the document's is computed on the sums.
func (d *drawing) tax(l Line) decimal.Decimal {
	return l.Net(d.bill.Currency).Mul(l.Rate).Div(hundred).Round(d.bill.Currency.Digits())
}

// code is the letter of a line's rate in the breakdown.
func (d *drawing) code(l Line) string {
	for i, v := range d.sums.VAT {
		if v.Rate.Equal(l.Rate) && v.Category == category(l.Category, l.Rate) {
			return string(rune('A' + i))
		}
	}
	return ""
}

// inTable prints an amount as the table does.
func (d *drawing) inTable(a decimal.Decimal) string {
	if d.lay.Marked {
		return d.marked(a)
	}
	return d.money(a)
}

// price prints a unit price and, where it is for several units, for how many.
func (d *drawing) price(l Line) string {
	p := d.inTable(decimal.RequireFromString(l.Price.String()))
	if !l.Base.IsZero() && !contains(d.lay.Columns, ColPer) {
		p += " / " + d.words.trimmed(l.Base)
		if d.priceUnit() {
			return p + " " + d.words.unit(l.Unit)
		}
	} else if d.priceUnit() {
		return p + " / " + d.words.unit(l.Unit)
	}
	return p
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
