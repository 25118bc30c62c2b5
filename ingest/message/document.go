package message

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"image/png"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/image/webp"

	"github.com/payable-ap/payable"
)

// documentTypes are what the reader can read, by content.
var documentTypes = map[string]bool{
	"application/pdf": true,
	"application/xml": true,
	"image/jpeg":      true,
	"image/png":       true,
	"image/tiff":      true,
	"image/webp":      true,
	"image/heic":      true,
}

// promised are the endings and claims behind which a person expects a document.
// A file that promises one and holds garbage is a document too: it ends
// unreadable, in front of a person, and not nowhere.
var promised = map[string]string{
	".pdf": "application/pdf", ".xml": "application/xml",
	".tif": "image/tiff", ".tiff": "image/tiff", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
	".png": "image/png", ".webp": "image/webp", ".heic": "image/heic", ".heif": "image/heic",
}

// detect names the media type of b by its content.
func detect(b []byte) string {
	if len(b) == 0 {
		return "application/octet-stream"
	}
	if looksXML(b) {
		return "application/xml"
	}
	typ, _, _ := strings.Cut(mimetype.Detect(b).String(), ";")
	switch typ {
	case "application/octet-stream", "text/plain":
		if bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-")) { // readers accept junk before it
			return "application/pdf"
		}
	case "image/heif", "image/heic-sequence", "image/heif-sequence":
		return "image/heic"
	case "text/xml":
		return "application/xml"
	}
	return typ
}

// looksXML recognises XML that has its declaration, in UTF-8 or UTF-16.
func looksXML(b []byte) bool {
	b = bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), " \t\r\n")
	for _, mark := range []string{"<?xml", "\xff\xfe<\x00?\x00x\x00", "\xfe\xff\x00<\x00?\x00x"} {
		if bytes.HasPrefix(b, []byte(mark)) {
			return rootName(b) != "html"
		}
	}
	return false
}

// markDocuments decides for every part whether it is worth reading.
func markDocuments(m *Mail, limits Limits) {
	taken := map[payable.Hash]bool{}
	attached := 0
	shown := shownPictures(m.HTML)
	for i := range m.Parts {
		p := &m.Parts[i]
		if p.Body || p.Container {
			continue
		}
		p.Inline = p.Inline || p.ContentID != "" && shown[p.ContentID]
		p.Document, p.Why = worthReading(p)
		if p.Document && taken[p.Hash] {
			p.Document, p.Why = false, "the same bytes stand before in this mail"
		}
		inArchive := strings.Contains(p.Path, "!")
		if p.Document && !inArchive {
			if attached++; attached > limits.Attachments {
				p.Document, p.Why = false, "beyond the limit of attachments"
				if attached == limits.Attachments+1 {
					m.problem("more than %d attachments", limits.Attachments)
				}
			}
		}
		if p.Document {
			taken[p.Hash] = true
		}
	}
}

var cid = regexp.MustCompile(`(?i)\bcid:([^"'\s<>)]+)`)

// shownPictures returns the Content-IDs a page refers to.
func shownPictures(page string) map[string]bool {
	out := map[string]bool{}
	for _, g := range cid.FindAllStringSubmatch(page[:min(len(page), muchText)], -1) {
		id := g[1]
		if un, err := url.PathUnescape(id); err == nil {
			id = un
		}
		out[id] = true
	}
	return out
}

func worthReading(p *Part) (bool, string) {
	switch {
	case p.Type == "application/xml":
		if other := notAnInvoice[rootName(p.Data)]; other != "" {
			return false, "XML of another kind: " + other
		}
		return true, ""
	case strings.HasPrefix(p.Type, "image/") && documentTypes[p.Type]:
		if why := logo(p); why != "" {
			return false, why
		}
		return true, ""
	case documentTypes[p.Type]:
		return true, ""
	}
	if root := rootName(p.Data); promise(p) == "application/xml" && notAnInvoice[root] != "" {
		return false, "XML of another kind: " + notAnInvoice[root]
	}
	if want := promise(p); want != "" && (p.Type == "application/octet-stream" || p.Type == "text/plain") {
		return true, "called " + want + ", but its content is not"
	}
	return false, "not of a kind that is read (" + p.Type + ")"
}

