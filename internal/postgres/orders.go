package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// ordersByID returns orders with their lines, by id.
func ordersByID(ctx context.Context, q querier, ids []payable.OrderID) ([]payable.PurchaseOrder, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := q.Query(ctx, `
		SELECT id, entity_id, ledger_id, number, vendor_id, currency, state, ordered, buyer FROM purchase_order WHERE id = ANY ($1) ORDER BY id`, ids)
	if err != nil {
		return nil, err
	}
	orders, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (payable.PurchaseOrder, error) {
		var o payable.PurchaseOrder
		var ordered nullDate
		err := row.Scan(&o.ID, &o.Entity, &o.LedgerID, &o.Number, &o.Vendor, &o.Currency, &o.State, &ordered, &o.Buyer)
		o.Date = ordered.time()
		return o, err
	})
	if err != nil {
		return nil, err
	}
	at := map[payable.OrderID]int{}
	for i, o := range orders {
		at[o.ID] = i
	}
	rows, err = q.Query(ctx, `
		SELECT id, order_id, number, sku, buyer_sku, description, quantity, unit, price, price_base, match_mode, opening_billed, opening_billed_amount, opening_received
		FROM order_line WHERE order_id = ANY ($1) ORDER BY id`, ids)
	if err != nil {
		return nil, err
	}
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (payable.OrderLine, error) {
		var l payable.OrderLine
		err := row.Scan(&l.ID, &l.Order, &l.Number, &l.SKU, &l.BuyerSKU, &l.Text, &l.Quantity, &l.Unit, &l.Price.Amount, &l.PriceBase, &l.Mode,
			&l.OpeningBilled, &l.OpeningBilledAmount, &l.OpeningReceived)
		return l, err
	})
	for _, l := range lines {
		o := &orders[at[l.Order]]
		l.Price.Currency = o.Currency
		o.Lines = append(o.Lines, l)
	}
	return orders, err
}

// base is a line's price base, one where none is given.
func base(l payable.OrderLine) decimal.Decimal {
	if l.PriceBase.IsZero() {
		return decimal.NewFromInt(1)
	}
	return l.PriceBase
}

// Orders returns the orders with these ids.
func (db *DB) Orders(ctx context.Context, ids []payable.OrderID) ([]payable.PurchaseOrder, error) {
	return ordersByID(ctx, db.pool, ids)
}
