package memory

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

// A Layout is what a vendor's documents look like: marks that only this vendor
// prints, and words that stand where they stand on every document.
type Layout struct {
	Marks []string `json:"marks"` // folded: VAT id, account, name, as far as the page shows them
	VATID string   `json:"vat_id,omitempty"`
	Words []Spot   `json:"words"`
}

// A Spot is a printed word and its place on the first page, in shares of it.
type Spot struct {
	Fold string  `json:"w"`
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
}

// FitsFrom is the fit at which a page counts as of a layout.
const FitsFrom = 0.55

const (
	minSpots    = 8
	maxSpots    = 90
	minMark     = 5   // letters
	unmarkedFit = 0.8 // asked of a page without any mark of the vendor's
)

// Fingerprint returns the layout of a document whose values a person has checked.
// Words of values, of the buyer and of the lines are not part of it.
func Fingerprint(pages []text.Page, checked payable.Draft) Layout {
	all := sheets(pages)
	if len(all) == 0 {
		return Layout{}
	}
	l := Layout{VATID: strings.ToUpper(fold(checked.Value(payable.SellerVATID)))}
	shown := compact(all)
	for _, t := range []payable.Term{payable.SellerVATID, payable.IBAN, payable.SellerName} {
		if m := fold(checked.Value(t)); len(m) >= minMark && strings.Contains(shown, m) {
			l.Marks = append(l.Marks, m)
		}
	}
	vary := varying(checked)
	s := all[0]
	for _, r := range s.rows {
		if slices.ContainsFunc(r, func(w word) bool { return vary.line[w.fold] && len(w.fold) > 3 }) {
			continue // a line of the table
		}
		for _, w := range r {
			if len(l.Words) < maxSpots && len(w.fold) >= 3 && !hasDigit(w.fold) && !vary.header[w.fold] {
				z := s.zone(w.box)
				l.Words = append(l.Words, Spot{w.fold, round(z.X0), round(z.Y0)})
			}
		}
	}
	return l
}

type variation struct{ header, line map[string]bool }

// varying collects the words of what differs from document to document.
func varying(d payable.Draft) variation {
	v := variation{map[string]bool{}, map[string]bool{}}
	add := func(to map[string]bool, s string) {
		for _, w := range strings.Fields(s) {
			if f := fold(w); f != "" {
				to[f] = true
			}
		}
	}
	add(v.header, d.Value(payable.BuyerName))
	for _, l := range d.Lines {
		add(v.line, l[payable.LineDescription].Value)
	}
	return v
}

// compact is all words of a document in one string.
func compact(all []*sheet) string {
	var b strings.Builder
	for _, s := range all {
		for _, r := range s.rows {
			for _, w := range r {
				b.WriteString(w.fold)
			}
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// Fit says how well pages fit the layout, 0 to 1; from [FitsFrom] on they are of
// it. Shifts, another scale and single misread letters do no harm. A page that
// shows none of the vendor's marks, or another seller's VAT id (read is the
// reader's draft of it), does not fit.
func (l Layout) Fit(pages []text.Page, read payable.Draft) float64 {
	all := sheets(pages)
	if len(all) == 0 || len(l.Words) < minSpots {
		return 0
	}
	if v := strings.ToUpper(fold(read.Value(payable.SellerVATID))); v != "" && l.VATID != "" && v != l.VATID && levenshtein.ComputeDistance(v, l.VATID) > 1 {
		return 0
	}
	fit := l.wordsFit(all[0])
	shown := compact(all)
	if slices.ContainsFunc(l.Marks, func(m string) bool { return strings.Contains(shown, m) || nearly(shown, m) }) {
		return fit
	}
	if len(l.Marks) == 0 && fit >= unmarkedFit {
		return fit
	}
	return 0
}

// nearly finds a mark with a letter misread, at the beginning of which four
// letters are right.
func nearly(shown, mark string) bool {
	if len(mark) < 8 {
		return false
	}
	for from := 0; ; {
		i := strings.Index(shown[from:], mark[:4])
		if i < 0 {
			return false
		}
		at := from + i
		if end := at + len(mark); end <= len(shown) && levenshtein.ComputeDistance(shown[at:end], mark) <= 1+len(mark)/12 {
			return true
		}
		from = at + 1
	}
}

// wordsFit is the mean of the share of words that are there and the share that
// stand where they stood, after the most usual shift.
func (l Layout) wordsFit(s *sheet) float64 {
	type move struct{ dx, dy float64 }
	var moves []move
	there := 0
	for _, spot := range l.Words {
		best, found := move{}, false
		for _, r := range s.rows {
			for _, w := range r {
				if !alike(w.fold, spot.Fold) {
					continue
				}
				z := s.zone(w.box)
				m := move{z.X0 - spot.X, z.Y0 - spot.Y}
				if !found || math.Abs(m.dx)+math.Abs(m.dy) < math.Abs(best.dx)+math.Abs(best.dy) {
					best, found = m, true
				}
			}
		}
		if found {
			there++
			moves = append(moves, best)
		}
	}
	if there == 0 {
		return 0
	}
	dx := median(moves, func(m move) float64 { return m.dx })
	dy := median(moves, func(m move) float64 { return m.dy })
	placed := 0.0
	for _, m := range moves {
		x, y := math.Abs(m.dx-dx) < 0.03, math.Abs(m.dy-dy) < 0.03
		switch {
		case x && y:
			placed++
		case x: // below a table of another length
			placed += 0.7
		}
	}
	n := float64(len(l.Words))
	return (float64(there)/n + placed/n) / 2
}

// alike forgives one misread letter in words of six or more.
func alike(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) < 6 || len(b) < 6 || max(len(a)-len(b), len(b)-len(a)) > 1 {
		return false
	}
	if a[:2] != b[:2] && a[len(a)-2:] != b[len(b)-2:] {
		return false // cheap: one letter cannot spoil both ends
	}
	return levenshtein.ComputeDistance(a, b) <= 1
}

func median[T any](in []T, of func(T) float64) float64 {
	v := make([]float64, len(in))
	for i, m := range in {
		v[i] = of(m)
	}
	slices.Sort(v)
	return v[len(v)/2]
}

func round(v float64) float64 { return math.Round(v*10000) / 10000 }

// maxMark is how many words a mark may have, maxMarks how many are looked up: those
// of the first pages, where a vendor says who it is.
const (
	maxMark  = 8
	maxMarks = 20_000
)

// Marks returns everything on the pages that could be a layout's mark: runs of up
// to eight words of a line, folded. A store looks layouts up by them.
func Marks(pages []text.Page) []string {
	seen := map[string]bool{}
	for _, s := range sheets(pages) {
		for _, r := range s.rows {
			for i := range r {
				run := ""
				for j := i; j < min(len(r), i+maxMark) && len(seen) < maxMarks; j++ {
					if run += r[j].fold; len(run) >= minMark && len(run) <= 120 {
						seen[run] = true
					}
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
