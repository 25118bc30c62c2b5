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

// measure finds the table's lean: in which direction the rows of words between
// two rows of amounts are nearer, most of the time. Uniform spacing tells nothing
// and leaves descriptions where most tables have them, from the amounts down.
func (g *sharing) measure(rows []laidRow) {
	text := g.t.words()
	var inner []float64
	down, up, around, from := 0, 0, 0, -1
	to := len(rows) // what stands below the last amounts may be the page's foot
	for to > 0 && rows[to-1].kind != rowAmounts {
		to--
	}
	next := farGap // where the next column begins
	if text+1 < len(g.t.cols) {
		next = g.t.cols[text+1].x0
	}
	for i := range rows[:to] {
		c, kind := rows[i].cells[text].toks, rows[i].kind
		if n := len(c); n > 0 && kind != rowBarrier && kind != rowTakenOff {
			g.right = max(g.right, c[n-1].box.X1)
		}
	}
	if next < farGap && to > 0 {
		g.right = max(g.right, next-4*g.height(rows[0].line))
	}
	for i := range rows {
		switch r := &rows[i]; r.kind {
		case rowBegins, rowBarrier, rowTakenOff:
			from = -1
		case rowAmounts:
			if from >= 0 && i-from > 1 {
				run := rows[from+1 : i]
				gaps := g.gaps(&rows[from].row, run, &r.row)
				at, by := widest(gaps)
				if by <= plainGap*g.height(r.line) {
					d, u := g.runsOn(&rows[from].row, run, &r.row)
					down, up = down+d, up+u
				} else if gaps[at] < farGap {
					for k, v := range gaps {
						if k != at {
							inner = append(inner, v)
						}
					}
					switch {
					case at == len(run):
						down++
					case !g.goesOn(&run[len(run)-1].row, &r.row):
						// a group's heading
					case at == 0:
						up++
					default:
						around++
					}
				}
			}
			from = i
		}
	}
	switch {
	case down >= up+around && down > 0:
		g.lean = leanDown
	case up > around:
		g.lean = leanUp
	case around > 0:
		g.lean = leanAround
	default:
		g.lean = g.wordsFirst(rows)
	}
	g.inner = 0.6 * g.d.height[g.d.lines[g.t.first].page]
	if len(inner) > 0 {
		slices.Sort(inner)
		g.inner = inner[len(inner)/2]
	}
}

func (g *sharing) height(line int) float64 { return g.d.height[g.d.lines[line].page] }

// words returns the column descriptions stand in.
func (t *table) words() int {
	if k := slices.IndexFunc(t.cols, func(c column) bool { return c.below == colDescription }); k >= 0 && t.at(colDescription) < 0 {
		return k
	}
	return t.textColumn()
}

// wordless reports whether a row of amounts has no description of its own.
func (g *sharing) wordless(r *row) bool {
	k := g.t.words()
	return g.t.cols[k].below != "" || !hasLetter(textOf(r.cells[k].toks)) || isUnit(r.cells[k].toks)
}

// isUnit reports whether words are no more than a unit.
func isUnit(toks []token) bool {
	return len(toks) == 1 && lex().units[unitKey(toks[0].text)] != ""
}

// goesOn reports whether a row of amounts can be the end of the row of words
// above: it has no words, or they found no room there.
func (g *sharing) goesOn(words, r *row) bool {
	if g.wordless(r) {
		return true
	}
	k := g.t.words()
	before, part := words.cells[k].toks, r.cells[k].toks
	return len(before) > 0 && wraps(before, part, g.right, g.height(r.line))
}

// runsOn weighs a run of words with nothing but even gaps around it: 1, 0 where
// only the item above can go on in it, 0, 1 where only the one below can begin in it.
func (g *sharing) runsOn(prev *row, run []laidRow, next *row) (down, up int) {
	k := g.t.words()
	if g.wordless(prev) || g.wordless(next) || g.d.isTimes(run[0].line) && len(run) == 1 {
		return 0, 0
	}
	first := run[0].cells[k].toks
	if g.d.isTimes(run[0].line) {
		first = nil
	}
	above := len(first) > 0 && wraps(prev.cells[k].toks, first, g.right, g.height(prev.line))
	below := g.goesOn(&run[len(run)-1].row, next)
	switch {
	case above && !below:
		return 1, 0
	case below && !above:
		return 0, 1
	}
	return 0, 0
}

// onlyBelow reports whether a run with even gaps can only begin the item below.
func (g *sharing) onlyBelow(prev *row, run []laidRow, next *row) bool {
	if prev == nil || next == nil || len(run) == 0 {
		return false
	}
	_, up := g.runsOn(prev, run, next)
	return up > 0
}

// wordsFirst returns the lean of a table whose amounts have no words of their own
// and first stand below some: around them where the two overlap, else up if the
// last amounts have nothing below.
func (g *sharing) wordsFirst(rows []laidRow) lean {
	i := slices.IndexFunc(rows, func(r laidRow) bool { return r.kind == rowAmounts })
	if i < 1 || rows[i-1].kind != rowWords {
		return leanDown
	}
	for k := range rows {
		if rows[k].kind == rowAmounts && !g.wordless(&rows[k].row) {
			return leanDown
		}
	}
	switch gap := g.gap(&rows[i-1].row, &rows[i].row); {
	case gap < 0:
		return leanAround
	case gap <= wrapSpacing*g.height(rows[i].line) && rows[len(rows)-1].kind == rowAmounts:
		return leanUp
	}
	return leanDown
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
