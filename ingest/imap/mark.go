package imap

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"

	"github.com/payable-ap/payable"
)

// mark marks captured mails on the server and tells the ledger. Mails that are
// no longer there need no mark. A server that refuses is noted and asked again
// next time; the mails are safe either way.
func (rd *round) mark(ctx context.Context, captured, onServer []imap.UID) error {
	if len(captured) == 0 {
		return nil
	}
	here := map[imap.UID]bool{}
	for _, u := range onServer {
		here[u] = true
	}
	var set imap.UIDSet
	entries := make([]payable.MailboxEntry, 0, len(captured))
	for _, u := range captured {
		entries = append(entries, rd.entry(u))
		if here[u] {
			set.AddNum(u)
		}
	}
	if len(set) > 0 {
		err := rd.markOnServer(set)
		if no := (*imap.Error)(nil); errors.As(err, &no) {
			rd.report.note("folder %q: the server refuses to mark mail: %v", rd.folder, no)
			return nil
		}
		if err != nil {
			return fmt.Errorf("mark: %w", err)
		}
	}
	if err := rd.Ledger.Marked(ctx, entries); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	rd.report.Marked += len(entries)
	return nil
}

func (rd *round) markOnServer(set imap.UIDSet) error {
	switch rd.Account.Mark {
	case MarkNone:
		return nil
	case MarkMove:
		return rd.move(set)
	}
	if !rd.keywords {
		rd.report.note("folder %q stores no keywords: the ledger alone knows what is captured", rd.folder)
		return nil
	}
	return rd.s.Store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{Keyword}}, nil).Close()
}

// move needs the server's own MOVE: go-imap's substitute deletes and expunges,
// and an expunge may take mails with it that somebody else marked as deleted.
func (rd *round) move(set imap.UIDSet) error {
	if !rd.s.Caps().Has(imap.CapMove) {
		return &imap.Error{Type: imap.StatusResponseTypeNo, Text: "no MOVE; use mark=keyword or mark=none"}
	}
	_, err := rd.s.Move(set, rd.Account.MoveTo).Wait()
	if no := (*imap.Error)(nil); !errors.As(err, &no) || no.Code != imap.ResponseCodeTryCreate {
		return err
	}
	if err := rd.s.Create(rd.Account.MoveTo, nil).Wait(); err != nil {
		return err
	}
	_, err = rd.s.Move(set, rd.Account.MoveTo).Wait()
	return err
}
