package fields

import "slices"

// blanks returns for each page how wide the blank between two words of a phrase
// is: the median of the narrow gaps.
func (d *document) blanks() []float64 {
	out := make([]float64, len(d.perPage))
	for p, r := range d.perPage {
		var gaps []float64
		for _, l := range d.lines[r[0]:r[1]] {
			for j := 1; j < len(l.toks); j++ {
				if gap := l.toks[j].box.X0 - l.toks[j-1].box.X1; l.toks[j].seg == l.toks[j-1].seg && gap > 0 {
					gaps = append(gaps, gap)
				}
			}
		}
		out[p] = 0.3 * d.height[p]
		if len(gaps) > 0 {
			slices.Sort(gaps)
			out[p] = gaps[len(gaps)/2]
		}
	}
	return out
}

// A cutting is a way to tell where one heading ends and the next begins.
type cutting int

// The cuttings: where there is a wide gap; also where a gap is clearly wider than
// a blank and both sides are headings by themselves, "Qty." set close before
// "Unit price"; and wherever a known name ends.
const (
	asSet cutting = iota
	atGaps
	byWords
)

// clearGap is how much wider than a blank a gap between two headings is.
const clearGap = 1.7

// names cuts a line of headings.
func names(l *line, blank float64, how cutting) [][]token {
	var out [][]token
	for _, g := range l.segs {
		from := g.first
		for j := g.first + 1; j < g.last && how == atGaps; j++ {
			if l.toks[j].box.X0-l.toks[j-1].box.X1 < clearGap*blank {
				continue
			}
			end := j + 1
			for end < g.last && l.toks[end].box.X0-l.toks[end-1].box.X1 < clearGap*blank {
				end++
			}
			if isHeading(l.toks[from:j]) && isHeading(l.toks[j:end]) {
				out = append(out, l.toks[from:j])
				from = j
			}
		}
		out = append(out, l.toks[from:g.last])
	}
	return out
}

func isHeading(toks []token) bool { return lex().columns[columnKey(textOf(toks))] != nil }

// bestCut returns the table with its headings cut in the way that the rows under
// them bear out, its columns repaired by what they hold.
func (d *document) bestCut(t table, end int, byLine map[int][]*candidate) table {
	best, most := t, -1e9
	for how := asSet; how <= byWords; how++ {
		c := t
		if t.last == t.first {
			c.cols = slices.Clone(t.cols)
		} else if h, ok := d.heading(t.first, t.last, t.blank, how); ok || how == asSet {
			c.cols = h.cols
			d.addColumns(&c, c.last, end, byLine)
		} else {
			continue
		}
		if how > asSet && sameColumns(c.cols, t.cols) {
			continue
		}
		rows := d.sample(&c, end, byLine)
		c.repair(rows)
		if s := c.borneOut(rows); s > most+0.01 {
			best, most = c, s
		}
		if t.last == t.first {
			break
		}
	}
	return best
}

func sameColumns(a, b []column) bool {
	return slices.EqualFunc(a, b, func(a, b column) bool { return a.x0 == b.x0 && a.x1 == b.x1 && a.kind == b.kind })
}

// borneOut says how well rows fill a table's columns: each named column once, and
// quantity times price is the total.
func (t *table) borneOut(rows []row) float64 {
	q, p, l := t.at(colQuantity), t.at(colUnitPrice), t.at(colLineTotal)
	sum := 0.0
	if q >= 0 && p >= 0 && l >= 0 {
		sum += 2 * float64(productsHold(rows, q, p, l))
	}
	for _, r := range rows {
		for k, c := range t.cols {
			sum += c.suits(&r.cells[k])
		}
	}
	return sum / float64(max(len(rows), 1))
}

// suits says how well a cell is filled with what its heading names.
func (c *column) suits(in *cell) float64 {
	switch {
	case c.kind == colOther:
		return 0
	case len(in.toks) == 0:
		return -0.2
	case numeric[c.kind] && len(in.nums) == 1, c.kind == colVATRate && len(in.toks) == 1 && len(in.toks[0].text) == 1:
		return 0.4
	case numeric[c.kind] && len(in.nums) > 1:
		return -0.5
	case c.kind == colDescription && hasLetter(textOf(in.toks)):
		return 0.5
	case c.kind == colSKU && len(in.toks) > 2, numeric[c.kind], c.kind == colUnit && len(in.toks) > 2:
		return -0.3
	}
	return 0.3
}
