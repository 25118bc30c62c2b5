package text

import (
	"bytes"
	"fmt"
	"image"
	"math"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/worker"
)

// A Config says what a [Reader] may use.
type Config struct {
	CacheDir string // of compiled WebAssembly; empty for none
	Tessdata string // folder of the language data; empty to look where it usually is
	NoOCR    bool   // read text layers only
}

// A Reader opens documents. It is not for several goroutines at once: a worker
// reads one document at a time.
type Reader struct {
	cfg    Config
	engine *engine
	ocr    *recogniser
}

// NewReader loads PDFium. Tesseract is loaded with the first page that needs it.
func NewReader(c Config) (*Reader, error) {
	e, err := openEngine(c.CacheDir)
	if err != nil {
		return nil, err
	}
	r := &Reader{cfg: c, engine: e}
	if c.NoOCR {
		return r, nil
	}
	if c.Tessdata == "" {
		if c.Tessdata, err = tessdata(); err != nil {
			return nil, err
		}
	}
	r.ocr = &recogniser{dir: c.Tessdata}
	return r, nil
}

// Close gives back what the reader holds.
func (r *Reader) Close() error {
	if r.ocr != nil {
		r.ocr.close()
	}
	return r.engine.pool.Close()
}

// A Document is an open PDF or picture file.
type Document struct {
	r     *Reader
	pdf   *pdf
	data  []byte   // of a picture file
	tiff  []uint32 // offsets of its pages, if it is a TIFF
	folio *folio   // the documents of a portfolio; nil for all others
}

// IsPDF reports whether data begins like a PDF: the mark may come late.
func IsPDF(data []byte) bool {
	return bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-"))
}

// Open opens a PDF or picture. What cannot be opened is a [*worker.Unreadable]
// with the reason. The caller closes the document.
func (r *Reader) Open(data []byte) (*Document, error) {
	if IsPDF(data) {
		p, err := openPDF(r.engine, data)
		if err != nil {
			return nil, err
		}
		d := &Document{r: r, pdf: p}
		if err := d.unfold(data); err != nil {
			d.Close()
			return nil, err
		}
		return d, nil
	}
	d := &Document{r: r, data: data}
	if isTIFF(data) {
		if d.tiff = tiffPages(data); len(d.tiff) == 0 {
			return nil, &worker.Unreadable{Reason: "the TIFF has no pages"}
		}
	}
	return d, nil
}

// Close gives back the document's memory.
func (d *Document) Close() {
	if d.folio != nil {
		d.folio.close()
	}
	if d.pdf != nil {
		d.pdf.close()
	}
}

// Pages returns how many pages the document has.
func (d *Document) Pages() int {
	switch {
	case d.folio != nil:
		return d.folio.pages()
	case d.pdf != nil:
		return d.pdf.n
	case d.tiff != nil:
		return len(d.tiff)
	}
	return 1
}

func (d *Document) picture(i int) (picture, error) {
	if d.tiff != nil {
		return decodeTIFF(d.data, d.tiff[i])
	}
	return decode(d.data)
}

// The steps a document's reading announces.
const (
	StepText      = "text"      // the text layer of a page
	StepDraw      = "draw"      // a picture of a page
	StepRecognise = "recognise" // the words in the picture
)

// Read reads page n, from 1, recognised as lang where it must be. It announces
// each step. A page without words is not an error; problems says what a person
// should know.
func (d *Document) Read(n int, lang string, step func(name string, page int)) (page Page, problems []string, err error) {
	if n < 1 || n > d.Pages() {
		return Page{}, nil, payable.ErrNotFound
	}
	if d.folio != nil {
		part, m, err := d.folio.at(d.r, n)
		if err != nil {
			return Page{}, nil, err
		}
		page, problems, err = part.Read(m, lang, func(name string, at int) { step(name, at-m+n) })
		page.Number = n
		return page, problems, err
	}
	if d.pdf == nil {
		step(StepDraw, n)
		pic, err := d.picture(n - 1)
		if err != nil {
			return Page{}, nil, err
		}
		w, h := pic.size()
		page := Page{Number: n, Width: w, Height: h, Source: payable.SourceOCR}
		if d.r.ocr == nil {
			return page, []string{noOCR(n)}, nil
		}
		g, dpi := pic.grey()
		page, err = d.recognise(page, g, dpi, lang, step)
		return page, nil, err
	}
	err = d.pdf.sheet(n-1, func(s sheet) error {
		step(StepText, n)
		var why string
		page, why, err = d.layer(s, n, step)
		if err != nil || why == "" {
			return err
		}
		if d.r.ocr == nil {
			problems = append(problems, noOCR(n)+": "+why)
			return nil
		}
		step(StepDraw, n)
		im, dpi, err := s.draw(300, false)
		if err != nil {
			return err
		}
		seen, err := d.recognise(Page{Number: n, Width: page.Width, Height: page.Height, Source: payable.SourceOCR}, im.(*image.Gray), float64(dpi), lang, step)
		if err != nil {
			return err
		}
		page = settle(page, seen, why)
		return nil
	})
	return page, problems, err
}

func noOCR(n int) string {
	return fmt.Sprintf("page %d has no text that can be read and recognition is switched off", n)
}

func (d *Document) recognise(page Page, g *image.Gray, dpi float64, lang string, step func(string, int)) (Page, error) {
	auto := lang == "" || lang == "auto"
	lang, err := d.r.ocr.languages(lang)
	if err != nil {
		return page, err
	}
	step(StepRecognise, page.Number)
	got, lang, err := d.r.ocr.page(g, dpi, lang, auto)
	if err != nil {
		return page, err
	}
	k := 72 / dpi
	for i := range got.words {
		b := &got.words[i].Box
		*b = payable.Box{X0: b.X0 * k, Y0: b.Y0 * k, X1: b.X1 * k, Y1: b.Y1 * k}
	}
	page.Words, page.Turned, page.DPI, page.Lang = got.words, got.turned, int(math.Round(dpi)), lang
	return page, nil
}

// Draw draws page n, from 1, at dpi or as near to it as the pixel limit permits.
func (d *Document) Draw(n, dpi int) (image.Image, error) {
	if n < 1 || n > d.Pages() {
		return nil, payable.ErrNotFound
	}
	if d.folio != nil {
		part, m, err := d.folio.at(d.r, n)
		if err != nil {
			return nil, err
		}
		return part.Draw(m, dpi)
	}
	dpi = min(max(dpi, 20), 300)
	if d.pdf == nil {
		pic, err := d.picture(n - 1)
		if err != nil {
			return nil, err
		}
		return pic.drawn(dpi)
	}
	var im image.Image
	err := d.pdf.sheet(n-1, func(s sheet) (err error) {
		im, _, err = s.draw(dpi, true)
		return err
	})
	return im, err
}
