package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// An Envelope is what the headers of a mail say, for lists and search. All of
// it is the sender's word.
type Envelope struct {
	MessageID, From, To, Subject string
	Date                         time.Time
}

// StoreMessage makes a mail safe: raw bytes, message, ledger row and first job
// commit together. Only after it has returned nil may the mail be touched on the
// server. The same entry again changes nothing; the same bytes under another
// entry add a ledger row and nothing else.
func (db *DB) StoreMessage(ctx context.Context, actor payable.Actor, entity payable.EntityID, entry payable.MailboxEntry, raw []byte, env Envelope) error {
	hash := payable.HashOf(raw)
	c := &change{actor: actor, action: payable.StoreMessage, entity: entity, subject: "message " + string(hash)}
	c.detail = map[string]any{"account": entry.Account, "folder": entry.Folder, "uid_validity": entry.UIDValidity, "uid": entry.UID, "size": len(raw)}
	c.personal = personal{subject: "message " + string(hash), values: map[string]string{"from": env.From, "subject": env.Subject}}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		if err := putBlob(ctx, tx, hash, raw); err != nil {
			return err
		}
		fresh, err := putMessage(ctx, tx, entity, hash, int64(len(raw)), env, payable.MessageStored, "")
		if err != nil {
			return err
		}
		if err := putEntry(ctx, tx, entry, hash); err != nil {
			return err
		}
		if !fresh {
			return nil // the same bytes from another place: a row of the ledger, no second life
		}
		return db.enqueue(ctx, tx, SortMessage{hash})
	})
}

// RefuseMessage enters a mail that is larger than the limit in the ledger. Only
// its header is kept; size is what the server says the whole has.
func (db *DB) RefuseMessage(ctx context.Context, actor payable.Actor, entity payable.EntityID, entry payable.MailboxEntry, header []byte, size int64, reason string, env Envelope) error {
	hash := payable.HashOf(header)
	c := &change{actor: actor, action: payable.StoreMessage, entity: entity, subject: "message " + string(hash)}
	c.detail = map[string]any{"account": entry.Account, "folder": entry.Folder, "uid_validity": entry.UIDValidity, "uid": entry.UID, "size": size, "refused": reason}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		if err := putBlob(ctx, tx, hash, header); err != nil {
			return err
		}
		if _, err := putMessage(ctx, tx, entity, hash, size, env, payable.MessageRefused, reason); err != nil {
			return err
		}
		return putEntry(ctx, tx, entry, hash)
	})
}

func putBlob(ctx context.Context, tx pgx.Tx, hash payable.Hash, b []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO blob (hash, size, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, hash, len(b), b)
	return err
}

func putMessage(ctx context.Context, tx pgx.Tx, entity payable.EntityID, hash payable.Hash, size int64, env Envelope, state payable.MessageState, reason string) (fresh bool, err error) {
	var sent *time.Time
	if !env.Date.IsZero() && env.Date.Year() > 1900 && env.Date.Year() < 10000 {
		sent = &env.Date
	}
	tag, err := tx.Exec(ctx, `
		INSERT INTO message (hash, entity_id, size, message_id, sender, recipient, subject, sent_at, state, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
		hash, entity, size, clean(env.MessageID), clean(env.From), clean(env.To), clean(env.Subject), sent, state, reason)
	return tag.RowsAffected() == 1, err
}

// putEntry writes the ledger row. If it is there already nothing has happened
// that was not known.
func putEntry(ctx context.Context, tx pgx.Tx, e payable.MailboxEntry, hash payable.Hash) error {
	tag, err := tx.Exec(ctx, `
		INSERT INTO mailbox_entry (account, folder, uid_validity, uid, message_hash)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT mailbox_entry_once DO NOTHING`,
		e.Account, e.Folder, e.UIDValidity, e.UID, hash)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return errUnchanged
	}
	_, err = tx.Exec(ctx, `DELETE FROM mailbox_parked WHERE (account, folder, uid_validity, uid) = ($1, $2, $3, $4)`,
		e.Account, e.Folder, e.UIDValidity, e.UID)
	return err
}

// Message returns one message.
func (db *DB) Message(ctx context.Context, hash payable.Hash) (payable.Message, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT hash, size, message_id, sender, recipient, subject, coalesce(sent_at, stored_at), stored_at, state, reason
		FROM message WHERE hash = $1`, hash)
	return one(rows, err, pgx.RowToStructByPos[payable.Message])
}

