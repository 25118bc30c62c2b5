package postgres

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

const selectVendor = `
	SELECT v.id, v.entity_id, CASE WHEN v.group_id = 0 THEN v.id ELSE v.group_id END, v.number, v.name, v.names, v.vat_ids, v.senders, v.active, v.terms,
		(SELECT count(*) FROM past_invoice p WHERE p.vendor_id = v.id)
		+ (SELECT count(*) FROM invoice i WHERE i.vendor_id = v.id AND i.state IN ('approved', 'handed_over', 'posted', 'paid'))
	FROM vendor v `

func scanVendor(row pgx.CollectableRow) (payable.Vendor, error) {
	var v payable.Vendor
	err := row.Scan(&v.ID, &v.Entity, &v.Group, &v.Number, &v.Name, &v.Names, &v.VATIDs, &v.Senders, &v.Active, &v.Terms, &v.Invoices)
	return v, err
}

// loadVendors finds every vendor that shares a VAT id, an account, a sender or a
// word of its name with the document, or whose order it names.
func loadVendors(ctx context.Context, tx pgx.Tx, c *payable.Case) error {
	v := c.Invoice
	sender := []string{}
	if _, domain, ok := strings.Cut(c.Sender, "@"); ok {
		sender = []string{c.Sender, domain}
	}
	rows, err := tx.Query(ctx, `
		WITH candidate AS (
			SELECT id, 100 AS weight FROM vendor WHERE entity_id = $1 AND vat_ids && $2
			UNION ALL SELECT vendor_id, 90 FROM vendor_bank WHERE iban = ANY ($3)
			UNION ALL SELECT vendor_id, 80 FROM purchase_order WHERE entity_id = $1 AND number_normal = ANY ($4)
			UNION ALL SELECT id, 70 FROM vendor WHERE entity_id = $1 AND senders && $5
			UNION ALL SELECT id, cardinality(ARRAY(SELECT unnest(names_key) INTERSECT SELECT unnest($6::text[])))
			          FROM vendor WHERE entity_id = $1 AND names_key && $6
			UNION ALL SELECT $7::bigint, 200 WHERE $7 <> 0
		), best AS (SELECT id, sum(weight) AS weight FROM candidate GROUP BY id ORDER BY 2 DESC, id LIMIT 20)
		`+selectVendor+`JOIN best USING (id) WHERE v.entity_id = $1 ORDER BY v.id`,
		v.Entity, []string{v.Seller.VATID}, list(v.Bank), normals(v.OrderRefs), sender, nameKey(v.Seller.Name), c.Overrides.Vendor)
	if err != nil {
		return err
	}
	if c.Vendors, err = pgx.CollectRows(rows, scanVendor); err != nil {
		return err
	}
	return loadBank(ctx, tx, c.Vendors)
}

func loadBank(ctx context.Context, q querier, vendors []payable.Vendor) error {
	for i := range vendors {
		rows, err := q.Query(ctx, `
			SELECT iban, bic, entered_by, verified_by, since, coalesce(until, '0001-01-01') FROM vendor_bank WHERE vendor_id = $1 ORDER BY id`, vendors[i].ID)
		if err != nil {
			return err
		}
		if vendors[i].Bank, err = pgx.CollectRows(rows, pgx.RowToStructByPos[payable.BankAccount]); err != nil {
			return err
		}
	}
	return nil
}

func normals(refs []string) []string {
	out := []string{}
	for _, r := range refs {
		if n := payable.NormalNumber(r); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// nameKey returns the words of names by which candidates are found: folded,
// without the legal forms everybody has.
func nameKey(names ...string) []string {
	common := []string{"gmbh", "ltd", "limited", "inc", "llc", "the", "and", "und", "sarl", "sas", "spa", "srl", "plc", "co", "kg", "ag", "company", "cyf", "ccc"}
	out := []string{}
	for _, n := range names {
		for _, w := range strings.FieldsFunc(strings.ToLower(n), func(r rune) bool { return !isLetter(r) }) {
			if len(w) > 2 && !slices.Contains(common, w) && !slices.Contains(out, w) {
				out = append(out, clean(w))
			}
		}
	}
	return out
}

func isLetter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127
}

// loadOrders takes the orders the document names, of whichever vendor; where one
// of them is unknown, or it names none, also the open ones of the candidates.
func loadOrders(ctx context.Context, tx pgx.Tx, c *payable.Case) error {
	refs := normals(c.Invoice.OrderRefs)
	var named []payable.OrderID
	err := tx.QueryRow(ctx, `
		SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM purchase_order
		WHERE entity_id = $1 AND (number_normal = ANY ($2) OR id = ANY ($3))`, c.Invoice.Entity, refs, ids(c.Overrides.Orders)).Scan(&named)
	if err != nil {
		return err
	}
	found := map[string]bool{}
	if c.Orders, err = ordersByID(ctx, tx, named); err != nil {
		return err
	}
	for _, o := range c.Orders {
		found[payable.NormalNumber(o.Number)] = true
	}
	if len(refs) > 0 && !slices.ContainsFunc(refs, func(r string) bool { return !found[r] }) {
		return lockLines(ctx, tx, c.Orders)
	}
	var open []payable.OrderID
	err = tx.QueryRow(ctx, `
		SELECT coalesce(array_agg(id), '{}') FROM (
			SELECT id FROM purchase_order WHERE vendor_id = ANY ($1) AND state = 'open' AND id <> ALL ($2) ORDER BY ordered DESC NULLS LAST, id DESC LIMIT 50) o`,
		vendorIDs(c.Vendors), named).Scan(&open)
	if err != nil {
		return err
	}
	if c.Orders, err = ordersByID(ctx, tx, append(named, open...)); err != nil {
		return err
	}
	return lockLines(ctx, tx, c.Orders)
}

func ids(o []payable.OrderID) []payable.OrderID {
	if o == nil {
		return []payable.OrderID{}
	}
	return o
}

func vendorIDs(vs []payable.Vendor) []payable.VendorID {
	out := []payable.VendorID{}
	for _, v := range vs {
		out = append(out, v.ID)
	}
	return out
}

func lineIDs(orders []payable.PurchaseOrder) []payable.OrderLineID {
	out := []payable.OrderLineID{}
	for _, o := range orders {
		for _, l := range o.Lines {
			out = append(out, l.ID)
		}
	}
	return out
}

// lockLines locks the order lines in id order. Whoever imports a receipt for one
// of them waits, and enqueues the match that sees it.
func lockLines(ctx context.Context, tx pgx.Tx, orders []payable.PurchaseOrder) error {
	_, err := tx.Exec(ctx, `SELECT FROM order_line WHERE id = ANY ($1) ORDER BY id FOR UPDATE`, lineIDs(orders))
	return err
}
