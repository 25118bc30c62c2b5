package proof

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/payable-ap/payable/ingest/imap/dovecot"
	"github.com/payable-ap/payable/portal/notify/sink"
)

// A damage is something that must not happen, done by hand.
type damage struct {
	name  string
	do    func(context.Context, *house) error
	finds string // what the checker must say, in part
}

// sql is a damage done with statements as the owner of the database, whom
// triggers and constraints do not stop.
func sql(statements string) func(context.Context, *house) error {
	return func(ctx context.Context, h *house) error { return h.tell(ctx, statements) }
}

// damages are all done to one run: before them there is nothing to find, and no
// two are found in the same words.
var damages = []damage{
	{"a mail twice in the ledger", sql(`ALTER TABLE mailbox_entry DROP CONSTRAINT mailbox_entry_once;
		INSERT INTO mailbox_entry SELECT * FROM mailbox_entry WHERE folder = 'INBOX' AND uid = 2`), "is in the ledger 2 times"},
	{"a mail not in the ledger", sql(`DELETE FROM mailbox_entry WHERE folder = 'INBOX' AND uid = 1`), "is not in the ledger"},
	{"a mail without its mark", unmark, "does not bear the mark"},
	{"a document not read", sql(`UPDATE occurrence SET state = 'reading', reason = '' WHERE id = 1`), "rests in state reading"},
	{"a document taken up twice", sql(`ALTER TABLE occurrence DROP CONSTRAINT occurrence_message_hash_part_key;
		INSERT INTO occurrence (entity_id, document_hash, message_hash, part, door, state, reason) SELECT entity_id, document_hash, message_hash, part, door, 'copy', 'x' FROM occurrence WHERE id = 1`), "documents instead of"},
	{"an invoice twice", sql(`INSERT INTO invoice (entity_id, occurrence_id, ordinal, draft_id, state) SELECT entity_id, occurrence_id, 99, draft_id, 'rejected' FROM invoice WHERE id = 1`), "is there 2 times"},
	{"an invoice not at its end", sql(`ALTER TABLE invoice DISABLE TRIGGER USER; UPDATE invoice SET state = 'review' WHERE id = 2`), "rests in state review"},
	{"an export twice", sql(`ALTER TABLE export DROP CONSTRAINT export_once; ALTER TABLE export DROP CONSTRAINT export_key; INSERT INTO export SELECT * FROM export WHERE invoice_id = 1`), "has 2 exports"},
	{"a file gone", func(_ context.Context, h *house) error { return os.Remove(h.path("export/invoice-1.csv")) }, "is not there"},
	{"a file nobody handed over", func(_ context.Context, h *house) error {
		return os.WriteFile(h.path("export/invoice-999.csv"), nil, 0o644)
	}, "is of no export"},
	{"a mail under two Message-IDs", renamed, "both say"},
	{"an event changed", sql(`ALTER TABLE event DISABLE TRIGGER USER; UPDATE event SET detail = '{}' WHERE seq = 5`), "audit chain is broken"},
	{"a decision changed", sql(`ALTER TABLE decision DISABLE TRIGGER USER; UPDATE decision SET body = body || ' ' WHERE id = 1`), "comes out differently"},
	{"an answer carried out twice", sql(`ALTER TABLE approval_reply DISABLE TRIGGER USER; ALTER TABLE approval_reply DROP CONSTRAINT approval_reply_message_hash_key;
		INSERT INTO approval_reply (message_hash, approval_id, invoice_id, sender, verdict, line, comment, acted, intent, reason, rungs)
		SELECT message_hash, approval_id, invoice_id, sender, verdict, line, comment, acted, intent, reason, rungs FROM approval_reply WHERE acted LIMIT 1`), "carried out 2 times"},
}

// Damage makes a run without kills and then spoils what it left, in every way the
// checker looks at. It returns what the checker did not see.
func Damage(ctx context.Context, cfg Config) (unseen []string, err error) {
	cfg.Kills, cfg.Stops = 0, 0
	r, err := run(ctx, cfg, func(ctx context.Context, h *house, p *post) {
		for _, d := range damages {
			if err := d.do(ctx, h); err != nil {
				unseen = append(unseen, fmt.Sprintf("%s: %v", d.name, err))
			}
		}
		found, _ := h.check(ctx, p)
		for _, d := range damages {
			if !strings.Contains(found.String(), d.finds) {
				unseen = append(unseen, fmt.Sprintf("%s: the checker does not say %q but:\n%s", d.name, d.finds, found))
			}
		}
	})
	if err == nil && !r.Problems.None() {
		err = fmt.Errorf("not well before any damage was done:\n%s", r.Problems)
	}
	return unseen, err
}

func unmark(_ context.Context, h *house) error {
	client, err := imapclient.DialInsecure(h.mailbox.Addr, nil)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := client.Login(user, dovecot.Password).Wait(); err != nil {
		return err
	}
	if _, err := client.Select("INBOX", nil).Wait(); err != nil {
		return err
	}
	return client.Store(imap.UIDSetNum(3), &imap.StoreFlags{Op: imap.StoreFlagsDel, Flags: []imap.Flag{"$Payable"}}, nil).Close()
}

// renamed delivers a mail again under another Message-ID.
func renamed(_ context.Context, h *house) error {
	mails, err := sink.Mails(h.path("sink"))
	if err != nil || len(mails) == 0 {
		return fmt.Errorf("%d mails in the sink: %w", len(mails), err)
	}
	raw := bytes.Replace(mails[0].Raw, []byte("<approval."), []byte("<approval.x"), 1)
	return os.WriteFile(filepath.Join(h.path("sink"), "999999-x.eml"), raw, 0o644)
}
