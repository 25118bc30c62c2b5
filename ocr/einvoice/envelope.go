package einvoice

import (
	"bytes"
	"encoding/base64"
)

// Unsigned returns what a signed envelope holds: FatturaPA invoices come as
// CAdES (invoice.xml.p7m), a CMS SignedData structure (RFC 5652, section 5) in
// binary or in base64, with PEM lines or without, sometimes one in another. Any
// other data comes back as it is. Mails open such envelopes by themselves; this
// is for files that come another way.
//
// The signature is not checked: that the file arrived as it was signed says
// nothing about whether the invoice may be paid. An envelope that holds nothing
// to read, because it is encrypted, damaged or a signature alone, is a
// [payable.InvalidError].
func Unsigned(data []byte) ([]byte, error) {
	for range 3 {
		der, ok := envelopeOf(data)
		if !ok {
			return data, nil
		}
		inside, err := unsigned(der)
		if err != nil {
			return nil, err
		}
		data = inside
	}
	if _, ok := envelopeOf(data); ok {
		return nil, invalid("envelopes are signed more than three times over")
	}
	return data, nil
}

// The content types of PKCS #7 begin alike; the last byte tells them apart.
var pkcs7 = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07}

const (
	signedData    = 2
	envelopedData = 3
)

// envelopeOf returns a CMS structure in binary, and reports whether data is one.
func envelopeOf(data []byte) ([]byte, bool) {
	const head = 32 // the content type stands among the first bytes
	if len(data) > 0 && data[0] == 0x30 {
		return data, bytes.Contains(data[:min(len(data), head)], pkcs7)
	}
	text := bytes.TrimPrefix(bytes.TrimSpace(data), []byte("\xef\xbb\xbf"))
	armoured := bytes.HasPrefix(text, []byte("-----BEGIN"))
	if !armoured && !bytes.HasPrefix(text, []byte("MI")) {
		return nil, false
	}
	body := make([]byte, 0, len(text))
	for line := range bytes.Lines(text) {
		if !bytes.HasPrefix(line, []byte("-----")) {
			body = append(body, bytes.Join(bytes.Fields(line), nil)...)
		}
	}
	body = bytes.TrimRight(body, "=")
	der := make([]byte, base64.RawStdEncoding.DecodedLen(len(body)))
	n, err := base64.RawStdEncoding.Decode(der, body)
	der = der[:n]
	// Half a file decodes half: what is missing is said when it is opened.
	return der, (err == nil || n > head) && n > 0 && der[0] == 0x30 && bytes.Contains(der[:min(n, head)], pkcs7)
}

// unsigned returns the content of a SignedData structure.
func unsigned(b []byte) ([]byte, error) {
	damaged := invalid("the signed envelope (p7m) is damaged")
	info, _, ok := readBER(b, 0)
	if !ok || info.tag != 0x30 {
		return nil, damaged
	}
	oid, rest, ok := readBER(info.content, 0)
	if !ok || len(oid.content) == 0 {
		return nil, damaged
	}
	switch oid.content[len(oid.content)-1] {
	case signedData:
	case envelopedData:
		return nil, invalid("the file (p7m) is encrypted for its recipient; ask the sender for one that is only signed")
	default:
		return nil, invalid("the file (p7m) is an envelope of a kind that is not opened")
	}
	wrapped, _, ok := readBER(rest, 0) // [0] EXPLICIT
	if !ok {
		return nil, damaged
	}
	signed, _, ok := readBER(wrapped.content, 0)
	if !ok {
		return nil, damaged
	}
	_, rest, _ = readBER(signed.content, 0) // version
	_, rest, _ = readBER(rest, 0)           // digest algorithms
	encap, _, ok := readBER(rest, 0)
	if !ok || encap.tag != 0x30 {
		return nil, damaged
	}
	_, rest, ok = readBER(encap.content, 0) // content type
	if ok && len(rest) == 0 {
		return nil, invalid("the file (p7m) is a signature alone; what it signs is in another file")
	}
	explicit, _, ok := readBER(rest, 0)
	if !ok || explicit.tag != 0xa0 {
		return nil, damaged
	}
	octets, _, ok := readBER(explicit.content, 0)
	if !ok {
		return nil, damaged
	}
	content, ok := octets.octets(0)
	if !ok || len(content) == 0 {
		return nil, damaged
	}
	return content, nil
}

// maxBER bounds how deep structures may nest; CMS needs about ten.
const maxBER = 30

// A berValue is one element of the Basic Encoding Rules (X.690, section 8):
// envelopes are written while they are signed, with indefinite lengths and octet
// strings in pieces, which Go's encoding/asn1 refuses.
type berValue struct {
	tag     byte // class, constructed bit and number; long tags do not occur in CMS
	content []byte
}

// octets joins an octet string that may come in pieces.
func (v berValue) octets(depth int) ([]byte, bool) {
	switch {
	case v.tag == 0x04:
		return v.content, true
	case v.tag != 0x24 || depth > maxBER:
		return nil, false
	}
	var out []byte
	for rest := v.content; len(rest) > 0; {
		piece, next, ok := readBER(rest, depth)
		if !ok {
			return nil, false
		}
		b, ok := piece.octets(depth + 1)
		if !ok {
			return nil, false
		}
		out, rest = append(out, b...), next
	}
	return out, true
}

// readBER reads one element and returns what follows it.
func readBER(b []byte, depth int) (v berValue, rest []byte, ok bool) {
	if len(b) < 2 || b[0]&0x1f == 0x1f || depth > maxBER {
		return v, nil, false
	}
	v.tag = b[0]
	length, head := int(b[1]), 2
	switch {
	case b[1] == 0x80:
		return indefinite(v, b[2:], depth)
	case b[1] > 0x80:
		n := int(b[1] & 0x7f)
		if n > 4 || len(b) < 2+n {
			return v, nil, false
		}
		length, head = 0, 2+n
		for _, c := range b[2 : 2+n] {
			length = length<<8 | int(c)
		}
	}
	if length > len(b)-head {
		return v, nil, false
	}
	v.content = b[head : head+length]
	return v, b[head+length:], true
}

// indefinite reads elements up to the end-of-contents mark.
func indefinite(v berValue, b []byte, depth int) (berValue, []byte, bool) {
	rest := b
	for !bytes.HasPrefix(rest, []byte{0, 0}) {
		_, next, ok := readBER(rest, depth+1)
		if !ok {
			return v, nil, false
		}
		rest = next
	}
	v.content = b[:len(b)-len(rest)]
	return v, rest[2:], true
}
