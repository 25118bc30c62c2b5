package text

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/otiai10/gosseract/v2"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/worker"
)

// Languages are what a page is recognised as where nothing else is asked for.
const Languages = "deu+eng"

// recogniser is Tesseract with the languages last used: loading them takes a
// tenth of a second each.
type recogniser struct {
	dir     string // of the language data
	clients map[string]*gosseract.Client
}

// keptLanguages is how many clients are kept: those of the default languages and
// of a page's own.
const keptLanguages = 2

// tessdata finds the language data: TESSDATA_PREFIX, or where distributions put it.
func tessdata() (string, error) {
	places := []string{os.Getenv("TESSDATA_PREFIX"), "/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata"}
	for _, dir := range places {
		if dir == "" {
			continue
		}
		if found, _ := filepath.Glob(filepath.Join(dir, "*.traineddata")); len(found) > 0 { // the pattern is good
			return dir, nil
		}
	}
	return "", errors.New("no language data for Tesseract found: install tesseract-ocr-eng or set TESSDATA_PREFIX")
}

var langCode = regexp.MustCompile(`^[a-z]{3}(_[a-z]{3,4})?$`)

// languages returns what to recognise as: want ("deu+eng"), or for "" and "auto"
// those of [Languages] that are installed. A wanted language that is missing is
// an error of the machine.
func (r *recogniser) languages(want string) (string, error) {
	auto := want == "" || want == "auto"
	if auto {
		want = Languages
	}
	var have []string
	for _, l := range strings.Split(want, "+") {
		if !langCode.MatchString(l) {
			return "", payable.Invalid("lang", fmt.Sprintf("%q is not a language code such as eng or deu", l))
		}
		_, err := os.Stat(filepath.Join(r.dir, l+".traineddata"))
		switch {
		case err == nil:
			have = append(have, l)
		case !auto:
			return "", fmt.Errorf("language data for %s is missing in %s: install tesseract-ocr-%s", l, r.dir, l)
		}
	}
	if len(have) == 0 {
		return "", fmt.Errorf("language data for %s is missing in %s", want, r.dir)
	}
	return strings.Join(have, "+"), nil
}

// pass is one way to have a picture recognised.
type pass struct {
	adaptive bool // Sauvola's threshold, for shadows and noise
	sparse   bool // words anywhere, in no columns
}

// recognise returns the words of a prepared scan in its pixels, and by how many
// quarter turns clockwise it should be turned where its lines run up or down.
func (r *recogniser) recognise(s scan, lang string, p pass) ([]Word, int, error) {
	b := s.im.Rect
	if b.Dx() < 8 || b.Dy() < 8 || b.Dx() > maxSide || b.Dy() > maxSide {
		return nil, 0, &worker.Unreadable{Reason: fmt.Sprintf("the picture has %d by %d pixels", b.Dx(), b.Dy())}
	}
	client, err := r.client(lang)
	if err != nil {
		return nil, 0, err
	}
	// SetPageSegMode before the first page would be lost; variables are not.
	mode := "3"
	if p.sparse {
		mode = "11"
	}
	threshold := "0"
	if p.adaptive {
		threshold = "2"
	}
	for name, value := range map[string]string{
		"tessedit_pageseg_mode": mode, "thresholding_method": threshold,
		"user_defined_dpi": strconv.Itoa(s.dpi), "debug_file": "/dev/null",
	} {
		if err := client.SetVariable(gosseract.SettableVariable(name), value); err != nil {
			return nil, 0, fmt.Errorf("setting %s: %w", name, err)
		}
	}
	if err := client.SetImageFromBytes(pgm(s.im)); err != nil {
		return nil, 0, fmt.Errorf("handing over the picture: %w", err)
	}
	// Never GetBoundingBoxesVerbose: it follows a null pointer on odd pages.
	hocr, err := client.HOCRText()
	if err != nil {
		return nil, 0, fmt.Errorf("recognising: %w", err)
	}
	words, turn := parseHOCR(hocr)
	return words, turn, nil
}

// has reports whether a language is installed.
func (r *recogniser) has(lang string) bool {
	_, err := os.Stat(filepath.Join(r.dir, lang+".traineddata"))
	return err == nil
}

// client returns Tesseract with these languages.
func (r *recogniser) client(lang string) (*gosseract.Client, error) {
	if c := r.clients[lang]; c != nil {
		return c, nil
	}
	if len(r.clients) >= keptLanguages {
		r.close()
	}
	c := gosseract.NewClient()
	c.TessdataPrefix = r.dir
	if err := c.SetLanguage(strings.Split(lang, "+")...); err != nil {
		_ = c.Close() // always nil
		return nil, fmt.Errorf("choosing languages: %w", err)
	}
	if r.clients == nil {
		r.clients = map[string]*gosseract.Client{}
	}
	r.clients[lang] = c
	return c, nil
}

func (r *recogniser) close() {
	for _, c := range r.clients {
		_ = c.Close() // always nil
	}
	r.clients = nil
}

