package main

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"image/png"
	"io"
	"os"
	"path/filepath"

	"github.com/payable-ap/payable/ocr/fields"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/text"
)

// A document is a specimen as the reader sees it, with its truth.
type document struct {
	pages   []text.Page
	truth   specimen.Truth
	fold    int
	seed    uint64 // of what is forgotten
	lessons []lesson
}

// documents draws and reads the specimens, some of them again as scans.
func documents(p plan, log io.Writer) ([]document, error) {
	r, err := text.NewReader(text.Config{CacheDir: filepath.Join(os.TempDir(), "payable-pdfium-cache")})
	if err != nil {
		return nil, fmt.Errorf("open the reader: %w", err)
	}
	var out []document
	scans := 0
	for i, s := range specimen.Corpus(p.Seed, p.Documents) {
		pdf, truth, err := s.Draw()
		if err != nil {
			return nil, fmt.Errorf("draw %s: %w", s.Name, err)
		}
		d := document{truth: truth, fold: foldOf(s.Layout.Name), seed: uint64(i) + 1}
		if d.pages, err = words(r, pdf); err != nil {
			return nil, fmt.Errorf("read %s: %w", s.Name, err)
		}
		out = append(out, d)
		if p.Scans > 0 && i%max(1, p.Documents/p.Scans) == 0 && len(d.pages) == 1 {
			if d.pages, err = scanned(r, pdf, s.Name, scans%3 == 0); err != nil {
				return nil, fmt.Errorf("scan %s: %w", s.Name, err)
			}
			scans++
			out = append(out, d)
		}
	}
	fmt.Fprintf(log, "%d readings of %d specimens\n", len(out), p.Documents)
	return out, r.Close()
}

// foldOf deals layouts into folds by their names.
func foldOf(layout string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(layout)) // never fails
	return int(h.Sum32() % folds)
}

func quiet(string, int) {}

func words(r *text.Reader, data []byte) ([]text.Page, error) {
	doc, err := r.Open(data)
	if err != nil {
		return nil, err
	}
	defer doc.Close()
	var out []text.Page
	for n := 1; n <= doc.Pages(); n++ {
		p, _, err := doc.Read(n, "", quiet)
		if err != nil {
			return nil, err
		}
		out = append(out, p.Upright())
	}
	return out, nil
}

// scanned reads the first page of a PDF as a picture, clean or damaged as its
// name has it.
func scanned(r *text.Reader, pdf []byte, name string, clean bool) ([]text.Page, error) {
	doc, err := r.Open(pdf)
	if err != nil {
		return nil, err
	}
	defer doc.Close()
	page, err := doc.Draw(1, 200)
	if err != nil {
		return nil, err
	}
	d := specimen.DamageFor(name)
	if clean {
		d = specimen.CleanScan
	}
	bad, err := specimen.Scan(page, d)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, bad); err != nil {
		return nil, err
	}
	return words(r, b.Bytes())
}

// model is the model the document is read with, whole or with gaps in its lexicon.
func (d document) model(m *fields.Model, gaps bool) *fields.Model {
	if gaps {
		return m.Forgetting(d.seed, forgotten)
	}
	return m
}