// promise returns what a part claims to be by its name or type.
func promise(p *Part) string {
	if want := promised[strings.ToLower(path.Ext(p.Name))]; want != "" {
		return want
	}
	switch p.Claimed {
	case "application/pdf", "application/x-pdf":
		return "application/pdf"
	case "application/xml", "text/xml":
		return "application/xml"
	}
	return ""
}

// notAnInvoice names the root elements of XML that mails carry for other
// reasons. Anything else is given to the reader, which knows better.
var notAnInvoice = map[string]string{
	"html": "a web page", "svg": "a drawing", "rss": "a feed", "feed": "a feed", "feedback": "a DMARC report",
	"plist": "settings", "kml": "a map", "gpx": "a track", "stylesheet": "a style sheet", "schema": "a schema",
	"recipients": "a list of recipients", "xmpmeta": "picture data",
	"daticert": "a certified mail's receipt", // Italian PEC: beside every certified mail
}

// rootName returns the local name of the first element, in a document of any
// encoding that has ASCII letters: enough to tell a drawing from an invoice
// without an XML parser, which runs in the worker.
func rootName(b []byte) string {
	b = bytes.ReplaceAll(b[:min(len(b), 8192)], []byte{0}, nil) // UTF-16 becomes ASCII
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 || i+1 >= len(b) {
			return ""
		}
		b = b[i+1:]
		end := ">"
		switch {
		case bytes.HasPrefix(b, []byte("!--")):
			end = "-->"
		case b[0] == '?', b[0] == '!':
		default:
			name := string(b[:min(len(b), 200)])
			if i := strings.IndexAny(name, " \t\r\n/>"); i >= 0 {
				name = name[:i]
			}
			if _, local, ok := strings.Cut(name, ":"); ok {
				name = local
			}
			return name
		}
		i = bytes.Index(b, []byte(end))
		if i < 0 {
			return ""
		}
		b = b[i+len(end):]
	}
}

// Sizes that tell a logo from a scanned page, in pixels. A till receipt
// photographed by a telephone is at least 400 wide; an A4 page at 72 dpi is 595
// by 842.
const (
	tooSmall   = 150    // no invoice is less than this in either direction
	logoArea   = 300000 // an inline picture with fewer pixels is a signature or a logo
	bannerForm = 3      // an inline picture so many times wider than high is a banner
)

// logo says why a picture is no document, or "" if it may be one.
func logo(p *Part) string {
	w, h := pixels(p.Type, p.Data)
	if w == 0 || h == 0 {
		if p.Inline && p.Size < 20<<10 {
			return "a small picture within the text"
		}
		return ""
	}
	switch {
	case w < tooSmall || h < tooSmall:
		return "too small a picture to be an invoice"
	case p.Inline && w*h < logoArea:
		return "a small picture within the text"
	case p.Inline && w > bannerForm*h:
		return "a banner within the text"
	}
	return ""
}

// pixels reads width and height from a picture's header; zeros if it cannot.
// Nothing is decoded beyond the header: that is the worker's business.
func pixels(typ string, b []byte) (w, h int) {
	switch typ {
	case "image/png":
		if c, err := png.DecodeConfig(bytes.NewReader(b)); err == nil {
			return c.Width, c.Height
		}
	case "image/jpeg":
		if c, err := jpeg.DecodeConfig(bytes.NewReader(b)); err == nil {
			return c.Width, c.Height
		}
	case "image/webp":
		if c, err := webp.DecodeConfig(bytes.NewReader(b)); err == nil {
			return c.Width, c.Height
		}
	case "image/gif":
		if len(b) >= 10 {
			return int(binary.LittleEndian.Uint16(b[6:])), int(binary.LittleEndian.Uint16(b[8:]))
		}
	}
	return 0, 0
}
