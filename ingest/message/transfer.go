package message

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"strings"
)

// decodeTransfer undoes a Content-Transfer-Encoding. It reports false where the
// encoding is unknown or the bytes do not follow it; what could be decoded is
// returned all the same.
func decodeTransfer(b []byte, encoding string) ([]byte, bool) {
	switch strings.ToLower(strings.TrimSpace(strings.Trim(encoding, `"'; `))) {
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit":
		return b, true
	case "base64":
		return decodeBase64(b)
	case "quoted-printable":
		return decodeQuoted(b)
	case "x-uuencode", "x-uue", "uuencode":
		return decodeUU(b)
	}
	return b, false
}

// decodeBase64 skips what is not of the alphabet, as RFC 2045 section 6.8 asks,
// and copes with several encoded pieces glued together, each with its padding.
func decodeBase64(b []byte) ([]byte, bool) {
	out := make([]byte, 0, len(b)/4*3+3)
	var quad [4]byte
	n, clean := 0, true
	flush := func() {
		switch {
		case n == 1:
			clean = false
		case n > 1:
			var dst [3]byte
			k, _ := base64.RawStdEncoding.Decode(dst[:], quad[:n]) // the alphabet is checked below
			out = append(out, dst[:k]...)
		}
		n = 0
	}
	for _, c := range b {
		switch {
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '+', c == '/':
			quad[n] = c
			if n++; n == 4 {
				flush()
			}
		case c == '=':
			flush()
		case c == '\r', c == '\n', c == ' ', c == '\t':
		default:
			clean = false
		}
	}
	flush()
	return out, clean
}

// decodeQuoted falls back to keeping bad escapes as they stand.
func decodeQuoted(b []byte) ([]byte, bool) {
	out, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(b)))
	if err == nil {
		return out, true
	}
	out = out[:0]
	for i := 0; i < len(b); i++ {
		if b[i] != '=' {
			out = append(out, b[i])
			continue
		}
		rest := b[i+1:]
		switch {
		case bytes.HasPrefix(rest, []byte("\r\n")):
			i += 2
		case bytes.HasPrefix(rest, []byte("\n")):
			i++
		case len(rest) >= 2 && hexDigit(rest[0]) >= 0 && hexDigit(rest[1]) >= 0:
			out = append(out, byte(hexDigit(rest[0])<<4|hexDigit(rest[1])))
			i += 2
		default:
			out = append(out, '=')
		}
	}
	return out, false
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// decodeUU undoes uuencode, which old ledgers still send.
func decodeUU(b []byte) ([]byte, bool) {
	_, body, ok := bytes.Cut(b, []byte("begin "))
	if !ok {
		return b, false
	}
	_, body, _ = bytes.Cut(body, []byte("\n")) // mode and name
	var out []byte
	for _, line := range bytes.Split(body, []byte("\n")) {
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 || line[0] == '`' || bytes.Equal(line, []byte("end")) {
			return out, true
		}
		n := int(line[0]-' ') & 63
		var data []byte
		for q := line[1:]; len(q) > 0; q = q[min(4, len(q)):] {
			var v [4]byte
			for i, c := range q[:min(4, len(q))] {
				v[i] = (c - ' ') & 63
			}
			data = append(data, v[0]<<2|v[1]>>4, v[1]<<4|v[2]>>2, v[2]<<6|v[3])
		}
		if n > len(data) {
			return append(out, data...), false
		}
		out = append(out, data[:n]...)
	}
	return out, false // the end is missing
}
