package main

import (
	"context"
	"fmt"
	"io"

	"github.com/payable-ap/payable/ocr"
)

// ReadCmd prints what is read from files, one JSON object a line for each
// business document: payable read FILE… It needs no database.
//
// main calls ocr.BecomeWorker before anything else, because the workers are this
// program.
type ReadCmd struct {
	Files    []string `arg:"" name:"file" help:"PDF, picture and XML files." type:"path"`
	Lang     string   `help:"Tesseract's languages, such as eng+deu; auto for those installed of both." default:"auto"`
	PageOnly bool     `help:"Ignore embedded XML." xor:"only"`
	XMLOnly  bool     `name:"xml-only" help:"Read nothing but XML." xor:"only"`
	Workers  int      `help:"Documents read at once; 0 for one per processor." default:"0"`
	NoOCR    bool     `name:"no-ocr" help:"Read text layers and XML only."`
}

// Run reads the files and prints to out. A file that cannot be read gets an
// object with problems and makes the error [ocr.ErrUnread], exit status 1, at
// the end.
func (c *ReadCmd) Run(ctx context.Context, out io.Writer) error {
	r, err := ocr.NewReader(ocr.Config{Workers: c.Workers, NoOCR: c.NoOCR})
	if err != nil {
		return fmt.Errorf("starting the reader: %w", err)
	}
	defer r.Close() // nothing is left to be done about a folder that stays
	opt := ocr.Options{Lang: c.Lang, PageOnly: c.PageOnly, XMLOnly: c.XMLOnly}
	return ocr.ReadFiles(ctx, r, c.Files, opt, out)
}
