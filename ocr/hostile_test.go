package ocr

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
	"github.com/payable-ap/payable/ocr/worker"
)

// objects writes a PDF of the given objects, numbered from 1; the first is the
// catalogue.
func objects(list ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(list))
	for i, o := range list {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(list)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(list)+1, at)
	return b.Bytes()
}

func stream(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

func deflated(data []byte) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(data) // memory takes everything
	_ = z.Close()
	return b.String()
}

// repeated is the deflated form of a megabyte of pattern, n times over. It packs
// the megabyte once and repeats the packed block, which takes no time; the
// checksum at the end is wrong, which no reader of PDFs minds.
func repeated(pattern string, n int) []byte {
	var block bytes.Buffer
	z, err := flate.NewWriter(&block, flate.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	_, _ = z.Write(bytes.Repeat([]byte(pattern), 1<<20/len(pattern))) // memory takes everything
	_ = z.Flush()
	out := append([]byte{0x78, 0xda}, bytes.Repeat(block.Bytes(), n)...)
	return append(out, 0x03, 0x00, 0, 0, 0, 0) // an empty last block, the checksum
}

// laughing is a PDF of forms that each draw the next ten times: ten to the ninth
// rectangles in three kilobytes.
func laughing() []byte {
	const levels = 9
	list := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>",
		stream("", "/F Do"),
	}
	for i := range levels {
		res, body := fmt.Sprintf("/Resources << /XObject << /F %d 0 R >> >>", 6+i), strings.Repeat("/F Do ", 10)
		if i == levels-1 {
			res, body = "", "0 0 500 500 re f"
		}
		list = append(list, stream("/Type /XObject /Subtype /Form /BBox [0 0 595 842] "+res, body))
	}
	return objects(list...)
}

// page is a PDF of one page with a picture or some other content.
func page(content, resources string, more ...string) []byte {
	return objects(append([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << " + resources + " >> >>",
		content,
	}, more...)...)
}

// bomb is a page whose content is n megabytes of operators, packed twice.
func bomb(n int) []byte {
	return page(stream("/Filter [/FlateDecode /FlateDecode]", deflated(repeated("q Q ", n))), "")
}

// giant is a page with a picture of side by side pixels, packed twice.
func giant(side int) []byte {
	im := stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter [/FlateDecode /FlateDecode]", side, side), deflated(repeated("\x00", side/1024*side/8192+1)))
	return page(stream("", "595 0 0 842 0 0 cm /I Do"), "/XObject << /I 5 0 R >>", im)
}

// claimingPNG is a PNG that claims to be w by h pixels of 16 bit colour.
func claimingPNG(w, h uint32) []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(name string, data []byte) {
		body := append([]byte(name), data...)
		b.Write(binary.BigEndian.AppendUint32(nil, uint32(len(data))))
		b.Write(body)
		b.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(body)))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	chunk("IHDR", append(head, 16, 6, 0, 0, 0))
	chunk("IDAT", []byte(deflated(make([]byte, 1<<20))))
	chunk("IEND", nil)
	return b.Bytes()
}

// knotted is a TIFF whose second directory points at its first.
func knotted() []byte {
	b := []byte("II*\x00\x08\x00\x00\x00")
	return append(b, 0, 0, 8, 0, 0, 0)
}

// TestHostileDocuments reads what strangers might send to hurt: each must end
// within the limits with a result or its own reason, and the next document must
// be read.
func TestHostileDocuments(t *testing.T) {
	ctx := context.Background()
	// Drawing gets less than it has, so that the test need not wait for the real
	// limit; the rest keeps what the limits table says.
	steps := limits(worker.Limits{}).Steps
	steps[text.StepDraw] = worker.Step{Doing: "drawing", Each: 5 * time.Second}
	r := newReader(t, Config{Limits: worker.Limits{Steps: steps}})
	good := bill(t)
	if _, err := r.Read(ctx, good, Options{}); err != nil {
		t.Fatal(err)
	}
	deep := strings.Repeat("<a>", 200_000) + strings.Repeat("</a>", 200_000)
	for _, tt := range []struct {
		name, want string // part of the reason; "" if a reading is fine, too
		data       []byte
	}{
		{"forms that draw forms", "", laughing()},
		{"a gigabyte of operators in a few kilobytes", "the document needs more than 0.5 GB of memory to be read", bomb(1024)},
		{"a picture of 60,000 by 60,000 pixels", "drawing page 1 took longer than 5 s", giant(60_000)},
		{"a page of a square kilometre", "no sensible size", bytes.Replace(page(stream("", "0 0 9 9 re f"), ""), []byte("0 0 595 842"), []byte("0 0 2834646 2834646"), 1)},
		{"a PNG that claims 60,000 by 60,000 pixels", "too large", claimingPNG(60_000, 60_000)},
		{"a PNG that claims what it does not hold", "", claimingPNG(7000, 7000)},
		{"a TIFF in a knot", "", knotted()},
		{"XML 200,000 deep", "deep", []byte(deep)},
		{"XML of a million elements", "200000", []byte("<a>" + strings.Repeat("<b/>", 1_000_000) + "</a>")},
		{"an entity that laughs", "DOCTYPE", []byte(`<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Invoice>&b;</Invoice>`)},
		{"pages in a circle", "", objects("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>")},
		{"half a document", "", good[:len(good)/2]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			began := time.Now()
			res, err := r.Read(ctx, tt.data, Options{})
			took := time.Since(began)
			var f *Fault
			var u *Unreadable
			switch {
			case err == nil && tt.want == "":
			case !errors.As(err, &f) && !errors.As(err, &u):
				t.Errorf("got %+v, %v; want the document's own reason", res, err)
			case !strings.Contains(err.Error(), tt.want):
				t.Errorf("got %q, want %q in it", err, tt.want)
			}
			t.Logf("%d bytes, %v: %d drafts, %v", len(tt.data), took.Round(time.Millisecond), len(res.Drafts), err)
			if took > 35*time.Second {
				t.Errorf("it took %v", took)
			}
			if res, err := r.Read(ctx, good, Options{}); err != nil || res.Drafts[0].Draft.Value(payable.InvoiceNumber) != "NF-20417" {
				t.Errorf("the next document: %v", err)
			}
		})
	}
}
