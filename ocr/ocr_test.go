package ocr

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/worker"
)

// TestMain makes the test binary its own worker. Documents that begin with
// "misbehave" do so; no product build knows them.
func TestMain(m *testing.M) {
	if worker.IsChild() {
		h := handler()
		real := h.Do
		h.Do = func(ctx context.Context, req []byte, step func(string, int)) ([]byte, error) {
			if _, data, err := decodeAsked(req); err == nil && bytes.HasPrefix(data, []byte("misbehave ")) {
				return misbehave(strings.TrimPrefix(string(data), "misbehave "))
			}
			return real(ctx, req, step)
		}
		worker.Main(h)
	}
	os.Exit(m.Run())
}

func misbehave(how string) ([]byte, error) {
	switch how {
	case "hang":
		select {}
	case "eat 3 GB":
		var held [][]byte
		for len(held) < 3000 {
			b := make([]byte, 1<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			held = append(held, b)
		}
		return held[0], nil
	case "crash":
		_ = syscall.Tgkill(os.Getpid(), syscall.Gettid(), syscall.SIGSEGV)
		select {}
	case "lie":
		return []byte(`{"Kind":"pdf","Drafts":[{"Draft":{"DocType":"invoice","Source":"person","Fields":{}}}]}`), nil
	case "forge":
		return []byte(`{"Kind":"pdf","Drafts":[{"Draft":{"ID":7,"By":"ana","Document":"00","DocType":"invoice","Source":"text",
			"Fields":{"invoice_number":{"Value":"A\u0000B","Confidence":1,"Source":"text"}}}}]}`), nil
	case "babble":
		return bytes.Repeat([]byte("x"), 1000), nil
	}
	return nil, fmt.Errorf("unknown %q", how)
}

func newReader(t testing.TB, c Config) *Reader {
	t.Helper()
	c.CacheDir = filepath.Join(os.TempDir(), "payable-test-wasm")
	if c.Workers == 0 {
		c.Workers = 1
	}
	r, err := NewReader(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// bill draws a small English invoice.
func bill(t testing.TB) []byte {
	t.Helper()
	pdf := fpdf.New("P", "pt", "A4", "")
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 11)
	for _, l := range []struct {
		x, y float64
		s    string
	}{
		{72, 80, "Northwind Fasteners Ltd"}, {72, 95, "VAT no. GB 999 9999 73"},
		{72, 140, "INVOICE"}, {360, 140, "Invoice no. NF-20417"}, {360, 155, "Invoice date 17 April 2026"},
		{72, 220, "Description"}, {280, 220, "Quantity"}, {360, 220, "Unit price"}, {460, 220, "Amount"},
		{72, 240, "Hexagon bolts M8"}, {280, 240, "250"}, {360, 240, "0.42"}, {460, 240, "105.00"},
		{72, 255, "Washers M8"}, {280, 255, "500"}, {360, 255, "0.05"}, {460, 255, "25.00"},
		{360, 300, "Net total"}, {460, 300, "130.00"}, {360, 315, "VAT 20 %"}, {460, 315, "26.00"},
		{360, 330, "Total GBP"}, {460, 330, "156.00"},
	} {
		pdf.Text(l.x, l.y, l.s)
	}
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func wantFields(t testing.TB, d payable.Draft, want map[payable.Term]string) {
	t.Helper()
	for term, v := range want {
		if got := d.Value(term); got != v && !sameNumber(got, v) {
			t.Errorf("%s: got %q (%s), want %q", term, d.Value(term), d.Fields[term].Why, v)
		}
	}
}

// sameNumber reports whether both are numbers and equal: 130 and 130.00 are.
func sameNumber(a, b string) bool {
	x, err1 := decimal.NewFromString(a)
	y, err2 := decimal.NewFromString(b)
	return err1 == nil && err2 == nil && x.Equal(y)
}

var billed = map[payable.Term]string{payable.InvoiceNumber: "NF-20417", payable.IssueDate: "2026-04-17", payable.NetTotal: "130.00",
	payable.TaxTotal: "26.00", payable.GrossTotal: "156.00", payable.CurrencyCode: "GBP"}

func TestTextPDF(t *testing.T) {
	data := bill(t)
	res, err := newReader(t, Config{}).Read(context.Background(), data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Drafts) != 1 || res.Kind != KindPDF || res.Pages != 1 {
		t.Fatalf("got %d drafts of a %s with %d pages", len(res.Drafts), res.Kind, res.Pages)
	}
	d := res.Drafts[0].Draft
	wantFields(t, d, billed)
	if d.Document != payable.HashOf(data) || d.Ordinal != 1 || d.Source != payable.SourceText || len(d.TextHash) != 64 {
		t.Errorf("got document %s, ordinal %d, source %s, text %s", d.Document, d.Ordinal, d.Source, d.TextHash)
	}
}

// TestScanNeedsRecognition reads a picture of an invoice, and checks that without
// recognition nothing is made up.
func TestScanNeedsRecognition(t *testing.T) {
	ctx := context.Background()
	r := newReader(t, Config{})
	scan, err := r.Draw(ctx, bill(t), 1, 200)
	if err != nil {
		t.Fatal(err)
	}
	res, err := r.Read(ctx, scan, Options{Lang: "eng"})
	if err != nil {
		t.Fatal(err)
	}
	d := res.Drafts[0].Draft
	wantFields(t, d, billed)
	if res.Kind != KindImage || d.Source != payable.SourceOCR {
		t.Errorf("got kind %s, source %s", res.Kind, d.Source)
	}
	_, err = newReader(t, Config{NoOCR: true}).Read(ctx, scan, Options{})
	var u *Unreadable
	if !errors.As(err, &u) || !strings.Contains(u.Reason, "recognition is switched off") {
		t.Errorf("without recognition: got %v", err)
	}
}

// TestADocumentThatBreaksItsReader is the walls' whole point: the document is
// reported within the limits, the next one is read by a fresh worker, and
// nothing else notices.
func TestADocumentThatBreaksItsReader(t *testing.T) {
	ctx := context.Background()
	good := bill(t)
	for _, tt := range []struct {
		how, reason string
		kind        worker.FaultKind
		within      time.Duration
	}{
		{"hang", "reading took longer than 2 s", worker.FaultTime, 8 * time.Second},
		{"eat 3 GB", "the reader needed more than 1.2 GB of memory", worker.FaultMemory, 20 * time.Second},
		{"crash", "the reader crashed (segmentation fault)", worker.FaultCrash, 5 * time.Second},
		{"lie", "the reader's answer was malformed (an unknown source)", worker.FaultAnswer, 5 * time.Second},
		{"babble", "the reader's answer was malformed (invalid character 'x' looking for beginning of value)", worker.FaultAnswer, 5 * time.Second},
	} {
		t.Run(tt.how, func(t *testing.T) {
			wall := 60 * time.Second
			if tt.how == "hang" {
				wall = 2 * time.Second
			}
			r := newReader(t, Config{Workers: 2, Limits: worker.Limits{Wall: wall}})
			if _, err := r.Read(ctx, good, Options{}); err != nil {
				t.Fatal(err)
			}
			beside := make(chan error, 1)
			go func() { _, err := r.Read(ctx, good, Options{}); beside <- err }()
			began := time.Now()
			_, err := r.Read(ctx, []byte("misbehave "+tt.how), Options{})
			var f *Fault
			if !errors.As(err, &f) || f.Kind != tt.kind || f.Reason != tt.reason {
				t.Errorf("got %#v, want %s: %s", err, tt.kind, tt.reason)
			}
			if took := time.Since(began); took > tt.within {
				t.Errorf("reported after %v, want within %v", took, tt.within)
			}
			if err := <-beside; err != nil {
				t.Errorf("the document beside it: %v", err)
			}
			if res, err := r.Read(ctx, good, Options{}); err != nil || res.Drafts[0].Draft.Value(payable.InvoiceNumber) != "NF-20417" {
				t.Errorf("the next document: %v", err)
			}
		})
	}
}

// TestAForgedAnswer checks that a worker that was taken over can sign for nobody.
func TestAForgedAnswer(t *testing.T) {
	data := []byte("misbehave forge")
	res, err := newReader(t, Config{}).Read(context.Background(), data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := res.Drafts[0].Draft
	if d.ID != 0 || d.By != "" || d.Document != payable.HashOf(data) || d.Ordinal != 1 || d.Value(payable.InvoiceNumber) != "AB" {
		t.Errorf("got %+v", d)
	}
}

// TestUnreadable checks that a file which cannot be read says why.
func TestUnreadable(t *testing.T) {
	r := newReader(t, Config{})
	locked := fpdf.New("P", "pt", "A4", "")
	locked.SetProtection(0, "user", "owner")
	locked.AddPage()
	var enc bytes.Buffer
	if err := locked.Output(&enc); err != nil {
		t.Fatal(err)
	}
	empty := fpdf.New("P", "pt", "A4", "")
	empty.AddPage()
	var blank bytes.Buffer
	if err := empty.Output(&blank); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, data, want string }{
		{"nothing", "", "the file is empty"},
		{"encrypted", enc.String(), "the PDF is encrypted and needs a password"},
		{"not a PDF after all", "%PDF-1.7 broken", "the PDF is damaged and cannot be opened"},
		{"an empty page", blank.String(), "no text was found"},
		{"a program", "\x7fELF\x02\x01\x01", "the file is of a kind that is not read (application/x-elf); PDF, pictures and XML are"},
		{"a web page", "<!DOCTYPE html><html><body>pay</body></html>", "the file is a web page (text/html); PDF, pictures and XML are read"},
		{"half a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "the picture is damaged (unexpected EOF)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := r.Read(context.Background(), []byte(tt.data), Options{})
			var u *Unreadable
			if !errors.As(err, &u) || u.Reason != tt.want {
				t.Errorf("got %#v, want %q", err, tt.want)
			}
		})
	}
	if r.Starts() != 1 {
		t.Errorf("%d workers were started; files that cannot be read are no reason for a second", r.Starts())
	}
}

func TestDrawAndWords(t *testing.T) {
	ctx := context.Background()
	r := newReader(t, Config{})
	data := bill(t)
	png, err := r.Draw(ctx, data, 1, 72)
	if err != nil || !bytes.HasPrefix(png, []byte("\x89PNG")) {
		t.Errorf("got %d bytes, %v", len(png), err)
	}
	again, err := r.Draw(ctx, data, 1, 72)
	if err != nil || !bytes.Equal(png, again) {
		t.Error("drawing twice gives two pictures")
	}
	for _, page := range []int{0, 2, -1, 1 << 30} {
		if _, err := r.Draw(ctx, data, page, 72); !errors.Is(err, payable.ErrNotFound) {
			t.Errorf("page %d: got %v, want not found", page, err)
		}
	}
	p, err := r.Words(ctx, data, 1, "")
	if err != nil || len(p.Words) == 0 || p.Words[0].Text != "Northwind" {
		t.Errorf("got %+v, %v", p.Words, err)
	}
}

// TestReadFiles checks the shape of payable read, and that a file that cannot be
// read stops none of the others.
func TestReadFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	bad, good := write("a.pdf", []byte("%PDF-1.4 nothing")), write("b.pdf", bill(t))
	files := []string{bad, filepath.Join(dir, "absent.pdf"), good, dir}
	var out bytes.Buffer
	if err := ReadFiles(context.Background(), newReader(t, Config{Workers: 2}), files, Options{}, &out); !errors.Is(err, ErrUnread) {
		t.Errorf("got %v, want ErrUnread", err)
	}
	var lines []map[string]any
	for dec := json.NewDecoder(&out); dec.More(); {
		var l map[string]any
		if err := dec.Decode(&l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	if len(lines) != 4 {
		t.Fatalf("got %d lines, want one a file", len(lines))
	}
	for i, l := range lines {
		if l["file"] != files[i] || l["problems"] == nil || (len(l["problems"].([]any)) == 0) != (i == 2) {
			t.Errorf("line %d: %v", i, l)
		}
	}
	l := lines[2]
	number := l["fields"].(map[string]any)["invoice_number"].(map[string]any)
	if l["doc_type"] != "invoice" || l["source"] != "text" || l["part"] != 1.0 || fmt.Sprint(l["page_range"]) != "[1 1]" ||
		number["value"] != "NF-20417" || number["page"] != 1.0 || len(number["box"].([]any)) != 4 || number["why"] == "" {
		t.Errorf("got %v", l)
	}
}
