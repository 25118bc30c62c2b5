package ingest

import (
	"io"
	"slices"
	"time"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// A ReceiptRow is one line of a goods receipt, with the receipt's own columns
// repeated.
type ReceiptRow struct {
	Line     int    // in the file
	LedgerID string // the ledger's key; Number where the file has none
	Number   string
	Despatch string // the vendor's delivery note
	Date     time.Time

	Order     string          // the order's ledger id or printed number
	OrderLine string          // as printed
	Quantity  decimal.Decimal // negative for a return, never zero
}

var receiptColumns = []column{
	{"ledger_id", false, []string{"receipt id", "grn id", "document id", "id", "Beleg-ID"}},
	{"number", true, []string{"receipt", "receipt number", "receipt no", "grn", "goods receipt", "Wareneingang", "Wareneingangsnummer", "WE-Nr", "Materialbeleg"}},
	{"despatch", false, []string{"delivery note", "delivery note number", "packing slip", "despatch advice", "Lieferschein", "Lieferscheinnummer", "Lieferschein-Nr"}},
	{"date", true, []string{"receipt date", "received on", "posting date", "Datum", "Wareneingangsdatum", "Buchungsdatum", "Eingangsdatum"}},
	{"order", true, []string{"order number", "order no", "po", "po number", "purchase order", "Bestellnummer", "Bestell-Nr", "Bestellung"}},
	{"order_line", true, []string{"line", "po line", "order line", "line number", "pos", "position", "item", "Bestellposition", "Positionsnummer"}},
	{"quantity", true, []string{"qty", "received", "received quantity", "Menge", "Eingangsmenge", "gelieferte Menge"}},
}

// ReadReceipts reads goods receipts and returns, one row a line. Errors as in
// [ReadOrders].
func ReadReceipts(r io.Reader, m Mapping) ([]ReceiptRow, []RowError, error) {
	t, err := readTable(r, m, receiptColumns)
	if err != nil {
		return nil, nil, err
	}
	var out []ReceiptRow
	bad := map[string]int{}
	for i := range t.rows {
		r := &t.rows[i]
		v := ReceiptRow{
			Line: r.line, LedgerID: r.text("ledger_id"), Number: r.must("number"), Despatch: r.text("despatch"),
			Date: r.date("date"), Order: r.must("order"), OrderLine: r.must("order_line"), Quantity: r.mustNumber("quantity"),
		}
		if v.LedgerID == "" {
			v.LedgerID = v.Number
		}
		if v.Date.IsZero() && !r.bad {
			r.fail("date", empty())
		}
		if v.Quantity.IsZero() && !r.bad {
			r.fail("quantity", payable.Say("row_zero", "is zero; a return is below zero"))
		}
		switch {
		case !r.bad:
			out = append(out, v)
		case bad[v.LedgerID] == 0:
			bad[v.LedgerID] = r.line
		}
	}
	whole := whole(out, bad, func(v ReceiptRow) string { return v.LedgerID }, t)
	return whole, t.sorted(), nil
}

// sorted returns the errors by line.
func (t *table) sorted() []RowError {
	slices.SortStableFunc(t.errs, func(a, b RowError) int { return a.Line - b.Line })
	return t.errs[:min(len(t.errs), maxErrors)]
}
