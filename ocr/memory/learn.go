package memory

import (
	"cmp"
	"slices"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

// A Verdict says what a checked document says about a lesson.
type Verdict string

// The verdicts.
const (
	Held   Verdict = "held"
	Missed Verdict = "missed"
	Silent Verdict = "silent" // its words are not there, or nobody checked the value
)

// A Judged is a lesson with what one document says about it.
type Judged struct {
	Lesson  Lesson
	Verdict Verdict
}

// Learning is what one document teaches.
type Learning struct {
	Pages   []text.Page
	Read    payable.Draft // as the reader had it
	Checked payable.Draft // as people left it
	// Confirmed says that a person vouched for all of Checked, as by approving;
	// else only values a person entered teach.
	Confirmed bool
	From      string // "document 17"
}

// checked reports whether a person stands behind a field.
func (x Learning) checked(f payable.Field) bool {
	return f.Value != "" && (x.Confirmed || f.Source == payable.SourcePerson)
}

// Learn judges the known lessons of the document's layout and adds what is new.
// A new lesson has held once, here; one that says the same as a known one is
// that one. Known lessons come back in their order, the new ones after them.
func Learn(x Learning, known []Lesson) []Judged {
	all := sheets(x.Pages)
	var out []Judged
	seen := map[string]bool{}
	for _, l := range known {
		seen[l.Key()] = true
		out = append(out, Judged{l, x.judge(l, all)})
	}
	for _, l := range append(x.headerLessons(all), x.lineLessons(all)...) {
		if !seen[l.Key()] {
			seen[l.Key()] = true
			l.From = x.From
			out = append(out, Judged{l, Held})
		}
	}
	return out
}

// Apart returns the lessons of a first learning, each held once.
func Apart(judged []Judged) []Lesson {
	var out []Lesson
	for _, j := range judged {
		switch j.Verdict {
		case Held:
			j.Lesson.Held++
		case Missed:
			j.Lesson.Missed++
		}
		out = append(out, j.Lesson)
	}
	return out
}

// judge says what this document says about a known lesson.
func (x Learning) judge(l Lesson, all []*sheet) Verdict {
	if l.OnLine {
		return x.judgeLine(l, all)
	}
	f := x.Checked.Fields[l.Term]
	if !x.checked(f) {
		return Silent
	}
	got := l.Value
	if l.Place != Constant {
		h, ok := l.find(all)
		if !ok {
			return Silent
		}
		got = h.value
	}
	if same(kindOf(l.Term), got, f.Value) {
		return Held
	}
	return Missed
}

// headerLessons proposes where the checked header values stand.
func (x Learning) headerLessons(all []*sheet) []Lesson {
	var out []Lesson
	terms := make([]payable.Term, 0, len(x.Checked.Fields))
	for t := range x.Checked.Fields {
		terms = append(terms, t)
	}
	slices.Sort(terms)
	for _, t := range terms {
		f := x.Checked.Fields[t]
		if !x.checked(f) {
			continue
		}
		taught := !same(kindOf(t), x.Read.Value(t), f.Value)
		placed := placesOf(t, f, all, x.wasRead(t, f))
		for _, l := range placed {
			l.Taught = taught
			out = append(out, l)
		}
		if stays(t) && (len(placed) == 0 || t == payable.SellerName) {
			out = append(out, Lesson{Term: t, Place: Constant, Value: f.Value, Grammar: Grammar{Kind: kindOf(t)}, Taught: taught})
		}
	}
	return slices.DeleteFunc(out, func(l Lesson) bool { return x.onlyGross(l, out) })
}

// onlyGross reports a lesson about the amount due that says no more than where
// the gross total stands: on a document with a prepayment it would be wrong.
func (x Learning) onlyGross(l Lesson, all []Lesson) bool {
	return l.Term == payable.AmountDue && same(Amount, x.Checked.Value(l.Term), x.Checked.Value(payable.GrossTotal)) &&
		slices.ContainsFunc(all, func(g Lesson) bool {
			return g.Term == payable.GrossTotal && g.Place == l.Place && slices.Equal(g.Anchor, l.Anchor)
		})
}

// wasRead reports whether the field's box is where its value was read, not where
// a wrong one was.
func (x Learning) wasRead(t payable.Term, f payable.Field) bool {
	return f.Box != nil && same(kindOf(t), x.Read.Value(t), f.Value)
}

// stays reports whether a term is the same on every document of a layout and may
// be given without being read: never an account, never a VAT id, which must
// stand on the document.
func stays(t payable.Term) bool { return t == payable.SellerName || t == payable.CurrencyCode }

// placesOf returns up to three lessons that each give the value on these pages.
func placesOf(t payable.Term, f payable.Field, all []*sheet, boxed bool) []Lesson {
	k := kindOf(t)
	hits := locate(k, f.Value, all)
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(overlap(f, b, boxed), overlap(f, a, boxed)) })
	var out []Lesson
	keys := map[string]bool{}
	for _, h := range hits {
		for _, l := range h.proposals(t) {
			if len(out) >= 3 || l.Place == At && (k == Amount || len(out) > 0 && k != Text) || keys[l.Key()] {
				continue
			}
			l.Held = 1
			if got, ok := l.find(all); ok && same(k, got.value, f.Value) {
				keys[l.Key()] = true
				l.Held = 0
				out = append(out, l)
			}
		}
	}
	return out
}

