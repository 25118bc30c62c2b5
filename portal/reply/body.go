package reply

import (
	"bytes"
	"io"
	"strings"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // mails come in every character set
	"github.com/jhillyerd/enmime/v2"
)

const (
	maxBody  = 1 << 20 // bytes of one text part that are looked at
	maxParts = 200
	maxNest  = 20
)

// bodies returns the first text/plain and the first text/html of a mail,
// decoded. Attached files and attached mails are not looked into: their text is
// somebody else's. A mail go-message finds no text in is tried with enmime, which
// forgives more.
func bodies(raw []byte) (plain, html string) {
	h, body := cutHeader(raw)
	var mimeOnly message.Header // a From no parser likes must not hide the text
	for _, name := range []string{"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"} {
		if v := h.first(strings.ToLower(name)); v != "" {
			mimeOnly.Set(name, v)
		}
	}
	e, err := message.New(mimeOnly, bytes.NewReader(body))
	if e != nil && (err == nil || message.IsUnknownCharset(err) || message.IsUnknownEncoding(err)) {
		w := &walker{}
		w.walk(e, 0)
		plain, html = w.plain, w.html
	}
	if strings.TrimSpace(plain+html) == "" {
		if env, err := enmime.ReadEnvelope(bytes.NewReader(raw)); err == nil {
			return env.Text, env.HTML
		}
	}
	return plain, html
}

type walker struct {
	plain, html string
	parts       int
}

func (w *walker) walk(e *message.Entity, depth int) {
	if w.parts++; w.parts > maxParts || depth > maxNest {
		return
	}
	if mr := e.MultipartReader(); mr != nil {
		for {
			p, err := mr.NextPart()
			if p != nil {
				w.walk(p, depth+1)
			}
			if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) || p == nil {
				return
			}
		}
	}
	if d, _, _ := e.Header.ContentDisposition(); d == "attachment" {
		return
	}
	switch t, _, _ := e.Header.ContentType(); t {
	case "", "text/plain":
		if w.plain == "" {
			w.plain = read(e)
		}
	case "text/html":
		if w.html == "" {
			w.html = read(e)
		}
	}
}

// read returns as much of a part as can be decoded: what a cut-off mail still
// says is evidence, and its signature decides whether it counts.
func read(e *message.Entity) string {
	b, _ := io.ReadAll(io.LimitReader(e.Body, maxBody))
	return string(b)
}
