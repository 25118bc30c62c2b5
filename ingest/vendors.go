package ingest

import (
	"io"
	"strings"
	"time"

	"github.com/jacoelho/banking/iban"
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// A VendorRow is one vendor of the ledger's master. Several rows of one Number
// are several bank accounts of one vendor.
type VendorRow struct {
	Line    int // in the file
	Number  string
	Name    string
	Names   []string // further names
	VATIDs  []string // normalised: capitals, no spaces
	Senders []string // mail addresses and domains, lower case
	Active  bool     // true where the file does not say
	Terms   int      // payment days, 0 if unknown

	IBAN      string // normalised and its checksum verified; empty if none
	BIC       string
	BankSince time.Time // zero if unknown

	Invoices int // approved before payable
}

var vendorColumns = []column{
	{"number", true, []string{"vendor", "vendor number", "vendor no", "vendor id", "supplier number", "supplier no", "Kreditor", "Kreditorennummer", "Kreditor-Nr", "Lieferantennummer", "Lieferanten-Nr"}},
	{"name", true, []string{"vendor name", "supplier", "supplier name", "company", "Firma", "Lieferant", "Name 1"}},
	{"names", false, []string{"aliases", "also known as", "other names", "weitere Namen"}},
	{"vat_ids", false, []string{"vat id", "vat number", "vat no", "tax id", "USt-IdNr", "USt-ID", "UID", "Umsatzsteuer-ID"}},
	{"senders", false, []string{"email", "e-mail", "mail", "domains", "E-Mail-Adresse"}},
	{"active", false, []string{"status", "aktiv"}},
	{"terms", false, []string{"payment terms", "payment days", "net days", "Zahlungsziel", "Zahlungsziel Tage"}},
	{"iban", false, []string{"bank account", "Bankverbindung"}},
	{"bic", false, []string{"swift", "swift code"}},
	{"bank_since", false, []string{"bank since", "account since", "Bankverbindung seit"}},
	{"invoices", false, []string{"invoice count", "past invoices", "Anzahl Rechnungen"}},
}

// ReadVendors reads the vendor master. Errors as in [ReadOrders]. Bank accounts
// in it are the ledger's word, entered by whoever imports the file; a second
// person verifies them.
func ReadVendors(r io.Reader, m Mapping) ([]VendorRow, []RowError, error) {
	t, err := readTable(r, m, vendorColumns)
	if err != nil {
		return nil, nil, err
	}
	var out []VendorRow
	for i := range t.rows {
		r := &t.rows[i]
		v := VendorRow{
			Line: r.line, Number: r.must("number"), Name: r.must("name"), Names: r.list("names"), Active: r.yes("active", true),
			Terms: r.count("terms"), IBAN: r.iban("iban"), BIC: compact(r.text("bic")), BankSince: r.date("bank_since"),
			Invoices: r.count("invoices"),
		}
		for _, id := range r.list("vat_ids") {
			v.VATIDs = append(v.VATIDs, compact(id))
		}
		for _, s := range r.list("senders") {
			v.Senders = append(v.Senders, strings.ToLower(s))
		}
		if !r.bad {
			out = append(out, v)
		}
	}
	return out, t.sorted(), nil
}

func (r *row) iban(column string) string {
	s := compact(r.text(column))
	if s == "" {
		return ""
	}
	if err := iban.Validate(s); err != nil {
		r.fail(column, payable.Say("row_not_iban", `"{value}" is not an IBAN; a letter or digit is wrong or missing`, "value", clip(s)))
	}
	return s
}

// compact drops spaces and writes capitals.
func compact(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

// A PastInvoiceRow is an invoice the ledger knew before payable: against it new
// ones are compared, so that none is paid again.
type PastInvoiceRow struct {
	Line       int    // in the file
	Vendor     string // the ledger's vendor number
	Number     string // as printed
	Date       time.Time
	Currency   payable.Currency
	Gross      decimal.Decimal // positive for credit notes too
	CreditNote bool
	Order      string // printed order number, empty if none
}

var pastInvoiceColumns = []column{
	{"vendor", true, []string{"vendor number", "vendor no", "vendor id", "supplier", "supplier number", "supplier no", "Kreditor", "Kreditorennummer", "Kreditor-Nr", "Lieferantennummer", "Lieferanten-Nr"}},
	{"number", true, []string{"invoice", "invoice number", "invoice no", "reference", "Rechnungsnummer", "Rechnungs-Nr", "Rechnung", "Belegnummer", "Referenz"}},
	{"date", true, []string{"invoice date", "issued", "issue date", "document date", "Rechnungsdatum", "Belegdatum", "Datum"}},
	{"currency", true, []string{"curr", "currency code", "Währung", "Waehrung", "WKZ"}},
	{"gross", true, []string{"amount", "gross amount", "total", "invoice amount", "Betrag", "Bruttobetrag", "Brutto", "Rechnungsbetrag"}},
	{"credit_note", false, []string{"is credit note", "credit", "Gutschrift"}},
	{"order", false, []string{"order number", "po", "po number", "Bestellnummer", "Bestellung"}},
}

// ReadPastInvoices reads what was billed before payable. Errors as in
// [ReadOrders]. An amount below zero is a credit note.
func ReadPastInvoices(r io.Reader, m Mapping) ([]PastInvoiceRow, []RowError, error) {
	t, err := readTable(r, m, pastInvoiceColumns)
	if err != nil {
		return nil, nil, err
	}
	var out []PastInvoiceRow
	for i := range t.rows {
		r := &t.rows[i]
		v := PastInvoiceRow{
			Line: r.line, Vendor: r.must("vendor"), Number: r.must("number"), Date: r.date("date"), Currency: r.currency("currency"),
			Gross: r.mustNumber("gross"), CreditNote: r.yes("credit_note", false), Order: r.text("order"),
		}
		if v.Gross.IsNegative() {
			v.Gross, v.CreditNote = v.Gross.Neg(), true
		}
		if v.Date.IsZero() && !r.bad {
			r.fail("date", empty())
		}
		if !r.bad {
			out = append(out, v)
		}
	}
	return out, t.sorted(), nil
}
