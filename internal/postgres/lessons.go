package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// A Layout is a stored layout of a vendor's documents with its lessons. Bodies
// are JSON that package ocr/memory understands; nothing here looks into them.
type Layout struct {
	ID      int64
	Vendor  payable.VendorID
	Marks   []string
	Body    []byte
	Lessons []Lesson
}

// A Lesson is a stored lesson with what the evidence says about it.
type Lesson struct {
	ID       int64
	Layout   int64
	Key      string
	Term     payable.Term
	Body     []byte
	Shown    ShownLesson
	State    string            // active, demoted, forgotten
	Held     int               // invoices it held on
	Missed   int               // invoices that contradicted it
	Invoice  payable.InvoiceID // its layout was first seen on
	TaughtBy string
	Learnt   time.Time
}

// A ShownLesson is what a person is told of a lesson.
type ShownLesson struct {
	Place   string // "right", "below", "at", "constant", "column", "item"
	Printed string // the words it goes by
	Value   string // where it is the same on every document
	Source  string // "document 17"
}

const selectLesson = `
	SELECT l.id, l.layout_id, l.key, l.term, l.body, l.place, l.printed, l.value, l.source, l.state,
		(SELECT count(*) FROM lesson_evidence e WHERE e.lesson_id = l.id AND e.held),
		(SELECT count(*) FROM lesson_evidence e WHERE e.lesson_id = l.id AND NOT e.held),
		y.invoice_id, l.taught_by, l.created_at
	FROM lesson l JOIN layout y ON y.id = l.layout_id `

func scanLesson(row pgx.CollectableRow) (Lesson, error) {
	var l Lesson
	var body string
	err := row.Scan(&l.ID, &l.Layout, &l.Key, &l.Term, &body, &l.Shown.Place, &l.Shown.Printed, &l.Shown.Value, &l.Shown.Source, &l.State, &l.Held, &l.Missed, &l.Invoice, &l.TaughtBy, &l.Learnt)
	l.Body = []byte(body)
	return l, err
}

// LayoutsMarked returns the layouts of an entity that carry one of the marks, or
// none at all, with their lessons, the oldest first; at most 200.
func (db *DB) LayoutsMarked(ctx context.Context, entity payable.EntityID, marks []string) ([]Layout, error) {
	return layouts(ctx, db.pool, `WHERE entity_id = $1 AND (marks && $2 OR cardinality(marks) = 0) ORDER BY id LIMIT 200`, entity, list(marks))
}

// LayoutsOf returns what was learnt of a vendor's documents, the oldest layout
// first, forgotten and demoted lessons included.
func (db *DB) LayoutsOf(ctx context.Context, vendor payable.VendorID) ([]Layout, error) {
	return layouts(ctx, db.pool, `WHERE vendor_id = $1 ORDER BY id`, vendor)
}

func layouts(ctx context.Context, q querier, where string, args ...any) ([]Layout, error) {
	rows, err := q.Query(ctx, `SELECT id, vendor_id, marks, body FROM layout `+where, args...)
	if err != nil {
		return nil, err
	}
	at := map[int64]int{}
	var ids []int64
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Layout, error) {
		var y Layout
		var body string
		err := row.Scan(&y.ID, &y.Vendor, &y.Marks, &body)
		y.Body = []byte(body)
		at[y.ID] = len(ids)
		ids = append(ids, y.ID)
		return y, err
	})
	if err != nil {
		return nil, err
	}
	rows, err = q.Query(ctx, selectLesson+`WHERE l.layout_id = ANY ($1) ORDER BY l.id`, ids)
	if err != nil {
		return nil, err
	}
	lessons, err := pgx.CollectRows(rows, scanLesson)
	for _, l := range lessons {
		y := &out[at[l.Layout]]
		y.Lessons = append(y.Lessons, l)
	}
	return out, err
}

// Learnt is what one checked draft says: a new layout or a known one, lessons to
// keep and evidence for and against them.
type Learnt struct {
	Invoice   payable.InvoiceID
	Draft     payable.DraftID // that was looked at
	Confirmed bool            // a person vouched for all of it
	By        string          // who corrected or confirmed it
	Layout    int64           // 0 for a new one
	Marks     []string        // of a new layout
	Body      []byte          // of a new layout, JSON
	Lessons   []LearntLesson
}

// A LearntLesson is a lesson with this draft's word on it.
type LearntLesson struct {
	Key   string
	Term  payable.Term
	Body  []byte // JSON
	Shown ShownLesson
	Held  bool
}

