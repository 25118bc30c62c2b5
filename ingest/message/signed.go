package message

import "bytes"

// signedContent returns what a CMS SignedData structure (RFC 5652 section 5)
// carries. The signature is not checked: it says nothing about whether an
// invoice may be paid, and the wrapped file is read like any other. Both the
// distinguished encoding and the streaming one (indefinite lengths, octet
// strings in pieces) occur in the wild.
func signedContent(b []byte) ([]byte, bool) {
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("MII")) || bytes.HasPrefix(b, []byte("-----BEGIN")) {
		b = unarmour(b)
	}
	info, _, ok := readBER(b, 0)
	if !ok || info.tag != 0x30 {
		return nil, false
	}
	oid, rest, ok := readBER(info.content, 0)
	if !ok || !bytes.Equal(oid.content, oidSignedData) {
		return nil, false
	}
	wrapped, _, ok := readBER(rest, 0) // [0] EXPLICIT
	if !ok {
		return nil, false
	}
	signed, _, ok := readBER(wrapped.content, 0)
	if !ok {
		return nil, false
	}
	_, rest, _ = readBER(signed.content, 0) // version
	_, rest, _ = readBER(rest, 0)           // digest algorithms
	encap, _, ok := readBER(rest, 0)
	if !ok || encap.tag != 0x30 {
		return nil, false
	}
	_, rest, _ = readBER(encap.content, 0) // content type
	explicit, _, ok := readBER(rest, 0)
	if !ok || explicit.tag != 0xa0 {
		return nil, false // detached: the content is elsewhere
	}
	octets, _, ok := readBER(explicit.content, 0)
	if !ok {
		return nil, false
	}
	return octets.octets(0)
}

var oidSignedData = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}

// unarmour decodes base64 with or without PEM lines.
func unarmour(b []byte) []byte {
	var body [][]byte
	for _, line := range bytes.Split(b, []byte("\n")) {
		if !bytes.HasPrefix(line, []byte("-----")) {
			body = append(body, line)
		}
	}
	out, _ := decodeBase64(bytes.Join(body, nil))
	return out
}

// maxBER bounds how deep structures may nest; CMS needs about ten.
const maxBER = 30

// A berValue is one element of the Basic Encoding Rules.
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
			return out, len(out) > 0
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
