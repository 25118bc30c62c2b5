package dovecot

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"syscall"
	"text/template"
	"time"
)

// An account is who the server runs as when we are root.
type account struct {
	name, group string
	uid, gid    uint32
}

// unprivileged finds who may run the server for root. Dovecot's package makes
// user dovecot.
func unprivileged() (*account, error) {
	for _, name := range []string{"dovecot", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return newAccount(u)
		}
	}
	return nil, errors.New("there is no user dovecot or nobody to run Dovecot as")
}

func newAccount(u *user.User) (*account, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	g, err := user.LookupGroupId(u.Gid)
	if err != nil {
		return nil, err
	}
	return &account{name: u.Username, group: g.Name, uid: uint32(uid), gid: uint32(gid)}, nil
}

// own gives a file or folder to the server's user.
func (s *Server) own(path string) error {
	if s.user == nil {
		return nil
	}
	return os.Chown(path, int(s.user.uid), int(s.user.gid))
}

// dress makes a command run as the server's user.
func (s *Server) dress(cmd *exec.Cmd) {
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + s.Dir}
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	if s.user != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: s.user.uid, Gid: s.user.gid}
	}
}

// configuration runs without root: one user for all services and no chroot.
// Mail programs are limited nowhere, so that a test meets its own limits only.
var configuration = template.Must(template.New("dovecot.conf").Parse(`
protocols = imap
listen = 127.0.0.1
base_dir = {{.Dir}}/run
state_dir = {{.Dir}}/state
log_path = {{.Dir}}/dovecot.log
instance_name = {{.Dir}}
default_internal_user = {{.User}}
default_login_user = {{.User}}
default_internal_group = {{.Group}}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_cache_size = 0
auth_failure_delay = 0
mail_max_userip_connections = 1000
mail_location = maildir:~/Maildir
ssl = yes
ssl_cert = <{{.Dir}}/cert.pem
ssl_key = <{{.Dir}}/key.pem
passdb {
  driver = static
  args = password={{.Password}}
}
userdb {
  driver = static
  args = uid={{.User}} gid={{.Group}} home={{.Dir}}/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Junk {
    special_use = \Junk
    auto = create
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    port = {{.Port}}
  }
  inet_listener imaps {
    port = {{.TLSPort}}
    ssl = yes
  }
}
service stats {
  chroot =
}
`))

// configure writes the configuration and makes the folders.
func (s *Server) configure() error {
	who := s.user
	if who == nil {
		u, err := user.Current()
		if err != nil {
			return err
		}
		if who, err = newAccount(u); err != nil {
			return err
		}
	}
	_, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return err
	}
	_, tlsPort, err := net.SplitHostPort(s.TLSAddr)
	if err != nil {
		return err
	}
	var conf strings.Builder
	err = configuration.Execute(&conf, map[string]string{
		"Dir": s.Dir, "User": who.name, "Group": who.group, "Password": Password, "Port": port, "TLSPort": tlsPort,
	})
	if err != nil {
		return err
	}
	if err := os.WriteFile(s.path("dovecot.conf"), []byte(conf.String()), 0o644); err != nil {
		return err
	}
	for _, name := range []string{"run", "state", "mail"} {
		if err := os.MkdirAll(s.path(name), 0o755); err != nil {
			return err
		}
		if err := s.own(s.path(name)); err != nil {
			return err
		}
	}
	log, err := os.OpenFile(s.path("dovecot.log"), os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	if err := log.Close(); err != nil {
		return err
	}
	return s.own(s.path("dovecot.log"))
}

// certify makes a self-signed certificate for the loopback address.
func (s *Server) certify() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	now := time.Now()
	about := &x509.Certificate{
		SerialNumber:          big.NewInt(now.UnixNano()),
		Subject:               pkix.Name{CommonName: "localhost"},
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.Add(7 * 24 * time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IsCA:                  true,
		BasicConstraintsValid: true,
	}
	cert, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		path, kind string
		der        []byte
		mode       os.FileMode
	}{
		{s.CertFile, "CERTIFICATE", cert, 0o644},
		{s.path("key.pem"), "PRIVATE KEY", private, 0o600},
	} {
		text := pem.EncodeToMemory(&pem.Block{Type: f.kind, Bytes: f.der})
		if err := os.WriteFile(f.path, text, f.mode); err != nil {
			return err
		}
		if err := s.own(f.path); err != nil {
			return fmt.Errorf("certificate: %w", err)
		}
	}
	return nil
}
