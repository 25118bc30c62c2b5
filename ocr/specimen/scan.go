package specimen

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/tiff"
)

// ScanPDF returns a PDF of nothing but pictures, one A4 page each, as scanners
// send them. The time stands for the clock.
func ScanPDF(pages []*image.Gray, made time.Time) ([]byte, error) {
	return scanPDF(pages, made, func(*image.Gray) (w, h float64) { return pageWidth, pageHeight })
}

// ScanPDFAt does so with pages as large as their pictures are at a resolution.
func ScanPDFAt(pages []*image.Gray, dpi int, made time.Time) ([]byte, error) {
	mm := 25.4 / float64(dpi)
	return scanPDF(pages, made, func(p *image.Gray) (w, h float64) { return float64(p.Rect.Dx()) * mm, float64(p.Rect.Dy()) * mm })
}

func scanPDF(pages []*image.Gray, made time.Time, size func(*image.Gray) (w, h float64)) ([]byte, error) {
	s := newSheet(pageWidth, pageHeight, Helvetica, made, "Scan")
	for i, p := range pages {
		data, err := JPEG(p, 80)
		if err != nil {
			return nil, err
		}
		name := fmt.Sprintf("page%d", i)
		options := fpdf.ImageOptions{ImageType: "JPEG"}
		s.pdf.RegisterImageOptionsReader(name, options, bytes.NewReader(data))
		w, h := size(p)
		s.pdf.AddPageFormat("P", fpdf.SizeType{Wd: w, Ht: h})
		s.pdf.ImageOptions(name, 0, 0, w, h, false, options, 0, "")
	}
	return s.bytes()
}

// JPEG encodes a page with a quality of 1 to 100.
func JPEG(page image.Image, quality int) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, page, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("write a JPEG: %w", err)
	}
	return b.Bytes(), nil
}

// PNG encodes a page without loss.
func PNG(page image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, page); err != nil {
		return nil, fmt.Errorf("write a PNG: %w", err)
	}
	return b.Bytes(), nil
}

// TIFF encodes a page without loss.
func TIFF(page image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := tiff.Encode(&b, page, &tiff.Options{Compression: tiff.Deflate}); err != nil {
		return nil, fmt.Errorf("write a TIFF: %w", err)
	}
	return b.Bytes(), nil
}
