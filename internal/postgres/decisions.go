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

// MatchInvoice loads an invoice's case, has decide judge it, and saves decision
// and consequence, in one transaction that holds the order lines' locks. Of two
// invoices racing for the last open unit one gets it. An invoice that has gone
// on (approved, rejected, handed over) is left alone; so is one whose new
// decision says what the current one says.
func (db *DB) MatchInvoice(ctx context.Context, actor payable.Actor, id payable.InvoiceID, decide func(payable.Case) payable.Decision) error {
	c := &change{actor: actor, action: payable.MatchInvoice, subject: subjectOf(id)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		v, err := lockInvoice(ctx, tx, id)
		if err != nil {
			return err
		}
		c.entity = v.Entity
		switch v.State {
		case payable.Captured, payable.Review, payable.Held, payable.Waiting:
		default:
			return errUnchanged
		}
		kase, err := loadCase(ctx, tx, v)
		if err != nil {
			return err
		}
		d := decide(kase)
		return db.saveDecision(ctx, tx, c, v, kase, d)
	})
}

func (db *DB) saveDecision(ctx context.Context, tx pgx.Tx, c *change, v payable.Invoice, kase payable.Case, d payable.Decision) error {
	body, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("decision: %w", err)
	}
	same, earlier, err := sameDecision(ctx, tx, v, storable(body))
	if err != nil {
		return err
	}
	if same && v.State != payable.Captured {
		return errUnchanged
	}
	if earlier && v.State != payable.Captured {
		// An input changed under an invoice that people may have been asked about.
		v.Version++
		if _, err := tx.Exec(ctx, `UPDATE invoice SET version = $2 WHERE id = $1`, v.ID, v.Version); err != nil {
			return err
		}
		if err := putVersion(ctx, tx, v.ID, v.Version, v.Draft, "decided again on new facts"); err != nil {
			return err
		}
	}
	id, err := putDecision(ctx, tx, v, kase, d, storable(body))
	if err != nil {
		return err
	}
	var copyOf *payable.InvoiceID
	if d.CopyOf != 0 {
		copyOf = &d.CopyOf
	}
	var vendor *payable.VendorID
	if d.Vendor != 0 {
		vendor = &d.Vendor
	}
	if _, err := tx.Exec(ctx, `UPDATE invoice SET decision_id = $2, vendor_id = $3, copy_of = $4 WHERE id = $1`, v.ID, id, vendor, copyOf); err != nil {
		return err
	}
	v.Vendor = d.Vendor
	where, err := db.place(ctx, tx, v, kase.Policy, d)
	if err != nil {
		return err
	}
	c.detail = map[string]any{"decision": id, "version": v.Version, "policy": kase.Policy.Version, "worst": d.Worst().String(), "state": where}
	return nil
}

// sameDecision reports whether body is what the invoice's current decision says,
// and whether there is one.
func sameDecision(ctx context.Context, tx pgx.Tx, v payable.Invoice, body string) (same, earlier bool, err error) {
	err = tx.QueryRow(ctx, `SELECT d.body = $2 AND d.version = i.version FROM invoice i JOIN decision d ON d.id = i.decision_id WHERE i.id = $1`, v.ID, body).Scan(&same)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, false, nil
	}
	return same, true, err
}

