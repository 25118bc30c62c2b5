package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// A Letter is a mail in the outbox: what it is worded from, frozen when it was
// queued, and the approval whose token it carries.
type Letter struct {
	ID        int64
	Entity    payable.EntityID
	Key       string // what it is about; its Message-ID follows from it
	Kind      string // request, receipt, refusal, portal, …
	To        string
	InReplyTo string
	Data      []byte            // JSON
	Approval  *payable.Approval // whose token it carries; nil for none
	Queued    time.Time
	Attempts  int
}

// newLetter is a letter about to be queued.
type newLetter struct {
	entity    payable.EntityID
	key, kind string
	to        string
	inReplyTo string
	approval  payable.ApprovalID
	invoice   payable.InvoiceID
	data      any
}

// queueMail puts a mail in the outbox with the job to send it. The same key
// again queues nothing.
func (db *DB) queueMail(ctx context.Context, tx pgx.Tx, l newLetter) error {
	data, err := json.Marshal(l.data)
	if err != nil {
		return fmt.Errorf("letter: %w", err)
	}
	var id int64
	err = tx.QueryRow(ctx, `
		INSERT INTO outbox (entity_id, key, kind, recipient, approval_id, invoice_id, in_reply_to, data)
		VALUES ($1, $2, $3, $4, nullif($5, 0), nullif($6, 0), $7, $8) ON CONFLICT (key) DO NOTHING RETURNING id`,
		l.entity, l.key, l.kind, clean(l.to), l.approval, l.invoice, clean(l.inReplyTo), storable(data)).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return db.enqueue(ctx, tx, SendMail{id})
}

// SendMail has send deliver a letter that is due, and notes the result. send is
// told the Message-ID's ingredients by the letter itself, so that a mail sent
// twice after a crash is the same mail. A temporary error keeps it queued with a
// growing pause; a permanent one ends it where people see it.
func (db *DB) SendMail(ctx context.Context, actor payable.Actor, id int64, send func(context.Context, Letter) (messageID string, permanent bool, err error)) error {
	c := &change{actor: actor, action: payable.SendMail, subject: fmt.Sprintf("mail %d", id)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		l, err := dueLetter(ctx, tx, id)
		if err != nil {
			return err
		}
		c.entity = l.Entity
		messageID, permanent, err := send(ctx, l)
		if err == nil {
			c.detail = map[string]any{"kind": l.Kind, "message_id": payable.HashOf([]byte(messageID))}
			_, err = tx.Exec(ctx, `UPDATE outbox SET state = 'sent', sent_at = now(), message_id = $2, attempts = attempts + 1, problem = '' WHERE id = $1`, id, messageID)
			return err
		}
		state, wait := "queued", pause(l.Attempts)
		if permanent || l.Attempts >= 200 {
			state = "given_up"
		}
		c.detail = map[string]any{"kind": l.Kind, "state": state}
		if _, err := tx.Exec(ctx, `UPDATE outbox SET state = $2, attempts = attempts + 1, problem = $3, next_at = now() + $4 WHERE id = $1`, id, state, clean(err.Error()), wait); err != nil {
			return err
		}
		if state == "queued" {
			return db.enqueueAt(ctx, tx, SendMail{id}, time.Now().Add(wait))
		}
		return nil
	})
}

// pause grows from two seconds to five minutes.
func pause(attempts int) time.Duration {
	return min(2*time.Second<<min(attempts, 8), 5*time.Minute)
}

// dueLetter locks a letter that is to be sent now; another process at it, or
// nothing due, is errUnchanged.
func dueLetter(ctx context.Context, tx pgx.Tx, id int64) (Letter, error) {
	var l Letter
	var approval *payable.ApprovalID
	var data string
	err := tx.QueryRow(ctx, `
		SELECT id, entity_id, key, kind, recipient, in_reply_to, data, approval_id, queued_at, attempts
		FROM outbox WHERE id = $1 AND state = 'queued' AND next_at <= now() FOR UPDATE SKIP LOCKED`, id).
		Scan(&l.ID, &l.Entity, &l.Key, &l.Kind, &l.To, &l.InReplyTo, &data, &approval, &l.Queued, &l.Attempts)
	if errors.Is(err, pgx.ErrNoRows) {
		return l, errUnchanged
	}
	if err != nil {
		return l, err
	}
	l.Data = []byte(data)
	if approval == nil {
		return l, nil
	}
	rows, err := tx.Query(ctx, selectApproval+`WHERE id = $1`, *approval)
	a, err := one(rows, err, scanApproval)
	l.Approval = &a
	return l, err
}
