// Package message takes a mail apart and says what kind of mail it is.
//
//	raw bytes -> Parse -> Mail -> Sort -> invoice, reply, bounce, ...
//	                         \--> Documents: the parts worth reading
//
// Everything here is a pure function over bytes: no clock, no network, no file
// is written. The raw bytes are safe in the database before anything here sees
// them, so a mail can always be taken apart again by a better version.
//
// A document leaves exactly as its bytes were sent: transfer encodings are
// undone, character sets are not touched, because the bytes are the evidence.
//
// Two MIME parsers look at a mail: go-message always, enmime where the first had
// to complain or sees no attachment in a mail that seems to have one. Parts are
// united by SHA-256. Containers (nested mails, ZIP, winmail.dat, signed S/MIME)
// are opened up to [Limits]; what is beyond a limit or cannot be opened is in
// Mail.Problems, never silently gone.
//
// To teach it another container, add a case to (*walker).container; another kind
// of document, a line to documentTypes; another way a mail says what it is, a
// rule to [Sort].
package message

import (
	"fmt"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest/archive"
)

// Limits bound what a mail may cost.
type Limits struct {
	Attachments int // documents that are MIME parts; files in archives have their own limit
	Parts       int // leaves of all MIME trees, nested mails included
	Nesting     int // multiparts and mails within one another
	Archive     archive.Limits
}

// DefaultLimits returns the limits of the product: 50 attachments, 200 parts,
// nesting 20, and those of [archive.Default].
func DefaultLimits() Limits {
	return Limits{Attachments: 50, Parts: 200, Nesting: 20, Archive: archive.Default()}
}

// A Mail is a mail taken apart. Every string in it was written by a stranger.
type Mail struct {
	Hash      payable.Hash
	Size      int64
	MessageID string // without angle brackets
	From      string // raw value of the first From field, words decoded
	To        string
	Subject   string
	Date      time.Time // zero if missing or unreadable
	Fields    []Field   // the header, in order

	Text  string // text/plain bodies, in UTF-8
	HTML  string // text/html bodies, in UTF-8, as sent
	Parts []Part // every leaf, containers and what was in them

	// Problems says what could not be opened or is beyond a limit, one sentence
	// each. A mail with problems may hold an invoice nobody has seen.
	Problems []string
	// Locked names how the content is kept from us: "S/MIME", "PGP", "ZIP with a
	// password"; empty if it is not.
	Locked string

	structure []string // media types of the MIME tree's nodes, outermost first
	report    string   // report-type of a multipart/report
}

// A Part is a leaf of the MIME tree or a file inside a container.
type Part struct {
	// Path is the IMAP section number, "2.1"; after "!" the name of a file inside
	// an archive; "~" before a number of the second parser.
	Path      string
	Name      string // as the sender wrote it, decoded; hostile
	Claimed   string // media type the sender claims
	Type      string // media type by content
	Size      int64
	Hash      payable.Hash
	Inline    bool // shown within the text: disposition inline, or the HTML names its Content-ID
	ContentID string
	Data      []byte

	Body      bool   // part of the mail's text, not a file
	Container bool   // opened; what was in it follows
	Document  bool   // worth reading; identical bytes only once
	Why       string // why it is no document, or what is odd about it
}

// Parse takes a mail apart. Damaged mail is the normal case: Parse returns what
// it finds and names the rest in Problems. The error is a [payable.InvalidError]
// for bytes that are no mail at all.
func Parse(raw []byte, limits Limits) (*Mail, error) {
	m := &Mail{Hash: payable.HashOf(raw), Size: int64(len(raw))}
	fields, body := readHeader(clean(raw))
	if len(fields) == 0 {
		return nil, payable.Invalid("", "these bytes have no mail header")
	}
	m.Fields = fields
	m.MessageID = trimID(m.Get("Message-ID"))
	m.From, m.To, m.Subject = decodeWords(m.Get("From")), decodeWords(m.Get("To")), decodeWords(m.Get("Subject"))
	m.Date = date(m.Get("Date"))

	w := &walker{mail: m, limits: limits, budget: limits.Archive.Budget(), seen: map[payable.Hash]bool{}}
	w.entity(fields, body, place{top: true})
	if w.doubtful(raw) {
		w.secondOpinion(raw)
	}
	markDocuments(m, limits)
	return m, nil
}

// Documents returns the parts worth reading, in the order they stand in the
// mail, identical bytes once.
func (m *Mail) Documents() []Part {
	var out []Part
	for _, p := range m.Parts {
		if p.Document {
			out = append(out, p)
		}
	}
	return out
}

func (m *Mail) problem(format string, args ...any) {
	const most = 50 // a mail made of problems need not fill the database
	if len(m.Problems) < most {
		m.Problems = append(m.Problems, fmt.Sprintf(format, args...))
	}
}
