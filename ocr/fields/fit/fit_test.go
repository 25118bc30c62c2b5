package main

import (
	"io"
	"reflect"
	"slices"
	"testing"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/fields"
)

// TestWeightsMoveTowardsWhatIsRight lets two signs compete: one stands at the
// right option always, the other at the wrong one.
func TestWeightsMoveTowardsWhatIsRight(t *testing.T) {
	good := way{at: []int{0}, x: []float64{1}, right: true}
	bad := way{at: []int{1}, x: []float64{1}}
	var all []lesson
	for range 20 {
		all = append(all, lesson{ways: []way{good, bad}})
	}
	w := ascend(all, []float64{0, 0})
	if w[0] < 0.5 || w[1] > -0.5 {
		t.Errorf("weights %v, want the first well above and the second well below nothing", w)
	}
	if again := ascend(all, []float64{0, 0}); !reflect.DeepEqual(w, again) {
		t.Errorf("the same lessons gave %v and %v", w, again)
	}
}

func TestAnOptionWithMoreRightValuesIsTheRightOne(t *testing.T) {
	d := document{}
	d.truth.Fields = map[payable.Term]string{payable.NetTotal: "100.00", payable.GrossTotal: "119.00"}
	net := fields.Option{Values: map[payable.Term]string{payable.NetTotal: "100"}}
	both := fields.Option{Values: map[payable.Term]string{payable.NetTotal: "100", payable.GrossTotal: "119"}}
	wrong := fields.Option{Values: map[payable.Term]string{payable.NetTotal: "100", payable.GrossTotal: "19"}}
	l, ok := lessonOf(fields.Choice{Options: []fields.Option{net, both, wrong}}, d, &index{at: map[string]int{}})
	if !ok || l.none || l.ways[0].right || !l.ways[1].right || l.ways[2].right {
		t.Errorf("right are %v, %v, %v, nothing %v; want the second only", l.ways[0].right, l.ways[1].right, l.ways[2].right, l.none)
	}
	l, _ = lessonOf(fields.Choice{Options: []fields.Option{wrong}}, d, &index{at: map[string]int{}})
	if !l.none {
		t.Error("where every option is wrong, nothing should be chosen")
	}
}

func TestATableNeverFalls(t *testing.T) {
	var o []observation
	for i := range 1000 {
		p := float64(i) / 1000
		o = append(o, observation{claimed: p, right: i%10 != 0 || p > 0.3 && p < 0.4, fold: i % folds})
	}
	k := table(o)
	if !slices.IsSortedFunc(k, func(a, b fields.Knot) int {
		switch {
		case a.Right < b.Right:
			return -1
		case a.Right > b.Right:
			return 1
		}
		return 0
	}) {
		t.Errorf("%v falls", k)
	}
	for _, p := range capped(slices.Clone(k), "name/place") {
		if p.Right > suspicious {
			t.Errorf("a name known by its place only is shown with %v", p)
		}
	}
}

// TestAFitOfAFewSpecimens runs the whole way on a few documents twice: the same
// result, with tables that are probabilities.
func TestAFitOfAFewSpecimens(t *testing.T) {
	p := plan{Seed: 3, Documents: 6}
	docs, err := documents(p, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	one, two := fit(p, docs, io.Discard), fit(p, docs, io.Discard)
	if !reflect.DeepEqual(one, two) {
		t.Error("two fits of the same documents differ")
	}
	if len(one.Calibration) == 0 {
		t.Error("no grade has a table")
	}
	for g, k := range one.Calibration {
		for _, p := range k {
			if p.Right < 0 || p.Right > 1 {
				t.Errorf("%s: %v is no probability", g, p)
			}
		}
	}
}
