package specimen_test

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/score"
	"github.com/payable-ap/payable/ocr/specimen"
)

// TestLayoutsLookDifferent holds the promise of variety: at least forty names,
// and no two layouts alike in the four things that make a page's face.
func TestLayoutsLookDifferent(t *testing.T) {
	names, faces := map[string]bool{}, map[string]string{}
	for _, l := range specimen.Layouts() {
		if names[l.Name] || l.Name == "" {
			t.Errorf("two layouts are called %q", l.Name)
		}
		names[l.Name] = true
		face := fmt.Sprint(l.Head, l.Meta, l.Table, l.Columns)
		if faces[face] != "" {
			t.Errorf("%s looks like %s", l.Name, faces[face])
		}
		faces[face] = l.Name
	}
	if len(names) < 40 || len(specimen.Languages()) < 6 {
		t.Errorf("%d layouts in %d languages, want 40 in 6", len(names), len(specimen.Languages()))
	}
	for seed := range uint64(100) {
		a, b := specimen.RandomLayout(seed), specimen.RandomLayout(seed)
		if fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("seed %d gives two layouts", seed)
		}
	}
}

// TestOtherDocumentsHaveTheirTruth draws every type of document and checks what
// must and what must not be found in it.
func TestOtherDocumentsHaveTheirTruth(t *testing.T) {
	for _, tt := range []struct {
		kind     payable.DocType
		has, not []payable.Term
		lines    bool
	}{
		{payable.DocOrder, []payable.Term{payable.PONumber, payable.SellerName, payable.BuyerName, payable.NetTotal}, []payable.Term{payable.InvoiceNumber, payable.IBAN, payable.DueDate}, true},
		{payable.DocOrderResponse, []payable.Term{payable.SellerName, payable.GrossTotal}, []payable.Term{payable.InvoiceNumber, payable.DueDate}, true},
		{payable.DocDespatchAdvice, []payable.Term{payable.DespatchNumber, payable.BuyerName}, []payable.Term{payable.InvoiceNumber, payable.NetTotal, payable.GrossTotal}, true},
		{payable.DocReminder, []payable.Term{payable.SellerName, payable.IssueDate}, []payable.Term{payable.InvoiceNumber, payable.GrossTotal, payable.PONumber}, false},
		{payable.DocStatement, []payable.Term{payable.SellerName, payable.CurrencyCode}, []payable.Term{payable.InvoiceNumber, payable.GrossTotal}, false},
		{payable.DocReceipt, []payable.Term{payable.SellerName, payable.IssueDate, payable.GrossTotal, payable.TaxTotal}, []payable.Term{payable.InvoiceNumber, payable.BuyerName, payable.IBAN}, true},
	} {
		for i, lang := range specimen.Languages() {
			b := specimen.Varied(uint64(40+i), lang).As(tt.kind, 7)
			lay := specimen.Layouts()[i*5].For(lang)
			_, truth := draw(t, b, lay)
			if truth.DocType != tt.kind {
				t.Errorf("%s %s: type %s", tt.kind, lang, truth.DocType)
			}
			for _, term := range tt.has {
				if truth.Fields[term] == "" {
					t.Errorf("%s %s in %s: no %s", tt.kind, lang, lay.Name, term)
				}
			}
			for _, term := range tt.not {
				if truth.Fields[term] != "" {
					t.Errorf("%s %s in %s: %s is %q", tt.kind, lang, lay.Name, term, truth.Fields[term])
				}
			}
			if (len(truth.Lines) > 0) != tt.lines {
				t.Errorf("%s %s: %d lines", tt.kind, lang, len(truth.Lines))
			}
		}
	}
}

// TestReceiptsAddUp checks a till's own sums: prices include tax.
func TestReceiptsAddUp(t *testing.T) {
	for seed := range uint64(20) {
		b := specimen.Varied(seed, "it").As(payable.DocReceipt, seed)
		_, truth := draw(t, b, specimen.Classic)
		sum := decimal.Zero
		for _, l := range truth.Lines {
			sum = sum.Add(decimal.RequireFromString(l[payable.LineTotal]))
		}
		net, tax := decimal.RequireFromString(truth.Fields[payable.NetTotal]), decimal.RequireFromString(truth.Fields[payable.TaxTotal])
		if gross := truth.Fields[payable.GrossTotal]; sum.StringFixed(2) != gross || net.Add(tax).StringFixed(2) != gross {
			t.Errorf("seed %d: lines %s, net %s, tax %s, gross %s", seed, sum, net, tax, gross)
		}
	}
}

// TestACorpusIsReadByTheScorer writes one twice and loads it as the evaluation
// does.
func TestACorpusIsReadByTheScorer(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	n, kinds := 60, 4
	if racing {
		n, kinds = 20, 2
	}
	w := specimen.Writing{Skip: []payable.DocType{payable.DocStatement}}
	for _, dir := range []string{one, two} {
		if err := specimen.WriteCorpus(dir, 9, n, w); err != nil {
			t.Fatal(err)
		}
	}
	truths, err := score.Load(filepath.Join(one, "truth.jsonl"))
	if err != nil || len(truths) < n*3/4 || len(truths) > n {
		t.Fatalf("%d truths, %v", len(truths), err)
	}
	types := map[payable.DocType]int{}
	for _, truth := range truths {
		types[truth.Type]++
		a, err := os.ReadFile(truth.Path)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := os.ReadFile(filepath.Join(two, truth.File))
		if !bytes.Equal(a, b) || !bytes.HasPrefix(a, []byte("%PDF")) {
			t.Errorf("%s: written twice, %d and %d bytes differ", truth.File, len(a), len(b))
		}
		if truth.Kind != "pdf-text" || truth.Family != "specimen" || truth.Layout == "" || truth.Header[payable.SellerName] == "" {
			t.Errorf("%s: %+v", truth.File, truth)
		}
	}
	if types[payable.DocStatement] > 0 || types[payable.DocInvoice] < n/2 || len(types) < kinds {
		t.Errorf("types %v", types)
	}
}

// TestEveryDamageShows damages a page of thin lines in each way: the picture
// changes, twice to the same, and stays a page of the size asked for.
func TestEveryDamageShows(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 210, 297))
	for i := range page.Pix {
		page.Pix[i] = uint8(255 - 200*(i/210/3%2))
		if i < 210*60 { // a letterhead: the page has a top
			page.Pix[i] = 90
		}
	}
	plain, err := specimen.Scan(page, specimen.Damage{DPI: 25})
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range specimen.Damages() {
		d.DPI = 25
		one, err := specimen.Scan(page, d)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := specimen.Scan(page, d)
		if !bytes.Equal(one.Pix, again.Pix) {
			t.Errorf("%s: the same damage gives other pixels", name)
		}
		if bytes.Equal(one.Pix, plain.Pix) {
			t.Errorf("%s changes nothing", name)
		}
		size := plain.Rect.Size()
		if d.Turn%2 == 1 {
			size.X, size.Y = size.Y, size.X
		}
		if one.Rect.Size() != size {
			t.Errorf("%s: %v, want %v", name, one.Rect.Size(), size)
		}
	}
	for name, d := range map[string]specimen.Damage{"curl": {Curl: 0.01}, "table": {Table: 0.2}, "wrinkles": {Wrinkles: 3, Crease: 0.5}, "specks": {Specks: 0.01}, "copied": {Copied: true}, "half turn": {Turn: 2}} {
		d.DPI = 25
		if g, err := specimen.Scan(page, d); err != nil || bytes.Equal(g.Pix, plain.Pix) {
			t.Errorf("%s alone changes nothing (%v)", name, err)
		}
	}
}
