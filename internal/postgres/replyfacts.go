package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// loadReply finds what a reply is about and everything it is judged by. kind is
// the kind of its approval: question or stop.
func loadReply(ctx context.Context, tx pgx.Tx, q payable.ReplyQuery) (payable.ReplyCase, string, error) {
	k := payable.ReplyCase{Message: q.Message}
	if err := tx.QueryRow(ctx, `SELECT now()`).Scan(&k.Now); err != nil {
		return k, "", err
	}
	var err error
	if q.From != "" {
		if k.Sender, err = userWhere(ctx, tx, `WHERE u.active AND EXISTS (SELECT FROM user_address a WHERE a.user_id = u.id AND a.address = $1)`, q.From); err != nil {
			return k, "", err
		}
	}
	if k.Policy, err = loadPolicy(ctx, tx, MainEntity); err != nil || len(q.Secret) == 0 {
		return k, "", err
	}
	var invoice payable.InvoiceID
	var kind string
	err = tx.QueryRow(ctx, `SELECT invoice_id, kind FROM approval WHERE secret = $1`, q.Secret).Scan(&invoice, &kind)
	if errors.Is(err, pgx.ErrNoRows) {
		return k, "", nil
	}
	if err != nil {
		return k, "", err
	}
	// The invoice first, then its approval: everybody locks in this order.
	if k.Invoice, err = lockInvoice(ctx, tx, invoice); err != nil {
		return k, kind, err
	}
	rows, err := tx.Query(ctx, selectApproval+`WHERE secret = $1 FOR UPDATE`, q.Secret)
	a, err := one(rows, err, scanApproval)
	if err != nil {
		return k, kind, err
	}
	k.Approval = &a
	return k, kind, loadReplyFacts(ctx, tx, q, &k)
}

func loadReplyFacts(ctx context.Context, tx pgx.Tx, q payable.ReplyQuery, k *payable.ReplyCase) error {
	var err error
	if k.Policy, err = loadPolicy(ctx, tx, k.Invoice.Entity); err != nil {
		return err
	}
	if k.Approver, err = userByName(ctx, tx, k.Approval.Approver); err != nil {
		return err
	}
	open, err := openFindings(ctx, tx, k.Invoice.ID)
	if err != nil {
		return err
	}
	k.Worst = payable.Pass
	for _, f := range open {
		k.Worst = max(k.Worst, f.Outcome)
	}
	if k.Invoice.Vendor != 0 {
		rows, err := tx.Query(ctx, selectVendor+`WHERE v.id = $1`, k.Invoice.Vendor)
		if k.Vendor, err = one(rows, err, scanVendor); err != nil {
			return err
		}
		vendors := []payable.Vendor{k.Vendor}
		if err := loadBank(ctx, tx, vendors); err != nil {
			return err
		}
		k.Vendor = vendors[0]
		if k.BankEditor, k.BankChanged, err = bankEditor(ctx, tx, k.Invoice.Vendor); err != nil {
			return err
		}
	}
	if q.DelegateTo != "" {
		if k.DelegateTo, err = userWhere(ctx, tx, `WHERE u.active AND EXISTS (SELECT FROM user_address a WHERE a.user_id = u.id AND a.address = $1)`, q.DelegateTo); err != nil {
			return err
		}
	}
	return loadReplyCounts(ctx, tx, k)
}

func loadReplyCounts(ctx context.Context, tx pgx.Tx, k *payable.ReplyCase) error {
	err := tx.QueryRow(ctx, `
		SELECT 1 + (SELECT count(*) FROM approval_reply WHERE approval_id = $1 AND at > now() - interval '1 hour'),
			(SELECT count(*) FROM approval_reply r JOIN approval a ON a.id = r.approval_id
			 WHERE r.acted AND a.approver = $2 AND r.at > now() - interval '1 hour'),
			coalesce((SELECT coalesce(nullif(u.full_name, ''), u.name) FROM approval a JOIN app_user u ON u.name = a.answered_by WHERE a.id = $1), ''),
			coalesce((SELECT answered_at FROM approval WHERE id = $1), '0001-01-01')`,
		k.Approval.ID, k.Approval.Approver).Scan(&k.ThreadMails, &k.Decisions, &k.DecidedBy, &k.DecidedAt)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT approver FROM approval WHERE invoice_id = $1 AND kind = 'question' AND id <= $2 ORDER BY id`, k.Invoice.ID, k.Approval.ID)
	if err != nil {
		return err
	}
	k.Chain, err = pgx.CollectRows(rows, pgx.RowTo[string])
	return err
}
