package text

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/payable-ap/payable"
)

// shared is one reader for all tests of this package: PDFium takes long to
// compile, and a worker keeps its reader, too.
var shared = sync.OnceValues(func() (*Reader, error) {
	return NewReader(Config{CacheDir: filepath.Join(os.TempDir(), "payable-test-wasm")})
})

func reader(t testing.TB) *Reader {
	t.Helper()
	r, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func nobody(string, int) {}

func read(t testing.TB, data []byte, n int, lang string) Page {
	t.Helper()
	d, err := reader(t).Open(data)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	p, problems, err := d.Read(n, lang, nobody)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range problems {
		t.Log(s)
	}
	return p
}

// letter draws a page of sample text with f's additions.
func letter(t testing.TB, f func(*fpdf.Fpdf)) []byte {
	t.Helper()
	pdf := fpdf.New("P", "pt", "A4", "")
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 11)
	if f != nil {
		f(pdf)
	}
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var lines = []string{
	"Musterfirma Metallwaren GmbH, Am Hafen 12, 20457 Hamburg",
	"Rechnung Nr. RE-2026-0417 vom 17.04.2026",
	"Sechskantschrauben M8 verzinkt 250 Stück 0,42 EUR 105,00 EUR",
	"Unterlegscheiben M8 500 Stück 0,05 EUR 25,00 EUR",
	"Nettobetrag 130,00 EUR Umsatzsteuer 19 % 24,70 EUR",
	"Gesamtbetrag 154,70 EUR zahlbar bis 17.05.2026",
}

func body(pdf *fpdf.Fpdf) {
	tr := pdf.UnicodeTranslatorFromDescriptor("")
	for i, l := range lines {
		pdf.Text(72, 100+float64(i)*40, tr(l))
	}
}

func plain(p Page, hidden bool) string {
	var b strings.Builder
	line := -1
	for _, w := range p.Words {
		if w.Hidden != hidden {
			continue
		}
		if line >= 0 && w.Line != line {
			b.WriteString("\n")
		} else if line >= 0 {
			b.WriteString(" ")
		}
		line = w.Line
		b.WriteString(w.Text)
	}
	return b.String()
}

func find(t testing.TB, p Page, text string) Word {
	t.Helper()
	for _, w := range p.Words {
		if w.Text == text {
			return w
		}
	}
	t.Fatalf("no word %q in:\n%s", text, plain(p, false))
	return Word{}
}

func near(a, b payable.Box, tol float64) bool {
	return math.Abs(a.X0-b.X0) < tol && math.Abs(a.Y0-b.Y0) < tol && math.Abs(a.X1-b.X1) < tol && math.Abs(a.Y1-b.Y1) < tol
}

func TestTextLayer(t *testing.T) {
	p := read(t, letter(t, body), 1, "")
	if got, want := plain(p, false), strings.Join(lines, "\n"); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if p.Source != payable.SourceText || math.Abs(p.Width-595.28) > 0.1 || math.Abs(p.Height-841.89) > 0.1 {
		t.Errorf("got source %s, %v by %v points", p.Source, p.Width, p.Height)
	}
	if w := find(t, p, "Rechnung"); !near(w.Box, payable.Box{X0: 72.8, Y0: 132, X1: 121, Y1: 142.5}, 1.5) {
		t.Errorf("box of Rechnung: %+v", w.Box)
	}
}

// TestGapsAreBlanks checks words that are set apart without a blank between.
func TestGapsAreBlanks(t *testing.T) {
	p := read(t, letter(t, func(pdf *fpdf.Fpdf) {
		body(pdf)
		x := 72.0
		for _, s := range []string{"Artikel", "Menge", "Preis"} {
			pdf.Text(x, 500, s)
			x += pdf.GetStringWidth(s) + 5
		}
	}), 1, "")
	if got := plain(p, false); !strings.Contains(got, "Artikel Menge Preis") {
		t.Errorf("got:\n%s", got)
	}
}

// TestHiddenText checks that text nobody sees is kept and marked, and that white
// on dark, which everybody sees, is not.
func TestHiddenText(t *testing.T) {
	p := read(t, letter(t, func(pdf *fpdf.Fpdf) {
		body(pdf)
		pdf.SetTextRenderingMode(3)
		pdf.Text(72, 500, "invisible DE02120300000000202051")
		pdf.SetTextRenderingMode(0)
		pdf.SetTextColor(255, 255, 255)
		pdf.Text(72, 540, "whiteonwhite")
		pdf.SetFillColor(20, 20, 80)
		pdf.Rect(60, 560, 300, 30, "F")
		pdf.Text(72, 580, "Tabellenkopf")
	}), 1, "")
	if got, want := plain(p, true), "invisible DE02120300000000202051\nwhiteonwhite"; got != want {
		t.Errorf("hidden: got %q, want %q", got, want)
	}
	if find(t, p, "Tabellenkopf").Hidden {
		t.Error("white on dark counts as hidden")
	}
}

// TestRotatedAndCroppedPages checks that boxes are where a person sees the word.
func TestRotatedAndCroppedPages(t *testing.T) {
	upright := find(t, read(t, letter(t, body), 1, ""), "Gesamtbetrag").Box
	const w, h = 595.28, 841.89
	for _, tt := range []struct {
		name   string
		insert string
		want   payable.Box
		turned int
	}{
		{"as it is", "", upright, 0},
		{"turned a quarter", "/Rotate 90", payable.Box{X0: h - upright.Y1, Y0: upright.X0, X1: h - upright.Y0, Y1: upright.X1}, 3},
		{"upside down", "/Rotate 180", payable.Box{X0: w - upright.X1, Y0: h - upright.Y1, X1: w - upright.X0, Y1: h - upright.Y0}, 2},
		{"turned back", "/Rotate 270", payable.Box{X0: upright.Y0, Y0: w - upright.X1, X1: upright.Y1, Y1: w - upright.X0}, 1},
		{"cropped", "/CropBox [50 100 500 800]", payable.Box{X0: upright.X0 - 50, Y0: upright.Y0 - 41.89, X1: upright.X1 - 50, Y1: upright.Y1 - 41.89}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data := bytes.Replace(letter(t, body), []byte("/Type /Page\n"), []byte("/Type /Page\n"+tt.insert+"\n"), 1)
			p := read(t, data, 1, "")
			if got := find(t, p, "Gesamtbetrag").Box; !near(got, tt.want, 1) {
				t.Errorf("%s: got %+v, want %+v", tt.insert, got, tt.want)
			}
			if p.Turned != tt.turned {
				t.Errorf("%s: turned %d, want %d", tt.insert, p.Turned, tt.turned)
			}
			up := p.Upright()
			if got, want := plain(up, false), strings.Join(lines, "\n"); got != want {
				t.Errorf("%s: upright reads:\n%s", tt.insert, got)
			}
			if got := p.Lay(find(t, up, "Gesamtbetrag").Box); !near(got, tt.want, 1) {
				t.Errorf("%s: laid back: got %+v, want %+v", tt.insert, got, tt.want)
			}
		})
	}
}

