package score

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"sync"
	"text/tabwriter"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/memory"
	"github.com/payable-ap/payable/ocr/text"
)

// A PageReader reads one file by its pages and returns their words too.
type PageReader func(file string) ([]payable.Draft, []text.Page, error)

// A Lesson is what vendor memory is worth: the documents after the first of
// each layout, read without and with what one corrected document taught.
type Lesson struct {
	Layouts int
	Plain   Report
	Learnt  Report // with the first document of the layout corrected
	Going   Report // with every document before it corrected, as in daily use
	Found   int    // documents taken for their own layout
	Other   int    // documents taken for another layout: each is a defect
	Unknown int    // documents taken for none
	Taught  int    // lessons kept
}

// Learn reads the first document of each layout, corrects it from the truth as a
// person would, only what is wrong or missing, learns, and reads the others with
// the memory of all layouts. Structured files and dumps of labels and values are
// left out: they have no layout. Layouts with one document teach nothing here.
func Learn(ctx context.Context, truths []Truth, read PageReader, workers int) (Lesson, error) {
	var first, rest []Truth
	for _, group := range layoutsOf(truths) {
		first, rest = append(first, group[0]), append(rest, group[1:]...)
	}
	var l Lesson
	if len(rest) == 0 {
		return l, fmt.Errorf("no layout has a second document")
	}
	known, names, err := taught(ctx, first, read, workers)
	if err != nil {
		return l, err
	}
	l.Layouts = len(first)
	for _, k := range known {
		l.Taught += len(k.Lessons)
	}
	pages := pagesOf{read: read}
	plain, err := Read(ctx, rest, pages.drafts, workers)
	if err != nil {
		return l, err
	}
	learnt := make([]Reading, len(plain))
	for i, r := range plain {
		learnt[i] = r
		learnt[i].Drafts = nil
		for _, d := range r.Drafts {
			words := within(pages.get(rest[i].Path), d)
			at, ok := memory.Find(words, d, known)
			switch {
			case !ok:
				l.Unknown++
			case names[at] == rest[i].Layout:
				l.Found++
			default:
				l.Other++
			}
			if ok {
				d = memory.Apply(words, d, known[at].Lessons)
			}
			learnt[i].Drafts = append(learnt[i].Drafts, d)
		}
	}
	l.Plain, l.Learnt = Score(rest, plain), Score(rest, learnt)
	l.Going = Score(rest, goingOn(rest, plain, &pages, known))
	return l, nil
}

// goingOn reads the documents one after the other, each with what all before it
// taught, and corrects each.
func goingOn(truths []Truth, plain []Reading, pages *pagesOf, known []memory.Known) []Reading {
	out := slices.Clone(plain)
	for i, r := range plain {
		out[i].Drafts = nil
		for _, d := range r.Drafts {
			words := within(pages.get(truths[i].Path), d)
			if at, ok := memory.Find(words, d, known); ok {
				d = memory.Apply(words, d, known[at].Lessons)
			}
			out[i].Drafts = append(out[i].Drafts, d)
		}
		if d, ok := closest(truths[i], out[i].Drafts); ok {
			known = learnOne(truths[i], d, within(pages.get(truths[i].Path), d), known)
		}
	}
	return out
}

// learnOne corrects a draft and adds what it teaches.
func learnOne(t Truth, d payable.Draft, words []text.Page, known []memory.Known) []memory.Known {
	checked := Correct(t, d)
	x := memory.Learning{Pages: words, Read: d, Checked: checked, Confirmed: true, From: filepath.Base(t.File)}
	if at, ok := memory.Find(words, checked, known); ok {
		known = slices.Clone(known)
		known[at].Lessons = memory.Apart(memory.Learn(x, known[at].Lessons))
		return known
	}
	return append(known, memory.Known{Layout: memory.Fingerprint(words, checked), Lessons: memory.Apart(memory.Learn(x, nil))})
}

