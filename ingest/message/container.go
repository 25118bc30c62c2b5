package message

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/payable-ap/payable/ingest/archive"
	"github.com/payable-ap/payable/ingest/message/tnef"
	"github.com/payable-ap/payable/internal/cms"
)

// container opens the part at index i if it holds others.
func (w *walker) container(i int, at place) {
	p := w.mail.Parts[i]
	if at.depth >= w.limits.Nesting {
		if p.Claimed == "message/rfc822" || archive.IsZIP(p.Data) || tnef.IsTNEF(p.Data) {
			w.beyond("parts are nested more than %d deep", w.limits.Nesting)
		}
		return
	}
	switch {
	case isMail(p):
		w.mail.Parts[i].Container = true
		fields, body := readHeader(clean(p.Data))
		inner := at.inside("")
		inner.top = true
		w.entity(fields, body, inner)
	case tnef.IsTNEF(p.Data):
		w.mail.Parts[i].Container = true
		w.winmail(p, at)
	case p.Type == "application/zip":
		w.mail.Parts[i].Container = true
		w.zip(p, at)
	case isSigned(p):
		der, _ := cms.Envelope(p.Data) // nothing has no content
		if data, err := cms.Content(der); err == nil {
			w.mail.Parts[i].Container = true
			w.signed(p, data, at)
		}
	}
}

// isMail reports whether p is an attached mail: declared as one, or a file
// called .eml, or (some gateways) without any type but with the header of one.
func isMail(p Part) bool {
	switch p.Claimed {
	case "message/rfc822", "message/global":
	default:
		if !strings.HasSuffix(strings.ToLower(p.Name), ".eml") {
			return false
		}
	}
	fields, _ := readHeader(clean(p.Data))
	return first(fields, "From") != "" || first(fields, "Received") != "" || first(fields, "Subject") != "" || first(fields, "Content-Type") != ""
}

func (w *walker) winmail(p Part, at place) {
	files, err := tnef.Decode(p.Data)
	if err != nil && len(files) == 0 {
		w.mail.problem("%q (winmail.dat) cannot be opened: %v", p.Name, err)
	}
	taken := map[string]int{}
	for i, f := range files {
		name := f.Name
		if name == "" {
			name = fmt.Sprintf("attachment-%d", i+1)
		}
		w.file(name, f.Data, "", at, taken)
	}
}

func (w *walker) zip(p Part, at place) {
	if w.archives >= w.limits.Archive.Depth {
		w.beyond("archives are nested more than %d deep", w.limits.Archive.Depth)
		return
	}
	w.archives++
	defer func() { w.archives-- }()
	c := archive.Open(p.Data, w.budget)
	for _, problem := range c.Problems {
		w.mail.problem("%q: %s", p.Name, problem)
	}
	if c.Locked {
		w.mail.Locked = "ZIP with a password"
	}
	taken := map[string]int{}
	for _, f := range c.Files {
		if strings.HasPrefix(f.Name, "__MACOSX/") {
			continue // a Mac's resource forks, which carry the names of real files
		}
		w.file(toUTF8([]byte(f.Name)), f.Data, "", at, taken)
	}
}

// signed opens what S/MIME or CAdES wraps without encrypting it: a whole MIME
// entity (an opaque-signed mail) or a file (invoice.xml.p7m).
func (w *walker) signed(p Part, data []byte, at place) {
	if fields, body := readHeader(data); first(fields, "Content-Type") != "" {
		inner := at.inside("")
		inner.top, inner.nested = true, at.nested
		w.entity(fields, body, inner)
		return
	}
	name := p.Name
	if strings.HasSuffix(strings.ToLower(name), ".p7m") {
		name = name[:len(name)-len(".p7m")]
	}
	w.file(name, data, "", at, map[string]int{})
}

// file takes in one file of a container. Its path is the container's, "!" and
// the name; a second file of the same name gets "#2".
func (w *walker) file(name string, data []byte, claimed string, at place, taken map[string]int) {
	inner := at.inside(name)
	if taken[name]++; taken[name] > 1 {
		inner.path = fmt.Sprintf("%s#%d", inner.path, taken[name])
	}
	w.add(Part{Path: inner.path, Name: base(name), Claimed: claimed, Data: data}, inner)
}

// base drops folders, with either kind of slash.
func base(name string) string {
	b := path.Base(strings.ReplaceAll(name, `\`, "/"))
	if b == "." || b == "/" {
		return name
	}
	return b
}

func isSigned(p Part) bool {
	if p.Claimed == "application/pkcs7-mime" || p.Claimed == "application/x-pkcs7-mime" {
		return true
	}
	return strings.HasSuffix(strings.ToLower(p.Name), ".p7m") && !bytes.HasPrefix(p.Data, []byte("<"))
}
