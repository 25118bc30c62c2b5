package imap

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"go.uber.org/goleak"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest/imap/dovecot"
)

// mail makes a mail of about size bytes that no other number gives.
func mail(n, size int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "From: vendor@example.com\r\nTo: invoices@example.org\r\nSubject: Invoice %d\r\nMessage-ID: <%d@example.com>\r\n\r\n", n, n)
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "line %d of invoice %d, nothing but text\r\n", i, n)
	}
	return []byte(b.String())
}

// mails makes n of them and delivers them to the user's INBOX.
func mails(t *testing.T, s *dovecot.Server, user string, n, size int) [][]byte {
	t.Helper()
	var out [][]byte
	for i := range n {
		raw := mail(i, size)
		if err := s.Deliver(user, "INBOX", raw); err != nil {
			t.Fatal(err)
		}
		out = append(out, raw)
	}
	return out
}

// account watches the user's INBOX over an unencrypted connection.
func account(user, addr string) Account {
	return Account{Name: "invoices", Address: addr, Security: Plain, User: user, Password: dovecot.Password, Folders: []string{"INBOX"}}
}

func once(t *testing.T, p *Poller) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := p.Once(ctx); err != nil {
		t.Fatal(err)
	}
}

// flagged counts the mails that bear the keyword.
func flagged(t *testing.T, s *dovecot.Server, user, folder string) int {
	t.Helper()
	return bearing(t, s, user, folder, Keyword)
}

// bearing counts the mails with a flag, with a connection of its own.
func bearing(t *testing.T, s *dovecot.Server, user, folder string, flag imap.Flag) int {
	t.Helper()
	p := &Poller{Account: account(user, s.Addr)}
	c, err := p.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if _, err := c.Select(folder, nil).Wait(); err != nil {
		t.Fatal(err)
	}
	data, err := c.UIDSearch(&imap.SearchCriteria{Flag: []imap.Flag{flag}}, nil).Wait()
	if err != nil {
		t.Fatal(err)
	}
	return len(data.AllUIDs())
}

func TestDovecot(t *testing.T) {
	s := dovecot.Start(t)
	for name, test := range map[string]func(*testing.T, *dovecot.Server, string){
		"a mail is captured once":                           capturedOnce,
		"junk is watched too":                               junkToo,
		"a new UIDVALIDITY makes new rows, not new mails":   newValidity,
		"captured mail is moved":                            movedWhenCaptured,
		"mail moved away while we look is not missed":       movedMeanwhile,
		"a crash before the mark is mended":                 crashBeforeMark,
		"a full disk flags no mail and is survived":         diskFull,
		"four pollers take every mail once":                 fourPollers,
		"a mail above the limit leaves its header":          tooLarge,
		"IDLE brings a mail without waiting":                idle,
		"STARTTLS and TLS, and only with the right server":  encrypted,
		"a wrong password is an error that names the user":  wrongPassword,
		"a folder that is missing is noted, others go on":   missingFolder,
		"mark none leaves the mailbox untouched":            markNone,
		"a mail that somebody has read is captured as well": seenMail,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, s, strings.ReplaceAll(strings.ToLower(name[:min(len(name), 14)]), " ", "")+fmt.Sprint(len(name)))
		})
	}
}

// TestNothingIsLeftRunning stops a poller in the middle of IDLE, and one whose
// ledger fails in the middle of an answer.
func TestNothingIsLeftRunning(t *testing.T) {
	s := dovecot.Start(t)
	mails(t, s, "leak", 3, 200_000)
	before := goleak.IgnoreCurrent()
	l := newShelf()
	l.breakDown(errors.New("no space left on device"))
	if err := (&Poller{Account: account("leak", s.Addr), Ledger: l}).Once(context.Background()); err == nil {
		t.Error("the ledger's error was lost")
	}
	l.breakDown(nil)
	ctx, stop := context.WithCancel(context.Background())
	p := &Poller{Account: account("leak", s.Addr), Ledger: l, Report: func(Report) { time.AfterFunc(200*time.Millisecond, stop) }}
	if err := p.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Run ended with %v", err)
	}
	goleak.VerifyNone(t, before)
}

func capturedOnce(t *testing.T, s *dovecot.Server, user string) {
	want := mails(t, s, user, 3, 2000)
	l := newShelf()
	p := &Poller{Account: account(user, s.Addr), Ledger: l}
	once(t, p)
	l.expect(t, 3, want...)
	if n := flagged(t, s, user, "INBOX"); n != 3 {
		t.Errorf("%d mails bear the keyword, want 3", n)
	}
	if n := bearing(t, s, user, "INBOX", imap.FlagSeen); n != 0 {
		t.Errorf("%d mails are marked as read: people of this mailbox no longer see what is new", n)
	}
	once(t, p)
	if l.calls != 3 {
		t.Errorf("Store was called %d times in two rounds, want 3", l.calls)
	}
	o := l.last["INBOX"]
	if o.OnServer != 3 || o.InLedger != 3 || len(o.Missing) != 0 || o.Gone != 0 || o.Highest == 0 {
		t.Errorf("observed %+v, want 3 on the server, 3 in the ledger", o)
	}
}

