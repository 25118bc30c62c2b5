package text

import (
	"fmt"
	"image"
	"math"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/worker"
)

// pdf is one open PDF.
type pdf struct {
	m   *module
	doc uint64
	n   int
	buf uint32 // 64 bytes for results
}

// PDFium's error codes (fpdfview.h).
const (
	pdfFormat   = 3
	pdfPassword = 4
	pdfSecurity = 5
)

// openPDF opens data; the caller closes it. A document that cannot be opened is
// a [*worker.Unreadable].
func openPDF(e *engine, data []byte) (p *pdf, err error) {
	defer guard(&err)
	m, err := e.fresh()
	if err != nil {
		return nil, err
	}
	defer func() {
		if p == nil {
			m.close()
		}
	}()
	b, err := m.malloc(len(data))
	if err != nil {
		return nil, &worker.Unreadable{Reason: "the PDF is too large to be opened"}
	}
	if !m.mod.Memory().Write(b, data) {
		return nil, &worker.Unreadable{Reason: "the PDF is too large to be opened"}
	}
	doc := m.call("FPDF_LoadMemDocument64", uint64(b), uint64(len(data)), 0)
	if doc == 0 {
		switch m.call("FPDF_GetLastError") {
		case pdfPassword:
			return nil, &worker.Unreadable{Reason: "the PDF is encrypted and needs a password"}
		case pdfSecurity:
			return nil, &worker.Unreadable{Reason: "the PDF is encrypted in a way that is not supported"}
		}
		return nil, &worker.Unreadable{Reason: "the PDF is damaged and cannot be opened"}
	}
	buf, err := m.malloc(64)
	if err != nil {
		return nil, err
	}
	n := int(int32(m.call("FPDF_GetPageCount", doc)))
	if n <= 0 {
		return nil, &worker.Unreadable{Reason: "the PDF has no pages"}
	}
	return &pdf{m: m, doc: doc, n: n, buf: buf}, nil
}

func (p *pdf) close() { p.m.close() }

// A sheet is one loaded page.
type sheet struct {
	*pdf
	page          uint64
	width, height float64 // points, after /Rotate and CropBox
}

// sheet loads page i, from 0, and hands it to f.
func (p *pdf) sheet(i int, f func(sheet) error) (err error) {
	defer guard(&err)
	page := p.m.call("FPDF_LoadPage", p.doc, uint64(i))
	if page == 0 {
		return &worker.Unreadable{Reason: fmt.Sprintf("page %d of the PDF is damaged", i+1)}
	}
	defer p.m.call("FPDF_ClosePage", page)
	s := sheet{pdf: p, page: page, width: p.float("FPDF_GetPageWidthF", page), height: p.float("FPDF_GetPageHeightF", page)}
	if !(s.width > 0 && s.height > 0 && s.width < 200_000 && s.height < 200_000) { // NaN too
		return &worker.Unreadable{Reason: fmt.Sprintf("page %d of the PDF has no sensible size", i+1)}
	}
	return f(s)
}

func (p *pdf) float(name string, args ...uint64) float64 {
	return float64(math.Float32frombits(uint32(p.m.call(name, args...))))
}

// draw draws the page at dpi or the next lower resolution that keeps it within
// maxPixels, in grey or colour, on white.
func (s sheet) draw(dpi int, colour bool) (image.Image, int, error) {
	dpi, err := fitting(s.width, s.height, dpi)
	if err != nil {
		return nil, 0, err
	}
	whole := s.pixels(dpi)
	im, err := s.drawPart(whole, whole, colour)
	return im, dpi, err
}

// pixels returns the page's rectangle at dpi.
func (s sheet) pixels(dpi int) image.Rectangle {
	k := float64(dpi) / 72
	return image.Rect(0, 0, max(1, int(math.Round(s.width*k))), max(1, int(math.Round(s.height*k))))
}