// WriteText prints the readings side by side, then that after one correction in
// full.
func (l Lesson) WriteText(w io.Writer, misses bool) error {
	fmt.Fprintf(w, "%d layouts, each taught by one corrected document: %d lessons\n", l.Layouts, l.Taught)
	fmt.Fprintf(w, "the documents after it: %d known by their layout, %d not known, %d taken for another\n\n", l.Found, l.Unknown, l.Other)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tdocuments\theader F1\tright\tlines F1\t")
	row := func(name string, g Group) {
		fmt.Fprintf(t, "%s\t%d\t%.3f\t%s\t%.3f\t\n", name, g.Documents, g.Header.F1(), percent(g.RightDocs, g.Documents), g.Lines.F1())
	}
	for i, g := range l.Plain.Families {
		row(g.Name+", plain", g)
		row("after one correction", l.Learnt.Families[i])
		row("each corrected", l.Going.Families[i])
	}
	row("all, plain", l.Plain.All)
	row("after one correction", l.Learnt.All)
	row("each corrected", l.Going.All)
	fmt.Fprintln(t, "\t\t\t\t\t")
	if err := t.Flush(); err != nil {
		return err
	}
	for _, r := range []struct {
		name   string
		report Report
	}{{"after one correction", l.Learnt}, {"each corrected", l.Going}} {
		spoilt := beyond(r.report.Misses, l.Plain.Misses)
		fmt.Fprintf(w, "%s: %d header fields mended, %d spoilt\n", r.name, len(beyond(l.Plain.Misses, r.report.Misses)), len(spoilt))
		for _, m := range spoilt {
			if misses {
				fmt.Fprintf(w, "  spoilt %s %s: want %q, got %q (%s)\n", m.File, m.Term, m.Want, m.Got, m.Why)
			}
		}
	}
	fmt.Fprintln(w)
	return l.Learnt.WriteText(w, misses)
}

// beyond returns the header fields missed in a and not in b.
func beyond(a, b []Miss) []Miss {
	var out []Miss
	for _, m := range a {
		if !m.OnLine && !slices.ContainsFunc(b, func(o Miss) bool { return !o.OnLine && o.File == m.File && o.Term == m.Term }) {
			out = append(out, m)
		}
	}
	return out
}

// layoutsOf returns the layouts with several documents, in the order of the
// truth.
func layoutsOf(truths []Truth) [][]Truth {
	by := map[string]int{}
	var all [][]Truth
	for _, t := range truths {
		if t.Kind == "xml" || t.Open || t.Dump() {
			continue
		}
		at, ok := by[t.Layout]
		if !ok {
			at = len(all)
			by[t.Layout] = at
			all = append(all, nil)
		}
		all[at] = append(all[at], t)
	}
	return slices.DeleteFunc(all, func(g []Truth) bool { return len(g) < 2 })
}

// taught reads, corrects and learns each document.
func taught(ctx context.Context, truths []Truth, read PageReader, workers int) (known []memory.Known, names []string, err error) {
	pages := pagesOf{read: read}
	readings, err := Read(ctx, truths, pages.drafts, workers)
	if err != nil {
		return nil, nil, err
	}
	for i, t := range truths {
		d, ok := closest(t, readings[i].Drafts)
		if !ok {
			continue
		}
		known = append(known, learnOne(t, d, within(pages.get(t.Path), d), nil)...)
		names = append(names, t.Layout)
	}
	return known, names, nil
}

// Correct returns the draft as a person with the truth leaves it: wrong and
// missing values entered, surplus lines taken out. What the truth does not know
// stays as it was read.
func Correct(t Truth, d payable.Draft) payable.Draft {
	out := d
	out.Fields = corrected(t.Header, d.Fields, func(term payable.Term) sameness {
		for _, f := range header {
			if f.term == term {
				return f.same
			}
		}
		return nil
	})
	if t.Lines == nil {
		return out
	}
	out.Lines = nil
	match, _ := pair(t.Lines, d.Lines)
	for i, want := range t.Lines {
		var got fields
		if match[i] >= 0 {
			got = d.Lines[match[i]]
		}
		out.Lines = append(out.Lines, corrected(want, got, func(term payable.Term) sameness {
			for _, f := range line {
				if f.term == term {
					return f.same
				}
			}
			return nil
		}))
	}
	return out
}

func corrected(want map[payable.Term]string, got fields, same func(payable.Term) sameness) fields {
	out := fields{}
	for term, f := range got {
		out[term] = f
	}
	for term, v := range want {
		if eq := same(term); eq != nil && !eq(v, got[term].Value) {
			out[term] = payable.Field{Value: v, Confidence: 1, Source: payable.SourcePerson, Page: got[term].Page, Box: got[term].Box}
		}
	}
	return out
}

// within returns the pages of one business document of a file.
func within(pages []text.Page, d payable.Draft) []text.Page {
	if d.PageRange[0] == 0 {
		return pages
	}
	var out []text.Page
	for _, p := range pages {
		if p.Number >= d.PageRange[0] && p.Number <= d.PageRange[1] {
			out = append(out, p)
		}
	}
	return out
}

// pagesOf keeps the words of what was read. It may be used by many goroutines.
type pagesOf struct {
	read PageReader
	mu   sync.Mutex
	got  map[string][]text.Page
}

func (p *pagesOf) drafts(file string, _ bool) ([]payable.Draft, error) {
	drafts, pages, err := p.read(file)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.got == nil {
		p.got = map[string][]text.Page{}
	}
	p.got[file] = pages
	return drafts, err
}

func (p *pagesOf) get(file string) []text.Page {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.got[file]
}
