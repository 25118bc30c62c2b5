package einvoice

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
)

// The kinds of PKCS #7, by the last byte of their content type.
const (
	signedData    = 2
	envelopedData = 3
)

var pkcs7 = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07}

// ber writes an element, with the lengths known or streamed.
func ber(streamed bool, tag byte, parts ...[]byte) []byte {
	content := bytes.Join(parts, nil)
	if streamed && tag&0x20 != 0 {
		return append(append([]byte{tag, 0x80}, content...), 0, 0)
	}
	if len(content) < 0x80 {
		return append([]byte{tag, byte(len(content))}, content...)
	}
	return append(binary.BigEndian.AppendUint32([]byte{tag, 0x84}, uint32(len(content))), content...)
}

// sealed signs data as CAdES does, but for the signature itself, which nobody
// looks at. The kind is that of PKCS #7.
func sealed(data []byte, kind byte, streamed bool) []byte {
	octets := ber(false, 0x04, data)
	if streamed {
		half := len(data) / 2
		octets = ber(true, 0x24, ber(false, 0x04, data[:half]), ber(true, 0x24, ber(false, 0x04, data[half:])))
	}
	id := func(k byte) []byte { return append(bytes.Clone(pkcs7), k) }
	encap := ber(streamed, 0x30, id(1), ber(streamed, 0xa0, octets))
	if data == nil {
		encap = ber(streamed, 0x30, id(1))
	}
	signed := ber(streamed, 0x30, ber(false, 0x02, []byte{1}), ber(streamed, 0x31), encap, ber(streamed, 0x31, bytes.Repeat([]byte{0x05, 0x00}, 200)))
	return ber(streamed, 0x30, id(kind), ber(streamed, 0xa0, signed))
}

// inLines is base64 as mail programs break it.
func inLines(b []byte) []byte {
	s := base64.StdEncoding.EncodeToString(b)
	var out strings.Builder
	for ; len(s) > 64; s = s[64:] {
		out.WriteString(s[:64] + "\r\n")
	}
	return []byte(out.String() + s + "\r\n")
}

// TestSignedFatturaPA reads an invoice out of its envelope, however it is written.
func TestSignedFatturaPA(t *testing.T) {
	xml := file(t, "fatturapa.xml")
	want, err := Read(xml)
	if err != nil {
		t.Fatal(err)
	}
	der, streamed := sealed(xml, signedData, false), sealed(xml, signedData, true)
	for _, tt := range []struct {
		name string
		data []byte
	}{
		{"binary", der},
		{"streamed, in pieces", streamed},
		{"in base64", inLines(der)},
		{"streamed, in base64 on one line", []byte(base64.StdEncoding.EncodeToString(streamed))},
		{"with PEM lines", pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: der})},
		{"signed twice", sealed(der, signedData, true)},
		{"base64 in an envelope", sealed(inLines(der), signedData, false)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Read(tt.data)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(want) || got[0].Value(payable.InvoiceNumber) != want[0].Value(payable.InvoiceNumber) || got[0].Document != payable.HashOf(tt.data) {
				t.Errorf("got %d drafts, the first numbered %q", len(got), got[0].Value(payable.InvoiceNumber))
			}
			if kind, ok := Kind(tt.data); kind != FatturaPA || !ok {
				t.Errorf("it is of kind %q, %v", kind, ok)
			}
		})
	}
}

// TestEnvelopesThatStayShut checks the reasons for those that cannot be opened.
func TestEnvelopesThatStayShut(t *testing.T) {
	xml := file(t, "fatturapa.xml")
	der := sealed(xml, signedData, false)
	four := der
	for range 3 {
		four = sealed(four, signedData, false)
	}
	for _, tt := range []struct {
		name, want string
		data       []byte
	}{
		{"encrypted", "encrypted for its recipient", sealed(xml, envelopedData, false)},
		{"a signature alone", "a signature alone", sealed(nil, signedData, true)},
		{"cut short", "damaged", der[:len(der)/2]},
		{"cut short in base64", "damaged", inLines(der)[:len(xml)/2]},
		{"of an unknown kind", "not opened", sealed(xml, 6, false)},
		{"signed four times", "more than three times", four},
	} {
		_, err := Read(tt.data)
		var refused *payable.InvalidError
		if !errors.As(err, &refused) || !strings.Contains(fmt.Sprint(err), tt.want) {
			t.Errorf("%s: got %v, want a reason with %q", tt.name, err, tt.want)
		}
	}
	for _, other := range []string{"", "0", "MI", "MIAMI INVOICE 4711", "-----BEGIN", "%PDF-1.7", string(xml)} {
		if got, err := Unsigned([]byte(other)); err != nil || string(got) != other {
			t.Errorf("%.20q came back as %.20q, %v", other, got, err)
		}
	}
}

// FuzzSigned checks that no envelope breaks its reader, and that what was opened
// was in it.
func FuzzSigned(f *testing.F) {
	xml := []byte("<a>1</a>")
	for _, b := range [][]byte{sealed(xml, signedData, false), sealed(xml, signedData, true), inLines(sealed(xml, signedData, true)), sealed(nil, signedData, false)} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Unsigned(data)
		var refused *payable.InvalidError
		switch {
		case err != nil && !errors.As(err, &refused):
			t.Errorf("%v is no reason", err)
		case len(got) > len(data):
			t.Errorf("%d bytes of %d", len(got), len(data))
		}
	})
}
