package specimen

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
)

// A Message is a mail to be written.
type Message struct {
	From, To mail.Address
	Date     time.Time
	Subject  string
	Body     string       // plain text, lines ended by \n
	Header   []string     // further header lines, "Name: value"
	Attached []Attachment // none makes the mail a single text part
}

// An Attachment is one file in a mail.
type Attachment struct {
	Name string
	Type string // media type
	Data []byte
}

// PDF, XML and Picture name a file for a mail.
func PDF(name string, data []byte) Attachment { return Attachment{name, "application/pdf", data} }

// XML attaches a structured document.
func XML(name string, data []byte) Attachment { return Attachment{name, "application/xml", data} }

// Picture attaches a JPEG.
func Picture(name string, data []byte) Attachment { return Attachment{name, "image/jpeg", data} }

// Mail writes m as an Internet message (RFC 5322, MIME), with lines ended by
// CRLF. Its Message-ID is made from its content: equal messages have equal ids.
func Mail(m Message) []byte {
	var b bytes.Buffer
	m.head(&b)
	if len(m.Attached) == 0 {
		text(&b, m.Body)
		return b.Bytes()
	}
	mark := "=_" + m.sum()[:24]
	header(&b, "Content-Type", `multipart/mixed; boundary="`+mark+`"`)
	b.WriteString("\r\n")
	b.WriteString("--" + mark + "\r\n")
	text(&b, m.Body)
	for _, a := range m.Attached {
		b.WriteString("\r\n--" + mark + "\r\n")
		header(&b, "Content-Type", mime.FormatMediaType(a.Type, map[string]string{"name": a.Name}))
		header(&b, "Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
		header(&b, "Content-Transfer-Encoding", "base64")
		b.WriteString("\r\n")
		folded(&b, a.Data)
	}
	b.WriteString("--" + mark + "--\r\n")
	return b.Bytes()
}

// head writes the header fields every mail has.
func (m Message) head(b *bytes.Buffer) {
	header(b, "Date", m.Date.Format(time.RFC1123Z))
	header(b, "From", m.From.String())
	header(b, "To", m.To.String())
	header(b, "Subject", mime.QEncoding.Encode("utf-8", m.Subject))
	header(b, "Message-ID", m.ID())
	header(b, "MIME-Version", "1.0")
	for _, h := range m.Header {
		b.WriteString(h + "\r\n")
	}
}

// ID returns the Message-ID that Mail gives m.
func (m Message) ID() string {
	_, domain, _ := strings.Cut(m.From.Address, "@")
	return "<" + m.sum()[:32] + "@" + domain + ">"
}

// sum covers everything that makes m another message.
func (m Message) sum() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %q %q %q", m.From, m.To, m.Date.UTC(), m.Subject, m.Body, m.Header)
	for _, a := range m.Attached {
		fmt.Fprintf(h, "%q %q %x", a.Name, a.Type, sha256.Sum256(a.Data))
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func header(b *bytes.Buffer, name, value string) { b.WriteString(name + ": " + value + "\r\n") }

// text writes a plain text part with its header.
func text(b *bytes.Buffer, body string) {
	header(b, "Content-Type", "text/plain; charset=utf-8")
	header(b, "Content-Transfer-Encoding", "quoted-printable")
	b.WriteString("\r\n")
	w := quotedprintable.NewWriter(b)
	_, _ = w.Write([]byte(strings.ReplaceAll(body, "\n", "\r\n"))) // a Buffer takes everything
	_ = w.Close()                                                  // as above
	b.WriteString("\r\n")
}

// folded writes base64 in lines of 76.
func folded(b *bytes.Buffer, data []byte) {
	s := base64.StdEncoding.EncodeToString(data)
	for len(s) > 76 {
		b.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	b.WriteString(s + "\r\n")
}

// OutOfOffice answers a mail as an absent person's program does (RFC 3834).
func OutOfOffice(m Message) []byte {
	m.Header = append([]string{"Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All"}, m.Header...)
	return Mail(m)
}

// Newsletter is a mail to many, which says so (RFC 2919, RFC 2369).
func Newsletter(m Message) []byte {
	_, domain, _ := strings.Cut(m.From.Address, "@")
	m.Header = append([]string{"List-Id: News <news." + domain + ">", "List-Unsubscribe: <https://" + domain + "/unsubscribe>", "Precedence: bulk"}, m.Header...)
	return Mail(m)
}

// Bounce is what a mail server answers when it could not deliver (RFC 3464). m
// names the server's postmaster as From and the disappointed sender as To; lost
// is the address that does not exist, id the Message-ID of the mail to it.
func Bounce(m Message, lost, id string) []byte {
	var b bytes.Buffer
	b.WriteString("Return-Path: <>\r\n")
	m.Header = append(m.Header, "Auto-Submitted: auto-replied")
	m.head(&b)
	mark := "=_" + m.sum()[:24]
	header(&b, "Content-Type", `multipart/report; report-type=delivery-status; boundary="`+mark+`"`)
	b.WriteString("\r\n--" + mark + "\r\n")
	text(&b, m.Body)
	b.WriteString("--" + mark + "\r\n")
	header(&b, "Content-Type", "message/delivery-status")
	_, domain, _ := strings.Cut(m.From.Address, "@")
	b.WriteString("\r\nReporting-MTA: dns; " + domain + "\r\n\r\nFinal-Recipient: rfc822; " + lost +
		"\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n--" + mark + "\r\n")
	header(&b, "Content-Type", "text/rfc822-headers")
	b.WriteString("\r\nMessage-ID: " + id + "\r\nTo: " + lost + "\r\n\r\n--" + mark + "--\r\n")
	return b.Bytes()
}
