package einvoice

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// encodings are the character sets e-invoices are really sent in. Others are
// refused by name: guessing would change names and identifiers silently.
var encodings = map[string]encoding.Encoding{
	"iso-8859-1":   charmap.Windows1252, // as browsers do: the control characters of Latin-1 are never meant
	"latin1":       charmap.Windows1252,
	"us-ascii":     charmap.Windows1252,
	"iso-8859-15":  charmap.ISO8859_15,
	"windows-1252": charmap.Windows1252,
	"cp1252":       charmap.Windows1252,
}

var declaredEncoding = regexp.MustCompile(`^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// decode returns data as UTF-8 without a byte order mark, and a sentence for
// people where the bytes are not what the document says they are. A byte order
// mark wins over the declaration, as in the XML standard's appendix F.
func decode(data []byte) (text []byte, note string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("\xFE\xFF")):
		text, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			return nil, "", invalid("the document begins as UTF-16 but is not: %v", err)
		}
		return text, "", nil
	}
	name := "utf-8"
	if m := declaredEncoding.FindSubmatch(data[:min(len(data), 300)]); m != nil {
		name = strings.ToLower(string(m[1]))
	}
	if name == "utf-8" || name == "utf8" {
		if utf8.Valid(data) {
			return data, "", nil
		}
		text, err = charmap.Windows1252.NewDecoder().Bytes(data)
		return text, "the document is not in UTF-8 as it says; letters outside ASCII were read as Windows-1252", err
	}
	e, ok := encodings[name]
	if !ok {
		return nil, "", invalid("the document is in the character set %q; known are UTF-8, UTF-16 with a byte order mark, ISO-8859-1, ISO-8859-15 and Windows-1252", name)
	}
	text, err = e.NewDecoder().Bytes(data)
	if err != nil {
		return nil, "", invalid("the document is not in %s as it says: %v", name, err)
	}
	return text, "", nil
}

// invalid is the one way this package refuses a document.
func invalid(format string, args ...any) error {
	return refuse("xml", fmt.Sprintf(format, args...))
}
