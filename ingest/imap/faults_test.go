package imap

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest/imap/dovecot"
)

// proxied puts a fault-injecting proxy before the server.
func proxied(t *testing.T, s *dovecot.Server) *toxiproxy.Proxy {
	t.Helper()
	p := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), t.Name(), "127.0.0.1:0", s.Addr)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	return p
}

func poison(t *testing.T, p *toxiproxy.Proxy, toxic string) {
	t.Helper()
	if _, err := p.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
		t.Fatal(err)
	}
}

// watch runs a poller until the ledger has the messages, or the test fails.
func watch(t *testing.T, p *Poller, l *shelf, messages int) (connections int) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 60*time.Second)
	defer stop()
	p.Report = func(r Report) {
		if r.Err != nil {
			connections++
		}
		if _, n := l.count(); n >= messages && r.Err == nil {
			stop()
		}
	}
	if err := p.Run(ctx); !errors.Is(err, context.Canceled) {
		_, n := l.count()
		t.Errorf("%v with %d of %d messages", err, n, messages)
	}
	return connections + 1
}

// TestCutInsideLiterals gives every connection so few bytes that each breaks
// within a mail. What arrived whole is kept, what did not is not.
func TestCutInsideLiterals(t *testing.T) {
	t.Parallel()
	s := dovecot.Start(t)
	want := mails(t, s, "cut", 8, 20_000)
	proxy := proxied(t, s)
	poison(t, proxy, `{"name": "cut", "type": "limit_data", "stream": "downstream", "attributes": {"bytes": 50000}}`)
	l := newShelf()
	n := watch(t, &Poller{Account: account("cut", proxy.Listen), Ledger: l}, l, len(want))
	l.expect(t, len(want), want...)
	t.Logf("%d mails over %d connections, Store called %d times", len(want), n, l.calls)
	if n < 3 {
		t.Errorf("%d connections: nothing was cut", n)
	}
	if l.calls > len(want) {
		t.Errorf("Store was called %d times for %d mails", l.calls, len(want))
	}
}

// TestStall checks that a server that falls silent within a mail is left, and
// slow slices are waited for.
func TestStall(t *testing.T) {
	t.Parallel()
	s := dovecot.Start(t)
	want := mails(t, s, "stall", 3, 1_000_000)
	proxy := proxied(t, s)
	poison(t, proxy, `{"name": "slices", "type": "slicer", "stream": "downstream", "attributes": {"average_size": 9000, "size_variation": 6000, "delay": 1000}}`)
	l := newShelf()
	spoken := make(chan error, 1)
	var once sync.Once
	l.onStore = func(payable.MailboxEntry) error {
		once.Do(func() {
			poison(t, proxy, `{"name": "silence", "type": "timeout", "stream": "downstream", "attributes": {"timeout": 0}}`)
			time.AfterFunc(2*time.Second, func() { spoken <- proxy.Toxics.RemoveToxic(context.Background(), "silence") })
		})
		return nil
	}
	n := watch(t, &Poller{Account: account("stall", proxy.Listen), Ledger: l, Stall: 1500 * time.Millisecond}, l, len(want))
	if err := <-spoken; err != nil {
		t.Error(err)
	}
	if n < 2 {
		t.Error("the silent connection was never left")
	}
	l.expect(t, len(want), want...)
	if len(l.parked) > 0 {
		t.Errorf("parked %v: silence is not the mail's fault", l.parked)
	}
}

// TestServerKilledAndRestarted kills Dovecot after each third mail.
func TestServerKilledAndRestarted(t *testing.T) {
	t.Parallel()
	s := dovecot.Start(t)
	want := mails(t, s, "kill", 9, 500_000) // more than the sockets buffer
	l := newShelf()
	var n atomic.Int32
	l.onStore = func(payable.MailboxEntry) error {
		if k := n.Add(1); k%3 == 0 && k < 9 {
			s.Kill()
			if err := s.Restart(); err != nil {
				t.Error(err)
			}
		}
		return nil
	}
	watch(t, &Poller{Account: account("kill", s.Addr), Ledger: l}, l, len(want))
	l.expect(t, len(want), want...)
}

