package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// A Reading is one business document found in a file: its draft and, for a
// hybrid, what its page says beside the XML.
type Reading struct {
	Draft payable.Draft
	Page  *payable.Draft
}

// CaptureInvoice ends the reading of an occurrence with at least one invoice or
// credit note: each becomes an invoice with the job to match it. Other business
// documents of the file are kept as drafts. If the same bytes were captured
// meanwhile the occurrence becomes a copy.
func (db *DB) CaptureInvoice(ctx context.Context, actor payable.Actor, id payable.OccurrenceID, readings []Reading) error {
	c := &change{actor: actor, action: payable.CaptureInvoice, subject: fmt.Sprintf("document %d", id)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		o, err := openOccurrence(ctx, tx, id)
		if err != nil {
			return err
		}
		c.entity = o.Entity
		first, err := firstCapture(ctx, tx, o)
		if err != nil {
			return err
		}
		if first != 0 {
			c.detail = map[string]any{"state": payable.OccurrenceCopy, "of": first}
			return moveOccurrence(ctx, tx, o, payable.OccurrenceCopy, fmt.Sprintf("the same file came before, as document %d", first))
		}
		var made []payable.InvoiceID
		for _, r := range readings {
			inv, err := db.captureOne(ctx, tx, o, r)
			if err != nil {
				return err
			}
			if inv != 0 {
				made = append(made, inv)
			}
		}
		if len(made) == 0 {
			return payable.Invalid("readings", "hold no invoice and no credit note")
		}
		c.detail = map[string]any{"invoices": made}
		return moveOccurrence(ctx, tx, o, payable.OccurrenceCaptured, plural(len(made)))
	})
}

func plural(n int) string {
	if n == 1 {
		return "captured as one invoice"
	}
	return fmt.Sprintf("captured as %d invoices", n)
}

// captureOne stores a reading and, where it is a bill, its invoice.
func (db *DB) captureOne(ctx context.Context, tx pgx.Tx, o payable.Occurrence, r Reading) (payable.InvoiceID, error) {
	draft, err := putDraft(ctx, tx, o, r.Draft, 0, 0)
	if err != nil {
		return 0, err
	}
	if r.Page != nil {
		if _, err := putDraft(ctx, tx, o, *r.Page, 0, draft); err != nil {
			return 0, err
		}
	}
	if t := r.Draft.DocType; t != payable.DocInvoice && t != payable.DocCreditNote {
		return 0, nil
	}
	r.Draft.ID = draft
	inv := r.Draft.Invoice()
	if err := putHeader(ctx, tx, draft, inv); err != nil {
		return 0, err
	}
	var id payable.InvoiceID
	err = tx.QueryRow(ctx, `
		INSERT INTO invoice (entity_id, occurrence_id, ordinal, draft_id, submitter)
		SELECT entity_id, id, $2, $3, submitter FROM occurrence WHERE id = $1 RETURNING id`, o.ID, r.Draft.Ordinal, draft).Scan(&id)
	if err != nil {
		return 0, err
	}
	if err := putVersion(ctx, tx, id, 1, draft, "captured"); err != nil {
		return 0, err
	}
	return id, db.enqueue(ctx, tx, MatchInvoice{id})
}

func putVersion(ctx context.Context, tx pgx.Tx, id payable.InvoiceID, version int, draft payable.DraftID, why string) error {
	_, err := tx.Exec(ctx, `INSERT INTO invoice_version (invoice_id, version, draft_id, why) VALUES ($1, $2, $3, $4)`, id, version, draft, why)
	return err
}

// putHeader stores what a draft says in columns: a pure function of the draft.
func putHeader(ctx context.Context, tx pgx.Tx, draft payable.DraftID, v payable.Invoice) error {
	vat, err := json.Marshal(v.VAT)
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	b.Queue(`
		INSERT INTO invoice_header (draft_id, credit_note, number, number_normal, issued, due, currency, order_refs, despatch, preceding,
			seller_name, seller_vat_id, buyer_name, buyer_vat_id, net, tax, gross, prepaid, rounding, payable, allowances, charges, vat, bank)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
		draft, v.CreditNote, clean(v.Number), payable.NormalNumber(clean(v.Number)), date(v.Issued), date(v.Due), v.Currency, list(v.OrderRefs), list(v.Despatch), list(v.Preceding),
		clean(v.Seller.Name), clean(v.Seller.VATID), clean(v.Buyer.Name), clean(v.Buyer.VATID),
		v.Net, v.Tax, v.Gross, v.Prepaid, v.Rounding, v.Payable, v.Allowances, v.Charges, storable(vat), list(v.Bank))
	for _, l := range v.Lines {
		b.Queue(`
			INSERT INTO invoice_line (draft_id, line, description, sku, buyer_sku, quantity, unit, unit_price, price_base, net, vat_rate, allowance, charge, order_ref, order_line, despatch)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
			draft, l.Number, clean(l.Text), clean(l.SKU), clean(l.BuyerSKU), l.Quantity, clean(l.Unit), l.UnitPrice, l.PriceBase, l.Net, clean(l.VATRate),
			l.Allowance, l.Charge, clean(l.OrderRef), clean(l.OrderLine), clean(l.Despatch))
	}
	return tx.SendBatch(ctx, b).Close()
}

