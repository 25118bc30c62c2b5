package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/text"
)

// memories measures the most a worker held while it read a sheet of A4, as the
// kernel remembers it.
func memories(ctx context.Context, b *bench) error {
	pdf, err := letter(0, "de")
	if err != nil {
		return err
	}
	printer, err := newPrinter()
	if err != nil {
		return err
	}
	defer printer.Close()
	for _, dpi := range []int{300, 600} {
		drawn, err := printer.Pages(pdf, dpi)
		if err != nil {
			return err
		}
		grey, err := specimen.Scan(drawn[0], specimen.Damage{Noise: 3, Seed: 1})
		if err != nil {
			return err
		}
		data, err := specimen.JPEG(grey, 85)
		if err != nil {
			return err
		}
		held, err := most(ctx, data)
		if err != nil {
			return err
		}
		b.most(fmt.Sprintf("memory of a worker, scan of A4 at %d dpi", dpi), "MB", held/1e6, 400)
	}
	return nil
}

// most reads a document in a fresh worker and returns the bytes it held at its
// peak.
func most(ctx context.Context, data []byte) (float64, error) {
	r, err := ocr.NewReader(ocr.Config{Workers: 1})
	if err != nil {
		return 0, err
	}
	defer r.Close()
	if _, err := r.Read(ctx, data, ocr.Options{Lang: text.Languages}); err != nil {
		return 0, err
	}
	pids, err := children()
	if err != nil {
		return 0, err
	}
	if len(pids) != 1 {
		return 0, fmt.Errorf("%d children run, want the worker alone", len(pids))
	}
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pids[0]) + "/status")
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, err := strconv.ParseFloat(kb, 64)
	return n * 1024, err
}
