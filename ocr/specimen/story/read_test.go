package story_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest/message"
	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/specimen/raster"
	"github.com/payable-ap/payable/ocr/specimen/story"
)

func TestMain(m *testing.M) {
	ocr.BecomeWorker()
	os.Exit(m.Run())
}

// leastRead is how many of the story's invoices must end as the story says when
// the product itself reads them. It only ever rises.
const leastRead = 28

// TestReadByTheProductInvoicesEndAsTheStorySays reads the real bytes of every
// mail, scans included, and matches what was read: what [TestEveryInvoiceEndsAsTheStorySays]
// does with perfect readings.
func TestReadByTheProductInvoicesEndAsTheStorySays(t *testing.T) {
	s := tellWithScans(t)
	r, err := ocr.NewReader(ocr.Config{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	l := &ledger{story: s, previous: slices.Clone(s.Previous)}
	right, all := 0, 0
	for _, m := range s.Mails {
		for i, part := range documents(t, m) {
			all++
			result, err := r.Read(context.Background(), part.Data, ocr.Options{Name: part.Name})
			if err != nil || len(result.Drafts) != 1 {
				t.Errorf("%s: %d drafts, %v", m.Name, len(result.Drafts), err)
				continue
			}
			d := l.decide(l.read(m, result.Drafts[0]))
			if reason := wrongEnd(m.Expect[i], d); reason != "" {
				t.Logf("%s: %s; unlike the truth: %v", m.Name, reason, differences(m.Truths[i], result.Drafts[0].Draft))
				continue
			}
			right++
		}
	}
	t.Logf("%d of %d invoices end as the story says", right, all)
	if right < leastRead {
		t.Errorf("%d of %d invoices end as the story says, want %d", right, all, leastRead)
	}
}

func tellWithScans(t *testing.T) story.Story {
	t.Helper()
	p, err := raster.New(filepath.Join(os.TempDir(), "payable-pdfium-cache"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := story.Tell(friday, p.Pages)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

func documents(t *testing.T, m story.Mail) []message.Part {
	t.Helper()
	parsed, err := message.Parse(m.Raw, message.DefaultLimits())
	if err != nil {
		t.Fatalf("%s: %v", m.Name, err)
	}
	if len(m.Expect) == 0 {
		return nil
	}
	return parsed.Documents()
}

// read makes the case of what was read.
func (l *ledger) read(m story.Mail, r ocr.Reading) payable.Case {
	l.last++
	truth := specimen.Truth{Fields: map[payable.Term]string{}, VAT: r.Draft.VAT}
	for term, f := range r.Draft.Fields {
		truth.Fields[term] = f.Value
	}
	for _, line := range r.Draft.Lines {
		values := map[payable.Term]string{}
		for term, f := range line {
			values[term] = f.Value
		}
		truth.Lines = append(truth.Lines, values)
	}
	b := specimen.Bill{CreditNote: r.Draft.DocType == payable.DocCreditNote, Number: truth.Fields[payable.InvoiceNumber], Currency: payable.Currency(truth.Fields[payable.CurrencyCode]),
		Orders: list(truth.Fields[payable.PONumber]), Despatch: list(truth.Fields[payable.DespatchNumber]), Preceding: truth.Fields[payable.PrecedingInvoice]}
	b.Issued, _ = time.Parse(time.DateOnly, truth.Fields[payable.IssueDate]) // zero where it was not read
	inv := invoice(l.last, b, truth)
	inv.Bank = r.Draft.Bank
	c := l.surroundings(m)
	c.Invoice, c.Draft, c.Page = inv, r.Draft, r.Page
	return c
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "; ")
}

// differences lists header terms that were read otherwise than they are.
func differences(want specimen.Truth, got payable.Draft) []string {
	var out []string
	for term, v := range want.Fields {
		x, errX := decimal.NewFromString(v)
		y, errY := decimal.NewFromString(got.Value(term))
		if v != got.Value(term) && (errX != nil || errY != nil || !x.Equal(y)) {
			out = append(out, string(term)+" "+got.Value(term)+" for "+v)
		}
	}
	if len(got.Lines) != len(want.Lines) {
		out = append(out, "number of lines")
	}
	slices.Sort(out)
	return out
}
