package export

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

func bill() Bill {
	d := func(s string) *decimal.Decimal { v := decimal.RequireFromString(s); return &v }
	return Bill{
		Key: "payable-1-7", At: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), Approved: "ana",
		Invoice: payable.Invoice{ID: 7, Entity: 1, Number: "R-17", Currency: "EUR", Net: d("100"), Tax: d("19.00"), Gross: d("119.00"),
			Bank:  []string{"DE02120300000000202051"},
			Lines: []payable.InvoiceLine{{Number: 1, Text: "=HYPERLINK(\"x\")", Quantity: d("-2"), Net: d("100")}, {Number: 2, Text: "bolts"}}},
		Vendor:   payable.Vendor{Number: "V1", Name: "@SUM(1)", Bank: []payable.BankAccount{{IBAN: "DE89370400440532013000", Entered: "bo", Verified: "cy"}}},
		Coding:   []Coding{{Line: 2, Order: "4711", OrderLine: "10"}},
		Original: Original{Name: "../../etc/passwd", Hash: "ab", Bytes: []byte("raw")},
	}
}

// TestAStrangersTextIsNoFormula checks every cell that could run in a
// spreadsheet, and that numbers are left alone.
func TestAStrangersTextIsNoFormula(t *testing.T) {
	body, err := writeCSV(bill())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(body))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(r int, name string) string {
		for i, c := range rows[0] {
			if c == name {
				return rows[r][i]
			}
		}
		t.Fatalf("no column %s", name)
		return ""
	}
	for _, tt := range []struct{ column, want string }{
		{"description", `'=HYPERLINK("x")`}, {"vendor_name", "'@SUM(1)"}, {"quantity", "-2"}, {"payable", "119.00"},
		{"iban", "DE89370400440532013000"}, // the master's, not the foreign one the document prints
	} {
		if got := at(1, tt.column); got != tt.want {
			t.Errorf("%s is %q, want %q", tt.column, got, tt.want)
		}
	}
	if at(2, "order") != "4711" || at(1, "order") != "" {
		t.Errorf("coding went to the wrong line: %q, %q", at(1, "order"), at(2, "order"))
	}
}

// TestWritingTwiceIsWritingOnce checks names, bytes and that nothing else stays
// in the folder.
func TestWritingTwiceIsWritingOnce(t *testing.T) {
	for _, f := range []Format{CSV, JSON} {
		dir := filepath.Join(t.TempDir(), "out")
		var first payable.Hash
		for range 2 {
			name, hash, err := Folder{Dir: dir, Format: f}.Write(bill())
			if err != nil {
				t.Fatal(err)
			}
			if first == "" {
				first = hash
			}
			if name != "invoice-7."+string(f) || hash != first {
				t.Errorf("wrote %s with %s, then %s", name, first, hash)
			}
		}
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		if len(files) != 2 || files[0].Name() != "invoice-7-original.bin" {
			t.Errorf("folder holds %v", files)
		}
	}
}
