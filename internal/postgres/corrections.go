package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// A Correction is what a person changes on an invoice: header values by term and
// line values by line and term. An empty value removes the field; a line number
// one above the last adds a line.
type Correction struct {
	Fields    map[payable.Term]string
	Lines     map[int]map[payable.Term]string
	Overrides *payable.Overrides // vendor, orders and pairs a person chose; nil leaves them
}

// CorrectInvoice makes a new draft that points at the old one, raises the
// invoice's version and has it matched again. version is the one the person
// saw: of two who correct at once, one gets [payable.ErrConflict]. Whoever
// corrects becomes the submitter, and may not approve.
func (db *DB) CorrectInvoice(ctx context.Context, actor payable.Actor, id payable.InvoiceID, version int, corr Correction) error {
	c := &change{actor: actor, action: payable.CorrectInvoice, subject: subjectOf(id)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		v, err := lockInvoice(ctx, tx, id)
		if err != nil {
			return err
		}
		if v.Version != version {
			return fmt.Errorf("version %d is no longer current: %w", version, payable.ErrConflict)
		}
		c.entity = v.Entity
		rows, err := tx.Query(ctx, `SELECT id, body, created_at FROM draft WHERE id = $1`, v.Draft)
		old, err := one(rows, err, scanDraft)
		if err != nil {
			return err
		}
		next, changed, err := corr.apply(old, actor.Name)
		if err != nil {
			return err
		}
		if len(changed) == 0 && corr.Overrides == nil {
			return errUnchanged
		}
		c.detail = map[string]any{"version": v.Version + 1, "terms": changed}
		c.personal = personal{subject: subjectOf(id), values: changes(old, next, changed)}
		return db.saveCorrection(ctx, tx, v, next, corr.Overrides, actor.Name)
	})
}

func (db *DB) saveCorrection(ctx context.Context, tx pgx.Tx, v payable.Invoice, next payable.Draft, o *payable.Overrides, by string) error {
	occ, err := lockOccurrence(ctx, tx, v.Occurrence)
	if err != nil {
		return err
	}
	draft, err := putDraft(ctx, tx, occ, next, next.Previous, 0)
	if err != nil {
		return err
	}
	next.ID = draft
	if err := putHeader(ctx, tx, draft, next.Invoice()); err != nil {
		return err
	}
	if o != nil {
		body, err := json.Marshal(o)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE invoice SET overrides = $2 WHERE id = $1`, v.ID, string(body)); err != nil {
			return err
		}
	}
	if v.State == payable.Refused { // by the ledger: a correction takes it back to review first
		if err := move(ctx, tx, v, placing{payable.Review, "ap", "LEDGER"}); err != nil {
			return err
		}
		v.State = payable.Review
	}
	if err := move(ctx, tx, v, placing{state: payable.Captured}); err != nil {
		return err
	}
	if v.State == payable.Approved {
		if err := withdrawExport(ctx, tx, v.ID); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `UPDATE invoice SET version = version + 1, draft_id = $2, submitter = $3 WHERE id = $1`, v.ID, draft, by)
	if err != nil {
		return err
	}
	if err := putVersion(ctx, tx, v.ID, v.Version+1, draft, "corrected by "+by); err != nil {
		return err
	}
	if err := db.enqueue(ctx, tx, LearnInvoice{Invoice: v.ID, Draft: draft, By: by}); err != nil {
		return err
	}
	return db.enqueue(ctx, tx, MatchInvoice{v.ID})
}

// apply returns the draft that the correction makes of old, and which terms
// differ, as "issue_date" or "2.quantity".
func (corr Correction) apply(old payable.Draft, by string) (payable.Draft, []string, error) {
	next := old
	next.ID, next.Previous, next.By = 0, old.ID, by
	next.Fields = copyFields(old.Fields)
	next.Lines = nil
	for _, l := range old.Lines {
		next.Lines = append(next.Lines, copyFields(l))
	}
	var changed []string
	for t, val := range corr.Fields {
		if did, err := put(next.Fields, t, val, by); err != nil {
			return next, nil, err
		} else if did {
			changed = append(changed, string(t))
		}
	}
	for n, terms := range corr.Lines {
		if n == len(next.Lines)+1 {
			next.Lines = append(next.Lines, map[payable.Term]payable.Field{})
		}
		if n < 1 || n > len(next.Lines) {
			return next, nil, payable.Refuse("line", "no_such_line", "{line} is not a line of this invoice, which has {lines}", "line", n, "lines", len(next.Lines))
		}
		for t, val := range terms {
			if did, err := put(next.Lines[n-1], t, val, by); err != nil {
				return next, nil, err
			} else if did {
				changed = append(changed, fmt.Sprintf("%d.%s", n, t))
			}
		}
	}
	return next, changed, nil
}

func copyFields(in map[payable.Term]payable.Field) map[payable.Term]payable.Field {
	out := make(map[payable.Term]payable.Field, len(in))
	for t, f := range in {
		out[t] = f
	}
	return out
}

// put writes a person's value, which stands above every reading.
func put(fields map[payable.Term]payable.Field, t payable.Term, val, by string) (bool, error) {
	val = strings.TrimSpace(val)
	if payable.SameValue(t, fields[t].Value, val) {
		return false, nil
	}
	if err := payable.CheckTerm(t, val); err != nil {
		return false, err
	}
	if val == "" {
		delete(fields, t)
		return true, nil
	}
	f := fields[t]
	fields[t] = payable.Field{Value: val, Confidence: 1, Source: payable.SourcePerson, Page: f.Page, Box: f.Box, Why: "entered by " + by}
	return true, nil
}

// changes words old and new values for the event, sealed beside the chain.
func changes(old, next payable.Draft, terms []string) map[string]string {
	out := map[string]string{}
	for _, name := range terms {
		t := payable.Term(name)
		if _, after, ok := strings.Cut(name, "."); ok {
			var n int
			if _, err := fmt.Sscanf(name, "%d.", &n); err != nil {
				continue
			}
			t = payable.Term(after)
			was := ""
			if n <= len(old.Lines) {
				was = old.Lines[n-1][t].Value
			}
			out[name] = was + " → " + next.Lines[n-1][t].Value
			continue
		}
		out[name] = old.Value(t) + " → " + next.Value(t)
	}
	return out
}
