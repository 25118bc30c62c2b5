package score

import (
	"sort"

	"github.com/payable-ap/payable"
)

// A Tally counts the fates of fields.
type Tally struct{ Right, Wrong, Empty, Surplus int }

// Precision is the share of given values that are right; 1 where none is given.
func (t Tally) Precision() float64 { return share(t.Right, t.Right+t.Wrong+t.Surplus) }

// Recall is the share of known values that were found.
func (t Tally) Recall() float64 { return share(t.Right, t.Right+t.Wrong+t.Empty) }

// F1 is the harmonic mean of precision and recall.
func (t Tally) F1() float64 {
	return share(2*t.Right, 2*t.Right+2*t.Wrong+t.Empty+t.Surplus)
}

// Known is how many values the truth holds.
func (t Tally) Known() int { return t.Right + t.Wrong + t.Empty }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

type verdict int

const (
	right verdict = iota
	wrong
	empty
	surplusValue // on a line that is not there
)

type outcome struct {
	verdict verdict
	want    string
	got     payable.Field
}

func judge(want string, got payable.Field, same sameness) outcome {
	o := outcome{verdict: right, want: want, got: got}
	switch {
	case got.Value == "":
		o.verdict = empty
	case !same(want, got.Value):
		o.verdict = wrong
	}
	return o
}

func (t *Tally) add(v verdict) {
	switch v {
	case right:
		t.Right++
	case wrong:
		t.Wrong++
	case empty:
		t.Empty++
	case surplusValue:
		t.Surplus++
	}
}

// A Group is the score of some documents: all, a kind, a family, a layout.
type Group struct {
	Name      string
	Documents int
	RightDocs int // every core field known is right
	TypeRight int // doc_type is right
	Unread    int // the reader gave an error or no draft
	Header    Tally
	Lines     Tally
	Core      Tally
	Fields    map[payable.Term]*Tally // header fields
	LineField map[payable.Term]*Tally
}

// A Miss is one field that was not right.
type Miss struct {
	File      string
	Term      payable.Term
	OnLine    bool
	Want, Got string
	Why       string
	Verdict   string // wrong, empty, surplus
}

// A Report is the comparison of a corpus with its readings.
type Report struct {
	All         Group // without the dumps
	Kinds       []Group
	Families    []Group
	Layouts     []Group
	Dumps       []Group // families that dump labels and values, apart
	Reliability Reliability
	Misses      []Miss
	Surplus     int // drafts beyond the one a file's truth speaks of
}

// Score compares readings, as [Read] returned them, with their truths.
func Score(truths []Truth, readings []Reading) Report {
	s := scorer{groups: map[string]map[string]*Group{}}
	for i, t := range truths {
		var r Reading
		if i < len(readings) {
			r = readings[i]
		}
		s.document(t, r)
	}
	s.report.All = *s.group("all", "all")
	s.report.Kinds = s.sorted("kind")
	s.report.Families = s.sorted("family")
	s.report.Layouts = s.sorted("layout")
	s.report.Dumps = s.sorted("dump")
	return s.report
}

type scorer struct {
	groups map[string]map[string]*Group
	report Report
}

func (s *scorer) group(by, name string) *Group {
	if s.groups[by] == nil {
		s.groups[by] = map[string]*Group{}
	}
	g := s.groups[by][name]
	if g == nil {
		g = &Group{Name: name, Fields: map[payable.Term]*Tally{}, LineField: map[payable.Term]*Tally{}}
		s.groups[by][name] = g
	}
	return g
}

func (s *scorer) sorted(by string) []Group {
	var out []Group
	for _, g := range s.groups[by] {
		out = append(out, *g)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// document adds one document to every group it belongs to.
func (s *scorer) document(t Truth, r Reading) {
	var in []*Group
	if t.Dump() {
		in = []*Group{s.group("dump", t.Family)}
	} else {
		in = []*Group{s.group("all", "all"), s.group("kind", t.Kind), s.group("family", t.Family), s.group("layout", t.Layout)}
	}
	d, found := closest(t, r.Drafts)
	if len(r.Drafts) > 1 {
		s.report.Surplus += len(r.Drafts) - 1
	}
	isRight := s.header(t, d, in)
	if t.Lines != nil {
		scoreLines(t.Lines, d.Lines, func(term payable.Term, o outcome) { s.count(t, in, term, o, true) })
	}
	for _, g := range in {
		g.Documents++
		if isRight {
			g.RightDocs++
		}
		if found && d.DocType == t.Type {
			g.TypeRight++
		}
		if !found {
			g.Unread++
		}
	}
}

func (s *scorer) header(t Truth, d payable.Draft, in []*Group) (isRight bool) {
	isRight = true
	for _, f := range header {
		want, known := t.Header[f.term]
		if !known {
			continue
		}
		o := judge(want, d.Fields[f.term], f.same)
		if f.core {
			for _, g := range in {
				g.Core.add(o.verdict)
			}
			isRight = isRight && o.verdict == right
		}
		s.count(t, in, f.term, o, false)
	}
	return isRight
}

// count adds one field's fate. Dumps do not enter the reliability table.
func (s *scorer) count(t Truth, in []*Group, term payable.Term, o outcome, onLine bool) {
	for _, g := range in {
		by, sum := g.Fields, &g.Header
		if onLine {
			by, sum = g.LineField, &g.Lines
		}
		if by[term] == nil {
			by[term] = &Tally{}
		}
		by[term].add(o.verdict)
		sum.add(o.verdict)
	}
	if o.verdict != empty && !t.Dump() {
		s.report.Reliability.add(o.got.Confidence, o.verdict == right)
	}
	if o.verdict != right {
		s.report.Misses = append(s.report.Misses, Miss{
			File: t.File, Term: term, OnLine: onLine, Want: o.want, Got: o.got.Value, Why: o.got.Why,
			Verdict: [...]string{"right", "wrong", "empty", "surplus"}[o.verdict],
		})
	}
}

// closest returns the draft that agrees with the truth in most header fields, the
// first of equals: a file may hold more documents than its truth speaks of.
func closest(t Truth, drafts []payable.Draft) (best payable.Draft, found bool) {
	most := -1
	for _, d := range drafts {
		n := 0
		for _, f := range header {
			if want, known := t.Header[f.term]; known && judge(want, d.Fields[f.term], f.same).verdict == right {
				n++
			}
		}
		if n > most {
			most, best, found = n, d, true
		}
	}
	return best, found
}
