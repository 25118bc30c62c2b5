package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// An ImportFile says what is imported: its bytes' name, and what happens to the
// whole when a row is bad.
type ImportFile struct {
	Name string
	Hash payable.Hash
	// SkipBad loads the file without its bad rows; otherwise it is refused whole.
	SkipBad bool
	// Bad is how many rows the reader of the file had to leave out already.
	Bad int
}

// A RowProblem is one row that cannot be imported, and why.
type RowProblem struct {
	Row    int // line in the file, from 1
	Column string
	Reason payable.Sentence
}

// Error words the problem.
func (p RowProblem) Error() string {
	return fmt.Sprintf("line %d, column %s: %s", p.Row, p.Column, p.Reason)
}

// An ImportReport says what an import did. Where Problems is not empty and the
// file was not to be loaded without them, nothing was changed.
type ImportReport struct {
	New, Changed, Same int
	Problems           []RowProblem
	Rematched          int // invoices that are decided again because of it
}

// errRejected rolls an import back whose rows are bad.
var errRejected = errors.New("rejected")

// An importing is one import under way.
type importing struct {
	db     *DB
	tx     pgx.Tx
	entity payable.EntityID
	report *ImportReport
	orders []payable.OrderID // touched: invoices that wait for them are matched again
}

func (im *importing) bad(row int, column string, reason payable.Sentence) {
	im.report.Problems = append(im.report.Problems, RowProblem{row, column, reason})
}

func noVendor(number string) payable.Sentence {
	return payable.Say("import_no_vendor", `there is no vendor with the number "{number}": import the vendors first`, "number", number)
}

