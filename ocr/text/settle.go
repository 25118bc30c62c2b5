package text

import (
	"strings"
	"unicode"

	"github.com/payable-ap/payable"
)

// sure is the confidence from which a recognised word may contradict a text layer.
const sure = 0.6

// settle chooses between a page's text layer, which was doubted for the reason
// why, and what was recognised on its picture.
//
// A layer that may be garbage is held against the picture word by word: where
// most agree it stays, because it is exact where recognition is nearly so, and
// only words without letters, or without the figures that the picture shows, are
// replaced. Where nothing is there or little of what is printed, the side that
// says clearly more has it.
func settle(layer, seen Page, why string) Page {
	switch why {
	case layerGarbage, layerDoubtful:
		shown := beneath(layer.Words, seen.Words)
		if said(seen) >= max(20, said(layer)/4) && agreement(layer.Words, shown) < 0.5 {
			return instead(layer, seen)
		}
		layer.Words = mended(layer.Words, shown)
		return layer
	}
	if n := said(seen); n > 0 && n > said(layer)*3/2 {
		return instead(layer, seen)
	}
	return layer
}

// said counts the letters of the words that are seen and likely.
func said(p Page) (n int) {
	for _, w := range p.Words {
		if !w.Hidden && w.Confidence > 0.4 {
			n += letters(w.Text)
		}
	}
	return n
}

// instead is the recognised page, with what the layer hides kept as evidence.
func instead(layer, seen Page) Page {
	for _, w := range layer.Words {
		if w.Hidden {
			w.Line = 0
			seen.Words = append(seen.Words, w)
		}
	}
	return seen
}

// beneath returns for each word of the layer the recognised words in its place,
// in their order.
func beneath(layer, seen []Word) [][]Word {
	out := make([][]Word, len(layer))
	for i, w := range layer {
		if w.Hidden {
			continue
		}
		for _, s := range seen {
			if s.Confidence >= sure && (inside(middle(s.Box), w.Box) || inside(middle(w.Box), s.Box)) {
				out[i] = append(out[i], s)
			}
		}
	}
	return out
}

// agreement is the share of the layer's words of three letters and more that the
// picture shows alike; 1 if it shows none of them.
func agreement(layer []Word, shown [][]Word) float64 {
	n, alike := 0, 0
	for i, w := range layer {
		if len(shown[i]) == 0 || len(bare(w.Text)) < 3 && !unmapped(w.Text) {
			continue
		}
		if n++; likeness(w.Text, joinedText(shown[i])) >= 0.6 || len(shown[i]) == 1 && len(bare(w.Text)) > 2 && strings.Contains(bare(shown[i][0].Text), bare(w.Text)) {
			alike++
		}
	}
	if n == 0 {
		return 1
	}
	return float64(alike) / float64(n)
}

// mended replaces words of the layer that have no letters, or no figures where
// the picture shows nothing else, by what the picture shows.
func mended(layer []Word, shown [][]Word) []Word {
	var out []Word
	for i, w := range layer {
		s := joinedText(shown[i])
		broken := unmapped(w.Text) || !strings.ContainsFunc(w.Text, unicode.IsDigit) && figures(s) && likeness(w.Text, s) < 0.3
		if w.Hidden || !broken || bare(s) == "" {
			out = append(out, w)
			continue
		}
		for _, r := range shown[i] {
			r.Line = w.Line
			out = append(out, r)
		}
	}
	return out
}

// figures reports whether a text has digits and no letters.
func figures(s string) bool {
	return strings.ContainsFunc(s, unicode.IsDigit) && !strings.ContainsFunc(s, unicode.IsLetter)
}

func joinedText(words []Word) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.Text)
	}
	return b.String()
}

type spot struct{ x, y float64 }

func middle(b payable.Box) spot { return spot{(b.X0 + b.X1) / 2, (b.Y0 + b.Y1) / 2} }

func inside(p spot, b payable.Box) bool {
	return p.x >= b.X0 && p.x <= b.X1 && p.y >= b.Y0 && p.y <= b.Y1
}
