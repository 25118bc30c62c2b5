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

const selectApproval = `
	SELECT id, invoice_id, version, amount, currency, approver, asker, secret, asked_at, expires_at, state, coalesce(answered_at, '0001-01-01')
	FROM approval `

func scanApproval(row pgx.CollectableRow) (payable.Approval, error) {
	var a payable.Approval
	err := row.Scan(&a.ID, &a.Invoice, &a.Version, &a.Payable.Amount, &a.Payable.Currency, &a.Approver, &a.Asker, &a.Secret, &a.Asked, &a.Expires, &a.State, &a.Answered)
	return a, err
}

// Approvals returns the questions asked about an invoice, oldest first. Stop
// permissions are not among them.
func (db *DB) Approvals(ctx context.Context, id payable.InvoiceID) ([]payable.Approval, error) {
	rows, err := db.pool.Query(ctx, selectApproval+`WHERE invoice_id = $1 AND kind = 'question' ORDER BY id`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanApproval)
}

// AskApproval asks one approver about the version of an invoice the asker saw:
// question, waiting state and request mail in one transaction. Asking the same
// person again while the question is open changes nothing.
func (db *DB) AskApproval(ctx context.Context, actor payable.Actor, id payable.InvoiceID, version int, approver, question string) error {
	c := &change{actor: actor, action: payable.AskApproval, subject: subjectOf(id)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		v, err := lockInvoice(ctx, tx, id)
		if err != nil {
			return err
		}
		c.entity = v.Entity
		if v.Version != version {
			return fmt.Errorf("version %d is no longer current: %w", version, payable.ErrConflict)
		}
		who, err := userByName(ctx, tx, approver)
		if errors.Is(err, payable.ErrNotFound) {
			return payable.Refuse("approver", "no_such_user", `there is no user "{name}"`, "name", approver)
		}
		if err != nil {
			return err
		}
		if err := mayBeAsked(who, actor); err != nil {
			return err
		}
		if err := mayApprove(ctx, tx, v, who.Actor()); err != nil {
			return reword(err, who)
		}
		c.detail = map[string]any{"approver": who.Name, "version": v.Version}
		if err := move(ctx, tx, v, placing{payable.Waiting, who.Name, v.Cause}); err != nil {
			return err
		}
		return db.ask(ctx, tx, v, who, actor.Name, question)
	})
}

func mayBeAsked(who payable.User, asker payable.Actor) error {
	switch {
	case !who.Active || !who.Actor().Can(payable.DecideInvoice):
		return payable.Refuse("approver", "not_approver", "{name} may not approve invoices", "name", who.Name)
	case who.Name == asker.Name:
		return payable.Refuse("approver", "ask_oneself", "is you: decide with the buttons, or ask somebody else")
	}
	return nil
}

// reword turns "you may not" into "they may not" for the one who asks.
func reword(err error, who payable.User) error {
	var inv *payable.InvalidError
	if errors.As(err, &inv) {
		return payable.Refuse("approver", "cannot_approve", "{name} cannot approve this one: {reason}", "name", who.Name, "reason", inv.Reason)
	}
	return err
}

// ask writes the question and queues the request mail.
func (db *DB) ask(ctx context.Context, tx pgx.Tx, v payable.Invoice, who payable.User, asker, question string) error {
	e, err := loadEntity(ctx, tx, v.Entity)
	if err != nil {
		return err
	}
	p, err := loadPolicy(ctx, tx, v.Entity)
	if err != nil {
		return err
	}
	var now time.Time
	if err := tx.QueryRow(ctx, `SELECT now()`).Scan(&now); err != nil {
		return err
	}
	days := p.ApprovalDays
	if days <= 0 || days > 10 {
		days = 3
	}
	a, fresh, err := putApproval(ctx, tx, "question", v, who.Name, asker, question, e.AddBusinessDays(now, days))
	if err != nil {
		return err
	}
	if !fresh {
		return errUnchanged
	}
	return db.mailRequest(ctx, tx, v, a, who, question)
}

