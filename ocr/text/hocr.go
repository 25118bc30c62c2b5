package text

import (
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/payable-ap/payable"
)

// hocrLine finds the lines and words of Tesseract's hOCR (its own output, so its
// own small dialect): class, box, the rest of the properties, the text.
var (
	hocrItem = regexp.MustCompile(`<span class='(ocr_line|ocr_caption|ocr_header|ocr_textfloat|ocrx_word)'[^>]*title=["']bbox (\d+) (\d+) (\d+) (\d+);?([^"']*)["'][^>]*>([^<]*(?:(?:<strong>|<em>)+[^<]*)*)`)
	hocrTag  = regexp.MustCompile(`<[^>]+>`)
)

// parseHOCR returns the words in pixels, and the quarter turns clockwise that
// would make most of the text upright.
func parseHOCR(s string) ([]Word, int) {
	var words []Word
	var turns [4]int // characters per turn
	line, turn := -1, 0
	for _, m := range hocrItem.FindAllStringSubmatch(s, -1) {
		if m[1] != "ocrx_word" {
			line++
			// textangle is how far the text is turned counter-clockwise.
			turn = int(property(m[6], "textangle")) / 90 & 3
			continue
		}
		t := ligatures.Replace(strings.TrimSpace(html.UnescapeString(hocrTag.ReplaceAllString(m[7], ""))))
		if t == "" {
			continue
		}
		turns[turn] += len(t)
		words = append(words, Word{
			Text: t, Line: max(line, 0), Confidence: min(max(property(m[6], "x_wconf")/100, 0), 1),
			Box: payable.Box{X0: number(m[2]), Y0: number(m[3]), X1: number(m[4]), Y1: number(m[5])},
		})
	}
	best := 0
	for q, n := range turns {
		if n > turns[best] {
			best = q
		}
	}
	return joinDecimals(words), best
}

// joinDecimals joins an amount with its decimals where the point between them
// was taken for the end of a sentence, as typewriter faces and tills have it:
// "29." and "70" close after it.
func joinDecimals(words []Word) []Word {
	out := words[:0]
	for _, w := range words {
		if n := len(out); n > 0 && out[n-1].Line == w.Line && decimals.MatchString(w.Text) && beforeDecimals.MatchString(out[n-1].Text) {
			b := &out[n-1]
			if high := max(b.Box.Y1-b.Box.Y0, w.Box.Y1-w.Box.Y0); w.Box.X0-b.Box.X1 < 0.9*high && w.Box.X0 > b.Box.X0 {
				b.Text += w.Text
				b.Confidence = min(b.Confidence, w.Confidence)
				b.Box = payable.Box{X0: b.Box.X0, Y0: min(b.Box.Y0, w.Box.Y0), X1: w.Box.X1, Y1: max(b.Box.Y1, w.Box.Y1)}
				continue
			}
		}
		out = append(out, w)
	}
	return out
}

var (
	beforeDecimals = regexp.MustCompile(`^[-+]?(\p{L}{1,3}|\p{Sc})?\d{1,3}([.,']?\d{3})*[.,]$`)
	decimals       = regexp.MustCompile(`^\d\d$`)
)

// property returns a number among hOCR properties, 0 if it is not there.
func property(title, name string) float64 {
	_, rest, ok := strings.Cut(title, name+" ")
	if !ok {
		return 0
	}
	v, _, _ := strings.Cut(strings.TrimSpace(rest), ";")
	v, _, _ = strings.Cut(v, " ")
	return number(v)
}

// number reads what Tesseract wrote; it writes only numbers there.
func number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return v
}
