package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// actions says which action a verdict by button is.
var actions = map[payable.Verdict]payable.Action{
	payable.VerdictApprove: payable.DecideInvoice,
	payable.VerdictReject:  payable.RejectInvoice,
	payable.VerdictHold:    payable.HoldInvoice,
	payable.VerdictAsk:     payable.HoldInvoice,
	payable.VerdictStop:    payable.StopInvoice,
}

// Decide records a person's verdict on the version of an invoice they saw. Of
// two people deciding at once, in tabs or by mail, one gets
// [payable.ErrConflict]. Approving is refused to the submitter, to whoever last
// edited the vendor's bank data, above the approver's limit, and while a BLOCK
// has not been released by two persons.
func (db *DB) Decide(ctx context.Context, actor payable.Actor, id payable.InvoiceID, version int, verdict payable.Verdict, note string) error {
	action, ok := actions[verdict]
	if !ok {
		return payable.Refuse("verdict", "no_button", "{verdict} is not decided with a button", "verdict", verdict)
	}
	c := &change{actor: actor, action: action, subject: subjectOf(id)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		v, err := lockInvoice(ctx, tx, id)
		if err != nil {
			return err
		}
		c.entity = v.Entity
		if v.Version != version {
			return fmt.Errorf("version %d is no longer current: %w", version, payable.ErrConflict)
		}
		return db.carryOut(ctx, tx, c, v, actor, verdict, note, 0)
	})
}

// carryOut is what a button and a reply do alike. hold is how long an approval
// waits before it is handed over.
func (db *DB) carryOut(ctx context.Context, tx pgx.Tx, c *change, v payable.Invoice, actor payable.Actor, verdict payable.Verdict, note string, hold time.Duration) error {
	c.detail = map[string]any{"verdict": verdict, "version": v.Version}
	if note != "" {
		c.personal = personal{subject: subjectOf(v.ID), values: map[string]string{"note": clean(note)}}
	}
	switch v.State {
	case payable.Review, payable.Held, payable.Waiting:
	case payable.Approved:
		if verdict == payable.VerdictApprove || verdict == payable.VerdictHold || verdict == payable.VerdictAsk {
			return fmt.Errorf("state %s: %w", v.State, payable.ErrConflict)
		}
	case payable.Refused: // given up, or back before people, to leave again under the same key
		if verdict != payable.VerdictReject && verdict != payable.VerdictAsk {
			return fmt.Errorf("state %s: %w", v.State, payable.ErrConflict)
		}
	default:
		return fmt.Errorf("state %s: %w", v.State, payable.ErrConflict)
	}
	if verdict == payable.VerdictApprove {
		if err := mayApprove(ctx, tx, v, actor); err != nil {
			return err
		}
		if err := answerQuestions(ctx, tx, v.ID, actor.Name, payable.ApprovalApproved); err != nil {
			return err
		}
		if err := db.approve(ctx, tx, v, actor, hold); err != nil {
			return err
		}
		return db.enqueue(ctx, tx, LearnInvoice{Invoice: v.ID, Draft: v.Draft, By: actor.Name, Confirmed: true})
	}
	where := map[payable.Verdict]placing{
		payable.VerdictReject: {state: payable.Rejected},
		payable.VerdictHold:   {payable.Held, actor.Name, "HELD"},
		payable.VerdictAsk:    {payable.Review, "ap", "ASKED"},
		payable.VerdictStop:   {payable.Review, "ap_lead", "STOPPED"},
	}[verdict]
	end := map[payable.Verdict]payable.ApprovalState{
		payable.VerdictReject: payable.ApprovalRejected, payable.VerdictHold: payable.ApprovalHeld, payable.VerdictAsk: payable.ApprovalHeld, payable.VerdictStop: payable.ApprovalVoid,
	}[verdict]
	if err := answerQuestions(ctx, tx, v.ID, actor.Name, end); err != nil {
		return err
	}
	if v.State == payable.Approved {
		if err := withdrawExport(ctx, tx, v.ID); err != nil {
			return err
		}
	}
	return move(ctx, tx, v, where)
}

// mayApprove is the separation of duties: who may not approve this invoice, and
// why.
func mayApprove(ctx context.Context, tx pgx.Tx, v payable.Invoice, actor payable.Actor) error {
	if v.Submitter != "" && v.Submitter == actor.Name {
		return payable.Refuse("verdict", "own_work", "you corrected or uploaded this invoice, so somebody else must approve it")
	}
	editor, _, err := bankEditor(ctx, tx, v.Vendor)
	if err != nil {
		return err
	}
	if editor != "" && editor == actor.Name {
		return payable.Refuse("verdict", "own_bank_change", "you last changed this vendor's bank details, so somebody else must approve its invoices")
	}
	open, err := openFindings(ctx, tx, v.ID)
	if err != nil {
		return err
	}
	for _, f := range open {
		if f.Outcome == payable.Block {
			return payable.Refuse("verdict", "blocked", "{check} blocks this invoice: two persons must release it first", "check", f.Check)
		}
	}
	return withinLimit(ctx, tx, v, actor)
}