// drawPart draws a part of the page as it is where the page is as large as whole.
// A grey picture keeps its place: it begins at part.Min.
func (s sheet) drawPart(part, whole image.Rectangle, colour bool) (image.Image, error) {
	const (
		formatGrey, formatBGRx = 1, 3
		annotations, greyscale = 0x01, 0x08
	)
	format, flags, bytes := uint64(formatBGRx), uint64(annotations), 4
	if !colour {
		format, flags, bytes = formatGrey, annotations|greyscale, 1
	}
	w, h := part.Dx(), part.Dy()
	bmp := s.m.call("FPDFBitmap_CreateEx", uint64(w), uint64(h), format, 0, 0)
	if bmp == 0 {
		return nil, &worker.Fault{Kind: worker.FaultMemory, Reason: "drawing a page needs too much memory"}
	}
	defer s.m.call("FPDFBitmap_Destroy", bmp)
	s.m.call("FPDFBitmap_FillRect", bmp, 0, 0, uint64(w), uint64(h), 0xFFFFFFFF)
	left, top := uint64(uint32(int32(-part.Min.X))), uint64(uint32(int32(-part.Min.Y)))
	s.m.call("FPDF_RenderPageBitmap", bmp, s.page, left, top, uint64(whole.Dx()), uint64(whole.Dy()), 0, flags)
	stride := int(int32(s.m.call("FPDFBitmap_GetStride", bmp)))
	at := uint32(s.m.call("FPDFBitmap_GetBuffer", bmp))
	pix, ok := s.m.mod.Memory().Read(at, uint32(stride*h))
	if !ok || stride < w*bytes {
		return nil, &worker.Fault{Kind: worker.FaultMemory, Reason: "drawing a page needs too much memory"}
	}
	if colour {
		return fromBGRx(pix, w, h, stride), nil
	}
	g := image.NewGray(part)
	for y := range h {
		copy(g.Pix[y*g.Stride:], pix[y*stride:y*stride+w])
	}
	return g, nil
}

func fromBGRx(pix []byte, w, h, stride int) *image.NRGBA {
	im := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		from, to := pix[y*stride:y*stride+w*4], im.Pix[y*im.Stride:]
		for x := 0; x < w*4; x += 4 {
			to[x], to[x+1], to[x+2], to[x+3] = from[x+2], from[x+1], from[x], 255
		}
	}
	return im
}

// resolutions are tried in turn until a page fits. Below 100 there are only
// sheets of more than a metre: most are scans whose program did not know the
// resolution, so that a pixel became a point.
var resolutions = []int{300, 200, 150, 100, 72, 50, 36, 25}

// fitting returns dpi, or the next lower resolution at which a page of w by h
// points has no more than maxPixels.
func fitting(w, h float64, dpi int) (int, error) {
	fits := func(dpi int) bool {
		k := float64(dpi) / 72
		return w*h*k*k <= maxPixels && w*k <= maxSide && h*k <= maxSide
	}
	if fits(dpi) {
		return dpi, nil
	}
	for _, r := range resolutions {
		if r < dpi && fits(r) {
			return r, nil
		}
	}
	return 0, &worker.Unreadable{Reason: fmt.Sprintf("the page is too large to be drawn (%.0f by %.0f cm)", w*2.54/72, h*2.54/72)}
}

// words returns the text layer of the page.
func (s sheet) words(number int) (Page, layer) {
	chars, l := s.chars()
	page := Page{Number: number, Width: s.width, Height: s.height, Source: payable.SourceText}
	for _, g := range group(chars) {
		b := s.view(l.toView, g)
		if b.X1 < 0 || b.Y1 < 0 || b.X0 > s.width || b.Y0 > s.height {
			continue // outside the crop box
		}
		page.Words = append(page.Words, Word{Text: g.text, Box: b, Confidence: 1, Hidden: g.hidden || b.Y1-b.Y0 < 1 && b.X1-b.X0 < 1.5})
		if g.white {
			l.white = append(l.white, len(page.Words)-1)
		}
	}
	return page, l
}

// guard turns a trap of PDFium into the document's fault.
func guard(err *error) {
	switch e := recover().(type) {
	case nil:
	case trap:
		what, _, _ := strings.Cut(e.err.Error(), "\n") // the rest is a trace of numbers
		*err = &worker.Fault{Kind: worker.FaultCrash, Reason: "PDFium gave up on the document (" + what + " in " + e.in + ")"}
		if e.held > wasmPages*9/10<<16 {
			*err = &worker.Fault{Kind: worker.FaultMemory, Reason: "the document needs more than 0.5 GB of memory to be read"}
		}
	case error:
		if e == errNoMemory {
			*err = &worker.Fault{Kind: worker.FaultMemory, Reason: "the document needs more than 0.5 GB of memory to be read"}
			return
		}
		panic(e)
	default:
		panic(e)
	}
}
