package imap

import (
	"context"
	"time"

	"github.com/payable-ap/payable"
)

// A Ledger remembers which mails are safe. internal/postgres keeps the real one;
// tests of the poller keep a small one in memory, because what is under test
// there is the conversation with the server.
//
// The poller asks Known, fetches the difference to what the server lists, and
// touches a mail on the server only after the ledger has answered nil for it. So
// a ledger must commit before it returns, and must take the same entry twice
// without complaint: after a crash, or beside a second poller, it gets it again.
//
// An error means that the infrastructure is in trouble (database away, disk
// full). The poller then leaves the mailbox untouched and comes back later; it
// never gives up and never counts attempts against the mail.
type Ledger interface {
	// Known returns the UIDs of the folder the ledger has rows for, stored and
	// refused alike, and, of those, the ones not yet [Ledger.Marked].
	Known(ctx context.Context, account, folder string, uidValidity uint32) (uids, unmarked []uint32, err error)

	// Store commits raw, its ledger row and the first job together. A row that
	// exists already is no error and changes nothing.
	Store(ctx context.Context, entry payable.MailboxEntry, raw []byte) error

	// Refuse commits a row for a mail above the size limit, in state
	// [payable.MessageRefused]: header is everything up to the first empty line,
	// size what the server says. Like Store in all else.
	Refuse(ctx context.Context, entry payable.MailboxEntry, header []byte, size int64, reason string) error

	// Park notes that the server's answer for this one mail cannot be read, so
	// that a person sees it. It must not add the entry to Known: the mail is
	// tried again with growing pauses, and Store settles it. Called again, with
	// a count that rises, for every further failure.
	Park(ctx context.Context, entry payable.MailboxEntry, tries int, reason string) error

	// Marked notes that the mails bear the mark on the server (keyword, or moved),
	// or that the account wants none. Entries marked before are no error.
	Marked(ctx context.Context, entries []payable.MailboxEntry) error

	// Observed notes what the folder looked like after a round, for the first of
	// the two reconciliation equations.
	Observed(ctx context.Context, o Observation) error
}

// An Observation is what one round saw in one folder: the equation "UIDs on the
// server = ledger rows". It holds when Missing is empty; Gone explains why the
// ledger may have more rows than the server has mails.
type Observation struct {
	Account     string
	Folder      string
	UIDValidity uint32
	OnServer    int      // mails the server lists
	Highest     uint32   // highest UID among them, 0 in an empty folder
	InLedger    int      // rows of this UIDVALIDITY after the round
	Gone        int      // rows whose mail is no longer in the folder: moved, or deleted by somebody
	Missing     []uint32 // UIDs on the server without a row: parked, or arrived and not stored yet; a parked mail that is not among them is gone
	At          time.Time
}
