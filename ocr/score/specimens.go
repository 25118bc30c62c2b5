package score

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/payable-ap/payable/ocr/specimen"
)

// Specimens draws n documents of an invented vendor for each layout and language
// into a folder and returns their truth, as of a family "specimen". All vendors
// bill one customer. The same arguments give the same files. What a layout's
// font cannot write is left out.
func Specimens(dir string, n int) ([]Truth, error) {
	var out []Truth
	for i, lay := range specimen.Layouts() {
		for j, lang := range specimen.Languages() {
			seed := uint64(7000 + 100*i + 10*j)
			seller := specimen.Random(seed, lang).Seller
			buyer := specimen.Random(99, lang).Buyer
			for k := range n {
				b := specimen.Random(seed+uint64(k), lang)
				b.Seller, b.Buyer = seller, buyer
				pdf, truth, err := specimen.Draw(b, lay)
				if err != nil {
					break // no letter for it
				}
				t := Truth{
					File: fmt.Sprintf("specimen/%s-%s-%d.pdf", lay.Name, lang, k), Kind: "pdf-text", Family: "specimen", Layout: "specimen/" + lay.Name + "-" + lang,
					Header: truth.Fields, Lines: truth.Lines, Type: truth.DocType,
				}
				t.Path = filepath.Join(dir, filepath.Base(t.File))
				if err := os.WriteFile(t.Path, pdf, 0o600); err != nil {
					return nil, err
				}
				out = append(out, t)
			}
		}
	}
	return out, nil
}
