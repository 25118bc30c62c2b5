package ocr

import (
	"math"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

// TestWordsOfAWorkerAreNotTrusted changes one thing of a page a worker returned.
func TestWordsOfAWorkerAreNotTrusted(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*text.Page)
		ok     bool
	}{
		{"as it should be", func(*text.Page) {}, true},
		{"as many words as may be", func(p *text.Page) { p.Words = make([]text.Word, MaxWordsLearnt) }, true},
		{"one word too many", func(p *text.Page) { p.Words = make([]text.Word, MaxWordsLearnt+1) }, false},
		{"a page without a number", func(p *text.Page) { p.Number = 0 }, false},
		{"a page without a width", func(p *text.Page) { p.Width = 0 }, false},
		{"a page that is no number high", func(p *text.Page) { p.Height = math.NaN() }, false},
		{"turned five times", func(p *text.Page) { p.Turned = 5 }, false},
		{"a box beyond all pages", func(p *text.Page) { p.Words[0].Box.X1 = 1e7 }, false},
		{"more than certain", func(p *text.Page) { p.Words[0].Confidence = 1.1 }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := text.Page{Number: 1, Width: 595, Height: 842, Words: []text.Word{{Text: "a\x00b", Box: payable.Box{X1: 1, Y1: 1}, Confidence: 1}}}
			tt.change(&p)
			err := trustedWords([]text.Page{p})
			if (err == nil) != tt.ok {
				t.Errorf("error %v, want in order %t", err, tt.ok)
			}
			if strings.Contains(p.Words[0].Text, "\x00") && tt.ok {
				t.Errorf("%q was not tidied", p.Words[0].Text)
			}
		})
	}
	if err := trustedWords(make([]text.Page, MaxPagesLearnt+1)); err == nil {
		t.Error("more pages than asked for are taken")
	}
}
