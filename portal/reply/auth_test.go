package reply

import (
	"context"
	"errors"
	"net"
	"testing"
)

// TestDNSIsDown checks what is tried again: only the silence of the sender's own
// domain, and only where nothing else proves the sender.
func TestDNSIsDown(t *testing.T) {
	m := newMaker(t)
	l := m.reply("Approve")
	down := &net.DNSError{Err: "server misbehaving", IsTemporary: true}
	silent := func(context.Context, string) ([]string, error) { return nil, down }
	gone := func(context.Context, string) ([]string, error) {
		return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
	}
	for _, tt := range []struct {
		name   string
		mail   letter
		lookup LookupTXT
		config Config
		again  bool
		passed bool
	}{
		{"the sender's domain is silent", l.sign(m.corp), silent, Config{}, true, false},
		{"a stranger's domain is silent", l.sign(m.evil), silent, Config{}, false, false},
		{"the sender's domain has no such key", l.sign(m.corp), gone, Config{}, false, false},
		{"silent, but a declared path proves it", l.sign(m.corp), silent, Config{InternalMailbox: true}, false, true},
		{"nothing to ask about", l, silent, Config{}, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			auth, err := Authenticate(context.Background(), tt.mail.bytes(), tt.lookup, tt.config)
			if (err != nil) != tt.again || err != nil && !errors.Is(err, down) || auth.Passed != tt.passed {
				t.Errorf("got %+v and %v, want again %v, passed %v", auth, err, tt.again, tt.passed)
			}
		})
	}
}

// TestAligned checks organisational domains, the public suffix list included.
func TestAligned(t *testing.T) {
	for _, tt := range []struct {
		domain, address string
		want            bool
	}{
		{"corp.example", "a@corp.example", true},
		{"mail.corp.example", "a@corp.example", true},
		{"corp.example", "a@eu.corp.example", true},
		{"CORP.example.", "a@corp.Example", true},
		{"example", "a@corp.example", false},
		{"other.example", "a@corp.example", false},
		{"xcorp.example", "a@corp.example", false},
		{"co.uk", "a@corp.co.uk", false},
		{"other.co.uk", "a@corp.co.uk", false},
		{"corp.co.uk", "a@corp.co.uk", true},
		{"a.github.io", "b@b.github.io", false},
		{"corp.example", "corp.example", false},
		{"", "a@corp.example", false},
	} {
		if got := aligned(tt.domain, tt.address); got != tt.want {
			t.Errorf("aligned(%q, %q) = %v, want %v", tt.domain, tt.address, got, tt.want)
		}
	}
}

// TestParseResults checks Authentication-Results as servers write it.
func TestParseResults(t *testing.T) {
	for _, tt := range []struct{ name, value, id, dmarc, from string }{
		{"as RFC 8601 has it", "mx.example.com 1; spf=pass smtp.mailfrom=a.example; dmarc=pass (p=none) header.from=a.example", "mx.example.com", "pass", "a.example"},
		{"Microsoft's, without a name", "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=a.example; dmarc=pass action=none header.from=a.example;compauth=pass", NoAuthservID, "pass", "a.example"},
		{"properties nobody knows", "mx; dkim=pass (2048) oldest-pass=0; dmarc=fail policy.dmarc=none header.from=a.example", "mx", "fail", "a.example"},
		{"a version behind the method", "mx; dmarc/1=pass header.from=a.example", "mx", "pass", "a.example"},
		{"blanks around the equals sign", "mx; dmarc = pass header.from = a.example", "mx", "pass", "a.example"},
		{"nested comments", "mx (a (b; dmarc=pass) c); dmarc=fail", "mx", "fail", ""},
		{"an open comment swallows the rest", "mx; spf=none (; dmarc=pass", "mx", "", ""},
		{"a quoted string is one value", `mx; spf=none smtp.mailfrom="x; dmarc=pass header.from=a.example"`, "mx", "", ""},
		{"an open quote swallows the rest", `mx; spf=none smtp.mailfrom="x; dmarc=pass`, "mx", "", ""},
		{"nothing", "", NoAuthservID, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			id, methods := parseResults(tt.value)
			dmarc, from := "", ""
			for _, m := range methods {
				if m.name == "dmarc" {
					dmarc, from = m.result, m.props["header.from"]
				}
			}
			if id != tt.id || dmarc != tt.dmarc || from != tt.from {
				t.Errorf("%q: id %q, dmarc %q from %q; want %q, %q, %q", tt.value, id, dmarc, from, tt.id, tt.dmarc, tt.from)
			}
		})
	}
}
