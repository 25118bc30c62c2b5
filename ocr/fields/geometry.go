package fields

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

// A token is a word, or the part of one that a colon ends, on a straightened
// page. box is used for geometry; orig is where the word is printed.
type token struct {
	text  string
	fold  string
	box   payable.Box
	orig  payable.Box
	conf  float64
	line  int    // index into document.lines
	seg   int    // segment of the line
	label *label // the label this token is part of, nil if none
}

// A segment is a run of tokens of a line without a wide gap.
type segment struct{ first, last int } // tokens [first, last)

// A line is the tokens that stand on one baseline, from left to right.
type line struct {
	page int // index into document.pages
	toks []token
	segs []segment
	box  payable.Box
	h    float64 // typical height of its words
}

// A document is the pages of one business document prepared for reading.
type document struct {
	pages   []text.Page
	lines   []line
	perPage [][2]int // lines of each page
	labels  []*label
	height  []float64 // typical word height of each page
	ocr     bool
	lang    string
	style   style
	codes   map[string]*candidate // rates by the letters that stand for them
	numbers map[int][]*candidate  // candidates by line
	model   *Model
	words   map[string][][2]int // where each folded word stands, once asked for
}

// maxWords bounds the work on one page: what a page of a hostile file holds
// beyond it is left out.
const maxWords = 12000

func newDocument(m *Model, pages []text.Page) *document {
	d := &document{pages: pages, model: m}
	for i, p := range pages {
		from := len(d.lines)
		toks := tokens(p)
		d.height = append(d.height, medianHeight(toks))
		d.lines = append(d.lines, groupLines(toks, i, d.height[i])...)
		d.perPage = append(d.perPage, [2]int{from, len(d.lines)})
		d.ocr = d.ocr || p.Source == payable.SourceOCR
	}
	for i := range d.lines {
		l := &d.lines[i]
		l.toks = unspaced(l.toks)
		for j := range l.toks {
			l.toks[j].line = i
		}
		l.segs = split(l.toks, d.height[l.page])
		for s, g := range l.segs {
			for j := g.first; j < g.last; j++ {
				l.toks[j].seg = s
			}
		}
	}
	return d
}

// tokens returns the visible words of a page, straightened and cut at colons.
func tokens(p text.Page) []token {
	slope := skew(p)
	out := make([]token, 0, len(p.Words))
	for _, w := range p.Words {
		if len(out) >= maxWords {
			break
		}
		if w.Hidden || clean(w.Text) == "" || !finite(w.Box) {
			continue
		}
		b := w.Box
		if slope != 0 {
			cx, cy := (b.X0+b.X1)/2, (b.Y0+b.Y1)/2
			dx, dy := slope*cy, -slope*cx
			b = payable.Box{X0: b.X0 + dx, Y0: b.Y0 + dy, X1: b.X1 + dx, Y1: b.Y1 + dy}
		}
		s := clean(w.Text)
		if p.Source == payable.SourceOCR {
			if s = withoutRules(s); s != "" {
				out = cutAtBars(out, token{text: s, box: b, orig: w.Box, conf: w.Confidence})
			}
			continue
		}
		out = cut(out, token{text: s, box: b, orig: w.Box, conf: w.Confidence})
	}
	for i := range out {
		out[i].fold = fold(out[i].text)
	}
	return out
}

// cutAtBars appends a recognised word in the pieces that a form's rules, read as
// characters, glue together.
func cutAtBars(out []token, t token) []token {
	i := strings.IndexAny(t.text, "|¦")
	if i <= 0 || i == len(t.text)-1 {
		return cut(out, t)
	}
	a, b := divide(t, i)
	a.text, b.text = withoutRules(a.text), withoutRules(b.text)
	if a.text != "" {
		out = cut(out, a)
	}
	if b.text != "" {
		out = cutAtBars(out, b)
	}
	return out
}

// divide cuts a token before byte i of its text, its box in proportion.
func divide(t token, i int) (a, b token) {
	share := float64(utf8.RuneCountInString(t.text[:i])) / float64(utf8.RuneCountInString(t.text))
	a, b = t, t
	a.text, b.text = t.text[:i], t.text[i:]
	a.box.X1 = t.box.X0 + share*(t.box.X1-t.box.X0)
	b.box.X0 = a.box.X1
	a.orig.X1 = t.orig.X0 + share*(t.orig.X1-t.orig.X0)
	b.orig.X0 = a.orig.X1
	return a, b
}

// cut appends t, in two pieces where a colon glues a label to its value.
func cut(out []token, t token) []token {
	i := strings.IndexByte(t.text, ':')
	if i <= 0 || i == len(t.text)-1 || strings.HasPrefix(t.text[i:], "://") || isDigit(rune(t.text[i-1])) || !hasLetter(t.text[:i]) {
		return append(out, t)
	}
	a, b := divide(t, i+1)
	return append(out, a, b)
}

func finite(b payable.Box) bool {
	for _, v := range []float64{b.X0, b.Y0, b.X1, b.Y1} {
		if math.IsNaN(v) || math.Abs(v) > 1e6 {
			return false
		}
	}
	return b.X1 >= b.X0 && b.Y1 >= b.Y0
}

// skew returns the slope of the printed lines of a recognised page, from the
// words the source put on one line; 0 for a text layer, which is straight.
func skew(p text.Page) float64 {
	if p.Source != payable.SourceOCR {
		return 0
	}
	var slopes []float64
	for i := 1; i < len(p.Words); i++ {
		a, b := p.Words[i-1], p.Words[i]
		dx := (b.Box.X0 + b.Box.X1 - a.Box.X0 - a.Box.X1) / 2
		if a.Line != b.Line || dx < 20 || !finite(a.Box) || !finite(b.Box) {
			continue
		}
		slopes = append(slopes, (b.Box.Y0+b.Box.Y1-a.Box.Y0-a.Box.Y1)/2/dx)
	}
	if len(slopes) < 10 {
		return 0
	}
	slices.Sort(slopes)
	m := slopes[len(slopes)/2]
	if math.Abs(m) < 0.001 || math.Abs(m) > 0.2 {
		return 0
	}
	return m
}

