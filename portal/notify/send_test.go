package notify

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	payable "github.com/payable-ap/payable"
	"github.com/payable-ap/payable/portal/notify/sink"
)

// certificate makes a certificate for 127.0.0.1, and the pool that trusts it.
func certificate(t *testing.T) (*tls.Config, *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, &tls.Config{RootCAs: roots}
}

func start(t *testing.T, o sink.Options) (*sink.Server, string) {
	t.Helper()
	folder := t.TempDir()
	s, err := sink.Start(folder, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // the test is over
	return s, folder
}

func taken(t *testing.T, folder string) []sink.Mail {
	t.Helper()
	m, err := sink.Mails(folder)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestSend sends over real connections to a real SMTP server.
func TestSend(t *testing.T) {
	server, trusting := certificate(t)
	for _, tt := range []struct {
		name      string
		sink      sink.Options
		sender    Sender
		want      int // mails in the folder
		temporary bool
		step      string
	}{
		{"in the clear", sink.Options{}, Sender{TLS: TLSNone}, 1, false, ""},
		{"STARTTLS", sink.Options{TLS: server}, Sender{TLS: TLSStart, Roots: trusting}, 1, false, ""},
		{"TLS from the first byte", sink.Options{TLS: server, Implicit: true}, Sender{TLS: TLSImplicit, Roots: trusting}, 1, false, ""},
		{"authenticated", sink.Options{TLS: server, User: "pay", Password: "secret"}, Sender{TLS: TLSStart, Roots: trusting, User: "pay", Password: "secret"}, 1, false, ""},
		{"STARTTLS wanted, not offered", sink.Options{}, Sender{TLS: TLSStart}, 0, true, "connect"},
		{"a certificate nobody vouches for", sink.Options{TLS: server}, Sender{TLS: TLSStart}, 0, true, "connect"},
		{"a wrong password is not the mail's fault", sink.Options{TLS: server, User: "pay", Password: "secret"}, Sender{TLS: TLSStart, Roots: trusting, User: "pay", Password: "wrong"}, 0, true, "connect"},
		{"authentication wanted, none given", sink.Options{TLS: server, User: "pay", Password: "secret"}, Sender{TLS: TLSStart, Roots: trusting}, 0, true, "sender"},
		{"mailbox busy", sink.Options{Refuse: refuse(450, 4, 2, 1)}, Sender{TLS: TLSNone}, 0, true, "recipient"},
		{"no such mailbox", sink.Options{Refuse: refuse(550, 5, 1, 1)}, Sender{TLS: TLSNone}, 0, false, "recipient"},
		{"the server's disk is full", sink.Options{Taken: answer(452, 4, 3, 1)}, Sender{TLS: TLSNone}, 1, true, "end of mail"},
		{"content refused", sink.Options{Taken: answer(554, 5, 7, 1)}, Sender{TLS: TLSNone}, 1, false, "end of mail"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, folder := start(t, tt.sink)
			tt.sender.Host, tt.sender.Port, tt.sender.Timeout = "127.0.0.1", s.Port(), 10*time.Second
			m, err := writer(t).Write(aLetter(payable.LetterRequest, "en"))
			if err != nil {
				t.Fatal(err)
			}
			err = tt.sender.Send(context.Background(), m)
			step := ""
			if e, ok := err.(*SendError); ok {
				step = e.Step
			}
			if step != tt.step || err != nil && Temporary(err) != tt.temporary {
				t.Errorf("got %v at %q, temporary %v; want step %q, temporary %v", err, step, Temporary(err), tt.step, tt.temporary)
			}
			mails := taken(t, folder)
			if len(mails) != tt.want {
				t.Fatalf("%d mails taken, want %d", len(mails), tt.want)
			}
			for _, got := range mails {
				if !bytes.Equal(got.Raw, m.Raw) {
					t.Errorf("taken:\n%q\nsent:\n%q", got.Raw, m.Raw)
				}
			}
		})
	}
}

func refuse(code int, enhanced ...int) func(string) error {
	return func(string) error { return smtpError(code, enhanced) }
}

func answer(code int, enhanced ...int) func(sink.Mail) error {
	return func(sink.Mail) error { return smtpError(code, enhanced) }
}

func smtpError(code int, e []int) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{e[0], e[1], e[2]}, Message: "for the test"}
}

// TestLineDiesAfterTheDot checks the one case in which nobody knows: the server
// has the mail and its word did not arrive. The mail is sent again, and whoever
// looks at the Message-ID sees one mail.
func TestLineDiesAfterTheDot(t *testing.T) {
	cut := make(chan func(), 1) // what the first mail meets; the second finds it empty
	s, folder := start(t, sink.Options{Taken: func(sink.Mail) error {
		select {
		case f := <-cut:
			f()
		default:
		}
		return nil
	}})
	cut <- s.Cut
	sender := Sender{Host: "127.0.0.1", Port: s.Port(), TLS: TLSNone, Timeout: 10 * time.Second}
	m, err := writer(t).Write(aLetter(payable.LetterRequest, "en"))
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(context.Background(), m); err == nil || !Temporary(err) {
		t.Errorf("cut after the dot: %v, want a temporary error", err)
	}
	if err := sender.Send(context.Background(), m); err != nil {
		t.Errorf("sent again: %v", err)
	}
	mails := taken(t, folder)
	if len(mails) != 2 || !bytes.Equal(mails[0].Raw, mails[1].Raw) {
		t.Errorf("%d mails taken, want the same one twice", len(mails))
	}
}

// TestServerIsDown checks that nobody listening, and a server that says nothing,
// cost time and not the mail.
func TestServerIsDown(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m, err := writer(t).Write(aLetter(payable.LetterRequest, "en"))
	if err != nil {
		t.Fatal(err)
	}
	sender := Sender{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, TLS: TLSNone, Timeout: 300 * time.Millisecond}
	began := time.Now()
	if err := sender.Send(context.Background(), m); err == nil || !Temporary(err) || time.Since(began) > 5*time.Second {
		t.Errorf("a silent server: %v after %v, want a temporary error after 300 ms", err, time.Since(began))
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(context.Background(), m); err == nil || !Temporary(err) {
		t.Errorf("nobody listens: %v, want a temporary error", err)
	}
}
