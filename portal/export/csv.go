package export

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// columns of the CSV file: one row a line of the invoice, the invoice's own
// columns repeated. An invoice without lines has one row.
var columns = []string{
	"key", "invoice", "entity", "kind", "vendor_number", "vendor_name", "number", "issue_date", "due_date", "currency",
	"net_total", "tax_total", "gross_total", "payable", "iban", "approved_by", "approved_at",
	"line", "description", "quantity", "unit", "unit_price", "line_total", "vat_rate", "order", "order_line", "original_sha256",
}

func writeCSV(b Bill) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.Write(columns); err != nil {
		return nil, err
	}
	lines := b.Invoice.Lines
	if len(lines) == 0 {
		lines = []payable.InvoiceLine{{}}
	}
	for _, l := range lines {
		if err := w.Write(guard(row(b, l))); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

func row(b Bill, l payable.InvoiceLine) []string {
	v := b.Invoice
	kind := "invoice"
	if v.CreditNote {
		kind = "credit_note"
	}
	order, orderLine := coded(b.Coding, l.Number)
	due, _ := v.AmountDue()
	return []string{
		b.Key, strconv.FormatInt(int64(v.ID), 10), strconv.FormatInt(int64(v.Entity), 10), kind, b.Vendor.Number, b.Vendor.Name,
		v.Number, day(v.Issued), day(v.Due), string(v.Currency),
		number(v.Net), number(v.Tax), number(v.Gross), due.Fixed(), account(b), b.Approved, b.At.UTC().Format(time.RFC3339),
		strconv.Itoa(l.Number), l.Text, number(l.Quantity), l.Unit, number(l.UnitPrice), number(l.Net), l.VATRate, order, orderLine, string(b.Original.Hash),
	}
}

// account is the vendor's approved account that the invoice names, else the
// newest approved one: bank details come from the master, never from a document.
func account(b Bill) string {
	best := ""
	for _, a := range b.Vendor.Bank {
		if !a.Approved(b.At) {
			continue
		}
		best = a.IBAN
		for _, printed := range b.Invoice.Bank {
			if printed == a.IBAN {
				return a.IBAN
			}
		}
	}
	return best
}

func coded(cs []Coding, line int) (order, orderLine string) {
	for _, c := range cs {
		if c.Line == line && line > 0 {
			return c.Order, c.OrderLine
		}
	}
	return "", ""
}

// guard keeps a spreadsheet from taking a stranger's text for a formula (OWASP,
// CSV injection): such a cell gets an apostrophe. Numbers stay numbers.
func guard(cells []string) []string {
	for i, c := range cells {
		if c == "" || !strings.ContainsRune("=+-@\t\r", rune(c[0])) {
			continue
		}
		if _, err := decimal.NewFromString(c); err == nil {
			continue
		}
		cells[i] = "'" + c
	}
	return cells
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func number(d *decimal.Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}