func junkToo(t *testing.T, s *dovecot.Server, user string) {
	want := mails(t, s, user, 1, 500)
	if err := s.Deliver(user, "Junk", mail(99, 500)); err != nil {
		t.Fatal(err)
	}
	l := newShelf()
	a := account(user, s.Addr)
	a.Folders = nil
	once(t, &Poller{Account: a, Ledger: l})
	l.expect(t, 2, want[0], mail(99, 500))
}

func newValidity(t *testing.T, s *dovecot.Server, user string) {
	want := mails(t, s, user, 3, 800)
	l := newShelf()
	p := &Poller{Account: account(user, s.Addr), Ledger: l}
	once(t, p)
	if err := s.SetUIDValidity(user, "INBOX", 2_000_000_000); err != nil {
		t.Fatal(err)
	}
	once(t, p)
	l.expect(t, 6, want...)
}

func movedWhenCaptured(t *testing.T, s *dovecot.Server, user string) {
	want := mails(t, s, user, 2, 500)
	l := newShelf()
	a := account(user, s.Addr)
	a.Mark, a.MoveTo = MarkMove, "Captured"
	once(t, &Poller{Account: a, Ledger: l})
	l.expect(t, 2, want...)
	in, err := s.Count(user, "INBOX")
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Count(user, "Captured")
	if err != nil {
		t.Fatal(err)
	}
	if in != 0 || out != 2 || len(l.marked) != 2 {
		t.Errorf("INBOX has %d, Captured %d, %d marked; want 0, 2, 2", in, out, len(l.marked))
	}
}

func movedMeanwhile(t *testing.T, s *dovecot.Server, user string) {
	mails(t, s, user, 3, 500)
	l := newShelf()
	var first sync.Once
	l.onKnown = func() { // after the UIDs were listed, before a mail is asked for
		first.Do(func() {
			if err := s.Move(user, "INBOX", "Elsewhere"); err != nil {
				t.Error(err)
			}
		})
	}
	p := &Poller{Account: account(user, s.Addr), Ledger: l}
	once(t, p)
	l.expect(t, 0)
	if o := l.last["INBOX"]; len(o.Missing) != 0 || len(l.parked) != 0 {
		t.Errorf("missing %v, parked %v; want none: a person moved them", o.Missing, l.parked)
	}
	p.Account.Folders = []string{"INBOX", "Elsewhere"}
	once(t, p)
	l.expect(t, 3, mail(0, 500), mail(1, 500), mail(2, 500))
}

func crashBeforeMark(t *testing.T, s *dovecot.Server, user string) {
	want := mails(t, s, user, 3, 500)
	l := newShelf()
	crash := errors.New("killed after the commit")
	l.onStore = func(payable.MailboxEntry) error { return crash }
	if err := (&Poller{Account: account(user, s.Addr), Ledger: l}).Once(context.Background()); !errors.Is(err, crash) {
		t.Fatalf("got %v", err)
	}
	if n := flagged(t, s, user, "INBOX"); n != 0 {
		t.Errorf("%d mails are flagged after the crash, want 0", n)
	}
	l.onStore = nil
	once(t, &Poller{Account: account(user, s.Addr), Ledger: l})
	l.expect(t, 3, want...)
	if n := flagged(t, s, user, "INBOX"); n != 3 || len(l.marked) != 3 {
		t.Errorf("%d flagged, %d marked after the next connection, want 3 and 3", n, len(l.marked))
	}
}

func diskFull(t *testing.T, s *dovecot.Server, user string) {
	want := mails(t, s, user, 3, 500)
	l := newShelf()
	full := errors.New("no space left on device")
	l.breakDown(full)
	ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
	defer stop()
	ended := make(chan error, 1)
	p := &Poller{Account: account(user, s.Addr), Ledger: l}
	p.Report = func(r Report) {
		switch {
		case errors.Is(r.Err, full):
			if n := flagged(t, s, user, "INBOX"); n != 0 {
				t.Errorf("%d mails are flagged although nothing was stored", n)
			}
			l.breakDown(nil)
		case r.Stored > 0:
			stop()
		}
	}
	go func() { ended <- p.Run(ctx) }()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatalf("Run ended with %v before the mails were stored", err)
	}
	l.expect(t, 3, want...)
	if len(l.parked) != 0 {
		t.Errorf("parked %v: a full disk is not the mail's fault", l.parked)
	}
}

