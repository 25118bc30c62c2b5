package pipeline_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/pgtest"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/matching"
)

// TestTheLastUnitIsBilledOnce has two invoices for the last ten pieces of an
// order decided at the same moment, round after round: one goes through, the
// other is held, whichever was first.
func TestTheLastUnitIsBilledOnce(t *testing.T) {
	ctx := context.Background()
	db := pgtest.New(t)
	p := matching.DefaultPolicy("EUR")
	p.Entity = postgres.MainEntity
	ok(t, db.EnsurePolicy(ctx, p))
	vendor := payable.Vendor{Number: "V", Name: "Acme Bolts GmbH", VATIDs: []string{"DE136695976"}, Active: true, Bank: []payable.BankAccount{{IBAN: "DE89370400440532013000", Since: time.Now().AddDate(-1, 0, 0)}}}
	file := postgres.ImportFile{Hash: payable.HashOf(nil)}
	_, err := db.ImportVendors(ctx, payable.System, postgres.MainEntity, file, []postgres.ImportedVendor{{Vendor: vendor}})
	ok(t, err)
	for round := range 20 {
		number := fmt.Sprint("PO-", 4700+round)
		ten := decimal.NewFromInt(10)
		_, err := db.ImportOrders(ctx, payable.System, postgres.MainEntity, file, []postgres.ImportedOrder{{VendorNumber: "V", PurchaseOrder: payable.PurchaseOrder{
			LedgerID: number, Number: number, Currency: "EUR", Date: time.Now().AddDate(0, -1, 0),
			Lines: []payable.OrderLine{{Number: "1", Text: "Bolt M8", SKU: "B8", Quantity: ten, Unit: "C62", Price: payable.NewMoney("100", "EUR")}},
		}}})
		ok(t, err)
		_, err = db.ImportReceipts(ctx, payable.System, postgres.MainEntity, file, []postgres.ImportedReceipt{{
			Receipt: payable.Receipt{LedgerID: "R" + number, Number: "R", Date: time.Now().AddDate(0, 0, -3)},
			Lines:   []postgres.ImportedReceiptLine{{Number: "1", Order: number, OrderLine: "1", Quantity: "10"}},
		}})
		ok(t, err)
		ids := []payable.InvoiceID{bill(t, db, number, round*2), bill(t, db, number, round*2+1)}
		var both sync.WaitGroup
		for _, id := range ids {
			both.Go(func() {
				if err := db.MatchInvoice(ctx, payable.System, id, matching.Match); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		states := map[payable.InvoiceState]int{}
		for _, id := range ids {
			v, err := db.Invoice(ctx, id)
			ok(t, err)
			states[v.State]++
		}
		if states[payable.Approved] != 1 || states[payable.Held] != 1 {
			fs, err := db.Findings(ctx, ids[0])
			ok(t, err)
			t.Fatalf("round %d: %v, want one approved and one held; the first: %+v", round, states, fs)
		}
	}
}

// bill captures an invoice over ten bolts of an order.
func bill(t *testing.T, db *postgres.DB, order string, n int) payable.InvoiceID {
	t.Helper()
	ctx := context.Background()
	number := fmt.Sprint("RE-2026-", 9000+n)
	occ, err := db.UploadDocument(ctx, payable.System, postgres.MainEntity, payable.DoorAPI, "a.xml", "text/xml", []byte(number))
	ok(t, err)
	sure := func(v string) payable.Field { return payable.Field{Value: v, Confidence: 1, Source: payable.SourceXML} }
	d := payable.Draft{Ordinal: 1, DocType: payable.DocInvoice, Source: payable.SourceXML, Bank: []string{"DE89370400440532013000"},
		Fields: map[payable.Term]payable.Field{
			payable.InvoiceNumber: sure(number), payable.IssueDate: sure(time.Now().Format(time.DateOnly)), payable.CurrencyCode: sure("EUR"), payable.PONumber: sure(order),
			payable.SellerName: sure("Acme Bolts GmbH"), payable.SellerVATID: sure("DE136695976"), payable.IBAN: sure("DE89370400440532013000"),
			payable.NetTotal: sure("1000.00"), payable.TaxTotal: sure("190.00"), payable.GrossTotal: sure("1190.00"), payable.AmountDue: sure("1190.00"),
		},
		Lines: []map[payable.Term]payable.Field{{payable.LineDescription: sure("Bolt M8"), payable.LineSKU: sure("B8"), payable.LineQuantity: sure("10"), payable.LineUnit: sure("C62"),
			payable.LineUnitPrice: sure("100"), payable.LineTotal: sure("1000.00"), payable.LineVATRate: sure("19"), payable.LinePOLine: sure("1")}},
		VAT: []payable.VATLine{{Category: "S", Rate: "19", Base: "1000.00", Tax: "190.00"}},
	}
	ok(t, db.CaptureInvoice(ctx, payable.System, occ, []postgres.Reading{{Draft: d}}))
	ids, err := db.InvoicesOf(ctx, occ)
	ok(t, err)
	return ids[0]
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
