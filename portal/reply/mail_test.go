package reply

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// A letter is a mail being made: header lines as they will stand, and a body.
type letter struct {
	header []string
	body   string
}

func (l letter) with(lines ...string) letter {
	l.header = append(append([]string{}, l.header...), lines...)
	return l
}

// top puts lines above all others, as servers on the way do.
func (l letter) top(lines ...string) letter {
	l.header = append(append([]string{}, lines...), l.header...)
	return l
}

// set replaces the field of that name.
func (l letter) set(name, value string) letter {
	l = l.drop(name)
	return l.with(name + ": " + value)
}

func (l letter) drop(name string) letter {
	var keep []string
	for _, h := range l.header {
		if !strings.HasPrefix(strings.ToLower(h), strings.ToLower(name)+":") {
			keep = append(keep, h)
		}
	}
	l.header = keep
	return l
}

func (l letter) get(name string) string {
	for _, h := range l.header {
		if strings.HasPrefix(strings.ToLower(h), strings.ToLower(name)+":") {
			return strings.TrimSpace(h[len(name)+1:])
		}
	}
	return ""
}

func (l letter) says(body string) letter { l.body = body; return l }

func (l letter) replace(old, now string) letter {
	l.body = strings.ReplaceAll(l.body, old, now)
	return l
}

// bytes returns the mail with CRLF line ends.
func (l letter) bytes() []byte {
	s := strings.Join(l.header, "\n") + "\n\n" + l.body
	return []byte(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n"))
}

// A seal is a DKIM signature to make. go-msgauth's own signer puts the time into
// it and refuses what an attacker would write, so this one is ours: relaxed/relaxed.
type seal struct {
	domain, selector string
	key              *rsa.PrivateKey
	fields           string // h=
	length           int    // l=, if positive
	sha1             bool
}

// sign returns the mail with its signature on top.
func (l letter) sign(s seal) letter {
	raw := l.bytes()
	head, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	body = relaxBody(body)
	algo, hash := "rsa-sha256", crypto.SHA256
	digest := func(b []byte) []byte { d := sha256.Sum256(b); return d[:] }
	if s.sha1 {
		algo, hash = "rsa-sha1", crypto.SHA1
		digest = func(b []byte) []byte { d := sha1.Sum(b); return d[:] }
	}
	tag := ""
	if s.length > 0 {
		tag = fmt.Sprintf(" l=%d;", s.length)
		body = body[:min(s.length, len(body))]
	}
	field := fmt.Sprintf("DKIM-Signature: v=1; a=%s; c=relaxed/relaxed; d=%s; s=%s;%s h=%s; bh=%s; b=",
		algo, s.domain, s.selector, tag, s.fields, base64.StdEncoding.EncodeToString(digest(body)))
	var signed bytes.Buffer
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(string(head), "\r\n ", " "), "\r\n\t", " "), "\r\n")
	for _, name := range strings.Split(s.fields, ":") {
		for i := len(lines) - 1; i >= 0; i-- {
			n, _, _ := strings.Cut(lines[i], ":")
			if strings.EqualFold(strings.TrimSpace(n), name) {
				signed.WriteString(relaxField(lines[i]) + "\r\n")
				lines = append(append([]string{}, lines[:i]...), lines[i+1:]...)
				break
			}
		}
	}
	signed.WriteString(relaxField(field))
	sig, err := rsa.SignPKCS1v15(rand.Reader, s.key, hash, digest(signed.Bytes()))
	if err != nil {
		panic(err)
	}
	return l.top(field + base64.StdEncoding.EncodeToString(sig))
}

var blanks = regexp.MustCompile(`[ \t]+`)

func relaxField(f string) string {
	name, value, _ := strings.Cut(f, ":")
	return strings.ToLower(strings.TrimSpace(name)) + ":" + strings.TrimSpace(blanks.ReplaceAllString(value, " "))
}

func relaxBody(b []byte) []byte {
	var out []string
	for _, l := range strings.Split(strings.TrimSuffix(string(b), "\r\n"), "\r\n") {
		out = append(out, strings.TrimRight(blanks.ReplaceAllString(l, " "), " "))
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	if len(out) == 0 {
		return nil
	}
	return []byte(strings.Join(out, "\r\n") + "\r\n")
}

func key(t testing.TB, name string) *rsa.PrivateKey {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "dkim", name+".pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	k, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return k.(*rsa.PrivateKey)
}

// nameServer serves testdata/dns.zone on loopback, over UDP, and returns a
// resolver that asks nobody else.
func nameServer(t testing.TB) LookupTXT {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "dns.zone"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records := map[string][]dns.RR{}
	z := dns.NewZoneParser(f, ".", "dns.zone")
	for rr, ok := z.Next(); ok; rr, ok = z.Next() {
		name := strings.ToLower(rr.Header().Name)
		records[name] = append(records[name], rr)
	}
	if err := z.Err(); err != nil {
		t.Fatal(err)
	}
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	answer := dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetReply(q)
		m.Authoritative = true
		rr := records[strings.ToLower(q.Question[0].Name)]
		if len(rr) == 0 {
			m.Rcode = dns.RcodeNameError
		}
		if q.Question[0].Qtype == dns.TypeTXT {
			m.Answer = rr
		}
		_ = w.WriteMsg(m) // a client that has gone asks again
	})
	ready := make(chan struct{})
	srv := &dns.Server{PacketConn: conn, Handler: answer, NotifyStartedFunc: func() { close(ready) }}
	go func() {
		if err := srv.ActivateAndServe(); err != nil {
			t.Errorf("name server: %v", err)
		}
	}()
	<-ready
	t.Cleanup(func() { _ = srv.Shutdown() }) // the test is over either way
	r := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
	return r.LookupTXT
}
