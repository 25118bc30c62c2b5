// Package notify words and sends payable's own mails: the request that asks an
// approver, the receipt that follows a decision by mail, and the answers to
// replies that were not carried out.
//
// [Writer.Write] is pure: the same letter gives the same bytes, Message-ID and
// Date included, so that a mail sent twice after a crash is the same mail. What
// it says was frozen when it was queued ([payable.LetterFacts]); only the token
// is computed at sending, because it is never stored. [Sender.Send] hands a mail
// to an SMTP server and says, with [Temporary], whether to try again.
//
// Our own mails never have a line that is a bare verb, so that no program that
// quotes them back can make them a decision; a test holds every letter in every
// language to it. To add a kind of letter, write its function in letters.go,
// enter it in kinds, and give it sentences in the catalogues (mail.*).
package notify

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	payable "github.com/payable-ap/payable"
	"github.com/payable-ap/payable/portal/locale"
	"github.com/payable-ap/payable/portal/reply"
)

// A Config says in whose name mails are written.
type Config struct {
	Name     string         // display name of the sender, "Payable" where empty
	Address  string         // where replies go, without a token: approvals@example.com
	Portal   string         // address of the portal, without a slash at the end; empty leaves links out
	Instance string         // part of every token's MAC, as in [reply.Config]
	Key      []byte         // 32 secret bytes of the instance
	Zone     *time.Location // in which times of day are told; UTC where nil
}

// A Letter is one row of the outbox, about to be sent.
type Letter struct {
	Facts     payable.LetterFacts
	Key       string            // what it is about, unique: its Message-ID follows from it
	To        string            // address
	InReplyTo string            // Message-ID of the mail answered, as its sender wrote it
	Approval  *payable.Approval // whose token it carries; nil for none
	Queued    time.Time         // becomes its Date
}

// A Mail is ready to be sent, and sent again.
type Mail struct {
	ID   string // Message-ID without angle brackets
	From string
	To   string
	Raw  []byte // with CRLF line ends
}

// A Writer words letters. It is safe for concurrent use.
type Writer struct {
	bundle *locale.Bundle
	c      Config
	domain string // of Address
	local  string
}

// NewWriter returns a writer for c. An Address that is not local@domain, or a
// local part that leaves no room for a token, is an [payable.InvalidError].
func NewWriter(b *locale.Bundle, c Config) (*Writer, error) {
	local, domain, found := strings.Cut(c.Address, "@")
	if a, err := mail.ParseAddress(c.Address); err != nil || !found || a.Address != c.Address {
		return nil, payable.Invalid("approvals address", fmt.Sprintf("%q is not an address such as approvals@example.com", c.Address))
	}
	if len(local)+1+reply.TokenLength > 64 {
		return nil, payable.Invalid("approvals address", fmt.Sprintf("%q is too long: with a token its local part may have 64 characters, so at most %d now", local, 64-1-reply.TokenLength))
	}
	if c.Name == "" {
		c.Name = "Payable"
	}
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	c.Portal = strings.TrimRight(c.Portal, "/")
	return &Writer{bundle: b, c: c, domain: domain, local: local}, nil
}

// Write words l. An unknown kind, or an address that is none, is an
// [payable.InvalidError]: sending it again would not help.
func (w *Writer) Write(l Letter) (Mail, error) {
	compose, known := kinds[l.Facts.Kind]
	if !known {
		return Mail{}, payable.Invalid("letter", fmt.Sprintf("no letter is of kind %q", l.Facts.Kind))
	}
	d := &draft{w: w, l: l, f: l.Facts, p: w.bundle.For(l.Facts.Language)}
	d.token = w.token(l)
	page := compose(d)
	return w.assemble(l, d, page)
}

// token returns the token a letter carries: a receipt's takes STOP, a request's
// everything else, and other letters carry none.
func (w *Writer) token(l Letter) string {
	switch {
	case l.Approval == nil:
		return ""
	case l.Facts.Kind == payable.LetterRequest:
		return reply.Token(w.c.Key, *l.Approval, w.c.Instance)
	case l.Facts.Kind == payable.LetterReceipt:
		return reply.StopToken(w.c.Key, *l.Approval, w.c.Instance)
	}
	return ""
}

// messageID is the same for the same letter, always. That of a letter with a
// token carries it, for it comes back in References.
func (w *Writer) messageID(l Letter, token string) string {
	switch {
	case token != "" && l.Facts.Kind == payable.LetterRequest:
		return "approval." + token + "@" + w.domain
	case token != "":
		return "receipt." + token + "@" + w.domain
	}
	sum := sha256.Sum256([]byte(w.c.Instance + "\x00" + l.Key))
	return "answer." + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:20])) + "@" + w.domain
}

// replyTo is where an answer goes.
func (w *Writer) replyTo(token string) string {
	if token == "" {
		return w.c.Address
	}
	return w.local + "+" + token + "@" + w.domain
}

// foreignID matches a Message-ID that may be put into our References.
var foreignID = regexp.MustCompile(`^[!-;=?-~]{1,250}$`)

func (w *Writer) assemble(l Letter, d *draft, p page) (Mail, error) {
	html, err := p.html()
	if err != nil {
		return Mail{}, fmt.Errorf("writing letter %s: %w", l.Key, err)
	}
	to, err := mail.ParseAddress(l.To)
	if err != nil {
		return Mail{}, payable.Invalid("recipient", "is not a mail address")
	}
	id := w.messageID(l, d.token)
	sum := sha256.Sum256([]byte(id))
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary(fmt.Sprintf("payable-%x", sum[:12])))
	m.FromMailAddress(&mail.Address{Name: w.c.Name, Address: w.c.Address})
	m.ToMailAddress(&mail.Address{Name: oneLine(l.Facts.To), Address: to.Address})
	m.ReplyToMailAddress(&mail.Address{Name: w.c.Name, Address: w.replyTo(d.token)})
	m.Subject(oneLine(p.Subject))
	m.SetMessageIDWithValue(id)
	m.SetDateWithValue(l.Queued.In(w.c.Zone))
	if foreignID.MatchString(l.InReplyTo) {
		m.SetGenHeader(gomail.HeaderInReplyTo, "<"+l.InReplyTo+">")
		m.SetGenHeader(gomail.HeaderReferences, "<"+l.InReplyTo+">")
	}
	m.SetGenHeader("Auto-Submitted", automatic(l.Facts.Kind))
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetGenHeader("Content-Language", d.p.Lang())
	m.SetBodyString(gomail.TypeTextPlain, p.text())
	m.AddAlternativeString(gomail.TypeTextHTML, html)
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return Mail{}, fmt.Errorf("writing letter %s: %w", l.Key, err)
	}
	return Mail{ID: id, From: w.c.Address, To: to.Address, Raw: b.Bytes()}, nil
}

// automatic is what Auto-Submitted says of a letter (RFC 3834).
func automatic(k payable.LetterKind) string {
	if k == payable.LetterRequest {
		return "auto-generated"
	}
	return "auto-replied"
}

// oneLine makes a stranger's words fit for a header or one line of text.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
