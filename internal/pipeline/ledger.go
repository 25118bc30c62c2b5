package pipeline

import (
	"context"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest/imap"
	"github.com/payable-ap/payable/ingest/message"
	"github.com/payable-ap/payable/internal/postgres"
)

// A Ledger makes the database the poller's ledger.
type Ledger struct {
	DB     *postgres.DB
	Entity payable.EntityID
}

var _ imap.Ledger = Ledger{}

// Known returns the rows of a folder.
func (l Ledger) Known(ctx context.Context, account, folder string, uidValidity uint32) (uids, unmarked []uint32, err error) {
	return l.DB.Known(ctx, account, folder, uidValidity)
}

// Store makes a mail safe. The envelope is read from the header alone, by a
// parser that cannot fail: a mail nobody can parse is stored like any other.
func (l Ledger) Store(ctx context.Context, entry payable.MailboxEntry, raw []byte) error {
	return l.DB.StoreMessage(ctx, payable.System, l.Entity, entry, raw, envelope(raw))
}

// Refuse enters a mail above the limit.
func (l Ledger) Refuse(ctx context.Context, entry payable.MailboxEntry, header []byte, size int64, reason string) error {
	return l.DB.RefuseMessage(ctx, payable.System, l.Entity, entry, header, size, reason, envelope(header))
}

// Park notes a mail the server does not give us.
func (l Ledger) Park(ctx context.Context, entry payable.MailboxEntry, tries int, reason string) error {
	return l.DB.ParkEntry(ctx, entry, tries, reason)
}

// Marked notes that the server shows the mails as taken.
func (l Ledger) Marked(ctx context.Context, entries []payable.MailboxEntry) error {
	return l.DB.MarkEntries(ctx, entries)
}

// Observed keeps what a folder looked like.
func (l Ledger) Observed(ctx context.Context, o imap.Observation) error {
	return l.DB.ObserveFolder(ctx, l.Entity, postgres.Folder{
		Account: o.Account, Folder: o.Folder, UIDValidity: o.UIDValidity,
		OnServer: int64(o.OnServer), InLedger: int64(o.InLedger), Gone: int64(o.Gone), Missing: int64(len(o.Missing)), HighestUID: int64(o.Highest),
	}, o.Missing)
}

// envelope reads what lists show of a mail. Everything in it is the sender's
// word; a header that cannot be read gives nothing, and the mail is kept all the
// same.
func envelope(raw []byte) postgres.Envelope {
	m, err := message.Parse(header(raw), message.Limits{})
	if err != nil {
		return postgres.Envelope{}
	}
	return postgres.Envelope{MessageID: m.MessageID, From: m.From, To: m.To, Subject: m.Subject, Date: m.Date}
}

// header returns everything up to the first empty line.
func header(raw []byte) []byte {
	for i := 0; i+1 < len(raw); i++ {
		if raw[i] == '\n' && (raw[i+1] == '\n' || raw[i+1] == '\r' && i+2 < len(raw) && raw[i+2] == '\n') {
			return raw[:i+1]
		}
	}
	return raw
}
