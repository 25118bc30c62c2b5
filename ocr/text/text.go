// Package text turns pages into words with boxes: from a PDF's text layer, or by
// optical character recognition of a picture.
//
// Its promise: a box is in points from the page's top left, y down, after the
// page's own rotation and crop, whatever the source; a word carries the
// probability that it is read right; words stand in the order a person reads
// them within a line. Everything here handles files of strangers and is meant to
// run inside a worker process (package ocr/worker).
//
// A [Reader] opens a file as a [Document]: a PDF through PDFium in WebAssembly,
// a portfolio of them, or a picture, of which a TIFF may have many pages.
// [Document.Read] takes the text layer of a page where it is there, visible and
// makes sense, and else draws the page and recognises it with Tesseract, after
// straightening it. A layer that reads like no language is held against the
// picture word by word (settle.go).
//
// To add a picture format, register its decoder (heic.go shows how behind a
// build tag). To add a way to clean scans, add it to prepare and measure it with
// damaged specimens: most ideas that help one scan hurt ten others.
package text

import "github.com/payable-ap/payable"

// A Word is a run of characters without a blank.
type Word struct {
	Text       string
	Box        payable.Box
	Confidence float64 // probability that Text is right; 1 for a text layer
	// Line numbers the printed line the source put the word in, from 0 on each
	// page. It is a hint: a text layer may number every word group as a line.
	Line int
	// Hidden marks text that is there but not seen: white on white, clipped,
	// rendered invisibly. It is kept as evidence and never read as a value.
	Hidden bool
}

// A Page is what was read from one page.
type Page struct {
	Number        int     // from 1
	Width, Height float64 // points
	Words         []Word
	Source        payable.Source // text or ocr
	DPI           int            // of the picture that was recognised; 0 for a text layer
	Lang          string         // what it was recognised as, "deu+eng"; empty for a text layer
	// Turned is how many quarter turns clockwise make the writing upright; 0 for
	// all but pages that lie on their side. Boxes are on the page as it lies;
	// [Page.Upright] gives it turned.
	Turned int
}

// Upright returns the page turned so that its writing is upright: what reading
// fields needs. [Page.Lay] puts boxes found on it back.
func (p Page) Upright() Page {
	if p.Turned%4 == 0 {
		return p
	}
	u := p
	u.Words = make([]Word, len(p.Words))
	for i, w := range p.Words {
		w.Box = turnBox(w.Box, p.Turned, p.Width, p.Height)
		u.Words[i] = w
	}
	if p.Turned%2 == 1 {
		u.Width, u.Height = p.Height, p.Width
	}
	u.Turned = 0
	u.Words = inLines(u.Words)
	return u
}

// Lay puts a box on the upright page back on the page as it lies.
func (p Page) Lay(b payable.Box) payable.Box {
	if p.Turned%4 == 0 {
		return b
	}
	w, h := p.Width, p.Height
	if p.Turned%2 == 1 {
		w, h = h, w
	}
	return turnBox(b, 4-p.Turned%4, w, h)
}

// turnBox turns a box by quarter turns clockwise with its page of w by h points.
func turnBox(b payable.Box, quarters int, w, h float64) payable.Box {
	for range quarters & 3 {
		b = payable.Box{X0: h - b.Y1, Y0: b.X0, X1: h - b.Y0, Y1: b.X1}
		w, h = h, w
	}
	return b
}
