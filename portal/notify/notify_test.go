package notify

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"strings"
	"testing"
	"time"

	payable "github.com/payable-ap/payable"
	"github.com/payable-ap/payable/portal/locale"
	"github.com/payable-ap/payable/portal/reply"
)

var berlin = func() *time.Location {
	l, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return l
}()

func writer(t testing.TB) *Writer {
	t.Helper()
	w, err := NewWriter(locale.New(), Config{
		Address: "approvals@pay.corp.example", Portal: "https://pay.corp.example/", Instance: "pay.corp.example",
		Key: bytes.Repeat([]byte{7}, 32), Zone: berlin,
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// aLetter is a letter of any kind with everything in it.
func aLetter(kind payable.LetterKind, lang string) Letter {
	at := time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)
	l := Letter{
		Key: "some letter", To: "sian.rhys@corp.example", Queued: at,
		Approval: &payable.Approval{ID: 41, Invoice: 17, Version: 2, Payable: payable.NewMoney("4812", "GBP"), Approver: "sian", Secret: bytes.Repeat([]byte{0xd2, 0x5e}, 8), Expires: at.AddDate(0, 0, 3)},
		Facts: payable.LetterFacts{
			Kind: kind, Language: lang, To: "Siân Rhys", Invoice: 17, Number: "INV-1007", Vendor: "Acme Fasteners & Söhne Ltd", Entity: "Corp GmbH",
			Issued: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC), Due: time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC), Payable: payable.NewMoney("4812", "GBP"),
			Orders: []string{"4711"}, Asker: "Carys Evans", Question: "Is the new price right?\nAPPROVE",
			Findings: []payable.Finding{
				{Check: payable.UnitPrice, Line: 3, Outcome: payable.Hold, Message: "UNIT_PRICE.above", Figures: map[string]string{"order": "4711", "order_line": "3", "got": "4.20", "want": "3.75", "percent": "12", "difference": "450", "currency": "GBP", "allowed": "2 %"}},
				{Check: payable.NoReceipt, Line: 1, Outcome: payable.Hold, Message: "NO_RECEIPT.none", Figures: map[string]string{"order": "4711", "order_line": "1", "billed": "1000", "unit": "C62", "allowed": "250.00", "currency": "GBP"}},
			},
			BankSince: time.Date(2024, 3, 4, 0, 0, 0, 0, time.UTC), Expires: at.AddDate(0, 0, 3),
			Recent: []payable.LetterDecision{
				{At: at.AddDate(0, -1, 0), Number: "INV-0990", Payable: payable.NewMoney("1200", "GBP"), Verdict: "approved", By: "Tomos Pugh"},
				{At: at.AddDate(0, -2, 0), Number: "INV-0951", Payable: payable.NewMoney("80.5", "GBP"), Verdict: "rejected", By: "Tomos Pugh"},
			},
		},
	}
	switch kind {
	case payable.LetterReceipt:
		l.Facts.Verdict, l.Facts.HoldEnd, l.Facts.Comment = payable.VerdictApprove, at.Add(30*time.Minute), "as agreed"
		l.InReplyTo = "7C1E2A40@corp.example"
	case payable.LetterRefusal:
		l.Facts.Reason, l.Facts.Subject, l.Approval = "mail.reason.not_understood", "Re: [abcd2345] Approve 4,812.00 GBP?", nil
	case payable.LetterPortal:
		l.Facts.Reason, l.Approval = "mail.reason.ceiling", nil
		l.Facts.Figures = map[string]string{"ceiling": "4000", "currency": "GBP"}
	}
	return l
}

func everyLetter(t *testing.T, f func(t *testing.T, l Letter, m Mail)) {
	w := writer(t)
	for kind := range kinds {
		for _, lang := range locale.Languages() {
			t.Run(string(kind)+" in "+lang, func(t *testing.T) {
				l := aLetter(kind, lang)
				m, err := w.Write(l)
				if err != nil {
					t.Fatal(err)
				}
				f(t, l, m)
			})
		}
	}
}

type opened struct {
	header     mail.Header
	text, html string
}

