// Package raster turns specimen PDFs into pictures with PDFium, for tests and
// for the demo's scans. It is apart from package specimen so that drawing pulls
// in no PDFium, and it is for documents we drew ourselves: what strangers send
// is drawn by the worker, behind its walls.
package raster

import (
	"fmt"
	"image"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
)

// A Printer holds a PDFium. It may be used by one goroutine at a time.
type Printer struct{ pool pdfium.Pool }

// New starts a PDFium, which takes a few seconds where cache is empty. cache
// names a folder that keeps the compiled module for the next start.
func New(cache string) (*Printer, error) {
	config := wazero.NewRuntimeConfig()
	if cache != "" {
		kept, err := wazero.NewCompilationCacheWithDir(cache)
		if err != nil {
			return nil, fmt.Errorf("open compilation cache: %w", err)
		}
		config = config.WithCompilationCache(kept)
	}
	pool, err := webassembly.Init(webassembly.Config{MaxTotal: 1, MaxIdle: 1, RuntimeConfig: config,
		FSConfig: wazero.NewFSConfig()}) // empty: the default mounts the host's root
	if err != nil {
		return nil, fmt.Errorf("start PDFium: %w", err)
	}
	return &Printer{pool}, nil
}

// Close ends the PDFium.
func (p *Printer) Close() error { return p.pool.Close() }

// Pages draws every page of a PDF.
func (p *Printer) Pages(pdf []byte, dpi int) ([]image.Image, error) {
	inst, err := p.pool.GetInstance(30 * time.Second)
	if err != nil {
		return nil, fmt.Errorf("wait for PDFium: %w", err)
	}
	defer func() { _ = inst.Close() }() // the pages are ours already
	doc, err := inst.OpenDocument(&requests.OpenDocument{File: &pdf})
	if err != nil {
		return nil, fmt.Errorf("open PDF: %w", err)
	}
	count, err := inst.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return nil, fmt.Errorf("count pages: %w", err)
	}
	var out []image.Image
	for i := range count.PageCount {
		page, err := inst.RenderPageInDPI(&requests.RenderPageInDPI{DPI: dpi,
			Page: requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document, Index: i}}})
		if err != nil {
			return nil, fmt.Errorf("draw page %d: %w", i+1, err)
		}
		im, ok := page.Result.RenderedImage.(*image.RGBA)
		if !ok {
			return nil, fmt.Errorf("draw page %d: the picture is a %T", i+1, page.Result.RenderedImage)
		}
		out = append(out, own(im))
		page.Cleanup()
	}
	return out, nil
}

// own copies a picture out of PDFium's memory, which the next page reuses.
func own(in *image.RGBA) image.Image {
	out := *in
	out.Pix = append([]byte{}, in.Pix...)
	return &out
}
