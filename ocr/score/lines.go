package score

import (
	"sort"

	"github.com/payable-ap/payable"
)

type fields = map[payable.Term]payable.Field

// pair joins true and read lines one to one: those whose most fields agree first,
// of equals those whose places differ least, then the earlier ones. What agrees in
// nothing is paired last, in order. It returns for each true line the index of
// its read line or -1, and the read lines left over.
func pair(truth []map[payable.Term]string, read []fields) (match []int, surplus []int) {
	type candidate struct{ agree, i, j int }
	var all []candidate
	for i, t := range truth {
		for j, r := range read {
			all = append(all, candidate{agreeing(t, r), i, j})
		}
	}
	sort.SliceStable(all, func(a, b int) bool {
		x, y := all[a], all[b]
		if x.agree != y.agree {
			return x.agree > y.agree
		}
		if dx, dy := distance(x.i, x.j), distance(y.i, y.j); dx != dy {
			return dx < dy
		}
		return x.i < y.i
	})
	match = make([]int, len(truth))
	for i := range match {
		match[i] = -1
	}
	taken := make([]bool, len(read))
	for _, c := range all {
		if match[c.i] < 0 && !taken[c.j] {
			match[c.i], taken[c.j] = c.j, true
		}
	}
	for j, t := range taken {
		if !t {
			surplus = append(surplus, j)
		}
	}
	return match, surplus
}

func distance(i, j int) int { return max(i-j, j-i) }

func agreeing(truth map[payable.Term]string, read fields) int {
	n := 0
	for _, f := range line {
		want, known := truth[f.term]
		got := read[f.term].Value
		if known && got != "" && f.same(want, got) {
			n++
		}
	}
	return n
}

// scoreLines adds the lines of one document to a tally.
func scoreLines(truth []map[payable.Term]string, read []fields, add func(payable.Term, outcome)) {
	match, surplus := pair(truth, read)
	stated := map[payable.Term]bool{} // a field no true line knows is not known here
	for i, t := range truth {
		var r fields
		if match[i] >= 0 {
			r = read[match[i]]
		}
		for _, f := range line {
			want, known := t[f.term]
			if !known {
				continue
			}
			stated[f.term] = true
			add(f.term, judge(want, r[f.term], f.same))
		}
	}
	for _, j := range surplus {
		for _, f := range line {
			if got := read[j][f.term]; got.Value != "" && (stated[f.term] || len(truth) == 0) {
				add(f.term, outcome{verdict: surplusValue, got: got})
			}
		}
	}
}
