package message

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/emersion/go-message/textproto"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest/archive"
)

// A walker goes through one mail.
type walker struct {
	mail     *Mail
	limits   Limits
	budget   *archive.Budget
	parts    int
	warned   bool // go-message had to complain: ask the second parser
	cut      bool // a limit was reached, and said so once
	seen     map[payable.Hash]bool
	archives int // archives we are inside of
}

// A place is where in the mail the walker stands.
type place struct {
	path   string
	depth  int
	top    bool // the node that is the mail itself
	nested bool // inside an attached mail or a container: its text is not this mail's text
}

func (p place) child(n int) place {
	path := strconv.Itoa(n)
	if p.path != "" {
		path = p.path + "." + path
	}
	return place{path: path, depth: p.depth + 1, nested: p.nested}
}

// inside is the place of what a container at p holds.
func (p place) inside(name string) place {
	path := p.path
	if name != "" {
		path += "!" + name
	}
	return place{path: path, depth: p.depth + 1, nested: true}
}

// entity walks one node of a MIME tree. It uses go-message's reader of
// multiparts and not its Entity: an Entity rewrites text parts to UTF-8, and an
// XML invoice sent as text/xml would no longer have the bytes that were sent.
func (w *walker) entity(fields []Field, body []byte, at place) {
	if at.depth > w.limits.Nesting {
		w.beyond("parts are nested more than %d deep", w.limits.Nesting)
		return
	}
	typ, params := mediaType(first(fields, "Content-Type"))
	if typ == "" {
		typ = "text/plain"
	}
	if !at.nested && len(w.mail.structure) < 1000 {
		w.mail.structure = append(w.mail.structure, typ)
	}
	if typ == "multipart/report" && !at.nested {
		w.mail.report = strings.ToLower(params["report-type"])
	}
	data, ok := decodeTransfer(body, first(fields, "Content-Transfer-Encoding"))
	w.warned = w.warned || !ok
	if strings.HasPrefix(typ, "multipart/") {
		if params["boundary"] != "" {
			w.multipart(data, params["boundary"], at)
			return
		}
		w.warned = true
		typ = "text/plain"
	}
	if at.path == "" || at.top {
		at = at.child(1)
	}
	w.leaf(leafFrom(fields, typ, params, data, at), params["charset"], at)
}

func (w *walker) multipart(body []byte, boundary string, at place) {
	r := textproto.NewMultipartReader(bytes.NewReader(body), boundary)
	for n := 1; ; n++ {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			if n == 1 {
				w.warned = true // a multipart without a part
			}
			return
		}
		if err != nil {
			w.warned = true
			return
		}
		if n > w.limits.Parts {
			w.beyond("more than %d parts", w.limits.Parts)
			return
		}
		data, err := io.ReadAll(p)
		w.warned = w.warned || err != nil
		var fields []Field
		for f := p.Header.Fields(); f.Next(); {
			fields = append(fields, Field{f.Key(), f.Value()})
		}
		w.entity(fields, data, at.child(n))
	}
}

func leafFrom(fields []Field, typ string, params map[string]string, data []byte, at place) Part {
	disposition, dparams := mediaType(first(fields, "Content-Disposition"))
	name := dparams["filename"]
	if name == "" {
		name = params["name"]
	}
	id := trimID(first(fields, "Content-ID"))
	text := typ == "text/plain" || typ == "text/html"
	return Part{
		Path:      at.path,
		Name:      decodeWords(name),
		Claimed:   typ,
		Data:      data,
		ContentID: id,
		Inline:    disposition == "inline" || disposition == "" && id != "",
		Body:      text && !at.nested && disposition != "attachment" && name == "",
	}
}

// leaf takes in one part: the mail's own text, a container to open, or a file.
func (w *walker) leaf(p Part, charset string, at place) {
	w.parts++
	if w.parts > w.limits.Parts {
		w.beyond("more than %d parts", w.limits.Parts)
		return
	}
	if at.nested && p.Name == "" && (p.Claimed == "text/plain" || p.Claimed == "text/html") {
		p.Body = true // text of an attached mail: kept as a part, not as this mail's words
	}
	if p.Body && !at.nested {
		text := decodeText(p.Data, charset)
		if p.Claimed == "text/html" {
			w.mail.HTML += text
		} else {
			w.mail.Text = join(w.mail.Text, text)
		}
	}
	w.add(p, at)
}

// add lists p, unless it is text, and opens it if it is a container.
func (w *walker) add(p Part, at place) {
	p.Size, p.Hash, p.Type = int64(len(p.Data)), payable.HashOf(p.Data), detect(p.Data)
	w.seen[p.Hash] = true
	w.mail.Parts = append(w.mail.Parts, p)
	if !p.Body {
		w.container(len(w.mail.Parts)-1, at)
	}
}

// beyond notes that a limit was reached, once: the mail may hold more.
func (w *walker) beyond(format string, args ...any) {
	if !w.cut {
		w.mail.problem(format, args...)
	}
	w.cut = true
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return strings.TrimRight(a, "\r\n") + "\n\n" + b
}