func list(s []string) []string {
	out := make([]string, len(s))
	for i := range s {
		out[i] = clean(s[i])
	}
	return out
}

const selectInvoice = `
	SELECT i.id, i.entity_id, i.version, i.draft_id, i.occurrence_id, coalesce(i.vendor_id, 0), h.credit_note, h.number, h.issued, h.due, h.currency,
		h.order_refs, h.despatch, h.preceding, h.seller_name, h.seller_vat_id, h.buyer_name, h.buyer_vat_id,
		h.net, h.tax, h.gross, h.prepaid, h.rounding, h.payable, h.allowances, h.charges, h.vat, h.bank, i.state, i.owner, i.cause, i.submitter, i.captured_at
	FROM invoice i JOIN invoice_header h ON h.draft_id = i.draft_id `

func scanInvoice(row pgx.CollectableRow) (payable.Invoice, error) {
	var v payable.Invoice
	var issued, due nullDate
	var vat string
	err := row.Scan(&v.ID, &v.Entity, &v.Version, &v.Draft, &v.Occurrence, &v.Vendor, &v.CreditNote, &v.Number, &issued, &due, &v.Currency,
		&v.OrderRefs, &v.Despatch, &v.Preceding, &v.Seller.Name, &v.Seller.VATID, &v.Buyer.Name, &v.Buyer.VATID,
		&v.Net, &v.Tax, &v.Gross, &v.Prepaid, &v.Rounding, &v.Payable, &v.Allowances, &v.Charges, &vat, &v.Bank, &v.State, &v.Owner, &v.Cause, &v.Submitter, &v.Captured)
	if err != nil {
		return v, err
	}
	v.Issued, v.Due = issued.time(), due.time()
	return v, json.Unmarshal([]byte(vat), &v.VAT)
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Invoice returns one invoice with its lines.
func (db *DB) Invoice(ctx context.Context, id payable.InvoiceID) (payable.Invoice, error) {
	v, err := loadInvoice(ctx, db.pool, id, "")
	if err != nil {
		return v, fmt.Errorf("invoice %d: %w", id, err)
	}
	return v, nil
}

func loadInvoice(ctx context.Context, q querier, id payable.InvoiceID, lock string) (payable.Invoice, error) {
	rows, err := q.Query(ctx, selectInvoice+`WHERE i.id = $1 `+lock, id)
	v, err := one(rows, err, scanInvoice)
	if err != nil {
		return v, err
	}
	rows, err = q.Query(ctx, `
		SELECT line, description, sku, buyer_sku, quantity, unit, unit_price, price_base, net, vat_rate, allowance, charge, order_ref, order_line, despatch
		FROM invoice_line WHERE draft_id = $1 ORDER BY line`, v.Draft)
	if err != nil {
		return v, err
	}
	v.Lines, err = pgx.CollectRows(rows, pgx.RowToStructByPos[payable.InvoiceLine])
	return v, err
}

// lockInvoice takes the invoice's row until tx ends, so nobody else decides it
// meanwhile.
func lockInvoice(ctx context.Context, tx pgx.Tx, id payable.InvoiceID) (payable.Invoice, error) {
	return loadInvoice(ctx, tx, id, "FOR UPDATE OF i")
}

// A placing is where an invoice stands after a move.
type placing struct {
	state        payable.InvoiceState
	owner, cause string
}

// move changes a locked invoice's state and ends the questions that were open
// about it where the new state answers them.
func move(ctx context.Context, tx pgx.Tx, v payable.Invoice, p placing) error {
	if v.State != p.state && !v.State.CanBecome(p.state) {
		return fmt.Errorf("from %s to %s: %w", v.State, p.state, payable.ErrConflict)
	}
	if _, err := tx.Exec(ctx, `UPDATE invoice SET state = $2, owner = $3, cause = $4 WHERE id = $1`, v.ID, p.state, p.owner, p.cause); err != nil {
		return err
	}
	if p.state == payable.Waiting {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE approval SET state = 'void', answered_at = now() WHERE invoice_id = $1 AND state = 'asked' AND kind = 'question'`, v.ID)
	return err
}

// SetAside puts a captured invoice that could not be decided before AP, with a
// cause that says so.
func (db *DB) SetAside(ctx context.Context, actor payable.Actor, id payable.InvoiceID, cause string) error {
	c := &change{actor: actor, action: payable.MatchInvoice, subject: subjectOf(id), detail: map[string]any{"undecided": cause}}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		v, err := lockInvoice(ctx, tx, id)
		if err != nil {
			return err
		}
		if v.State != payable.Captured {
			return errUnchanged
		}
		c.entity = v.Entity
		return move(ctx, tx, v, placing{payable.Review, "ap", cause})
	})
}
