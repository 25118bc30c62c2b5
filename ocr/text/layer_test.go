package text

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
)

// drawn reads the first page and says which steps it took.
func drawn(t testing.TB, data []byte, lang string) (Page, []string) {
	t.Helper()
	d, err := reader(t).Open(data)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var steps []string
	p, problems, err := d.Read(1, lang, func(name string, _ int) { steps = append(steps, name) })
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	return p, steps
}

// mapped draws the sample in a font whose glyphs are declared to stand for
// letters so many places further on than those they draw.
func mapped(t testing.TB, first string) []byte {
	t.Helper()
	data := letter(t, func(pdf *fpdf.Fpdf) {
		pdf.SetCompression(false)
		pdf.AddUTF8FontFromBytes("go", "", bytes.Clone(goregular.TTF))
		pdf.SetFont("go", "", 11)
		for i, l := range lines {
			pdf.Text(72, 100+float64(i)*40, l)
		}
	})
	const plain = "<0000> <FFFF> <0000>"
	if bytes.Count(data, []byte(plain)) != 1 {
		t.Fatal("the font declares its letters otherwise than this test believes")
	}
	return bytes.Replace(data, []byte(plain), []byte("<0000> <FFFF> <"+first+">"), 1)
}

// TestGarbageIsNoticed checks that a text layer which says other letters than the
// page shows is replaced by what the page shows, and one that is right is not.
func TestGarbageIsNoticed(t *testing.T) {
	for _, tt := range []struct {
		name, first string
		source      payable.Source
	}{
		{"as it should be", "0000", payable.SourceText},
		{"letters three places on", "0003", payable.SourceOCR},
		{"letters of no meaning", "E000", payable.SourceOCR},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, steps := drawn(t, mapped(t, tt.first), "deu+eng")
			if got := found(p); p.Source != tt.source || got < 0.85 {
				t.Errorf("%.0f %% of the words found, source %s, want %s:\n%s", 100*got, p.Source, tt.source, plain(p, false))
			}
			if slices.Contains(steps, StepRecognise) != (tt.source == payable.SourceOCR) {
				t.Errorf("steps %v", steps)
			}
		})
	}
}

// TestDoubtful checks that the words of every language and layout of the
// specimens read like a language, and that none does whose letters are shifted.
func TestDoubtful(t *testing.T) {
	for i, lang := range specimen.Languages() {
		data, _, err := specimen.Draw(specimen.Varied(uint64(4000+i), lang), specimen.Layouts()[i%len(specimen.Layouts())].For(lang))
		if err != nil {
			t.Fatal(err)
		}
		words := read(t, data, 1, "").Words
		if doubtful(words) {
			t.Errorf("%s: the words are taken for garbage", lang)
		}
		for _, shift := range []rune{1, 3, -3, 7, -29} {
			shifted := slices.Clone(words)
			for j, w := range shifted {
				shifted[j].Text = strings.Map(func(r rune) rune { return max('!', r+shift) }, w.Text)
			}
			if !doubtful(shifted) {
				t.Errorf("%s, shifted by %d: %q… is taken for words", lang, shift, shifted[0].Text)
			}
		}
	}
}

// TestPatches checks that single words without letters are taken from the
// picture where the rest of the layer is right.
func TestPatches(t *testing.T) {
	box := func(i int) payable.Box {
		return payable.Box{X0: float64(50 * i), Y0: 10, X1: float64(50*i + 40), Y1: 20}
	}
	words := func(conf float64, texts ...string) (p Page) {
		for i, s := range texts {
			p.Words = append(p.Words, Word{Text: s, Box: box(i), Confidence: conf})
		}
		return p
	}
	layer := words(1, "Rechnungsbetrag", "\ue012\ue013\ue014", "zahlbar", "sofort", "HIJ,KL")
	seen := words(0.9, "Rechnungsbetreg", "119,00", "zahlbar", "sofort", "104,65")
	if got, want := plain(settle(layer, seen, layerGarbage), false), "Rechnungsbetrag 119,00 zahlbar sofort 104,65"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	unsure := words(0.3, "Rechnungsbetreg", "119,00", "zahlbar", "sofort", "104,65")
	if got, want := plain(settle(layer, unsure, layerGarbage), false), plain(layer, false); got != want {
		t.Errorf("by an unsure recognition: got %q, want %q", got, want)
	}
	if got := settle(layer, words(0.9, "|", "~"), layerDoubtful); len(got.Words) != len(layer.Words) {
		t.Errorf("a picture that shows nothing replaced the layer: %q", plain(got, false))
	}
}

// pictureOf registers a picture of one colour.
func pictureOf(pdf *fpdf.Fpdf, t testing.TB, name string, c color.NRGBA) {
	t.Helper()
	im := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	for i := range 40 * 40 {
		im.SetNRGBA(i%40, i/40, c)
	}
	pdf.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(asPNG(t, im)))
}

