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

// AnswerApproval has judge rule on a stored reply and carries the ruling out, in
// one transaction: decision, evidence, audit event, next job and the answering
// mail. A message is judged once; the same message again changes nothing. The
// invoice and its approval are locked before judge sees them.
func (db *DB) AnswerApproval(ctx context.Context, actor payable.Actor, q payable.ReplyQuery, judge func(payable.ReplyCase) payable.ReplyOutcome) error {
	c := &change{actor: actor, action: payable.AnswerApproval, subject: "message " + string(q.Message)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('reply'), hashtext($1))`, string(q.Message)); err != nil {
			return err
		}
		var judged bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM approval_reply WHERE message_hash = $1)`, q.Message).Scan(&judged); err != nil {
			return err
		}
		if judged {
			return errUnchanged
		}
		kase, kind, err := loadReply(ctx, tx, q)
		if err != nil {
			return err
		}
		out := judge(kase)
		if kase.Approval != nil {
			c.entity, c.subject = kase.Invoice.Entity, subjectOf(kase.Invoice.ID)
		}
		if out.Act && (out.Verdict == payable.VerdictStop) != (kind == "stop") {
			return fmt.Errorf("the judgement lets a %s act on a %s", out.Verdict, kind) // a fault of ours, and no decision
		}
		if out.Act {
			err := db.actOnReply(ctx, tx, c, kase, out)
			if ref := refusal(err); ref != "" {
				out.Act, out.Answer = false, payable.AnswerRefusal
				out.Reason = "mail.reason.other"
				if n := len(out.Rungs); n > 0 {
					out.Rungs[n-1].Passed, out.Rungs[n-1].Reason, out.Rungs[n-1].Detail = false, out.Reason, ref
				}
			} else if err != nil {
				return err
			}
		}
		if err := putReply(ctx, tx, q, kase, out); err != nil {
			return err
		}
		c.detail = merge(c.detail, map[string]any{"verdict": out.Verdict, "acted": out.Act, "intent": out.Intent, "rung": len(out.Rungs), "message": q.Message})
		return db.mailAnswer(ctx, tx, q, kase, out)
	})
}

func merge(a, b map[string]any) map[string]any {
	if a == nil {
		return b
	}
	for k, v := range b {
		a[k] = v
	}
	return a
}

// refusal words an error that the sender can act on; empty for a fault of ours.
func refusal(err error) string {
	var inv *payable.InvalidError
	switch {
	case errors.As(err, &inv):
		return inv.Reason.Text
	case errors.Is(err, payable.ErrConflict), errors.Is(err, payable.ErrForbidden):
		return err.Error()
	}
	return ""
}

// actOnReply carries a verdict out as its button would, inside a savepoint: what
// is refused half-way leaves nothing behind but the refusal.
func (db *DB) actOnReply(ctx context.Context, tx pgx.Tx, c *change, kase payable.ReplyCase, out payable.ReplyOutcome) error {
	return pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error {
		who, err := userByName(ctx, tx, out.By)
		if err != nil {
			return err
		}
		if !who.Active || out.Verdict == payable.VerdictApprove && !who.Actor().Can(payable.DecideInvoice) {
			return fmt.Errorf("%s may not decide: %w", who.Name, payable.ErrForbidden)
		}
		if out.Verdict == payable.VerdictDelegate {
			return db.delegate(ctx, tx, c, kase, who, out)
		}
		hold := time.Duration(kase.Policy.StopMinutes) * time.Minute
		if h := db.stopHold; h != nil {
			hold = *h
		}
		if err := db.carryOut(ctx, tx, c, kase.Invoice, who.Actor(), out.Verdict, out.Argument, hold); err != nil {
			return err
		}
		c.detail["by"] = who.Name
		return nil
	})
}

// delegate passes the question on: the old one ends, a new one with a token of
// its own is asked.
func (db *DB) delegate(ctx context.Context, tx pgx.Tx, c *change, kase payable.ReplyCase, from payable.User, out payable.ReplyOutcome) error {
	to := kase.DelegateTo
	if to == nil {
		return payable.Refuse("delegate", "no_delegate", "nobody here has the address you named")
	}
	if err := mayBeAsked(*to, from.Actor()); err != nil {
		return err
	}
	if err := mayApprove(ctx, tx, kase.Invoice, to.Actor()); err != nil {
		return reword(err, *to)
	}
	if err := answerQuestions(ctx, tx, kase.Invoice.ID, from.Name, payable.ApprovalDelegated); err != nil {
		return err
	}
	c.detail = map[string]any{"verdict": out.Verdict, "by": from.Name, "to": to.Name}
	if err := move(ctx, tx, kase.Invoice, placing{payable.Waiting, to.Name, kase.Invoice.Cause}); err != nil {
		return err
	}
	return db.ask(ctx, tx, kase.Invoice, *to, from.Name, "")
}

