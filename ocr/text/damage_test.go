package text

import (
	"fmt"
	"strings"
	"testing"

	"github.com/payable-ap/payable/ocr/specimen"
)

// recall is the share of the words of want that got has, each as often.
func recall(want, got Page) float64 {
	have := map[string]int{}
	for _, w := range got.Words {
		have[strings.Trim(w.Text, ".,:;|")]++
	}
	n, hit := 0, 0
	for _, w := range want.Words {
		k := strings.Trim(w.Text, ".,:;|")
		if w.Hidden || k == "" {
			continue
		}
		n++
		if have[k] > 0 {
			have[k]--
			hit++
		}
	}
	return float64(hit) / float64(max(n, 1))
}

// TestDamagedScans reads what a scanner, a fax and a telephone make of a page,
// against the page's own words. The floors are a little below what was measured
// when the preparation was last changed.
func TestDamagedScans(t *testing.T) {
	for _, tt := range []struct {
		name   string
		damage specimen.Damage
		floor  float64
	}{
		{"clean", specimen.CleanScan, 0.9},
		{"skewed and noisy", specimen.SkewedScan, 0.9},
		{"in shadow", specimen.ShadowScan, 0.9},
		{"a fax", specimen.FaxScan, 0.5},
		{"120 dpi", specimen.LowScan, 0.8},
		{"by telephone", specimen.PhoneScan, 0.8},
		{"creased and faded", specimen.CreasedScan, 0.9},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sum, n := 0.0, 0
			var each []string
			for i, lay := range []specimen.Layout{specimen.Classic, specimen.Modern} {
				lang := []string{"de", "en"}[i]
				data, _, err := specimen.Draw(specimen.Random(uint64(40+i), lang), lay)
				if err != nil {
					t.Fatal(err)
				}
				scan, err := specimen.Scan(scanOf(t, data, 200), tt.damage)
				if err != nil {
					t.Fatal(err)
				}
				r := recall(read(t, data, 1, ""), read(t, asPNG(t, scan), 1, ""))
				sum, n = sum+r, n+1
				each = append(each, fmt.Sprintf("%s %.3f", lang, r))
			}
			t.Logf("%s: %v", tt.name, each)
			if sum/float64(n) < tt.floor {
				t.Errorf("%.1f %% of the words found (%v), want %.0f %%", 100*sum/float64(n), each, 100*tt.floor)
			}
		})
	}
}
