package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"net"
	"net/smtp"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestDemo runs payable demo as make demo does and checks what a newcomer sees:
// the story goes its way, nothing leaves that should have been stopped, and a
// manager's answer by mail lets one more invoice out.
func TestDemo(t *testing.T) {
	dir, err := os.MkdirTemp("", "payable-demo-") // Postgres's user must be able to enter it
	check(t, err)
	check(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() { os.RemoveAll(dir) }) // a leftover in the temporary folder fails no test
	data := filepath.Join(dir, "demo")
	server := freeAddress(t)
	i := &install{t: t, dir: dir, program: program(t)}
	cmd := i.command("demo", "--data", "demo", // relative, as make demo has it
		"--listen", freeAddress(t), "--imap", freeAddress(t), "--smtp", server, "--stop", "1s")
	out, err := cmd.StdoutPipe()
	check(t, err)
	cmd.Stderr = os.Stderr
	began := time.Now()
	check(t, cmd.Start())
	t.Cleanup(func() {
		check(t, cmd.Process.Signal(syscall.SIGTERM))
		if err := cmd.Wait(); err != nil {
			t.Errorf("the demo ended with %v", err)
		}
	})
	lines := make(chan string, 1000)
	go func() {
		for sc := bufio.NewScanner(out); sc.Scan(); {
			lines <- sc.Text()
		}
	}()
	summary := waitFor(t, lines, `(\d+) mails are through the pipeline.*`)
	t.Logf("%s after %s", strings.TrimSpace(summary[0]), time.Since(began).Round(time.Second))
	straight, others := map[string]bool{}, 0
	for _, m := range tell(t).Mails {
		for _, e := range m.Expect {
			if straight[e.Number] = straight[e.Number] || e.Straight; !e.Straight {
				others++
			}
		}
	}
	left := exported(t, filepath.Join(data, "export"))
	for number := range left {
		if !straight[number] {
			t.Errorf("%s left without a person; the story stops it", number)
		}
	}
	if len(left) < 8 || len(left)+others < 20 {
		t.Errorf("%d invoices went straight through and %d others came, want at least 8 and 20 together", len(left), others)
	}
	to := waitFor(t, lines, `--to (approvals\+([a-z2-7]{52})@\S+)`)
	mail := fmt.Sprintf("From: sian@weserblick.example\r\nTo: %s\r\nSubject: Re: approval\r\nMessage-ID: <answer@weserblick.example>\r\nIn-Reply-To: <approval.%s@weserblick.example>\r\n\r\nAPPROVE\r\n", to[1], to[2])
	check(t, smtp.SendMail(server, nil, "sian@weserblick.example", []string{to[1]}, []byte(mail)))
	eventually(t, time.Minute, "the approved invoice to leave", func() bool { return len(exported(t, filepath.Join(data, "export"))) == len(left)+1 })
}

// waitFor returns the first line that matches, with its groups.
func waitFor(t *testing.T, lines <-chan string, pattern string) []string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	late := time.After(3 * time.Minute)
	for {
		select {
		case l := <-lines:
			if m := re.FindStringSubmatch(l); m != nil {
				return m
			}
		case <-late:
			t.Fatalf("the demo printed no line like %s", pattern)
		}
	}
}

// exported returns the numbers of the invoices in an export folder.
func exported(t *testing.T, dir string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	check(t, err)
	for _, f := range files {
		body, err := os.ReadFile(f)
		check(t, err)
		rows, err := csv.NewReader(strings.NewReader(string(body))).ReadAll()
		check(t, err)
		for n, c := range rows[0] {
			if c == "number" {
				out[rows[1][n]] = true
			}
		}
	}
	return out
}

// freeAddress is a loopback address nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer l.Close()
	return l.Addr().String()
}
