package text

import (
	"image"
	"testing"

	"github.com/payable-ap/payable"
)

// bar draws a dark bar with white strokes on a page of a grey, at 100 dpi.
func barred(paper, ground, strokes uint8) *image.Gray {
	g := white(400, 300)
	for i := range g.Pix {
		g.Pix[i] = paper
	}
	fill := func(r image.Rectangle, v uint8) {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				g.Pix[y*g.Stride+x] = v
			}
		}
	}
	fill(image.Rect(40, 100, 360, 130), ground)
	for x := 60; x < 120; x += 12 {
		fill(image.Rect(x, 108, x+3, 122), strokes)
	}
	fill(image.Rect(60, 140, 63, 152), 0) // a letter of the page, below the bar
	return g
}

func TestUnbar(t *testing.T) {
	for _, tt := range []struct {
		name                   string
		paper, ground, strokes uint8
		turned                 bool
	}{
		{"white on dark", 250, 40, 250, true},
		{"white on a middle grey", 250, 120, 250, true},
		{"black on a light band", 250, 200, 10, false},
		{"black on a dark band", 250, 120, 10, false},
		{"an empty bar", 250, 40, 40, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := barred(tt.paper, tt.ground, tt.strokes)
			got := unbar(g, 100)
			if turned := got != g; turned != tt.turned {
				t.Fatalf("turned over: %v, want %v", turned, tt.turned)
			}
			if !tt.turned {
				return
			}
			if stroke, ground := got.Pix[115*got.Stride+61], got.Pix[115*got.Stride+200]; stroke > 60 || ground < 240 {
				t.Errorf("a stroke is %d and the bar %d, want ink on paper", stroke, ground)
			}
			if below := got.Pix[145*got.Stride+61]; below != 0 {
				t.Errorf("the page's own letter became %d", below)
			}
			if g.Pix[115*g.Stride+61] != tt.strokes {
				t.Error("the scan itself was changed")
			}
		})
	}
}

func TestTongue(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"German", "Rechnung Nummer 7 vom 3. Mai für Sie und Ihre Kunden", "deu"},
		{"French", "Facture pour votre commande et les montants HT", "fra"},
		{"English", "Invoice number 7 for the goods of May, amount due", "eng"},
		{"two languages side by side", "Rechnung für Sie mit der Nummer, invoice for you with the number of", ""},
		{"hardly a word", "total 47.11", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tongue(wordsOf(tt.text)); got != tt.want {
				t.Errorf("%q is %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func wordsOf(s string) []Word {
	var out []Word
	x := 0.0
	for start, i := 0, 0; i <= len(s); i++ {
		if i == len(s) || s[i] == ' ' {
			if i > start {
				wide := float64(i-start) * 6
				out = append(out, Word{Text: s[start:i], Confidence: 1, Box: payable.Box{X0: x, Y0: 0, X1: x + wide, Y1: 10}})
				x += wide + 4
			}
			start = i + 1
		}
	}
	return out
}

func TestJoinDecimals(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		gap      float64
		want     string
	}{
		{"a till's amount", "TOTAL 29. 70", 4, "29.70"},
		{"with its currency", "CASH RM100. 00", 4, "RM100.00"},
		{"a number of a list, and what follows at a distance", "29. 70", 20, "70"},
		{"three digits are no decimals", "29. 700", 4, "700"},
		{"a word before", "No. 70", 4, "70"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			words := wordsOf(tt.in)
			last := &words[len(words)-1].Box
			last.X0, last.X1 = last.X0-4+tt.gap, last.X1-4+tt.gap
			got := joinDecimals(words)
			if s := got[len(got)-1].Text; s != tt.want {
				t.Errorf("%q with a gap of %v ends in %q, want %q", tt.in, tt.gap, s, tt.want)
			}
		})
	}
}
