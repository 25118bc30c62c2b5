package memory

import (
	"math"
	"slices"
	"strings"
)

// A hit is a value found on a page.
type hit struct {
	sheet   *sheet
	words   []word
	value   string
	grammar Grammar
	far     float64 // from where the lesson expects it; 0 is there
}

// Limits of what counts as the same place.
const (
	reach     = 10.0 // heights of a word that a value may stand below its anchor
	column    = 0.05 // shares of the page's width that a column may shift
	spotX     = 0.03 // how exactly a value without an anchor must stand
	spotY     = 0.025
	maxAnchor = 4 // words
)

// find returns the value of a header lesson, or false: the best of all places
// the anchor is printed at. Amounts far down may move; the nearest wins.
func (l Lesson) find(all []*sheet) (hit, bool) {
	var best hit
	ok := false
	consider := func(h hit) {
		z := h.sheet.zone(union(h.words))
		h.far += math.Min(math.Abs(z.X0-l.Zone.X0), math.Abs(z.X1-l.Zone.X1)) + 0.4*math.Min(math.Abs(z.Y0-l.Zone.Y0), 0.5)
		if len(all) > 1 && h.sheet.last != l.Last && h.sheet.first == l.Last {
			h.far += 0.3
		}
		if !l.Grammar.fits(h.value) {
			h.far += 0.25
		}
		if !ok || h.far < best.far {
			best, ok = h, true
		}
	}
	for _, s := range all {
		switch l.Place {
		case RightOf:
			for _, a := range s.anchors(l.Anchor) {
				for _, h := range s.spans(a.row, a.last, l.Grammar) {
					consider(h)
				}
			}
		case Below:
			for _, a := range s.anchors(l.Anchor) {
				s.below(a, l, consider)
			}
		case At:
			for i := range s.rows {
				for _, h := range s.spans(i, 0, l.Grammar) {
					z := s.zone(union(h.words))
					if math.Min(math.Abs(z.X0-l.Zone.X0), math.Abs(z.X1-l.Zone.X1)) < spotX && math.Abs(z.Y0-l.Zone.Y0) < spotY {
						consider(h)
					}
				}
			}
		}
	}
	return best, ok
}

// below offers what stands under an anchor where the lesson's value stood.
func (s *sheet) below(a anchor, l Lesson, consider func(hit)) {
	from := union(s.rows[a.row][a.first:a.last])
	for i := a.row + 1; i < len(s.rows); i++ {
		for _, h := range s.spans(i, 0, l.Grammar) {
			b := union(h.words)
			down := (b.Y0 - from.Y0) / s.h
			if down <= 0.3 || down > reach {
				continue
			}
			dx := math.Abs((b.X0-from.X0)/s.page.Width - l.DX)
			right := math.Abs((b.X1 - from.X1) / s.page.Width)
			over := math.Min(b.X1, from.X1) - math.Max(b.X0, from.X0)
			if math.Min(dx, right) > column && over <= 0 {
				continue
			}
			h.far = math.Min(dx, right) + 0.05*math.Abs(down-l.DY)
			consider(h)
		}
	}
}

// An anchor is words [first, last) of a row.
type anchor struct{ row, first, last int }

// anchors returns where words are printed next to each other.
func (s *sheet) anchors(words []string) []anchor {
	var out []anchor
	for i, r := range s.rows {
		for j := range r {
			if last, ok := phraseAt(r, j, words); ok {
				out = append(out, anchor{i, j, last})
			}
		}
	}
	return out
}

// phraseAt matches words from a position on, passing over signs.
func phraseAt(r []word, j int, words []string) (last int, ok bool) {
	k := 0
	for ; j < len(r) && k < len(words); j++ {
		if r[j].fold == "" && k > 0 {
			continue
		}
		if !alike(r[j].fold, words[k]) {
			return 0, false
		}
		k++
	}
	return j, k == len(words) && k > 0
}

// spans returns the values of a grammar on a row, from a word on. Values do not
// reach over a wide gap.
func (s *sheet) spans(row, from int, g Grammar) []hit {
	var out []hit
	r := s.rows[row]
	for j := from; j < len(r); j++ {
		if g.Kind == Text && j > from && !s.wide(r[j-1], r[j]) && !strings.HasSuffix(r[j-1].text, ":") {
			continue // a name begins where its phrase begins
		}
		for _, n := range lengths(g, s.phrase(r, j)) {
			words := s.cut(r[j:j+n], g)
			if v, ok := g.parse(joined(words)); ok {
				out = append(out, hit{sheet: s, words: words, value: v, grammar: g})
				break
			}
		}
	}
	return out
}

// phrase is how many words follow each other from j on without a wide gap.
func (s *sheet) phrase(r []word, j int) int {
	n := 1
	for j+n < len(r) && !s.wide(r[j+n-1], r[j+n]) {
		n++
	}
	return n
}

// lengths returns how many words to try, in order: a number is as long as it
// reads, an identifier as long as it was, a name its whole phrase.
func lengths(g Grammar, phrase int) []int {
	top := min(most[g.Kind], phrase)
	switch g.Kind {
	case Text:
		return []int{phrase}
	case ID:
		if n := 1 + strings.Count(g.Form, " "); n > 1 && n <= phrase {
			return []int{n}
		}
		return []int{1}
	}
	var out []int
	for n := 1; n <= top; n++ {
		out = append(out, n)
	}
	if g.Kind == Amount {
		slices.Reverse(out)
	}
	return out
}

// cut ends a name where the learnt one ended within its phrase.
func (s *sheet) cut(words []word, g Grammar) []word {
	if g.Kind != Text || g.Cut == "" {
		return words
	}
	for i, w := range words {
		if w.text == g.Cut && i > 0 {
			return words[:i]
		}
		if len(g.Cut) == 1 && strings.HasSuffix(w.text, g.Cut) && i+1 < len(words) {
			return words[:i+1]
		}
	}
	return words
}
