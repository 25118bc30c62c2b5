package imap

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// A deadlineConn gives every read and write a deadline: go-imap waits for a
// response without one. The first error is final, and the end of the stream is
// an unexpected one: to go-imap's reader of literals a plain EOF is the end of
// the message.
type deadlineConn struct {
	net.Conn
	stall time.Duration
	dead  atomic.Pointer[error] // the first read error
}

func (c *deadlineConn) Read(b []byte) (int, error) {
	if err := c.dead.Load(); err != nil {
		return 0, *err
	}
	if err := c.Conn.SetReadDeadline(time.Now().Add(c.stall)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(b)
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		c.dead.Store(&err)
		_ = c.Conn.Close() // the read error is the one to report
	}
	return n, err
}

func (c *deadlineConn) Write(b []byte) (int, error) {
	if err := c.Conn.SetWriteDeadline(time.Now().Add(c.stall)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

// SetReadDeadline does nothing: go-imap's own deadlines are half an hour long.
func (c *deadlineConn) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing, see SetReadDeadline.
func (c *deadlineConn) SetWriteDeadline(time.Time) error { return nil }

// SetDeadline does nothing, see SetReadDeadline.
func (c *deadlineConn) SetDeadline(time.Time) error { return nil }

// A session is one connection, logged in.
type session struct {
	*imapclient.Client
	conn  *deadlineConn
	stop  func() bool
	fresh chan struct{} // the server announced mail
}

// open connects and logs in. Cancelling ctx closes the connection, which
// unblocks every call on it.
func (p *Poller) open(ctx context.Context) (*session, error) {
	nc, err := p.dial(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{conn: &deadlineConn{Conn: nc, stall: p.stall()}, fresh: make(chan struct{}, 1)}
	s.stop = context.AfterFunc(ctx, func() { _ = nc.Close() }) // the calls it unblocks report
	if s.Client, err = p.greet(ctx, s); err != nil {
		s.stop()
		_ = nc.Close() // the error above is the one to report
		return nil, err
	}
	if err := s.login(ctx, p.Account); err != nil {
		s.close()
		return nil, fmt.Errorf("log in as %s: %w", p.Account.User, err)
	}
	return s, nil
}

func (p *Poller) dial(ctx context.Context) (net.Conn, error) {
	if p.connect != nil {
		return p.connect(ctx)
	}
	d := net.Dialer{
		Timeout:         15 * time.Second,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 30 * time.Second, Interval: 10 * time.Second, Count: 3},
	}
	nc, err := d.DialContext(ctx, "tcp", p.Account.Address)
	if err != nil {
		return nil, err
	}
	if p.Account.Security == Plain && !loopback(nc.RemoteAddr()) {
		_ = nc.Close() // nothing was said yet
		return nil, fmt.Errorf("connect to %s: a password is not sent unencrypted; use tls or starttls", p.Account.Address)
	}
	return nc, nil
}

func loopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// greet brings the connection to where the server waits for a login.
func (p *Poller) greet(ctx context.Context, s *session) (*imapclient.Client, error) {
	opts := &imapclient.Options{
		TLSConfig: p.tlsConfig(),
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages == nil {
				return
			}
			select {
			case s.fresh <- struct{}{}:
			default: // already known
			}
		}},
	}
	switch p.Account.Security {
	case StartTLS:
		return imapclient.NewStartTLS(s.conn, opts)
	case Plain:
		c := imapclient.New(s.conn, opts)
		return c, c.WaitGreeting()
	default:
		conn := tls.Client(s.conn, opts.TLSConfig)
		if err := conn.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		c := imapclient.New(conn, opts)
		return c, c.WaitGreeting()
	}
}

func (p *Poller) tlsConfig() *tls.Config {
	conf := &tls.Config{}
	if p.Account.TLS != nil {
		conf = p.Account.TLS.Clone()
	}
	if host, _, err := net.SplitHostPort(p.Account.Address); err == nil && conf.ServerName == "" {
		conf.ServerName = host
	}
	return conf
}

// login prefers a mechanism to the LOGIN command, whose quoting servers get
// wrong for passwords beyond ASCII.
func (s *session) login(ctx context.Context, a Account) error {
	caps := s.Caps()
	switch {
	case a.Token != nil:
		token, err := a.Token(ctx)
		if err != nil {
			return err
		}
		return s.Authenticate(&xoauth2{user: a.User, token: token})
	case caps.Has(imap.AuthCap(sasl.Plain)):
		return s.Authenticate(sasl.NewPlainClient("", a.User, a.Password))
	case caps.Has(imap.CapLoginDisabled):
		return errors.New("the server takes neither PLAIN nor LOGIN")
	}
	return s.Login(a.User, a.Password).Wait()
}

func (s *session) close() {
	s.stop()
	_ = s.Client.Close() // reports what made us close, or nothing of interest
}

// hangUp cuts the line and waits for nobody. [imapclient.Client.Close] waits for
// its decoder, which waits for the next literal to be read: by the caller.
func (s *session) hangUp() { _ = s.conn.Conn.Close() } // the reader sees it

// broken reports whether the network failed, as opposed to an answer that
// go-imap could not read.
func (s *session) broken() bool { return s.conn.dead.Load() != nil }

// xoauth2 is Google's and Microsoft's mechanism, which go-sasl does not have.
type xoauth2 struct{ user, token string }

// Start sends the token.
func (x *xoauth2) Start() (string, []byte, error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next answers the challenge that carries the reason of a rejection. The server
// wants a byte before it says NO.
func (x *xoauth2) Next([]byte) ([]byte, error) { return []byte{1}, nil }
