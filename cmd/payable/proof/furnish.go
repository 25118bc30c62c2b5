package proof

import (
	"context"
	"os"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/matching"
	"github.com/payable-ap/payable/portal/auth"
)

// furnish fills the database with what is known before the first mail.
func (h *house) furnish(ctx context.Context, p *post) error {
	// No time to take an approval back: the proof does not wait half an hour.
	policy := matching.DefaultPolicy("EUR")
	policy.Entity, policy.StopMinutes = postgres.MainEntity, 0
	if err := h.db.SavePolicy(ctx, payable.System, policy); err != nil {
		return err
	}
	if err := h.db.SaveEntity(ctx, payable.System, p.story.Entity); err != nil {
		return err
	}
	users := []payable.User{clerk}
	for _, name := range append([]string{strict}, approvers...) {
		users = append(users, payable.User{Name: name, FullName: name, Roles: []payable.Role{payable.Approver}, Active: true, Addresses: []string{address(name)}})
	}
	passwords, err := auth.New(1)
	if err != nil {
		return err
	}
	hash, err := passwords.Hash(ctx, clerkPassword)
	if err != nil {
		return err
	}
	for _, u := range users {
		if err := h.db.SaveUser(ctx, payable.System, u, hash); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		kind string
		csv  []byte
	}{{"vendors", p.story.VendorsCSV()}, {"orders", p.story.OrdersCSV()}, {"receipts", p.story.ReceiptsCSV()}, {"past-invoices", p.story.PreviousCSV()}} {
		file := h.path(f.kind + ".csv")
		if err := os.WriteFile(file, f.csv, 0o644); err != nil {
			return err
		}
		if _, err := h.payable("import", f.kind, file); err != nil {
			return err
		}
	}
	return nil
}