func medianHeight(toks []token) float64 {
	h := make([]float64, 0, len(toks))
	for _, t := range toks {
		if len(t.fold) > 1 {
			h = append(h, t.box.Y1-t.box.Y0)
		}
	}
	if len(h) == 0 {
		return 8
	}
	slices.Sort(h)
	return max(h[len(h)/2], 2)
}

// groupLines puts tokens whose boxes overlap vertically on one line. Words much
// larger than the line's share it only when their middles agree, so that a
// large title does not tie the small lines beside it together.
func groupLines(toks []token, page int, typical float64) []line {
	slices.SortStableFunc(toks, func(a, b token) int {
		return cmpFloat(a.box.Y0+a.box.Y1, b.box.Y0+b.box.Y1)
	})
	type open struct {
		line
		y0, y1, weight float64
	}
	var lines []open
	for _, t := range toks {
		mid, best, most := (t.box.Y0+t.box.Y1)/2, -1, 0.5
		for i := len(lines) - 1; i >= 0 && i >= len(lines)-8; i-- {
			l := &lines[i]
			small := max(min(t.box.Y1-t.box.Y0, l.y1-l.y0), 0.5)
			over := (min(t.box.Y1, l.y1) - max(t.box.Y0, l.y0)) / small
			tall := max(t.box.Y1-t.box.Y0, l.y1-l.y0) > 2.2*max(small, 0.5*typical)
			if tall && math.Abs(mid-(l.y0+l.y1)/2) > 0.5*typical {
				continue
			}
			if small > 0.4*typical && math.Abs(t.box.Y1-l.y1) > 0.7*small && math.Abs(mid-(l.y0+l.y1)/2) > 0.5*small {
				continue // on another baseline, though small and large letters overlap
			}
			if over >= most {
				best, most = i, over
			}
		}
		w := float64(len(t.text))
		if best < 0 {
			lines = append(lines, open{line: line{page: page, toks: []token{t}}, y0: t.box.Y0, y1: t.box.Y1, weight: w})
			continue
		}
		l := &lines[best]
		l.toks = append(l.toks, t)
		l.y0 = (l.y0*l.weight + t.box.Y0*w) / (l.weight + w)
		l.y1 = (l.y1*l.weight + t.box.Y1*w) / (l.weight + w)
		l.weight += w
	}
	slices.SortStableFunc(lines, func(a, b open) int { return cmpFloat(a.y0+a.y1, b.y0+b.y1) })
	out := make([]line, 0, len(lines))
	for _, l := range lines {
		slices.SortStableFunc(l.toks, func(a, b token) int { return cmpFloat(a.box.X0, b.box.X0) })
		l.h = medianHeight(l.toks)
		l.box = union(l.toks)
		out = append(out, l.line)
	}
	return out
}

// minSpaced is how many single letters in a row are a word set with spaces.
const minSpaced = 5

// unspaced joins the letters of words set as "I N V O I C E". A gap twice as
// wide as the others parts two words.
func unspaced(toks []token) []token {
	single := func(i int) bool { return utf8.RuneCountInString(toks[i].text) == 1 && hasLetter(toks[i].text) }
	var out []token
	for i := 0; i < len(toks); {
		n, least := i, math.Inf(1)
		for ; n < len(toks) && single(n); n++ {
			if n > i {
				gap := toks[n].box.X0 - toks[n-1].box.X1
				if gap > 2*max(least, 0.3*(toks[n].box.Y1-toks[n].box.Y0)) {
					break
				}
				least = min(least, gap)
			}
		}
		if n-i < minSpaced {
			out = append(out, toks[i])
			i++
			continue
		}
		t := toks[i]
		for _, k := range toks[i+1 : n] {
			t.text, t.box, t.orig, t.conf = t.text+k.text, join(t.box, k.box), join(t.orig, k.orig), min(t.conf, k.conf)
		}
		t.fold = fold(t.text)
		out = append(out, t)
		i = n
	}
	return out
}

// phraseGap is how wide, in word heights, the space between words of one phrase
// can be: that of a typewriter's face is twice that of a book's.
const phraseGap = 1.35

// split cuts a line where a gap is wider than the space between words of one
// phrase.
func split(toks []token, typical float64) []segment {
	var out []segment
	from := 0
	for i := 1; i <= len(toks); i++ {
		if i < len(toks) {
			h := min(max(toks[i-1].box.Y1-toks[i-1].box.Y0, toks[i].box.Y1-toks[i].box.Y0, typical), 2.5*typical)
			gap := toks[i].box.X0 - toks[i-1].box.X1
			if gap <= phraseGap*h || gap <= 3.5*h && (isSeparator(toks[i].text) || isSeparator(toks[i-1].text)) {
				continue
			}
		}
		out = append(out, segment{from, i})
		from = i
	}
	return out
}

func union(toks []token) payable.Box {
	b := toks[0].box
	for _, t := range toks[1:] {
		b = join(b, t.box)
	}
	return b
}

func join(a, b payable.Box) payable.Box {
	return payable.Box{X0: min(a.X0, b.X0), Y0: min(a.Y0, b.Y0), X1: max(a.X1, b.X1), Y1: max(a.Y1, b.Y1)}
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// textOf returns the tokens' texts with one blank between them.
func textOf(toks []token) string {
	var b strings.Builder
	for i, t := range toks {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return b.String()
}
