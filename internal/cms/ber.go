package cms

import "bytes"

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