// SaveLessons keeps what a checked draft taught, in one transaction. The same
// draft again changes nothing, and neither does one that is no longer the
// invoice's own: the correction after it has a job of its own. What a person
// forgot stays forgotten.
func (db *DB) SaveLessons(ctx context.Context, actor payable.Actor, x Learnt) error {
	c := &change{actor: actor, action: payable.LearnLayout, subject: subjectOf(x.Invoice)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		v, err := lockInvoice(ctx, tx, x.Invoice)
		if err != nil {
			return err
		}
		c.entity = v.Entity
		if v.Draft != x.Draft || v.Vendor == 0 {
			return errUnchanged
		}
		tag, err := tx.Exec(ctx, `INSERT INTO learning (invoice_id, draft_id, confirmed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, v.ID, x.Draft, x.Confirmed)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return errUnchanged
		}
		if x.Layout == 0 {
			if x.Layout, err = putLayout(ctx, tx, v, x); err != nil {
				return err
			}
		}
		for _, l := range x.Lessons {
			if err := putLesson(ctx, tx, x, l); err != nil {
				return err
			}
		}
		c.detail = map[string]any{"vendor": v.Vendor, "layout": x.Layout, "draft": x.Draft, "lessons": len(x.Lessons)}
		return standings(ctx, tx, x.Layout)
	})
}

func putLayout(ctx context.Context, tx pgx.Tx, v payable.Invoice, x Learnt) (int64, error) {
	var id int64
	err := tx.QueryRow(ctx, `INSERT INTO layout (entity_id, vendor_id, marks, body, invoice_id) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		v.Entity, v.Vendor, list(x.Marks), storable(x.Body), v.ID).Scan(&id)
	return id, err
}

func putLesson(ctx context.Context, tx pgx.Tx, x Learnt, l LearntLesson) error {
	var id int64
	err := tx.QueryRow(ctx, `
		INSERT INTO lesson (layout_id, key, term, body, draft_id, taught_by, place, printed, value, source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (layout_id, key) DO UPDATE SET key = excluded.key RETURNING id`,
		x.Layout, clean(l.Key), l.Term, storable(l.Body), x.Draft, x.By,
		l.Shown.Place, clean(l.Shown.Printed), clean(l.Shown.Value), l.Shown.Source).Scan(&id)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO lesson_evidence (lesson_id, invoice_id, draft_id, held) VALUES ($1, $2, $3, $4)
		ON CONFLICT (lesson_id, invoice_id) DO UPDATE SET draft_id = $3, held = $4`, id, x.Invoice, x.Draft, l.Held)
	return err
}

// standings sets active and demoted by the evidence, as ocr/memory counts it.
func standings(ctx context.Context, tx pgx.Tx, layout int64) error {
	_, err := tx.Exec(ctx, `
		UPDATE lesson l SET state = CASE WHEN s.balance > 0 THEN 'active' ELSE 'demoted' END
		FROM (SELECT lesson_id, sum(CASE WHEN held THEN 1 ELSE -1 END) AS balance FROM lesson_evidence GROUP BY lesson_id) s
		WHERE s.lesson_id = l.id AND l.layout_id = $1 AND l.state <> 'forgotten'`, layout)
	return err
}

// ForgetLesson has a lesson no longer used; it is not learnt again either.
func (db *DB) ForgetLesson(ctx context.Context, actor payable.Actor, lesson int64) error {
	c := &change{actor: actor, action: payable.ForgetLesson, subject: fmt.Sprintf("lesson %d", lesson)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, selectLesson+`WHERE l.id = $1 FOR UPDATE OF l`, lesson)
		l, err := one(rows, err, scanLesson)
		if err != nil {
			return err
		}
		if l.State == "forgotten" {
			return errUnchanged
		}
		var vendor payable.VendorID
		if err := tx.QueryRow(ctx, `SELECT vendor_id, entity_id FROM layout WHERE id = $1`, l.Layout).Scan(&vendor, &c.entity); err != nil {
			return err
		}
		c.detail = map[string]any{"vendor": vendor, "layout": l.Layout, "term": l.Term}
		_, err = tx.Exec(ctx, `UPDATE lesson SET state = 'forgotten', forgotten_by = $2 WHERE id = $1`, lesson, actor.Name)
		return err
	})
}

// InvoicesOfVendor returns a vendor's latest invoices, as the queue shows them.
func (db *DB) InvoicesOfVendor(ctx context.Context, id payable.VendorID, limit int) ([]QueueRow, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT i.id, i.version, i.state, h.number, h.gross, h.currency, h.credit_note, i.captured_at
		FROM invoice i JOIN invoice_header h ON h.draft_id = i.draft_id WHERE i.vendor_id = $1 ORDER BY i.id DESC LIMIT $2`, id, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (QueueRow, error) {
		var q QueueRow
		err := row.Scan(&q.ID, &q.Version, &q.State, &q.Number, &q.Gross, &q.Currency, &q.CreditNote, &q.Captured)
		return q, err
	})
}

// FirstReading returns the reading that a corrected draft goes back to.
func (db *DB) FirstReading(ctx context.Context, id payable.DraftID) (payable.Draft, error) {
	rows, err := db.pool.Query(ctx, `
		WITH RECURSIVE line AS (
			SELECT id, previous_id FROM draft WHERE id = $1
			UNION ALL SELECT d.id, d.previous_id FROM draft d JOIN line ON d.id = line.previous_id)
		SELECT id, body, created_at FROM draft WHERE id = (SELECT id FROM line WHERE previous_id IS NULL)`, id)
	return one(rows, err, scanDraft)
}
