package raster_test

import (
	"image"
	"os"
	"path/filepath"
	"testing"

	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/specimen/raster"
)

// TestPagesAreDrawn draws a document of several pages: each is an A4 of its
// own, with ink on it, and drawing the next leaves it as it was.
func TestPagesAreDrawn(t *testing.T) {
	b := specimen.Random(4, "en")
	for len(b.Lines) < 60 {
		b.Lines = append(b.Lines, b.Lines...)
	}
	pdf, _, err := specimen.Draw(b, specimen.Classic)
	if err != nil {
		t.Fatal(err)
	}
	p, err := raster.New(filepath.Join(os.TempDir(), "payable-pdfium-cache"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}()
	pages, err := p.Pages(pdf, 72)
	if err != nil || len(pages) < 2 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for i, page := range pages {
		if size := page.Bounds().Size(); size.X < 594 || size.X > 597 || size.Y < 841 || size.Y > 843 {
			t.Errorf("page %d is %v at 72 dpi, want A4", i+1, size)
		}
		if ink(page) < 1000 {
			t.Errorf("page %d has %d dark pixels", i+1, ink(page))
		}
	}
	if ink(pages[0]) == ink(pages[1]) {
		t.Error("two pages look alike")
	}
	if _, err := p.Pages([]byte("no PDF"), 72); err == nil {
		t.Error("what is no PDF is drawn")
	}
}

func ink(page image.Image) int {
	n := 0
	for y := range page.Bounds().Dy() {
		for x := range page.Bounds().Dx() {
			if r, g, b, _ := page.At(x, y).RGBA(); r+g+b < 3*0x8000 {
				n++
			}
		}
	}
	return n
}
