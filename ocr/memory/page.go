package memory

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

// maxWords bounds the work on one page of a hostile file.
const maxWords = 6000

// A word is a visible word of an upright page.
type word struct {
	text string
	fold string // small letters and digits without accents
	box  payable.Box
	row  int // index into sheet.rows
	at   int // index into the row
}

// A sheet is one page prepared for looking things up.
type sheet struct {
	page  text.Page // upright
	lies  text.Page // as it lies, for boxes
	rows  [][]word  // from top to bottom, each from left to right
	h     float64   // typical height of a word
	first bool
	last  bool
}

// sheets prepares pages, first to last of one business document.
func sheets(pages []text.Page) []*sheet {
	var out []*sheet
	for i, p := range pages {
		s := &sheet{page: p.Upright(), lies: p, first: i == 0, last: i == len(pages)-1}
		if s.page.Width <= 0 || s.page.Height <= 0 {
			continue
		}
		s.layRows()
		out = append(out, s)
	}
	return out
}

// layRows puts words on printed lines. A word joins the line whose rightmost word
// it overlaps by half its height, so that a slightly skewed scan keeps its lines.
func (s *sheet) layRows() {
	var words []word
	var heights []float64
	for _, w := range s.page.Words {
		if w.Hidden || w.Box.X1 <= w.Box.X0 || w.Box.Y1 <= w.Box.Y0 || len(words) >= maxWords {
			continue
		}
		for _, part := range cutAtColon(strings.TrimSpace(w.Text), w.Box) {
			if part.text != "" {
				words = append(words, part)
				heights = append(heights, part.box.Y1-part.box.Y0)
			}
		}
	}
	s.h = 8
	if len(heights) > 0 {
		slices.Sort(heights)
		s.h = max(heights[len(heights)/2], 2)
	}
	slices.SortStableFunc(words, func(a, b word) int {
		return cmp.Or(cmp.Compare(a.box.X0, b.box.X0), cmp.Compare(a.box.Y0, b.box.Y0))
	})
	for _, w := range words {
		best, most := -1, 0.5
		for i, r := range s.rows {
			last := r[len(r)-1].box
			over := min(w.box.Y1, last.Y1) - max(w.box.Y0, last.Y0)
			small := min(w.box.Y1-w.box.Y0, last.Y1-last.Y0)
			if share := over / small; share >= most && max(w.box.Y1-w.box.Y0, last.Y1-last.Y0) < 2.5*small {
				best, most = i, share
			}
		}
		if best < 0 {
			s.rows = append(s.rows, []word{w})
			continue
		}
		s.rows[best] = append(s.rows[best], w)
	}
	slices.SortStableFunc(s.rows, func(a, b []word) int { return cmp.Compare(a[0].box.Y0+a[0].box.Y1, b[0].box.Y0+b[0].box.Y1) })
	for i, r := range s.rows {
		for j := range r {
			r[j].row, r[j].at = i, j
		}
	}
}

// cutAtColon divides "Datum:13.06.2015" where a label and its value are glued.
func cutAtColon(t string, b payable.Box) []word {
	if i := strings.IndexByte(t, ':'); i > 1 && i < len(t)-1 && !strings.Contains(t, "//") && strings.IndexFunc(t[:i], unicode.IsDigit) < 0 {
		x := b.X0 + (b.X1-b.X0)*float64(i+1)/float64(len(t))
		left, right := b, b
		left.X1, right.X0 = x, x
		return []word{{text: t[:i+1], fold: fold(t[:i]), box: left}, {text: t[i+1:], fold: fold(t[i+1:]), box: right}}
	}
	return []word{{text: t, fold: fold(t), box: b}}
}

// zone returns a box in shares of the page.
func (s *sheet) zone(b payable.Box) Zone {
	w, h := s.page.Width, s.page.Height
	return Zone{b.X0 / w, b.Y0 / h, b.X1 / w, b.Y1 / h}
}

// a box on the page as it lies.
func (s *sheet) lay(b payable.Box) *payable.Box {
	b = s.lies.Lay(b)
	return &b
}

func union(words []word) payable.Box {
	b := words[0].box
	for _, w := range words[1:] {
		b = payable.Box{X0: min(b.X0, w.box.X0), Y0: min(b.Y0, w.box.Y0), X1: max(b.X1, w.box.X1), Y1: max(b.Y1, w.box.Y1)}
	}
	return b
}

func joined(words []word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = w.text
	}
	return strings.Join(parts, " ")
}

// fold keeps letters and digits, small, without accents.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		switch {
		case r == 'ß':
			b.WriteString("ss")
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func hasDigit(s string) bool  { return strings.IndexFunc(s, unicode.IsDigit) >= 0 }
func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

// wide reports whether the gap between two words of a row parts two phrases.
func (s *sheet) wide(a, b word) bool { return b.box.X0-a.box.X1 > 1.4*s.h }
