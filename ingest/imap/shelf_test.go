package imap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/payable-ap/payable"
)

// A shelf is a ledger in memory. It keeps rows by entry and messages by content,
// like the real one, and can be told to break.
type shelf struct {
	mu       sync.Mutex
	rows     map[payable.MailboxEntry]payable.Hash
	messages map[payable.Hash][]byte
	marked   map[payable.MailboxEntry]bool
	refused  map[payable.MailboxEntry]string
	parked   map[payable.MailboxEntry]string
	last     map[string]Observation
	calls    int // of Store, repeated ones included

	broken  error                            // what Store answers, if set
	onKnown func()                           // called before Known answers
	onStore func(payable.MailboxEntry) error // called after Store has committed
}

func newShelf() *shelf {
	return &shelf{
		rows: map[payable.MailboxEntry]payable.Hash{}, messages: map[payable.Hash][]byte{},
		marked: map[payable.MailboxEntry]bool{}, refused: map[payable.MailboxEntry]string{},
		parked: map[payable.MailboxEntry]string{}, last: map[string]Observation{},
	}
}

func (s *shelf) Known(_ context.Context, account, folder string, validity uint32) (uids, unmarked []uint32, err error) {
	if s.onKnown != nil {
		s.onKnown()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for e := range s.rows {
		if e.Account == account && e.Folder == folder && e.UIDValidity == validity {
			uids = append(uids, e.UID)
			if !s.marked[e] {
				unmarked = append(unmarked, e.UID)
			}
		}
	}
	return uids, unmarked, nil
}

func (s *shelf) Store(_ context.Context, e payable.MailboxEntry, raw []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	if s.broken != nil {
		return s.broken
	}
	h := payable.HashOf(raw)
	if old, ok := s.rows[e]; ok && old != h {
		return fmt.Errorf("entry %v came with other bytes", e)
	}
	s.rows[e], s.messages[h] = h, slices.Clone(raw)
	delete(s.parked, e)
	if s.onStore != nil {
		return s.onStore(e)
	}
	return nil
}

func (s *shelf) Refuse(_ context.Context, e payable.MailboxEntry, header []byte, size int64, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[e], s.refused[e] = payable.HashOf(header), reason
	return nil
}

func (s *shelf) Park(_ context.Context, e payable.MailboxEntry, tries int, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parked[e] = reason
	return nil
}

func (s *shelf) Marked(_ context.Context, entries []payable.MailboxEntry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range entries {
		if _, ok := s.rows[e]; !ok {
			return errors.New("marked before it was stored")
		}
		s.marked[e] = true
	}
	return nil
}

func (s *shelf) Observed(_ context.Context, o Observation) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last[o.Folder] = o
	return nil
}

func (s *shelf) count() (rows, messages int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.rows), len(s.messages)
}

func (s *shelf) breakDown(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = err
}

// expect checks the ledger's rows and messages, and that every one of the mails
// is there byte for byte.
func (s *shelf) expect(t *testing.T, rows int, mails ...[]byte) {
	t.Helper()
	gotRows, gotMessages := s.count()
	if gotRows != rows || gotMessages != len(mails) {
		t.Errorf("the ledger has %d rows and %d messages, want %d and %d", gotRows, gotMessages, rows, len(mails))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, raw := range mails {
		if _, ok := s.messages[payable.HashOf(raw)]; !ok {
			t.Errorf("mail %d (%d bytes) is not in the ledger byte for byte", i, len(raw))
		}
	}
}
