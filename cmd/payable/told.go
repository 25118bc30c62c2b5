package main

import (
	"context"
	"log/slog"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest/imap"
)

// A toldLedger says at debug level what the poller is at, in the words in which
// the queue's steps are told: who follows the log of a process sees what it was
// doing when it died.
type toldLedger struct {
	imap.Ledger
	log *slog.Logger
}

// Known begins a look at a folder, and ends it: it is asked before and after.
func (l toldLedger) Known(ctx context.Context, account, folder string, uidValidity uint32) (uids, unmarked []uint32, err error) {
	uids, unmarked, err = l.Ledger.Known(ctx, account, folder, uidValidity)
	l.log.Debug("folder looked at", "folder", folder, "known", len(uids), "unmarked", len(unmarked), "error", err)
	return uids, unmarked, err
}

// Store tells of a mail being made safe.
func (l toldLedger) Store(ctx context.Context, entry payable.MailboxEntry, raw []byte) error {
	l.log.Debug("step begins", "kind", "store_message", "id", entry.UID)
	err := l.Ledger.Store(ctx, entry, raw)
	l.log.Debug("step ends", "kind", "store_message", "id", entry.UID, "error", err)
	return err
}

// Marked tells that mails bear the mark.
func (l toldLedger) Marked(ctx context.Context, entries []payable.MailboxEntry) error {
	err := l.Ledger.Marked(ctx, entries)
	l.log.Debug("mails marked", "count", len(entries), "error", err)
	return err
}