// overlap is 1 where the hit is where the reader found the value.
func overlap(f payable.Field, h hit, boxed bool) int {
	if !boxed || f.Page != h.sheet.page.Number {
		return 0
	}
	b, c := h.sheet.lay(union(h.words)), f.Box
	if min(b.X1, c.X1) > max(b.X0, c.X0) && min(b.Y1, c.Y1) > max(b.Y0, c.Y0) {
		return 1
	}
	return 0
}

// locate returns every place where a value is printed.
func locate(k Kind, value string, all []*sheet) []hit {
	var out []hit
	for _, s := range all {
		for _, r := range s.rows {
			out = append(out, s.locateOn(r, k, value)...)
		}
	}
	return out
}

func (s *sheet) locateOn(r []word, k Kind, value string) []hit {
	var out []hit
	want := fold(value)
	for j := 0; j < len(r); j++ {
		if k == Text || k == ID || k == VATID || k == Account {
			if r[j].fold == "" || !strings.HasPrefix(want, r[j].fold) {
				continue // cheap: most words are no beginning of it
			}
		}
		for n := 1; n <= min(most[k], s.phrase(r, j)); n++ {
			words := r[j : j+n]
			if n > 1 && words[n-1].fold == "" {
				continue
			}
			g, ok := grammarOf(k, joined(words), value)
			if !ok {
				continue
			}
			if k == Text && j+n < len(r) && n < s.phrase(r, j) {
				g.Cut = cutAfter(words[n-1], r[j+n])
			}
			out = append(out, hit{sheet: s, words: words, value: value, grammar: g})
			break
		}
	}
	return out
}

// cutAfter returns what ends a name before the phrase does.
func cutAfter(last, next word) string {
	for _, c := range []string{",", ";", ":"} {
		if strings.HasSuffix(last.text, c) {
			return c
		}
	}
	return next.text
}

// proposals returns the ways to find a hit again: by the words left of it, by
// those above it, by its place.
func (h hit) proposals(t payable.Term) []Lesson {
	s := h.sheet
	b := union(h.words)
	base := Lesson{Term: t, Zone: s.zone(b), Last: s.last && !s.first, Grammar: h.grammar}
	var out []Lesson
	with := func(p Place, words []word) {
		l := base
		l.Place, l.Printed = p, strings.TrimRight(joined(words), ": ")
		for _, w := range words {
			if w.fold != "" {
				l.Anchor = append(l.Anchor, w.fold)
			}
		}
		from := union(words)
		l.DX, l.DY = (b.X0-from.X0)/s.page.Width, (b.Y0-from.Y0)/s.h
		out = append(out, l)
	}
	if words := s.leftOf(h.words[0]); len(words) > 0 {
		with(RightOf, words)
	}
	if words := s.above(h.words); len(words) > 0 {
		with(Below, words)
	}
	at := base
	at.Place = At
	return append(out, at)
}

// leftOf returns the label before a word: letters without digits, up to a wide
// gap among themselves. A currency between label and value is passed over.
func (s *sheet) leftOf(w word) []word {
	r := s.rows[w.row]
	end := w.at
	for end > 0 && (r[end-1].fold == "" || currency(r[end-1].text) != "") {
		end--
	}
	from := end
	for from > 0 && end-from < maxAnchor && isLabel(r[from-1]) && (from == end || !s.wide(r[from-1], r[from])) {
		from--
	}
	for from < end && r[from].fold == "" {
		from++
	}
	return r[from:end]
}

// above returns the label over a value: the nearest words that stand over it.
func (s *sheet) above(value []word) []word {
	b := union(value)
	for i := value[0].row - 1; i >= 0; i-- {
		r := s.rows[i]
		if b.Y0-r[0].box.Y0 > reach*s.h {
			break
		}
		for j := 0; j < len(r); {
			n := s.phrase(r, j)
			seg := r[j : j+n]
			u := union(seg)
			j += n
			if over := min(u.X1, b.X1) - max(u.X0, b.X0); over <= 0 {
				continue
			}
			if !slices.ContainsFunc(seg, isLabel) || slices.ContainsFunc(seg, func(w word) bool { return hasDigit(w.fold) }) {
				return nil // another value stands between
			}
			return seg[:min(len(seg), maxAnchor)]
		}
	}
	return nil
}

func isLabel(w word) bool { return w.fold == "" || hasLetter(w.fold) && !hasDigit(w.fold) }
