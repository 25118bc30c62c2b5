// Package cms opens signed envelopes: SignedData structures of the Cryptographic
// Message Syntax (RFC 5652, section 5), in which FatturaPA invoices (.p7m) and
// S/MIME mails come.
//
// It promises to end, whatever a stranger sent: it copies nothing but the content,
// goes no deeper than maxBER, and checks no signature, because that a file arrived
// as it was signed says nothing about whether it may be paid. Both ingest and ocr
// meet such envelopes, and stages do not import each other; so it lives here
// (deploy/decisions/0013).
//
// To open another kind of envelope, add its content type beside signedData and
// its way to the content in Content.
package cms

import (
	"bytes"
	"encoding/base64"
	"errors"
)

// What keeps an envelope shut.
var (
	ErrDamaged   = errors.New("the signed envelope (p7m) is damaged")
	ErrDetached  = errors.New("the file (p7m) is a signature alone; what it signs is in another file")
	ErrEncrypted = errors.New("the file (p7m) is encrypted for its recipient; ask the sender for one that is only signed")
	ErrKind      = errors.New("the file (p7m) is an envelope of a kind that is not opened")
)

// The content types of PKCS #7 begin alike; the last byte tells them apart.
var pkcs7 = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07}

const (
	signedData    = 2
	envelopedData = 3
)

// Envelope returns data in binary where it is a CMS structure, in binary or in
// base64, with PEM lines or without, and reports whether it is one.
func Envelope(data []byte) ([]byte, bool) {
	const head = 32 // the content type stands among the first bytes
	if len(data) > 0 && data[0] == 0x30 {
		if !bytes.Contains(data[:min(len(data), head)], pkcs7) {
			return nil, false
		}
		return data, true
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
	if err != nil && n <= head || n == 0 || der[0] != 0x30 || !bytes.Contains(der[:min(n, head)], pkcs7) {
		return nil, false
	}
	return der, true
}

// Content returns what a SignedData structure in binary carries, or one of the
// errors above. The signature is not checked.
func Content(b []byte) ([]byte, error) {
	info, _, ok := readBER(b, 0)
	if !ok || info.tag != 0x30 {
		return nil, ErrDamaged
	}
	oid, rest, ok := readBER(info.content, 0)
	if !ok || len(oid.content) == 0 {
		return nil, ErrDamaged
	}
	switch oid.content[len(oid.content)-1] {
	case signedData:
	case envelopedData:
		return nil, ErrEncrypted
	default:
		return nil, ErrKind
	}
	wrapped, _, ok := readBER(rest, 0) // [0] EXPLICIT
	if !ok {
		return nil, ErrDamaged
	}
	signed, _, ok := readBER(wrapped.content, 0)
	if !ok {
		return nil, ErrDamaged
	}
	_, rest, _ = readBER(signed.content, 0) // version
	_, rest, _ = readBER(rest, 0)           // digest algorithms
	encap, _, ok := readBER(rest, 0)
	if !ok || encap.tag != 0x30 {
		return nil, ErrDamaged
	}
	_, rest, ok = readBER(encap.content, 0) // content type
	if ok && len(rest) == 0 {
		return nil, ErrDetached
	}
	explicit, _, ok := readBER(rest, 0)
	if !ok || explicit.tag != 0xa0 {
		return nil, ErrDamaged
	}
	octets, _, ok := readBER(explicit.content, 0)
	if !ok {
		return nil, ErrDamaged
	}
	content, ok := octets.octets(0)
	if !ok || len(content) == 0 {
		return nil, ErrDamaged
	}
	return content, nil
}