// TestOddAnswers has one mail answered as real servers answer badly, among two
// good ones, and checks that the good ones are stored whatever happens.
func TestOddAnswers(t *testing.T) {
	good := func(uid int) string { return fetched(uid, string(mail(uid, 300))) }
	for _, tt := range []struct {
		name   string
		answer func(uid int) string
		stored int
		parked string // part of the reason
	}{
		{"well", good, 3, ""},
		{"with the UID behind the text", func(uid int) string {
			raw := string(mail(uid, 300))
			return fmt.Sprintf("* %d FETCH (BODY[] {%d}\r\n%s UID %d)\r\n", uid, len(raw), raw, uid)
		}, 3, ""},
		{"with nothing", func(int) string { return "" }, 2, "sends nothing"},
		{"with NIL", func(uid int) string { return fmt.Sprintf("* %d FETCH (UID %d BODY[] NIL)\r\n", uid, uid) }, 2, "sends nothing"},
		{"with garbage", func(uid int) string { return fmt.Sprintf("* %d FETCH (UID %d BODY[] {x}\r\n)\r\n", uid, uid) }, 2, "cannot be read"},
		{"with an item nobody asked for", func(uid int) string { return fmt.Sprintf("* %d FETCH (UID %d X-ODD (1 2))\r\n", uid, uid) }, 2, "cannot be read"},
		{"with NO", func(int) string { return "NO" }, 2, "refuses"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := script(t, func(uid int) string {
				if uid == 2 {
					return tt.answer(uid)
				}
				return good(uid)
			})
			l := newShelf()
			p := &Poller{Account: Account{Name: "odd", Address: srv, Security: Plain, User: "u", Password: "p", Folders: []string{"INBOX"}}, Ledger: l}
			for range 4 { // a parse error costs the connection
				if err := p.Once(context.Background()); err != nil {
					t.Logf("a connection ends: %v", err)
				}
			}
			if rows, _ := l.count(); rows != tt.stored {
				t.Errorf("%d mails stored, want %d", rows, tt.stored)
			}
			reason := l.parked[payable.MailboxEntry{Account: "odd", Folder: "INBOX", UIDValidity: 7, UID: 2}]
			if !strings.Contains(reason, tt.parked) || (tt.parked == "") != (reason == "") {
				t.Errorf("parked with %q, want %q", reason, tt.parked)
			}
			if missing := l.last["INBOX"].Missing; tt.parked != "" && tt.parked != "cannot be read" && (len(missing) != 1 || missing[0] != 2) {
				t.Errorf("observed as missing: %v, want UID 2", missing)
			}
		})
	}
}

func TestPlainIsForLoopbackOnly(t *testing.T) {
	for addr, want := range map[string]bool{"127.0.0.1:143": true, "[::1]:143": true, "10.0.0.1:143": false, "192.0.2.1:143": false} {
		if got := loopback(resolve(t, addr)); got != want {
			t.Errorf("%s: %v, want %v", addr, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	good := Account{Name: "a", Address: "imap.example.com:993", User: "u", Password: "p"}
	for _, tt := range []struct {
		field string
		spoil func(*Account)
	}{
		{"", func(*Account) {}},
		{"name", func(a *Account) { a.Name = "" }},
		{"address", func(a *Account) { a.Address = "imap.example.com" }},
		{"security", func(a *Account) { a.Security = "ssl" }},
		{"user", func(a *Account) { a.User = "" }},
		{"password", func(a *Account) { a.Password = "" }},
		{"mark", func(a *Account) { a.Mark = "delete" }},
		{"move_to", func(a *Account) { a.Mark = MarkMove }},
		{"move_to", func(a *Account) { a.Mark, a.MoveTo = MarkMove, "inbox" }},
	} {
		a := good
		tt.spoil(&a)
		err := a.Check()
		var invalid *payable.InvalidError
		if tt.field == "" && err != nil || tt.field != "" && (!errors.As(err, &invalid) || invalid.Field != tt.field) {
			t.Errorf("%+v: %v, want a complaint about %q", a, err, tt.field)
		}
	}
}
