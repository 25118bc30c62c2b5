package text

import (
	"errors"
	"fmt"
	"image"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/worker"
)

// strayed is the share of pixels that are dark in one picture and light in the
// other.
func strayed(a, b *image.Gray) float64 {
	if a.Rect.Dx() != b.Rect.Dx() || a.Rect.Dy() != b.Rect.Dy() {
		return 1
	}
	n := 0
	for y := range a.Rect.Dy() {
		for x := range a.Rect.Dx() {
			if (a.Pix[y*a.Stride+x] < 128) != (b.Pix[y*b.Stride+x] < 128) {
				n++
			}
		}
	}
	return float64(n) / float64(len(a.Pix))
}

var packings = []specimen.Packing{specimen.PackNone, specimen.PackG3, specimen.PackG4, specimen.PackLZW, specimen.PackOldJPEG, specimen.PackJPEG}

// TestTIFF reads a file of many pages, each packed in another way, as a fax
// server or a multifunction printer sends them.
func TestTIFF(t *testing.T) {
	coloured := scanOf(t, letter(t, func(pdf *fpdf.Fpdf) {
		body(pdf)
		pdf.SetFillColor(20, 40, 120)
		pdf.Rect(72, 600, 300, 40, "F")
	}), 100)
	want := grey(coloured)
	var leaves []specimen.Leaf
	for _, p := range packings {
		leaves = append(leaves, specimen.Leaf{Image: coloured, Packing: p, DPI: 100})
	}
	data, err := specimen.TIFFPages(leaves...)
	if err != nil {
		t.Fatal(err)
	}
	d, err := reader(t).Open(data)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if d.Pages() != len(packings) {
		t.Fatalf("%d pages, want %d", d.Pages(), len(packings))
	}
	for i, p := range packings {
		t.Run(fmt.Sprintf("packing %d", p), func(t *testing.T) {
			pic, err := d.picture(i)
			if err != nil {
				t.Fatal(err)
			}
			if r, _, b, _ := pic.im.At(200, 860).RGBA(); p == specimen.PackJPEG && b < r+0x2000 {
				t.Errorf("page %d: its blue is %04x red and %04x blue", i+1, r, b)
			}
			got, dpi := pic.grey()
			if s := strayed(want, got); s > 0.004 || dpi != 100 {
				t.Errorf("page %d: %.2f %% of its pixels differ, at %v dpi", i+1, 100*s, dpi)
			}
		})
	}
	t.Run("a sheet that lay upside down", func(t *testing.T) {
		head, _ := turned(want, 2)
		data, err := specimen.TIFFPages(specimen.Leaf{Image: head, Packing: specimen.PackG4, DPI: 100, Turned: 3})
		if err != nil {
			t.Fatal(err)
		}
		pic, err := decodeTIFF(data, tiffPages(data)[0])
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := pic.grey(); strayed(want, got) > 0.004 {
			t.Errorf("%.2f %% of its pixels differ", 100*strayed(want, got))
		}
	})
	// One page whole through recognition: the words, not only the pixels.
	page, _, err := d.Read(3, "deu+eng", nobody)
	if err != nil {
		t.Fatal(err)
	}
	if got := found(page); got < 0.7 || page.Source != payable.SourceOCR || page.Number != 3 {
		t.Errorf("%.0f %% of the words of page %d found by %s:\n%s", 100*got, page.Number, page.Source, plain(page, false))
	}
}

// FuzzTIFF checks that whatever claims to be a TIFF ends in a picture of its size
// or in a reason.
func FuzzTIFF(f *testing.F) {
	dots := image.NewGray(image.Rect(0, 0, 24, 16))
	for i := range dots.Pix {
		dots.Pix[i] = uint8(i * 37)
	}
	for _, p := range packings {
		data, err := specimen.TIFFPages(specimen.Leaf{Image: dots, Packing: p, DPI: 200, Turned: 6}, specimen.Leaf{Image: dots, Packing: p, DPI: 0})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !isTIFF(data) {
			return
		}
		for _, at := range tiffPages(data)[:min(2, len(tiffPages(data)))] {
			tags := tiffTags(data, at)
			if int64(tags[256])*int64(tags[257]) > 1<<20 {
				continue // large pages only take long
			}
			pic, err := decodeTIFF(data, at)
			var refused *worker.Unreadable
			switch {
			case err != nil && (!errors.As(err, &refused) || refused.Reason == ""):
				t.Errorf("%v is no reason", err)
			case err == nil && (pic.im.Bounds().Empty() || !(pic.xdpi > 0) || !(pic.ydpi > 0)):
				t.Errorf("a picture of %v at %v by %v dpi", pic.im.Bounds(), pic.xdpi, pic.ydpi)
			}
		}
	})
}