func putDecision(ctx context.Context, tx pgx.Tx, v payable.Invoice, kase payable.Case, d payable.Decision, body string) (payable.DecisionID, error) {
	input, err := json.Marshal(kase)
	if err != nil {
		return 0, fmt.Errorf("case: %w", err)
	}
	var id payable.DecisionID
	err = tx.QueryRow(ctx, `
		INSERT INTO decision (invoice_id, version, policy_id, worst, case_body, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		v.ID, v.Version, kase.Policy.ID, d.Worst().String(), storable(input), body, kase.AsOf).Scan(&id)
	if err != nil {
		return 0, err
	}
	b := &pgx.Batch{}
	for i, f := range d.Findings {
		figures, err := json.Marshal(f.Figures)
		if err != nil {
			return 0, err
		}
		if f.Figures == nil {
			figures = []byte("{}")
		}
		b.Queue(`INSERT INTO finding (decision_id, ordinal, check_id, line, outcome, owner, message, figures, because, tolerance, terms, cause)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			id, i+1, f.Check, f.Line, f.Outcome.String(), f.Owner, f.Message, storable(figures), f.Because, f.Tolerance, terms(f.Terms), clean(f.Cause))
	}
	for _, a := range d.Allocations {
		b.Queue(`INSERT INTO allocation (decision_id, invoice_id, line, order_line_id, quantity, net) VALUES ($1, $2, $3, $4, $5, $6)`, id, v.ID, a.Line, a.OrderLine, a.Quantity, a.Net)
		for _, r := range a.Receipts {
			b.Queue(`INSERT INTO covered (decision_id, line, order_line_id, receipt_line_id, quantity) VALUES ($1, $2, $3, $4, $5)`, id, a.Line, a.OrderLine, r.ReceiptLine, r.Quantity)
		}
	}
	for _, r := range d.Remainders {
		b.Queue(`INSERT INTO remainder (decision_id, line, quantity, net) VALUES ($1, $2, $3, $4)`, id, r.Line, r.Quantity, r.Net)
	}
	// What a person let pass stays passed while the finding says the same.
	b.Queue(`INSERT INTO release (finding_id, by, reason, at)
		SELECT new.id, r.by, r.reason, r.at FROM finding new
		JOIN invoice i ON i.id = $2 JOIN finding old ON old.decision_id = i.decision_id
			AND (old.check_id, old.line, old.outcome, old.message, old.figures) = (new.check_id, new.line, new.outcome, new.message, new.figures)
		JOIN release r ON r.finding_id = old.id
		WHERE new.decision_id = $1`, id, v.ID)
	return id, tx.SendBatch(ctx, b).Close()
}

func terms(in []payable.Term) []string {
	out := make([]string, len(in))
	for i, t := range in {
		out[i] = string(t)
	}
	return out
}

// place puts an invoice where its open findings send it: to the person who must
// act, or, where none is left, through.
func (db *DB) place(ctx context.Context, tx pgx.Tx, v payable.Invoice, p payable.Policy, d payable.Decision) (payable.InvoiceState, error) {
	if d.CopyOf != 0 {
		return payable.Rejected, move(ctx, tx, v, placing{payable.Rejected, "", string(payable.DuplicateNumber)})
	}
	open, err := openFindings(ctx, tx, v.ID)
	if err != nil {
		return "", err
	}
	if len(open) == 0 && p.StraightThrough {
		return payable.Approved, db.approve(ctx, tx, v, payable.PolicyRule, 0)
	}
	where := placing{state: payable.Review, owner: "ap"}
	for _, f := range open {
		switch {
		case f.Outcome == payable.Block:
			where = placing{payable.Review, "ap_lead", string(f.Check)}
		case f.Outcome == payable.Hold && where.state == payable.Review && where.owner == "ap":
			where = placing{payable.Held, f.Owner, string(f.Check)}
		}
		if where.cause == "" {
			where.cause = string(f.Check)
		}
	}
	return where.state, move(ctx, tx, v, where)
}

// A Decided is a stored decision with its case, as they were saved.
type Decided struct {
	ID      payable.DecisionID
	Invoice payable.InvoiceID
	Version int
	Case    payable.Case
	Body    string // JSON of the decision, byte for byte
	At      time.Time
}

// Decisions calls f with every decision, oldest first: for replaying them.
func (db *DB) Decisions(ctx context.Context, f func(Decided) error) error {
	rows, err := db.pool.Query(ctx, `SELECT id, invoice_id, version, case_body, body, at FROM decision ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var d Decided
		var input string
		if err := rows.Scan(&d.ID, &d.Invoice, &d.Version, &input, &d.Body, &d.At); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(input), &d.Case); err != nil {
			return fmt.Errorf("decision %d: %w", d.ID, err)
		}
		if err := f(d); err != nil {
			return err
		}
	}
	return rows.Err()
}
