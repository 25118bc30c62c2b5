package text

import (
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
	for i, tt := range []struct {
		name   string
		damage specimen.Damage
		floor  float64
	}{
		{"clean", specimen.CleanScan, 0.9},
		{"skewed and noisy", specimen.SkewedScan, 0.85},
		{"in shadow", specimen.ShadowScan, 0.9},
		{"a fax", specimen.FaxScan, 0.6},
		{"120 dpi", specimen.LowScan, 0.85},
		{"by telephone", specimen.PhoneScan, 0.9},
		{"creased and faded", specimen.CreasedScan, 0.85},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// German and English by turns: a page takes seconds.
			lang, lay := "de", specimen.Classic
			if i%2 == 1 {
				lang, lay = "en", specimen.Modern
			}
			data, _, err := specimen.Draw(specimen.Random(uint64(40+i%2), lang), lay)
			if err != nil {
				t.Fatal(err)
			}
			scan, err := specimen.Scan(scanOf(t, data, 200), tt.damage)
			if err != nil {
				t.Fatal(err)
			}
			got := recall(read(t, data, 1, ""), read(t, asPNG(t, scan), 1, ""))
			t.Logf("%s, %s: %.1f %% of the words", tt.name, lang, 100*got)
			if got < tt.floor {
				t.Errorf("%.1f %% of the words found, want %.0f %%", 100*got, 100*tt.floor)
			}
		})
	}
}
