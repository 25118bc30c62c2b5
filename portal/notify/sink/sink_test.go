package sink

import (
	"fmt"
	"net/smtp"
	"os"
	"path/filepath"
	"testing"
)

func send(t *testing.T, s *Server, text string) {
	t.Helper()
	err := smtp.SendMail(fmt.Sprintf("127.0.0.1:%d", s.Port()), nil, "a@b.example", []string{"c@d.example"}, []byte("Subject: x\r\n\r\n"+text+"\r\n"))
	if err != nil {
		t.Fatal(err)
	}
}

// TestSameMailTwice checks that a mail taken twice is two files, also when the
// sink was restarted between and a file before was lost: whoever counts doubles
// must see them.
func TestSameMailTwice(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "sink")
	first, err := Start(folder, Options{})
	if err != nil {
		t.Fatal(err)
	}
	send(t, first, "one")
	send(t, first, "two")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	mails, err := Mails(folder)
	if err != nil || len(mails) != 2 {
		t.Fatalf("%d mails (%v), want 2", len(mails), err)
	}
	if err := os.Remove(filepath.Join(folder, mails[0].File)); err != nil {
		t.Fatal(err)
	}
	again, err := Start(folder, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	send(t, again, "two")
	mails, err = Mails(folder)
	if err != nil || len(mails) != 2 || string(mails[0].Raw) != string(mails[1].Raw) {
		t.Errorf("%d mails (%v), want the same one twice", len(mails), err)
	}
	left, err := filepath.Glob(filepath.Join(folder, "taking-*"))
	if err != nil || len(left) != 0 {
		t.Errorf("temporary files left: %v %v", left, err)
	}
}
