package story_test

import (
	"bytes"
	"image"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jacoelho/banking/iban"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen/story"
)

// friday is the day the tests tell the story of.
var friday = time.Date(2026, 11, 20, 15, 4, 5, 0, time.UTC)

// blank stands for the picture of a page where a test does not look at it.
func blank([]byte, int) ([]image.Image, error) {
	return []image.Image{image.NewGray(image.Rect(0, 0, 200, 283))}, nil
}

// told is the story told once: no test changes it.
var told = sync.OnceValues(func() (story.Story, error) { return story.Tell(friday, blank) })

func tell(t *testing.T) story.Story {
	t.Helper()
	s, err := told()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSameDaySameStory(t *testing.T) {
	a := tell(t)
	b, err := story.Tell(friday, blank)
	if err != nil {
		t.Fatal(err)
	}
	for i := range a.Mails {
		if !bytes.Equal(a.Mails[i].Raw, b.Mails[i].Raw) {
			t.Errorf("%s differs when told again", a.Mails[i].Name)
		}
	}
	if !bytes.Equal(a.OrdersCSV(), b.OrdersCSV()) || !bytes.Equal(a.ReceiptsCSV(), b.ReceiptsCSV()) {
		t.Error("orders or receipts differ when told again")
	}
}

// TestEnoughHappens holds the story against what the demo promises: at least
// 20 invoices, 12 of them straight through, one the manager may approve by mail.
func TestEnoughHappens(t *testing.T) {
	s := tell(t)
	names, straight, invoices := map[string]bool{}, 0, 0
	for _, m := range s.Mails {
		if names[m.Name] {
			t.Errorf("two mails are called %s", m.Name)
		}
		names[m.Name] = true
		for _, after := range m.After {
			if !names[after] {
				t.Errorf("%s comes before %s, which it must follow", m.Name, after)
			}
		}
		for _, e := range m.Expect {
			invoices++
			if e.Straight {
				straight++
			}
		}
		if m.State != payable.MessageInvoice && len(m.Expect) > 0 {
			t.Errorf("%s is %s and still expects invoices", m.Name, m.State)
		}
	}
	if len(s.Mails) < 24 || invoices < 24 || straight < 12 {
		t.Errorf("%d mails, %d invoices, %d straight through; want at least 24, 24, 12", len(s.Mails), invoices, straight)
	}
}

// TestMastersAreSound checks account numbers with somebody else's rules, and
// that the customer's own accounts are old enough for approval by mail.
func TestMastersAreSound(t *testing.T) {
	s := tell(t)
	for _, v := range s.Vendors {
		for _, b := range v.Bank {
			if err := iban.Validate(b.IBAN); err != nil {
				t.Errorf("%s: %s: %v", v.Name, b.IBAN, err)
			}
			if !b.Approved(friday) || friday.Sub(b.Since) < 31*24*time.Hour {
				t.Errorf("%s: account not verified for long: %+v", v.Name, b)
			}
		}
		if v.Invoices == 0 {
			t.Errorf("%s has no past", v.Name)
		}
	}
}

// TestMailsAreMails parses each as a stranger would, and checks that no address
// could ever reach anybody.
func TestMailsAreMails(t *testing.T) {
	for _, m := range tell(t).Mails {
		p, err := mail.ReadMessage(bytes.NewReader(m.Raw))
		if err != nil {
			t.Errorf("%s: %v", m.Name, err)
			continue
		}
		for _, field := range []string{"From", "To"} {
			list, err := p.Header.AddressList(field)
			if err != nil || len(list) != 1 {
				t.Errorf("%s: %s %q: %v", m.Name, field, p.Header.Get(field), err)
				continue
			}
			if a := list[0].Address; !strings.HasSuffix(a, ".example") {
				t.Errorf("%s: %s is a real address", m.Name, a)
			}
		}
		if from, _ := p.Header.AddressList("From"); len(from) == 1 && from[0].Address != m.From {
			t.Errorf("%s says it is from %s and is from %s", m.Name, m.From, from[0].Address)
		}
		if !bytes.Contains(m.Raw, []byte("\r\n\r\n")) || bytes.Contains(bytes.ReplaceAll(m.Raw, []byte("\r\n"), nil), []byte("\n")) {
			t.Errorf("%s has lines not ended by CRLF", m.Name)
		}
	}
}