// open reads a mail back with the standard library.
func open(t testing.TB, raw []byte) opened {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	o := opened{header: m.Header}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for i := 0; ; i++ {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return o
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		switch kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type")); {
		case i == 0 && kind == "text/plain":
			o.text = strings.ReplaceAll(string(b), "\r\n", "\n")
		case i == 1 && kind == "text/html":
			o.html = string(b)
		default:
			t.Errorf("part %d is %s", i, kind)
		}
	}
}

// TestLettersAreTheSameTwice checks that a letter sent twice is one mail.
func TestLettersAreTheSameTwice(t *testing.T) {
	everyLetter(t, func(t *testing.T, l Letter, m Mail) {
		for range 5 {
			again, err := writer(t).Write(l)
			if err != nil || !bytes.Equal(again.Raw, m.Raw) || again.ID != m.ID {
				t.Fatalf("written again it differs (%v):\n%s\n\n%s", err, m.Raw, again.Raw)
			}
		}
	})
}

// TestNoLineIsAVerb checks that nothing a mail program does when it quotes our
// own mail, wrapping its lines anywhere included, makes a decision of it.
func TestNoLineIsAVerb(t *testing.T) {
	everyLetter(t, func(t *testing.T, l Letter, m Mail) {
		o := open(t, m.Raw)
		if c := reply.ParseCommand(reply.NewText(o.text)); c.Verdict != "" {
			t.Errorf("the whole text reads as %s", c.Verdict)
		}
		if c := reply.ParseCommand(reply.NewTextHTML(o.html)); c.Verdict != "" {
			t.Errorf("the whole HTML reads as %s", c.Verdict)
		}
		for _, text := range []string{o.text, reply.NewTextHTML(o.html)} {
			for _, line := range strings.Split(text, "\n") {
				if c := reply.ParseCommand(line); c.Verdict != "" {
					t.Errorf("the line %q reads as %s", line, c.Verdict)
				}
			}
			seen := map[string]bool{}
			for width := 20; width <= 120; width++ {
				for _, line := range wrapped(text, width) {
					if seen[line] {
						continue
					}
					seen[line] = true
					if c := reply.ParseCommand(line); c.Verdict != "" && (!c.Verdict.Safe() || c.Verdict == payable.VerdictStop) {
						t.Errorf("wrapped at %d, the line %q reads as %s", width, line, c.Verdict)
					}
				}
			}
		}
	})
}

// wrapped breaks the lines of a text at blanks that may break.
func wrapped(text string, width int) []string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		line := ""
		for _, w := range strings.Split(l, " ") {
			if line != "" && len([]rune(line))+1+len([]rune(w)) > width {
				out = append(out, line)
				line = w
				continue
			}
			line = strings.TrimPrefix(line+" "+w, " ")
		}
		out = append(out, line)
	}
	return out
}

var catalogueKey = regexp.MustCompile(`\b(mail|check|page)\.[a-zA-Z_]+[._]\w*`)

// TestLetterIsWhole checks what every letter must and must not carry.
func TestLetterIsWhole(t *testing.T) {
	everyLetter(t, func(t *testing.T, l Letter, m Mail) {
		o := open(t, m.Raw)
		for _, s := range []string{o.text, o.html, o.header.Get("Subject")} {
			if k := catalogueKey.FindString(s); k != "" {
				t.Errorf("the key %q in:\n%s", k, s)
			}
			for _, bad := range []string{"<no value>", "%!", "{{", "ZgotmplZ"} {
				if strings.Contains(s, bad) {
					t.Errorf("%q in:\n%s", bad, s)
				}
			}
		}
		if len(m.Raw) > 60_000 {
			t.Errorf("%d bytes, want under 60 kB", len(m.Raw))
		}
		for _, remote := range []string{"src=", "url(", "@import", "<link", "<script", "http://"} {
			if strings.Contains(o.html, remote) {
				t.Errorf("the HTML fetches something: %s", remote)
			}
		}
		if got := o.header.Get("Message-ID"); got != "<"+m.ID+">" {
			t.Errorf("Message-ID %s, want <%s>", got, m.ID)
		}
		if d, err := o.header.Date(); err != nil || !d.Equal(l.Queued) {
			t.Errorf("Date %v (%v), want %v", d, err, l.Queued)
		}
		if a := o.header.Get("Auto-Submitted"); a != "auto-generated" && a != "auto-replied" {
			t.Errorf("Auto-Submitted: %q", a)
		}
		for _, r := range strings.Split(string(m.Raw), "\r\n") {
			if len(r) > 998 {
				t.Errorf("a line of %d characters", len(r))
			}
		}
		if bytes.Contains(bytes.ReplaceAll(m.Raw, []byte("\r\n"), nil), []byte("\n")) {
			t.Error("a bare LF")
		}
	})
}

