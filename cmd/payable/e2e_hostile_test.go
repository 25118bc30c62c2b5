package main

import (
	"bytes"
	"compress/zlib"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the hostile documents again")

// hostile reads a document that was packed once: under the race detector that
// takes minutes.
func hostile(t testing.TB, name string) []byte {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		check(t, os.WriteFile(path, map[string]func() []byte{"giant.pdf": giantPage, "bomb.pdf": bomb}[name](), 0o644))
	}
	return must[[]byte](t)(os.ReadFile(path))
}

// giantPage is a PDF whose page shows a picture of 60,000 by 60,000 pixels, packed
// twice into a few kilobytes: drawing it never ends within its time.
func giantPage() []byte {
	const side = 60_000
	picture := packed(bytes.NewReader(packed(io.LimitReader(repeated("\x00\x00\x00\x00\x00\x00\x00\x00"), side*side/8))))
	return pdfOf(
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>",
		stream("", []byte("595 0 0 842 0 0 cm /I Do")),
		stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter [/FlateDecode /FlateDecode]", side, side), picture),
	)
}

// bomb is a PDF whose page is a gigabyte of operators, packed twice.
func bomb() []byte {
	once := packed(io.LimitReader(repeated("q Q "), 1<<30))
	return pdfOf(
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
		stream("/Filter [/FlateDecode /FlateDecode]", packed(bytes.NewReader(once))),
	)
}

// pdfOf writes a PDF of objects, numbered from 1; the first is the catalogue.
func pdfOf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, at)
	return b.Bytes()
}

func stream(dict string, data []byte) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

func packed(data io.Reader) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = io.Copy(z, data) // memory takes everything
	_ = z.Close()
	return b.Bytes()
}

// A repeated string never ends; its length divides every buffer's.
type repeated string

func (r repeated) Read(p []byte) (int, error) {
	n := 0
	for n+len(r) <= len(p) {
		n += copy(p[n:], r)
	}
	return n, nil
}
