package pipeline

import (
	"context"
	"errors"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/matching"
)

// Match decides one invoice and puts it before a person, or lets it through. The
// order lines it bills stay locked, in id order, until the decision is saved: of
// two invoices racing for the last open unit one gets it.
func (s *Steps) Match(ctx context.Context, job postgres.MatchInvoice) error {
	err := s.DB.MatchInvoice(ctx, payable.System, job.Invoice, matching.Match)
	if errors.Is(err, payable.ErrConflict) {
		return nil // a person decided first; their word stands
	}
	return err
}
