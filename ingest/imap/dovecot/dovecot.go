// Package dovecot starts a real Dovecot for tests and proofs: an IMAP server on
// free ports of the loopback interface, with its mail in one folder.
//
// [Start] serves a test and goes with it; [Run] serves a program. Any user name
// logs in with [Password] and has an empty mailbox until mail is delivered. The
// whole server runs as one unprivileged user: as ourselves, or, for root, as
// user dovecot or nobody. It ends with the process that started it, kill -9
// included.
//
// It needs Debian's dovecot-imapd (Dovecot 2.3), which deploy/packages.sh
// installs. Nothing of it is part of the product.
package dovecot

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Password lets every user in.
const Password = "secret"

// startLimit is how long Dovecot may take to greet on a busy machine.
const startLimit = 30 * time.Second

// A Server is a Dovecot. Its methods may be called by several goroutines.
type Server struct {
	Dir      string // configuration, certificate, log and mail
	Addr     string // IMAP, plain and STARTTLS, as 127.0.0.1:port
	TLSAddr  string // IMAPS
	CertFile string // its certificate in PEM, for 127.0.0.1 and localhost; trust it to trust the server

	user *account // nil: our own

	mu      sync.Mutex
	process *process // nil while down
	folders map[string]bool
}

// Start runs a server in a folder of its own until t ends, or the test binary is
// killed.
func Start(t testing.TB) *Server {
	t.Helper()
	// Not t.TempDir: for root the server is another user, who must be able to
	// enter every folder on the way.
	dir, err := os.MkdirTemp("/tmp", "payable-dovecot-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := removeAfterUs(dir); err != nil {
		t.Fatal(err)
	}
	s, err := Run(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// Run starts a server whose mail lives in dir, which is made if need be and
// stays. A second Run on the same dir, after [Server.Stop], finds the mail of
// the first, on other ports.
func Run(dir string) (*Server, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	s := &Server{Dir: dir, CertFile: filepath.Join(dir, "cert.pem"), folders: map[string]bool{}}
	if os.Geteuid() == 0 {
		if s.user, err = unprivileged(); err != nil {
			return nil, err
		}
	}
	if err := s.certify(); err != nil {
		return nil, err
	}
	if s.Addr, s.TLSAddr, err = freePorts(); err != nil {
		return nil, err
	}
	if err := s.configure(); err != nil {
		return nil, err
	}
	if err := s.Restart(); err != nil {
		return nil, err
	}
	return s, nil
}

// Deliver puts a message into a user's folder, making the folder if need be. Raw
// is stored byte for byte, apart from bare line feeds, which become CRLF on the
// wire.
func (s *Server) Deliver(user, folder string, raw []byte) error {
	if err := s.makeFolder(user, folder); err != nil {
		return err
	}
	_, err := s.doveadm(raw, "save", "-u", user, "-m", folder)
	return err
}

// SetUIDValidity gives a folder another UIDVALIDITY, as a server does after its
// index was lost: all UIDs a client remembers are void from then on.
func (s *Server) SetUIDValidity(user, folder string, n uint32) error {
	if err := s.makeFolder(user, folder); err != nil {
		return err
	}
	_, err := s.doveadm(nil, "mailbox", "update", "-u", user, "--uid-validity", strconv.FormatUint(uint64(n), 10), folder)
	return err
}

// Move moves all mail of a user's folder to another, as a person at a second
// mail program might.
func (s *Server) Move(user, from, to string) error {
	if err := s.makeFolder(user, to); err != nil {
		return err
	}
	_, err := s.doveadm(nil, "move", "-u", user, to, "mailbox", from, "all")
	return err
}

// Count returns how many messages a user's folder holds. A folder that does not
// exist holds none.
func (s *Server) Count(user, folder string) (int, error) {
	if err := s.makeFolder(user, folder); err != nil {
		return 0, err
	}
	out, err := s.doveadm(nil, "-f", "tab", "mailbox", "status", "-u", user, "messages", folder)
	if err != nil {
		return 0, err
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	last := strings.Split(lines[len(lines)-1], "\t")
	return strconv.Atoi(last[len(last)-1])
}

// makeFolder makes a folder that is not there. INBOX always is.
func (s *Server) makeFolder(user, folder string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := user + "\x00" + folder
	if s.folders[key] || strings.EqualFold(folder, "INBOX") {
		return nil
	}
	if _, err := s.doveadm(nil, "mailbox", "status", "-u", user, "messages", folder); err != nil {
		if _, err := s.doveadm(nil, "mailbox", "create", "-u", user, folder); err != nil {
			return err
		}
	}
	s.folders[key] = true
	return nil
}

// doveadm runs Dovecot's own tool against this server.
func (s *Server) doveadm(stdin []byte, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "doveadm", append([]string{"-c", s.path("dovecot.conf")}, args...)...)
	s.dress(cmd)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(stdin), &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("doveadm %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(stderr.String()))
	}
	return stdout.String(), nil
}

func (s *Server) path(name string) string { return filepath.Join(s.Dir, name) }

// freePorts returns two addresses nobody listens on at the moment.
func freePorts() (imap, imaps string, err error) {
	one, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", "", err
	}
	defer one.Close()
	two, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", "", err
	}
	defer two.Close()
	return one.Addr().String(), two.Addr().String(), nil
}
