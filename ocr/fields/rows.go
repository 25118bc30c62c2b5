package fields

import (
	"slices"

	"github.com/payable-ap/payable"
)

// A cell is what stands in one column of one row.
type cell struct {
	toks []token
	nums []*candidate
}

// A row is one printed line of a table.
type row struct {
	line  int
	cells []cell // by column
}

func (r *row) has(k int) bool { return k >= 0 && len(r.cells[k].nums) > 0 }

// at returns the first column of a kind, or -1.
func (t *table) at(kind string) int {
	return slices.IndexFunc(t.cols, func(c column) bool { return c.kind == kind })
}

// textColumn returns where words without a column of their own belong.
func (t *table) textColumn() int {
	for _, kind := range []string{colDescription, colSKU, colOther} {
		if k := t.at(kind); k >= 0 {
			return k
		}
	}
	return 0
}

// rowOf lays one line out in the table's columns. Numbers go to the column they
// stand under; words stay with the words before them, else go to the column
// they start under.
func (d *document) rowOf(t *table, line int, byLine map[int][]*candidate) row {
	r := row{line: line, cells: make([]cell, len(t.cols))}
	l := &d.lines[line]
	h := d.height[l.page]
	at := map[int]*candidate{}
	for _, c := range byLine[line] {
		if c.shape&shapeAmount != 0 {
			at[c.first] = c
		}
	}
	if t.wordsOnly(l, at, h) {
		k := t.words()
		r.cells[k].toks = append(r.cells[k].toks, l.toks...)
		return r
	}
	for _, g := range l.segs {
		col := -1
		for j := g.first; j < g.last; {
			if l.toks[j].upright() || t.beside(l, g, h) {
				j++
				continue
			}
			c, end := at[j], j+1
			if c != nil {
				end = min(c.last, g.last)
			}
			k := t.place(d.withItsUnit(l, j, end, c), h)
			switch {
			case c != nil && col == t.words() && t.tight(l, j) && !isMoney(c):
				k = col // "Gloves, size 9"
			case c != nil && t.holdsNumbers(k) && t.fits(k, c) && !(col >= 0 && !numeric[t.cols[k].kind] && t.cols[col].kind != colUnit && d.glued(l, j)):
				r.cells[k].nums = append(r.cells[k].nums, c)
				col = k
			case col >= 0 && c == nil && numeric[t.cols[k].kind]:
				k = col
			case col >= 0 && !numeric[t.cols[col].kind] && (c == nil || !numeric[t.cols[k].kind]):
				// words run on into the next column's room, but not past where it starts
				if starts := k != col && l.toks[j].box.X0 >= t.cols[k].x0-0.6*h && k > col && !(col == t.words() && t.tight(l, j)); !starts && (c == nil || d.glued(l, j)) {
					k = col
				}
			case c == nil && t.cols[k].kind == colVATRate && isLetter(l, j, end, g):
				// a tax code
			case c == nil && numeric[t.cols[k].kind] && (t.cols[k].kind != colQuantity || lex().units[unitKey(l.toks[j].text)] == ""):
				k = t.textColumn()
			}
			if c == nil && t.cols[k].kind == colSKU && t.at(colDescription) > k && hasLetter(l.toks[j].text) && !hasDigit(l.toks[j].text) && hasDigit(textOf(r.cells[k].toks)) {
				k = t.at(colDescription) // a code is one word; the name begins after it
			}
			if !numeric[t.cols[k].kind] {
				col = k
			}
			r.cells[k].toks = append(r.cells[k].toks, l.toks[j:end]...)
			j = end
		}
	}
	return r
}

// beside reports whether a run of words stands left of a table whose first column
// is the description, in which other words of the line begin: it belongs to what
// is printed along the page's edge.
func (t *table) beside(l *line, g segment, h float64) bool {
	c := t.cols[0]
	if c.kind != colDescription || c.text == noHeading || l.toks[g.last-1].box.X1 > c.x0-4*h {
		return false
	}
	return slices.ContainsFunc(l.segs, func(o segment) bool {
		x := l.toks[o.first].box.X0
		return x > c.x0-2*h && x < c.x1 && hasLetter(textOf(l.toks[o.first:o.last]))
	})
}

// withItsUnit returns the box of tokens [j, end), and of the unit behind them
// where they are a number: the two are set as one.
func (d *document) withItsUnit(l *line, j, end int, c *candidate) payable.Box {
	b := union(l.toks[j:end])
	if c != nil && !isMoney(c) && end < len(l.toks) && d.glued(l, end) && lex().units[unitKey(l.toks[end].text)] != "" {
		b = join(b, l.toks[end].box)
	}
	return b
}

// holdsNumbers reports whether numbers under a heading are kept as such: also
// under those the arithmetic may show to be something else.
func (t *table) holdsNumbers(k int) bool {
	kind := t.cols[k].kind
	return numeric[kind] || kind == colOther || kind == colPosition
}

// wordsOnly reports whether a line is a description that has rows of its own: in
// a table whose names say so, one run of words that begins where they do.
func (t *table) wordsOnly(l *line, at map[int]*candidate, h float64) bool {
	k := t.words()
	if t.cols[k].below == "" || len(l.segs) > 1 {
		return false
	}
	for _, c := range at {
		if isMoney(c) {
			return false
		}
	}
	x := l.toks[0].box.X0
	return x > t.cols[k].x0-2*h && x < t.cols[k].x1
}

// tight reports whether a token follows the one before it at a blank's distance.
func (t *table) tight(l *line, j int) bool {
	return j > 0 && l.toks[j].box.X0-l.toks[j-1].box.X1 < t.blank[l.page]+tightGap*(l.toks[j].box.Y1-l.toks[j].box.Y0)
}

// tightGap is how much wider than the usual blank one within a phrase can be, in
// word heights: a narrow letter such as 1 stands away from its neighbours.
const tightGap = 0.25

// isLetter reports whether tokens [j, end) are a segment of their own of one letter.
func isLetter(l *line, j, end int, g segment) bool {
	return j == g.first && end == g.last && len(l.toks[j].text) == 1
}

// glued reports whether a token follows the one before it as words do.
func (d *document) glued(l *line, j int) bool {
	return j > 0 && l.toks[j].seg == l.toks[j-1].seg && l.toks[j].box.X0-l.toks[j-1].box.X1 < 1.2*d.height[l.page]
}

// fits reports whether a number can stand in a column of its kind.
func (t *table) fits(k int, c *candidate) bool {
	switch t.cols[k].kind {
	case colVATRate:
		return true
	case colQuantity:
		return !c.number.percent && c.number.currency == ""
	}
	return !c.number.percent
}

// place returns the column a box stands in: the heading it overlaps most, else
// the nearest; the description reaches from its heading to the next one.
func (t *table) place(b payable.Box, h float64) int {
	best, least := 0, 1e9
	for k, c := range t.cols {
		x0, x1 := c.x0, c.x1
		if c.kind == colDescription && k+1 < len(t.cols) {
			x1 = max(x1, t.cols[k+1].x0-2.5*h)
		}
		far := max(x0-b.X1, b.X0-x1, 0)
		over := min(x1, b.X1) - max(x0, b.X0)
		cost := far
		if over > 0 {
			cost = -over / max(min(b.X1-b.X0, x1-x0), 1)
		} else {
			// numbers are set to the right, words to the left
			cost = min(far, 0.5*absf(b.X1-c.x1)+0.1*h, 0.7*absf(b.X0-c.x0)+0.1*h)
		}
		if cost < least {
			best, least = k, cost
		}
	}
	return best
}

func absf(v float64) float64 { return max(v, -v) }