// TestWritingThatRunsUp checks words set at a right angle to the page's own: whole,
// and where they stand.
func TestWritingThatRunsUp(t *testing.T) {
	for _, tt := range []struct {
		name    string
		degrees float64
		want    payable.Box
	}{
		{"up", 90, payable.Box{X0: 192, Y0: 447, X1: 202.5, Y1: 500}},
		{"down", -90, payable.Box{X0: 197.5, Y0: 500, X1: 208, Y1: 553}},
		{"upside down", 180, payable.Box{X0: 147, Y0: 497.5, X1: 200, Y1: 508}},
	} {
		p := read(t, letter(t, func(pdf *fpdf.Fpdf) {
			body(pdf)
			pdf.TransformBegin()
			pdf.TransformRotate(tt.degrees, 200, 500)
			pdf.Text(200, 500, "Seitenrand Konto")
			pdf.TransformEnd()
		}), 1, "")
		find(t, p, "Konto")
		if got := find(t, p, "Seitenrand").Box; !near(got, tt.want, 2.5) {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
		if p.Turned != 0 {
			t.Errorf("%s: one line on its side turned the page by %d", tt.name, p.Turned)
		}
	}
}

// scanOf draws a PDF's first page at dpi, as a scanner would see it.
func scanOf(t testing.TB, data []byte, dpi int) image.Image {
	t.Helper()
	d, err := reader(t).Open(data)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	im, err := d.Draw(1, dpi)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

func asPNG(t testing.TB, im image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, im); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// wrapped puts a picture on a page of its own, as scanners do.
func wrapped(t testing.TB, im image.Image, over func(*fpdf.Fpdf)) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, im, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	return letter(t, func(pdf *fpdf.Fpdf) {
		pdf.RegisterImageOptionsReader("scan", fpdf.ImageOptions{ImageType: "JPEG"}, bytes.NewReader(b.Bytes()))
		pdf.ImageOptions("scan", 0, 0, 595.28, 841.89, false, fpdf.ImageOptions{}, 0, "")
		if over != nil {
			over(pdf)
		}
	})
}

// found is the share of the sample's words that a page has.
func found(p Page) float64 {
	have := map[string]bool{}
	for _, w := range p.Words {
		have[w.Text] = have[w.Text] || !w.Hidden
	}
	n, hit := 0, 0
	for _, w := range strings.Fields(strings.Join(lines, " ")) {
		if n++; have[w] {
			hit++
		}
	}
	return float64(hit) / float64(n)
}

// TestScans checks that words come out of pictures, with boxes where they stand,
// however the sheet lay on the glass.
func TestScans(t *testing.T) {
	src := letter(t, body)
	clean := scanOf(t, src, 200)
	grey := image.NewGray(clean.Bounds())
	for y := range grey.Rect.Dy() {
		for x := range grey.Rect.Dx() {
			grey.Set(x, y, clean.At(x, y))
		}
	}
	quarter, _ := turned(grey, 1)
	head, _ := turned(grey, 2)
	skewed := rotated(grey, 4)
	where := find(t, read(t, src, 1, ""), "Gesamtbetrag").Box
	for _, tt := range []struct {
		name   string
		data   []byte
		turned int
		place  bool
	}{
		{"a picture file", asPNG(t, clean), 0, true},
		{"a scanner's PDF", wrapped(t, clean, nil), 0, true},
		{"a scanner's PDF with its own invisible text", wrapped(t, clean, func(pdf *fpdf.Fpdf) {
			pdf.SetTextRenderingMode(3)
			pdf.Text(72, 100, "Something else entirely that the scanner believes it has seen on this page of paper")
		}), 0, true},
		{"a scanner's PDF with a stamp", wrapped(t, clean, func(pdf *fpdf.Fpdf) {
			pdf.Text(300, 20, "Received 2026-04-20 by the post room")
		}), 0, true},
		{"on its side", asPNG(t, quarter), 3, false},
		{"upside down", asPNG(t, head), 2, false},
		{"four degrees askew", asPNG(t, skewed), 0, false},
		{"at 100 dpi", asPNG(t, scanOf(t, src, 100)), 0, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := read(t, tt.data, 1, "deu+eng")
			if got := found(p); got < 0.85 || p.Source != payable.SourceOCR || p.Lang != "deu+eng" {
				t.Errorf("%.0f %% of the words found, source %s, language %q:\n%s", 100*got, p.Source, p.Lang, plain(p, false))
			}
			if p.Turned != tt.turned {
				t.Errorf("turned %d, want %d", p.Turned, tt.turned)
			}
			if tt.place {
				if got := find(t, p, "Gesamtbetrag").Box; !near(got, where, 2.5) {
					t.Errorf("Gesamtbetrag is at %+v, want %+v", got, where)
				}
			}
		})
	}
}

