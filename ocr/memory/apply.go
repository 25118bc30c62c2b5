package memory

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

// Known is one layout with what was learnt of it.
type Known struct {
	Layout  Layout
	Lessons []Lesson
}

// Find returns the layout that pages fit best, or false. read is the reader's
// draft of the pages.
func Find(pages []text.Page, read payable.Draft, known []Known) (best int, ok bool) {
	most := FitsFrom
	for i, k := range known {
		if fit := k.Layout.Fit(pages, read); fit >= most {
			best, most, ok = i, fit, true
		}
	}
	return best, ok
}

// A guess is a value that lessons give for a field.
type guess struct {
	field  payable.Field
	taught bool
	miss   float64 // probability that none of the lessons behind it is right
}

// sureMost bounds what lessons alone can make a field's confidence.
const sureMost = 0.99

// Apply returns the draft with what usable lessons know. A value that reader and
// lesson both give gains confidence. Where they differ, a lesson from a correction
// overrules the reader; one from a confirmation does if it is surer. Totals must
// then add up. The draft given is not changed.
func Apply(pages []text.Page, read payable.Draft, lessons []Lesson) payable.Draft {
	out := read
	out.Fields = map[payable.Term]payable.Field{}
	for t, f := range read.Fields {
		out.Fields[t] = f
	}
	all := sheets(pages)
	usable := slices.DeleteFunc(slices.Clone(lessons), func(l Lesson) bool { return !l.Usable() })
	learnt := map[payable.Term]guess{}
	for _, t := range termsOf(usable) {
		if g, ok := guessFor(t, usable, all); ok {
			learnt[t] = g
			out.Fields[t] = settle(kindOf(t), read.Fields[t], g)
		}
	}
	reconcile(&out, read, learnt)
	if iban := out.Fields[payable.IBAN]; iban.Source == payable.SourceLearned && !slices.Contains(out.Bank, iban.Value) {
		out.Bank = append(slices.Clone(out.Bank), iban.Value)
	}
	out.Lines = applyLines(all, out, usable)
	return out
}

func termsOf(lessons []Lesson) []payable.Term {
	var out []payable.Term
	for _, l := range lessons {
		if !l.OnLine && !slices.Contains(out, l.Term) {
			out = append(out, l.Term)
		}
	}
	slices.Sort(out)
	return out
}

// guessFor asks every lesson of a term; lessons that agree support each other.
func guessFor(t payable.Term, lessons []Lesson, all []*sheet) (guess, bool) {
	var rivals []guess
	for _, l := range lessons {
		if l.Term != t || l.OnLine {
			continue
		}
		g, ok := l.guess(all)
		if !ok {
			continue
		}
		at := slices.IndexFunc(rivals, func(o guess) bool { return same(kindOf(t), o.field.Value, g.field.Value) })
		if at < 0 {
			rivals = append(rivals, g)
			continue
		}
		rivals[at].miss *= 0.5 + 0.5*g.miss // they learnt from the same page: half independent
		rivals[at].taught = rivals[at].taught || g.taught
	}
	if len(rivals) == 0 {
		return guess{}, false
	}
	best := slices.MinFunc(rivals, func(a, b guess) int {
		switch {
		case a.miss < b.miss:
			return -1
		case a.miss > b.miss:
			return 1
		}
		return 0
	})
	best.field.Confidence = min(1-best.miss, sureMost)
	return best, true
}

// guess is what one lesson gives.
func (l Lesson) guess(all []*sheet) (guess, bool) {
	p := l.confidence()
	if l.Place == Constant {
		return guess{field: payable.Field{Value: l.Value, Source: payable.SourceLearned, Why: l.Why()}, taught: l.Taught, miss: 1 - 0.97*p}, true
	}
	h, ok := l.find(all)
	if !ok {
		return guess{}, false
	}
	switch {
	case h.far > 0.45:
		p *= 0.5
	case h.far > 0.2:
		p *= 0.8
	}
	if l.Place == At {
		p *= 0.9
	}
	return guess{field: h.field(l), taught: l.Taught, miss: 1 - p}, true
}

func (h hit) field(l Lesson) payable.Field {
	return payable.Field{Value: h.value, Source: payable.SourceLearned, Page: h.sheet.page.Number, Box: h.sheet.lay(union(h.words)), Why: l.Why()}
}

// margin is how much surer than the reader a lesson must be that was learnt where
// the reader was right.
const margin = 0.2

// settle decides between what was read and what was learnt.
func settle(k Kind, read payable.Field, g guess) payable.Field {
	switch {
	case read.Value == "":
		return g.field
	case same(k, read.Value, g.field.Value):
		read.Confidence = max(read.Confidence, min(1-(1-read.Confidence)*(0.3+0.7*g.miss), sureMost))
		read.Why += "; " + g.field.Why
		return read
	case g.taught && g.field.Confidence >= 0.6, g.field.Confidence > read.Confidence+margin:
		return g.field
	}
	read.Confidence *= 0.9 // a lesson speaks against it
	return read
}

var totals = [3]payable.Term{payable.NetTotal, payable.TaxTotal, payable.GrossTotal}

// reconcile looks at net + tax = gross. If what was settled does not hold but
// another choice between read and learnt values does, that is taken; if none
// does, the learnt totals lose confidence.
func reconcile(out *payable.Draft, read payable.Draft, learnt map[payable.Term]guess) {
	if holds(out.Fields) || !slices.ContainsFunc(totals[:], func(t payable.Term) bool { return learnt[t].field.Value != "" }) {
		return
	}
	var best map[payable.Term]payable.Field
	most := 0.0
	for choice := range 8 {
		try, sum := map[payable.Term]payable.Field{}, 0.0
		for i, t := range totals {
			f := read.Fields[t]
			if choice&(1<<i) != 0 {
				f = learnt[t].field
			}
			try[t] = f
			sum += f.Confidence
		}
		if holds(try) && sum > most {
			best, most = try, sum
		}
	}
	for _, t := range totals {
		f := out.Fields[t]
		switch {
		case best != nil:
			out.Fields[t] = best[t]
		case f.Source == payable.SourceLearned && complete(out.Fields):
			f.Confidence *= 0.5
			f.Why += "; but net and tax do not make gross"
			out.Fields[t] = f
		}
	}
}

func complete(fs map[payable.Term]payable.Field) bool {
	return !slices.ContainsFunc(totals[:], func(t payable.Term) bool { return fs[t].Value == "" })
}

// holds reports whether all three totals are there and add up to two cents.
func holds(fs map[payable.Term]payable.Field) bool {
	var v [3]decimal.Decimal
	for i, t := range totals {
		d, err := decimal.NewFromString(fs[t].Value)
		if err != nil {
			return false
		}
		v[i] = d
	}
	return v[0].Add(v[1]).Sub(v[2]).Abs().Cmp(decimal.New(2, -2)) <= 0
}