func fourPollers(t *testing.T, s *dovecot.Server, user string) {
	want := mails(t, s, user, 30, 3000)
	l := newShelf()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := (&Poller{Account: account(user, s.Addr), Ledger: l, Batch: 7}).Once(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	l.expect(t, 30, want...)
	if n := flagged(t, s, user, "INBOX"); n != 30 {
		t.Errorf("%d flagged, want 30", n)
	}
}

func tooLarge(t *testing.T, s *dovecot.Server, user string) {
	mails(t, s, user, 1, 50_000)
	if err := s.Deliver(user, "INBOX", mail(7, 500)); err != nil {
		t.Fatal(err)
	}
	l := newShelf()
	once(t, &Poller{Account: account(user, s.Addr), Ledger: l, MaxSize: 10_000})
	l.expect(t, 2, mail(7, 500))
	if len(l.refused) != 1 || len(l.marked) != 2 {
		t.Errorf("refused %v, %d marked; want 1 and 2", l.refused, len(l.marked))
	}
}

func idle(t *testing.T, s *dovecot.Server, user string) {
	ctx, stop := context.WithTimeout(context.Background(), 60*time.Second)
	defer stop()
	l := newShelf()
	rounds := make(chan Report, 10)
	p := &Poller{Account: account(user, s.Addr), Ledger: l, Every: time.Hour, Report: func(r Report) { rounds <- r }}
	go func() { _ = p.Run(ctx) }() // ends with the test
	<-rounds
	began := time.Now()
	want := mails(t, s, user, 1, 500)
	for r := range rounds {
		if r.Stored == 1 {
			break
		}
	}
	if d := time.Since(began); d > 20*time.Second {
		t.Errorf("the mail took %v", d)
	}
	stop()
	l.expect(t, 1, want...)
}

func encrypted(t *testing.T, s *dovecot.Server, user string) {
	pem, err := os.ReadFile(s.CertFile)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	want := mails(t, s, user, 1, 500)
	for _, kind := range []struct {
		Security
		addr string
	}{{StartTLS, s.Addr}, {TLS, s.TLSAddr}} {
		a := account(user, kind.addr)
		a.Security, a.TLS = kind.Security, &tls.Config{RootCAs: pool}
		l := newShelf()
		once(t, &Poller{Account: a, Ledger: l})
		l.expect(t, 1, want...)

		a.TLS = nil // the system's authorities do not know this certificate
		var unknown x509.UnknownAuthorityError
		if err := (&Poller{Account: a, Ledger: newShelf()}).Once(context.Background()); !errors.As(err, &unknown) {
			t.Errorf("%s to a server nobody vouches for: %v", kind.Security, err)
		}
	}
}

func wrongPassword(t *testing.T, s *dovecot.Server, user string) {
	a := account(user, s.Addr)
	a.Password = "guess"
	err := (&Poller{Account: a, Ledger: newShelf()}).Once(context.Background())
	if err == nil || !strings.Contains(err.Error(), user) {
		t.Errorf("got %v", err)
	}
	if strings.Contains(fmt.Sprint(err), "guess") {
		t.Errorf("the password is in the error: %v", err)
	}
}

func missingFolder(t *testing.T, s *dovecot.Server, user string) {
	want := mails(t, s, user, 1, 500)
	a := account(user, s.Addr)
	a.Folders = []string{"INBOX", "Rechnungen"}
	var notes []string
	l := newShelf()
	once(t, &Poller{Account: a, Ledger: l, Report: func(r Report) { notes = append(notes, r.Notes...) }})
	l.expect(t, 1, want...)
	if len(notes) != 1 || !strings.Contains(notes[0], "Rechnungen") {
		t.Errorf("notes %q, want one that names the folder", notes)
	}
}

func markNone(t *testing.T, s *dovecot.Server, user string) {
	mails(t, s, user, 2, 500)
	a := account(user, s.Addr)
	a.Mark = MarkNone
	l := newShelf()
	p := &Poller{Account: a, Ledger: l}
	once(t, p)
	once(t, p)
	if n := flagged(t, s, user, "INBOX"); n != 0 || l.calls != 2 {
		t.Errorf("%d flagged, %d stores; want 0 and 2", n, l.calls)
	}
}

func seenMail(t *testing.T, s *dovecot.Server, user string) {
	want := mails(t, s, user, 1, 500)
	p := &Poller{Account: account(user, s.Addr)}
	c, err := p.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	set := imap.SeqSetNum(1)
	if err := c.Store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagSeen, imap.FlagDeleted}}, nil).Close(); err != nil {
		t.Fatal(err)
	}
	l := newShelf()
	once(t, &Poller{Account: account(user, s.Addr), Ledger: l})
	l.expect(t, 1, want...)
	if n, err := s.Count(user, "INBOX"); err != nil || n != 1 {
		t.Errorf("%d mails left (%v): a mail marked deleted by somebody was expunged", n, err)
	}
}
