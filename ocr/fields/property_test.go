package fields

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

func pagesOf(drawings ...string) []text.Page {
	var out []text.Page
	for i, s := range drawings {
		out = append(out, grid(i+1, s))
	}
	return out
}

func TestReadingIsDeterministic(t *testing.T) {
	pages := pagesOf(germanInvoice, englishInvoice)
	first := Read(pages, Options{})
	for range 20 {
		if again := Read(pages, Options{}); !reflect.DeepEqual(first, again) {
			t.Fatalf("two readings of the same pages differ:\n%+v\n%+v", first, again)
		}
	}
}

func TestTheOrderOfWordsInTheFileDoesNotMatter(t *testing.T) {
	p := grid(1, germanInvoice)
	want := Read([]text.Page{p}, Options{})[0]
	r := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		q := p
		q.Words = slices.Clone(p.Words)
		r.Shuffle(len(q.Words), func(i, j int) { q.Words[i], q.Words[j] = q.Words[j], q.Words[i] })
		got := Read([]text.Page{q}, Options{})[0]
		if !reflect.DeepEqual(values(want), values(got)) {
			t.Errorf("shuffled words read differently:\n%v\n%v", values(want), values(got))
		}
	}
}

func TestASkewedScanReadsLikeAStraightPage(t *testing.T) {
	p := grid(1, germanInvoice)
	want := values(Read([]text.Page{p}, Options{})[0])
	for _, slope := range []float64{-0.03, -0.01, 0.01, 0.03} {
		q := p
		q.Source = payable.SourceOCR
		q.Words = slices.Clone(p.Words)
		for i := range q.Words {
			b := &q.Words[i].Box
			dy := slope * (b.X0 + b.X1) / 2
			b.Y0, b.Y1 = b.Y0+dy, b.Y1+dy
		}
		if got := values(Read([]text.Page{q}, Options{})[0]); !reflect.DeepEqual(want, got) {
			t.Errorf("slope %v:\n got %v\nwant %v", slope, got, want)
		}
	}
}

func values(d payable.Draft) map[string]string {
	out := map[string]string{}
	for k, f := range d.Fields {
		out[string(k)] = f.Value
	}
	for i, l := range d.Lines {
		for k, f := range l {
			out[fmt.Sprintf("%d %s", i, k)] = f.Value
		}
	}
	return out
}

// vocabulary mixes labels, values and rubbish for random pages.
var vocabulary = strings.Fields(`Rechnung Invoice Nr. No: # Datum Date Total Summe Netto MwSt VAT 19% 7,00% 100,00 1.234,56 $12.00 EUR € - ( ) :
	DE136695976 DE89370400440532013000 DE89 3704 0044 01.02.2026 2026-02-01 12/31/2025 31/12/2025 Menge Qty Preis Price Gesamt Amount Description
	Bezeichnung Pos 1 2 3 Übertrag Seite Page of von 1/2 GmbH Ltd An To Bill Ship Max www.example.com a@b.de · | A-17 4711 ﬁx x ... , . `)

// checkDraft states what holds for every draft, whatever the page.
func checkDraft(t *testing.T, d payable.Draft) {
	t.Helper()
	check := func(k payable.Term, f payable.Field) {
		if f.Confidence < 0 || f.Confidence > 1 || f.Value == "" || f.Why == "" {
			t.Errorf("%s: value %q, confidence %v, why %q", k, f.Value, f.Confidence, f.Why)
		}
		switch k {
		case payable.NetTotal, payable.TaxTotal, payable.GrossTotal, payable.AmountDue, payable.LineQuantity, payable.LineTotal, payable.LineUnitPrice:
			if _, err := decimal.NewFromString(f.Value); err != nil {
				t.Errorf("%s: %q is no number", k, f.Value)
			}
		case payable.IssueDate, payable.DueDate:
			if _, err := time.Parse(time.DateOnly, f.Value); err != nil {
				t.Errorf("%s: %q is no date", k, f.Value)
			}
		}
	}
	for k, f := range d.Fields {
		check(k, f)
	}
	for _, l := range d.Lines {
		for k, f := range l {
			check(k, f)
		}
	}
}

func FuzzPage(f *testing.F) {
	f.Add(uint64(1), 50, germanInvoice)
	f.Add(uint64(2), 400, englishInvoice)
	f.Add(uint64(3), 0, "Total")
	f.Fuzz(func(t *testing.T, seed uint64, n int, drawing string) {
		r := rand.New(rand.NewPCG(seed, 7))
		p := grid(1, drawing)
		for range max(0, min(n, 600)) {
			x, y := r.Float64()*560, r.Float64()*800
			p.Words = append(p.Words, text.Word{Text: vocabulary[r.IntN(len(vocabulary))], Confidence: r.Float64(), Line: r.IntN(60),
				Box: payable.Box{X0: x, Y0: y, X1: x + 5 + r.Float64()*60, Y1: y + 4 + r.Float64()*12}})
		}
		if r.IntN(2) == 0 {
			p.Source = payable.SourceOCR
		}
		start := time.Now()
		for _, d := range Read([]text.Page{p, p}, Options{}) {
			checkDraft(t, d)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%d words took %v", len(p.Words), took)
		}
	})
}

// crowd returns a page of n random words.
func crowd(number, n int, seed uint64) text.Page {
	r := rand.New(rand.NewPCG(seed, 3))
	p := text.Page{Number: number, Width: 595, Height: 842, Source: payable.SourceText}
	for range n {
		x, y := r.Float64()*560, r.Float64()*800
		p.Words = append(p.Words, text.Word{Text: vocabulary[r.IntN(len(vocabulary))], Confidence: 1, Box: payable.Box{X0: x, Y0: y, X1: x + 20, Y1: y + 6}})
	}
	return p
}

func TestCrowdedPagesDoNotExplode(t *testing.T) {
	if testing.Short() {
		t.Log("short: one crowded page instead of fifty")
	}
	var pages []text.Page
	for i := range 50 {
		pages = append(pages, crowd(i+1, 5000, uint64(i)))
		if testing.Short() {
			break
		}
	}
	start := time.Now()
	for _, d := range Read(pages, Options{}) {
		checkDraft(t, d)
	}
	// generous: the machine may be shared; a quadratic loop takes minutes
	if took := time.Since(start); took > 60*time.Second {
		t.Errorf("%d pages of 5,000 words took %v, want below a minute", len(pages), took)
	}
}

func BenchmarkReadPage(b *testing.B) {
	pages := pagesOf(germanInvoice)
	for b.Loop() {
		Read(pages, Options{})
	}
}

func BenchmarkReadCrowdedPage(b *testing.B) {
	pages := []text.Page{crowd(1, 5000, 1)}
	for b.Loop() {
		Read(pages, Options{})
	}
}
