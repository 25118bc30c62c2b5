package main

import (
	"math"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/fields"
	"github.com/payable-ap/payable/ocr/score"
)

const (
	rounds = 160 // steps of the ascent
	pace   = 0.15
	stay   = 0.01 // how strongly weights stay near the prior, per choice
)

// A way is an option with the places of its weights; right is whether it is
// what the document says.
type way struct {
	at    []int
	x     []float64
	right bool
}

// A lesson is a choice with what would have been right; none is whether
// choosing nothing would.
type lesson struct {
	ways []way
	none bool
}

// An index is where each weight stands in one long vector.
type index struct {
	at    map[string]int
	names [][2]string
}

func (x *index) of(row, name string) int {
	key := row + "\x00" + name
	i, ok := x.at[key]
	if !ok {
		i = len(x.names)
		x.at[key] = i
		x.names = append(x.names, [2]string{row, name})
	}
	return i
}

// learned returns weights under which the right choices of the documents are as
// likely as can be, without going far from the prior: a conditional logistic
// regression, one for all fields because the totals are chosen together.
func learned(docs []document, x *index) map[string]map[string]float64 {
	var lessons []lesson
	for _, d := range docs {
		lessons = append(lessons, d.lessons...)
	}
	out := fields.Prior().Weights()
	start := make([]float64, len(x.names))
	for i, n := range x.names {
		start[i] = out[n[0]][n[1]]
	}
	for i, w := range ascend(lessons, start) {
		n := x.names[i]
		out[n[0]][n[1]] = math.Round(w*1000) / 1000
	}
	return out
}

// lessons returns what a document teaches, whole and with gaps in the lexicon.
func lessons(d document, x *index) (out []lesson) {
	prior := fields.Prior()
	for _, gaps := range []bool{false, true} {
		for _, c := range d.model(prior, gaps).Choices(d.pages, fields.Options{}) {
			if l, ok := lessonOf(c, d, x); ok {
				out = append(out, l)
			}
		}
	}
	return out
}

// ascend climbs the likelihood of the right choices with steps that shrink where
// the slope was steep before (Adagrad).
func ascend(lessons []lesson, start []float64) []float64 {
	w := append([]float64(nil), start...)
	steep := make([]float64, len(w))
	slope := make([]float64, len(w))
	for range rounds {
		for i := range slope {
			slope[i] = -stay * float64(len(lessons)) * (w[i] - start[i])
		}
		for i := range lessons {
			lessons[i].slope(w, slope)
		}
		for i, g := range slope {
			steep[i] += g * g
			w[i] += pace * g / (math.Sqrt(steep[i]) + 1e-8)
		}
	}
	return w
}

// slope adds the slope of a lesson's log-likelihood.
func (l *lesson) slope(w, slope []float64) {
	z := make([]float64, len(l.ways))
	top := 0.0
	for i, o := range l.ways {
		for k, at := range o.at {
			z[i] += w[at] * o.x[k]
		}
		top = max(top, z[i])
	}
	all, good := math.Exp(-top), 0.0
	if l.none {
		good = all
	}
	for i, o := range l.ways {
		z[i] = math.Exp(z[i] - top)
		all += z[i]
		if o.right {
			good += z[i]
		}
	}
	for i, o := range l.ways {
		p := -z[i] / all
		if o.right {
			p += z[i] / max(good, 1e-12)
		}
		for k, at := range o.at {
			slope[at] += p * o.x[k]
		}
	}
}

// lessonOf marks what of a choice is right: of the options with the most right
// values and no wrong one. Where no option is, nothing should have been chosen.
func lessonOf(c fields.Choice, d document, x *index) (lesson, bool) {
	l := lesson{}
	most := 0
	rights := make([]int, len(c.Options))
	for i, o := range c.Options {
		for t, v := range o.Values {
			if !right(t, d.truth.Fields[t], v) {
				rights[i] = -1
				break
			}
			rights[i]++
		}
		most = max(most, rights[i])
	}
	for i, o := range c.Options {
		w := way{right: most > 0 && rights[i] == most}
		for _, p := range o.Parts {
			for f, v := range p.Signs {
				if v != 0 {
					w.at, w.x = append(w.at, x.of(string(p.Term), fields.FeatureNames()[f])), append(w.x, v)
				}
			}
		}
		for f, v := range o.Joint {
			if v != 0 {
				w.at, w.x = append(w.at, x.of("together", fields.JointNames()[f])), append(w.x, v)
			}
		}
		l.ways = append(l.ways, w)
	}
	l.none = most == 0
	return l, len(l.ways) > 0
}

// right reports whether a value read is the true one, as the evaluation judges.
func right(t payable.Term, truth, read string) bool {
	if truth == "" || read == "" {
		return false
	}
	switch t {
	case payable.SellerName, payable.BuyerName:
		return score.Similarity(truth, read) >= 0.85
	case payable.LineDescription:
		return score.Similarity(truth, read) >= 0.8
	}
	a, err := decimal.NewFromString(truth)
	b, err2 := decimal.NewFromString(read)
	if err == nil && err2 == nil {
		return a.Round(2).Equal(b.Round(2))
	}
	for _, one := range strings.Split(truth, "; ") { // several orders
		if bare(one) == bare(read) {
			return true
		}
	}
	return bare(truth) == bare(read)
}

func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
