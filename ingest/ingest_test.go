package ingest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	textunicode "golang.org/x/text/encoding/unicode"

	"github.com/payable-ap/payable"
)

// TestReadOrdersAsPeopleExportThem reads one order from the files four programs
// would write.
func TestReadOrdersAsPeopleExportThem(t *testing.T) {
	german := "Bestell-Nr.;Kreditor;Währung;Bestelldatum;Pos.;Bezeichnung;Menge;ME;Einzelpreis;Preiseinheit\r\n" +
		"4711;70001;EUR;21.11.2026;10;Schrauben, verzinkt;1.000;Stk;12,50;100\r\n"
	ansi, err := charmap.Windows1252.NewEncoder().String(german)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := textunicode.UTF16(textunicode.LittleEndian, textunicode.UseBOM).NewEncoder().String(
		strings.ReplaceAll(strings.ReplaceAll(german, ";", "\t"), "Schrauben, verzinkt", "\"Schrauben, verzinkt\""))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, file string }{
		{"comma, point, our names", "number,vendor,currency,date,line,text,quantity,unit,price,price_base\n4711,70001,EUR,2026-11-21,10,\"Schrauben, verzinkt\",1000,Stk,12.50,100\n"},
		{"byte order mark, English names", "\ufeffPO Number,Supplier No.,Currency,Order Date,Item,Description,Qty,UoM,Unit Price,Per\n4711,70001,eur,21/11/2026,10,\"Schrauben, verzinkt\",\"1,000\",Stk,12.50,100\n"},
		{"semicolon, decimal comma, UTF-8", german},
		{"Windows-1252", ansi},
		{"tab, UTF-16", wide},
		{"a spreadsheet's separator line", "sep=;\r\n" + german},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows, bad, err := ReadOrders(strings.NewReader(tt.file), Mapping{})
			if err != nil || len(bad) > 0 || len(rows) != 1 {
				t.Fatalf("%q\ngave %d rows, %v, %v", tt.file, len(rows), bad, err)
			}
			o := rows[0]
			got := fmt.Sprintln(o.LedgerID, o.Number, o.Vendor, o.Currency, o.Date.Format("2006-01-02"), o.LineNumber, o.Text, o.Quantity, o.Unit, o.Price, o.PriceBase, o.State)
			want := fmt.Sprintln("4711", "4711", "70001", "EUR", "2026-11-21", "10", "Schrauben, verzinkt", "1000", "Stk", "12.5", "100", "open")
			if got != want {
				t.Errorf("%q\ngave %s\nwant %s", tt.file, got, want)
			}
		})
	}
}

func TestBadRowsAreNamed(t *testing.T) {
	const header = "number,vendor,currency,line,quantity,price,date\n"
	for _, tt := range []struct {
		name, rows string
		line       int
		column     string
		reason     string // part of it
	}{
		{"a quantity that is none", "1,7,EUR,10,ten,5.00,", 2, "quantity", `"ten" is not a number`},
		{"no quantity", "1,7,EUR,10,,5.00,", 2, "quantity", "is empty"},
		{"a quantity of zero", "1,7,EUR,10,0,5.00,", 2, "quantity", "above zero"},
		{"a price below zero", "1,7,EUR,10,1,-0.01,", 2, "price", "below zero"},
		{"a currency that is none", "1,7,Euro,10,1,5.00,", 2, "currency", `"EURO"`},
		{"a day that is none", "1,7,EUR,10,1,5.00,2026-02-30", 2, "date", "no day"},
		{"the second row", "1,7,EUR,10,1,5.00,\n1,7,EUR,20,1,x,", 3, "price", `"x"`},
		{"two lines of one number", "1,7,EUR,10,1,5.00,\n1,7,EUR,10,1,6.00,", 3, "line", "line 2 of the file"},
		{"rows that disagree about the order", "1,7,EUR,10,1,5.00,\n1,8,EUR,20,1,6.00,", 3, "vendor", "differs from line 2"},
		{"too many fields", "1,7,EUR,10,1,5,00,,", 2, "", "fields under"},
		{"a quote in the middle", "1,7,EU\"R,10,1,5.00,", 2, "", "not a row of a table"},
		{"a number of two meanings", "1,7,EUR,10,1,\"1,234\",", 2, "price", "two meanings"},
		{"two meanings in a file that uses both signs", "1,7,EUR,10,1,5.00,\n1,7,EUR,20,1,\"5,1\",\n1,7,EUR,30,1,\"5,100\",", 4, "price", "two meanings"},
		{"a date of two meanings", "1,7,EUR,10,1,5.00,03/04/2026", 2, "date", "two meanings"},
		{"more digits than a number has", "1,7,EUR,10," + strings.Repeat("9", 50) + ",1.00,", 2, "quantity", "not a number"},
		{"thousands in the wrong place", "1,7,EUR,10,\"1,00,0\",1.00,", 2, "quantity", "not a number"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, bad, err := ReadOrders(strings.NewReader(header+tt.rows+"\n"), Mapping{})
			if err != nil {
				t.Fatal(err)
			}
			if len(bad) == 0 {
				t.Fatalf("%q: no row is bad", tt.rows)
			}
			if bad[0].Line != tt.line || bad[0].Column != tt.column || !strings.Contains(bad[0].Reason.Text, tt.reason) {
				t.Errorf("%q: %+v, want line %d, column %q, %q", tt.rows, bad[0], tt.line, tt.column, tt.reason)
			}
		})
	}
}

