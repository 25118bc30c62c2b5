package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// This file and pages_orders.go hold what the portal's pages read and nothing
// else needs. None of it writes.

// Ends counts the occurrences of documents by how they ended: the second of the
// two equations, Total = the sum of all others.
type Ends struct {
	Total, Captured, Copy, NotInvoice, Unreadable, Quarantined, InWork int64
}

// Holds reports whether every document that came in has an end or is in work.
func (e Ends) Holds() bool {
	return e.Total == e.Captured+e.Copy+e.NotInvoice+e.Unreadable+e.Quarantined+e.InWork
}

// Ends counts an entity's occurrences.
func (db *DB) Ends(ctx context.Context, entity payable.EntityID) (Ends, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT count(*), count(*) FILTER (WHERE state = 'captured'), count(*) FILTER (WHERE state = 'copy'), count(*) FILTER (WHERE state = 'not_an_invoice'),
			count(*) FILTER (WHERE state = 'unreadable'), count(*) FILTER (WHERE state = 'quarantined'), count(*) FILTER (WHERE state IN ('received', 'reading'))
		FROM occurrence WHERE entity_id = $1`, entity)
	return one(rows, err, pgx.RowToStructByPos[Ends])
}

// A Day is what happened since midnight in the entity's time zone.
type Day struct {
	LastMail time.Time // when a mail was last stored; zero if never
	Captured int
	Straight int // of these, approved by policy without a person
	InWork   int // captured or being read, not yet decided
}

// Today says what happened today.
func (db *DB) Today(ctx context.Context, entity payable.EntityID) (Day, error) {
	var d Day
	var last *time.Time
	err := db.pool.QueryRow(ctx, `
		WITH e AS (SELECT id, date_trunc('day', now() AT TIME ZONE time_zone) AT TIME ZONE time_zone AS midnight FROM entity WHERE id = $1)
		SELECT (SELECT max(stored_at) FROM message WHERE entity_id = $1),
			(SELECT count(*) FROM invoice i, e WHERE i.entity_id = e.id AND i.captured_at >= e.midnight),
			(SELECT count(*) FROM invoice i, e WHERE i.entity_id = e.id AND i.captured_at >= e.midnight AND i.owner = 'policy'),
			(SELECT count(*) FROM occurrence WHERE entity_id = $1 AND state IN ('received', 'reading'))
				+ (SELECT count(*) FROM invoice WHERE entity_id = $1 AND state = 'captured')`, entity).Scan(&last, &d.Captured, &d.Straight, &d.InWork)
	if last != nil {
		d.LastMail = *last
	}
	return d, err
}

// An Import is one file that was imported.
type Import struct {
	Kind     string // orders, receipts, vendors, past_invoices
	FileName string
	By       string
	At       time.Time
	New      int
	Changed  int
	Skipped  int
}

// Imports returns the last imports, newest first.
func (db *DB) Imports(ctx context.Context, entity payable.EntityID, limit int) ([]Import, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT kind, file_name, by, at, new_rows, changed, skipped FROM import WHERE entity_id = $1 ORDER BY at DESC, id DESC LIMIT $2`, entity, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Import])
}

// Fresh returns when orders and when receipts were last imported, by kind; a
// kind that never was is absent.
func (db *DB) Fresh(ctx context.Context, entity payable.EntityID) (map[string]time.Time, error) {
	rows, err := db.pool.Query(ctx, `SELECT kind, max(at) FROM import WHERE entity_id = $1 GROUP BY kind`, entity)
	if err != nil {
		return nil, err
	}
	out := map[string]time.Time{}
	_, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (struct{}, error) {
		var kind string
		var at time.Time
		err := row.Scan(&kind, &at)
		out[kind] = at
		return struct{}{}, err
	})
	return out, err
}

// A ParkedMail is a mail the server has and does not give us whole.
type ParkedMail struct {
	Account, Folder string
	UID             int64
	Reason          string
	Attempts        int
	At              time.Time
}

// ParkedMails returns the mails that cannot be fetched, newest first.
func (db *DB) ParkedMails(ctx context.Context) ([]ParkedMail, error) {
	rows, err := db.pool.Query(ctx, `SELECT account, folder, uid, reason, attempts, parked_at FROM mailbox_parked ORDER BY parked_at DESC LIMIT 100`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[ParkedMail])
}

