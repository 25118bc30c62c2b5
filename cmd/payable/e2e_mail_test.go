package main

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/miekg/dns"

	"github.com/payable-ap/payable/portal/notify/sink"
)

// A domain signs its mail, and a DNS server on loopback publishes the key.
type signingDomain struct {
	name string
	key  *rsa.PrivateKey
	dns  string // address of the server
}

const selector = "mail2026"

func newSigningDomain(t testing.TB, name string) *signingDomain {
	t.Helper()
	key := must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 2048))
	public := base64.StdEncoding.EncodeToString(must[[]byte](t)(x509.MarshalPKIXPublicKey(&key.PublicKey)))
	owner := selector + "._domainkey." + name + "."
	conn := must[net.PacketConn](t)(net.ListenPacket("udp", "127.0.0.1:0"))
	server := &dns.Server{PacketConn: conn, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetReply(q)
		if asked := q.Question[0]; asked.Qtype == dns.TypeTXT && strings.EqualFold(asked.Name, owner) {
			m.Answer = []dns.RR{&dns.TXT{Hdr: dns.RR_Header{Name: asked.Name, Rrtype: dns.TypeTXT, Class: dns.ClassINET, Ttl: 60},
				Txt: []string{"v=DKIM1; k=rsa; p=" + public[:200], public[200:]}}}
		} else {
			m.Rcode = dns.RcodeNameError
		}
		_ = w.WriteMsg(m) // the asker asks again
	})}
	started := make(chan struct{})
	server.NotifyStartedFunc = func() { close(started) }
	go func() { _ = server.ActivateAndServe() }() // ends with Shutdown
	<-started
	t.Cleanup(func() { check(t, server.Shutdown()) })
	return &signingDomain{name, key, conn.LocalAddr().String()}
}

// sign adds the domain's DKIM signature, as its mail server does on the way out.
func (d *signingDomain) sign(t testing.TB, raw []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	check(t, dkim.Sign(&out, bytes.NewReader(raw), &dkim.SignOptions{
		Domain: d.name, Selector: selector, Signer: d.key, Hash: crypto.SHA256,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
		HeaderKeys: []string{"From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type"},
	}))
	return out.Bytes()
}

// A letter is a mail of ours as a mail program shows it.
type letter struct {
	head    mail.Header
	parts   []string // media types, in their order
	text    string   // of text/plain
	html    string
	replyTo string
}

func readLetter(t testing.TB, m sink.Mail) letter {
	t.Helper()
	parsed := must[*mail.Message](t)(mail.ReadMessage(bytes.NewReader(m.Raw)))
	l := letter{head: parsed.Header, replyTo: must[*mail.Address](t)(mail.ParseAddress(parsed.Header.Get("Reply-To"))).Address}
	kind, params, err := mime.ParseMediaType(parsed.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("a letter of type %q (%v), want multipart/alternative", kind, err)
	}
	for r := multipart.NewReader(parsed.Body, params["boundary"]); ; {
		p, err := r.NextPart() // undoes quoted-printable
		if err == io.EOF {
			return l
		}
		check(t, err)
		kind, _, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		check(t, err)
		body := string(must[[]byte](t)(io.ReadAll(p)))
		l.parts = append(l.parts, kind)
		switch kind {
		case "text/plain":
			l.text = body
		case "text/html":
			l.html = body
		}
	}
}

// answer writes what a person's mail program sends when they press "reply": the
// words above, the letter quoted below.
func (l letter) answer(from mail.Address, words string) []byte {
	var b bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	id := l.head.Get("Message-Id")
	line("From: %s", from.String())
	line("To: %s", l.replyTo)
	line("Subject: Re: %s", l.head.Get("Subject"))
	line("Date: %s", time.Now().Format(time.RFC1123Z))
	line("Message-ID: <%d@%s>", time.Now().UnixNano(), strings.SplitN(from.Address, "@", 2)[1])
	line("In-Reply-To: %s", id)
	line("References: %s", id)
	line("MIME-Version: 1.0")
	line("Content-Type: text/plain; charset=utf-8")
	line("Content-Transfer-Encoding: 8bit")
	line("")
	line("%s", words)
	line("")
	line("On %s, Payable wrote:", l.head.Get("Date"))
	for _, s := range strings.Split(strings.TrimRight(l.text, "\r\n"), "\n") {
		line("> %s", strings.TrimRight(s, "\r"))
	}
	return b.Bytes()
}
