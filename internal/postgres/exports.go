package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// queueExport notes that an invoice is to leave once its hold is over. Its key
// never changes: an invoice the ledger refused goes out again under the same.
func (db *DB) queueExport(ctx context.Context, tx pgx.Tx, v payable.Invoice, hold time.Duration) error {
	var due time.Time
	err := tx.QueryRow(ctx, `
		INSERT INTO export (invoice_id, key, version, not_before) VALUES ($1, $2, $3, now() + $4)
		ON CONFLICT ON CONSTRAINT export_once DO UPDATE SET version = $3, state = 'pending', not_before = now() + $4
			WHERE export.state = 'refused'
		RETURNING not_before`, v.ID, ExportKey(v.Entity, v.ID), v.Version, hold).Scan(&due)
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("invoice %d has left already: %w", v.ID, payable.ErrConflict)
	}
	if err != nil {
		return err
	}
	if hold == 0 {
		return db.enqueue(ctx, tx, ExportInvoice{v.ID})
	}
	return db.enqueueAt(ctx, tx, ExportInvoice{v.ID}, due)
}

// ExportKey is the idempotency key an invoice leaves under.
func ExportKey(entity payable.EntityID, id payable.InvoiceID) string {
	return fmt.Sprintf("payable-%d-%d", entity, id)
}

// withdrawExport takes an invoice that has not left yet out of the outbox.
func withdrawExport(ctx context.Context, tx pgx.Tx, id payable.InvoiceID) error {
	tag, err := tx.Exec(ctx, `DELETE FROM export WHERE invoice_id = $1 AND state = 'pending' AND handed_at IS NULL`, id)
	if err == nil && tag.RowsAffected() == 0 {
		err = fmt.Errorf("invoice %d has left already: %w", id, payable.ErrConflict)
	}
	return err
}

// An Export is what an invoice leaves as.
type Export struct {
	Key      string
	Version  int
	Invoice  payable.Invoice
	Vendor   payable.Vendor
	Document payable.Document
	FileName string // of the original, as the sender wrote it
	Coding   []Coded
	Approved string    // who approved it
	At       time.Time // when it was approved: the same however often it is written
}

// Coded says which order line an invoice line bills.
type Coded struct {
	Line      int
	Order     string
	OrderLine string
	Quantity  string
}

// ExportInvoice hands an approved invoice whose hold is over to out, and notes
// that it has left. out must be able to run twice for one key with one effect (a
// file named by the invoice, written and renamed): a crash between the two
// repeats it. The invoice's row is locked all the while, so that STOP comes
// either before or too late. Where nothing is due it returns nil.
func (db *DB) ExportInvoice(ctx context.Context, actor payable.Actor, id payable.InvoiceID, out func(context.Context, Export) (file string, hash payable.Hash, err error)) error {
	c := &change{actor: actor, action: payable.ExportInvoice, subject: subjectOf(id)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		v, err := lockInvoice(ctx, tx, id)
		if err != nil {
			return err
		}
		c.entity = v.Entity
		e := Export{Invoice: v}
		err = tx.QueryRow(ctx, `SELECT key, version, queued_at FROM export WHERE invoice_id = $1 AND state = 'pending' AND not_before <= now() FOR UPDATE`, id).Scan(&e.Key, &e.Version, &e.At)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && v.State != payable.Approved {
			return errUnchanged
		}
		if err != nil {
			return err
		}
		if err := loadExport(ctx, tx, &e); err != nil {
			return err
		}
		file, hash, err := out(ctx, e)
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		c.detail = map[string]any{"key": e.Key, "file": file, "sha256": hash}
		if _, err := tx.Exec(ctx, `UPDATE export SET state = 'handed_over', handed_at = now(), file_name = $2, file_hash = $3, problem = '' WHERE invoice_id = $1`, id, file, hash); err != nil {
			return err
		}
		return move(ctx, tx, v, placing{state: payable.HandedOver})
	})
}

func loadExport(ctx context.Context, tx pgx.Tx, e *Export) error {
	v := e.Invoice
	e.Approved = v.Owner
	rows, err := tx.Query(ctx, selectVendor+`WHERE v.id = $1`, v.Vendor)
	if e.Vendor, err = one(rows, err, scanVendor); err != nil {
		return fmt.Errorf("vendor of invoice %d: %w", v.ID, err)
	}
	vendors := []payable.Vendor{e.Vendor}
	if err := loadBank(ctx, tx, vendors); err != nil {
		return err
	}
	e.Vendor = vendors[0]
	err = tx.QueryRow(ctx, `SELECT d.hash, d.size, o.file_name FROM occurrence o JOIN document d ON d.hash = o.document_hash WHERE o.id = $1`, v.Occurrence).
		Scan(&e.Document.Hash, &e.Document.Size, &e.FileName)
	if err != nil {
		return err
	}
	rows, err = tx.Query(ctx, `
		SELECT a.line, p.number, l.number, a.quantity::text
		FROM invoice i JOIN allocation a ON a.decision_id = i.decision_id
		JOIN order_line l ON l.id = a.order_line_id JOIN purchase_order p ON p.id = l.order_id
		WHERE i.id = $1 ORDER BY a.line, a.order_line_id`, v.ID)
	if err != nil {
		return err
	}
	e.Coding, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Coded])
	return err
}

// ExportProblem notes why an invoice could not leave yet, for people to see.
func (db *DB) ExportProblem(ctx context.Context, id payable.InvoiceID, problem string) error {
	_, err := db.pool.Exec(ctx, `UPDATE export SET problem = $2, attempts = attempts + 1, not_before = now() + interval '10 seconds' WHERE invoice_id = $1 AND state = 'pending'`, id, clean(problem))
	return err
}

// ExportTrouble returns why an approved invoice could not leave yet, empty where
// nothing is known to be in its way.
func (db *DB) ExportTrouble(ctx context.Context, id payable.InvoiceID) (string, error) {
	var problem string
	err := db.pool.QueryRow(ctx, `SELECT problem FROM export WHERE invoice_id = $1`, id).Scan(&problem)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return problem, err
}

// AnswerExport records what the ledger said of an invoice handed over: posted
// with its number, or refused with the reason, which puts it before a person.
func (db *DB) AnswerExport(ctx context.Context, actor payable.Actor, id payable.InvoiceID, posted bool, answer string) error {
	c := &change{actor: actor, action: payable.AnswerExport, subject: subjectOf(id), detail: map[string]any{"posted": posted, "answer": answer}}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		v, err := lockInvoice(ctx, tx, id)
		if err != nil {
			return err
		}
		c.entity = v.Entity
		to, state := payable.Refused, "refused"
		if posted {
			to, state = payable.Posted, "posted"
		}
		if _, err := tx.Exec(ctx, `UPDATE export SET state = $2, answer = $3 WHERE invoice_id = $1`, id, state, clean(answer)); err != nil {
			return err
		}
		return move(ctx, tx, v, placing{state: to, owner: "ap", cause: "LEDGER"})
	})
}
