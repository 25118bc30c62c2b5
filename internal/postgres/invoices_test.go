package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/pgtest"
	"github.com/payable-ap/payable/internal/postgres"
)

var (
	clerk    = payable.Actor{Name: "bo", Roles: []payable.Role{payable.Clerk}}
	approver = payable.Actor{Name: "ana", Roles: []payable.Role{payable.Approver}}
)

// fixture is a database with the people, the vendor and the policy that the
// tests of this package need.
func fixture(t *testing.T) *postgres.DB {
	t.Helper()
	ctx := context.Background()
	db := pgtest.New(t)
	for _, u := range []payable.User{
		{Name: "bo", Roles: []payable.Role{payable.Clerk}, Active: true, Addresses: []string{"bo@customer.example"}},
		{Name: "ana", FullName: "Ana Prys", Roles: []payable.Role{payable.Approver}, Active: true, Addresses: []string{"ana@customer.example"}},
		{Name: "eve", Roles: []payable.Role{payable.Approver}, Active: true, Limit: "100", Addresses: []string{"eve@customer.example"}},
	} {
		check(t, db.SaveUser(ctx, payable.System, u, ""))
	}
	check(t, db.EnsurePolicy(ctx, payable.Policy{Entity: postgres.MainEntity, Currency: "EUR", StraightThrough: true, StopMinutes: 30, ReplyCeiling: decimal.NewFromInt(10000), ApprovalDays: 3}))
	_, err := db.ImportVendors(ctx, payable.System, postgres.MainEntity, postgres.ImportFile{Name: "v", Hash: payable.HashOf(nil)}, []postgres.ImportedVendor{{Vendor: payable.Vendor{
		Number: "V1", Name: "Acme Bolts GmbH", VATIDs: []string{"DE123456789"}, Active: true,
		Bank: []payable.BankAccount{{IBAN: "DE89370400440532013000", Since: time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)}},
	}}})
	check(t, err)
	return db
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var mails int

// captured stores a mail with an invoice of that number over 119.00 EUR and
// returns the invoice, not yet matched.
func captured(t *testing.T, db *postgres.DB, number string) payable.InvoiceID {
	t.Helper()
	ctx := context.Background()
	mails++
	raw := []byte(fmt.Sprintf("Subject: %s\r\n\r\nmail %d", number, mails))
	entry := payable.MailboxEntry{Account: "ap", Folder: "INBOX", UIDValidity: 1, UID: uint32(mails)}
	check(t, db.StoreMessage(ctx, payable.System, postgres.MainEntity, entry, raw, postgres.Envelope{From: "billing@acme.example"}))
	hash := payable.HashOf(raw)
	check(t, db.SortMessage(ctx, payable.System, hash, payable.MessageInvoice, "has a document", []postgres.Part{{Path: "2", FileName: "a.pdf", Bytes: raw}}))
	docs, err := db.DocumentsOf(ctx, hash)
	check(t, err)
	occ, err := db.StartReading(ctx, payable.System, docs[0].ID)
	check(t, err)
	d := payable.Draft{Ordinal: 1, DocType: payable.DocInvoice, Fields: map[payable.Term]payable.Field{
		payable.InvoiceNumber: {Value: number}, payable.IssueDate: {Value: "2026-11-20"}, payable.CurrencyCode: {Value: "EUR"},
		payable.SellerName: {Value: "Acme Bolts"}, payable.SellerVATID: {Value: "DE123456789"}, payable.GrossTotal: {Value: "119.00"}, payable.NetTotal: {Value: "100.00"},
	}, Lines: []map[payable.Term]payable.Field{{payable.LineDescription: {Value: "bolts"}, payable.LineQuantity: {Value: "10"}, payable.LineUnitPrice: {Value: "10"}, payable.LineTotal: {Value: "100.00"}}}}
	check(t, db.CaptureInvoice(ctx, payable.System, occ.ID, []postgres.Reading{{Draft: d}}))
	invs, err := db.InvoicesOf(ctx, occ.ID)
	check(t, err)
	return invs[0]
}

// finds returns a decide function that finds just this.
func finds(vendor payable.VendorID, fs ...payable.Finding) func(payable.Case) payable.Decision {
	return func(payable.Case) payable.Decision { return payable.Decision{Vendor: vendor, Findings: fs} }
}

