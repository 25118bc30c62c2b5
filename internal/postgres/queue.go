package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// A Tab is one heading of the queue.
type Tab string

// The tabs, in the order the portal shows them.
const (
	TabReview     Tab = "review"     // somebody has something to look at: AP, or the buyer whose word is missing
	TabWaiting    Tab = "waiting"    // an approval was asked
	TabReceipt    Tab = "receipt"    // held until goods arrive and are booked in
	TabDuplicate  Tab = "duplicate"  // may be a duplicate
	TabUnreadable Tab = "unreadable" // mails and documents that could not be read
	TabStop       Tab = "stop"       // approved by mail, within the STOP window
	TabRefused    Tab = "refused"    // the ledger would not have it
	TabQuarantine Tab = "quarantine"
	TabDone       Tab = "done"
)

// Tabs lists the tabs in order.
var Tabs = []Tab{TabReview, TabWaiting, TabReceipt, TabDuplicate, TabUnreadable, TabStop, TabRefused, TabQuarantine, TabDone}

// tabOf says in SQL which tab an invoice (i) is in.
const tabOf = `
	CASE WHEN i.state IN ('captured', 'review') AND i.cause LIKE 'DUPLICATE%' THEN 'duplicate'
	     WHEN i.state IN ('captured', 'review') THEN 'review'
	     WHEN i.state = 'held' AND i.cause IN ('NO_RECEIPT', 'QTY_RECEIVED') THEN 'receipt'
	     WHEN i.state = 'held' THEN 'review'
	     WHEN i.state = 'waiting' THEN 'waiting'
	     WHEN i.state = 'approved' THEN 'stop'
	     WHEN i.state = 'refused' THEN 'refused'
	     ELSE 'done' END`

// A QueueRow is one invoice as the queue shows it.
type QueueRow struct {
	ID         payable.InvoiceID
	Version    int
	State      payable.InvoiceState
	Vendor     string // the master's name, else the document's
	Number     string
	CreditNote bool
	Due        time.Time // zero if unknown
	Gross      *decimal.Decimal
	Currency   payable.Currency
	Owner      string
	Cause      string
	Doubts     int            // open findings
	Why        *StoredFinding // the gravest open finding; nil if none
	CopyOf     payable.InvoiceID
	Captured   time.Time
	Moved      time.Time
	LeasedBy   string // who is looking at it, empty for nobody
	OnTime     bool   // Due is not before today
}

// A QueueFilter narrows the queue. The zero value asks for everything.
type QueueFilter struct {
	Tab    Tab
	Search string // in number and vendor
	Offset int
	Limit  int // 50 if zero
}

// Queue returns one page of a tab, what is most urgent first: due date, then
// amount, then age; done ones newest first.
func (db *DB) Queue(ctx context.Context, entity payable.EntityID, f QueueFilter) ([]QueueRow, error) {
	if f.Limit == 0 {
		f.Limit = 50
	}
	order := `h.due NULLS LAST, coalesce(h.gross, 0) DESC, i.id`
	if f.Tab == TabDone || f.Tab == TabStop {
		order = `i.moved_at DESC, i.id DESC`
	}
	rows, err := db.pool.Query(ctx, `
		SELECT i.id, i.version, i.state, coalesce(v.name, h.seller_name), h.number, h.credit_note, h.due, h.gross, h.currency, i.owner, i.cause,
			(SELECT count(*) FROM finding f WHERE f.decision_id = i.decision_id AND f.outcome IN ('review', 'hold', 'block') AND NOT EXISTS (SELECT FROM release r WHERE r.finding_id = f.id)),
			coalesce(i.copy_of, 0), i.captured_at, i.moved_at, coalesce((SELECT by FROM invoice_lease l WHERE l.invoice_id = i.id AND l.until > now()), ''),
			coalesce(h.due >= current_date, true)
		FROM invoice i JOIN invoice_header h ON h.draft_id = i.draft_id LEFT JOIN vendor v ON v.id = i.vendor_id
		WHERE i.entity_id = $1 AND ($2 = '' OR `+tabOf+` = $2)
		  AND ($3 = '' OR h.number ILIKE '%' || $3 || '%' OR coalesce(v.name, h.seller_name) ILIKE '%' || $3 || '%' OR h.number_normal = $4)
		ORDER BY `+order+` LIMIT $5 OFFSET $6`,
		entity, f.Tab, likeless(f.Search), payable.NormalNumber(f.Search), f.Limit, f.Offset)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (QueueRow, error) {
		var q QueueRow
		var due nullDate
		err := row.Scan(&q.ID, &q.Version, &q.State, &q.Vendor, &q.Number, &q.CreditNote, &due, &q.Gross, &q.Currency, &q.Owner, &q.Cause, &q.Doubts, &q.CopyOf, &q.Captured, &q.Moved, &q.LeasedBy, &q.OnTime)
		q.Due = due.time()
		return q, err
	})
	if err != nil {
		return nil, err
	}
	return list, db.reasons(ctx, list)
}

