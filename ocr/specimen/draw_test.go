package specimen_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/text"
)

// everyLayout calls f with a bill in each named layout and each language, and in
// composed layouts, or with every nth of them; under the race detector with
// fewer.
func everyLayout(t *testing.T, nth int, f func(t *testing.T, b specimen.Bill, lay specimen.Layout)) {
	layouts := specimen.Layouts()
	for seed := range uint64(25) {
		layouts = append(layouts, specimen.RandomLayout(seed))
	}
	if racing {
		nth = max(nth*3, 9)
	}
	for i, lay := range layouts {
		for j, lang := range specimen.Languages() {
			if (i+j)%nth > 0 || strings.HasPrefix(lay.Name, "random") && (i+j)%3 > 0 {
				continue
			}
			b := specimen.Varied(uint64(100+i*10+j), lang)
			t.Run(lay.Name+" "+lang, func(t *testing.T) { f(t, b, lay.For(lang)) })
		}
	}
}

func draw(t testing.TB, b specimen.Bill, lay specimen.Layout) ([]byte, specimen.Truth) {
	t.Helper()
	pdf, truth, err := specimen.Draw(b, lay)
	if err != nil {
		t.Fatalf("%s in %s: %v", b.Number, lay.Name, err)
	}
	return pdf, truth
}

func TestSameBillSameBytes(t *testing.T) {
	everyLayout(t, 8, func(t *testing.T, b specimen.Bill, lay specimen.Layout) {
		one, _ := draw(t, b, lay)
		two, _ := draw(t, b, lay)
		if !bytes.Equal(one, two) {
			t.Error("drawn twice, the bytes differ")
		}
	})
	a, b := specimen.Random(7, "de"), specimen.Random(7, "de")
	if !bytes.Equal(specimen.UBL(a), specimen.UBL(b)) || !bytes.Equal(specimen.CII(a), specimen.CII(b)) {
		t.Error("the XML of one seed differs")
	}
	if c := specimen.Random(8, "de"); bytes.Equal(specimen.UBL(a), specimen.UBL(c)) {
		t.Error("two seeds give one bill")
	}
}

// truthIsOfTheBill checks that a page's truth never says anything but the bill,
// and always the core of it.
func truthIsOfTheBill(t *testing.T, b specimen.Bill, lay specimen.Layout, truth specimen.Truth) {
	t.Helper()
	facts := b.Truth()
	minus := b.CreditNote && lay.Negative
	for term, v := range truth.Fields {
		if want := facts.Fields[term]; v == "" || v != want && !(minus && v == "-"+want) {
			t.Errorf("%s is %q on the page and %q on the bill", term, v, want)
		}
	}
	for _, term := range []payable.Term{payable.InvoiceNumber, payable.IssueDate, payable.CurrencyCode, payable.SellerName, payable.BuyerName,
		payable.SellerVATID, payable.IBAN, payable.PONumber, payable.NetTotal, payable.TaxTotal, payable.GrossTotal} {
		if term == payable.TaxTotal && lay.Quirks&specimen.QuirkUntaxed != 0 && facts.VAT[0].Rate == "0" {
			continue // the page says nothing of a tax
		}
		if (truth.Fields[term] == "") != (facts.Fields[term] == "") {
			t.Errorf("%s is %q on the bill and %q on the page", term, facts.Fields[term], truth.Fields[term])
		}
	}
	if len(truth.Lines) != len(b.Lines) || len(truth.LinePlaces) != len(b.Lines) {
		t.Fatalf("%d lines with %d places on the page, %d on the bill", len(truth.Lines), len(truth.LinePlaces), len(b.Lines))
	}
	for i, l := range truth.Lines {
		lineIsOfTheBill(t, i, l, facts.Lines[i], minus)
		for _, c := range []struct {
			column specimen.Column
			term   payable.Term
		}{{specimen.ColAmount, payable.LineTotal}, {specimen.ColQuantity, payable.LineQuantity}, {specimen.ColPrice, payable.LineUnitPrice}, {specimen.ColText, payable.LineDescription}} {
			lump := lay.Lines.Lump && b.Lines[i].Quantity.Equal(decimal.NewFromInt(1)) && c.column != specimen.ColAmount && c.column != specimen.ColText
			if slices.Contains(lay.Columns, c.column) && l[c.term] == "" && !lump {
				t.Errorf("line %d lacks its %s: %v", i+1, c.term, l)
			}
		}
	}
}

// lineIsOfTheBill compares a line's truth with its facts.
func lineIsOfTheBill(t *testing.T, i int, l, facts map[payable.Term]string, minus bool) {
	t.Helper()
	for term, v := range l {
		want := facts[term]
		if v != want && !(minus && v == "-"+want) {
			t.Errorf("line %d: %s is %q on the page and %q on the bill", i+1, term, v, want)
		}
	}
}

