package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// A StoredFinding is a finding with its id and what people said to it.
type StoredFinding struct {
	ID payable.FindingID
	payable.Finding
	Releases []payable.Release
}

// Released reports whether enough people let the finding pass: two for a BLOCK,
// one for all others.
func (f StoredFinding) Released() bool {
	need := 1
	if f.Outcome == payable.Block {
		need = 2
	}
	return len(f.Releases) >= need
}

// Findings returns what the current decision found, in the order of evaluation,
// with releases.
func (db *DB) Findings(ctx context.Context, id payable.InvoiceID) ([]StoredFinding, error) {
	return findings(ctx, db.pool, id)
}

func findings(ctx context.Context, q querier, id payable.InvoiceID) ([]StoredFinding, error) {
	rows, err := q.Query(ctx, `
		SELECT f.id, f.check_id, f.line, f.outcome, f.owner, f.message, f.figures, f.because, f.tolerance, f.terms, f.cause,
			coalesce((SELECT json_agg(json_build_object('Finding', r.finding_id, 'By', r.by, 'Reason', r.reason) ORDER BY r.at) FROM release r WHERE r.finding_id = f.id), '[]')::text
		FROM invoice i JOIN finding f ON f.decision_id = i.decision_id
		WHERE i.id = $1 ORDER BY f.ordinal`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanFinding)
}

func scanFinding(row pgx.CollectableRow) (StoredFinding, error) {
	var f StoredFinding
	var outcome, figures, releases string
	var terms []string
	err := row.Scan(&f.ID, &f.Check, &f.Line, &outcome, &f.Owner, &f.Message, &figures, &f.Because, &f.Tolerance, &terms, &f.Cause, &releases)
	if err != nil {
		return f, err
	}
	if f.Outcome, err = payable.ParseOutcome(outcome); err != nil {
		return f, err
	}
	for _, t := range terms {
		f.Terms = append(f.Terms, payable.Term(t))
	}
	if err := json.Unmarshal([]byte(figures), &f.Figures); err != nil {
		return f, err
	}
	return f, json.Unmarshal([]byte(releases), &f.Releases)
}

// openFindings are what stands between an invoice and its payment.
func openFindings(ctx context.Context, q querier, id payable.InvoiceID) ([]StoredFinding, error) {
	all, err := findings(ctx, q, id)
	var open []StoredFinding
	for _, f := range all {
		if f.Outcome.Open() && !f.Released() {
			open = append(open, f)
		}
	}
	return open, err
}

// ReleaseFinding records a person's word that a finding shall not stand in the
// way of this version. A REVIEW is AP's to release; a HOLD belongs to somebody
// outside AP, who is asked; a BLOCK needs two persons. When nothing is left open
// the invoice goes where it would have gone without.
func (db *DB) ReleaseFinding(ctx context.Context, actor payable.Actor, id payable.InvoiceID, version int, finding payable.FindingID, reason string) error {
	c := &change{actor: actor, action: payable.ReleaseFinding, subject: subjectOf(id), detail: map[string]any{"finding": finding}}
	c.personal = personal{subject: subjectOf(id), values: map[string]string{"reason": reason}}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		if reason == "" {
			return payable.Refuse("reason", "release_reason", "is empty: say why this may pass")
		}
		v, err := lockInvoice(ctx, tx, id)
		if err != nil {
			return err
		}
		c.entity = v.Entity
		if v.Version != version || v.State != payable.Review && v.State != payable.Held {
			return fmt.Errorf("version %d in state %s: %w", v.Version, v.State, payable.ErrConflict)
		}
		all, err := findings(ctx, tx, id)
		if err != nil {
			return err
		}
		f, err := releasable(all, finding)
		if err != nil {
			return err
		}
		c.detail["check"] = f.Check
		c.detail["line"] = f.Line
		tag, err := tx.Exec(ctx, `INSERT INTO release (finding_id, by, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, finding, actor.Name, clean(reason))
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return payable.Refuse("finding", "released_already", "you have released this already; a blocking finding needs a second person")
		}
		return db.placeAgain(ctx, tx, v)
	})
}

func releasable(all []StoredFinding, id payable.FindingID) (StoredFinding, error) {
	for _, f := range all {
		if f.ID != id {
			continue
		}
		switch {
		case f.Outcome == payable.Hold:
			return f, payable.Refuse("finding", "held_for_another", "this one is held for {owner}: ask a manager, or wait until its cause is gone", "owner", f.Owner)
		case !f.Outcome.Open():
			return f, payable.Refuse("finding", "finding_open_not", "does not stand in the way")
		}
		return f, nil
	}
	return StoredFinding{}, fmt.Errorf("finding %d is not of the current decision: %w", id, payable.ErrConflict)
}

// placeAgain puts an invoice where it belongs after a release.
func (db *DB) placeAgain(ctx context.Context, tx pgx.Tx, v payable.Invoice) error {
	p, err := loadPolicy(ctx, tx, v.Entity)
	if err != nil {
		return err
	}
	_, err = db.place(ctx, tx, v, p, payable.Decision{})
	return err
}
