package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/memory"
	"github.com/payable-ap/payable/ocr/text"
)

// Learn keeps what a corrected or confirmed draft says about the layout of its
// vendor's documents. It reads the words of the pages again, in the worker. A
// draft that was corrected once more, an invoice without a vendor, and XML,
// which has no layout, teach nothing.
func (s *Steps) Learn(ctx context.Context, job postgres.LearnInvoice) error {
	v, err := s.DB.Invoice(ctx, job.Invoice)
	if err != nil {
		return fmt.Errorf("learn: %w", err)
	}
	if v.State == payable.Captured {
		return fmt.Errorf("learn: invoice %d is being matched: %w", v.ID, postgres.ErrLater) // its vendor may be about to be known
	}
	if v.Draft != job.Draft || v.Vendor == 0 {
		return nil
	}
	checked, err := s.DB.Draft(ctx, v.Draft)
	if err != nil {
		return fmt.Errorf("learn: %w", err)
	}
	if checked.Source == payable.SourceXML {
		return nil
	}
	first, err := s.DB.FirstReading(ctx, v.Draft)
	if err != nil {
		return fmt.Errorf("learn: %w", err)
	}
	pages, err := s.words(ctx, checked)
	var unreadable *ocr.Unreadable
	var fault *ocr.Fault
	switch {
	case errors.As(err, &unreadable), errors.As(err, &fault):
		return nil // it was read once; a page that will not be read again teaches nothing
	case err != nil:
		return errors.Join(fmt.Errorf("learn from invoice %d: %w", v.ID, err), postgres.ErrLater)
	}
	stored, err := s.DB.LayoutsOf(ctx, v.Vendor)
	if err != nil {
		return fmt.Errorf("learn: %w", err)
	}
	x := memory.Learning{Pages: pages, Read: first, Checked: checked, Confirmed: job.Confirmed, From: fmt.Sprintf("document %d", v.Occurrence)}
	out, err := learnt(x, stored)
	if err != nil || len(out.Lessons) == 0 {
		return err
	}
	out.Invoice, out.Draft, out.Confirmed, out.By = v.ID, v.Draft, job.Confirmed, job.By
	return s.DB.SaveLessons(ctx, payable.System, out)
}

// learnt puts a document's teaching into the form it is stored in: on the layout
// it fits, or on a new one.
func learnt(x memory.Learning, stored []postgres.Layout) (postgres.Learnt, error) {
	known, err := remembered(stored)
	if err != nil {
		return postgres.Learnt{}, err
	}
	var out postgres.Learnt
	var lessons []memory.Lesson
	if at, ok := memory.Find(x.Pages, x.Checked, known); ok {
		out.Layout, lessons = stored[at].ID, known[at].Lessons
	} else {
		layout := memory.Fingerprint(x.Pages, x.Checked)
		out.Marks = layout.Marks
		if out.Body, err = json.Marshal(layout); err != nil {
			return out, err
		}
	}
	for _, j := range memory.Learn(x, lessons) {
		if j.Verdict == memory.Silent {
			continue
		}
		body, err := json.Marshal(j.Lesson)
		if err != nil {
			return out, err
		}
		l := j.Lesson
		out.Lessons = append(out.Lessons, postgres.LearntLesson{
			Key: l.Key(), Term: l.Term, Body: body, Held: j.Verdict == memory.Held,
			Shown: postgres.ShownLesson{Place: string(l.Place), Printed: l.Printed, Value: l.Value, Source: l.From},
		})
	}
	return out, nil
}

// remembered turns stored layouts into what package memory works with.
func remembered(stored []postgres.Layout) ([]memory.Known, error) {
	var out []memory.Known
	for _, y := range stored {
		var k memory.Known
		if err := json.Unmarshal(y.Body, &k.Layout); err != nil {
			return nil, fmt.Errorf("layout %d: %w", y.ID, err)
		}
		for _, l := range y.Lessons {
			var m memory.Lesson
			if err := json.Unmarshal(l.Body, &m); err != nil {
				return nil, fmt.Errorf("lesson %d: %w", l.ID, err)
			}
			m.Held, m.Missed, m.Forgotten = l.Held, l.Missed, l.State == "forgotten"
			k.Lessons = append(k.Lessons, m)
		}
		out = append(out, k)
	}
	return out, nil
}

// words reads the words of a draft's pages in the worker.
func (s *Steps) words(ctx context.Context, d payable.Draft) ([]text.Page, error) {
	data, err := s.DB.Bytes(ctx, d.Document)
	if err != nil {
		return nil, err
	}
	var pages []text.Page
	last := min(max(d.PageRange[1], 1), max(d.PageRange[0], 1)+ocr.MaxPagesLearnt-1)
	for n := max(d.PageRange[0], 1); n <= last; n++ {
		p, err := s.Reader.Words(ctx, data, n, "")
		if err != nil {
			return nil, err
		}
		pages = append(pages, p)
	}
	return pages, nil
}

// remember completes drafts with what was learnt of their layouts. It happens
// here and not in the worker, because the worker meets strangers' bytes: one that
// was taken over must not see what other vendors' documents look like. The words
// it returned are data that was checked.
func (s *Steps) remember(ctx context.Context, entity payable.EntityID, res *ocr.Result) error {
	for i := range res.Drafts {
		d := &res.Drafts[i].Draft
		pages := pagesOf(res.Words, d.PageRange)
		if d.Source == payable.SourceXML || len(pages) == 0 {
			continue
		}
		stored, err := s.DB.LayoutsMarked(ctx, entity, memory.Marks(pages))
		if err != nil {
			return err
		}
		known, err := remembered(stored)
		if err != nil {
			return err
		}
		if at, ok := memory.Find(pages, *d, known); ok {
			*d = memory.Apply(pages, *d, known[at].Lessons)
		}
	}
	res.Words = nil
	return nil
}

func pagesOf(pages []text.Page, from [2]int) []text.Page {
	var out []text.Page
	for _, p := range pages {
		if p.Number >= from[0] && p.Number <= from[1] {
			out = append(out, p)
		}
	}
	return out
}
