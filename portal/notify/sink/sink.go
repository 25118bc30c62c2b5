// Package sink is an SMTP server that writes each mail it takes into a folder and
// delivers nothing. Tests, the kill proof and the demo send to it and read the
// folder.
//
// A mail is a file NNNNNN-<hash>.eml, written under a temporary name, synced and
// renamed before the sender hears "taken", so that what the folder shows is
// exactly what was acknowledged. It promises nothing about order between two
// connections. To make a server that misbehaves, set the hooks of [Options].
package sink

import (
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Options say how a sink behaves. The zero value takes everything, in the clear.
type Options struct {
	Address  string      // to listen on; a free port of loopback where empty
	TLS      *tls.Config // offers STARTTLS
	Implicit bool        // speaks TLS from the first byte, with TLS
	User     string      // demands authentication as this user
	Password string
	// Refuse answers a recipient with an error, such as a *smtp.SMTPError.
	Refuse func(to string) error
	// Taken is called when a mail is safe in the folder, before the sender is told.
	// An error is told to the sender instead of "taken".
	Taken func(Mail) error
}

// A Mail is one mail as it was taken.
type Mail struct {
	File string // in the folder
	From string // envelope
	To   []string
	Raw  []byte
}

// A Server is a running sink.
type Server struct {
	folder string
	o      Options
	smtp   *smtp.Server
	l      net.Listener

	mu    sync.Mutex
	next  int
	conns []net.Conn
}

// Start runs a sink that writes to folder, which it creates, until Close.
func Start(folder string, o Options) (*Server, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	files, err := names(folder)
	if err != nil {
		return nil, err
	}
	if o.Address == "" {
		o.Address = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", o.Address)
	if err != nil {
		return nil, err
	}
	s := &Server{folder: folder, o: o}
	if len(files) > 0 {
		// After the highest, not the count: a number used twice could hide a mail
		// that was sent twice.
		if _, err := fmt.Sscanf(files[len(files)-1], "%d-", &s.next); err != nil {
			return nil, fmt.Errorf("%s: %w", files[len(files)-1], err)
		}
	}
	s.l = &remembering{Listener: l, s: s}
	s.smtp = smtp.NewServer(backend{s})
	s.smtp.Domain = "sink.test"
	s.smtp.MaxMessageBytes = 50 << 20
	s.smtp.ReadTimeout, s.smtp.WriteTimeout = time.Minute, time.Minute
	s.smtp.TLSConfig = o.TLS
	s.smtp.AllowInsecureAuth = o.TLS == nil
	serve := s.l
	if o.Implicit {
		serve = tls.NewListener(serve, o.TLS)
	}
	go func() { _ = s.smtp.Serve(serve) }() // ends with Close
	return s, nil
}

// Port returns the port the sink listens on.
func (s *Server) Port() int { return s.l.Addr().(*net.TCPAddr).Port }

// Close ends the sink and all its connections.
func (s *Server) Close() error { return s.smtp.Close() }

// Cut closes every connection at once, as a dying line does.
func (s *Server) Cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		_ = c.Close() // it may be closed already
	}
	s.conns = nil
}

// Mails reads the mails of a folder, in the order they were taken.
func Mails(folder string) ([]Mail, error) {
	files, err := names(folder)
	if err != nil {
		return nil, err
	}
	var out []Mail
	for _, name := range files {
		raw, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		out = append(out, Mail{File: name, Raw: raw})
	}
	return out, nil
}

func names(folder string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.eml"))
	if err != nil {
		return nil, err
	}
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = filepath.Base(p)
	}
	slices.Sort(out)
	return out, nil
}

// keep writes a mail safely and returns it.
func (s *Server) keep(from string, to []string, raw []byte) (Mail, error) {
	s.mu.Lock()
	s.next++
	name := fmt.Sprintf("%06d-%x.eml", s.next, sha256.Sum256(raw))
	s.mu.Unlock()
	f, err := os.CreateTemp(s.folder, "taking-*")
	if err != nil {
		return Mail{}, err
	}
	defer os.Remove(f.Name()) // gone already once it is renamed
	_, err = f.Write(raw)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return Mail{}, err
	}
	if err := os.Rename(f.Name(), filepath.Join(s.folder, name)); err != nil {
		return Mail{}, err
	}
	return Mail{File: name, From: from, To: to, Raw: raw}, nil
}

type remembering struct {
	net.Listener
	s *Server
}

func (r *remembering) Accept() (net.Conn, error) {
	c, err := r.Listener.Accept()
	if err == nil {
		r.s.mu.Lock()
		r.s.conns = append(r.s.conns, c)
		r.s.mu.Unlock()
	}
	return c, err
}

type backend struct{ s *Server }

func (b backend) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{s: b.s}, nil }

type session struct {
	s     *Server
	known bool // authenticated
	from  string
	to    []string
}

func (c *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if c.s.o.User == "" || user != c.s.o.User || password != c.s.o.Password {
			return smtp.ErrAuthFailed
		}
		c.known = true
		return nil
	}), nil
}

func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	if c.s.o.User != "" && !c.known {
		return smtp.ErrAuthRequired
	}
	c.from = from
	return nil
}

func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if c.s.o.Refuse != nil {
		if err := c.s.o.Refuse(to); err != nil {
			return err
		}
	}
	c.to = append(c.to, to)
	return nil
}

func (c *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := c.s.keep(c.from, c.to, raw)
	if err != nil {
		return err
	}
	if c.s.o.Taken != nil {
		return c.s.o.Taken(m)
	}
	return nil
}

func (c *session) Reset() { c.from, c.to = "", nil }

func (c *session) Logout() error { return nil }
