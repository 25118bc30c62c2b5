package fields

import (
	"slices"
	"strings"

	"github.com/payable-ap/payable"
)

// A stack is values of several rows that stand below each other.
type stack struct {
	x0, x1 float64
	rows   int // rows that have a value here
	last   int // line of the latest, to count each row once
	rate   int // values with a percent sign
}

// noHeading stands for a heading that is not there.
const noHeading = "no heading"

// addColumns gives a table columns for values that stand under each other but
// under no heading: headings in white on a dark bar are often lost in scans.
func (d *document) addColumns(t *table, from, end int, byLine map[int][]*candidate) {
	var nums, codes []stack
	rows := 0
	for i := from; i < end && rows < maxRepairRows && d.lines[i].page == d.lines[from].page; i++ {
		values := d.rowValues(i, byLine)
		if len(values) > 0 && d.isTotals(i, byLine) {
			break
		}
		if len(values) < 2 {
			continue
		}
		rows++
		h := d.height[d.lines[i].page]
		for _, c := range values {
			b := d.box(c)
			if toks := d.lines[i].toks; c.last < len(toks) && toks[c.last].seg == toks[c.first].seg && lex().units[unitKey(toks[c.last].text)] != "" {
				b = join(b, toks[c.last].box) // a quantity is set with its unit
			}
			nums = pile(nums, b, i, h, c.number.percent)
		}
		for j := range d.lines[i].toks {
			if k := &d.lines[i].toks[j]; isCode(k.text) {
				codes = pile(codes, k.box, i, h, false)
			}
		}
	}
	if rows == 0 {
		return
	}
	for _, s := range nums {
		if s.rows*2 >= rows && (s.rows > 1 || rows == 1) && t.free(s) {
			kind := colOther
			if s.rate*2 > s.rows && t.at(colVATRate) < 0 {
				kind = colVATRate
			}
			t.cols = append(t.cols, column{kind: kind, x0: s.x0, x1: s.x1, text: noHeading})
		}
	}
	for _, s := range codes {
		if s.rows*5 >= rows*3 && s.rows > 1 && t.at(colSKU) < 0 && t.free(s) {
			t.cols = append(t.cols, column{kind: colSKU, x0: s.x0, x1: s.x1, text: noHeading})
		}
	}
	slices.SortStableFunc(t.cols, func(a, b column) int { return cmpFloat(a.x0, b.x0) })
}

// rowValues returns the amounts and rates of a line that stand as cells do:
// not glued to the words of a text.
func (d *document) rowValues(i int, byLine map[int][]*candidate) []*candidate {
	var out []*candidate
	l := &d.lines[i]
	for _, c := range byLine[i] {
		if c.shape&shapeAmount == 0 {
			continue
		}
		before := c.first > 0 && d.glued(l, c.first) && hasLetter(l.toks[c.first-1].text) && currencyOf(l.toks[c.first-1].text) == "" && lex().units[unitKey(l.toks[c.first-1].text)] == "" && !isCode(l.toks[c.first-1].text)
		if !before {
			out = append(out, c)
		}
	}
	return out
}

// pile adds a box to the stack it stands under: numbers share their right edge,
// units and headings may shift them a little.
func pile(in []stack, b payable.Box, line int, h float64, percent bool) []stack {
	at := slices.IndexFunc(in, func(s stack) bool {
		return absf(s.x1-b.X1) < 1.2*h || min(s.x1, b.X1)-max(s.x0, b.X0) > 0.5*min(s.x1-s.x0, b.X1-b.X0)
	})
	if at < 0 {
		in = append(in, stack{x0: b.X0, x1: b.X1, last: -1})
		at = len(in) - 1
	}
	s := &in[at]
	s.x0, s.x1 = min(s.x0, b.X0), max(s.x1, b.X1)
	if s.last != line {
		s.rows, s.last = s.rows+1, line
	}
	if percent {
		s.rate++
	}
	return in
}

// free reports whether a stack stands under no heading that could be its own.
func (t *table) free(s stack) bool {
	return !slices.ContainsFunc(t.cols, func(c column) bool {
		over := min(c.x1, s.x1) - max(c.x0, s.x0)
		return over > 0.15*min(c.x1-c.x0, s.x1-s.x0)
	})
}

// isCode reports whether a word looks like an item number.
func isCode(s string) bool {
	return len(s) >= 4 && len(s) <= 20 && hasDigit(s) && hasLetter(s) && s == strings.ToUpper(s) && !strings.ContainsAny(s, "/%€$£:,(")
}

// isTotals reports whether a line begins with the label of a total.
func (d *document) isTotals(i int, byLine map[int][]*candidate) bool {
	for _, k := range d.lines[i].toks {
		if k.label == nil || !k.label.starts {
			continue
		}
		for _, t := range totalKinds {
			if _, ok := k.label.means(string(t)); ok && slices.ContainsFunc(byLine[i], func(c *candidate) bool { return c.first >= k.label.last && c.shape&shapeAmount != 0 }) {
				return true
			}
		}
	}
	return false
}

// headless finds a table of items without headings: rows of words and amounts
// before the totals, in which for one choice of columns quantity times price is
// the total. Without that proof it finds none.
func (d *document) headless(byLine map[int][]*candidate) (table, bool) {
	for page := range d.pages {
		from, end := -1, d.perPage[page][1]
		for i := d.perPage[page][0]; i < end; i++ {
			if d.isTotals(i, byLine) {
				if from >= 0 {
					end = i
					break
				}
				continue
			}
			if v := d.rowValues(i, byLine); from < 0 && len(v) >= 3 && d.worded(i) && slices.ContainsFunc(v, isMoney) {
				from = i
			}
		}
		if from < 0 {
			continue
		}
		t := table{first: from, last: from, score: minTableScore, blank: d.blanks()}
		text := d.lines[from].toks[0].box
		for j := range d.lines[from].toks {
			if letters(d.lines[from].toks[j].text) > 3 && !isCode(d.lines[from].toks[j].text) {
				text = d.lines[from].toks[j].box
				break
			}
		}
		t.cols = []column{{kind: colDescription, x0: text.X0, x1: text.X1, text: noHeading}}
		d.addColumns(&t, from, end, byLine)
		rows := d.sample(&t, end, byLine)
		t.repairNumbers(rows)
		if q, p, l := t.at(colQuantity), t.at(colUnitPrice), t.at(colLineTotal); q >= 0 && p >= 0 && l >= 0 && productsHold(rows, q, p, l)*2 >= len(rows) {
			return t, true
		}
	}
	return table{}, false
}

// worded reports whether a line has words of some length.
func (d *document) worded(i int) bool {
	return slices.ContainsFunc(d.lines[i].toks, func(t token) bool { return letters(t.text) > 3 && !isCode(t.text) })
}
