package message

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// The mails of testdata are built here. Every byte is decided by the code, so
// that -update writes the same files again.

// A token of the right shape; nobody's.
const token = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst"

const vendorHead = "From: Billing <billing@vendor.example>\nTo: invoices@example.org\nSubject: Invoice R-1\nDate: Fri, 20 Nov 2026 10:00:00 +0000\nMessage-ID: <1@vendor.example>\nMIME-Version: 1.0\n"

// eml joins a header and a body with CRLF line ends.
func eml(header, body string) []byte {
	s := header + "\n" + body
	return []byte(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n"))
}

// multipart makes a body and its Content-Type line from parts with headers.
func multipart(kind, boundary string, parts ...string) (contentType, body string) {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "--%s\n%s\n", boundary, p)
	}
	fmt.Fprintf(&b, "--%s--\n", boundary)
	return fmt.Sprintf("Content-Type: multipart/%s; boundary=\"%s\"\n", kind, boundary), b.String()
}

// mixed is a vendor's mail of these parts.
func mixed(head string, parts ...string) []byte {
	boundary := fmt.Sprintf("b%x", crc32.ChecksumIEEE([]byte(strings.Join(parts, ""))))
	ct, body := multipart("mixed", boundary, parts...)
	return eml(head+ct, body)
}

func text(s string) string { return "Content-Type: text/plain; charset=utf-8\n\n" + s + "\n" }
func page(s string) string { return "Content-Type: text/html; charset=utf-8\n\n" + s + "\n" }

// file is an attached part in base64.
func file(typ, name string, data []byte) string {
	return fmt.Sprintf("Content-Type: %s; name=\"%s\"\nContent-Disposition: attachment; filename=\"%s\"\nContent-Transfer-Encoding: base64\n\n%s", typ, name, name, b64(data))
}

// picture is an inline part the HTML refers to.
func picture(typ, cid string, data []byte) string {
	return fmt.Sprintf("Content-Type: %s\nContent-ID: <%s>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\n%s", typ, cid, b64(data))
}

func b64(data []byte) string {
	s := base64.StdEncoding.EncodeToString(data)
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\n")
		s = s[76:]
	}
	return b.String() + s + "\n"
}

// pdf is as much of a PDF as this package looks at, another one for every n.
func pdf(n int) []byte {
	return []byte(fmt.Sprintf("%%PDF-1.4\n%% invoice %d\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n", n))
}

const ubl = `<?xml version="1.0" encoding="ISO-8859-1"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><Note>Stra` + "\xdf" + `e</Note></Invoice>`

func jpg(w, h int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, grey(w, h), &jpeg.Options{Quality: 10}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func pngs(w, h int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, grey(w, h)); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func grey(w, h int) image.Image {
	m := image.NewGray(image.Rect(0, 0, w, h))
	m.SetGray(0, 0, color.Gray{Y: 200})
	return m
}

// zipped packs files; a name that begins with "locked:" is marked as encrypted.
func zipped(files map[string][]byte, order ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range order {
		data := files[name]
		h := &zip.FileHeader{Name: strings.TrimPrefix(name, "locked:"), Method: zip.Deflate}
		var err error
		if h.Name != name {
			h.Method, h.Flags = zip.Store, 1
			h.CompressedSize64, h.UncompressedSize64 = uint64(len(data)), uint64(len(data))
			w, e := z.CreateRaw(h)
			if err = e; err == nil {
				_, err = w.Write(data)
			}
		} else {
			w, e := z.CreateHeader(h)
			if err = e; err == nil {
				_, err = w.Write(data)
			}
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// winmail makes a winmail.dat with one attachment of that name.
func winmail(name string, data []byte) []byte {
	b := []byte{0x78, 0x9f, 0x3e, 0x22, 1, 0}
	attribute := func(id uint32, v []byte) {
		b = append(b, 2)
		b = binary.LittleEndian.AppendUint32(b, id)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(v)))
		b = append(b, v...)
		b = append(b, 0, 0)
	}
	attribute(0x00069002, make([]byte, 14))
	attribute(0x00018010, append([]byte(name), 0))
	attribute(0x0006800f, data)
	return b
}

var oidSignedData = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}

// signed wraps data as CMS SignedData, in one piece or as streaming writers do.
func signed(data []byte, streaming bool) []byte {
	octets := tlv(0x04, data)
	if streaming {
		half := len(data) / 2
		octets = endless(0x24, tlv(0x04, data[:half]), tlv(0x04, data[half:]))
	}
	wrap := func(tag byte, parts ...[]byte) []byte {
		if streaming {
			return endless(tag, parts...)
		}
		return tlv(tag, bytes.Join(parts, nil))
	}
	encap := wrap(0x30, tlv(0x06, []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01}), wrap(0xa0, octets))
	return wrap(0x30, tlv(0x06, oidSignedData), wrap(0xa0, wrap(0x30, tlv(0x02, []byte{1}), tlv(0x31, nil), encap, tlv(0x31, nil))))
}

func tlv(tag byte, v []byte) []byte {
	switch n := len(v); {
	case n < 0x80:
		return append([]byte{tag, byte(n)}, v...)
	default:
		return append([]byte{tag, 0x82, byte(n >> 8), byte(n)}, v...)
	}
}

func endless(tag byte, parts ...[]byte) []byte {
	return append(append([]byte{tag, 0x80}, bytes.Join(parts, nil)...), 0, 0)
}

func parse(t *testing.T, raw []byte) *Mail {
	t.Helper()
	m, err := Parse(raw, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return m
}
