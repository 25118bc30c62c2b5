package pipeline_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/pgtest"
	"github.com/payable-ap/payable/internal/pipeline"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/matching"
	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/specimen"
)

func TestMain(m *testing.M) {
	ocr.BecomeWorker()
	os.Exit(m.Run())
}

var clerk = payable.Actor{Name: "bo", Roles: []payable.Role{payable.Clerk}}

// TestOneCorrectionTeaches goes a vendor's four invoices on a real database with
// the real reader. The vendor prints our order number where its customers'
// numbers stand, which no reader can know: a person says so once.
func TestOneCorrectionTeaches(t *testing.T) {
	c := newClassroom(t)
	first := c.read(c.ours, "48111")
	if f := c.order(first); f.Value != "" {
		t.Fatalf("the reader alone found the order %+v: nothing to teach", f)
	}
	c.correct(first, "48111")
	c.learn(first, false)
	c.learn(first, false) // once more, as after a crash
	if n, held := c.lessons(); n == 0 || held != 1 {
		t.Fatalf("%d lessons held by at most %d invoices, want some held by one", n, held)
	}

	second := c.read(c.ours, "52717")
	f := c.order(second)
	if f.Value != "52717" || f.Source != payable.SourceLearned || !strings.Contains(f.Why, "as learnt from document 1: ") || f.Box == nil {
		t.Fatalf("the order of the second document is %+v, want 52717 as learnt from document 1", f)
	}
	c.learn(second, true)
	if _, held := c.lessons(); held != 2 {
		t.Errorf("after two that agree a lesson is held by %d", held)
	}
	if f := c.order(c.read(c.other, "61234")); f.Value != "" {
		t.Errorf("another vendor with the same layout got the order %+v", f)
	}

	ys, err := c.db.LayoutsOf(c.ctx, c.vendor)
	ok(t, err)
	if len(ys) != 1 {
		t.Errorf("%d layouts of one vendor with one layout", len(ys))
	}
	auditor := payable.Actor{Name: "au", Roles: []payable.Role{payable.Auditor}}
	for _, l := range ys[0].Lessons {
		if l.Term != payable.PONumber {
			continue
		}
		if err := c.db.ForgetLesson(c.ctx, auditor, l.ID); !errors.Is(err, payable.ErrForbidden) {
			t.Errorf("an auditor forgets a lesson: %v", err)
		}
		ok(t, c.db.ForgetLesson(c.ctx, clerk, l.ID))
		ok(t, c.db.ForgetLesson(c.ctx, clerk, l.ID))
	}
	if f := c.order(c.read(c.ours, "70001")); f.Value != "" {
		t.Errorf("forgotten, the lesson still gave %+v", f)
	}
	chain, err := c.db.VerifyChain(c.ctx)
	ok(t, err)
	if chain.Broken != "" {
		t.Errorf("audit chain: %s", chain.Broken)
	}
}

// TestAContradictionDemotes corrects the second document to another value: the
// lesson held as often as it was wrong, and is not used on the third.
func TestAContradictionDemotes(t *testing.T) {
	c := newClassroom(t)
	first := c.read(c.ours, "48111")
	c.correct(first, "48111")
	c.learn(first, false)
	second := c.read(c.ours, "52717")
	c.correct(second, "PO-4711")
	c.learn(second, false)
	if f := c.order(c.read(c.ours, "53000")); f.Value != "" {
		t.Errorf("contradicted, the lesson still gave %+v", f)
	}
}

// A classroom is a database with two vendors whose invoices look alike.
type classroom struct {
	t           *testing.T
	ctx         context.Context
	db          *postgres.DB
	steps       *pipeline.Steps
	vendor      payable.VendorID
	ours, other specimen.Bill
	seed        uint64
}

