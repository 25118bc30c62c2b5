package ocr

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
)

// locked encrypts a PDF with 256 bits. Without a password for the reader it may
// be opened by everybody, and only not be changed.
func locked(t testing.TB, data []byte, forReaders string) []byte {
	t.Helper()
	api.DisableConfigDir()
	conf := model.NewAESConfiguration(forReaders, "owner", 256)
	conf.Permissions = model.PermissionsNone
	var out bytes.Buffer
	if err := api.Encrypt(bytes.NewReader(data), &out, conf); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// portfolio puts files into a PDF portfolio whose cover says what they all say.
func portfolio(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	pdf := fpdf.New("P", "pt", "A4", "")
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 11)
	pdf.Text(72, 80, "For the best experience, open this PDF portfolio in Acrobat X or Adobe Reader X, or later.")
	var cover, out bytes.Buffer
	if err := pdf.Output(&cover); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var names []string
	for name, data := range files {
		names = append(names, filepath.Join(dir, name))
		if err := os.WriteFile(names[len(names)-1], data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	api.DisableConfigDir()
	if err := api.AddAttachments(bytes.NewReader(cover.Bytes()), &out, names, true, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestPortfolio reads the documents inside a portfolio, each by itself, and draws
// their pages; its cover is none of them.
func TestPortfolio(t *testing.T) {
	ctx := context.Background()
	r := newReader(t, Config{})
	b := specimen.Random(11, "en")
	other, _, err := specimen.Draw(specimen.Random(12, "en"), specimen.Modern)
	if err != nil {
		t.Fatal(err)
	}
	folder := portfolio(t, map[string][]byte{"a.pdf": bill(t), "b.pdf": hybrid(t, b, b), "c.pdf": other, "d.pdf": locked(t, bill(t), "secret"), "notes.txt": []byte("as agreed")})
	res, err := r.Read(ctx, folder, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range res.Drafts {
		got = append(got, fmt.Sprintf("%s from %s of pages %v", d.Draft.Value(payable.InvoiceNumber), d.Draft.Source, d.Draft.PageRange))
	}
	want := []string{b.Number + " from xml", "NF-20417 from text of pages [1 1]", specimen.Random(12, "en").Number + " from text"}
	for _, w := range want {
		if !strings.Contains(strings.Join(got, "\n"), w) {
			t.Errorf("no %s in %q", w, got)
		}
	}
	if len(got) != len(want) || strings.Join(res.Problems, "; ") != `"d.pdf": the PDF is encrypted and needs a password` {
		t.Errorf("got %q with problems %q", got, res.Problems)
	}
	inside, err := r.Draw(ctx, folder, 1, 50)
	alone, err2 := r.Draw(ctx, bill(t), 1, 50)
	if err != nil || err2 != nil || !bytes.Equal(inside, alone) {
		t.Errorf("page 1 is drawn otherwise than the document alone: %v, %v", err, err2)
	}
	if _, err := r.Draw(ctx, folder, res.Pages+1, 50); !errors.Is(err, payable.ErrNotFound) {
		t.Errorf("a page behind the last: %v", err)
	}
}

// TestOddDocuments reads what is unusual and still to be read, and checks that
// what is not says why and what to do.
func TestOddDocuments(t *testing.T) {
	r := newReader(t, Config{})
	const helvetica = "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
	written := func(size int) string {
		return stream("", fmt.Sprintf("BT /F %d Tf %d %d Td (Invoice number NF-20417) Tj 0 -%d Td (Total GBP 156.00) Tj ET", size, 2*size, 10*size, 2*size))
	}
	sized := func(box, content string) []byte {
		return bytes.Replace(page(content, helvetica), []byte("0 0 595 842"), []byte(box), 1)
	}
	xfa := func(says string) []byte {
		return objects("<< /Type /Catalog /Pages 2 0 R /NeedsRendering true /AcroForm << /Fields [] /XFA 5 0 R >> >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
			"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << "+helvetica+" >> >>",
			stream("", "BT /F 11 Tf 72 700 Td ("+says+") Tj ET"), stream("", `<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template/></xdp:xdp>`))
	}
	var owner bytes.Buffer
	pdf := fpdf.New("P", "pt", "A4", "")
	pdf.SetProtection(fpdf.CnProtectPrint, "", "owner")
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 11)
	pdf.Text(72, 80, "Invoice number NF-20417")
	if err := pdf.Output(&owner); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		data   []byte
		number string
		reason string // part of it
	}{
		{"encrypted for the owner only, 40 bits", owner.Bytes(), "NF-20417", ""},
		{"encrypted for the owner only, 256 bits", locked(t, bill(t), ""), "NF-20417", ""},
		{"encrypted for its readers", locked(t, bill(t), "secret"), "", "the PDF is encrypted and needs a password"},
		{"a dynamic form", xfa("Please wait... If this message is not replaced, your viewer is not Adobe Reader 8 or higher."), "", "dynamic XFA"},
		{"a dynamic form in another language", xfa("Bitte warten... Unter http://www.adobe.com/go/reader_download finden Sie ein Programm"), "", "print it to a new PDF"},
		{"a form with pages of its own", xfa("Invoice number NF-20417 Total GBP 156.00"), "NF-20417", ""},
		{"a page without a size", sized("0 0 0 0", written(12)), "NF-20417", ""},
		{"a page upside down in its numbers", sized("595 842 0 0", written(12)), "NF-20417", ""},
		{"a page five metres high with few words", sized("0 0 14400 14400", written(300)), "NF-20417", ""},
		{"a telephone's picture", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + strings.Repeat("\x00", 100)), "", "send it as JPEG or PDF"},
		{"a picture in AVIF", []byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + strings.Repeat("\x00", 100)), "", "AVIF"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res, err := r.Read(context.Background(), tt.data, Options{Lang: "eng"})
			var u *Unreadable
			switch {
			case tt.reason != "" && (!errors.As(err, &u) || !strings.Contains(u.Reason, tt.reason)):
				t.Errorf("got %+v, %v; want a reason with %q", res.Drafts, err, tt.reason)
			case tt.reason == "" && err != nil:
				t.Error(err)
			case tt.reason == "" && res.Drafts[0].Draft.Value(payable.InvoiceNumber) != tt.number:
				t.Errorf("got number %q, %q", res.Drafts[0].Draft.Value(payable.InvoiceNumber), res.Problems)
			}
		})
	}
}

