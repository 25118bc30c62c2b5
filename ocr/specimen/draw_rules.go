package specimen

import (
	"strings"

	"github.com/shopspring/decimal"
)

// rowRules rules a row of the table that is h high, or its head.
func (d *drawing) rowRules(g *grid, h float64) {
	switch d.lay.Table {
	case TableRuled, TableFilled:
		d.line(d.left, d.y+h, d.right, d.y+h, 0.1, 170)
	case TableBoxed:
		for j := range g.columns {
			d.frame(g.x[j], d.y, g.w[j], h, 120)
		}
	case TableColumns:
		for j := range g.columns {
			d.line(g.x[j], d.y, g.x[j], d.y+h, 0.15, 110)
		}
		d.line(d.right, d.y, d.right, d.y+h, 0.15, 110)
	}
}

// tableHead prints the columns' names.
func (d *drawing) tableHead(g *grid) {
	if d.lay.Lines.NoNames {
		return
	}
	d.style(g.size, true)
	rows := g.headRows()
	h := d.leading()*float64(rows) + 2.4
	d.room(h * 3)
	d.style(g.size, true)
	switch d.lay.Table {
	case TableZebra, TableFilled:
		d.block(d.left, d.y, d.right-d.left, h, d.lay.Accent)
		d.ink(Colour{255, 255, 255})
	case TableBoxed:
		d.block(d.left, d.y, d.right-d.left, h, Colour{225, 225, 225})
	case TableOpen:
		d.dashes(d.y)
	case TableColumns:
		d.line(d.left, d.y, d.right, d.y, 0.15, 110)
		d.line(d.left, d.y+h, d.right, d.y+h, 0.15, 110)
	case TableEnds:
		d.line(d.left, d.y+h, d.right, d.y+h, 0.4, 30)
	}
	foot := d.y + h - 1.7
	if g.name != "" {
		at := foot
		if d.lay.Lines.Rows == RowsAbove {
			at -= d.leading() * float64(rows-1)
		} else {
			foot -= d.leading()
		}
		d.text(g.words+pad, at, g.name, toLeft)
	}
	for j, label := range g.labels {
		for k, t := range label {
			d.cellText(g, j, foot-d.leading()*float64(len(label)-1-k), t)
		}
	}
	d.ink(Colour{})
	d.style(g.size, false)
	d.rowRules(g, h)
	if d.lay.Table == TableOpen {
		d.dashes(d.y + h + 1)
		h += 1.5
	}
	d.y += h
}

// dashes rule a page as a typewriter would.
func (d *drawing) dashes(y float64) {
	d.text(d.left, y, strings.Repeat("-", int((d.right-d.left)/d.width("-"))), toLeft)
}

func (d *drawing) tableEnd(g *grid) {
	switch d.lay.Table {
	case TableOpen:
		d.style(g.size, false)
		d.dashes(d.y + 2)
		d.y += 3
	case TableEnds:
		d.line(d.left, d.y+0.5, d.right, d.y+0.5, 0.4, 30)
		d.y += 1
	case TableColumns:
		d.line(d.left, d.y, d.right, d.y, 0.15, 110)
	}
	if d.lay.Totals != TotalsInTable {
		d.y += 2
	}
}

// breakTable goes on to the next page, with the sum so far where the layout
// carries it.
func (d *drawing) breakTable(g *grid, sum decimal.Decimal) {
	carry := d.lay.Carry && contains(g.columns, ColAmount)
	if carry {
		d.carriedSum(g, wCarriedForward, sum)
	}
	if d.lay.Table == TableColumns {
		d.line(d.left, d.y, d.right, d.y, 0.15, 110)
	}
	d.nextPage()
	d.tableHead(g)
	if carry {
		d.carriedSum(g, wBroughtForward, sum)
		d.y += d.leading() + 2
	}
	d.style(g.size, false)
}

func (d *drawing) carriedSum(g *grid, w word, sum decimal.Decimal) {
	j := g.amounts()
	d.style(g.size, true)
	d.text(g.x[j]-4, d.y+d.leading(), d.say(w), toRight)
	d.text(g.x[j]+g.w[j]-pad, d.y+d.leading(), d.inTable(sum), toRight)
	d.style(g.size, false)
}
