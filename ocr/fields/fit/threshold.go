package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/fields"
)

const (
	tolerated = 1.0 / 200 // the part of unseen values that may be wrong
	fewest    = 100       // values without which nothing is promised
)

// thresholds returns for each field the lowest confidence at which at most one
// in 200 values was wrong, read by weights that did not know the layout. A field
// that never gets there has none: all its values are for a person to see.
func thresholds(seen []observation, tables map[string][]fields.Knot) map[payable.Term]float64 {
	m := fields.NewModel(nil, tables)
	type shown struct {
		p     float64
		right bool
	}
	by := map[payable.Term][]shown{}
	for _, o := range seen {
		by[o.term] = append(by[o.term], shown{m.Probability(o.grade, o.claimed), o.right})
	}
	out := map[payable.Term]float64{}
	for t, all := range by {
		slices.SortFunc(all, func(a, b shown) int { return cmp.Compare(b.p, a.p) })
		wrong := 0
		for i, s := range all {
			if !s.right {
				wrong++
			}
			last := i+1 == len(all) || all[i+1].p < s.p
			if last && i+1 >= fewest && float64(wrong) <= tolerated*float64(i+1) {
				out[t] = s.p
			}
		}
	}
	return out
}

// reportThresholds prints them in the fields' order.
func reportThresholds(log io.Writer, limits map[payable.Term]float64) {
	for _, t := range slices.Sorted(maps.Keys(limits)) {
		fmt.Fprintf(log, "%-24s at most 1 in 200 wrong from %.3f\n", t, limits[t])
	}
}
