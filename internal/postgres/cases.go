package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"net/mail"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// loadCase puts together everything the matcher looks at. The invoice is locked
// already; the order lines it may bill are locked here, in id order, so that of
// two invoices racing for the last open unit one waits for the other.
func loadCase(ctx context.Context, tx pgx.Tx, v payable.Invoice) (payable.Case, error) {
	c := payable.Case{Invoice: v}
	for _, load := range []func(context.Context, pgx.Tx, *payable.Case) error{
		loadSetting, loadDrafts, loadOverrides, loadSender, loadVendors, loadOrders, loadReceipts, loadBilled, loadPrevious, loadSameText,
	} {
		if err := load(ctx, tx, &c); err != nil {
			return c, err
		}
	}
	return c, nil
}

// loadSetting takes the number's lock first: two invoices with one number are
// decided one after the other, whatever else they bill.
func loadSetting(ctx context.Context, tx pgx.Tx, c *payable.Case) error {
	if n := payable.NormalNumber(c.Invoice.Number); n != "" {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('number'), hashtext($1))`, n); err != nil {
			return err
		}
	}
	var err error
	if c.Entity, err = loadEntity(ctx, tx, c.Invoice.Entity); err != nil {
		return err
	}
	if c.Policy, err = loadPolicy(ctx, tx, c.Invoice.Entity); err != nil {
		return err
	}
	return tx.QueryRow(ctx, `SELECT now()`).Scan(&c.AsOf)
}

func loadEntity(ctx context.Context, q querier, id payable.EntityID) (payable.Entity, error) {
	rows, err := q.Query(ctx, `SELECT id, name, aliases, vat_ids, currency, time_zone, holidays FROM entity WHERE id = $1`, id)
	return one(rows, err, pgx.RowToStructByPos[payable.Entity])
}

// Entity returns a legal entity.
func (db *DB) Entity(ctx context.Context, id payable.EntityID) (payable.Entity, error) {
	return loadEntity(ctx, db.pool, id)
}

func loadPolicy(ctx context.Context, q querier, entity payable.EntityID) (payable.Policy, error) {
	rows, err := q.Query(ctx, `SELECT id, version, body FROM policy WHERE entity_id = $1 ORDER BY version DESC LIMIT 1`, entity)
	p, err := one(rows, err, scanPolicy)
	if errors.Is(err, payable.ErrNotFound) {
		return p, payable.Refuse("policy", "no_policy", `there is none for this entity; a missing policy is never "no check"`)
	}
	p.Entity = entity
	return p, err
}

func scanPolicy(row pgx.CollectableRow) (payable.Policy, error) {
	var p payable.Policy
	var body string
	var id payable.PolicyID
	var version int
	if err := row.Scan(&id, &version, &body); err != nil {
		return p, err
	}
	err := json.Unmarshal([]byte(body), &p)
	p.ID, p.Version = id, version
	return p, err
}

func loadDrafts(ctx context.Context, tx pgx.Tx, c *payable.Case) error {
	rows, err := tx.Query(ctx, `SELECT id, body, created_at FROM draft WHERE id = $1`, c.Invoice.Draft)
	if c.Draft, err = one(rows, err, scanDraft); err != nil {
		return err
	}
	// A corrected draft is compared with the page its first reading came with.
	rows, err = tx.Query(ctx, `
		WITH RECURSIVE line AS (
			SELECT id, previous_id FROM draft WHERE id = $1
			UNION ALL SELECT d.id, d.previous_id FROM draft d JOIN line ON d.id = line.previous_id)
		SELECT id, body, created_at FROM draft WHERE page_of IN (SELECT id FROM line) ORDER BY id DESC LIMIT 1`, c.Invoice.Draft)
	page, err := one(rows, err, scanDraft)
	if errors.Is(err, payable.ErrNotFound) {
		return nil
	}
	c.Page = &page
	return err
}

func loadOverrides(ctx context.Context, tx pgx.Tx, c *payable.Case) error {
	var body string
	if err := tx.QueryRow(ctx, `SELECT overrides FROM invoice WHERE id = $1`, c.Invoice.ID).Scan(&body); err != nil {
		return err
	}
	return json.Unmarshal([]byte(body), &c.Overrides)
}

func loadSender(ctx context.Context, tx pgx.Tx, c *payable.Case) error {
	err := tx.QueryRow(ctx, `SELECT coalesce(m.sender, '') FROM occurrence o LEFT JOIN message m ON m.hash = o.message_hash WHERE o.id = $1`,
		c.Invoice.Occurrence).Scan(&c.Sender)
	if a, perr := mail.ParseAddress(c.Sender); perr == nil {
		c.Sender = strings.ToLower(a.Address)
	} else {
		c.Sender = ""
	}
	return err
}

func loadReceipts(ctx context.Context, tx pgx.Tx, c *payable.Case) error {
	rows, err := tx.Query(ctx, `
		SELECT l.id, l.receipt_id, l.order_line_id, l.quantity, r.received::timestamptz, r.despatch
		FROM receipt_line l JOIN receipt r ON r.id = l.receipt_id
		WHERE l.order_line_id = ANY ($1) ORDER BY l.id`, lineIDs(c.Orders))
	if err != nil {
		return err
	}
	c.Receipts, err = pgx.CollectRows(rows, pgx.RowToStructByPos[payable.ReceiptLine])
	for i := range c.Receipts {
		c.Receipts[i].Date = c.Receipts[i].Date.UTC()
	}
	return err
}

// loadBilled counts what every other invoice that is not rejected bills, those in
// flight included.
func loadBilled(ctx context.Context, tx pgx.Tx, c *payable.Case) error {
	rows, err := tx.Query(ctx, `
		SELECT i.id, a.order_line_id, CASE WHEN h.credit_note THEN -a.quantity ELSE a.quantity END, CASE WHEN h.credit_note THEN -a.net ELSE a.net END
		FROM allocation a
		JOIN invoice i ON i.decision_id = a.decision_id
		JOIN invoice_header h ON h.draft_id = i.draft_id
		WHERE a.order_line_id = ANY ($1) AND i.id <> $2 AND i.state <> 'rejected'
		ORDER BY i.id, a.line, a.order_line_id`, lineIDs(c.Orders), c.Invoice.ID)
	if err != nil {
		return err
	}
	c.Billed, err = pgx.CollectRows(rows, pgx.RowToStructByPos[payable.BilledLine])
	return err
}

// loadPrevious finds what the duplicate net compares with: imported invoices,
// and payable's own that were decided before this one or have gone on. Of two
// with one number, whichever is decided second sees the first.
func loadPrevious(ctx context.Context, tx pgx.Tx, c *payable.Case) error {
	groups := []int64{}
	for _, v := range c.Vendors {
		groups = append(groups, v.Group)
	}
	rows, err := tx.Query(ctx, `
		WITH mine AS (SELECT min(id) AS first FROM decision WHERE invoice_id = $1),
		member AS (SELECT id, CASE WHEN group_id = 0 THEN id ELSE group_id END AS grp FROM vendor
		           WHERE CASE WHEN group_id = 0 THEN id ELSE group_id END = ANY ($2))
		SELECT i.id, '', i.vendor_id, m.grp, h.number, coalesce(h.issued, '0001-01-01')::timestamp, coalesce(h.gross, 0), h.currency, h.credit_note,
			o.document_hash, h.order_refs
		FROM invoice i JOIN invoice_header h ON h.draft_id = i.draft_id
		JOIN member m ON m.id = i.vendor_id JOIN occurrence o ON o.id = i.occurrence_id, mine
		WHERE i.id <> $1 AND i.state <> 'rejected' AND i.copy_of IS NULL
		  AND (h.number_normal = $3 OR h.gross = $4)
		  AND (mine.first IS NULL OR i.state IN ('approved', 'handed_over', 'posted', 'paid')
		       OR (SELECT min(id) FROM decision d WHERE d.invoice_id = i.id) < mine.first)
		UNION ALL
		SELECT 0, 'past invoice ' || p.id, p.vendor_id, m.grp, p.number, p.issued::timestamp, p.gross, p.currency, p.credit_note, '', ARRAY[p.order_number]
		FROM past_invoice p JOIN member m ON m.id = p.vendor_id
		WHERE p.number_normal = $3 OR p.gross = $4
		ORDER BY 1, 2`,
		c.Invoice.ID, groups, payable.NormalNumber(c.Invoice.Number), c.Invoice.Gross)
	if err != nil {
		return err
	}
	c.Previous, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (payable.PriorInvoice, error) {
		var p payable.PriorInvoice
		err := row.Scan(&p.Invoice, &p.Reference, &p.Vendor, &p.Group, &p.Number, &p.Issued, &p.Gross, &p.Currency, &p.CreditNote, &p.Document, &p.Orders)
		if p.Issued.Year() == 1 {
			p.Issued = time.Time{}
		}
		p.Issued = p.Issued.UTC()
		return p, err
	})
	return err
}

// loadSameText finds other invoices whose pages say the same, word for word.
func loadSameText(ctx context.Context, tx pgx.Tx, c *payable.Case) error {
	if c.Draft.TextHash == "" {
		return nil
	}
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT i.id FROM draft d JOIN invoice i ON i.occurrence_id = d.occurrence_id AND i.ordinal = d.ordinal
		WHERE d.text_hash = $1 AND i.id < $2 AND i.entity_id = $3 AND i.state <> 'rejected' ORDER BY 1`, c.Draft.TextHash, c.Invoice.ID, c.Invoice.Entity)
	if err != nil {
		return err
	}
	c.SameFile, err = pgx.CollectRows(rows, pgx.RowTo[payable.InvoiceID])
	return err
}