// likeless takes the wildcards out of a search.
func likeless(s string) string {
	out := []rune{}
	for _, r := range clean(s) {
		if r == '%' || r == '_' || r == '\\' {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(out)
}

// reasons fills in each row's gravest open finding.
func (db *DB) reasons(ctx context.Context, list []QueueRow) error {
	at := map[payable.InvoiceID]*QueueRow{}
	var ids []payable.InvoiceID
	for i := range list {
		at[list[i].ID] = &list[i]
		ids = append(ids, list[i].ID)
	}
	rows, err := db.pool.Query(ctx, `
		SELECT DISTINCT ON (i.id) i.id, f.id, f.check_id, f.line, f.outcome, f.owner, f.message, f.figures, f.because, f.tolerance, f.terms, f.cause, '[]'
		FROM invoice i JOIN finding f ON f.decision_id = i.decision_id
		WHERE i.id = ANY ($1) AND f.outcome IN ('copy', 'review', 'hold', 'block') AND NOT EXISTS (SELECT FROM release r WHERE r.finding_id = f.id)
		ORDER BY i.id, CASE f.outcome WHEN 'block' THEN 0 WHEN 'hold' THEN 1 WHEN 'review' THEN 2 ELSE 3 END, f.ordinal`, ids)
	if err != nil {
		return err
	}
	_, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (struct{}, error) {
		var id payable.InvoiceID
		f, err := scanFinding(after{row, &id})
		if err == nil {
			at[id].Why = &f
		}
		return struct{}{}, err
	})
	return err
}

// after is a row whose first column goes to first and the rest to whoever scans.
type after struct {
	pgx.CollectableRow
	first any
}

func (a after) Scan(dest ...any) error {
	return a.CollectableRow.Scan(append([]any{a.first}, dest...)...)
}

// Counts returns how many are in each tab, mails and documents that could not be
// read included.
func (db *DB) Counts(ctx context.Context, entity payable.EntityID) (map[Tab]int, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT `+tabOf+`, count(*) FROM invoice i WHERE i.entity_id = $1 GROUP BY 1
		UNION ALL SELECT 'unreadable', (SELECT count(*) FROM occurrence WHERE entity_id = $1 AND state = 'unreadable') + (SELECT count(*) FROM message WHERE entity_id = $1 AND state IN ('unreadable', 'refused'))
		UNION ALL SELECT 'quarantine', (SELECT count(*) FROM occurrence WHERE entity_id = $1 AND state = 'quarantined') + (SELECT count(*) FROM message WHERE entity_id = $1 AND state = 'parked')`, entity)
	if err != nil {
		return nil, err
	}
	out := map[Tab]int{}
	_, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (struct{}, error) {
		var t Tab
		var n int
		err := row.Scan(&t, &n)
		out[t] += n
		return struct{}{}, err
	})
	return out, err
}

// An Oddity is a mail or a document that is no invoice on its way: it could not
// be read, or is in quarantine.
type Oddity struct {
	Message    payable.Hash         // set for a mail
	Occurrence payable.OccurrenceID // set for a document
	Document   payable.Hash
	Name       string // file name or subject, hostile
	Sender     string
	Size       int64
	MediaType  string
	State      string
	Reason     string
	At         time.Time
}

// Oddities returns what could not be read (TabUnreadable) or is in quarantine
// (TabQuarantine), newest first.
func (db *DB) Oddities(ctx context.Context, entity payable.EntityID, tab Tab, limit int) ([]Oddity, error) {
	states := []string{"unreadable", "refused"}
	if tab == TabQuarantine {
		states = []string{"quarantined", "parked"}
	}
	rows, err := db.pool.Query(ctx, `
		SELECT coalesce(o.message_hash, ''), o.id, o.document_hash, o.file_name, coalesce(m.sender, o.submitter), d.size, o.media_type, o.state, o.reason, o.received_at
		FROM occurrence o JOIN document d ON d.hash = o.document_hash LEFT JOIN message m ON m.hash = o.message_hash
		WHERE o.entity_id = $1 AND o.state = ANY ($2)
		UNION ALL
		SELECT hash, 0, '', subject, sender, size, 'message/rfc822', state, reason, stored_at FROM message WHERE entity_id = $1 AND state = ANY ($2)
		ORDER BY 10 DESC LIMIT $3`, entity, states, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Oddity])
}

// DocumentsOf returns the documents found in a message, in its order.
func (db *DB) DocumentsOf(ctx context.Context, message payable.Hash) ([]payable.Occurrence, error) {
	rows, err := db.pool.Query(ctx, selectOccurrence+`WHERE message_hash = $1 ORDER BY id`, message)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[payable.Occurrence])
}

// InvoicesOf returns the invoices captured from an occurrence.
func (db *DB) InvoicesOf(ctx context.Context, id payable.OccurrenceID) ([]payable.InvoiceID, error) {
	rows, err := db.pool.Query(ctx, `SELECT id FROM invoice WHERE occurrence_id = $1 ORDER BY ordinal`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[payable.InvoiceID])
}
