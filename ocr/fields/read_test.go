package fields

import (
	"reflect"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

const germanInvoice = `
Nordlicht Werkzeuge GmbH · Hafenstr. 12 · 24103 Kiel

Talhof Maschinenbau AG                                Rechnungsnummer:    R-2026-0417
Einkauf                                               Rechnungsdatum:     03.04.2026
Lindenallee 5                                         Kundennummer:       88213
50667 Köln                                            Ihre Bestellung:    4500012345
                                                      Fällig am:          03.05.2026

Rechnung

Pos  Artikel-Nr.  Bezeichnung                  Menge  Einheit  Einzelpreis   MwSt    Gesamt

1    NW-100       Sechskantschraube M8           200  Stk            0,35     19%      70,00
                  verzinkt, nach DIN 933
2    NW-205       Akkuschrauber                    2  Stk          149,50     19%     299,00
3    NW-300       Fachbuch Gewinde                 1  Stk        1.024,00      7%   1.024,00

                                               Nettobetrag                          1.393,00
                                               MwSt 19 % auf 369,00                    70,11
                                               MwSt 7 % auf 1.024,00                   71,68
                                               Gesamtbetrag EUR                     1.534,79

Bitte zahlen Sie innerhalb von 30 Tagen.
Nordlicht Werkzeuge GmbH     Amtsgericht Kiel HRB 1234     IBAN DE89 3704 0044 0532 0130 00
USt-IdNr. DE136695976        Tel. 0431 12345               www.nordlicht-werkzeuge.de
`

func TestGermanInvoiceWithWindowAndTwoRates(t *testing.T) {
	d := readOne(t, germanInvoice)
	if d.DocType != payable.DocInvoice || d.Lang != "de" {
		t.Errorf("type %s, language %s, want invoice in de", d.DocType, d.Lang)
	}
	wantFields(t, d, map[payable.Term]string{
		payable.InvoiceNumber: "R-2026-0417", payable.IssueDate: "2026-04-03", payable.DueDate: "2026-05-03", payable.CurrencyCode: "EUR",
		payable.PONumber: "4500012345", payable.SellerName: "Nordlicht Werkzeuge GmbH", payable.SellerVATID: "DE136695976",
		payable.BuyerName: "Talhof Maschinenbau AG", payable.BuyerVATID: "", payable.IBAN: "DE89370400440532013000",
		payable.NetTotal: "1393", payable.TaxTotal: "141.79", payable.GrossTotal: "1534.79", payable.AmountDue: "1534.79",
	})
	wantLines(t, d, []map[payable.Term]string{
		{payable.LineDescription: "Sechskantschraube M8 verzinkt, nach DIN 933", payable.LineQuantity: "200", payable.LineUnit: "C62",
			payable.LineUnitPrice: "0.35", payable.LineTotal: "70", payable.LineVATRate: "19", payable.LineSKU: "NW-100"},
		{payable.LineDescription: "Akkuschrauber", payable.LineQuantity: "2", payable.LineUnitPrice: "149.5", payable.LineTotal: "299"},
		{payable.LineDescription: "Fachbuch Gewinde", payable.LineUnitPrice: "1024", payable.LineTotal: "1024", payable.LineVATRate: "7"},
	})
	want := []payable.VATLine{{Rate: "19", Base: "369.00", Tax: "70.11"}, {Rate: "7", Base: "1024.00", Tax: "71.68"}}
	if !reflect.DeepEqual(d.VAT, want) {
		t.Errorf("VAT breakdown %v, want %v", d.VAT, want)
	}
	if got := d.Fields[payable.GrossTotal]; got.Confidence < 0.95 {
		t.Errorf("gross total confirmed by lines, rates and sum has confidence %.2f, want at least 0.95", got.Confidence)
	}
	if f := d.Fields[payable.InvoiceNumber]; f.Page != 1 || f.Box == nil || !strings.Contains(f.Why, "Rechnungsnummer") {
		t.Errorf("evidence of the invoice number: page %d, box %v, why %q", f.Page, f.Box, f.Why)
	}
}

const englishInvoice = `
Harbour & Finch Ltd                                                          INVOICE
12 Quay Street, Bristol BS1 4RW
VAT No GB 123 4567 82

Bill To                              Ship To                        Invoice No.   HF-20931
Meridian Foods plc                   Meridian Foods plc             Invoice Date  14 March 2026
4 Kings Road                         Unit 9, Dock Lane              Due Date      13 April 2026
Leeds LS1 2AB                        Hull HU1 3EX                   PO Number     PO-7781

Description                               Qty        Unit Price        Amount

Oak shelving board, planed                 12             $24.50       $294.00
Wall bracket                               40              $3.20       $128.00

                                                      Subtotal         $422.00
                                                      VAT 20%           $84.40
                                                      Total            $506.40
                                                      Amount paid      $100.00
                                                      Balance due      $406.40
`

func TestEnglishInvoiceWithPrepayment(t *testing.T) {
	d := readOne(t, englishInvoice)
	wantFields(t, d, map[payable.Term]string{
		payable.InvoiceNumber: "HF-20931", payable.IssueDate: "2026-03-14", payable.DueDate: "2026-04-13", payable.PONumber: "PO-7781",
		payable.CurrencyCode: "USD", payable.SellerName: "Harbour & Finch Ltd", payable.BuyerName: "Meridian Foods plc",
		payable.NetTotal: "422", payable.TaxTotal: "84.4", payable.GrossTotal: "506.4", payable.PrepaidAmount: "100", payable.AmountDue: "406.4",
	})
	wantLines(t, d, []map[payable.Term]string{
		{payable.LineDescription: "Oak shelving board, planed", payable.LineQuantity: "12", payable.LineUnitPrice: "24.5", payable.LineTotal: "294"},
		{payable.LineDescription: "Wall bracket", payable.LineQuantity: "40", payable.LineUnitPrice: "3.2", payable.LineTotal: "128"},
	})
}

func TestAConfidentSumCorrectsAMisreadLabel(t *testing.T) {
	// "Total" stands at two amounts; only one of them makes the sum
	d := readOne(t, `
Invoice No: 17                 Date: 2026-03-01

Total hours                                          80.00
Net                                                 100.00
VAT 19%                                              19.00
Total                                               119.00
Total                                               190.00
`)
	wantFields(t, d, map[payable.Term]string{payable.NetTotal: "100", payable.TaxTotal: "19", payable.GrossTotal: "119"})
}

func TestCreditNoteNamesTheInvoiceItCredits(t *testing.T) {
	d := readOne(t, `
Credit Note

Credit Note No:      CN-88             Date: 2 May 2026
Original Invoice:    INV-1207

Description                    Qty    Unit Price     Amount
Returned pump                   -1        250.00    -250.00

Net                                                 -250.00
VAT 20%                                              -50.00
Total EUR                                           -300.00
`)
	if d.DocType != payable.DocCreditNote {
		t.Errorf("type %s, want credit_note", d.DocType)
	}
	wantFields(t, d, map[payable.Term]string{payable.InvoiceNumber: "CN-88", payable.PrecedingInvoice: "INV-1207", payable.NetTotal: "-250", payable.GrossTotal: "-300"})
}

func TestCarriedOverSumsAreNoItems(t *testing.T) {
	head := `
Rechnung Nr. 900                                    Datum: 01.02.2026       Seite 1 von 2

Bezeichnung                       Menge    Einzelpreis     Gesamt
Kabel                                 2          10,00      20,00
Stecker                               4           5,00      20,00
Übertrag                                                    40,00
`
	tail := `
Rechnung Nr. 900                                    Datum: 01.02.2026       Seite 2 von 2

Bezeichnung                       Menge    Einzelpreis     Gesamt
Übertrag                                                    40,00
Dose                                  1          60,00      60,00

Nettobetrag                                                100,00
MwSt. 19 %                                                  19,00
Gesamtbetrag EUR                                           119,00
`
	d := readOne(t, head, tail)
	if d.PageRange != [2]int{1, 2} {
		t.Errorf("page range %v, want 1 to 2", d.PageRange)
	}
	wantLines(t, d, []map[payable.Term]string{
		{payable.LineDescription: "Kabel", payable.LineTotal: "20"}, {payable.LineDescription: "Stecker", payable.LineTotal: "20"},
		{payable.LineDescription: "Dose", payable.LineTotal: "60"},
	})
	wantFields(t, d, map[payable.Term]string{payable.InvoiceNumber: "900", payable.NetTotal: "100", payable.GrossTotal: "119"})
}

func TestSeveralInvoicesInOneFileAreSplit(t *testing.T) {
	page := func(n int, number, sheet string) text.Page {
		return grid(n, strings.ReplaceAll(strings.ReplaceAll(`
Invoice                                       Page SHEET
Invoice No: NUMBER                            Invoice Date: 2026-01-05

Net                                                 100.00
VAT 20%                                              20.00
Total                                               120.00
`, "NUMBER", number), "SHEET", sheet))
	}
	out := Read([]text.Page{page(1, "A-1", "1 of 2"), page(2, "A-1", "2 of 2"), page(3, "A-2", "1 of 1")}, Options{})
	if len(out) != 2 {
		t.Fatalf("%d drafts, want 2", len(out))
	}
	for i, want := range []struct {
		number string
		pages  [2]int
	}{{"A-1", [2]int{1, 2}}, {"A-2", [2]int{3, 3}}} {
		if out[i].Value(payable.InvoiceNumber) != want.number || out[i].PageRange != want.pages || out[i].Ordinal != i+1 {
			t.Errorf("draft %d: number %s pages %v ordinal %d, want %s %v %d", i, out[i].Value(payable.InvoiceNumber), out[i].PageRange, out[i].Ordinal, want.number, want.pages, i+1)
		}
	}
}

func TestSwappableDateIsADoubtUntilTheDocumentDecides(t *testing.T) {
	for _, tt := range []struct {
		name, drawing, want string
		sure                bool
	}{
		{"nothing decides but the language", "Invoice No: 1   Invoice Date: 03/04/2026\nTotal EUR 10.00", "2026-04-03", false},
		{"dollars write the month first", "Invoice No: 1   Invoice Date: 03/04/2026\nThe total of this invoice\nTotal $10.00", "2026-03-04", false},
		{"another date shows the day first", "Invoice No: 1   Invoice Date: 03/04/2026\nDue Date: 28/04/2026\nTotal $10.00", "2026-04-03", true},
		{"another date shows the month first", "Invoice No: 1   Invoice Date: 03/04/2026\nDue Date: 04/28/2026\nTotal EUR 10.00", "2026-03-04", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := readOne(t, tt.drawing)
			f := d.Fields[payable.IssueDate]
			if f.Value != tt.want || (f.Confidence > 0.8) != tt.sure {
				t.Errorf("%q: %s with %.2f (%s), want %s, sure %v", tt.drawing, f.Value, f.Confidence, f.Why, tt.want, tt.sure)
			}
		})
	}
}

func TestHiddenWordsAreNeverValues(t *testing.T) {
	p := grid(1, "Invoice No: A-1\nTotal EUR 10.00\nIBAN DE89370400440532013000")
	for i := range p.Words {
		p.Words[i].Hidden = i >= len(p.Words)-2
	}
	d := Read([]text.Page{p}, Options{})[0]
	if len(d.Bank) != 0 || d.Value(payable.IBAN) != "" {
		t.Errorf("hidden account was read: %v", d.Bank)
	}
}

func TestPageWithoutWordsIsAProblemNotAPanic(t *testing.T) {
	d := Read([]text.Page{{Number: 1, Width: 595, Height: 842}}, Options{})
	if len(d) != 1 || len(d[0].Problems) == 0 || d[0].DocType != payable.DocOther {
		t.Errorf("got %+v, want one draft of type other with a problem", d)
	}
	if got := Read(nil, Options{}); got != nil {
		t.Errorf("no pages gave %v, want nothing", got)
	}
}
