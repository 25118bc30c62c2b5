package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest"
	"github.com/payable-ap/payable/internal/postgres"
)

// ImportCmd imports a CSV file: payable import orders FILE.csv.
type ImportCmd struct {
	Settings
	Kind   string `arg:"" help:"orders, receipts, vendors or past-invoices." enum:"orders,receipts,vendors,past-invoices"`
	File   string `arg:"" type:"existingfile"`
	BadRow string `help:"What a bad row does: reject the file, or skip the row." default:"reject" enum:"reject,skip" env:"PAYABLE_IMPORT_BAD_ROW"`
}

// Run imports the file whole or, by setting, without its bad rows, and names
// each of these. The same file again changes nothing.
func (c *ImportCmd) Run(ctx context.Context, out io.Writer, log *slog.Logger) error {
	body, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	db, done, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	rep, err := importFile(ctx, db, payable.System, c.Kind, c.File, body, c.BadRow == "skip")
	if err != nil {
		return err
	}
	for _, p := range rep.Problems {
		fmt.Fprintln(out, p.Error())
	}
	fmt.Fprintf(out, "%d new, %d changed, %d as they were; %d bad rows; %d invoices decided again\n", rep.New, rep.Changed, rep.Same, len(rep.Problems), rep.Rematched)
	if len(rep.Problems) > 0 && c.BadRow == "reject" {
		return errors.New("the file was refused whole; mend the rows, or import it with --bad-row=skip")
	}
	return nil
}

// importFile reads a table and saves its rows. A row the reader cannot take and
// a row the store cannot take are both problems of the file.
func importFile(ctx context.Context, db *postgres.DB, actor payable.Actor, kind, name string, body []byte, skip bool) (postgres.ImportReport, error) {
	file := postgres.ImportFile{Name: name, Hash: payable.HashOf(body), SkipBad: skip}
	r := bytes.NewReader(body)
	var bad []ingest.RowError
	var save func() (postgres.ImportReport, error)
	var err error
	switch kind {
	case "orders":
		var rows []ingest.OrderRow
		rows, bad, err = ingest.ReadOrders(r, ingest.Mapping{})
		save = func() (postgres.ImportReport, error) {
			return db.ImportOrders(ctx, actor, postgres.MainEntity, file, groupOrders(rows))
		}
	case "receipts":
		var rows []ingest.ReceiptRow
		rows, bad, err = ingest.ReadReceipts(r, ingest.Mapping{})
		save = func() (postgres.ImportReport, error) {
			return db.ImportReceipts(ctx, actor, postgres.MainEntity, file, groupReceipts(rows))
		}
	case "vendors":
		var rows []ingest.VendorRow
		rows, bad, err = ingest.ReadVendors(r, ingest.Mapping{})
		save = func() (postgres.ImportReport, error) {
			return db.ImportVendors(ctx, actor, postgres.MainEntity, file, groupVendors(rows))
		}
	case "past-invoices":
		var rows []ingest.PastInvoiceRow
		rows, bad, err = ingest.ReadPastInvoices(r, ingest.Mapping{})
		save = func() (postgres.ImportReport, error) {
			return db.ImportPastInvoices(ctx, actor, postgres.MainEntity, file, pastInvoices(rows))
		}
	default:
		return postgres.ImportReport{}, payable.Invalid("kind", kind+" is not one of orders, receipts, vendors, past-invoices")
	}
	if err != nil {
		return postgres.ImportReport{}, err
	}
	unread := problems(bad)
	if len(bad) > 0 && !skip {
		return postgres.ImportReport{Problems: unread}, nil
	}
	file.Bad = len(bad)
	rep, err := save()
	rep.Problems = append(unread, rep.Problems...)
	return rep, err
}
