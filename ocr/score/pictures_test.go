package score

import (
	"bytes"
	"image"
	"os"
	"path/filepath"
	"testing"

	"github.com/payable-ap/payable"
)

// TestPictures checks that the same file becomes the same picture every time,
// that damage changes it, and that what has no page or no layout is left out.
func TestPictures(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.pdf")
	if err := os.WriteFile(file, []byte("%PDF-1.4"), 0o600); err != nil {
		t.Fatal(err)
	}
	drawn := 0
	print := func(_ []byte, dpi int) ([]image.Image, error) {
		drawn++
		page := image.NewGray(image.Rect(0, 0, dpi/2, dpi))
		for i := range page.Pix {
			page.Pix[i] = uint8(255 - i%7)
		}
		return []image.Image{page}, nil
	}
	var seen []byte
	read := func(file string, pageOnly bool) (_ []payable.Draft, err error) {
		seen, err = os.ReadFile(file)
		return nil, err
	}
	picture := func(damaged bool, kept string) []byte {
		p := Pictures{Damaged: damaged, Dir: kept, Print: print}
		if _, err := p.Reader(read)(file, true); err != nil {
			t.Fatal(err)
		}
		return seen
	}
	clean, damaged := picture(false, dir), picture(true, dir)
	if !bytes.HasPrefix(clean, []byte("%PDF")) || bytes.Equal(clean, damaged) {
		t.Error("the damaged picture is the clean one, or no PDF")
	}
	if again := picture(true, t.TempDir()); !bytes.Equal(damaged, again) {
		t.Error("drawn again, the damaged picture differs")
	}
	if picture(true, dir); drawn != 3 {
		t.Errorf("drawn %d times for three pictures", drawn)
	}
	of := Pictures{}.Of([]Truth{{File: "a", Kind: "xml"}, {File: "b", Kind: "pdf-text", Family: "ferd-v1-xsldump"}, {File: "c", Kind: "pdf-text", Family: "ferd-v1"}})
	if len(of) != 1 || of[0].File != "c" || of[0].Kind != "picture-clean" {
		t.Errorf("taken: %v", of)
	}
}

func TestSample(t *testing.T) {
	truths := []Truth{{File: "a", Layout: "x"}, {File: "b", Layout: "x"}, {File: "c", Layout: "y"}, {File: "d", Layout: "x"}}
	for _, tt := range []struct{ n, want int }{{0, 4}, {1, 2}, {2, 3}, {9, 4}} {
		got := Sample(truths, tt.n)
		if len(got) != tt.want {
			t.Errorf("at most %d of each layout: %v", tt.n, got)
		}
		for i, v := range got[1:] {
			if v.File < got[i].File {
				t.Errorf("at most %d of each layout are out of order: %v", tt.n, got)
			}
		}
	}
}
