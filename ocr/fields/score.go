package fields

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/payable-ap/payable"
)

// A scored value is a candidate as the value of one field, with its log-odds.
type scored struct {
	cand  *candidate
	value string
	logit float64
	why   string
	signs vector // what the log-odds are made of
}

// weigh makes a scored value of a candidate's signs.
func (d *document) weigh(t payable.Term, c *candidate, value string, v vector, why string) scored {
	return scored{c, value, v.times(d.model.of(t)), why, v}
}

func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// labelled returns what the labels at a candidate say about it being a field's,
// and why.
func (d *document) labelled(t payable.Term, kind string, c *candidate) (v vector, why string, own bool) {
	left, whyLeft, ownLeft, alien := d.related(kind, c, c.left, labelLeft)
	above, whyAbove, ownAbove, alienAbove := d.related(kind, c, c.above, labelAbove)
	w := d.model.of(t)
	switch {
	case ownLeft && (!ownAbove || left.times(w) >= above.times(w)):
		v, why, own = left, whyLeft, true
	case ownAbove:
		v, why, own = above, whyAbove, true
		if alien {
			v[foreign] = 1
		}
	case alien || alienAbove:
		v[foreign] = 1
	}
	v[bias] = 1
	if own && c.diagonal {
		v[diagonal] = 1
	}
	return v, why, own
}

func (d *document) related(kind string, c *candidate, r relation, f feature) (v vector, why string, own, alien bool) {
	if r.label == nil {
		return v, "", false, false
	}
	s, own := r.label.means(kind)
	if !own {
		return v, "", false, r.skipped == 0 && (f == labelLeft || !r.label.taken)
	}
	p := d.pages[d.lines[c.line].page]
	v[f], v[skippedWord], v[skippedNum] = s.rank, float64(r.skipped), float64(min(r.values, 4))
	v[distance] = max(0, r.gap) / max(p.Width/10, 1)
	if f == labelAbove {
		v[distance] += max(0, r.gap) / max(p.Width/30, 1)
		if r.label.taken {
			v[labelTaken] = 1
		}
	}
	switch {
	case r.label.starts:
		v[labelStarts] = min(1, s.rank)
	case !r.label.colon:
		v[prose] = 1
	}
	if r.label.colon {
		v[labelColon] = min(1, s.rank)
	}
	place := "right of"
	if f == labelAbove {
		place = "below"
	}
	return v, fmt.Sprintf("%s %q", place, r.label.text), true, false
}

// zone notes what the place on the page says.
func (d *document) zone(v *vector, line int) {
	l := d.lines[line]
	if l.page == 0 {
		v[firstPage] = 1
	}
	if l.page == len(d.pages)-1 {
		v[lastPage] = 1
	}
	switch h := d.pages[l.page].Height; {
	case l.box.Y0 < h/3:
		v[topZone] = 1
	case l.box.Y0 > h/2:
		v[lowZone] = 1
	}
}

// merge joins candidates of one value: the best place keeps its reason, further
// places add a little. The result is sorted, the best first.
func (d *document) merge(t payable.Term, in []scored) []scored {
	best := map[string]int{}
	var out []scored
	for _, s := range in {
		key := fold(s.value)
		i, ok := best[key]
		if !ok {
			best[key] = len(out)
			out = append(out, s)
			continue
		}
		again := 1.0
		if s.logit < 0 {
			again = logistic(s.logit)
		}
		if s.logit > out[i].logit {
			again += out[i].signs[repeated]
			out[i] = s
		}
		out[i].signs[repeated] += again
		out[i].logit += again * d.model.of(t)[repeated]
	}
	slices.SortStableFunc(out, func(a, b scored) int { return cmp.Compare(b.logit, a.logit) })
	return out
}

// share returns the probability of the first of rivals against the others and
// against none of them being right.
func share(rivals []scored) float64 {
	sum := 1.0
	for _, r := range rivals[1:] {
		sum += math.Exp(min(r.logit, 30))
	}
	return math.Exp(min(rivals[0].logit, 30)) / (sum + math.Exp(min(rivals[0].logit, 30)))
}

// minShown is the probability below which a value is not shown at all.
const minShown = 0.35

// minNameShown is minShown for names, of which many places offer one: a part of
// a quarter is more than all others have.
const minNameShown = 0.25

// field makes the field of the best of its rivals, or reports false.
func (d *document) field(rivals []scored) (payable.Field, bool) {
	if len(rivals) == 0 {
		return payable.Field{}, false
	}
	p, least := share(rivals), minShown
	if rivals[0].cand.shape == shapeName {
		least = minNameShown
	}
	if p < least {
		return payable.Field{}, false
	}
	return d.fieldOf(rivals[0].cand, rivals[0].value, p, rivals[0].why), true
}

// fieldOf makes a field of a value and its place; c is nil for a value that was
// computed or stands nowhere in particular.
func (d *document) fieldOf(c *candidate, value string, p float64, why string) payable.Field {
	f := payable.Field{Value: value, Confidence: round(p), Source: payable.SourceText, Why: why}
	if c == nil {
		if d.ocr {
			f.Source = payable.SourceOCR
		}
		return f
	}
	page := d.pages[d.lines[c.line].page]
	f.Page, f.Box, f.Source = page.Number, d.printed(c), page.Source
	if f.Source == "" {
		f.Source = payable.SourceText
	}
	// how well the words themselves were recognised
	f.Confidence = round(p * (0.25 + 0.75*max(0, min(1, c.conf))))
	return f
}

func round(p float64) float64 { return math.Round(max(0.01, min(p, 0.995))*1000) / 1000 }

// isID reports whether a text can be an identifier at all.
func isID(s string) bool {
	return hasDigit(s) && len(s) <= 40 && !strings.ContainsAny(s, "@%€$£") && !strings.Contains(s, "://") && !strings.HasPrefix(s, "www.")
}
