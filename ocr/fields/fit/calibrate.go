package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/fields"
)

// An observation is a value shown: what its score claimed, and whether it was
// right.
type observation struct {
	term    payable.Term
	grade   string
	claimed float64
	right   bool
	fold    int
}

// observe reads a document with a model that does not know its layout. A value
// of a field that the document does not have is wrong.
func observe(m *fields.Model, d document, gaps bool) []observation {
	drafts := d.model(m, gaps).Read(d.pages, fields.Options{})
	if len(drafts) == 0 {
		return nil
	}
	dr := &drafts[0]
	var out []observation
	for _, t := range sorted(dr.Fields) {
		if _, stated := d.truth.Fields[t]; !stated && t != payable.IBAN && t != payable.PONumber && t != payable.DueDate {
			continue // a receipt's total may be printed where its truth has none
		}
		out = append(out, observation{t, fields.Grade(dr, t, -1), dr.Fields[t].Confidence, right(t, d.truth.Fields[t], dr.Fields[t].Value), d.fold})
	}
	used := make([]bool, len(d.truth.Lines))
	for i, l := range dr.Lines {
		truth := nearest(d.truth.Lines, used, l)
		for _, t := range sorted(l) {
			if truth[t] == "" && len(truth) > 0 {
				continue // not printed, or carried over from elsewhere
			}
			out = append(out, observation{t, fields.Grade(dr, t, i), l[t].Confidence, right(t, truth[t], l[t].Value), d.fold})
		}
	}
	return out
}

func sorted(m map[payable.Term]payable.Field) []payable.Term {
	var out []payable.Term
	for t := range m {
		out = append(out, t)
	}
	slices.Sort(out)
	return out
}

// nearest takes the true line that agrees with most of a read one.
func nearest(lines []map[payable.Term]string, used []bool, l map[payable.Term]payable.Field) map[payable.Term]string {
	best, most := -1, 0
	for i, truth := range lines {
		n := 0
		for t, f := range l {
			if right(t, truth[t], f.Value) {
				n++
			}
		}
		if !used[i] && n > most {
			best, most = i, n
		}
	}
	if best < 0 {
		return nil
	}
	used[best] = true
	return lines[best]
}

const (
	perKnot  = 80 // observations that make a point of a table
	minGrade = 60 // observations without which a grade has no table
)

// calibrated makes the table of each grade: how often values were right by what
// they claimed, never falling (pool adjacent violators). Every pool counts as
// many wrong values more as the worst fold has above the mean, because the next
// vendor is rather like the worst fold than like the mean.
func calibrated(seen []observation) map[string][]fields.Knot {
	by := map[string][]observation{}
	for _, o := range seen {
		by[o.grade] = append(by[o.grade], o)
	}
	out := map[string][]fields.Knot{}
	for grade, o := range by {
		if len(o) >= minGrade {
			out[grade] = capped(table(o), grade)
		}
	}
	return out
}

// Specimens cannot tell how strange other vendors' pages get, so what is claimed
// where nothing checks a value has an upper bound whatever they say.
const (
	unconfirmed = 0.94 // no sum, no check digits, no label of its own could show it wrong
	suspicious  = 0.87 // it stands alone, or a sum does not hold that should
)

// confirmed lists the grades that may be claimed above that.
var confirmed = []string{
	"total/sum proof", "account/proof", "vat id/proof label", "currency", "id/label", "date/label",
	"line number/product", "line total/product", "line vat_rate",
}

// doubted lists how the names of suspicious grades end.
var doubted = []string{"/place", "/alone", "/differs", "/computed", "/sum computed"}

func capped(k []fields.Knot, grade string) []fields.Knot {
	most := 1.0
	switch {
	case slices.ContainsFunc(doubted, func(end string) bool { return strings.HasSuffix(grade, end) }):
		most = suspicious
	case !slices.Contains(confirmed, grade):
		most = unconfirmed
	}
	for i := range k {
		k[i].Right = min(k[i].Right, most)
	}
	return k
}

type pool struct{ claimed, right, n float64 }

func table(o []observation) []fields.Knot {
	slices.SortStableFunc(o, func(a, b observation) int { return cmp.Compare(a.claimed, b.claimed) })
	worse := spread(o)
	var pools []pool
	for from := 0; from < len(o); {
		to := min(from+perKnot, len(o))
		if len(o)-to < perKnot/2 {
			to = len(o)
		}
		p := pool{n: float64(to - from)}
		for _, x := range o[from:to] {
			p.claimed += x.claimed
			if x.right {
				p.right++
			}
		}
		pools = append(pools, p)
		for len(pools) > 1 && rate(pools[len(pools)-2]) > rate(pools[len(pools)-1]) {
			a, b := pools[len(pools)-2], pools[len(pools)-1]
			pools = append(pools[:len(pools)-2], pool{a.claimed + b.claimed, a.right + b.right, a.n + b.n})
		}
		from = to
	}
	var out []fields.Knot
	for _, p := range pools {
		wrong := (1 - rate(p)) * worse
		out = append(out, fields.Knot{Claimed: thousandths(p.claimed / p.n), Right: thousandths(max(0.01, 1-wrong))})
	}
	return out
}

// rate is how often a pool's values were right, doubting small pools.
func rate(p pool) float64 { return (p.right + 0.5) / (p.n + 1) }

// spread is how many times as often values are wrong in the worst fold as on
// average, at least once and at most twice and a half.
func spread(o []observation) float64 {
	var n, wrong [folds]float64
	for _, x := range o {
		n[x.fold]++
		if !x.right {
			wrong[x.fold]++
		}
	}
	all, most := 0.0, 0.0
	for k := range folds {
		all += (wrong[k] + 0.5) / (n[k] + 1) / folds
		most = max(most, (wrong[k]+0.5)/(n[k]+1))
	}
	return min(max(1, most/all), 2.5)
}

func thousandths(v float64) float64 { return math.Round(v*1000) / 1000 }

// report prints how a fold was read.
func report(log io.Writer, name string, o []observation) {
	n, wrong, sure, sureWrong := len(o), 0, 0, 0
	for _, x := range o {
		if !x.right {
			wrong++
		}
		if x.claimed >= 0.95 {
			sure++
			if !x.right {
				sureWrong++
			}
		}
	}
	fmt.Fprintf(log, "%s: %d values, %.2f%% wrong; of %d claimed at 0.95 and above %.2f%%\n", name, n, 100*float64(wrong)/float64(max(n, 1)), sure, 100*float64(sureWrong)/float64(max(sure, 1)))
}

// reportTable prints each grade with what is claimed and what is right.
func reportTable(log io.Writer, seen []observation, tables map[string][]fields.Knot) {
	var grades []string
	n, right := map[string]int{}, map[string]int{}
	for _, o := range seen {
		if n[o.grade] == 0 {
			grades = append(grades, o.grade)
		}
		n[o.grade]++
		if o.right {
			right[o.grade]++
		}
	}
	slices.Sort(grades)
	for _, g := range grades {
		k := tables[g]
		if len(k) == 0 {
			fmt.Fprintf(log, "%-28s %6d values, %5.1f%% right: too few for a table\n", g, n[g], 100*float64(right[g])/float64(n[g]))
			continue
		}
		fmt.Fprintf(log, "%-28s %6d values, %5.1f%% right, shown as %.3f to %.3f\n", g, n[g], 100*float64(right[g])/float64(n[g]), k[0].Right, k[len(k)-1].Right)
	}
}
