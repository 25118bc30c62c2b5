package memory_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/memory"
)

// BenchmarkCrowdedPage is what the most crowded page costs that is looked at: it
// bears a vendor's marks and 6,000 words, each on a line of its own.
func BenchmarkCrowdedPage(b *testing.B) {
	known := taught(b)
	puts := []put{{60, 40, "Nordwind Schrauben GmbH Hafenstrasse Lager Verkauf"}, {60, 60, "DE136695976 Handelsregister Amtsgericht Bremen"}}
	for i := range 6000 {
		puts = append(puts, put{float64(i % 40 * 14), 70 + float64(i)*0.12, fmt.Sprintf("Handel%s%d", strings.Repeat("x", i%7), i%97)})
	}
	pages := page(puts...)
	for b.Loop() {
		known.Layout.Fit(pages, payable.Draft{})
		memory.Apply(pages, payable.Draft{}, known.Lessons)
	}
}
