package text

import (
	"bytes"
	"testing"

	"github.com/payable-ap/payable/ocr/specimen"
)

// TestAttachments checks embedded files, also of a PDF that declares a version
// which knows none, as a quarter of all hybrid invoices do.
func TestAttachments(t *testing.T) {
	b := specimen.Random(11, "en")
	pdf, _, err := specimen.Draw(b, specimen.Classic)
	if err != nil {
		t.Fatal(err)
	}
	xml := specimen.CII(b)
	now, err := specimen.FacturX(pdf, xml)
	if err != nil {
		t.Fatal(err)
	}
	old := bytes.Clone(now)
	old[bytes.Index(old, []byte("%PDF-1."))+7] = '3'
	if !bytes.Contains(old, []byte("/Version /1.7")) {
		t.Fatal("the specimen declares its version otherwise than this test believes")
	}
	old = bytes.ReplaceAll(old, []byte("/Version /1.7"), []byte("/Version /1.3"))
	for name, data := range map[string][]byte{"1.7": now, "1.3": old} {
		got, err := Attachments(data)
		if err != nil || len(got) != 1 || !bytes.Equal(got[0].Data, xml) || got[0].Name != "factur-x.xml" {
			t.Errorf("PDF %s: got %d files, %v", name, len(got), err)
		}
		r := reader(t)
		d, err := r.Open(data)
		if err != nil {
			t.Fatal(err)
		}
		if !d.HasAttachments() {
			t.Errorf("PDF %s: PDFium sees no embedded file", name)
		}
		if second := d.pdf.attachments(); len(second) != 1 || !bytes.Equal(second[0].Data, xml) {
			t.Errorf("PDF %s: PDFium, which is asked second, reads %d files", name, len(second))
		}
		d.Close()
	}
	if got, err := Attachments(pdf); len(got) != 0 || err != nil {
		t.Errorf("a PDF without any: got %d, %v", len(got), err)
	}
	if _, err := Attachments([]byte("%PDF-1.4 nothing")); err == nil {
		t.Error("a broken PDF: no error")
	}
}
