package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// billedOf says in SQL how much of an order line (l) is billed: before payable
// started, and by every invoice that is not rejected.
const billedOf = `(l.opening_billed + coalesce((
	SELECT sum(CASE WHEN bh.credit_note THEN -b.quantity ELSE b.quantity END)
	FROM allocation b JOIN invoice bi ON bi.decision_id = b.decision_id JOIN invoice_header bh ON bh.draft_id = bi.draft_id
	WHERE b.order_line_id = l.id AND bi.state <> 'rejected'), 0))`

// receivedOf says in SQL how much of an order line (l) has arrived.
const receivedOf = `(l.opening_received + coalesce((SELECT sum(r.quantity) FROM receipt_line r WHERE r.order_line_id = l.id), 0))`

// An OrderRow is one order in a list.
type OrderRow struct {
	ID       payable.OrderID
	Number   string
	Vendor   string
	State    payable.OrderState
	Ordered  *time.Time
	Buyer    string
	Lines    int
	Net      decimal.Decimal // of all lines
	Currency payable.Currency
	Open     int // lines not billed in full
}

// OrderRows returns one page of the orders, newest first. search looks in order
// numbers and vendors.
func (db *DB) OrderRows(ctx context.Context, entity payable.EntityID, search string, offset, limit int) ([]OrderRow, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT p.id, p.number, v.name, p.state, p.ordered::timestamp, p.buyer, count(l.id), coalesce(sum(l.quantity * l.price / l.price_base), 0), p.currency,
			count(*) FILTER (WHERE l.quantity > `+billedOf+`)
		FROM purchase_order p JOIN vendor v ON v.id = p.vendor_id LEFT JOIN order_line l ON l.order_id = p.id
		WHERE p.entity_id = $1 AND ($2 = '' OR p.number ILIKE '%' || $2 || '%' OR v.name ILIKE '%' || $2 || '%' OR p.number_normal = $3)
		GROUP BY p.id, v.name ORDER BY p.ordered DESC NULLS LAST, p.id DESC LIMIT $4 OFFSET $5`,
		entity, likeless(search), payable.NormalNumber(search), limit, offset)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[OrderRow])
}

// An OrderLineRow is one order line with what became of it.
type OrderLineRow struct {
	payable.OrderLine
	Received decimal.Decimal
	Billed   decimal.Decimal
}

// OrderLines returns an order's lines with what was received and billed, the
// opening balance included.
func (db *DB) OrderLines(ctx context.Context, id payable.OrderID) ([]OrderLineRow, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT l.id, l.number, l.sku, l.description, l.quantity, l.unit, l.price, p.currency, l.price_base, l.match_mode, `+receivedOf+`, `+billedOf+`
		FROM order_line l JOIN purchase_order p ON p.id = l.order_id WHERE p.id = $1 ORDER BY l.id`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (OrderLineRow, error) {
		var l OrderLineRow
		err := row.Scan(&l.ID, &l.Number, &l.SKU, &l.Text, &l.Quantity, &l.Unit, &l.Price.Amount, &l.Price.Currency, &l.PriceBase, &l.Mode, &l.Received, &l.Billed)
		return l, err
	})
}

// A ReceiptRow is one line of a receipt in a list.
type ReceiptRow struct {
	Receipt   string
	Despatch  string
	Date      time.Time
	Order     payable.OrderID
	OrderNo   string
	OrderLine string
	Text      string
	Quantity  decimal.Decimal
	Unit      string
	Vendor    string
}

// ReceiptRows returns one page of what arrived, newest first: of one order, or
// of all if order is 0. search looks in receipt and order numbers and vendors.
func (db *DB) ReceiptRows(ctx context.Context, entity payable.EntityID, order payable.OrderID, search string, offset, limit int) ([]ReceiptRow, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT r.number, r.despatch, r.received::timestamp, p.id, p.number, l.number, l.description, rl.quantity, l.unit, v.name
		FROM receipt r JOIN receipt_line rl ON rl.receipt_id = r.id JOIN order_line l ON l.id = rl.order_line_id
		JOIN purchase_order p ON p.id = l.order_id JOIN vendor v ON v.id = p.vendor_id
		WHERE r.entity_id = $1 AND ($2 = 0 OR p.id = $2)
		  AND ($3 = '' OR r.number ILIKE '%' || $3 || '%' OR r.despatch ILIKE '%' || $3 || '%' OR p.number ILIKE '%' || $3 || '%' OR v.name ILIKE '%' || $3 || '%')
		ORDER BY r.received DESC, rl.id DESC LIMIT $4 OFFSET $5`, entity, order, likeless(search), limit, offset)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[ReceiptRow])
}

// InvoicesOfOrder returns the invoices that bill an order, newest first, as the
// queue shows them.
func (db *DB) InvoicesOfOrder(ctx context.Context, id payable.OrderID) ([]QueueRow, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT DISTINCT i.id, i.version, i.state, h.number, h.gross, h.currency, h.credit_note, i.captured_at
		FROM invoice i JOIN invoice_header h ON h.draft_id = i.draft_id JOIN allocation a ON a.decision_id = i.decision_id
		JOIN order_line l ON l.id = a.order_line_id WHERE l.order_id = $1 ORDER BY i.id DESC`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (QueueRow, error) {
		var q QueueRow
		err := row.Scan(&q.ID, &q.Version, &q.State, &q.Number, &q.Gross, &q.Currency, &q.CreditNote, &q.Captured)
		return q, err
	})
}