// rotated turns a picture by a few degrees clockwise on white.
func rotated(g *image.Gray, deg float64) *image.Gray {
	out := white(g.Rect.Dx(), g.Rect.Dy())
	sn, cs := math.Sincos(deg * math.Pi / 180)
	cx, cy := float64(g.Rect.Dx())/2, float64(g.Rect.Dy())/2
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			dx, dy := float64(x)-cx, float64(y)-cy
			sx, sy := int(cs*dx+sn*dy+cx), int(-sn*dx+cs*dy+cy)
			if image.Pt(sx, sy).In(g.Rect) {
				out.Pix[y*out.Stride+x] = g.Pix[sy*g.Stride+sx]
			}
		}
	}
	return out
}

func BenchmarkTextPage(b *testing.B) {
	data := letter(b, body)
	r := reader(b)
	for b.Loop() {
		d, err := r.Open(data)
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := d.Read(1, "", nobody); err != nil {
			b.Fatal(err)
		}
		d.Close()
	}
}

func BenchmarkScan(b *testing.B) {
	data := wrapped(b, scanOf(b, letter(b, body), 200), nil)
	r := reader(b)
	for b.Loop() {
		d, err := r.Open(data)
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := d.Read(1, "deu+eng", nobody); err != nil {
			b.Fatal(err)
		}
		d.Close()
	}
}