// Bytes returns a message's or a document's original.
func (db *DB) Bytes(ctx context.Context, hash payable.Hash) ([]byte, error) {
	rows, err := db.pool.Query(ctx, `SELECT bytes FROM blob WHERE hash = $1`, hash)
	return one(rows, err, pgx.RowTo[[]byte])
}

// A Part is a document found in a message.
type Part struct {
	Path      string // MIME path, "2.1"
	FileName  string
	MediaType string
	Bytes     []byte
}

// SortMessage says what a stored message is and takes its documents up, each
// with the job to read it. A message that is no longer stored is left alone.
func (db *DB) SortMessage(ctx context.Context, actor payable.Actor, hash payable.Hash, state payable.MessageState, reason string, parts []Part) error {
	c := &change{actor: actor, action: payable.SortMessage, subject: "message " + string(hash)}
	c.detail = map[string]any{"state": state, "reason": reason, "documents": len(parts)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		entity, err := moveMessage(ctx, tx, hash, state, reason)
		if err != nil {
			return err
		}
		c.entity = entity
		for _, p := range parts {
			occ := payable.Occurrence{Entity: entity, Message: hash, Part: p.Path, Door: payable.DoorMail, FileName: p.FileName, MediaType: p.MediaType}
			if _, err := db.receive(ctx, tx, occ, p.Bytes, ""); err != nil {
				return err
			}
		}
		if state == payable.MessageReply {
			return db.enqueue(ctx, tx, AnswerReply{hash})
		}
		return nil
	})
}

// ParkMessage ends the tries to sort a message: a person sees it, with the
// reason.
func (db *DB) ParkMessage(ctx context.Context, actor payable.Actor, hash payable.Hash, reason string) error {
	return db.SortMessage(ctx, actor, hash, payable.MessageParked, reason, nil)
}

// RetryMessage puts a parked message back to be sorted.
func (db *DB) RetryMessage(ctx context.Context, actor payable.Actor, hash payable.Hash) error {
	c := &change{actor: actor, action: payable.RetryMessage, subject: "message " + string(hash)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		if _, err := moveMessage(ctx, tx, hash, payable.MessageStored, ""); err != nil {
			return err
		}
		return db.enqueue(ctx, tx, SortMessage{hash})
	})
}

// moveMessage changes a message's state and returns its entity. A message that
// is in that state already, or past it, is errUnchanged.
func moveMessage(ctx context.Context, tx pgx.Tx, hash payable.Hash, to payable.MessageState, reason string) (payable.EntityID, error) {
	var from payable.MessageState
	var entity payable.EntityID
	rows, err := tx.Query(ctx, `SELECT state, entity_id FROM message WHERE hash = $1 FOR UPDATE`, hash)
	if _, err = one(rows, err, func(row pgx.CollectableRow) (int, error) { return 0, row.Scan(&from, &entity) }); err != nil {
		return 0, err
	}
	if !from.CanBecome(to) {
		return 0, errUnchanged
	}
	_, err = tx.Exec(ctx, `UPDATE message SET state = $2, reason = $3 WHERE hash = $1`, hash, to, reason)
	return entity, err
}

// Known returns which UIDs of a folder the ledger has, and of these the ones
// not yet marked on the server.
func (db *DB) Known(ctx context.Context, account, folder string, validity uint32) (uids, unmarked []uint32, err error) {
	rows, err := db.pool.Query(ctx, `
		SELECT uid, marked_at IS NULL FROM mailbox_entry
		WHERE account = $1 AND folder = $2 AND uid_validity = $3 ORDER BY uid`, account, folder, validity)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var uid uint32
		var open bool
		if err := rows.Scan(&uid, &open); err != nil {
			return nil, nil, err
		}
		uids = append(uids, uid)
		if open {
			unmarked = append(unmarked, uid)
		}
	}
	return uids, unmarked, rows.Err()
}