// load runs one import: rows, bookkeeping, and the jobs of what waited for them.
func (db *DB) load(ctx context.Context, actor payable.Actor, action payable.Action, entity payable.EntityID, kind string, file ImportFile, rows func(*importing) error) (ImportReport, error) {
	var r ImportReport
	c := &change{actor: actor, action: action, entity: entity, subject: kind}
	err := db.do(ctx, c, func(tx pgx.Tx) error {
		r = ImportReport{}
		im := &importing{db: db, tx: tx, entity: entity, report: &r}
		if err := rows(im); err != nil {
			return err
		}
		if len(r.Problems) > 0 && !file.SkipBad {
			r.New, r.Changed, r.Same = 0, 0, 0
			return errRejected
		}
		_, err := tx.Exec(ctx, `INSERT INTO import (entity_id, kind, file_hash, file_name, by, new_rows, changed, skipped) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			entity, kind, file.Hash, clean(file.Name), actor.Name, r.New, r.Changed, len(r.Problems)+file.Bad)
		if err != nil {
			return err
		}
		if r.Rematched, err = im.rematch(ctx); err != nil {
			return err
		}
		c.detail = map[string]any{"file": file.Hash, "new": r.New, "changed": r.Changed, "same": r.Same, "skipped": len(r.Problems) + file.Bad, "rematched": r.Rematched}
		return nil
	})
	if errors.Is(err, errRejected) {
		return r, nil
	}
	return r, err
}

// rematch enqueues the invoices that bill the touched orders, name them, or
// wait without one.
func (im *importing) rematch(ctx context.Context) (int, error) {
	if len(im.orders) == 0 {
		return 0, nil
	}
	rows, err := im.tx.Query(ctx, `
		SELECT DISTINCT i.id FROM invoice i JOIN invoice_header h ON h.draft_id = i.draft_id, purchase_order p
		WHERE p.id = ANY ($1) AND i.entity_id = $2 AND i.state IN ('review', 'held', 'waiting', 'captured')
		  AND (i.vendor_id = p.vendor_id OR i.vendor_id IS NULL OR p.number = ANY (h.order_refs))
		ORDER BY i.id`, im.orders, im.entity)
	if err != nil {
		return 0, err
	}
	waiting, err := pgx.CollectRows(rows, pgx.RowTo[payable.InvoiceID])
	if err != nil {
		return 0, err
	}
	for _, id := range waiting {
		if err := im.db.enqueue(ctx, im.tx, MatchInvoice{id}); err != nil {
			return 0, err
		}
	}
	return len(waiting), nil
}

// An ImportedOrder is an order as a file has it: the vendor by the ledger's
// number, the place it stands at.
type ImportedOrder struct {
	payable.PurchaseOrder
	VendorNumber string
	Row          int // of its first line in the file
}

// ImportOrders adds and changes orders by (entity, ledger id). The same file
// again changes nothing. A line that is billed already keeps its identity; lines
// the file no longer has stay.
func (db *DB) ImportOrders(ctx context.Context, actor payable.Actor, entity payable.EntityID, file ImportFile, orders []ImportedOrder) (ImportReport, error) {
	return db.load(ctx, actor, payable.ImportOrders, entity, "orders", file, func(im *importing) error {
		for _, o := range orders {
			if err := im.order(ctx, o); err != nil {
				return err
			}
		}
		return nil
	})
}

func (im *importing) order(ctx context.Context, o ImportedOrder) error {
	err := im.tx.QueryRow(ctx, `SELECT id FROM vendor WHERE entity_id = $1 AND number = $2`, im.entity, o.VendorNumber).Scan(&o.Vendor)
	if errors.Is(err, pgx.ErrNoRows) {
		im.bad(o.Row, "vendor", noVendor(o.VendorNumber))
		return nil
	}
	if err != nil {
		return err
	}
	if o.State == "" {
		o.State = payable.OrderOpen
	}
	var fresh bool
	err = im.tx.QueryRow(ctx, `
		INSERT INTO purchase_order (entity_id, ledger_id, number, number_normal, vendor_id, currency, state, ordered, buyer)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (entity_id, ledger_id) DO UPDATE SET number = $3, number_normal = $4, vendor_id = $5, currency = $6, state = $7, ordered = $8, buyer = $9, imported_at = now()
			WHERE (purchase_order.number, purchase_order.vendor_id, purchase_order.currency, purchase_order.state, purchase_order.ordered, purchase_order.buyer) IS DISTINCT FROM ($3, $5, $6, $7, $8, $9)
		RETURNING id, xmax = 0`,
		im.entity, o.LedgerID, clean(o.Number), payable.NormalNumber(o.Number), o.Vendor, o.Currency, o.State, date(o.Date), clean(o.Buyer)).Scan(&o.ID, &fresh)
	touched := err == nil
	if errors.Is(err, pgx.ErrNoRows) {
		err = im.tx.QueryRow(ctx, `SELECT id FROM purchase_order WHERE entity_id = $1 AND ledger_id = $2`, im.entity, o.LedgerID).Scan(&o.ID)
	}
	if err != nil {
		return err
	}
	lines, err := im.orderLines(ctx, o)
	if err != nil {
		return err
	}
	switch {
	case fresh:
		im.report.New++
	case touched || lines > 0:
		im.report.Changed++
	default:
		im.report.Same++
		return nil
	}
	im.orders = append(im.orders, o.ID)
	return nil
}

// orderLines writes an order's lines and returns how many are new or changed.
func (im *importing) orderLines(ctx context.Context, o ImportedOrder) (int, error) {
	changed := int64(0)
	for _, l := range o.Lines {
		mode := l.Mode
		if mode == "" {
			mode = payable.MatchThreeWay
		}
		tag, err := im.tx.Exec(ctx, `
			INSERT INTO order_line (order_id, number, sku, buyer_sku, description, quantity, unit, price, price_base, match_mode, opening_billed, opening_billed_amount, opening_received)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
			ON CONFLICT (order_id, number) DO UPDATE SET sku = $3, buyer_sku = $4, description = $5, quantity = $6, unit = $7, price = $8, price_base = $9, match_mode = $10,
				opening_billed = $11, opening_billed_amount = $12, opening_received = $13
			WHERE (order_line.sku, order_line.buyer_sku, order_line.description, order_line.quantity, order_line.unit, order_line.price, order_line.price_base, order_line.match_mode,
				order_line.opening_billed, order_line.opening_billed_amount, order_line.opening_received)
				IS DISTINCT FROM ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			o.ID, clean(l.Number), clean(l.SKU), clean(l.BuyerSKU), clean(l.Text), l.Quantity, clean(l.Unit), l.Price.Amount, base(l), mode,
			l.OpeningBilled, l.OpeningBilledAmount, l.OpeningReceived)
		if err != nil {
			return 0, fmt.Errorf("order %s line %s: %w", o.LedgerID, l.Number, err)
		}
		changed += tag.RowsAffected()
	}
	return int(changed), nil
}

// An ImportedReceipt is a receipt as a file has it.
type ImportedReceipt struct {
	payable.Receipt
	Lines []ImportedReceiptLine
	Row   int
}

// An ImportedReceiptLine names its order line by the order's ledger id or
// printed number and the line's number.
type ImportedReceiptLine struct {
	Number    string
	Order     string
	OrderLine string
	Quantity  string
	Row       int
}

// ImportReceipts adds receipts and returns by (entity, ledger id). The same file
// again changes nothing; a receipt that is there is not changed, since what
// arrived has arrived. What waits for them is matched again.
func (db *DB) ImportReceipts(ctx context.Context, actor payable.Actor, entity payable.EntityID, file ImportFile, receipts []ImportedReceipt) (ImportReport, error) {
	return db.load(ctx, actor, payable.ImportReceipts, entity, "receipts", file, func(im *importing) error {
		for _, r := range receipts {
			if err := im.receipt(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func (im *importing) receipt(ctx context.Context, r ImportedReceipt) error {
	type target struct {
		line  payable.OrderLineID
		order payable.OrderID
	}
	var targets []target
	var lines []payable.OrderLineID
	for _, l := range r.Lines {
		var t target
		err := im.tx.QueryRow(ctx, `
			SELECT l.id, p.id FROM order_line l JOIN purchase_order p ON p.id = l.order_id
			WHERE p.entity_id = $1 AND (p.ledger_id = $2 OR p.number_normal = $3) AND l.number = $4
			ORDER BY p.ledger_id = $2 DESC, p.id LIMIT 1`, im.entity, l.Order, payable.NormalNumber(l.Order), l.OrderLine).Scan(&t.line, &t.order)
		if errors.Is(err, pgx.ErrNoRows) {
			im.bad(l.Row, "order_line", payable.Say("import_no_order_line", `there is no line "{line}" of an order "{order}": import the orders first`, "line", l.OrderLine, "order", l.Order))
			return nil
		}
		if err != nil {
			return err
		}
		targets = append(targets, t)
		lines = append(lines, t.line)
	}
	slices.Sort(lines)
	// Whoever matches against these lines finishes first, or sees the receipt.
	if _, err := im.tx.Exec(ctx, `SELECT FROM order_line WHERE id = ANY ($1) ORDER BY id FOR UPDATE`, lines); err != nil {
		return err
	}
	err := im.tx.QueryRow(ctx, `
		INSERT INTO receipt (entity_id, ledger_id, number, despatch, received) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING RETURNING id`, im.entity, r.LedgerID, clean(r.Number), clean(r.Despatch), r.Date).Scan(&r.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		im.report.Same++
		return nil
	}
	if err != nil {
		return err
	}
	for i, l := range r.Lines {
		_, err := im.tx.Exec(ctx, `INSERT INTO receipt_line (receipt_id, number, order_line_id, quantity) VALUES ($1, $2, $3, $4::text::numeric)`, r.ID, l.Number, targets[i].line, l.Quantity)
		if err != nil {
			return fmt.Errorf("receipt %s line %s: %w", r.LedgerID, l.Number, err)
		}
		im.orders = append(im.orders, targets[i].order)
	}
	im.report.New++
	return nil
}