func newClassroom(t *testing.T) *classroom {
	t.Helper()
	c := &classroom{t: t, ctx: context.Background(), db: pgtest.New(t), ours: specimen.Random(31, "en"), other: specimen.Random(47, "en"), seed: 500}
	p := matching.DefaultPolicy("EUR")
	p.Entity = postgres.MainEntity
	ok(t, c.db.EnsurePolicy(c.ctx, p))
	var vendors []postgres.ImportedVendor
	for i, s := range []specimen.Party{c.ours.Seller, c.other.Seller} {
		vendors = append(vendors, postgres.ImportedVendor{Vendor: payable.Vendor{
			Number: []string{"V1", "V2"}[i], Name: s.Name, VATIDs: []string{s.VATID}, Active: true, Bank: []payable.BankAccount{{IBAN: s.IBAN, Since: time.Now().AddDate(-1, 0, 0)}},
		}})
	}
	_, err := c.db.ImportVendors(c.ctx, payable.System, postgres.MainEntity, postgres.ImportFile{Hash: payable.HashOf(nil)}, vendors)
	ok(t, err)
	reader, err := ocr.NewReader(ocr.Config{Workers: 1})
	ok(t, err)
	t.Cleanup(func() { ok(t, reader.Close()) })
	c.steps = &pipeline.Steps{DB: c.db, Log: slog.New(slog.DiscardHandler), Reader: reader}
	return c
}

// read draws an invoice of a vendor that names no order but a customer's number,
// and takes it through reading and matching.
func (c *classroom) read(of specimen.Bill, customer string) payable.InvoiceID {
	c.t.Helper()
	c.seed++
	b := specimen.Random(c.seed, "en")
	b.Seller, b.Buyer, b.Customer, b.Orders, b.CreditNote = of.Seller, of.Buyer, customer, nil, false
	b.Prepaid = decimal.Decimal{}
	pdf, _, err := specimen.Draw(b, specimen.Classic)
	ok(c.t, err)
	occ, err := c.db.UploadDocument(c.ctx, payable.System, postgres.MainEntity, payable.DoorAPI, "a.pdf", "application/pdf", pdf)
	ok(c.t, err)
	ok(c.t, c.steps.Read(c.ctx, postgres.ReadDocument{Occurrence: occ}))
	ids, err := c.db.InvoicesOf(c.ctx, occ)
	ok(c.t, err)
	if len(ids) != 1 {
		c.t.Fatalf("seed %d: %d invoices of one document", c.seed, len(ids))
	}
	ok(c.t, c.steps.Match(c.ctx, postgres.MatchInvoice{Invoice: ids[0]}))
	v := c.invoice(ids[0])
	if v.Vendor == 0 {
		c.t.Fatalf("the vendor of %q was not found", v.Seller.Name)
	}
	if of.Seller.VATID == c.ours.Seller.VATID {
		c.vendor = v.Vendor
	}
	return ids[0]
}

func (c *classroom) invoice(id payable.InvoiceID) payable.Invoice {
	c.t.Helper()
	v, err := c.db.Invoice(c.ctx, id)
	ok(c.t, err)
	return v
}

// order is the order number as the invoice's draft has it.
func (c *classroom) order(id payable.InvoiceID) payable.Field {
	c.t.Helper()
	d, err := c.db.Draft(c.ctx, c.invoice(id).Draft)
	ok(c.t, err)
	return d.Fields[payable.PONumber]
}

func (c *classroom) correct(id payable.InvoiceID, order string) {
	c.t.Helper()
	ok(c.t, c.db.CorrectInvoice(c.ctx, clerk, id, c.invoice(id).Version, postgres.Correction{Fields: map[payable.Term]string{payable.PONumber: order}}))
	ok(c.t, c.steps.Match(c.ctx, postgres.MatchInvoice{Invoice: id}))
}

func (c *classroom) learn(id payable.InvoiceID, confirmed bool) {
	c.t.Helper()
	ok(c.t, c.steps.Learn(c.ctx, postgres.LearnInvoice{Invoice: id, Draft: c.invoice(id).Draft, By: clerk.Name, Confirmed: confirmed}))
}

// lessons counts what was learnt of the vendor's orders, and by how many
// invoices at most one of it is held.
func (c *classroom) lessons() (n, held int) {
	c.t.Helper()
	ys, err := c.db.LayoutsOf(c.ctx, c.vendor)
	ok(c.t, err)
	for _, y := range ys {
		for _, l := range y.Lessons {
			if l.Term == payable.PONumber {
				n, held = n+1, max(held, l.Held)
			}
		}
	}
	return n, held
}