// TestSameWords checks that text and HTML say the same.
func TestSameWords(t *testing.T) {
	everyLetter(t, func(t *testing.T, _ Letter, m Mail) {
		o := open(t, m.Raw)
		words := func(s string) string {
			return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \n\u00a0\u202f:-", r) }), "")
		}
		html := words(reply.NewTextHTML(o.html))
		for _, line := range strings.Split(o.text, "\n") {
			line, _, _ = strings.Cut(line, ": <")
			if w := words(line); !strings.Contains(html, w) {
				t.Errorf("the text says %q, the HTML does not:\n%s", line, o.html)
			}
		}
	})
}

// TestRequest checks the request in English, line by line where it matters.
func TestRequest(t *testing.T) {
	w := writer(t)
	l := aLetter(payable.LetterRequest, "en")
	m, err := w.Write(l)
	if err != nil {
		t.Fatal(err)
	}
	o := open(t, m.Raw)
	token := reply.Token(w.c.Key, *l.Approval, "pay.corp.example")
	subject, err := new(mime.WordDecoder).DecodeHeader(o.header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "[" + token[:8] + "] Approve 4,812.00 GBP to Acme Fasteners & Söhne Ltd? Reply by Fri 27 Nov"; subject != want {
		t.Errorf("subject %q, want %q", subject, want)
	}
	if got, want := m.ID, "approval."+token+"@pay.corp.example"; got != want {
		t.Errorf("Message-ID %s, want %s", got, want)
	}
	if got := o.header.Get("Reply-To"); !strings.Contains(got, "<approvals+"+token+"@pay.corp.example>") {
		t.Errorf("Reply-To %s", got)
	}
	for _, want := range []string{
		"Approve 4,812.00 GBP to Acme Fasteners & Söhne Ltd?\n", "by 27 November 2026 at 09:30", "Vendor: Acme Fasteners & Söhne Ltd\n",
		"Invoice: INV-1007 of 2 November 2026\n", "4,812.00 GBP, due on 2 December 2026\n", "Order: 4711\n", "unchanged since March 2024\n",
		"2 things need a look:\n", "12 % above order 4711 line 3", "INV-0990 over 1,200.00 GBP, yes from Tomos Pugh\n",
		"mailto:approvals%2B" + token + "@pay.corp.example?subject=%5B" + token + "%5D&body=APPROVE>", "&body=REJECT>", "&body=HOLD>",
		"https://pay.corp.example/invoices/17>", "We never ask for new bank details by mail.\n",
	} {
		if !strings.Contains(o.text, want) {
			t.Errorf("the text lacks %q:\n%s", want, o.text)
		}
	}
}

// TestOurWordsAreUnderstood checks that what our mails tell people to write is
// what portal/reply understands, in every language.
func TestOurWordsAreUnderstood(t *testing.T) {
	for _, lang := range locale.Languages() {
		p := locale.New().For(lang)
		for _, v := range []payable.Verdict{payable.VerdictApprove, payable.VerdictReject, payable.VerdictHold, payable.VerdictAsk, payable.VerdictDelegate, payable.VerdictStop} {
			word := p.T("mail.word." + string(v))
			text := word
			switch v {
			case payable.VerdictAsk:
				text += " who ordered this?"
			case payable.VerdictDelegate:
				text += " tomos@corp.example"
			}
			if c := reply.ParseCommand(text); c.Verdict != v || c.Problem != "" {
				t.Errorf("%s: %q is understood as %q (%s), want %s", lang, text, c.Verdict, c.Problem, v)
			}
		}
	}
}

// TestRefusalDisclosesNothing checks that an answer, which may go to somebody who
// was never asked, names neither vendor nor amount nor invoice.
func TestRefusalDisclosesNothing(t *testing.T) {
	l := aLetter(payable.LetterRefusal, "en")
	l.Facts.Subject = "Re: your mail"
	for _, reason := range []string{"mail.reason.not_asked", "mail.reason.bad_token", "mail.reason.not_understood", "no.such.reason", ""} {
		l.Facts.Reason = reason
		m, err := writer(t).Write(l)
		if err != nil {
			t.Fatal(err)
		}
		o := open(t, m.Raw)
		for _, secret := range []string{"Acme", "4,812", "INV-1007", "/invoices/17", "4711", "Carys"} {
			if strings.Contains(o.text+o.html+o.header.Get("Subject"), secret) {
				t.Errorf("%s: names %q:\n%s", reason, secret, o.text)
			}
		}
	}
}

// TestHostileFacts checks that nothing a vendor or sender wrote breaks out of its
// place.
func TestHostileFacts(t *testing.T) {
	l := aLetter(payable.LetterRequest, "en")
	const evil = "Acme\r\nBcc: mallory@evil.example\r\n\r\nAPPROVE\r\n<script>alert(1)</script>{{.x}}"
	l.Facts.Vendor, l.Facts.Number, l.Facts.Asker, l.Facts.To, l.Facts.Orders = evil, evil, evil, evil, []string{evil}
	l.Facts.Findings[0].Figures["order"] = evil
	l.InReplyTo = "a@b>\r\nBcc: mallory@evil.example"
	m, err := writer(t).Write(l)
	if err != nil {
		t.Fatal(err)
	}
	o := open(t, m.Raw)
	if o.header.Get("Bcc") != "" || o.header.Get("References") != "" {
		t.Errorf("a header was injected:\n%s", m.Raw)
	}
	if strings.Contains(o.html, "<script") {
		t.Error("a script in the HTML")
	}
	for _, line := range strings.Split(o.text, "\n") {
		if strings.TrimSpace(line) == "APPROVE" {
			t.Error("a vendor's name put a bare verb on a line")
		}
	}
}

// TestRoundTrip lets an approver answer a request as Gmail does, and portal/reply
// find the token in all its places.
func TestRoundTrip(t *testing.T) {
	w := writer(t)
	m, err := w.Write(aLetter(payable.LetterRequest, "de"))
	if err != nil {
		t.Fatal(err)
	}
	o := open(t, m.Raw)
	answer := "From: sian.rhys@corp.example\r\nTo: " + o.header.Get("Reply-To") + "\r\nSubject: Re: " + o.header.Get("Subject") +
		"\r\nIn-Reply-To: <" + m.ID + ">\r\nReferences: <" + m.ID + ">\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nFreigegeben, danke!\r\n\r\nAm Di., 24. Nov. 2026 um 09:30 Uhr schrieb Payable <approvals@pay.corp.example>:\r\n\r\n> " +
		strings.ReplaceAll(o.text, "\n", "\r\n> ")
	r, err := reply.Read([]byte(answer))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Tokens.Recipient) != 1 || len(r.Tokens.References) == 0 || len(r.Tokens.Heads) != 1 || r.Command.Verdict != payable.VerdictApprove || r.Command.Problem != "" {
		t.Errorf("tokens %+v, command %+v", r.Tokens, r.Command)
	}
}

// TestNewWriter checks the addresses a token fits into.
func TestNewWriter(t *testing.T) {
	for _, tt := range []struct {
		address string
		fine    bool
	}{
		{"approvals@example.com", true}, {"elevenchars@example.com", true}, {"twelve-chars@example.com", false},
		{"approvals", false}, {"", false}, {"Approvals <a@b.example>", false},
	} {
		_, err := NewWriter(locale.New(), Config{Address: tt.address})
		var invalid *payable.InvalidError
		if (err == nil) != tt.fine || err != nil && !errors.As(err, &invalid) {
			t.Errorf("%q: %v, want fine %v", tt.address, err, tt.fine)
		}
	}
	if _, err := writer(t).Write(Letter{To: "a@b.example", Facts: payable.LetterFacts{Kind: "poem"}}); Temporary(err) {
		t.Errorf("a letter nobody can word is tried again: %v", err)
	}
}
