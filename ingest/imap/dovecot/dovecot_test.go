package dovecot

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"
)

const raw = "From: a@example.com\r\nSubject: one\r\nMessage-ID: <1@example.com>\r\n\r\nHello.\r\n"

// TestMain lets this binary be a process that runs a server and is then killed,
// see TestNothingIsLeftAfterAKill.
func TestMain(m *testing.M) {
	if dir := os.Getenv("DOVECOT_CHILD"); dir != "" {
		s, err := Run(dir)
		if err == nil {
			err = removeAfterUs(dir)
		}
		if err != nil {
			panic(err)
		}
		fmt.Println(s.Pids())
		select {}
	}
	os.Exit(m.Run())
}

// TestNothingIsLeftAfterAKill checks that kill -9 of the process that started a
// server takes the server and its folder along.
func TestNothingIsLeftAfterAKill(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("/tmp", "payable-dovecot-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "DOVECOT_CHILD="+dir)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var pids []int
	for _, f := range strings.Fields(strings.Trim(line, "[]\n")) {
		pid, err := strconv.Atoi(f)
		if err != nil {
			t.Fatal(err)
		}
		pids = append(pids, pid)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed, as asked
	exists := func() bool { _, err := os.Stat(dir); return err == nil }
	for start := time.Now(); time.Since(start) < 20*time.Second && exists(); time.Sleep(10 * time.Millisecond) {
	}
	if exists() {
		t.Errorf("%s is still there", dir)
	}
	gone(t, pids)
}

// TestServer walks through what tests of the poller use: delivery, all three
// ways in, another UIDVALIDITY, a kill and the same mail afterwards.
func TestServer(t *testing.T) {
	t.Parallel()
	s := Start(t)
	for _, folder := range []string{"INBOX", "Junk", "Filed/2026"} {
		if err := s.Deliver("ap", folder, []byte(raw)); err != nil {
			t.Fatal(err)
		}
	}
	if n := uidValidity(t, s, "ap"); n == 4711 {
		t.Fatalf("UIDVALIDITY is %d before it was set", n)
	}
	if err := s.SetUIDValidity("ap", "INBOX", 4711); err != nil {
		t.Fatal(err)
	}
	if n := uidValidity(t, s, "ap"); n != 4711 {
		t.Errorf("UIDVALIDITY %d, want 4711", n)
	}
	pids := s.Pids()
	for _, pid := range pids {
		if group, err := syscall.Getpgid(pid); err != nil || group != pids[0] {
			t.Errorf("process %d is in group %d, %v; want the master's, %d", pid, group, err, pids[0])
		}
	}
	s.Kill()
	if err := s.Deliver("ap", "INBOX", []byte(raw)); err == nil {
		t.Error("a killed server took mail")
	}
	gone(t, pids)
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]int{"INBOX": 1, "Junk": 1, "Filed/2026": 1, "Empty": 0} {
		if got, err := s.Count("ap", folder); err != nil || got != want {
			t.Errorf("after a kill %s holds %d, %v, want %d", folder, got, err, want)
		}
	}
	if err := s.Move("ap", "INBOX", "Elsewhere"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Count("ap", "Elsewhere"); err != nil || got != 1 {
		t.Errorf("Elsewhere holds %d, %v, want 1", got, err)
	}
}

// TestWaysIn checks plain, STARTTLS and TLS with the server's certificate, and
// that another password is refused.
func TestWaysIn(t *testing.T) {
	t.Parallel()
	s := Start(t)
	pem, err := os.ReadFile(s.CertFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	options := &imapclient.Options{TLSConfig: &tls.Config{RootCAs: roots, ServerName: "localhost"}}
	for _, tt := range []struct {
		name string
		dial func() (*imapclient.Client, error)
	}{
		{"plain", func() (*imapclient.Client, error) { return imapclient.DialInsecure(s.Addr, nil) }},
		{"STARTTLS", func() (*imapclient.Client, error) { return imapclient.DialStartTLS(s.Addr, options) }},
		{"TLS", func() (*imapclient.Client, error) { return imapclient.DialTLS(s.TLSAddr, options) }},
	} {
		c, err := tt.dial()
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if err := c.Login("ap", "guess").Wait(); err == nil {
			t.Errorf("%s: a wrong password was let in", tt.name)
		}
		if err := c.Login("ap", Password).Wait(); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err := c.Close(); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestStopLeavesNothing checks that no process and no port outlives Stop, with
// a client connected.
func TestStopLeavesNothing(t *testing.T) {
	t.Parallel()
	s := Start(t)
	c, err := imapclient.DialInsecure(s.Addr, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login("ap", Password).Wait(); err != nil {
		t.Fatal(err)
	}
	pids := s.Pids()
	s.Stop()
	s.Stop()
	gone(t, pids)
	if conn, err := net.Dial("tcp", s.Addr); err == nil {
		conn.Close()
		t.Errorf("%s still answers", s.Addr)
	}
}

func gone(t *testing.T, pids []int) {
	t.Helper()
	if len(pids) < 2 {
		t.Errorf("a running server has processes %v, want a master and children", pids)
	}
	for _, pid := range pids {
		if !allGone([]int{pid}) {
			t.Errorf("process %d is still there", pid)
		}
	}
}

func allGone(pids []int) bool {
	for _, pid := range pids {
		if err := syscall.Kill(pid, 0); err == nil && !zombie(pid) {
			return false
		}
	}
	return true
}

// zombie reports whether a process has ended and waits to be collected, by init
// where its parent is gone.
func zombie(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || strings.Contains(string(stat), ") Z ")
}

// uidValidity asks as a mail program would.
func uidValidity(t *testing.T, s *Server, user string) uint32 {
	t.Helper()
	conn, err := net.Dial("tcp", s.Addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "a LOGIN %s %s\r\nb SELECT INBOX\r\nc LOGOUT\r\n", user, Password)
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		if _, rest, ok := strings.Cut(lines.Text(), "[UIDVALIDITY "); ok {
			var n uint32
			if _, err := fmt.Sscanf(rest, "%d]", &n); err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatal("no UIDVALIDITY")
	return 0
}

// BenchmarkStart is what a server costs a test.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		for _, d := range []string{dir, filepath.Dir(dir)} {
			if err := os.Chmod(d, 0o755); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		s, err := Run(dir)
		if err != nil {
			b.Fatal(err)
		}
		s.Stop()
	}
}
