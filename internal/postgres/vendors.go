package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// An ImportedVendor is a vendor of the ledger's master as a file has it. Its
// accounts count as verified: the ledger is the approved master, and it has its
// own two persons.
type ImportedVendor struct {
	payable.Vendor
	Row int
}

// ImportVendors adds and changes vendors by (entity, number). The same file
// again changes nothing.
func (db *DB) ImportVendors(ctx context.Context, actor payable.Actor, entity payable.EntityID, file ImportFile, vendors []ImportedVendor) (ImportReport, error) {
	return db.load(ctx, actor, payable.ImportVendors, entity, "vendors", file, func(im *importing) error {
		for _, v := range vendors {
			if err := im.vendor(ctx, v); err != nil {
				return err
			}
		}
		return nil
	})
}

func (im *importing) vendor(ctx context.Context, v ImportedVendor) error {
	var fresh bool
	names, vat, senders := list(v.Names), list(v.VATIDs), list(v.Senders)
	err := im.tx.QueryRow(ctx, `
		INSERT INTO vendor (entity_id, group_id, number, name, names, names_key, vat_ids, senders, active, terms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (entity_id, number) DO UPDATE SET group_id = $2, name = $4, names = $5, names_key = $6, vat_ids = $7, senders = $8, active = $9, terms = $10
			WHERE (vendor.group_id, vendor.name, vendor.names, vendor.vat_ids, vendor.senders, vendor.active, vendor.terms) IS DISTINCT FROM ($2, $4, $5, $7, $8, $9, $10)
		RETURNING id, xmax = 0`,
		im.entity, v.Group, v.Number, clean(v.Name), names, nameKey(append(v.Names, v.Name)...), vat, senders, v.Active, v.Terms).Scan(&v.ID, &fresh)
	touched := err == nil
	if errors.Is(err, pgx.ErrNoRows) {
		err = im.tx.QueryRow(ctx, `SELECT id FROM vendor WHERE entity_id = $1 AND number = $2`, im.entity, v.Number).Scan(&v.ID)
	}
	if err != nil {
		return err
	}
	for _, b := range v.Bank {
		since := b.Since
		if since.IsZero() {
			since = time.Now()
		}
		tag, err := im.tx.Exec(ctx, `
			INSERT INTO vendor_bank (vendor_id, iban, bic, entered_by, entered_at, verified_by, since) VALUES ($1, $2, $3, 'import', $4, 'ledger', $4)
			ON CONFLICT (vendor_id, iban) DO NOTHING`, v.ID, clean(b.IBAN), clean(b.BIC), since)
		if err != nil {
			return err
		}
		touched = touched || tag.RowsAffected() > 0
	}
	switch {
	case fresh:
		im.report.New++
	case touched:
		im.report.Changed++
	default:
		im.report.Same++
		return nil
	}
	return im.rematchVendor(ctx)
}

// rematchVendor has what waits without a vendor, or for this entity's vendors,
// decided again: a new master record may be what was missing.
func (im *importing) rematchVendor(ctx context.Context) error {
	rows, err := im.tx.Query(ctx, `SELECT id FROM invoice WHERE entity_id = $1 AND state IN ('review', 'held') AND vendor_id IS NULL ORDER BY id`, im.entity)
	if err != nil {
		return err
	}
	open, err := pgx.CollectRows(rows, pgx.RowTo[payable.InvoiceID])
	if err != nil {
		return err
	}
	for _, id := range open {
		if err := im.db.enqueue(ctx, im.tx, MatchInvoice{id}); err != nil {
			return err
		}
	}
	return nil
}

// An ImportedPast is an invoice of before payable started, for the duplicate
// net.
type ImportedPast struct {
	VendorNumber string
	payable.PriorInvoice
	Order string
	Row   int
}

