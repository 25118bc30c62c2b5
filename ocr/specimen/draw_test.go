package specimen_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/text"
)

// everyLayout calls f with a bill in each layout and each language its font
// can write.
func everyLayout(t *testing.T, f func(t *testing.T, b specimen.Bill, lay specimen.Layout)) {
	for i, lay := range specimen.Layouts() {
		for j, lang := range specimen.Languages() {
			if lang == "cy" && lay.Font != specimen.Go && lay.Font != specimen.GoMono {
				continue // no w with a circumflex in core fonts
			}
			t.Run(lay.Name+" "+lang, func(t *testing.T) { f(t, specimen.Random(uint64(100+i*10+j), lang), lay) })
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
	everyLayout(t, func(t *testing.T, b specimen.Bill, lay specimen.Layout) {
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

// TestTruthIsOfTheBill checks that a page's truth never says anything but the
// bill, and always the core of it.
func TestTruthIsOfTheBill(t *testing.T) {
	everyLayout(t, func(t *testing.T, b specimen.Bill, lay specimen.Layout) {
		_, truth := draw(t, b, lay)
		facts := b.Truth()
		for term, v := range truth.Fields {
			if v == "" || v != facts.Fields[term] {
				t.Errorf("%s is %q on the page and %q on the bill", term, v, facts.Fields[term])
			}
		}
		for _, term := range []payable.Term{payable.InvoiceNumber, payable.IssueDate, payable.CurrencyCode, payable.SellerName, payable.BuyerName,
			payable.SellerVATID, payable.IBAN, payable.PONumber, payable.NetTotal, payable.TaxTotal, payable.GrossTotal} {
			if truth.Fields[term] == "" {
				t.Errorf("the page does not show %s", term)
			}
		}
		if len(truth.Lines) != len(b.Lines) {
			t.Fatalf("%d lines on the page, %d on the bill", len(truth.Lines), len(b.Lines))
		}
		for i, l := range truth.Lines {
			for term, v := range l {
				if v != facts.Lines[i][term] {
					t.Errorf("line %d: %s is %q on the page and %q on the bill", i+1, term, v, facts.Lines[i][term])
				}
			}
			if l[payable.LineTotal] == "" || l[payable.LineQuantity] == "" || l[payable.LineUnitPrice] == "" {
				t.Errorf("line %d lacks figures: %v", i+1, l)
			}
		}
	})
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

// TestPlacesHoldWhatTheySay reads the text layer inside the boxes of the truth:
// there are the letters the truth says, and pdfcpu finds no fault in the file.
func TestPlacesHoldWhatTheySay(t *testing.T) {
	r := reader(t)
	everyLayout(t, func(t *testing.T, b specimen.Bill, lay specimen.Layout) {
		pdf, truth := draw(t, b, lay)
		valid(t, pdf)
		pages := words(t, r, pdf)
		for term, want := range printed(truth) {
			if len(truth.Places[term]) == 0 {
				t.Errorf("%s has no place", term)
			}
			for _, p := range truth.Places[term] {
				if got := inside(pages[p.Page-1], p.Box); got != want {
					t.Errorf("page %d, %s at %v: %q, want %q", p.Page, term, p.Box, got, want)
				}
			}
		}
	})
}

// printed lists terms whose letters do not depend on a layout's formats, with
// the letters and digits that stand there.
func printed(truth specimen.Truth) map[payable.Term]string {
	out := map[payable.Term]string{}
	for _, term := range []payable.Term{payable.InvoiceNumber, payable.SellerName, payable.BuyerName, payable.SellerVATID, payable.IBAN, payable.PONumber} {
		out[term] = bare(truth.Fields[term])
	}
	return out
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

// inside returns the letters of words whose middle is in the box.
func inside(page text.Page, box payable.Box) string {
	var b strings.Builder
	for _, w := range page.Words {
		x, y := (w.Box.X0+w.Box.X1)/2, (w.Box.Y0+w.Box.Y1)/2
		if x >= box.X0 && x <= box.X1 && y >= box.Y0 && y <= box.Y1 {
			b.WriteString(bare(w.Text))
		}
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
