package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/ocr"
)

// Read reads one occurrence of a document and captures the invoices in it. What
// is the document's own trouble ends where people see it: unreadable at once,
// quarantined after three faults. What is the machine's trouble is tried again.
func (s *Steps) Read(ctx context.Context, job postgres.ReadDocument) error {
	o, err := s.DB.StartReading(ctx, payable.System, job.Occurrence)
	if errors.Is(err, payable.ErrConflict) {
		return nil // read already, or a copy
	}
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	data, err := s.DB.Bytes(ctx, o.Document)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	res, err := s.Reader.Read(ctx, data, ocr.Options{Name: o.FileName, Words: true})
	s.walls.Do(s.tellWalls)
	var unreadable *ocr.Unreadable
	var fault *ocr.Fault
	switch {
	case errors.As(err, &unreadable):
		return s.DB.EndReading(ctx, payable.System, o.ID, payable.OccurrenceUnreadable, unreadable.Reason, nil)
	case errors.As(err, &fault):
		_, err := s.DB.FaultReading(ctx, payable.System, o.ID, fault.Reason)
		return err
	case err != nil:
		return errors.Join(fmt.Errorf("read document %d: %w", o.ID, err), postgres.ErrLater)
	}
	if err := s.remember(ctx, o.Entity, &res); err != nil {
		return fmt.Errorf("read document %d: %w", o.ID, err)
	}
	return s.capture(ctx, o.ID, res)
}

// capture saves what was read. A file without an invoice in it is no failure: it
// says what it is instead.
func (s *Steps) capture(ctx context.Context, id payable.OccurrenceID, res ocr.Result) error {
	var readings []postgres.Reading
	var drafts []payable.Draft
	var kinds []string
	bill := false
	for _, r := range res.Drafts {
		readings = append(readings, postgres.Reading{Draft: r.Draft, Page: r.Page})
		drafts = append(drafts, r.Draft)
		bill = bill || r.Draft.DocType == payable.DocInvoice || r.Draft.DocType == payable.DocCreditNote
		if k := strings.ReplaceAll(string(r.Draft.DocType), "_", " "); !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	switch {
	case bill:
		return s.DB.CaptureInvoice(ctx, payable.System, id, readings)
	case len(drafts) == 0 && len(res.Problems) > 0:
		return s.DB.EndReading(ctx, payable.System, id, payable.OccurrenceUnreadable, strings.Join(res.Problems, "; "), nil)
	case len(drafts) == 0:
		return s.DB.EndReading(ctx, payable.System, id, payable.OccurrenceNotInvoice, "no business document was found in it", nil)
	}
	return s.DB.EndReading(ctx, payable.System, id, payable.OccurrenceNotInvoice, "it reads as: "+strings.Join(kinds, ", "), drafts)
}

// tellWalls warns of what this machine did not permit to shut the document
// workers in. The walls are known once the first document was read.
func (s *Steps) tellWalls() {
	if missing := s.Reader.MissingWalls(); len(missing) > 0 && s.Log != nil {
		s.Log.Warn("document workers run without all their walls", "missing", strings.Join(missing, "; "))
	}
}
