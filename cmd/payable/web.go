package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest"
	"github.com/payable-ap/payable/internal/pipeline"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/text"
	"github.com/payable-ap/payable/portal"
)

// web serves the portal until ctx is cancelled, then finishes requests in
// flight.
func (c *ServeCmd) web(ctx context.Context, db *postgres.DB, steps *pipeline.Steps, log *slog.Logger) error {
	server := &portal.Server{
		DB: db, Log: log, PublicURL: c.public(), PageDir: filepath.Join(c.Data, "pages"), Renderer: text.RendererVersion,
		Draw:         pages{db, steps.Reader}.draw,
		Words:        pages{db, steps.Reader}.words,
		ReadOrders:   readOrders,
		ReadReceipts: readReceipts,
		ReadVendors:  readVendors,
	}
	h, err := server.Handler()
	if err != nil {
		return fmt.Errorf("portal: %w", err)
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return payable.Invalid("PAYABLE_LISTEN", err.Error())
	}
	log.Info("portal", "address", c.public())
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return errors.Join(srv.Shutdown(last), closed(<-ended))
}

func closed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// pages draws a document's pages for the portal, in the worker.
type pages struct {
	db     *postgres.DB
	reader *ocr.Reader
}

func (p pages) draw(ctx context.Context, document payable.Hash, page, dpi int) ([]byte, error) {
	data, err := p.db.Bytes(ctx, document)
	if err != nil {
		return nil, err
	}
	return p.reader.Draw(ctx, data, page, dpi)
}

func (p pages) words(ctx context.Context, document payable.Hash, page int) (portal.Page, error) {
	data, err := p.db.Bytes(ctx, document)
	if err != nil {
		return portal.Page{}, err
	}
	w, err := p.reader.Words(ctx, data, page, "")
	if err != nil {
		return portal.Page{}, err
	}
	out := portal.Page{Width: w.Width, Height: w.Height}
	for _, word := range w.Words {
		if !word.Hidden {
			out.Words = append(out.Words, portal.Word{Text: word.Text, Box: word.Box})
		}
	}
	return out, nil
}

func readOrders(r io.Reader) ([]postgres.ImportedOrder, []postgres.RowProblem, error) {
	rows, bad, err := ingest.ReadOrders(r, ingest.Mapping{})
	return groupOrders(rows), problems(bad), err
}

func readReceipts(r io.Reader) ([]postgres.ImportedReceipt, []postgres.RowProblem, error) {
	rows, bad, err := ingest.ReadReceipts(r, ingest.Mapping{})
	return groupReceipts(rows), problems(bad), err
}

func readVendors(r io.Reader) ([]postgres.ImportedVendor, []postgres.RowProblem, error) {
	rows, bad, err := ingest.ReadVendors(r, ingest.Mapping{})
	return groupVendors(rows), problems(bad), err
}

func problems(bad []ingest.RowError) []postgres.RowProblem {
	out := make([]postgres.RowProblem, len(bad))
	for i, b := range bad {
		out[i] = postgres.RowProblem{Row: b.Line, Column: b.Column, Reason: b.Reason}
	}
	return out
}
