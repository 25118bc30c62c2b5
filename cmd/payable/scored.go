package main

import (
	"context"
	"os"
	"path/filepath"
	"sync"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/score"
)

// scoreReader reads files for payable eval with the product's own reader, made
// when the first file asks for it. Its workers end with the program.
func scoreReader(ctx context.Context) score.Reader {
	reader := sync.OnceValues(func() (*ocr.Reader, error) { return ocr.NewReader(ocr.Config{}) })
	return func(file string, pageOnly bool) ([]payable.Draft, error) {
		r, err := reader()
		if err != nil {
			return nil, err
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		res, err := r.Read(ctx, data, ocr.Options{Name: filepath.Base(file), PageOnly: pageOnly})
		if err != nil {
			return nil, err
		}
		var out []payable.Draft
		for _, d := range res.Drafts {
			out = append(out, d.Draft)
		}
		return out, nil
	}
}
