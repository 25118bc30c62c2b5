package main

import (
	"context"
	"os"
	"path/filepath"
	"sync"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/score"
	"github.com/payable-ap/payable/ocr/text"
)

// evalReader is the product's own reader for payable eval, made when the first
// file asks for it. Its workers end with the program.
var evalReader = sync.OnceValues(func() (*ocr.Reader, error) { return ocr.NewReader(ocr.Config{}) })

// scoreReader reads files for payable eval.
func scoreReader(ctx context.Context) score.Reader {
	return func(file string, pageOnly bool) ([]payable.Draft, error) {
		drafts, _, err := readFile(ctx, file, ocr.Options{PageOnly: pageOnly})
		return drafts, err
	}
}

// pageReader reads files by their pages for payable eval --learn, with the words.
func pageReader(ctx context.Context) score.PageReader {
	return func(file string) ([]payable.Draft, []text.Page, error) {
		return readFile(ctx, file, ocr.Options{PageOnly: true, Words: true})
	}
}

func readFile(ctx context.Context, file string, opt ocr.Options) ([]payable.Draft, []text.Page, error) {
	r, err := evalReader()
	if err != nil {
		return nil, nil, err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	opt.Name = filepath.Base(file)
	res, err := r.Read(ctx, data, opt)
	if err != nil {
		return nil, nil, err
	}
	var out []payable.Draft
	for _, d := range res.Drafts {
		out = append(out, d.Draft)
	}
	return out, res.Words, nil
}
