package fields

import (
	"slices"
	"strconv"
	"strings"
)

// What a printed line under the headings is.
type lineKind int

const (
	rowWords    lineKind = iota // part of a description, a remark, a group's heading
	rowBegins                   // words that a position number begins
	rowAmounts                  // an item's amounts
	rowTakenOff                 // a discount on the item before
	rowBarrier                  // a subtotal: no item goes on across it
)

// A laidRow is a line laid out in a table's columns.
type laidRow struct {
	row
	kind lineKind
}

// A lean says where a table's descriptions stand beside the rows of amounts.
type lean int

// The leans: from the amounts' row down, above it, or around it.
const (
	leanDown lean = iota
	leanUp
	leanAround
)

const (
	maxWrapped  = 8   // further lines of an item
	wrapSpacing = 1.7 // gap to a wrapped line, in word heights
	plainGap    = 0.2 // how much wider, in word heights, the gap between two items is than that between two lines of one
	farGap      = 1e6 // to another page
)

// A sharing shares the rows of words out among the rows of amounts.
type sharing struct {
	d     *document
	t     *table
	lean  lean
	inner float64 // widest gap within an item
	right float64 // how far descriptions reach

	position int // of the latest item
}

// group makes items of the rows.
func (d *document) group(t *table, rows []laidRow) []item {
	g := sharing{d: d, t: t}
	g.measure(rows)
	var out []item
	var run []laidRow
	last := -1 // item that may go on
	for i := range rows {
		r := &rows[i]
		switch r.kind {
		case rowWords, rowBegins:
			if last >= 0 && len(run) == 0 && d.isTimes(r.line) {
				out[last].rows = append(out[last].rows, r.row)
				continue
			}
			run = append(run, *r)
			continue
		case rowAmounts:
			var prev *row
			if last >= 0 {
				prev = &out[last].rows[len(out[last].rows)-1]
			}
			before, after := g.share(prev, run, &r.row)
			if last >= 0 {
				out[last].rows = append(out[last].rows, before...)
			}
			out = append(out, item{table: t, rows: append(after, r.row), main: len(after)})
			last = len(out) - 1
		case rowTakenOff:
			if last >= 0 {
				before, _ := g.share(&out[last].rows[len(out[last].rows)-1], run, nil)
				out[last].rows = append(out[last].rows, before...)
				out[last].off = append(out[last].off, r.row)
			}
		case rowBarrier:
			if last >= 0 {
				before, _ := g.share(&out[last].rows[len(out[last].rows)-1], run, nil)
				out[last].rows = append(out[last].rows, before...)
			}
			last = -1
		}
		run = nil
	}
	if last >= 0 {
		before, _ := g.share(&out[last].rows[len(out[last].rows)-1], run, nil)
		out[last].rows = append(out[last].rows, before...)
	}
	for i := range out {
		out[i].right = g.right
	}
	return out
}

// gap is the room between two printed lines.
func (g *sharing) gap(a, b *row) float64 {
	if a == nil || b == nil || g.d.lines[a.line].page != g.d.lines[b.line].page {
		return farGap
	}
	return g.d.baseline(b.line) - g.d.baseline(a.line) - g.height(b.line)
}

// baseline is where a line's letters stand: the lower edge of its words without
// letters that reach below.
func (d *document) baseline(i int) float64 {
	l := &d.lines[i]
	low := l.box.Y1 - 0.2*d.height[l.page]
	found := false
	for _, t := range l.toks {
		if !t.upright() && !strings.ContainsAny(t.text, "gjpqyçQ,;()[]{}/|_@$§") && (!found || t.box.Y1 > low) {
			low, found = t.box.Y1, true
		}
	}
	return low
}

// gaps returns the gaps around and between rows of words.
func (g *sharing) gaps(prev *row, run []laidRow, next *row) []float64 {
	out := make([]float64, 0, len(run)+1)
	for i := range run {
		out = append(out, g.gap(prev, &run[i].row))
		prev = &run[i].row
	}
	return append(out, g.gap(prev, next))
}

// widest returns the index of the widest gap and by how much it is the widest.
func widest(gaps []float64) (at int, by float64) {
	second := -farGap
	for i := 1; i < len(gaps); i++ {
		if gaps[i] > gaps[at] {
			at = i
		}
	}
	for i, v := range gaps {
		if i != at {
			second = max(second, v)
		}
	}
	return at, gaps[at] - second
}

// share parts a run of rows of words between the item before and the one after.
func (g *sharing) share(prev *row, run []laidRow, next *row) (before, after []row) {
	gaps := g.gaps(prev, run, next)
	begins := g.begins(run, next)
	at, by := len(run), 0.0
	if len(run) > 0 {
		at, by = widest(gaps)
	}
	switch {
	case begins >= 0:
		return g.down(run[:begins], gaps), rowsOf(run[begins:])
	case by < plainGap*g.height(lineOf(prev, next)) && g.onlyBelow(prev, run, next):
		return nil, g.up(run, gaps, next)
	case g.lean == leanDown:
		if by < 2*plainGap*g.height(lineOf(prev, next)) || at == 0 && prev == nil {
			at = len(run)
		}
		return g.down(run[:at], gaps), nil
	case by < plainGap*g.height(lineOf(prev, next)):
		if at = 0; g.lean == leanAround {
			at = len(run) / 2
		}
	}
	if next == nil && g.lean == leanUp {
		return nil, nil
	}
	return g.down(run[:at], gaps), g.up(run[at:], gaps[at:], next)
}

// begins returns which row of words begins the next item: the last one with the
// position that follows the item before; -1 if none.
func (g *sharing) begins(run []laidRow, next *row) int {
	if next == nil || g.t.position(next) > 0 {
		g.position = max(g.position, g.t.position(next))
		return -1
	}
	for i, r := range slices.Backward(run) {
		if n := g.t.position(&r.row); r.kind == rowBegins && g.d.lines[r.line].page == g.d.lines[next.line].page && (n == 0 || n > g.position) {
			g.position = n
			return i
		}
	}
	return -1
}

// position returns the number in a row's position column, 0 if there is none.
func (t *table) position(r *row) int {
	k := t.at(colPosition)
	if r == nil || k < 0 || len(r.cells[k].toks) == 0 {
		return 0
	}
	n, err := strconv.Atoi(strings.Trim(r.cells[k].toks[0].text, ".)"))
	if err != nil {
		return 0
	}
	return n
}

func lineOf(a, b *row) int {
	if a != nil {
		return a.line
	}
	if b != nil {
		return b.line
	}
	return 0
}

// down returns the rows that go on with the item above.
func (g *sharing) down(run []laidRow, gaps []float64) []row {
	n := 0
	for n < len(run) && n < maxWrapped && gaps[n] <= wrapSpacing*g.height(run[n].line) {
		n++
	}
	return rowsOf(run[:n])
}

// up returns the rows that begin the item below.
func (g *sharing) up(run []laidRow, gaps []float64, next *row) []row {
	if next == nil {
		return nil
	}
	n := len(run)
	for n > 0 && len(run)-n < maxWrapped && gaps[n] <= g.inner+plainGap*g.height(next.line) && (n < len(run) || g.goesOn(&run[n-1].row, next)) {
		n--
	}
	return rowsOf(run[n:])
}

func rowsOf(run []laidRow) []row {
	out := make([]row, 0, len(run)+1)
	for _, r := range run {
		out = append(out, r.row)
	}
	return out
}
