package main

import (
	"testing"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/fields"
)

// TestThresholds checks that a threshold lets at most one in 200 values through
// that is wrong, and is as low as that allows.
func TestThresholds(t *testing.T) {
	tables := map[string][]fields.Knot{"g": {{Claimed: 0.5, Right: 0.5}, {Claimed: 1, Right: 0.99}}}
	values := func(right, wrong int, claimed float64) (out []observation) {
		for i := range right + wrong {
			out = append(out, observation{term: payable.NetTotal, grade: "g", claimed: claimed, right: i < right})
		}
		return out
	}
	for _, tt := range []struct {
		name string
		seen []observation
		want float64 // 0 for none
	}{
		{"one wrong of 200", values(199, 1, 1), 0.99},
		{"two wrong of 200", values(198, 2, 1), 0},
		{"too few to promise anything", values(99, 0, 1), 0},
		{"the lower values too are right", append(values(200, 0, 1), values(100, 0, 0.5)...), 0.5},
		{"the lower values are not", append(values(200, 0, 1), values(90, 10, 0.5)...), 0.99},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := thresholds(tt.seen, tables)[payable.NetTotal]; got != tt.want {
				t.Errorf("threshold %v, want %v", got, tt.want)
			}
		})
	}
}