// Lease returns who is looking at an invoice now, empty for nobody.
func (db *DB) Lease(ctx context.Context, id payable.InvoiceID) (string, error) {
	rows, err := db.pool.Query(ctx, `SELECT by FROM invoice_lease WHERE invoice_id = $1 AND until > now()`, id)
	by, err := one(rows, err, pgx.RowTo[string])
	if errors.Is(err, payable.ErrNotFound) {
		err = nil
	}
	return by, err
}

// PageReading returns what the page of a hybrid document says beside the XML
// that the invoice was captured from, nil where there is none.
func (db *DB) PageReading(ctx context.Context, occurrence payable.OccurrenceID, ordinal int) (*payable.Draft, error) {
	var id payable.DraftID
	err := db.pool.QueryRow(ctx, `
		SELECT coalesce(max(p.id), 0) FROM draft p JOIN draft d ON d.id = p.page_of WHERE d.occurrence_id = $1 AND d.ordinal = $2`, occurrence, ordinal).Scan(&id)
	if err != nil || id == 0 {
		return nil, err
	}
	d, err := db.Draft(ctx, id)
	return &d, err
}

// An Original is a stored file as it may be downloaded.
type Original struct {
	Name      string // as the sender wrote it, hostile; empty for none
	MediaType string
}

// Original returns what is known of the document or mail of that hash, or
// [payable.ErrNotFound]: not every blob is one.
func (db *DB) Original(ctx context.Context, hash payable.Hash) (Original, error) {
	rows, err := db.pool.Query(ctx, `
		(SELECT file_name, media_type FROM occurrence WHERE document_hash = $1 ORDER BY id LIMIT 1)
		UNION ALL (SELECT 'message.eml', 'message/rfc822' FROM message WHERE hash = $1) LIMIT 1`, hash)
	return one(rows, err, pgx.RowToStructByPos[Original])
}

// A GridRow is what one line of an invoice bills of one order line, by the
// current decision.
type GridRow struct {
	Line      int // of the invoice
	Quantity  decimal.Decimal
	Net       decimal.Decimal
	Order     payable.OrderID
	OrderNo   string
	OrderLine payable.OrderLine
	Covered   decimal.Decimal // of Quantity, by receipts
	Received  decimal.Decimal // of the order line in all
	Receipts  []string        // numbers of the receipts that cover it
	Billed    decimal.Decimal // of the order line, by other invoices that are not rejected, with the opening balance
}

// Grid returns the allocations of an invoice's current decision.
func (db *DB) Grid(ctx context.Context, id payable.InvoiceID) ([]GridRow, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT a.line, a.quantity, a.net, p.id, p.number, l.id, l.number, l.description, l.sku, l.quantity, l.unit, l.price, p.currency, l.price_base, l.match_mode,
			coalesce((SELECT sum(c.quantity) FROM covered c WHERE c.decision_id = a.decision_id AND c.line = a.line AND c.order_line_id = l.id), 0),
			l.opening_received + coalesce((SELECT sum(quantity) FROM receipt_line r WHERE r.order_line_id = l.id), 0),
			ARRAY(SELECT DISTINCT r.number FROM covered c JOIN receipt_line rl ON rl.id = c.receipt_line_id JOIN receipt r ON r.id = rl.receipt_id
				WHERE c.decision_id = a.decision_id AND c.line = a.line AND c.order_line_id = l.id ORDER BY 1),
			`+billedOf+` - coalesce((SELECT sum(CASE WHEN h.credit_note THEN -x.quantity ELSE x.quantity END) FROM allocation x WHERE x.decision_id = a.decision_id AND x.order_line_id = l.id), 0)
		FROM invoice i JOIN invoice_header h ON h.draft_id = i.draft_id
		JOIN allocation a ON a.decision_id = i.decision_id
		JOIN order_line l ON l.id = a.order_line_id JOIN purchase_order p ON p.id = l.order_id
		WHERE i.id = $1 ORDER BY a.line, p.id, l.id`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (GridRow, error) {
		var g GridRow
		l := &g.OrderLine
		err := row.Scan(&g.Line, &g.Quantity, &g.Net, &g.Order, &g.OrderNo, &l.ID, &l.Number, &l.Text, &l.SKU, &l.Quantity, &l.Unit, &l.Price.Amount, &l.Price.Currency, &l.PriceBase, &l.Mode,
			&g.Covered, &g.Received, &g.Receipts, &g.Billed)
		l.Order = g.Order
		return g, err
	})
}
