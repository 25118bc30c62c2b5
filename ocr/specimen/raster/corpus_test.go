package raster_test

import (
	"bytes"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/payable-ap/payable/ocr/score"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/specimen/raster"
)

// TestAScannedCorpus writes pictures of damaged pages twice: the same bytes, of
// the kinds the evaluation knows, each a picture or a PDF of pictures.
func TestAScannedCorpus(t *testing.T) {
	p, err := raster.New(filepath.Join(os.TempDir(), "payable-pdfium-cache"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}()
	rough := specimen.PhoneScan
	rough.DPI = 40 // a small picture is damaged as a large one is
	w := specimen.Writing{Damages: []specimen.Damage{{DPI: 40, Noise: 4}, rough}, Print: p.Pages, Picture: true}
	one, two := t.TempDir(), t.TempDir()
	for _, dir := range []string{one, two} {
		if err := specimen.WriteCorpus(dir, 2, 4, w); err != nil {
			t.Fatal(err)
		}
	}
	truths, err := score.Load(filepath.Join(one, "truth.jsonl"))
	if err != nil || len(truths) != 4 {
		t.Fatalf("%d truths, %v", len(truths), err)
	}
	for _, truth := range truths {
		data, err := os.ReadFile(truth.Path)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := os.ReadFile(filepath.Join(two, truth.File))
		if !bytes.Equal(data, again) {
			t.Errorf("%s: written twice, the bytes differ", truth.File)
		}
		switch filepath.Ext(truth.File) {
		case ".png":
			_, err = png.Decode(bytes.NewReader(data))
		case ".jpg":
			_, err = jpeg.Decode(bytes.NewReader(data))
		case ".pdf":
			if truth.Kind != "pdf-scan" || bytes.Contains(data, []byte("/Type /Font")) {
				t.Errorf("%s of kind %s has text", truth.File, truth.Kind)
			}
			continue
		}
		if err != nil || truth.Kind != "image" {
			t.Errorf("%s of kind %s: %v", truth.File, truth.Kind, err)
		}
	}
}
