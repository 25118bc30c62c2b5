package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// mailRequest queues the mail that asks.
func (db *DB) mailRequest(ctx context.Context, tx pgx.Tx, v payable.Invoice, a payable.Approval, who payable.User, question string) error {
	if len(who.Addresses) == 0 {
		return nil // asked in the portal only
	}
	facts, err := letterFacts(ctx, tx, v, who)
	if err != nil {
		return err
	}
	facts.Kind, facts.Question, facts.Expires, facts.Asker = payable.LetterRequest, question, a.Expires, a.Asker
	return db.queueMail(ctx, tx, newLetter{
		entity: v.Entity, key: fmt.Sprintf("request %d", a.ID), kind: string(payable.LetterRequest), to: who.Addresses[0],
		approval: a.ID, invoice: v.ID, data: facts,
	})
}

// letterFacts collects what every mail about an invoice may say.
func letterFacts(ctx context.Context, tx pgx.Tx, v payable.Invoice, who payable.User) (payable.LetterFacts, error) {
	due, _ := v.AmountDue()
	name := who.FullName
	if name == "" {
		name = who.Name
	}
	f := payable.LetterFacts{Language: who.Language, To: name, Invoice: v.ID, Number: v.Number, Vendor: v.Seller.Name, Issued: v.Issued, Due: v.Due, Payable: due, Orders: v.OrderRefs}
	e, err := loadEntity(ctx, tx, v.Entity)
	if err != nil {
		return f, err
	}
	f.Entity = e.Name
	open, err := openFindings(ctx, tx, v.ID)
	if err != nil {
		return f, err
	}
	for _, o := range open {
		f.Findings = append(f.Findings, o.Finding)
	}
	if v.Vendor == 0 {
		return f, nil
	}
	err = tx.QueryRow(ctx, `
		SELECT v.name, coalesce((SELECT max(since) FROM vendor_bank b WHERE b.vendor_id = v.id AND b.verified_by <> '' AND b.until IS NULL), '0001-01-01')
		FROM vendor v WHERE v.id = $1`, v.Vendor).Scan(&f.Vendor, &f.BankSince)
	if err != nil {
		return f, err
	}
	f.Recent, err = recentDecisions(ctx, tx, v)
	return f, err
}

func recentDecisions(ctx context.Context, tx pgx.Tx, v payable.Invoice) ([]payable.LetterDecision, error) {
	rows, err := tx.Query(ctx, `
		SELECT i.moved_at, h.number, coalesce(h.payable, h.gross, 0), h.currency, i.state, i.owner
		FROM invoice i JOIN invoice_header h ON h.draft_id = i.draft_id
		WHERE i.vendor_id = $1 AND i.id <> $2 AND i.copy_of IS NULL AND i.state IN ('approved', 'handed_over', 'posted', 'paid', 'rejected')
		ORDER BY i.moved_at DESC, i.id DESC LIMIT 3`, v.Vendor, v.ID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (payable.LetterDecision, error) {
		var d payable.LetterDecision
		var state payable.InvoiceState
		err := row.Scan(&d.At, &d.Number, &d.Payable.Amount, &d.Payable.Currency, &state, &d.By)
		d.Verdict = "approved"
		if state == payable.Rejected {
			d.Verdict = "rejected"
		}
		return d, err
	})
}
