package fields_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/fields"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/text"
)

// bundled reads the parts of a bundle as pages of one file, and says which pages
// are whose.
func bundled(t *testing.T, r *text.Reader, parts []specimen.Part) (pages []text.Page, spans [][2]int) {
	t.Helper()
	for _, part := range parts {
		doc, err := r.Open(part.PDF)
		if err != nil {
			t.Fatal(err)
		}
		first := len(pages) + 1
		for n := 1; n <= doc.Pages(); n++ {
			p, _, err := doc.Read(n, "", func(string, int) {})
			if err != nil {
				t.Fatal(err)
			}
			p = p.Upright()
			p.Number = len(pages) + 1
			pages = append(pages, p)
		}
		doc.Close()
		spans = append(spans, [2]int{first, len(pages)})
	}
	return pages, spans
}

// wrong says what is wrong with how a bundle was taken apart; "" if nothing. The
// invoices found must be those in it, each with all of its pages and none of
// another business document; a letter or terms may be with it or by themselves.
func wrong(parts []specimen.Part, spans [][2]int, got []payable.Draft) string {
	bills := func(t payable.DocType) bool { return t == payable.DocInvoice || t == payable.DocCreditNote }
	var found [][2]int
	for _, d := range got {
		if bills(d.DocType) {
			found = append(found, d.PageRange)
		}
	}
	n := 0
	for i, p := range parts {
		if !bills(p.Truth.DocType) {
			continue
		}
		if n >= len(found) {
			return fmt.Sprintf("%d invoices are missing", 1)
		}
		least, most := spans[i], spans[i]
		for j := i - 1; j >= 0 && parts[j].Ahead; j-- {
			most[0] = spans[j][0]
		}
		for j := i + 1; j < len(parts) && parts[j].Enclosed && !parts[j].Ahead; j++ {
			most[1] = spans[j][1]
		}
		if f := found[n]; f[0] < most[0] || f[0] > least[0] || f[1] < least[1] || f[1] > most[1] {
			return fmt.Sprintf("an invoice on pages %v is found on %v", least, f)
		}
		n++
	}
	if n < len(found) {
		return fmt.Sprintf("%d invoices too many", len(found)-n)
	}
	return ""
}

// TestBundles takes apart files of several documents. The rate is printed and
// held a little below what was measured when the rules were last changed.
func TestBundles(t *testing.T) {
	const seed = 6000
	each := 15
	if testing.Short() {
		each = 2
	}
	r, err := text.NewReader(text.Config{CacheDir: filepath.Join(os.TempDir(), "payable-test-wasm"), NoOCR: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	all, right := 0, 0
	for k, kind := range specimen.BundleKinds {
		n, ok := 0, 0
		for i := range each {
			parts, err := specimen.Bundle(kind, uint64(seed+100*k+i))
			if err != nil {
				continue // no letter for a name in the layout's font
			}
			pages, spans := bundled(t, r, parts)
			n++
			if why := wrong(parts, spans, fields.Read(pages, fields.Options{})); why == "" {
				ok++
			} else {
				t.Logf("%s %d (%d pages): %s", kind, i, len(pages), why)
			}
		}
		t.Logf("%s: %d of %d", kind, ok, n)
		all, right = all+n, right+ok
	}
	t.Logf("taken apart right: %d of %d bundles (%.1f %%)", right, all, 100*float64(right)/float64(max(all, 1)))
	if float64(right) < 0.9*float64(all) || all < 2*len(specimen.BundleKinds) {
		t.Errorf("%d of %d bundles", right, all)
	}
}
