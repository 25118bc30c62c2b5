package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
)

func order(ledgerID, vendor, quantity string) postgres.ImportedOrder {
	return postgres.ImportedOrder{VendorNumber: vendor, Row: 2, PurchaseOrder: payable.PurchaseOrder{
		LedgerID: ledgerID, Number: "PO-" + ledgerID, Currency: "EUR", Date: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
		Lines: []payable.OrderLine{{Number: "10", Text: "bolts", Quantity: decimal.RequireFromString(quantity), Unit: "C62", Price: payable.NewMoney("10", "EUR")}},
	}}
}

func receipt(ledgerID, order, quantity string) postgres.ImportedReceipt {
	return postgres.ImportedReceipt{Row: 2, Receipt: payable.Receipt{LedgerID: ledgerID, Number: ledgerID, Date: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)},
		Lines: []postgres.ImportedReceiptLine{{Number: "1", Order: order, OrderLine: "10", Quantity: quantity, Row: 2}}}
}

// TestImportingAgainChangesNothing imports orders and receipts twice, then with
// one change.
func TestImportingAgainChangesNothing(t *testing.T) {
	ctx := context.Background()
	db := fixture(t)
	file := postgres.ImportFile{Name: "o.csv", Hash: payable.HashOf([]byte("o"))}
	for _, tt := range []struct {
		name string
		run  func() (postgres.ImportReport, error)
		want postgres.ImportReport
	}{
		{"new orders", func() (postgres.ImportReport, error) {
			return db.ImportOrders(ctx, clerk, postgres.MainEntity, file, []postgres.ImportedOrder{order("1", "V1", "10"), order("2", "V1", "5")})
		}, postgres.ImportReport{New: 2}},
		{"the same", func() (postgres.ImportReport, error) {
			return db.ImportOrders(ctx, clerk, postgres.MainEntity, file, []postgres.ImportedOrder{order("1", "V1", "10"), order("2", "V1", "5")})
		}, postgres.ImportReport{Same: 2}},
		{"one quantity differs", func() (postgres.ImportReport, error) {
			return db.ImportOrders(ctx, clerk, postgres.MainEntity, file, []postgres.ImportedOrder{order("1", "V1", "12"), order("2", "V1", "5")})
		}, postgres.ImportReport{Changed: 1, Same: 1}},
		{"a receipt", func() (postgres.ImportReport, error) {
			return db.ImportReceipts(ctx, clerk, postgres.MainEntity, file, []postgres.ImportedReceipt{receipt("R1", "PO-1", "7")})
		}, postgres.ImportReport{New: 1}},
		{"the same receipt", func() (postgres.ImportReport, error) {
			return db.ImportReceipts(ctx, clerk, postgres.MainEntity, file, []postgres.ImportedReceipt{receipt("R1", "PO-1", "7")})
		}, postgres.ImportReport{Same: 1}},
	} {
		got, err := tt.run()
		check(t, err)
		if got.New != tt.want.New || got.Changed != tt.want.Changed || got.Same != tt.want.Same || len(got.Problems) > 0 {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// TestABadRowRefusesTheFileWhole checks that nothing of it is there afterwards,
// that the row is named, and that skipping loads the rest.
func TestABadRowRefusesTheFileWhole(t *testing.T) {
	ctx := context.Background()
	db := fixture(t)
	rows := []postgres.ImportedOrder{order("1", "V1", "10"), order("2", "NOBODY", "5")}
	for _, skip := range []bool{false, true} {
		r, err := db.ImportOrders(ctx, clerk, postgres.MainEntity, postgres.ImportFile{Hash: payable.HashOf(nil), SkipBad: skip}, rows)
		check(t, err)
		if len(r.Problems) != 1 || r.Problems[0].Column != "vendor" || r.Problems[0].Row != 2 {
			t.Errorf("skip %v: problems %v", skip, r.Problems)
		}
		_, err = db.ImportReceipts(ctx, clerk, postgres.MainEntity, postgres.ImportFile{Hash: payable.HashOf(nil)}, nil)
		check(t, err)
		want := 0
		if skip {
			want = 1
		}
		if r.New != want {
			t.Errorf("skip %v: %d orders are new, want %d", skip, r.New, want)
		}
	}
}

// TestAReceiptBringsBackWhatWaits holds an invoice for want of a receipt and
// checks that importing one has it decided again.
func TestAReceiptBringsBackWhatWaits(t *testing.T) {
	ctx := context.Background()
	db := fixture(t)
	file := postgres.ImportFile{Hash: payable.HashOf(nil)}
	_, err := db.ImportOrders(ctx, clerk, postgres.MainEntity, file, []postgres.ImportedOrder{order("1", "V1", "10")})
	check(t, err)
	id := captured(t, db, "W-9")
	// The rule of the test: through once anything has arrived.
	decide := func(c payable.Case) payable.Decision {
		d := payable.Decision{Vendor: 1}
		if len(c.Receipts) == 0 {
			d.Findings = []payable.Finding{{Check: payable.NoReceipt, Outcome: payable.Hold, Owner: "receiver", Message: "NO_RECEIPT.none"}}
		}
		return d
	}
	check(t, db.MatchInvoice(ctx, payable.System, id, decide))
	if got := invoice(t, db, id); got.State != payable.Held || got.Owner != "receiver" {
		t.Fatalf("%s by %s, want held by receiver", got.State, got.Owner)
	}
	r, err := db.ImportReceipts(ctx, clerk, postgres.MainEntity, file, []postgres.ImportedReceipt{receipt("R1", "1", "10")})
	check(t, err)
	if r.Rematched != 1 {
		t.Errorf("%d invoices are decided again, want 1", r.Rematched)
	}
	check(t, db.MatchInvoice(ctx, payable.System, id, decide))
	if got := invoice(t, db, id).State; got != payable.Approved {
		t.Errorf("after the receipt it is %s, want approved", got)
	}
}
