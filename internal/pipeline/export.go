package pipeline

import (
	"context"
	"errors"
	"fmt"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/portal/export"
)

// ExportInvoice hands one approved invoice on as a file. File and database agree
// after any crash: the file is named by the invoice and has the same bytes
// however often it is written, and the row that says "left" exists once.
func (s *Steps) ExportInvoice(ctx context.Context, job postgres.ExportInvoice) error {
	err := s.DB.ExportInvoice(ctx, payable.System, job.Invoice, func(ctx context.Context, e postgres.Export) (string, payable.Hash, error) {
		raw, err := s.DB.Bytes(ctx, e.Document.Hash)
		if err != nil {
			return "", "", err
		}
		b := export.Bill{
			Key: e.Key, Invoice: e.Invoice, Vendor: e.Vendor, Approved: e.Approved, At: e.At,
			Original: export.Original{Name: e.FileName, Hash: e.Document.Hash, Bytes: raw},
		}
		for _, c := range e.Coding {
			b.Coding = append(b.Coding, export.Coding{Line: c.Line, Order: c.Order, OrderLine: c.OrderLine, Quantity: c.Quantity})
		}
		return s.Export.Write(b)
	})
	if err == nil || postgres.Infrastructure(err) {
		return err
	}
	// A full or missing folder is no fault of the invoice: it stays approved, people
	// see why, and it leaves when there is room.
	if noted := s.DB.ExportProblem(ctx, job.Invoice, err.Error()); noted != nil {
		return noted
	}
	return errors.Join(fmt.Errorf("export invoice %d: %w", job.Invoice, err), postgres.ErrLater)
}
