package ocr

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"

	"github.com/gabriel-vasile/mimetype"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

// kindOf tells a file's kind by its content; names and claimed types are hints
// of strangers. Another kind than those read is an [*Unreadable] that names it.
func kindOf(data []byte) (string, error) {
	if len(data) == 0 {
		return "", &Unreadable{Reason: "the file is empty"}
	}
	if text.IsPDF(data) {
		return KindPDF, nil
	}
	m := mimetype.Detect(data)
	switch {
	case m.Is("text/html") && !looksLikeXML(data) || bytes.Contains(bytes.ToLower(data[:min(len(data), 1024)]), []byte("<html")):
		return "", &Unreadable{Reason: "the file is a web page (text/html); PDF, pictures and XML are read"}
	case m.Is("image/svg+xml"):
		return "", &Unreadable{Reason: "the file is a drawing (image/svg+xml); PDF, pictures and XML are read"}
	case strings.HasPrefix(m.String(), "image/"):
		return KindImage, nil
	case looksLikeXML(data):
		return KindXML, nil
	}
	return "", &Unreadable{Reason: fmt.Sprintf("the file is of a kind that is not read (%s); PDF, pictures and XML are", m)}
}

// looksLikeXML reports whether the first character of data, in UTF-8 or UTF-16,
// opens a tag.
func looksLikeXML(data []byte) bool {
	b := data[:min(len(data), 512)]
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	b = bytes.TrimPrefix(b, []byte("\xff\xfe"))
	b = bytes.TrimPrefix(b, []byte("\xfe\xff"))
	b = bytes.TrimLeft(b, "\x00 \t\r\n")
	return len(b) > 0 && b[0] == '<'
}

// textHash is the SHA-256 of what a person reads on the pages of a range, letters
// and digits only: the same document printed again hashes the same.
func textHash(pages []text.Page, span [2]int) payable.Hash {
	h := sha256.New()
	n := 0
	for _, p := range pages {
		if p.Number < span[0] || p.Number > span[1] {
			continue
		}
		for _, w := range p.Words {
			if w.Hidden {
				continue
			}
			for _, r := range strings.ToLower(w.Text) {
				if unicode.IsLetter(r) || unicode.IsDigit(r) {
					n++
					fmt.Fprintf(h, "%c", r)
				}
			}
		}
	}
	if n == 0 {
		return ""
	}
	return payable.Hash(hex.EncodeToString(h.Sum(nil)))
}