// TestSignedFiles reads what a signed envelope holds, XML or pages, and says why
// one stays shut. Its parts are those of RFC 5652, without a signer.
func TestSignedFiles(t *testing.T) {
	r := newReader(t, Config{})
	part := func(tag byte, parts ...[]byte) []byte { // streamed
		return append(append([]byte{tag, 0x80}, bytes.Join(parts, nil)...), 0, 0)
	}
	octets := func(b []byte) []byte {
		return append([]byte{0x04, 0x83, byte(len(b) >> 16), byte(len(b) >> 8), byte(len(b))}, b...)
	}
	seal := func(data []byte, kind byte) []byte {
		id := func(k byte) []byte { return append([]byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"), k) }
		return part(0x30, id(kind), part(0xa0, part(0x30, []byte{0x02, 1, 1}, part(0x31), part(0x30, id(1), part(0xa0, part(0x24, octets(data)))), part(0x31))))
	}
	b := specimen.Random(11, "it")
	for _, tt := range []struct {
		name, number string
		data         []byte
	}{
		{"XML", b.Number, seal(specimen.UBL(b), 2)},
		{"a PDF", "NF-20417", seal(bill(t), 2)},
		{"XML in base64", b.Number, []byte(base64.StdEncoding.EncodeToString(seal(specimen.UBL(b), 2)))},
	} {
		res, err := r.Read(context.Background(), tt.data, Options{Name: "invoice.p7m"})
		if err != nil || res.Drafts[0].Draft.Value(payable.InvoiceNumber) != tt.number || res.Drafts[0].Draft.Document != payable.HashOf(tt.data) {
			t.Errorf("%s: got %+v, %v", tt.name, res.Drafts, err)
		}
	}
	var u *Unreadable
	if _, err := r.Read(context.Background(), seal(bill(t), 3), Options{}); !errors.As(err, &u) || !strings.Contains(u.Reason, "encrypted for its recipient") {
		t.Errorf("encrypted: got %v", err)
	}
	if png, err := r.Draw(context.Background(), seal(bill(t), 2), 1, 50); err != nil || len(png) == 0 {
		t.Errorf("drawing: %v", err)
	}
}

// TestScanOnAGiantPage reads a sheet scanned at 600 dpi by a program that made a
// point of every pixel: nearly two metres of paper.
func TestScanOnAGiantPage(t *testing.T) {
	r := newReader(t, Config{})
	ctx := context.Background()
	png, err := r.Draw(ctx, bill(t), 1, 200)
	if err != nil {
		t.Fatal(err)
	}
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: 4960, Ht: 7016}})
	pdf.AddPage()
	pdf.RegisterImageOptionsReader("scan", fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(png))
	pdf.ImageOptions("scan", 0, 0, 4960, 7016, false, fpdf.ImageOptions{}, 0, "")
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil {
		t.Fatal(err)
	}
	res, err := r.Read(ctx, b.Bytes(), Options{Lang: "eng"})
	if err != nil {
		t.Fatal(err)
	}
	if d := res.Drafts[0].Draft; d.Value(payable.InvoiceNumber) != "NF-20417" || !sameNumber(d.Value(payable.GrossTotal), "156") {
		t.Errorf("got number %q, total %q, problems %q", d.Value(payable.InvoiceNumber), d.Value(payable.GrossTotal), res.Problems)
	}
}
