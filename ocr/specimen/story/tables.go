package story

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// OrdersCSV writes the orders as the ledger would export them, a row a line. The
// columns of all four tables are those of ingest/README.md.
func (s Story) OrdersCSV() []byte {
	rows := [][]string{{"ledger_id", "number", "vendor", "currency", "date", "state", "buyer", "line", "sku", "text", "quantity", "unit", "price", "price_base",
		"mode", "opening_billed", "opening_billed_amount", "opening_received"}}
	for _, o := range s.Orders {
		for _, l := range o.Lines {
			rows = append(rows, []string{o.LedgerID, o.Number, s.vendorNumber(o.Vendor), string(o.Currency), day(o.Date), string(o.State), o.Buyer, l.Number, l.SKU, l.Text,
				l.Quantity.String(), l.Unit, l.Price.Amount.String(), l.PriceBase.String(), string(l.Mode),
				opening(l.OpeningBilled), opening(l.OpeningBilledAmount), opening(l.OpeningReceived)})
		}
	}
	return table(rows)
}

// ReceiptsCSV writes what arrived, a row a line; order is an order's ledger_id.
func (s Story) ReceiptsCSV() []byte {
	rows := [][]string{{"ledger_id", "number", "despatch", "date", "order", "order_line", "quantity"}}
	for _, r := range s.Receipts {
		for _, l := range r.Lines {
			order, line := s.orderLine(l.OrderLine)
			rows = append(rows, []string{r.LedgerID, r.Number, r.Despatch, day(r.Date), order, line, l.Quantity.String()})
		}
	}
	return table(rows)
}

// VendorsCSV writes the masters with the bank accounts the ledger pays to; a
// second person still has to verify them.
func (s Story) VendorsCSV() []byte {
	rows := [][]string{{"number", "name", "vat_ids", "senders", "terms", "active", "invoices", "iban", "bic", "bank_since"}}
	for _, v := range s.Vendors {
		for _, b := range v.Bank {
			rows = append(rows, []string{v.Number, v.Name, strings.Join(v.VATIDs, "|"), strings.Join(v.Senders, "|"), strconv.Itoa(v.Terms),
				strconv.FormatBool(v.Active), strconv.Itoa(v.Invoices), b.IBAN, b.BIC, day(b.Since)})
		}
	}
	return table(rows)
}

// PreviousCSV writes the invoices of the past.
func (s Story) PreviousCSV() []byte {
	rows := [][]string{{"vendor", "number", "date", "currency", "gross", "order"}}
	for _, p := range s.Previous {
		rows = append(rows, []string{s.vendorNumber(p.Vendor), p.Number, day(p.Issued), string(p.Currency), p.Gross.StringFixed(2), strings.Join(p.Orders, " ")})
	}
	return table(rows)
}

func (s Story) vendorNumber(id payable.VendorID) string {
	for _, v := range s.Vendors {
		if v.ID == id {
			return v.Number
		}
	}
	return ""
}

func (s Story) orderLine(id payable.OrderLineID) (order, line string) {
	for _, o := range s.Orders {
		for _, l := range o.Lines {
			if l.ID == id {
				return o.LedgerID, l.Number
			}
		}
	}
	return "", ""
}

func day(d time.Time) string { return d.Format(time.DateOnly) }

// opening leaves a cell empty where there is no opening balance.
func opening(d decimal.Decimal) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// table writes rows; a bytes.Buffer returns no errors.
func table(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows) // a Buffer takes everything
	return b.Bytes()
}