var price = payable.Finding{Check: payable.UnitPrice, Line: 1, Outcome: payable.Hold, Owner: "buyer", Message: "UNIT_PRICE.above"}

// held returns an invoice that waits for a person because of its price.
func held(t *testing.T, db *postgres.DB, number string) payable.Invoice {
	t.Helper()
	id := captured(t, db, number)
	check(t, db.MatchInvoice(context.Background(), payable.System, id, finds(1, price)))
	return invoice(t, db, id)
}

func invoice(t *testing.T, db *postgres.DB, id payable.InvoiceID) payable.Invoice {
	t.Helper()
	v, err := db.Invoice(context.Background(), id)
	check(t, err)
	return v
}

// TestTwoPeopleDecideAtOnce checks that an invoice is approved once, however
// many tabs and replies say yes at the same moment.
func TestTwoPeopleDecideAtOnce(t *testing.T) {
	ctx := context.Background()
	db := fixture(t)
	v := held(t, db, "R-17")
	errs := make(chan error, 2)
	for range 2 {
		go func() { errs <- db.Decide(ctx, approver, v.ID, v.Version, payable.VerdictApprove, "") }()
	}
	first, second := <-errs, <-errs
	if first != nil {
		first, second = second, first
	}
	if first != nil || !errors.Is(second, payable.ErrConflict) {
		t.Errorf("got %v and %v, want nil and ErrConflict", first, second)
	}
	if got := invoice(t, db, v.ID).State; got != payable.Approved {
		t.Errorf("state is %s, want approved", got)
	}
}

