package specimen

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/encoding/charmap"

	"github.com/payable-ap/payable"
)

// A4 in millimetres.
const (
	pageWidth, pageHeight = 210.0, 297.0
	pointsPerMM           = 72 / 25.4
)

// A sheet is a PDF being written, measured in millimetres from the top left. It
// keeps the first error and does nothing after it.
type sheet struct {
	pdf    *fpdf.Fpdf
	w, h   float64 // of the page
	font   Font
	size   float64 // current, in points
	bold   bool
	glyphs *sfnt.Font // nil for core fonts
	buf    sfnt.Buffer
	err    error
}

// align says which edge of a text lies at its x.
type align int

const (
	toLeft align = iota
	toRight
	toCentre
)

// newSheet starts a PDF with pages of so many millimetres. The document's date
// stands for the clock.
func newSheet(w, h float64, font Font, made time.Time, title string) *sheet {
	pdf := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: fpdf.SizeType{Wd: w, Ht: h}})
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(made)
	pdf.SetModificationDate(made)
	pdf.SetProducer("payable specimen", true)
	pdf.SetTitle(title, true)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	s := &sheet{pdf: pdf, w: w, h: h, font: font}
	switch font {
	case Go:
		s.embed(goregular.TTF, gobold.TTF)
	case GoMono:
		s.embed(gomono.TTF, gomonobold.TTF)
	case GoMedium:
		s.embed(gomedium.TTF, gobold.TTF)
	}
	s.style(9, false)
	return s
}

// embed gives fpdf copies of the font files: cutting a font down to the letters
// used writes into the bytes it was given, and the next document would differ.
func (s *sheet) embed(regular, bold []byte) {
	s.pdf.AddUTF8FontFromBytes(string(s.font), "", bytes.Clone(regular))
	s.pdf.AddUTF8FontFromBytes(string(s.font), "B", bytes.Clone(bold))
	s.glyphs, s.err = sfnt.Parse(regular)
}

// style sets size and weight of what follows.
func (s *sheet) style(size float64, bold bool) {
	s.size, s.bold = size, bold
	weight := ""
	if bold {
		weight = "B"
	}
	s.pdf.SetFont(string(s.font), weight, size)
}

// encode turns t into what the font holds. A letter it lacks is an error: a
// page that shows something else than its truth is no specimen.
func (s *sheet) encode(t string) string {
	if s.glyphs == nil {
		e, err := charmap.Windows1252.NewEncoder().String(t)
		if err != nil {
			s.fail(payable.Invalid("font", fmt.Sprintf("%s has not all letters of %q", s.font, t)))
		}
		return e
	}
	for _, r := range t {
		if i, err := s.glyphs.GlyphIndex(&s.buf, r); err != nil || i == 0 {
			s.fail(payable.Invalid("font", fmt.Sprintf("%s has no %q of %q", s.font, r, t)))
		}
	}
	return t
}

func (s *sheet) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// width returns how wide t would be.
func (s *sheet) width(t string) float64 { return s.pdf.GetStringWidth(s.encode(t)) }

// text prints t with its baseline at y and returns where it stands.
func (s *sheet) text(x, y float64, t string, a align) Place {
	e := s.encode(t)
	w := s.pdf.GetStringWidth(e)
	switch a {
	case toRight:
		x -= w
	case toCentre:
		x -= w / 2
	}
	s.pdf.Text(x, y, e)
	rise, fall := 0.72*s.size, 0.21*s.size // of capitals and descenders, in points
	return Place{Page: s.pdf.PageNo(), Box: payable.Box{
		X0: x * pointsPerMM, Y0: y*pointsPerMM - rise, X1: (x + w) * pointsPerMM, Y1: y*pointsPerMM + fall,
	}}
}

// wrap breaks t into lines no wider than w.
func (s *sheet) wrap(t string, w float64) []string {
	var lines []string
	line := ""
	for _, word := range fields(t) {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if line != "" && s.width(longer) > w {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}

func (s *sheet) ink(c Colour)  { s.pdf.SetTextColor(c[0], c[1], c[2]) }
func (s *sheet) fill(c Colour) { s.pdf.SetFillColor(c[0], c[1], c[2]) }

// line draws a rule of the given width in millimetres and grey (0 is black).
func (s *sheet) line(x0, y0, x1, y1, width float64, grey int) {
	s.pdf.SetDrawColor(grey, grey, grey)
	s.pdf.SetLineWidth(width)
	s.pdf.Line(x0, y0, x1, y1)
}

func (s *sheet) frame(x, y, w, h float64, grey int) {
	s.pdf.SetDrawColor(grey, grey, grey)
	s.pdf.SetLineWidth(0.2)
	s.pdf.Rect(x, y, w, h, "D")
}

func (s *sheet) block(x, y, w, h float64, c Colour) {
	s.fill(c)
	s.pdf.Rect(x, y, w, h, "F")
}

// bytes ends the document.
func (s *sheet) bytes() ([]byte, error) {
	if s.err != nil {
		return nil, s.err
	}
	var out bytes.Buffer
	if err := s.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("write specimen: %w", err)
	}
	return out.Bytes(), nil
}
