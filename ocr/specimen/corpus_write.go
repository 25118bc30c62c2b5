package specimen

import (
	"bufio"
	"encoding/json"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/payable-ap/payable"
)

// Writing says what WriteCorpus makes of each document.
type Writing struct {
	// Damages, in turn, turn pages into pictures. None leaves PDFs with text.
	Damages []Damage
	// Print draws a PDF's pages, as raster.Printer.Pages does. It is needed for
	// damages, and apart so that this package pulls in no PDFium.
	Print func(pdf []byte, dpi int) ([]image.Image, error)
	// Picture writes scans of one page as PNG or JPEG files in turn, not as PDFs
	// of pictures.
	Picture bool
	// Skip leaves out types of documents.
	Skip []payable.DocType
}

// WriteCorpus writes n documents of [Corpus] into the folder dir, which it
// makes, with a truth.jsonl of the shape that the evaluation reads: kind
// pdf-text, or pdf-scan and image for damaged ones; the family is "specimen", the
// layout its name. Files of the same names are overwritten. The same arguments
// give the same bytes.
func WriteCorpus(dir string, seed uint64, n int, w Writing) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, "truth.jsonl"))
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	for i, s := range Corpus(seed, n) {
		if err := w.write(dir, i, s, out); err != nil {
			_ = f.Close() // the first error is the one to tell
			return fmt.Errorf("sample %s: %w", s.Name, err)
		}
	}
	if err := out.Flush(); err != nil {
		_ = f.Close() // the first error is the one to tell
		return err
	}
	return f.Close()
}

// entry is a line of truth.jsonl.
type entry struct {
	File    string          `json:"file"`
	Kind    string          `json:"kind"`
	Family  string          `json:"family"`
	Layout  string          `json:"layout"`
	Lang    string          `json:"lang"`
	DocType payable.DocType `json:"doc_type"`
	Pages   int             `json:"pages,omitempty"`
	Truth   Truth           `json:"truth"`
}

func (w Writing) write(dir string, i int, s Sample, out *bufio.Writer) error {
	pdf, truth, err := s.Draw()
	if err != nil {
		return err
	}
	for _, t := range w.Skip {
		if truth.DocType == t {
			return nil
		}
	}
	e := entry{File: s.Name + ".pdf", Kind: "pdf-text", Family: "specimen", Layout: "specimen/" + s.Layout.Name, Lang: truth.Lang, DocType: truth.DocType, Truth: truth}
	data := pdf
	if len(w.Damages) > 0 {
		if data, err = w.scan(i, s, pdf, &e); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(dir, e.File), data, 0o644); err != nil {
		return err
	}
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = out.Write(append(line, '\n'))
	return err
}

// scan damages a sample's pages and names the file it becomes.
func (w Writing) scan(i int, s Sample, pdf []byte, e *entry) ([]byte, error) {
	d := w.Damages[i%len(w.Damages)]
	d.Seed += uint64(i)
	r := rand.New(rand.NewPCG(d.Seed, 0x5ca9))
	d.SkewDegrees *= 1 - 2*r.Float64() // to either side, never more
	dpi := max(d.DPI, 100)
	d.DPI = 0 // printed at its resolution, whatever the paper
	pages, err := w.Print(pdf, dpi)
	if err != nil {
		return nil, err
	}
	e.Pages = len(pages)
	var scans []*image.Gray
	for _, p := range pages {
		g, err := Scan(p, d)
		if err != nil {
			return nil, err
		}
		scans = append(scans, g)
	}
	switch {
	case w.Picture && len(scans) == 1 && i%2 == 0:
		e.Kind, e.File = "image", s.Name+".png"
		return PNG(scans[0])
	case w.Picture && len(scans) == 1:
		e.Kind, e.File = "image", s.Name+".jpg"
		return JPEG(scans[0], 85)
	}
	e.Kind = "pdf-scan"
	return ScanPDFAt(scans, dpi, s.Bill.Issued)
}

// name is the sample's file without its ending.
func name(i int, lay Layout, lang string, b Bill) string {
	kind := string(b.Type)
	switch {
	case kind == "" && b.CreditNote:
		kind = string(payable.DocCreditNote)
	case kind == "":
		kind = string(payable.DocInvoice)
	}
	return fmt.Sprintf("%05d-%s-%s-%s", i, strings.ReplaceAll(lay.Name, " ", "-"), lang, kind)
}
