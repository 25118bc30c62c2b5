package text

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// A run is a word in its writing's own direction.
type run struct {
	text           string
	x0, y0, x1, y1 float64
	quarter        int
	hidden, white  bool
}

// group joins characters to words, in the order the file gives them. A word ends
// at a blank, at a jump to another line, at a change of direction or visibility,
// and at a gap: many writers set words apart without any blank.
func group(chars []char) []run {
	var out []run
	var cur run
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			cur.text = b.String()
			out = append(out, cur)
		}
		cur = run{}
		b.Reset()
	}
	for _, c := range chars {
		if c.s == " " || c.s == "\x00" {
			flush()
			continue
		}
		if b.Len() > 0 && parted(cur, c) {
			flush()
		}
		if b.Len() == 0 {
			if c.hyphen && c.x1 <= c.x0 {
				continue // a hyphen without a place or a word
			}
			cur = run{x0: c.x0, y0: c.y0, x1: c.x1, y1: c.y1, quarter: c.quarter, hidden: c.hidden, white: c.white}
		} else if c.x1 > c.x0 || c.y1 > c.y0 {
			cur.x0, cur.y0 = min(cur.x0, c.x0), min(cur.y0, c.y0)
			cur.x1, cur.y1 = max(cur.x1, c.x1), max(cur.y1, c.y1)
		}
		b.WriteString(c.s)
	}
	flush()
	return out
}

// parted reports whether c begins another word than w.
func parted(w run, c char) bool {
	if c.hyphen {
		return false
	}
	if w.quarter != c.quarter || w.hidden != c.hidden || w.white != c.white {
		return true
	}
	h := max(w.y1-w.y0, c.y1-c.y0)
	overlap := min(w.y1, c.y1) - max(w.y0, c.y0)
	gap := c.x0 - w.x1
	return overlap < -0.3*h || gap > 0.6*h || gap < -1.5*h
}

// inLines numbers the words by printed line, top to bottom, and puts them in
// reading order. Words belong to a line whose middle they reach over.
func inLines(words []Word) []Word {
	order := slices.Clone(words)
	mid := func(w Word) float64 { return (w.Box.Y0 + w.Box.Y1) / 2 }
	slices.SortStableFunc(order, func(a, b Word) int { return cmp.Compare(mid(a), mid(b)) })
	line, middle, height := -1, math.Inf(-1), 0.0
	for i := range order {
		w := &order[i]
		h := w.Box.Y1 - w.Box.Y0
		// Small characters (a comma, a dash) sit off the middle: the line's height
		// counts, not theirs.
		if line < 0 || mid(*w)-middle > 0.4*max(height, min(h, 20)) {
			line, middle, height = line+1, mid(*w), min(h, 20)
		} else {
			height = max(height, min(h, 20))
		}
		w.Line = line
	}
	slices.SortStableFunc(order, func(a, b Word) int {
		if c := cmp.Compare(a.Line, b.Line); c != 0 {
			return c
		}
		return cmp.Compare(a.Box.X0, b.Box.X0)
	})
	return order
}