func putApproval(ctx context.Context, tx pgx.Tx, kind string, v payable.Invoice, approver, asker, question string, expires time.Time) (payable.Approval, bool, error) {
	due, _ := v.AmountDue()
	rows, err := tx.Query(ctx, `
		INSERT INTO approval (kind, invoice_id, version, amount, currency, approver, asker, question, secret, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
		RETURNING id, invoice_id, version, amount, currency, approver, asker, secret, asked_at, expires_at, state, '0001-01-01'::timestamptz`,
		kind, v.ID, v.Version, due.Amount, due.Currency, approver, asker, clean(question), payable.NewSecret(), expires)
	a, err := one(rows, err, scanApproval)
	if errors.Is(err, payable.ErrNotFound) {
		return a, false, nil
	}
	return a, err == nil, err
}

// answerQuestions ends the open questions about an invoice: the answerer's own
// with end, everybody else's as void.
func answerQuestions(ctx context.Context, tx pgx.Tx, id payable.InvoiceID, by string, end payable.ApprovalState) error {
	_, err := tx.Exec(ctx, `
		UPDATE approval SET state = CASE WHEN approver = $2 THEN $3 ELSE 'void' END, answered_at = now(), answered_by = $2
		WHERE invoice_id = $1 AND state = 'asked'`, id, by, end)
	return err
}

// expireApproval ends one question whose time is over; the invoice goes back to
// review once nobody is asked any more.
func (db *DB) expireApproval(ctx context.Context, id payable.ApprovalID) error {
	c := &change{actor: payable.System, action: payable.ExpireApproval, subject: fmt.Sprintf("approval %d", id)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		var invoice payable.InvoiceID
		var kind string
		err := tx.QueryRow(ctx, `SELECT invoice_id, kind FROM approval WHERE id = $1 AND state = 'asked' AND expires_at <= now()`, id).Scan(&invoice, &kind)
		if errors.Is(err, pgx.ErrNoRows) {
			return errUnchanged
		}
		if err != nil {
			return err
		}
		v, err := lockInvoice(ctx, tx, invoice)
		if err != nil {
			return err
		}
		c.entity, c.subject = v.Entity, subjectOf(v.ID)
		c.detail = map[string]any{"approval": id, "kind": kind}
		tag, err := tx.Exec(ctx, `UPDATE approval SET state = 'expired', answered_at = now() WHERE id = $1 AND state = 'asked'`, id)
		if err != nil || tag.RowsAffected() == 0 {
			return errors.Join(err, errUnchanged)
		}
		if kind == "stop" {
			return nil
		}
		var open int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM approval WHERE invoice_id = $1 AND kind = 'question' AND state = 'asked'`, v.ID).Scan(&open); err != nil {
			return err
		}
		if open > 0 || v.State != payable.Waiting {
			return nil
		}
		return move(ctx, tx, v, placing{payable.Review, "ap", "NO_ANSWER"})
	})
}

// A StoredReply is what came in by mail about an invoice and how far it got.
type StoredReply struct {
	ID       int64
	Message  payable.Hash
	Approval payable.ApprovalID
	Invoice  payable.InvoiceID
	Sender   string
	Verdict  payable.Verdict
	Line     string
	Comment  string
	Acted    bool
	Intent   bool
	Reason   string // catalogue key
	Rungs    []payable.Rung
	At       time.Time
}

// Replies returns the replies about an invoice, oldest first.
func (db *DB) Replies(ctx context.Context, id payable.InvoiceID) ([]StoredReply, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT id, message_hash, coalesce(approval_id, 0), coalesce(invoice_id, 0), sender, verdict, line, comment, acted, intent, reason, rungs, at
		FROM approval_reply WHERE invoice_id = $1 ORDER BY id`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (StoredReply, error) {
		var r StoredReply
		var rungs string
		if err := row.Scan(&r.ID, &r.Message, &r.Approval, &r.Invoice, &r.Sender, &r.Verdict, &r.Line, &r.Comment, &r.Acted, &r.Intent, &r.Reason, &rungs, &r.At); err != nil {
			return r, err
		}
		return r, json.Unmarshal([]byte(rungs), &r.Rungs)
	})
}
