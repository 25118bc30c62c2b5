package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"time"

	gomail "github.com/wneessen/go-mail"

	payable "github.com/payable-ap/payable"
)

// A TLSMode says how the way to the SMTP server is protected.
type TLSMode string

// The modes. TLSNone is for servers on the same machine.
const (
	TLSStart    TLSMode = "starttls" // required: a server without it gets no mail
	TLSImplicit TLSMode = "tls"
	TLSNone     TLSMode = "none"
)

// ParseTLSMode reads a mode as the configuration writes it.
func ParseTLSMode(s string) (TLSMode, error) {
	switch m := TLSMode(s); m {
	case TLSStart, TLSImplicit, TLSNone:
		return m, nil
	}
	return "", payable.Invalid("smtp tls", fmt.Sprintf("%q is not starttls, tls or none", s))
}

// A Sender hands mails to one SMTP server. It is safe for concurrent use: each
// mail has a connection of its own.
type Sender struct {
	Host     string
	Port     int // 587, 465 or 25 by TLS where 0
	TLS      TLSMode
	User     string // no authentication where empty
	Password string
	Hello    string        // our name in EHLO; the machine's where empty
	Roots    *tls.Config   // for tests and private authorities; the system's where nil
	Timeout  time.Duration // for the whole delivery, 60 s where 0
}

// A SendError says at which step a server did not take a mail.
type SendError struct {
	Step string // "connect", "sender", "recipient", "content", "end of mail"
	Code int    // the server's reply, 0 if there was none
	Err  error
}

// Error names step and cause.
func (e *SendError) Error() string { return "smtp " + e.Step + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *SendError) Unwrap() error { return e.Err }

// Temporary reports whether a mail that met err may be sent again later. Only a
// server's own "never" about this mail or its recipient ends it; a wrong
// password, a full disk, a line that died or a server that is down is not the
// mail's fault. A line that dies after the final dot leaves unknown whether the
// mail was taken: it is sent again, under the same Message-ID.
func Temporary(err error) bool {
	var invalid *payable.InvalidError
	if errors.As(err, &invalid) {
		return false
	}
	var s *SendError
	if !errors.As(err, &s) {
		return true
	}
	if s.Step == "connect" || s.Step == "sender" {
		return true // every mail would meet it: ours to mend
	}
	return s.Code < 500 || s.Code > 599
}

// Send delivers m. A nil error says that the server has taken it; see
// [Temporary] for the rest. Sending the same mail again sends the same bytes.
func (s Sender) Send(ctx context.Context, m Mail) error {
	timeout := s.Timeout
	if timeout == 0 {
		timeout = time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	client, err := s.client(timeout)
	if err != nil {
		return payable.Invalid("smtp", err.Error())
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return failed("connect", err)
	}
	defer conn.Close() // after QUIT there is nothing left to close
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if err := conn.Mail(m.From); err != nil {
		return failed("sender", err)
	}
	if err := conn.Rcpt(m.To); err != nil {
		return failed("recipient", err)
	}
	w, err := conn.Data()
	if err != nil {
		return failed("content", err)
	}
	if _, err := w.Write(m.Raw); err != nil {
		return failed("content", err)
	}
	if err := w.Close(); err != nil {
		return failed("end of mail", err)
	}
	_ = conn.Quit() // the mail is theirs; how we part does not matter
	return nil
}

func (s Sender) client(timeout time.Duration) (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithTimeout(timeout), gomail.WithoutSMTPUTF8()}
	switch s.TLS {
	case TLSImplicit:
		options = append(options, gomail.WithSSLPort(false))
	case TLSNone:
		options = append(options, gomail.WithTLSPortPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPortPolicy(gomail.TLSMandatory))
	}
	if s.Port != 0 {
		options = append(options, gomail.WithPort(s.Port))
	}
	if s.Hello != "" {
		options = append(options, gomail.WithHELO(s.Hello))
	}
	if s.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	if s.Roots != nil {
		c := s.Roots.Clone()
		if c.ServerName == "" {
			c.ServerName = s.Host
		}
		options = append(options, gomail.WithTLSConfig(c))
	}
	return gomail.NewClient(s.Host, options...)
}

// failed wraps what a server or the line answered at a step.
func failed(step string, err error) error {
	e := &SendError{Step: step, Err: err}
	var reply *textproto.Error
	if errors.As(err, &reply) {
		e.Code = reply.Code
	}
	var n net.Error
	if errors.As(err, &n) && n.Timeout() {
		e.Code = 0
	}
	return e
}