// reader makes a reader of text layers.
func reader(t *testing.T) *text.Reader {
	t.Helper()
	cache := filepath.Join(os.TempDir(), "payable-pdfium-cache")
	r, err := text.NewReader(text.Config{CacheDir: cache, NoOCR: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// TestTruthIsWhatThePagesSay draws everything once and reads the text layer
// inside the boxes of the truth: there are the letters and digits the truth says,
// the truth is the bill's, nothing leaves the page, no two values lie over each
// other, and pdfcpu finds no fault in the file.
func TestTruthIsWhatThePagesSay(t *testing.T) {
	r := reader(t)
	n := 0
	everyLayout(t, 1, func(t *testing.T, b specimen.Bill, lay specimen.Layout) {
		pdf, truth := draw(t, b, lay)
		truthIsOfTheBill(t, b, lay, truth)
		if n++; n%7 == 0 { // the files differ in little that pdfcpu checks
			valid(t, pdf)
		}
		pages := words(t, r, pdf)
		placesHold(t, pages, lay, truth)
		apart(t, pages, truth)
	})
}

func placesHold(t *testing.T, pages []text.Page, lay specimen.Layout, truth specimen.Truth) {
	t.Helper()
	for term, v := range truth.Fields {
		alike, ok := printed(term)
		if !ok {
			continue
		}
		if len(truth.Places[term]) == 0 && !unsaid[term] {
			t.Errorf("%s has no place", term)
		}
		for _, p := range truth.Places[term] {
			if got := alike(inside(pages[p.Page-1], p.Box)); got != alike(v) {
				t.Errorf("page %d, %s at %.0f: %q, want %q", p.Page, term, p.Box, got, alike(v))
			}
		}
	}
	for i, l := range truth.Lines {
		linePlacesHold(t, pages, lay, i, l, truth.LinePlaces[i])
	}
}

func linePlacesHold(t *testing.T, pages []text.Page, lay specimen.Layout, i int, l map[payable.Term]string, places map[payable.Term][]specimen.Place) {
	t.Helper()
	for term, v := range l {
		alike, ok := printed(term)
		if !ok || l[payable.LinePriceBase] != "" && term == payable.LineUnitPrice {
			continue // "12.00 / 100" is one text
		}
		switch {
		case term == payable.LineUnitPrice && lay.Lines.PriceUnit, // "12.00 / m2" is too
			term == payable.LineTotal && lay.Lines.DiscountRow && l[payable.LineAllowance] != "": // the sum of two rows
			continue
		}
		got := ""
		for _, p := range places[term] {
			got += inside(pages[p.Page-1], p.Box)
		}
		if alike(got) != alike(v) {
			t.Errorf("line %d, %s at %v: %q, want %q", i+1, term, places[term], got, v)
		}
	}
}

// unsaid lists terms a page may show without a place of their own: taxes rate by
// rate, a currency beside every amount.
var unsaid = map[payable.Term]bool{payable.TaxTotal: true, payable.CurrencyCode: true}

// printed returns what of a term's letters does not depend on a layout's
// formats: all letters and digits of names and numbers, the digits of amounts.
func printed(term payable.Term) (func(string) string, bool) {
	switch term {
	case payable.InvoiceNumber, payable.SellerName, payable.BuyerName, payable.SellerVATID, payable.BuyerVATID, payable.IBAN, payable.PONumber,
		payable.DespatchNumber, payable.PrecedingInvoice, payable.LineSKU, payable.LineDescription, payable.LinePOLine:
		return bare, true
	case payable.NetTotal, payable.TaxTotal, payable.GrossTotal, payable.AmountDue, payable.PrepaidAmount, payable.LineTotal, payable.LineUnitPrice:
		return digits, true
	}
	return nil, false
}

// digits keeps digits without leading zeros: 0,60 and .6 are not told apart from
// 60 and 6 here, but by [TestNumbersAndDates].
func digits(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
	return strings.TrimRight(strings.TrimLeft(s, "0"), "0")
}

// apart checks that values stand on the page and not over one another.
func apart(t *testing.T, pages []text.Page, truth specimen.Truth) {
	t.Helper()
	all := map[specimen.Place]payable.Term{}
	for term, places := range truth.Places {
		for _, p := range places {
			all[p] = term
		}
	}
	for _, l := range truth.LinePlaces {
		for term, places := range l {
			for _, p := range places {
				all[p] = term
			}
		}
	}
	for p, term := range all {
		if page := pages[p.Page-1]; p.Box.X0 < 0 || p.Box.Y0 < 0 || p.Box.X1 > page.Width || p.Box.Y1 > page.Height {
			t.Errorf("%s at %v leaves page %d of %v by %v", term, p.Box, p.Page, page.Width, page.Height)
		}
		for q, other := range all {
			if p != q && p.Page == q.Page && overlap(p.Box, q.Box) > 0.3*min(area(p.Box), area(q.Box)) {
				t.Errorf("%s at %v lies over %s at %v on page %d", term, p.Box, other, q.Box, p.Page)
			}
		}
	}
}

func area(b payable.Box) float64 { return (b.X1 - b.X0) * (b.Y1 - b.Y0) }

func overlap(a, b payable.Box) float64 {
	return max(0, min(a.X1, b.X1)-max(a.X0, b.X0)) * max(0, min(a.Y1, b.Y1)-max(a.Y0, b.Y0))
}

// bare keeps letters and digits.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func words(t *testing.T, r *text.Reader, pdf []byte) []text.Page {
	t.Helper()
	doc, err := r.Open(pdf)
	if err != nil {
		t.Fatal(err)
	}
	defer doc.Close()
	var out []text.Page
	for n := 1; n <= doc.Pages(); n++ {
		page, problems, err := doc.Read(n, "", func(string, int) {})
		if err != nil || len(problems) > 0 || page.Source != payable.SourceText {
			t.Fatalf("page %d: %v %v, read as %s", n, err, problems, page.Source)
		}
		out = append(out, page)
	}
	return out
}

// inside returns the letters of words whose middle is in the box, from left to
// right.
func inside(page text.Page, box payable.Box) string {
	var in []text.Word
	for _, w := range page.Words {
		x, y := (w.Box.X0+w.Box.X1)/2, (w.Box.Y0+w.Box.Y1)/2
		if x >= box.X0 && x <= box.X1 && y >= box.Y0 && y <= box.Y1 {
			in = append(in, w)
		}
	}
	slices.SortFunc(in, func(a, b text.Word) int { return cmp.Compare(a.Box.X0, b.Box.X0) })
	var b strings.Builder
	for _, w := range in {
		b.WriteString(bare(w.Text))
	}
	return b.String()
}

// valid checks a PDF with pdfcpu.
func valid(t *testing.T, pdf []byte) {
	t.Helper()
	api.DisableConfigDir()
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	if err := api.Validate(bytes.NewReader(pdf), conf); err != nil {
		t.Errorf("pdfcpu: %v", err)
	}
}

// TestManyLinesCarryTheirSum draws a bill over pages: every line once, the sum
// carried from page to page.
func TestManyLinesCarryTheirSum(t *testing.T) {
	b := specimen.Random(3, "en")
	line := b.Lines[0]
	b.Lines = nil
	for i := range 44 {
		l := line
		l.Text = fmt.Sprintf("Part number %d of a long series, with a description that is too long for one line of a narrow column and wraps", i+1)
		b.Lines = append(b.Lines, l)
	}
	pdf, truth := draw(t, b, specimen.Catalogue)
	pages := words(t, reader(t), pdf)
	if len(pages) < 3 || len(truth.Lines) != 44 {
		t.Errorf("%d lines on %d pages, want 44 on 3 or more", len(truth.Lines), len(pages))
	}
	for i, p := range pages {
		var all []string
		for _, w := range p.Words {
			all = append(all, w.Text)
		}
		s := strings.Join(all, " ")
		if i > 0 && !strings.Contains(s, "brought forward") {
			t.Errorf("page %d brings nothing forward", i+1)
		}
		if want := fmt.Sprintf("Page %d / %d", i+1, len(pages)); !strings.Contains(s, want) {
			t.Errorf("page %d does not say %q", i+1, want)
		}
	}
}

// TestFontsThatCannot checks that a page never shows other letters than its
// truth.
func TestFontsThatCannot(t *testing.T) {
	b := specimen.Random(1, "cy")
	b.Seller.Name = "Gwasg y Dŵr Cyf"
	var invalid *payable.InvalidError
	if _, _, err := specimen.Draw(b, specimen.Classic); !errors.As(err, &invalid) {
		t.Errorf("ŵ in Helvetica: %v, want an InvalidError", err)
	}
	draw(t, b, specimen.Modern)
	b.Lang = "xx"
	if _, _, err := specimen.Draw(b, specimen.Modern); !errors.As(err, &invalid) {
		t.Errorf("language xx: %v, want an InvalidError", err)
	}
}

// TestScansAreTheSamePixels scans one page twice, and with another seed.
func TestScansAreTheSamePixels(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 210, 297))
	for i := range page.Pix {
		page.Pix[i] = uint8(255 - 200*(i/37%2))
	}
	d := specimen.Damage{DPI: 50, SkewDegrees: 2, Perspective: 0.05, Blur: 0.8, Shadow: 0.5, Crease: 0.5, Noise: 8, Faded: 0.2, JPEGQuality: 70, Seed: 1}
	scan := func(d specimen.Damage) []byte {
		g, err := specimen.Scan(page, d)
		if err != nil {
			t.Fatal(err)
		}
		pdf, err := specimen.ScanPDF([]*image.Gray{g}, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		valid(t, pdf)
		return pdf
	}
	one, again := scan(d), scan(d)
	if !bytes.Equal(one, again) {
		t.Error("the same damage gives other bytes")
	}
	d.Seed = 2
	if bytes.Equal(one, scan(d)) {
		t.Error("another seed gives the same noise")
	}
}
