package fields

import (
	"math"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

// A Choice is one decision of the reader: the ways it could have chosen, of
// which choosing nothing (weight zero) is always one more. Package fit learns
// from choices whose right way is known.
type Choice struct {
	Options []Option
}

// An Option is one way to choose: a value for one field, or for the totals
// together.
type Option struct {
	Values map[payable.Term]string
	Parts  []Part
	Joint  []float64 // by [JointNames]; nil for none
}

// A Part is what speaks for one value of an option.
type Part struct {
	Term  payable.Term
	Signs []float64 // by [FeatureNames]
}

// FeatureNames names the signs of a part, in their order.
func FeatureNames() []string { return featureNames[:] }

// JointNames names the joint signs of an option, in their order.
func JointNames() []string { return jointNames[:] }

// Choices reads pages and returns the decisions made: what a draft shows of
// them does not matter.
func (m *Model) Choices(pages []text.Page, opt Options) []Choice {
	var out []Choice
	seen := *m
	seen.trains = func(c Choice) { out = append(out, c) }
	seen.Read(pages, opt)
	return out
}

// maxOptions bounds what is learned from one choice: the likeliest wrong values
// teach, the rest only costs.
const maxOptions = 40

// learn notes the choice of one field's value among rivals, the best first.
func (d *document) learn(t payable.Term, rivals []scored) {
	if d.model.trains == nil || len(rivals) == 0 {
		return
	}
	var c Choice
	for _, r := range rivals[:min(len(rivals), maxOptions)] {
		c.Options = append(c.Options, Option{
			Values: map[payable.Term]string{t: r.value},
			Parts:  []Part{{t, slices.Clone(r.signs[:])}},
		})
	}
	d.model.trains(c)
}

// learnTotals notes the joint choice of the totals.
func (x *totals) learnTotals(trains func(Choice), net, tax, gross []amount) {
	if trains == nil || len(net)+len(tax)+len(gross) == 0 {
		return
	}
	const few = 5
	net, tax, gross = net[:min(few, len(net))], tax[:min(few, len(tax))], gross[:min(few, len(gross))]
	var c Choice
	for n := -1; n < len(net); n++ {
		for t := -1; t < len(tax); t++ {
			for g := -1; g < len(gross); g++ {
				if o := x.option(pick(net, n), pick(tax, t), pick(gross, g)); len(o.Parts) > 0 {
					c.Options = append(c.Options, o)
				}
			}
		}
	}
	trains(c)
}

func (x *totals) option(net, tax, gross *amount) Option {
	v := x.together(net, tax, gross)
	o := Option{Values: map[payable.Term]string{}, Joint: slices.Clone(v[:])}
	for _, a := range []struct {
		term payable.Term
		a    *amount
	}{{payable.NetTotal, net}, {payable.TaxTotal, tax}, {payable.GrossTotal, gross}} {
		if a.a != nil {
			o.Values[a.term] = decimal.New(a.a.units, -scale).String()
			o.Parts = append(o.Parts, Part{a.term, slices.Clone(a.a.signs[:])})
		}
	}
	return o
}

// Weights returns the model's weights by field and feature, those of values
// chosen together under "together"; weights of zero are left out.
func (m *Model) Weights() map[string]map[string]float64 {
	out := map[string]map[string]float64{together: {}}
	for t, v := range m.terms {
		out[string(t)] = map[string]float64{}
		for f, w := range v {
			if w != 0 {
				out[string(t)][featureNames[f]] = w
			}
		}
	}
	for f, w := range m.joint {
		out[together][jointNames[f]] = w
	}
	return out
}

const together = "together"

// NewModel makes a model of weights as [Model.Weights] gives them. Fields and
// features it does not know are left at nothing.
func NewModel(weights map[string]map[string]float64, tables map[string][]Knot) *Model {
	m := &Model{terms: map[payable.Term]*vector{}, tables: tables}
	for _, t := range scoredTerms {
		v := &vector{}
		for f, name := range featureNames {
			v[f] = weights[string(t)][name]
		}
		m.terms[t] = v
	}
	for f, name := range jointNames {
		m.joint[f] = weights[together][name]
	}
	return m
}

// Forgetting returns the model without a share of the lexicon, chosen by seed:
// how it reads the wordings of vendors nobody has seen is learned so.
func (m *Model) Forgetting(seed uint64, share float64) *Model {
	out := *m
	out.forgets, out.seed = uint64(share*float64(math.MaxUint32)), seed
	return &out
}

// forgotten reports whether a label is not to be known.
func (m *Model) forgotten(label string) bool {
	if m.forgets == 0 {
		return false
	}
	h := m.seed*0x9e3779b97f4a7c15 ^ 14695981039346656037
	for i := range len(label) {
		h = (h ^ uint64(label[i])) * 1099511628211
	}
	h ^= h >> 29
	return h&math.MaxUint32 < m.forgets
}