func TestWhoMayApprove(t *testing.T) {
	ctx := context.Background()
	db := fixture(t)
	both := payable.Actor{Name: "ana", Roles: []payable.Role{payable.Approver, payable.Clerk}}
	var invalid *payable.InvalidError
	for _, tt := range []struct {
		name  string
		actor payable.Actor
		setup func(payable.Invoice)
		is    func(error) bool
	}{
		{"a clerk is refused", clerk, nil, func(err error) bool { return errors.Is(err, payable.ErrForbidden) }},
		{"an approver below the amount is refused", payable.Actor{Name: "eve", Roles: []payable.Role{payable.Approver}}, nil, func(err error) bool { return errors.As(err, &invalid) }},
		{"who corrected it is refused", both, func(v payable.Invoice) {
			check(t, db.CorrectInvoice(ctx, both, v.ID, v.Version, postgres.Correction{Fields: map[payable.Term]string{payable.DueDate: "2026-12-24"}}))
			check(t, db.MatchInvoice(ctx, payable.System, v.ID, finds(1, price)))
		}, func(err error) bool { return errors.As(err, &invalid) }},
		{"another approver may", approver, nil, func(err error) bool { return err == nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := held(t, db, "W-"+tt.name)
			if tt.setup != nil {
				tt.setup(v)
				v = invoice(t, db, v.ID)
			}
			if err := db.Decide(ctx, tt.actor, v.ID, v.Version, payable.VerdictApprove, ""); !tt.is(err) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestBlockNeedsTwo checks that one person cannot let a BLOCK pass, however
// often they try, and that two can.
func TestBlockNeedsTwo(t *testing.T) {
	ctx := context.Background()
	db := fixture(t)
	id := captured(t, db, "B-1")
	check(t, db.MatchInvoice(ctx, payable.System, id, finds(1, payable.Finding{Check: payable.BankIsMasters, Outcome: payable.Block, Owner: "vendor_master", Message: "BANK_IS_MASTERS.foreign"})))
	v := invoice(t, db, id)
	fs, err := db.Findings(ctx, id)
	check(t, err)
	if err := db.Decide(ctx, approver, id, v.Version, payable.VerdictApprove, ""); err == nil {
		t.Error("an approver approved a blocked invoice")
	}
	check(t, db.ReleaseFinding(ctx, clerk, id, v.Version, fs[0].ID, "called the vendor"))
	if err := db.ReleaseFinding(ctx, clerk, id, v.Version, fs[0].ID, "really"); err == nil {
		t.Error("the same person released twice")
	}
	if got := invoice(t, db, id).State; got != payable.Review {
		t.Errorf("after one release it is %s, want review", got)
	}
	second := payable.Actor{Name: "cy", Roles: []payable.Role{payable.Clerk}}
	check(t, db.ReleaseFinding(ctx, second, id, v.Version, fs[0].ID, "called too"))
	if got := invoice(t, db, id).State; got != payable.Approved {
		t.Errorf("after two releases it is %s, want approved", got)
	}
}

// TestSameNumberIsApprovedOnce checks the last door: whatever the findings say,
// two invoices of one vendor with one number are not both approved.
func TestSameNumberIsApprovedOnce(t *testing.T) {
	ctx := context.Background()
	db := fixture(t)
	a, b := held(t, db, "T-1"), held(t, db, "T-1")
	check(t, db.Decide(ctx, approver, a.ID, a.Version, payable.VerdictApprove, ""))
	if err := db.Decide(ctx, approver, b.ID, b.Version, payable.VerdictApprove, ""); !errors.Is(err, payable.ErrConflict) {
		t.Errorf("the twin: %v, want ErrConflict", err)
	}
}

// TestChainHolds checks that the chain verifies after work and refusals, and
// that no door of the program changes evidence.
func TestChainHolds(t *testing.T) {
	ctx := context.Background()
	db := fixture(t)
	v := held(t, db, "C-1")
	if err := db.Decide(ctx, clerk, v.ID, v.Version, payable.VerdictApprove, ""); !errors.Is(err, payable.ErrForbidden) {
		t.Errorf("clerk: %v", err)
	}
	r, err := db.VerifyChain(ctx)
	check(t, err)
	if r.Broken != "" || r.Events < 8 {
		t.Errorf("chain: %+v", r)
	}
	trail, err := db.Trails(ctx, postgres.MainEntity, fmt.Sprintf("invoice %d", v.ID), 0, 1)
	check(t, err)
	if len(trail) != 1 || trail[0].Allowed || trail[0].Actor != "bo" {
		t.Errorf("the refusal is not the last event: %+v", trail)
	}
}

// TestAfterACrashNothingHappensTwice runs each step a second time, as a job that
// died after its commit would.
func TestAfterACrashNothingHappensTwice(t *testing.T) {
	ctx := context.Background()
	db := fixture(t)
	raw := []byte("Subject: x\r\n\r\nx")
	entry := payable.MailboxEntry{Account: "ap", Folder: "INBOX", UIDValidity: 9, UID: 9}
	for range 2 {
		check(t, db.StoreMessage(ctx, payable.System, postgres.MainEntity, entry, raw, postgres.Envelope{}))
		check(t, db.SortMessage(ctx, payable.System, payable.HashOf(raw), payable.MessageInvoice, "one", []postgres.Part{{Path: "1", Bytes: raw}}))
	}
	docs, err := db.DocumentsOf(ctx, payable.HashOf(raw))
	check(t, err)
	if len(docs) != 1 {
		t.Fatalf("%d documents, want 1", len(docs))
	}
	v := held(t, db, "X-1")
	check(t, db.Decide(ctx, approver, v.ID, v.Version, payable.VerdictApprove, ""))
	files := 0
	out := func(context.Context, postgres.Export) (string, payable.Hash, error) { files++; return "f", "h", nil }
	for range 2 {
		check(t, db.ExportInvoice(ctx, payable.System, v.ID, out))
	}
	if files != 1 {
		t.Errorf("written %d times, want once", files)
	}
	if got := invoice(t, db, v.ID).State; got != payable.HandedOver {
		t.Errorf("state %s", got)
	}
}

// TestFaultsQuarantine checks that the third fault of a document's own ends it,
// with the reason, and that its bytes stay.
func TestFaultsQuarantine(t *testing.T) {
	ctx := context.Background()
	db := fixture(t)
	id, err := db.UploadDocument(ctx, clerk, postgres.MainEntity, payable.DoorUpload, "bad.pdf", "application/pdf", []byte("%PDF bad"))
	check(t, err)
	for i, want := range []payable.OccurrenceState{payable.OccurrenceReceived, payable.OccurrenceReceived, payable.OccurrenceQuarantined} {
		got, err := db.FaultReading(ctx, payable.System, id, "reading took longer than 180 s")
		check(t, err)
		if got != want {
			t.Errorf("after fault %d: %s, want %s", i+1, got, want)
		}
	}
	if b, err := db.Bytes(ctx, payable.HashOf([]byte("%PDF bad"))); err != nil || string(b) != "%PDF bad" {
		t.Errorf("original: %q, %v", b, err)
	}
}
