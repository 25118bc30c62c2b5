package score_test

import (
	"strings"
	"testing"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/score"
	"github.com/payable-ap/payable/ocr/text"
)

// TestLearn scores a reader that never finds the number: one corrected document
// of a layout teaches where it stands on the others of it, and on no other's.
func TestLearn(t *testing.T) {
	printed := map[string]string{
		"a1": "Nordwind Schrauben GmbH Hafenstrasse Lager Verkauf Handelsregister Bremen Lieferung Vorgang V-17",
		"a2": "Nordwind Schrauben GmbH Hafenstrasse Lager Verkauf Handelsregister Bremen Lieferung Vorgang V-18",
		"b1": "Suedwind Muttern GmbH Bergstrasse Lager Verkauf Handelsregister Ulm Lieferung Vorgang W-1",
		"b2": "Suedwind Muttern GmbH Bergstrasse Lager Verkauf Handelsregister Ulm Lieferung Vorgang verwischt",
	}
	seller := map[string]string{"a": "Nordwind Schrauben GmbH", "b": "Suedwind Muttern GmbH"}
	var truths []score.Truth
	for _, f := range []string{"a1", "a2", "b1", "b2"} {
		words := strings.Fields(printed[f]) // of b2 the number cannot be read: its truth is another word
		truths = append(truths, score.Truth{File: f, Path: f, Kind: "pdf-text", Family: "f", Layout: f[:1], Type: payable.DocInvoice,
			Header: map[payable.Term]string{payable.InvoiceNumber: words[len(words)-1], payable.SellerName: seller[f[:1]]}})
	}
	read := func(file string) ([]payable.Draft, []text.Page, error) {
		p := text.Page{Number: 1, Width: 595, Height: 842}
		for i, w := range strings.Fields(printed[file]) {
			y := 40 + 30*float64(i/3)
			x := 60 + 100*float64(i%3)
			p.Words = append(p.Words, text.Word{Text: w, Box: payable.Box{X0: x, Y0: y, X1: x + 90, Y1: y + 10}})
		}
		d := payable.Draft{DocType: payable.DocInvoice, PageRange: [2]int{1, 1}, Fields: map[payable.Term]payable.Field{payable.SellerName: {Value: seller[file[:1]]}}}
		return []payable.Draft{d}, []text.Page{p}, nil
	}
	l, err := score.Learn(t.Context(), truths, read, 2)
	if err != nil {
		t.Fatal(err)
	}
	if l.Layouts != 2 || l.Found != 2 || l.Other != 0 || l.Plain.All.RightDocs != 0 || l.Learnt.All.RightDocs != 1 {
		t.Errorf("%d layouts; %d found, %d taken for others; right %d plain, %d with memory; want 2; 2, 0; 0, 1",
			l.Layouts, l.Found, l.Other, l.Plain.All.RightDocs, l.Learnt.All.RightDocs)
	}
	var out strings.Builder
	if err := l.WriteText(&out, true); err != nil || !strings.Contains(out.String(), "after one correction: 1 header fields mended, 0 spoilt") {
		t.Errorf("error %v, report\n%s", err, out.String())
	}
	if _, err := score.Learn(t.Context(), truths[:1], read, 1); err == nil {
		t.Error("a corpus without a second document of any layout is scored")
	}
}
