package specimen_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/payable-ap/payable/ocr/specimen"
)

func message() specimen.Message {
	return specimen.Message{From: mail.Address{Name: "Büro Müller", Address: "a@vendor.example"}, To: mail.Address{Address: "b@ours.example"},
		Date: time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC), Subject: "Rechnung für März", Body: "Guten Tag,\n\nanbei = 100 % Prüfung.\n"}
}

// TestMailKeepsItsAttachments takes a mail apart with the standard library.
func TestMailKeepsItsAttachments(t *testing.T) {
	m := message()
	data := bytes.Repeat([]byte{0, 255, '\r', '\n', '-', '-'}, 100)
	m.Attached = []specimen.Attachment{specimen.PDF("Rechnung März.pdf", data), specimen.XML("x.xml", []byte("<a/>"))}
	p, err := mail.ReadMessage(bytes.NewReader(specimen.Mail(m)))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(p.Header.Get("Subject"))
	if err != nil || subject != m.Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	_, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(p.Body, params["boundary"])
	body, err := parts.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	if s, _ := io.ReadAll(body); strings.TrimSpace(strings.ReplaceAll(string(s), "\r\n", "\n")) != strings.TrimSpace(m.Body) {
		t.Errorf("body %q, want %q", s, m.Body)
	}
	for _, want := range m.Attached {
		part, err := parts.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		if err != nil || !bytes.Equal(got, want.Data) || part.FileName() != want.Name {
			t.Errorf("%s: %d bytes as %q, %v", want.Name, len(got), part.FileName(), err)
		}
	}
	if _, err := parts.NextPart(); err != io.EOF {
		t.Errorf("after the last part: %v", err)
	}
}

func TestMessageIDs(t *testing.T) {
	m := message()
	if m.ID() != message().ID() {
		t.Error("the same message has another id")
	}
	other := message()
	other.Attached = []specimen.Attachment{specimen.PDF("a.pdf", []byte("1"))}
	if m.ID() == other.ID() {
		t.Error("a message with an attachment has the same id")
	}
	if !strings.HasSuffix(m.ID(), "@vendor.example>") {
		t.Errorf("id %s is not of the sender's domain", m.ID())
	}
}

// TestOtherMails checks what the mails that carry no invoice say of themselves.
func TestOtherMails(t *testing.T) {
	for _, tt := range []struct {
		name, field, want string
		raw               []byte
	}{
		{"an absent person", "Auto-Submitted", "auto-replied", specimen.OutOfOffice(message())},
		{"a newsletter is bulk", "Precedence", "bulk", specimen.Newsletter(message())},
		{"a newsletter can be left", "List-Unsubscribe", "<https://vendor.example/unsubscribe>", specimen.Newsletter(message())},
		{"a bounce has no sender", "Return-Path", "<>", specimen.Bounce(message(), "c@gone.example", "<1@ours.example>")},
	} {
		p, err := mail.ReadMessage(bytes.NewReader(tt.raw))
		if err != nil || p.Header.Get(tt.field) != tt.want {
			t.Errorf("%s: %s is %q, want %q (%v)", tt.name, tt.field, p.Header.Get(tt.field), tt.want, err)
		}
	}
}
