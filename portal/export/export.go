// Package export writes approved invoices for the ledger: CSV, JSON or UBL, one
// file an invoice, with its original beside it.
//
// Its promise: a file is there whole or not at all (temporary name, fsync,
// rename, fsync of the folder), and writing the same invoice again writes the
// same bytes under the same name, so that a crash between file and database
// costs nothing. Values from documents cannot become formulas in a spreadsheet.
//
// To add a format, write a function from [Bill] to bytes and enter it in
// formats.
package export

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/payable-ap/payable"
)

// A Bill is an approved invoice with what the ledger needs to book it.
type Bill struct {
	Key      string // idempotency key, the same however often it is handed over
	Invoice  payable.Invoice
	Vendor   payable.Vendor
	Approved string    // who approved it, a user name or "policy"
	At       time.Time // when it was approved
	Coding   []Coding
	Original Original
}

// A Coding says which order line an invoice line bills.
type Coding struct {
	Line      int
	Order     string
	OrderLine string
	Quantity  string
}

// An Original is the document the invoice was read from.
type Original struct {
	Name  string // as the sender wrote it, hostile: only its extension is used
	Hash  payable.Hash
	Bytes []byte
}

// A Format names a way to write a bill.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	JSON Format = "json"
)

var formats = map[Format]func(Bill) ([]byte, error){CSV: writeCSV, JSON: writeJSON}

// ParseFormat reads a configuration value.
func ParseFormat(s string) (Format, error) {
	if f := Format(strings.ToLower(s)); formats[f] != nil {
		return f, nil
	}
	return "", payable.Invalid("export-format", fmt.Sprintf("%q is not one of csv, json", s))
}

// A Folder is where files go.
type Folder struct {
	Dir    string
	Format Format
}

// Write puts the bill's file and its original in the folder and returns the
// file's name and hash. Twice writes the same bytes over themselves.
func (f Folder) Write(b Bill) (string, payable.Hash, error) {
	body, err := formats[f.Format](b)
	if err != nil {
		return "", "", fmt.Errorf("write invoice %d as %s: %w", b.Invoice.ID, f.Format, err)
	}
	if err := os.MkdirAll(f.Dir, 0o750); err != nil {
		return "", "", err
	}
	stem := fmt.Sprintf("invoice-%d", b.Invoice.ID)
	// The original first: whoever sees the invoice's file finds it there.
	if err := put(f.Dir, stem+"-original"+extension(b.Original.Name), b.Original.Bytes); err != nil {
		return "", "", err
	}
	name := stem + "." + string(f.Format)
	return name, payable.HashOf(body), put(f.Dir, name, body)
}

// extension keeps a known ending of a stranger's file name.
func extension(name string) string {
	known := []string{".pdf", ".xml", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".heic"}
	if e := strings.ToLower(filepath.Ext(name)); slices.Contains(known, e) {
		return e
	}
	return ".bin"
}

// put writes a file so that it is there whole or not at all, also after the
// power went.
func put(dir, name string, body []byte) error {
	tmp, err := os.CreateTemp(dir, "."+name+".*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // gone already when all went well
	if _, err := tmp.Write(body); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Sync(); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), filepath.Join(dir, name)); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
