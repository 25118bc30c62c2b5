package ocr

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
)

// hybrid is a specimen's page with its XML inside.
func hybrid(t testing.TB, page, xml specimen.Bill) []byte {
	t.Helper()
	pdf, _, err := specimen.Draw(page, specimen.Classic)
	if err != nil {
		t.Fatal(err)
	}
	data, err := specimen.FacturX(pdf, specimen.CII(xml))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestHybrid reads a PDF with its invoice inside both ways.
func TestHybrid(t *testing.T) {
	ctx := context.Background()
	r := newReader(t, Config{})
	b := specimen.Random(11, "en")
	want := b.Truth().Fields
	for _, tt := range []struct {
		name string
		data []byte
	}{
		{"as it is", hybrid(t, b, b)},
		// A quarter of all hybrid invoices declare the version that knows no
		// associated files.
		{"declared to be PDF 1.3", old(hybrid(t, b, b))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res, err := r.Read(ctx, tt.data, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(res.Drafts) != 1 || len(res.Problems) != 0 {
				t.Fatalf("got %d drafts, problems %q", len(res.Drafts), res.Problems)
			}
			d, page := res.Drafts[0].Draft, res.Drafts[0].Page
			if d.Source != payable.SourceXML || page == nil || page.Source != payable.SourceText {
				t.Fatalf("got a draft from %s beside %+v", d.Source, page)
			}
			for _, from := range []*payable.Draft{&d, page} {
				wantFields(t, *from, map[payable.Term]string{payable.InvoiceNumber: want[payable.InvoiceNumber], payable.GrossTotal: want[payable.GrossTotal]})
			}
			if d.TextHash == "" || d.TextHash != page.TextHash {
				t.Errorf("text hashes %q and %q", d.TextHash, page.TextHash)
			}
		})
	}

	res, err := r.Read(ctx, hybrid(t, b, b), Options{PageOnly: true})
	if err != nil || res.Drafts[0].Draft.Source != payable.SourceText || res.Drafts[0].Page != nil {
		t.Errorf("page only: got %+v, %v", res.Drafts, err)
	}
	res, err = r.Read(ctx, hybrid(t, b, b), Options{XMLOnly: true})
	if err != nil || res.Drafts[0].Draft.Source != payable.SourceXML || res.Drafts[0].Page != nil {
		t.Errorf("XML only: got %+v, %v", res.Drafts, err)
	}
	_, err = r.Read(ctx, bill(t), Options{XMLOnly: true})
	var u *Unreadable
	if !errors.As(err, &u) || u.Reason != "no structured invoice is embedded in the PDF" {
		t.Errorf("XML only, of a PDF without: got %v", err)
	}
}

// old declares a PDF to be of version 1.3.
func old(pdf []byte) []byte {
	i := bytes.Index(pdf, []byte("%PDF-1."))
	out := bytes.Clone(pdf)
	out[i+7] = '3'
	return bytes.ReplaceAll(out, []byte("/Version /1.7"), []byte("/Version /1.3"))
}

// TestAHybridThatContradictsItself checks that page and XML are kept apart, so
// that matching sees both amounts.
func TestAHybridThatContradictsItself(t *testing.T) {
	page := specimen.Random(12, "en")
	xml := page
	xml.Lines = append(xml.Lines[:0:0], xml.Lines...)
	xml.Lines[0].Quantity = xml.Lines[0].Quantity.Add(xml.Lines[0].Quantity)
	res, err := newReader(t, Config{}).Read(context.Background(), hybrid(t, page, xml), Options{})
	if err != nil {
		t.Fatal(err)
	}
	d, p := res.Drafts[0].Draft, res.Drafts[0].Page
	if p == nil || sameNumber(d.Value(payable.GrossTotal), p.Value(payable.GrossTotal)) {
		t.Errorf("got gross %s from XML and %+v from the page", d.Value(payable.GrossTotal), p)
	}
	wantFields(t, *p, map[payable.Term]string{payable.GrossTotal: page.Truth().Fields[payable.GrossTotal]})
	wantFields(t, d, map[payable.Term]string{payable.GrossTotal: xml.Truth().Fields[payable.GrossTotal]})
}

func TestXML(t *testing.T) {
	b := specimen.Random(13, "de")
	r := newReader(t, Config{})
	for name, data := range map[string][]byte{"UBL": specimen.UBL(b), "CII": specimen.CII(b)} {
		res, err := r.Read(context.Background(), data, Options{})
		if err != nil || len(res.Drafts) != 1 || res.Kind != KindXML || res.Pages != 0 {
			t.Fatalf("%s: got %+v, %v", name, res, err)
		}
		wantFields(t, res.Drafts[0].Draft, map[payable.Term]string{payable.InvoiceNumber: b.Number})
	}
	_, err := r.Read(context.Background(), []byte("<note>hello</note>"), Options{})
	var u *Unreadable
	if !errors.As(err, &u) || !strings.Contains(u.Reason, "note") {
		t.Errorf("XML that is no business document: got %v", err)
	}
}
