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
}

func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// labelled returns what the labels at a candidate say about it being a field's,
// and why.
func (d *document) labelled(t payable.Term, kind string, c *candidate) (z float64, why string, own bool) {
	z = weight(t, bias)
	left, whyLeft, ownLeft, alien := d.related(t, kind, c, c.left, labelLeft)
	above, whyAbove, ownAbove, alienAbove := d.related(t, kind, c, c.above, labelAbove)
	switch {
	case ownLeft && (!ownAbove || left >= above):
		z, why, own = z+left, whyLeft, true
	case ownAbove:
		z, why, own = z+above, whyAbove, true
		if alien {
			z += weight(t, foreign)
		}
	case alien || alienAbove:
		z += weight(t, foreign)
	}
	return z, why, own
}

func (d *document) related(t payable.Term, kind string, c *candidate, r relation, f feature) (z float64, why string, own, alien bool) {
	if r.label == nil {
		return 0, "", false, false
	}
	s, own := r.label.means(kind)
	if !own {
		return 0, "", false, r.skipped == 0 && (f == labelLeft || !r.label.taken)
	}
	p := d.pages[d.lines[c.line].page]
	z = weight(t, f)*s.rank + weight(t, skippedWord)*float64(r.skipped) + weight(t, skippedNum)*float64(min(r.values, 4))
	z += weight(t, distance) * max(0, r.gap) / max(p.Width/10, 1)
	if f == labelAbove {
		z += weight(t, distance) * max(0, r.gap) / max(p.Width/30, 1)
		if r.label.taken {
			z += weight(t, labelTaken)
		}
	}
	switch {
	case r.label.starts:
		z += weight(t, labelStarts)
	case !r.label.colon:
		z += weight(t, prose)
	}
	if r.label.colon {
		z += weight(t, labelColon)
	}
	place := "right of"
	if f == labelAbove {
		place = "below"
	}
	return z, fmt.Sprintf("%s %q", place, r.label.text), true, false
}

// zone returns what the place on the page says.
func (d *document) zone(t payable.Term, line int) float64 {
	l := d.lines[line]
	z := 0.0
	if l.page == 0 {
		z += weight(t, firstPage)
	}
	if l.page == len(d.pages)-1 {
		z += weight(t, lastPage)
	}
	switch h := d.pages[l.page].Height; {
	case l.box.Y0 < h/3:
		z += weight(t, topZone)
	case l.box.Y0 > h/2:
		z += weight(t, lowZone)
	}
	return z
}

// merge joins candidates of one value: the best place keeps its reason, further
// places add a little. The result is sorted, the best first.
func merge(t payable.Term, in []scored) []scored {
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
		add := weight(t, repeated)
		if s.logit < 0 {
			add *= logistic(s.logit)
		}
		if s.logit > out[i].logit {
			s.logit, out[i] = s.logit+add, s
		} else {
			out[i].logit += add
		}
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
