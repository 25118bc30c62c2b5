package message

import (
	"bytes"
	"io"
	"mime"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"github.com/jhillyerd/enmime/v2/mediatype"
	"golang.org/x/text/encoding/charmap"
)

// A Field is one header field: its name as written, its value unfolded.
type Field struct{ Name, Value string }

// Values returns all fields of that name, whatever its case.
func (m *Mail) Values(name string) []string { return values(m.Fields, name) }

// Get returns the first field of that name, or "".
func (m *Mail) Get(name string) string { return first(m.Fields, name) }

func values(fields []Field, name string) []string {
	var out []string
	for _, f := range fields {
		if strings.EqualFold(f.Name, name) {
			out = append(out, f.Value)
		}
	}
	return out
}

func first(fields []Field, name string) string {
	for _, f := range fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// clean drops what stands before the header in mails that went through files: a
// byte order mark, empty lines, an mbox "From " line.
func clean(raw []byte) []byte {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	raw = bytes.TrimLeft(raw, "\r\n")
	for bytes.HasPrefix(raw, []byte("From ")) || bytes.HasPrefix(raw, []byte(">From ")) {
		_, rest, _ := bytes.Cut(raw, []byte("\n"))
		raw = bytes.TrimLeft(rest, "\r\n")
	}
	return raw
}

// maxHeader is how much of a header is looked at. Real ones stay below 100 kB;
// what is longer is there to cost time.
const maxHeader = 512 << 10

// readHeader splits off the header. A line that is no field is skipped: mail
// servers and broken scripts leave such lines in the middle of good headers.
func readHeader(b []byte) (fields []Field, body []byte) {
	var name string
	var value []byte
	flush := func() {
		if name != "" {
			fields = append(fields, Field{name, string(value)})
		}
		name, value = "", nil
	}
	for seen := 0; len(b) > 0; {
		line, rest, _ := bytes.Cut(b, []byte("\n"))
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 {
			flush()
			return fields, rest
		}
		line = line[:min(len(line), maxHeader)]
		key, v, colon := bytes.Cut(line, []byte(":"))
		key = bytes.TrimRight(key, " \t")
		switch seen += len(line) + 1; {
		case seen > maxHeader && (name != "" || len(fields) > 0):
		case line[0] == ' ' || line[0] == '\t':
			value = append(append(value, ' '), bytes.TrimLeft(line, " \t")...)
		case colon && fieldName(key):
			flush()
			name, value = string(key), bytes.Clone(bytes.TrimSpace(v)) // grown below: not in place
		case name == "" && len(fields) == 0:
			return nil, b // not a mail
		case bytes.HasPrefix(line, []byte("--")):
			flush()
			return fields, b // the empty line before the first boundary is missing
		}
		b = rest
	}
	flush()
	return fields, nil
}

func fieldName(b []byte) bool {
	for _, c := range b {
		if c <= ' ' || c >= 127 {
			return false
		}
	}
	return len(b) > 0
}

// decodeWords undoes RFC 2047 and lets 8-bit values pass as UTF-8 or
// Windows-1252.
func decodeWords(s string) string {
	d := mime.WordDecoder{CharsetReader: charset.Reader}
	out, err := d.DecodeHeader(s)
	if err != nil {
		out = s
	}
	return toUTF8([]byte(out))
}

func toUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

// decodeText turns a body into UTF-8 by the charset the sender names. A name
// nobody knows, or a lie, falls back to UTF-8 or Windows-1252.
func decodeText(b []byte, label string) string {
	label = strings.ToLower(strings.TrimSpace(label))
	if label == "" || label == "utf-8" || label == "us-ascii" {
		return toUTF8(b)
	}
	r, err := charset.Reader(label, bytes.NewReader(b))
	if err != nil {
		return toUTF8(b)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		return toUTF8(b)
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}

// mediaType reads a Content-Type or Content-Disposition field, however broken.
func mediaType(value string) (string, map[string]string) {
	typ, params, _, err := mediatype.Parse(value)
	if err != nil || params == nil {
		typ, _, _ = strings.Cut(value, ";")
		params = map[string]string{}
	}
	plain, pieced := looseParameters(value)
	for k, v := range plain {
		if params[k] == "" {
			params[k] = v
		}
	}
	for k, v := range pieced {
		params[k] = v // the strict reader drops pieces in other character sets than UTF-8
	}
	return strings.ToLower(strings.TrimSpace(typ)), params
}

func trimID(s string) string { return strings.Trim(strings.TrimSpace(s), "<>") }

func date(s string) time.Time {
	t, err := mail.ParseDate(s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
