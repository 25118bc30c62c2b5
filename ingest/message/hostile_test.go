package message

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// cpu is the processor time used so far: a busy machine must not fail a test.
func cpu(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestLargeAndHostile gives Parse and Sort mails of a megabyte that are all
// one thing, and a time in which careless code would not be through a tenth.
func TestLargeAndHostile(t *testing.T) {
	const size = 1 << 20
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	var nested strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=n%d\n\n--n%d\n", i, i)
	}
	for _, tt := range []struct {
		name string
		raw  []byte
	}{
		{"one field of a million lines", []byte("Subject: a\r\n" + fill(" b\r\n") + "\r\nbody")},
		{"a million fields", []byte(fill("X: y\r\n") + "\r\nbody")},
		{"encoded words", []byte("Subject: " + fill("=?utf-8?q?a?= ") + "\r\n\r\nbody")},
		{"a hundred thousand parts", []byte("A: b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + fill("--b\r\nContent-Type: image/png\r\n\r\nx\r\n"))},
		{"boundaries only", []byte("A: b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + fill("--b\r\n"))},
		{"multiparts in one another", []byte("A: b\n" + nested.String())},
		{"a part's field of a million lines", []byte("A: b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX: y\r\n" + fill(" b\r\n"))},
		{"a part of a million fields", []byte("A: b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + fill("X: y\r\n"))},
		{"a million small base64 ends", []byte("A: b\r\nContent-Transfer-Encoding: base64\r\n\r\n" + fill("JV=="))},
		{"uuencoded lines", []byte("A: b\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\n" + fill("!!\n"))},
		{"a comment in XML", []byte("A: b\r\nContent-Type: text/xml; name=a.xml\r\n\r\n<?xml?>" + fill("<!--"))},
		{"a large file", []byte("A: b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + fill("JVBERi0xLjQKJVBERi0xLjQKJVBERi0xLjQKJVBERi0xLjQKJVBERi0xLjQKJVBERi0xLjQKJVBE\r\n"))},
		{"a page of links", []byte("A: b\r\nSubject: invoice\r\nContent-Type: text/html\r\n\r\n" + fill(`<a href="https://x.example/download">invoice</a>`))},
		{"a page of one tag", []byte("A: b\r\nContent-Type: text/html\r\n\r\n<a " + fill("x=y "))},
		{"text that is nearly an invoice", []byte("A: b\r\nSubject: invoice\r\n\r\n" + fill("your "))},
		{"a content type of parameters", []byte("A: b\r\nContent-Type: text/plain; " + fill("a*0*=b; ") + "\r\n\r\nbody")},
		{"a file of PGP beginnings", []byte("A: b\r\n\r\n" + fill("-----BEGIN PGP "))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			began := cpu(t)
			m, err := Parse(tt.raw, DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			state, reason := Sort(m, ours)
			d := cpu(t) - began
			t.Logf("%v: %s, %s", d.Round(time.Millisecond), state, reason)
			if d > 5*time.Second {
				t.Errorf("took %v of processor time", d)
			}
		})
	}
}