func withinLimit(ctx context.Context, tx pgx.Tx, v payable.Invoice, actor payable.Actor) error {
	due, known := v.AmountDue()
	if !known || v.Currency == "" {
		return payable.Refuse("verdict", "no_amount", "the invoice states no amount to approve: correct it first")
	}
	var limit *decimal.Decimal
	var currency payable.Currency
	err := tx.QueryRow(ctx, `SELECT u.approval_limit, e.currency FROM app_user u, entity e WHERE u.name = $1 AND u.active AND e.id = $2`, actor.Name, v.Entity).Scan(&limit, &currency)
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("%s is no active user: %w", actor.Name, payable.ErrForbidden)
	}
	if err != nil || limit == nil {
		return err
	}
	if due.Currency != currency {
		return payable.Refuse("verdict", "limit_currency", "your limit is in {limit} and the invoice in {invoice}: somebody without a limit must approve it", "limit", currency, "invoice", due.Currency)
	}
	if due.Amount.GreaterThan(*limit) {
		return payable.Refuse("verdict", "above_limit", "{due} is above your limit of {limit}", "due", due, "limit", payable.Money{Amount: *limit, Currency: currency})
	}
	return nil
}

// bankEditor returns who last touched a vendor's bank accounts, and when.
func bankEditor(ctx context.Context, q querier, vendor payable.VendorID) (string, time.Time, error) {
	type edit struct {
		By string
		At time.Time
	}
	rows, err := q.Query(ctx, `
		SELECT CASE WHEN verified_by <> '' THEN verified_by ELSE entered_by END, greatest(entered_at, since, coalesce(until, entered_at))
		FROM vendor_bank WHERE vendor_id = $1 ORDER BY 2 DESC LIMIT 1`, vendor)
	e, err := one(rows, err, pgx.RowToStructByPos[edit])
	if errors.Is(err, payable.ErrNotFound) {
		return "", time.Time{}, nil
	}
	return e.By, e.At, err
}

// approve moves an invoice to approved and queues its export. Another invoice of
// the vendor with the same number that has gone on already stops it here, at the
// last door, whatever the findings say: it is matched again and shows why.
func (db *DB) approve(ctx context.Context, tx pgx.Tx, v payable.Invoice, actor payable.Actor, hold time.Duration) error {
	twin, err := approvedTwin(ctx, tx, v)
	if err != nil {
		return err
	}
	if twin != 0 {
		return fmt.Errorf("invoice %d of this vendor has the same number and is approved: %w", twin, payable.ErrConflict)
	}
	if err := move(ctx, tx, v, placing{state: payable.Approved, owner: actor.Name}); err != nil {
		return err
	}
	return db.queueExport(ctx, tx, v, hold)
}

// approvedTwin finds an approved invoice with the same vendor, number and
// direction that no two persons let pass as different.
func approvedTwin(ctx context.Context, tx pgx.Tx, v payable.Invoice) (payable.InvoiceID, error) {
	n := payable.NormalNumber(v.Number)
	if n == "" || v.Vendor == 0 {
		return 0, nil
	}
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('number'), hashtext($1))`, n); err != nil {
		return 0, err
	}
	var twin payable.InvoiceID
	err := tx.QueryRow(ctx, `
		SELECT coalesce(min(i.id), 0) FROM invoice i JOIN invoice_header h ON h.draft_id = i.draft_id
		WHERE i.vendor_id = $2 AND i.id <> $1 AND h.number_normal = $3 AND h.credit_note = $4
		  AND i.state IN ('approved', 'handed_over', 'posted', 'paid')
		  AND NOT EXISTS (SELECT FROM invoice me JOIN finding f ON f.decision_id = me.decision_id
			WHERE me.id = $1 AND f.check_id = 'DUPLICATE_NUMBER' AND (SELECT count(*) FROM release r WHERE r.finding_id = f.id) >= 2)
		  AND (h.issued IS NULL OR $5::date IS NULL OR extract(year FROM h.issued) = extract(year FROM $5::date))`,
		v.ID, v.Vendor, n, v.CreditNote, date(v.Issued)).Scan(&twin)
	return twin, err
}

// ClaimInvoice takes or renews a five-minute lease on an invoice, so that others
// see who is at it. It returns who holds it; the lease is a courtesy, not a
// lock.
func (db *DB) ClaimInvoice(ctx context.Context, actor payable.Actor, id payable.InvoiceID) (string, error) {
	var by string
	err := db.pool.QueryRow(ctx, `
		INSERT INTO invoice_lease (invoice_id, by, until) VALUES ($1, $2, now() + interval '5 minutes')
		ON CONFLICT (invoice_id) DO UPDATE SET
			by = CASE WHEN invoice_lease.until < now() THEN $2 ELSE invoice_lease.by END,
			until = CASE WHEN invoice_lease.until < now() OR invoice_lease.by = $2 THEN now() + interval '5 minutes' ELSE invoice_lease.until END
		RETURNING by`, id, actor.Name).Scan(&by)
	return by, err
}
