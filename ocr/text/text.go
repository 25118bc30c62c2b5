// Package text turns pages into words with boxes: from a PDF's text layer, or by
// optical character recognition of a picture.
//
// Its promise: a box is in points from the page's top left, y down, after the
// page's own rotation and crop, whatever the source; a word carries the
// probability that it is read right; words stand in the order a person reads
// them within a line. Everything here handles files of strangers and is meant to
// run inside a worker process (package ocr/worker).
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
}
