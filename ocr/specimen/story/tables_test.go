package story_test

import (
	"bytes"
	"testing"

	"github.com/payable-ap/payable/ingest"
	"github.com/payable-ap/payable/ingest/message"
)

// TestTablesAreImported reads the story's tables with the product's importer:
// no row is bad and none is lost.
func TestTablesAreImported(t *testing.T) {
	s := tell(t)
	orderLines, receiptLines := 0, 0
	for _, o := range s.Orders {
		orderLines += len(o.Lines)
	}
	for _, r := range s.Receipts {
		receiptLines += len(r.Lines)
	}
	orders, bad, err := ingest.ReadOrders(bytes.NewReader(s.OrdersCSV()), ingest.Mapping{})
	checkTable(t, "orders", len(orders), orderLines, bad, err)
	i := 0
	for _, o := range s.Orders {
		for _, l := range o.Lines {
			got := orders[i]
			i++
			if got.LedgerID != o.LedgerID || got.LineNumber != l.Number || !got.Quantity.Equal(l.Quantity) || !got.Price.Equal(l.Price.Amount) || got.Mode != l.Mode ||
				got.State != o.State || !got.OpeningBilled.Equal(l.OpeningBilled) || got.Text != l.Text || got.Unit != l.Unit || !got.Date.Equal(o.Date) {
				t.Errorf("order %s line %s came back as %+v", o.Number, l.Number, got)
			}
		}
	}
	receipts, bad, err := ingest.ReadReceipts(bytes.NewReader(s.ReceiptsCSV()), ingest.Mapping{})
	checkTable(t, "receipts", len(receipts), receiptLines, bad, err)
	vendors, bad, err := ingest.ReadVendors(bytes.NewReader(s.VendorsCSV()), ingest.Mapping{})
	checkTable(t, "vendors", len(vendors), len(s.Vendors), bad, err)
	for i, v := range vendors {
		if want := s.Vendors[i]; v.Number != want.Number || v.IBAN != want.Bank[0].IBAN || v.Invoices != want.Invoices || len(v.Senders) != len(want.Senders) {
			t.Errorf("vendor %s came back as %+v", want.Number, v)
		}
	}
	past, bad, err := ingest.ReadPastInvoices(bytes.NewReader(s.PreviousCSV()), ingest.Mapping{})
	checkTable(t, "past invoices", len(past), len(s.Previous), bad, err)
}

func checkTable(t *testing.T, name string, got, want int, bad []ingest.RowError, err error) {
	t.Helper()
	if err != nil || len(bad) > 0 || got != want {
		t.Fatalf("%s: %d rows of %d, bad %v, %v", name, got, want, bad, err)
	}
}

// TestMailsAreSortedAsTheStorySays takes the mails apart with the product's own
// parser: each is what it should be, with as many documents as bills.
func TestMailsAreSortedAsTheStorySays(t *testing.T) {
	for _, m := range tell(t).Mails {
		parsed, err := message.Parse(m.Raw, message.DefaultLimits())
		if err != nil {
			t.Errorf("%s: %v", m.Name, err)
			continue
		}
		state, reason := message.Sort(parsed, message.Ours{})
		if state != m.State {
			t.Errorf("%s is sorted as %s (%s), want %s", m.Name, state, reason, m.State)
		}
		if got := len(parsed.Documents()); got != len(m.Expect) {
			t.Errorf("%s carries %d documents, want %d", m.Name, got, len(m.Expect))
		}
	}
}