// pgm writes a picture in the one format that costs nothing to encode or decode.
func pgm(g *image.Gray) []byte {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	b := bytes.NewBuffer(make([]byte, 0, w*h+32))
	fmt.Fprintf(b, "P5\n%d %d\n255\n", w, h)
	for y := range h {
		b.Write(g.Pix[y*g.Stride : y*g.Stride+w])
	}
	return b.Bytes()
}

// A reading is what one way of looking at a page gave.
type reading struct {
	words  []Word // in pixels of scan until they are placed
	scan   scan
	turned int
}

// weight is how much was read with confidence: characters of words that are more
// likely right than wrong. It compares readings of the same page.
func (r reading) weight() float64 {
	sum := 0.0
	for _, w := range r.words {
		if w.Confidence > 0.5 {
			sum += float64(letters(w.Text)) * (w.Confidence - 0.3)
		}
	}
	return sum
}

// confidence is the mean over characters, 0 for an empty page.
func (r reading) confidence() float64 {
	sum, n := 0.0, 0.0
	for _, w := range r.words {
		k := float64(len(w.Text))
		sum, n = sum+k*w.Confidence, n+k
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

// page recognises a picture and returns its words in the picture's pixels, and
// the languages used: lang, and with auto the page's own. A first reading that
// makes no sense is followed by a look which way is up (asking Tesseract each time
// costs a third of a reading), one that is unsure by a second with another
// preparation; the one that read most with confidence counts, and what it left
// unread is looked at once more.
func (r *recogniser) page(g *image.Gray, dpi float64, lang string, auto bool) (reading, string, error) {
	read := func(quarters int, flat bool, p pass) (reading, int, error) {
		up, toSource := turned(g, quarters)
		s := prepare(up, dpi, flat)
		s.toSource = s.toSource.then(toSource)
		words, turn, err := r.recognise(s, lang, p)
		return reading{words, s, quarters}, turn, err
	}
	best, turn, err := read(0, true, pass{})
	if err != nil {
		return best, lang, err
	}
	if turn == 0 {
		turn = runs(best.words)
	}
	if turn == 0 && best.confidence() < 0.5 && len(best.words) >= 5 {
		if turn, err = r.wayUp(g, dpi, lang); err != nil {
			return best, lang, err
		}
	}
	if turn != 0 {
		if best, _, err = read(turn&3, true, pass{}); err != nil {
			return best, lang, err
		}
		if best.confidence() < 0.6 { // down or up is easily mistaken
			other, _, err := read((turn+2)&3, true, pass{})
			if err != nil {
				return best, lang, err
			}
			if other.weight() > best.weight() {
				best = other
			}
		}
	}
	own := tongue(best.words)
	known := auto && own != "" && r.has(own)
	if best.confidence() < 0.85 {
		if known { // one language reads better than two
			lang = own
		}
		other, _, err := read(best.turned, false, pass{adaptive: true})
		if err != nil {
			return best, lang, err
		}
		if other.weight() > best.weight() {
			best = other
		}
	}
	sure := sureEnough
	if known && !strings.Contains(lang, own) {
		lang, sure = own, sureInTongue
	}
	if best.words, err = r.leftOver(best.scan, best.words, lang, sure); err != nil {
		return best, lang, err
	}
	for i, w := range best.words {
		best.words[i].Box = best.scan.toSource.box(w.Box)
	}
	slices.SortStableFunc(best.words, func(a, b Word) int { return cmp.Compare(a.Line, b.Line) })
	return best, lang, nil
}

// runs returns by how many quarter turns clockwise a page should be turned whose
// words Tesseract read although they run down or up: their boxes are high.
func runs(words []Word) int {
	high, wide, down := 0, 0, 0
	for i, w := range words {
		if letters(w.Text) < 4 || w.Confidence < 0.5 {
			continue
		}
		if w.Box.Y1-w.Box.Y0 <= w.Box.X1-w.Box.X0 {
			wide++
			continue
		}
		high++
		if i > 0 && words[i-1].Line == w.Line {
			if w.Box.Y0 > words[i-1].Box.Y0 {
				down++
			} else {
				down--
			}
		}
	}
	switch {
	case high <= 2*wide || high < 5:
		return 0
	case down > 0:
		return 3
	}
	return 1
}

// wayUp finds the quarter turns clockwise that make a page read best, by its
// middle alone: a quarter of the page four times costs one reading.
func (r *recogniser) wayUp(g *image.Gray, dpi float64, lang string) (int, error) {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	middle := white(w/2, h/2)
	for y := range middle.Rect.Dy() {
		copy(middle.Pix[y*middle.Stride:][:w/2], g.Pix[(y+h/4)*g.Stride+w/4:])
	}
	best, most := 0, 0.0
	for q := range 4 {
		up, _ := turned(middle, q)
		words, _, err := r.recognise(prepare(up, dpi, true), lang, pass{})
		if err != nil {
			return 0, err
		}
		if v := (reading{words: words}).weight(); v > most && runs(words) == 0 {
			best, most = q, v
		}
	}
	return best, nil
}

// letters counts the letters and digits of s.
func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}