func putReply(ctx context.Context, tx pgx.Tx, q payable.ReplyQuery, kase payable.ReplyCase, out payable.ReplyOutcome) error {
	rungs, err := json.Marshal(out.Rungs)
	if err != nil {
		return err
	}
	var approval *payable.ApprovalID
	var invoice *payable.InvoiceID
	if kase.Approval != nil {
		approval, invoice = &kase.Approval.ID, &kase.Approval.Invoice
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO approval_reply (message_hash, approval_id, invoice_id, sender, verdict, line, comment, acted, intent, reason, rungs)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		q.Message, approval, invoice, clean(q.From), out.Verdict, clean(out.Line), clean(out.Argument), out.Act, out.Intent, out.Reason, storable(rungs))
	return err
}

// mailAnswer queues what is sent back.
func (db *DB) mailAnswer(ctx context.Context, tx pgx.Tx, q payable.ReplyQuery, kase payable.ReplyCase, out payable.ReplyOutcome) error {
	if out.Answer == payable.AnswerNone || out.AnswerTo == "" {
		return nil
	}
	l := newLetter{entity: MainEntity, key: "answer " + string(q.Message), to: out.AnswerTo}
	if err := tx.QueryRow(ctx, `SELECT message_id FROM message WHERE hash = $1`, q.Message).Scan(&l.inReplyTo); err != nil {
		return err
	}
	facts := payable.LetterFacts{Kind: payable.LetterRefusal, Language: out.Language, To: out.AnswerTo, Reason: out.Reason, Figures: out.Figures, Verdict: out.Verdict}
	if kase.Approval != nil {
		v, err := lockInvoice(ctx, tx, kase.Invoice.ID)
		if err != nil {
			return err
		}
		who := kase.Approver
		if kase.Sender != nil {
			who = *kase.Sender
		}
		if facts, err = letterFacts(ctx, tx, v, who); err != nil {
			return err
		}
		facts.Kind, facts.Reason, facts.Figures, facts.Verdict, facts.Comment = payable.LetterRefusal, out.Reason, out.Figures, out.Verdict, out.Argument
		l.entity, l.invoice = v.Entity, v.ID
		if out.Answer == payable.AnswerFresh {
			return db.askAgain(ctx, tx, v, kase.Approver)
		}
	}
	if err := tx.QueryRow(ctx, `SELECT subject FROM message WHERE hash = $1`, q.Message).Scan(&facts.Subject); err != nil {
		return err
	}
	switch out.Answer {
	case payable.AnswerReceipt:
		facts.Kind = payable.LetterReceipt
		if err := db.stopPermission(ctx, tx, kase, out, &l, &facts); err != nil {
			return err
		}
	case payable.AnswerPortal:
		facts.Kind = payable.LetterPortal
	}
	l.kind, l.data = string(facts.Kind), facts
	return db.queueMail(ctx, tx, l)
}

// stopPermission gives the receipt of an approval a token that can take it back
// until it is handed over.
func (db *DB) stopPermission(ctx context.Context, tx pgx.Tx, kase payable.ReplyCase, out payable.ReplyOutcome, l *newLetter, facts *payable.LetterFacts) error {
	if out.Verdict != payable.VerdictApprove {
		return nil
	}
	var until time.Time
	err := tx.QueryRow(ctx, `SELECT not_before FROM export WHERE invoice_id = $1 AND state = 'pending'`, kase.Invoice.ID).Scan(&until)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	a, fresh, err := putApproval(ctx, tx, "stop", kase.Invoice, out.By, out.By, "", until)
	if err != nil || !fresh {
		return err
	}
	l.approval, facts.HoldEnd = a.ID, until
	return nil
}

// askAgain answers a late reply with one fresh request where the question still
// makes sense.
func (db *DB) askAgain(ctx context.Context, tx pgx.Tx, v payable.Invoice, who payable.User) error {
	if v.State != payable.Review && v.State != payable.Held && v.State != payable.Waiting || mayApprove(ctx, tx, v, who.Actor()) != nil {
		return nil
	}
	if err := move(ctx, tx, v, placing{payable.Waiting, who.Name, v.Cause}); err != nil {
		return err
	}
	err := db.ask(ctx, tx, v, who, "system", "")
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return err
}

// ParkReply records a reply that could not be judged: nothing was decided, and
// people see the mail and the reason.
func (db *DB) ParkReply(ctx context.Context, actor payable.Actor, message payable.Hash, reason string) error {
	c := &change{actor: actor, action: payable.AnswerApproval, subject: "message " + string(message), detail: map[string]any{"parked": true}}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			INSERT INTO approval_reply (message_hash, sender, verdict, line, comment, acted, intent, reason, rungs)
			VALUES ($1, '', '', '', $2, false, false, 'mail.reason.other', '[]') ON CONFLICT DO NOTHING`, message, clean(reason))
		if err == nil && tag.RowsAffected() == 0 {
			return errUnchanged
		}
		return err
	})
}