// TestAnOrderWithABadRowStaysOutWhole checks that leaving bad rows out never
// loads half an order or half a receipt, whichever row is the bad one.
func TestAnOrderWithABadRowStaysOutWhole(t *testing.T) {
	good, bad := "A,7,EUR,10,1,5.00,\n", "A,7,EUR,20,x,5.00,\n"
	for _, tt := range []struct{ name, rows string }{{"the last", good + bad}, {"the first", bad + good}, {"one of several", good + bad + "A,7,EUR,30,1,5.00,\n"}} {
		t.Run(tt.name, func(t *testing.T) {
			rows, errs, err := ReadOrders(strings.NewReader("number,vendor,currency,line,quantity,price,date\n"+tt.rows+"B,7,EUR,10,1,5.00,\n"), Mapping{})
			if err != nil || len(rows) != 1 || rows[0].Number != "B" {
				t.Errorf("%v, %v: want only order B", rows, err)
			}
			if len(errs) != 2 || errs[0].Line != errs[1].Line || !strings.Contains(errs[1].Reason.Text, "the other rows of A") {
				t.Errorf("%v: want the bad row and, at its line, that the others stay out", errs)
			}
		})
	}
	receipts, errs, err := ReadReceipts(strings.NewReader("number,date,order,line,quantity\nR1,2026-11-20,A,10,1\nR1,2026-11-20,A,20,x\nR2,2026-11-20,B,10,1\n"), Mapping{})
	if err != nil || len(receipts) != 1 || receipts[0].Number != "R2" || len(errs) != 2 {
		t.Errorf("%v, %v, %v: want only receipt R2", receipts, errs, err)
	}
}

func TestBadFilesAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name, file, field string
		m                 Mapping
	}{
		{name: "an empty file", file: ""},
		{name: "a missing column", file: "number,vendor,currency,line,quantity\n", field: "price"},
		{name: "two columns of one meaning", file: "number,PO,vendor,currency,line,quantity,price\n", field: "PO"},
		{name: "a mapping to nothing", file: "number,x\n", field: "x", m: Mapping{Columns: map[string]string{"X": "colour"}}},
		{name: "a separator that is none", file: "number\n", field: "separator", m: Mapping{Separator: "ab"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := ReadOrders(strings.NewReader(tt.file), tt.m)
			var invalid *payable.InvalidError
			if !errors.As(err, &invalid) || invalid.Field != tt.field {
				t.Errorf("%q: %v, want an InvalidError about %q", tt.file, err, tt.field)
			}
		})
	}
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct {
		in   string
		sign rune
		want string // "" is refused
	}{
		{"12", 0, "12"}, {"-12.50", 0, "-12.5"}, {"12,5", 0, "12.5"}, {"1.234,56", 0, "1234.56"}, {"1,234.56", 0, "1234.56"},
		{"1.234.567", 0, "1234567"}, {"1 234,5", 0, "1234.5"}, {"1'234.50", 0, "1234.5"}, {"0,125", 0, "0.125"}, {"12,50-", 0, "-12.5"},
		{"1,234", 0, ""}, {"1,234", '.', "1234"}, {"1,234", ',', "1.234"}, {"1.234", ',', "1234"}, {"12.5", ',', ""},
		{"1,23,456.0", 0, ""}, {"1.2.3", 0, ""}, {"--1", 0, ""}, {"-1-", 0, ""}, {"1e9", 0, ""}, {"NaN", 0, ""}, {".5", 0, ""}, {"1.", 0, "1"},
	} {
		d, why := parseNumber(tt.in, tt.sign)
		if got := d.String(); why.Text == "" && got != tt.want || why.Text != "" && tt.want != "" {
			t.Errorf("%q with sign %q: %s (%s), want %q", tt.in, tt.sign, got, why, tt.want)
		}
	}
}

