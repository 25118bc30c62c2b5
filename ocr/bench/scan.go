package main

import (
	"context"
	"fmt"
	"image"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/otiai10/gosseract/v2"

	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/specimen/raster"
	"github.com/payable-ap/payable/ocr/text"
	"github.com/payable-ap/payable/ocr/worker"
)

// yardOCR names the yardstick of recognition in a worker's arguments.
const yardOCR = "gosseract"

// gosseractAlone recognises pictures as a program of ten lines would: a client
// that stays, the same languages, the words with their boxes.
func gosseractAlone() worker.Handler {
	client := gosseract.NewClient()
	return worker.Handler{
		Prepare: func() error { return client.SetLanguage(strings.Split(text.Languages, "+")...) },
		Do: func(_ context.Context, request []byte, _ func(string, int)) ([]byte, error) {
			if err := client.SetImageFromBytes(request); err != nil {
				return nil, err
			}
			hocr, err := client.HOCRText()
			return []byte(hocr), err
		},
	}
}

// A picture is one page to be recognised.
type picture struct {
	name string
	data []byte // PNG or JPEG
}

// scans compares reading pictures of pages, recognition and fields, with
// gosseract alone on the same pictures.
func scans(ctx context.Context, b *bench) error {
	clean, damaged, err := pictures()
	if err != nil {
		return err
	}
	ours, err := ocr.NewReader(ocr.Config{Workers: 1})
	if err != nil {
		return err
	}
	defer ours.Close()
	var env []string
	if dir := os.Getenv("TESSDATA_PREFIX"); dir != "" {
		env = append(env, "TESSDATA_PREFIX="+dir)
	}
	alone := worker.NewPool(worker.Config{Size: 1, Args: []string{yardOCR}, Env: env})
	defer alone.Close()
	for _, kind := range []struct {
		what  string
		pages []picture
		asked float64
	}{
		{"a clean scan against gosseract alone", clean, 1.15},
		{"a damaged scan against gosseract alone", damaged, 2.5},
	} {
		a, g := recognitions(ctx, kind.pages, ours, alone)
		for _, start := range []way{a, g} {
			if _, err := start(0); err != nil {
				return err
			}
		}
		// Every picture has its line; what is asked is asked of all together.
		var all [2][]time.Duration
		all[0], all[1] = make([]time.Duration, b.rounds), make([]time.Duration, b.rounds)
		for i, p := range kind.pages {
			took, err := sideBySide(ctx, b.rounds, 1, func(int) (time.Duration, error) { return a(i) }, func(int) (time.Duration, error) { return g(i) })
			if err != nil {
				return err
			}
			for r := range b.rounds {
				all[0][r] += took[0][r]
				all[1][r] += took[1][r]
			}
			note("  "+p.name, fmt.Sprintf("x  (%.0f against %.0f ms)", each(took[0], 1), each(took[1], 1)), ratio(took[0], took[1]))
		}
		b.most(kind.what, "x", ratio(all[0], all[1]), kind.asked)
	}
	return nil
}

// recognitions are our way and gosseract's over the same pictures.
func recognitions(ctx context.Context, pages []picture, ours *ocr.Reader, alone *worker.Pool) (a, g way) {
	a = func(i int) (time.Duration, error) {
		return cost(func() error {
			_, err := ours.Read(ctx, pages[i].data, ocr.Options{Lang: text.Languages})
			return passable(err)
		})
	}
	g = func(i int) (time.Duration, error) {
		return cost(func() error {
			_, err := alone.Do(ctx, pages[i].data, worker.Limits{})
			return err
		})
	}
	return a, g
}

// pictures draws pages of three layouts: clean at two resolutions, and each
// damage once.
func pictures() (clean, damaged []picture, err error) {
	printer, err := newPrinter()
	if err != nil {
		return nil, nil, err
	}
	defer printer.Close()
	var pages []image.Image // at 300 dpi
	for i, lang := range []string{"de", "en", "fr"} {
		pdf, err := letter(i, lang)
		if err != nil {
			return nil, nil, err
		}
		for _, dpi := range []int{200, 300} {
			drawn, err := printer.Pages(pdf, dpi)
			if err != nil {
				return nil, nil, err
			}
			data, err := specimen.PNG(drawn[0])
			if err != nil {
				return nil, nil, err
			}
			clean = append(clean, picture{fmt.Sprintf("%s, %d dpi", lang, dpi), data})
			if dpi == 300 {
				pages = append(pages, drawn[0])
			}
		}
	}
	damages := specimen.Damages()
	for i, name := range slices.Sorted(maps.Keys(damages)) {
		p, err := scanned(pages[i%len(pages)], name, damages[name])
		if err != nil {
			return nil, nil, err
		}
		if damages[name] == specimen.CleanScan {
			clean = append(clean, p)
		} else {
			damaged = append(damaged, p)
		}
	}
	return clean, damaged, nil
}

func scanned(page image.Image, name string, d specimen.Damage) (picture, error) {
	g, err := specimen.Scan(page, d)
	if err != nil {
		return picture{}, fmt.Errorf("scanning %s: %w", name, err)
	}
	data, err := specimen.JPEG(g, 85)
	return picture{"scan: " + name, data}, err
}

// letter draws the PDF of an invoice on one of the named layouts.
func letter(i int, lang string) ([]byte, error) {
	lay := []specimen.Layout{specimen.Classic, specimen.Modern, specimen.Craft}[i%3]
	pdf, _, err := specimen.Draw(specimen.Random(uint64(6100+i), lang), lay)
	if err != nil {
		return nil, fmt.Errorf("drawing a letter in %s: %w", lang, err)
	}
	return pdf, nil
}

func newPrinter() (*raster.Printer, error) {
	return raster.New(filepath.Join(os.TempDir(), "payable-pdfium-cache"))
}