// TestCoveredText checks that what is painted over is not read, that what shows
// through is, and that print too small to be seen is not.
func TestCoveredText(t *testing.T) {
	p, _ := drawn(t, letter(t, func(pdf *fpdf.Fpdf) {
		pictureOf(pdf, t, "opaque", color.NRGBA{240, 240, 240, 255})
		pictureOf(pdf, t, "clear", color.NRGBA{200, 200, 255, 60})
		body(pdf)
		pdf.Text(72, 500, "underpicture")
		pdf.ImageOptions("opaque", 60, 485, 150, 20, false, fpdf.ImageOptions{}, 0, "")
		pdf.Text(300, 500, "throughpicture")
		pdf.ImageOptions("clear", 290, 485, 150, 20, false, fpdf.ImageOptions{}, 0, "")
		pdf.Text(72, 540, "blackedout")
		pdf.SetFillColor(0, 0, 0)
		pdf.Rect(60, 525, 150, 20, "F")
		pdf.Text(300, 540, "highlighted")
		pdf.SetAlpha(0.3, "Normal")
		pdf.SetFillColor(255, 255, 0)
		pdf.Rect(290, 525, 150, 20, "F")
		pdf.SetAlpha(1, "Normal")
		pdf.ImageOptions("opaque", 60, 565, 150, 20, false, fpdf.ImageOptions{}, 0, "")
		pdf.Text(72, 580, "onpicture")
		pdf.SetFontSize(1)
		pdf.Text(72, 620, "Gesamtbetrag 999,00 EUR")
		pdf.SetFontSize(4)
		pdf.Text(72, 640, "smallprint")
	}), "eng")
	if got, want := plain(p, true), "underpicture\nblackedout\nGesamtbetrag 999,00 EUR"; got != want {
		t.Errorf("hidden: got %q, want %q", got, want)
	}
	for _, s := range []string{"throughpicture", "highlighted", "onpicture", "smallprint"} {
		if find(t, p, s).Hidden {
			t.Errorf("%s counts as hidden", s)
		}
	}
}

// TestOldRecognitionUnderAScan checks that visible words which a scanner's
// program put under its picture are replaced: they are as poor as it was.
func TestOldRecognitionUnderAScan(t *testing.T) {
	scan := scanOf(t, letter(t, body), 200)
	p, _ := drawn(t, letter(t, func(pdf *fpdf.Fpdf) {
		for i, l := range lines {
			pdf.Text(72, 100+float64(i)*40, strings.NewReplacer("n", "ri", "0", "O", "e", "c").Replace(l))
		}
		pdf.RegisterImageOptionsReader("scan", fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(asPNG(t, scan)))
		pdf.ImageOptions("scan", 0, 0, 595.28, 841.89, false, fpdf.ImageOptions{}, 0, "")
	}), "deu+eng")
	if got := found(p); p.Source != payable.SourceOCR || got < 0.85 {
		t.Errorf("%.0f %% of the words found, source %s:\n%s", 100*got, p.Source, plain(p, false))
	}
}

// TestBarsAreNoWriting checks that a page with few words and a coloured column
// over its whole height, rules and frames is not recognised for their sake.
func TestBarsAreNoWriting(t *testing.T) {
	p, steps := drawn(t, letter(t, func(pdf *fpdf.Fpdf) {
		pdf.SetFillColor(30, 60, 120)
		pdf.Rect(0, 0, 90, 842, "F")
		pdf.Rect(560, 0, 12, 842, "F")
		for i := range 12 {
			pdf.Line(120, 300+float64(i)*20, 540, 300+float64(i)*20)
		}
		pdf.Text(120, 100, "Rechnung RE-2026-0417")
		pdf.Text(120, 130, "Gesamtbetrag 154,70 EUR")
	}), "eng")
	if p.Source != payable.SourceText || slices.Contains(steps, StepRecognise) {
		t.Errorf("source %s, steps %v", p.Source, steps)
	}
}

// TestCroppedText checks that what lies outside the crop box is not read.
func TestCroppedText(t *testing.T) {
	data := bytes.Replace(letter(t, func(pdf *fpdf.Fpdf) {
		body(pdf)
		pdf.Text(72, 30, "Gesamtbetrag 999,00 EUR")
		pdf.Text(540, 400, "Randnotiz")
	}), []byte("/Type /Page\n"), []byte("/Type /Page\n/CropBox [50 100 530 780]\n"), 1)
	p, _ := drawn(t, data, "")
	if got, want := plain(p, false), strings.Join(lines, "\n"); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestTurnedContent checks pages whose content is turned by a matrix, alone and
// with the page turned back: the words are whole and the writing upright.
func TestTurnedContent(t *testing.T) {
	for _, tt := range []struct{ content, page int }{{90, 0}, {180, 0}, {270, 0}, {90, 90}, {180, 180}, {270, 270}, {90, 180}} {
		t.Run(fmt.Sprintf("content %d, page %d", tt.content, tt.page), func(t *testing.T) {
			data := letter(t, func(pdf *fpdf.Fpdf) {
				pdf.TransformBegin()
				pdf.TransformRotate(float64(tt.content), 297, 297)
				body(pdf)
				pdf.TransformEnd()
			})
			data = bytes.Replace(data, []byte("/Type /Page\n"), []byte(fmt.Sprintf("/Type /Page\n/Rotate %d\n", tt.page)), 1)
			p, _ := drawn(t, data, "")
			if got, want := plain(p.Upright(), false), strings.Join(lines, "\n"); got != want {
				t.Errorf("upright reads:\n%s", got)
			}
		})
	}
}