func TestReadReceipts(t *testing.T) {
	rows, bad, err := ReadReceipts(strings.NewReader("Wareneingang;Lieferschein;Datum;Bestellung;Position;Menge\nWE1;L-9;20.11.26;4711;10;-2,5\nWE2;;;4711;10;1\nWE3;;21.11.2026;4711;10;0\n"), Mapping{})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1 || rows[0].Quantity.String() != "-2.5" || !rows[0].Date.Equal(time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)) || rows[0].LedgerID != "WE1" {
		t.Errorf("got %+v", rows)
	}
	want := `[{3 Datum is empty} {4 Menge is zero; a return is below zero}]`
	if got := fmt.Sprint(bad); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestReadVendors(t *testing.T) {
	rows, bad, err := ReadVendors(strings.NewReader("number,name,vat id,email,iban,terms,active\n"+
		"70001,Acme Ltd,GB 123 4567 82,Billing@acme.example|acme.example,DE89 3704 0044 0532 0130 00,30,yes\n"+
		"70002,Bolt GmbH,,,DE89370400440532013001,,\n"), Mapping{})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1 || rows[0].IBAN != "DE89370400440532013000" || rows[0].VATIDs[0] != "GB123456782" || len(rows[0].Senders) != 2 || rows[0].Senders[0] != "billing@acme.example" || rows[0].Terms != 30 {
		t.Errorf("got %+v", rows)
	}
	if len(bad) != 1 || bad[0].Line != 3 || bad[0].Column != "iban" {
		t.Errorf("got %v, want the second vendor's IBAN on line 3", bad)
	}
}

func TestReadPastInvoices(t *testing.T) {
	rows, bad, err := ReadPastInvoices(strings.NewReader("Lieferant;Rechnungs-Nr;Rechnungsdatum;Währung;Bruttobetrag\n7;R-1;1.2.2026;EUR;119,00\n7;R-2;1.2.2026;EUR;-119,00\n"),
		Mapping{Columns: map[string]string{"lieferant": "vendor"}})
	if err != nil || len(bad) > 0 || len(rows) != 2 {
		t.Fatalf("%v, %v, %v", rows, bad, err)
	}
	if rows[0].CreditNote || !rows[1].CreditNote || rows[1].Gross.String() != "119" {
		t.Errorf("got %+v", rows)
	}
}

// FuzzCSV checks that no file makes the readers panic or accept a number they
// did not understand: what is read and written plainly is read again the same.
func FuzzCSV(f *testing.F) {
	f.Add("number,vendor,currency,line,quantity,price\n1,7,EUR,10,\"1,000\",5.00\n")
	f.Add("Bestell-Nr.;Kreditor;Währung;Pos;Menge;Preis\n1;7;EUR;10;1.000,5;5,00-\n")
	f.Add("sep=;\nnumber\tvendor\n\"")
	f.Fuzz(func(t *testing.T, file string) {
		rows, bad, err := ReadOrders(strings.NewReader(file), Mapping{})
		if err != nil && (len(rows) > 0 || len(bad) > 0) {
			t.Fatalf("%q: rows beside an error", file)
		}
		for _, o := range rows {
			if !o.Quantity.IsPositive() || o.Price.IsNegative() || !o.Currency.Valid() || o.Number == "" || o.Line < 2 {
				t.Fatalf("%q gave %+v", file, o)
			}
			if again, why := parseNumber(o.Price.StringFixed(4), '.'); len(o.Price.String()) < 30 && o.Price.Exponent() >= -4 && (why.Text != "" || !again.Equal(o.Price)) {
				t.Fatalf("%q: price %s is read again as %s (%s)", file, o.Price, again, why)
			}
		}
		for _, b := range bad {
			if b.Reason.Text == "" {
				t.Fatalf("%q: a bad row without a reason: %+v", file, b)
			}
		}
		for _, read := range []func() error{
			func() error { _, _, err := ReadReceipts(strings.NewReader(file), Mapping{}); return err },
			func() error { _, _, err := ReadVendors(strings.NewReader(file), Mapping{}); return err },
			func() error { _, _, err := ReadPastInvoices(strings.NewReader(file), Mapping{}); return err },
		} {
			var invalid *payable.InvalidError
			if err := read(); err != nil && !errors.As(err, &invalid) {
				t.Fatalf("%q: %v", file, err)
			}
		}
	})
}