// ImportPastInvoices adds invoices of the past. The same again changes nothing.
func (db *DB) ImportPastInvoices(ctx context.Context, actor payable.Actor, entity payable.EntityID, file ImportFile, past []ImportedPast) (ImportReport, error) {
	return db.load(ctx, actor, payable.ImportVendors, entity, "past_invoices", file, func(im *importing) error {
		for _, p := range past {
			tag, err := im.tx.Exec(ctx, `
				INSERT INTO past_invoice (entity_id, vendor_id, number, number_normal, issued, gross, currency, credit_note, order_number)
				SELECT $1, id, $3, $4, $5, $6, $7, $8, $9 FROM vendor WHERE entity_id = $1 AND number = $2 ON CONFLICT DO NOTHING`,
				im.entity, p.VendorNumber, clean(p.Number), payable.NormalNumber(p.Number), p.Issued, p.Gross, p.Currency, p.CreditNote, clean(p.Order))
			if err != nil {
				return fmt.Errorf("past invoice in line %d: %w", p.Row, err)
			}
			if tag.RowsAffected() == 1 {
				im.report.New++
				continue
			}
			var known bool
			if err := im.tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM vendor WHERE entity_id = $1 AND number = $2)`, im.entity, p.VendorNumber).Scan(&known); err != nil {
				return err
			}
			if !known {
				im.bad(p.Row, "vendor", noVendor(p.VendorNumber))
				continue
			}
			im.report.Same++
		}
		return nil
	})
}

// Vendors returns every vendor of an entity with its accounts, by name.
func (db *DB) Vendors(ctx context.Context, entity payable.EntityID) ([]payable.Vendor, error) {
	rows, err := db.pool.Query(ctx, selectVendor+`WHERE v.entity_id = $1 ORDER BY lower(v.name), v.id`, entity)
	if err != nil {
		return nil, err
	}
	vendors, err := pgx.CollectRows(rows, scanVendor)
	if err != nil {
		return nil, err
	}
	return vendors, loadBank(ctx, db.pool, vendors)
}

// Vendor returns one vendor with its accounts.
func (db *DB) Vendor(ctx context.Context, id payable.VendorID) (payable.Vendor, error) {
	rows, err := db.pool.Query(ctx, selectVendor+`WHERE v.id = $1`, id)
	v, err := one(rows, err, scanVendor)
	if err != nil {
		return v, fmt.Errorf("vendor %d: %w", id, err)
	}
	vendors := []payable.Vendor{v}
	err = loadBank(ctx, db.pool, vendors)
	return vendors[0], err
}

// EnterBank proposes an account for a vendor. It is not approved until another
// person verifies it.
func (db *DB) EnterBank(ctx context.Context, actor payable.Actor, vendor payable.VendorID, iban, bic string) error {
	c := &change{actor: actor, action: payable.SaveBank, subject: fmt.Sprintf("vendor %d", vendor)}
	iban = strings.ToUpper(strings.ReplaceAll(iban, " ", ""))
	c.detail = map[string]any{"account": payable.HashOf([]byte(iban))}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO vendor_bank (vendor_id, iban, bic, entered_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, vendor, iban, bic, actor.Name)
		if err == nil && tag.RowsAffected() == 0 {
			return errUnchanged
		}
		return err
	})
}

// VerifyBank approves an account somebody else entered. Invoices that wait for
// it are matched again.
func (db *DB) VerifyBank(ctx context.Context, actor payable.Actor, vendor payable.VendorID, iban string) error {
	c := &change{actor: actor, action: payable.VerifyBank, subject: fmt.Sprintf("vendor %d", vendor)}
	c.detail = map[string]any{"account": payable.HashOf([]byte(iban))}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		var by string
		err := tx.QueryRow(ctx, `SELECT entered_by FROM vendor_bank WHERE vendor_id = $1 AND iban = $2 AND verified_by = '' FOR UPDATE`, vendor, iban).Scan(&by)
		if errors.Is(err, pgx.ErrNoRows) {
			return errUnchanged
		}
		if err != nil {
			return err
		}
		if by == actor.Name {
			return payable.Refuse("iban", "own_account", "you entered it, so somebody else must verify it")
		}
		if _, err := tx.Exec(ctx, `UPDATE vendor_bank SET verified_by = $3, since = now() WHERE vendor_id = $1 AND iban = $2`, vendor, iban, actor.Name); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT id FROM invoice WHERE vendor_id = $1 AND state IN ('review', 'held', 'waiting') ORDER BY id`, vendor)
		if err != nil {
			return err
		}
		open, err := pgx.CollectRows(rows, pgx.RowTo[payable.InvoiceID])
		for _, id := range open {
			if err == nil {
				err = db.enqueue(ctx, tx, MatchInvoice{id})
			}
		}
		return err
	})
}
