package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/specimen"
)

// xmls counts how many XML documents are read in a second of CPU time, the
// worker's and what the program around it takes together.
func xmls(ctx context.Context, b *bench) error {
	var docs [][]byte
	for i := range uint64(40) {
		langs := specimen.Languages()
		bill := specimen.Varied(6200+i, langs[int(i)%len(langs)])
		docs = append(docs, specimen.UBL(bill), specimen.CII(bill))
	}
	if err := b.xml(ctx, "drawn XML documents a second and core", docs); err != nil {
		return err
	}
	if b.corpus == "" {
		return nil
	}
	files, err := b.corpusFiles("xml", 200)
	if err != nil {
		return err
	}
	docs = nil
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		docs = append(docs, data)
	}
	return b.xml(ctx, "the corpus' XML documents a second and core", docs)
}

func (b *bench) xml(ctx context.Context, what string, docs [][]byte) error {
	r, err := ocr.NewReader(ocr.Config{Workers: 1})
	if err != nil {
		return err
	}
	defer r.Close()
	read := func(int) (time.Duration, error) {
		return cost(func() error {
			for _, d := range docs {
				if _, err := r.Read(ctx, d, ocr.Options{}); passable(err) != nil {
					return err
				}
			}
			return nil
		})
	}
	if _, err := r.Read(ctx, docs[0], ocr.Options{}); err != nil {
		return err
	}
	took, err := sideBySide(ctx, b.rounds, 1, read)
	if err != nil {
		return err
	}
	b.least(fmt.Sprintf("%s (%d)", what, len(docs)), "/s", 1000/each(took[0], len(docs)), 200)
	return nil
}
