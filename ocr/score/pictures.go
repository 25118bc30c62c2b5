package score

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
)

// PictureDPI is the resolution of pages scored as clean pictures.
const PictureDPI = 200

// Pictures says how PDFs with text become pictures of their pages.
type Pictures struct {
	Damaged bool   // by [specimen.DamageFor] the file's name; else as drawn
	Dir     string // where they are kept: a picture that is there is not drawn again
	// Print draws a PDF's pages, as raster.Printer.Pages does. It is called from
	// as many goroutines as read.
	Print func(pdf []byte, dpi int) ([]image.Image, error)
}

// Of returns the PDFs with text among truths as a kind of their own. Label dumps
// are left out: they show no layout, and are half of the pages.
func (p Pictures) Of(truths []Truth) []Truth {
	var out []Truth
	for _, t := range truths {
		if t.Kind == "pdf-text" && !t.Dump() {
			t.Kind = "picture-" + p.name()
			out = append(out, t)
		}
	}
	return out
}

func (p Pictures) name() string {
	if p.Damaged {
		return "damaged"
	}
	return "clean"
}

// Reader has read read the pictures of a file instead of the file.
func (p Pictures) Reader(read Reader) Reader {
	return func(file string, pageOnly bool) ([]payable.Draft, error) {
		kept := filepath.Join(p.Dir, p.name()+"-"+strings.ReplaceAll(filepath.ToSlash(file), "/", "_"))
		if _, err := os.Stat(kept); err != nil {
			data, err := p.draw(file)
			if err != nil {
				return nil, fmt.Errorf("draw %s: %w", file, err)
			}
			if err := os.WriteFile(kept, data, 0o600); err != nil {
				return nil, err
			}
		}
		return read(kept, pageOnly)
	}
}

// draw returns the PDF of pictures of a file's pages.
func (p Pictures) draw(file string) ([]byte, error) {
	pdf, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	dpi, damage := PictureDPI, specimen.Damage{}
	if p.Damaged {
		damage = specimen.DamageFor(filepath.Base(file))
		dpi, damage.DPI = damage.DPI, 0 // drawn at it, whatever the paper
	}
	pages, err := p.Print(pdf, dpi)
	if err != nil {
		return nil, err
	}
	var scans []*image.Gray
	for _, page := range pages {
		g, err := specimen.Scan(page, damage)
		if err != nil {
			return nil, err
		}
		scans = append(scans, g)
	}
	return specimen.ScanPDFAt(scans, dpi, time.Unix(0, 0).UTC())
}

// Sample returns at most n truths of each layout, chosen by their names, in the
// order given; all of them for n = 0.
func Sample(truths []Truth, n int) []Truth {
	if n <= 0 {
		return truths
	}
	byLayout := map[string][]Truth{}
	for _, t := range truths {
		byLayout[t.Layout] = append(byLayout[t.Layout], t)
	}
	chosen := map[string]bool{}
	for _, list := range byLayout {
		slices.SortFunc(list, func(a, b Truth) int { return cmp.Compare(hashOf(a.File), hashOf(b.File)) })
		for _, t := range list[:min(n, len(list))] {
			chosen[t.File] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(truths), func(t Truth) bool { return !chosen[t.File] })
}

func hashOf(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s)) // never fails
	return h.Sum64()
}

// Receipts returns the pictures of till receipts among truths, each with what a
// receipt is booked by: its date, its seller and its total.
func Receipts(truths []Truth) []Truth {
	var out []Truth
	for _, t := range truths {
		if t.Kind != "image" && t.Kind != "pdf-scan" || t.Type != payable.DocReceipt {
			continue
		}
		all := t.Header
		t.Header, t.Lines = map[payable.Term]string{}, nil
		for _, term := range []payable.Term{payable.IssueDate, payable.SellerName, payable.GrossTotal} {
			if v, known := all[term]; known {
				t.Header[term] = v
			}
		}
		out = append(out, t)
	}
	return out
}
