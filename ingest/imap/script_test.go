package imap

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// script starts a server with three mails, UIDs and numbers 1 to 3, whose texts
// answer gives: a FETCH response line, "" or "NO". Real servers do not err on
// demand; Dovecot tests everything else.
func script(t *testing.T, answer func(uid int) string) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() }) // ends the loop below
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go talk(c, answer)
		}
	}()
	return l.Addr().String()
}

// fetched is the line a good server answers.
func fetched(uid int, raw string) string {
	return fmt.Sprintf("* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n", uid, uid, len(raw), raw)
}

var asked = regexp.MustCompile(`(?i)FETCH ([0-9:,]+) \((.*)\)`)

// talk serves one connection until it ends.
func talk(c io.ReadWriteCloser, answer func(uid int) string) {
	defer c.Close()
	say := func(s string) { _, _ = io.WriteString(c, s) } // a client that left is no fault
	say("* OK ready\r\n")
	for in := bufio.NewScanner(c); in.Scan(); {
		tag, command, _ := strings.Cut(in.Text(), " ")
		verb := strings.ToUpper(strings.TrimPrefix(command, "UID "))
		ok := tag + " OK done\r\n"
		switch {
		case strings.HasPrefix(verb, "CAPABILITY"):
			say("* CAPABILITY IMAP4rev1\r\n" + ok)
		case strings.HasPrefix(verb, "SELECT"):
			say("* 3 EXISTS\r\n* FLAGS ()\r\n* OK [PERMANENTFLAGS (\\*)] x\r\n* OK [UIDVALIDITY 7] x\r\n" + ok)
		case strings.HasPrefix(verb, "SEARCH UID"):
			say("* SEARCH " + strings.Fields(verb)[2] + "\r\n" + ok)
		case strings.HasPrefix(verb, "SEARCH"):
			say("* SEARCH 1 2 3\r\n" + ok)
		case strings.HasPrefix(verb, "FETCH") && strings.Contains(verb, "RFC822.SIZE"):
			for _, uid := range numbers(command) {
				say(fmt.Sprintf("* %d FETCH (UID %d RFC822.SIZE 300)\r\n", uid, uid))
			}
			say(ok)
		case strings.HasPrefix(verb, "FETCH"):
			for _, uid := range numbers(command) {
				if a := answer(uid); a == "NO" {
					ok = tag + " NO some mail cannot be read\r\n"
				} else {
					say(a)
				}
			}
			say(ok)
		case strings.HasPrefix(verb, "LOGOUT"):
			say("* BYE\r\n" + ok)
			return
		default:
			say(ok)
		}
	}
}

// numbers reads the set of a FETCH.
func numbers(command string) []int {
	m := asked.FindStringSubmatch(command)
	if m == nil {
		return nil
	}
	var out []int
	for _, part := range strings.Split(m[1], ",") {
		from, to, isRange := strings.Cut(part, ":")
		a, _ := strconv.Atoi(from)
		b, _ := strconv.Atoi(to)
		if !isRange {
			b = a
		}
		for n := a; n <= b && n <= a+10; n++ {
			out = append(out, n)
		}
	}
	return out
}

func resolve(t *testing.T, addr string) net.Addr {
	t.Helper()
	a, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// FuzzIMAPAnswer lets a server answer a FETCH with anything, and checks that the
// poller neither panics nor hangs, and stores nothing it was not sent whole.
func FuzzIMAPAnswer(f *testing.F) {
	raw := string(mail(1, 100))
	for _, s := range []string{
		fetched(1, raw), fetched(2, raw) + fetched(1, raw), "* 1 FETCH (UID 1 BODY[] {100}\r\nshort)\r\n", "* 1 FETCH (UID 1 BODY[] NIL)\r\n",
		"* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[] \"quoted\")\r\n", "* BYE\r\n", "+ \r\n", "* 1 EXPUNGE\r\n* 9 EXISTS\r\n", "* 1 FETCH (UID 1 BODY[]<0> {2}\r\nab)\r\n",
		"* ESEARCH (TAG \"T1\") UID ALL 1:4294967295\r\n", "* SEARCH 1 4294967295\r\n", "* 1 FETCH (UID 1 BODY[] {99999999999}\r\nab",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
		defer stop()
		l := newShelf()
		var heard *tape
		p := &Poller{
			Account: Account{Name: "fuzz", Address: "127.0.0.1:1", Security: Plain, User: "u", Password: "p", Folders: []string{"INBOX"}},
			Ledger:  l, Stall: time.Second,
			connect: func(context.Context) (net.Conn, error) {
				client, server := net.Pipe()
				go talk(server, func(int) string { return s })
				heard = &tape{Conn: client}
				return heard, nil
			},
		}
		began := time.Now()
		_ = p.Once(ctx) // any error will do
		if d := time.Since(began); d > 4*time.Second {
			t.Fatalf("%q: %v", s, d)
		}
		plain := func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`\`), nil) } // quoted strings escape
		for _, m := range l.messages {
			if !bytes.Contains(plain(heard.all), plain(m)) {
				t.Fatalf("%q: stored %q, which was not sent", s, m)
			}
		}
	})
}

// A tape keeps what was read from a connection.
type tape struct {
	net.Conn
	all []byte // complete once the client is closed
}

func (c *tape) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.all = append(c.all, b[:n]...)
	return n, err
}
