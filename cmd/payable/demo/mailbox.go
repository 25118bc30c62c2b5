// Package demo is the mail server inside payable demo: IMAP and SMTP on loopback,
// mailboxes in memory.
//
// It is for trying payable out, with real mail programs too: mbsync, Thunderbird
// and swaks talk to it. It keeps nothing beyond the process. Two faults of the
// library's memory server are mended here: its UIDVALIDITY is 1 after every
// restart, and MOVEs in opposite directions wait for each other for ever.
package demo

import (
	"bytes"
	"crypto/subtle"
	"fmt"
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// A Mailbox is the running mail server.
type Mailbox struct {
	IMAP, SMTP string // host:port
	Password   string // of every account

	// Delivered, if set, is told of every mail that arrived by SMTP.
	Delivered func(from string, to []string, raw []byte)

	epoch uint32
	moves sync.Mutex
	users map[string]*imapmemserver.User
	alias map[string]string // address without +detail to account
	imap  *imapserver.Server
	smtp  *smtp.Server
}

// Start opens the server on two loopback addresses ("127.0.0.1:0" takes a free
// port) with an account for each address. aliases maps further addresses to an
// account.
func Start(imapAddr, smtpAddr, password string, accounts []string, aliases map[string]string) (*Mailbox, error) {
	m := &Mailbox{Password: password, epoch: uint32(time.Now().Unix()), users: map[string]*imapmemserver.User{}, alias: aliases}
	for _, a := range accounts {
		u := imapmemserver.NewUser(a, password)
		for _, folder := range []string{"INBOX", "Sent", "Junk"} {
			if err := u.Create(folder, nil); err != nil {
				return nil, err
			}
		}
		m.users[a] = u
	}
	il, err := net.Listen("tcp", imapAddr)
	if err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	sl, err := net.Listen("tcp", smtpAddr)
	if err != nil {
		il.Close()
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	m.IMAP, m.SMTP = il.Addr().String(), sl.Addr().String()
	m.imap = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &session{box: m}, nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}},
		InsecureAuth: true, // loopback only
	})
	m.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &incoming{box: m}, nil }))
	m.smtp.Domain, m.smtp.AllowInsecureAuth, m.smtp.MaxMessageBytes, m.smtp.EnableSMTPUTF8 = "demo.test", true, 50<<20, true
	go m.imap.Serve(il) // ends with Close
	go m.smtp.Serve(sl)
	return m, nil
}

// Close ends the server and forgets every mail.
func (m *Mailbox) Close() {
	m.imap.Close()
	m.smtp.Close()
}

// Deliver puts a mail into an account's INBOX, as if it had come from outside.
func (m *Mailbox) Deliver(to string, raw []byte) error {
	u := m.users[m.account(to)]
	if u == nil {
		return fmt.Errorf("no account for %s", to)
	}
	_, err := u.Append("INBOX", literal{bytes.NewReader(raw)}, &imap.AppendOptions{Time: time.Now()})
	return err
}

// account returns whose mail an address is: detail behind + does not count.
func (m *Mailbox) account(address string) string {
	local, domain, _ := strings.Cut(strings.ToLower(strings.Trim(address, "<>")), "@")
	local, _, _ = strings.Cut(local, "+")
	a := local + "@" + domain
	if to, ok := m.alias[a]; ok {
		return to
	}
	return a
}

// incoming is one SMTP conversation. Anybody may send; mail for nobody here is
// refused, so nothing ever leaves the machine.
type incoming struct {
	box  *Mailbox
	from string
	to   []string
}

// Reset forgets the envelope.
func (s *incoming) Reset() { s.from, s.to = "", nil }

// Logout ends the conversation.
func (s *incoming) Logout() error { return nil }

// Mail notes the sender.
func (s *incoming) Mail(from string, _ *smtp.MailOptions) error { s.from = from; return nil }

// Rcpt accepts recipients that have an account.
func (s *incoming) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.box.users[s.box.account(to)] == nil {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user here"}
	}
	s.to = append(s.to, to)
	return nil
}

// Data delivers the mail to every recipient.
func (s *incoming) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if _, err := mail.ReadMessage(bytes.NewReader(raw)); err != nil {
		return &smtp.SMTPError{Code: 554, Message: "not a message"}
	}
	for _, to := range s.to {
		// As a real server does, so that the address with its +detail is known.
		stamped := append([]byte("Delivered-To: "+to+"\r\n"), raw...)
		if err := s.box.Deliver(to, stamped); err != nil {
			return err
		}
	}
	if s.box.Delivered != nil {
		s.box.Delivered(s.from, s.to, raw)
	}
	return nil
}

// AuthMechanisms lets mail programs log in that insist on it.
func (s *incoming) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth checks the one password.
func (s *incoming) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, _, password string) error {
		if subtle.ConstantTimeCompare([]byte(password), []byte(s.box.Password)) == 1 {
			return nil
		}
		return smtp.ErrAuthFailed
	}), nil
}

// session is one IMAP conversation.
type session struct {
	*imapmemserver.UserSession
	box *Mailbox
}

// Close ends it.
func (s *session) Close() error {
	if s.UserSession == nil {
		return nil
	}
	return s.UserSession.Close()
}

// Login opens an account.
func (s *session) Login(name, password string) error {
	u := s.box.users[strings.ToLower(name)]
	if u == nil {
		return imapserver.ErrAuthFailed
	}
	if err := u.Login(strings.ToLower(name), password); err != nil {
		return err
	}
	s.UserSession = imapmemserver.NewUserSession(u)
	return nil
}

// Select adds this start's epoch to UIDVALIDITY, as do the others below.
func (s *session) Select(name string, o *imap.SelectOptions) (*imap.SelectData, error) {
	d, err := s.UserSession.Select(name, o)
	if err == nil {
		d.UIDValidity += s.box.epoch
	}
	return d, err
}

// Status is the library's with the epoch.
func (s *session) Status(name string, o *imap.StatusOptions) (*imap.StatusData, error) {
	d, err := s.UserSession.Status(name, o)
	if err == nil && d.UIDValidity != 0 {
		d.UIDValidity += s.box.epoch
	}
	return d, err
}

// Append is the library's with the epoch.
func (s *session) Append(name string, r imap.LiteralReader, o *imap.AppendOptions) (*imap.AppendData, error) {
	d, err := s.UserSession.Append(name, r, o)
	if err == nil {
		d.UIDValidity += s.box.epoch
	}
	return d, err
}

// Copy is the library's, one at a time.
func (s *session) Copy(n imap.NumSet, dest string) (*imap.CopyData, error) {
	s.box.moves.Lock()
	defer s.box.moves.Unlock()
	d, err := s.UserSession.Copy(n, dest)
	if err == nil {
		d.UIDValidity += s.box.epoch
	}
	return d, err
}

// Move is the library's, one at a time.
func (s *session) Move(w *imapserver.MoveWriter, n imap.NumSet, dest string) error {
	s.box.moves.Lock()
	defer s.box.moves.Unlock()
	return s.UserSession.Move(w, n, dest)
}

// literal is bytes of a known size.
type literal struct{ *bytes.Reader }

// Size is how many there are.
func (l literal) Size() int64 { return l.Reader.Size() }