// MarkEntries notes that the server shows the mails as taken. It writes no
// event: the mark repeats what the ledger says and decides nothing.
func (db *DB) MarkEntries(ctx context.Context, entries []payable.MailboxEntry) error {
	b := &pgx.Batch{}
	for _, e := range entries {
		b.Queue(`UPDATE mailbox_entry SET marked_at = now()
			WHERE account = $1 AND folder = $2 AND uid_validity = $3 AND uid = $4 AND marked_at IS NULL`, e.Account, e.Folder, e.UIDValidity, e.UID)
	}
	return db.pool.SendBatch(ctx, b).Close()
}

// ParkEntry notes that a mail cannot be fetched for now, so that people see it.
// It stays outside the ledger and is tried again.
func (db *DB) ParkEntry(ctx context.Context, e payable.MailboxEntry, tries int, reason string) error {
	_, err := db.pool.Exec(ctx, `
		INSERT INTO mailbox_parked (account, folder, uid_validity, uid, reason, attempts) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (account, folder, uid_validity, uid) DO UPDATE SET reason = $5, attempts = $6`,
		e.Account, e.Folder, e.UIDValidity, e.UID, clean(reason), tries)
	return err
}

// A Folder is what the poller last saw of one folder: the first of the two
// equations, UIDs on the server = rows of the ledger that are still there.
type Folder struct {
	Account     string
	Folder      string
	UIDValidity uint32
	OnServer    int64 // mails the server lists
	InLedger    int64 // rows of this UIDVALIDITY
	Gone        int64 // rows whose mail is no longer in the folder
	Missing     int64 // mails without a row: parked, or just arrived
	HighestUID  int64
	ObservedAt  time.Time
	Connected   bool
	Problem     string
}

// Holds reports whether every mail on the server is in the ledger.
func (f Folder) Holds() bool { return f.Missing == 0 && f.OnServer == f.InLedger-f.Gone }

// ObserveFolder keeps what the poller saw. The newest observation stands. A
// parked mail that is not among the missing ones is no longer there.
func (db *DB) ObserveFolder(ctx context.Context, entity payable.EntityID, f Folder, missing []uint32) error {
	uids := make([]int64, len(missing))
	for i, u := range missing {
		uids[i] = int64(u)
	}
	_, err := db.pool.Exec(ctx, `DELETE FROM mailbox_parked WHERE account = $1 AND folder = $2 AND uid_validity = $3 AND uid <> ALL ($4)`, f.Account, f.Folder, f.UIDValidity, uids)
	if err != nil {
		return err
	}
	_, err = db.pool.Exec(ctx, `
		INSERT INTO mailbox_folder (account, folder, uid_validity, entity_id, on_server, in_ledger, gone, missing, highest_uid, connected, problem)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, true, '')
		ON CONFLICT (account, folder, uid_validity) DO UPDATE SET
			on_server = $5, in_ledger = $6, gone = $7, missing = $8, highest_uid = $9, observed_at = now(), connected = true, problem = ''`,
		f.Account, f.Folder, f.UIDValidity, entity, f.OnServer, f.InLedger, f.Gone, f.Missing, f.HighestUID)
	return err
}

// MailboxProblem notes that an account cannot be read now, and why.
func (db *DB) MailboxProblem(ctx context.Context, account, problem string) error {
	_, err := db.pool.Exec(ctx, `UPDATE mailbox_folder SET connected = false, problem = $2 WHERE account = $1`, account, clean(problem))
	return err
}

// Folders returns the last observation of every folder, newest UIDVALIDITY
// first within one.
func (db *DB) Folders(ctx context.Context) ([]Folder, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT DISTINCT ON (account, folder) account, folder, uid_validity, on_server, in_ledger, gone, missing, highest_uid, observed_at, connected, problem
		FROM mailbox_folder ORDER BY account, folder, observed_at DESC`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Folder])
}

// clean makes a stranger's string storable: valid UTF-8 without NUL, of bounded
// length. The original stays in the blob.
func clean(s string) string {
	const most = 2000
	b := make([]rune, 0, min(len(s), most))
	for _, r := range s {
		if r == 0 || r == '\uFFFD' {
			r = '?'
		}
		if b = append(b, r); len(b) == most {
			break
		}
	}
	return string(b)
}

// subjectOf names an invoice as events do.
func subjectOf(id payable.InvoiceID) string { return fmt.Sprintf("invoice %d", id) }
