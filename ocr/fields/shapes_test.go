package fields

import (
	"strings"
	"testing"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

func TestItemsWithoutHeadingsAreProvenByArithmetic(t *testing.T) {
	d := readOne(t, `
Invoice No: 31          Date: 2026-02-03

Garden hose 25 m               3        19.90         59.70
Spray nozzle                   2         8.50         17.00

Net total                                             76.70
VAT 20%                                               15.34
Total EUR                                             92.04
`)
	wantLines(t, d, []map[payable.Term]string{
		{payable.LineDescription: "Garden hose 25 m", payable.LineQuantity: "3", payable.LineUnitPrice: "19.9", payable.LineTotal: "59.7"},
		{payable.LineDescription: "Spray nozzle", payable.LineQuantity: "2", payable.LineUnitPrice: "8.5", payable.LineTotal: "17"},
	})
	d = readOne(t, `
Invoice No: 31          Date: 2026-02-03

Sales in March                 3        19.90         70.00
Sales in April                 2         8.50         90.00

Total EUR                                             92.04
`)
	if len(d.Lines) != 0 {
		t.Errorf("rows whose numbers prove nothing gave %d lines, want none", len(d.Lines))
	}
}

func TestHeadingsAreCorrectedByTheNumbersUnderThem(t *testing.T) {
	// "Amount" heads the quantity, "#" is no position
	d := readOne(t, `
Invoice No: 8           Date: 2026-02-03

Amount     Product                         Price         Total
4          Candle, white                    2.50         10.00
12         Candle, red                      3.00         36.00

Net total                                                46.00
`)
	wantLines(t, d, []map[payable.Term]string{
		{payable.LineDescription: "Candle, white", payable.LineQuantity: "4", payable.LineUnitPrice: "2.5", payable.LineTotal: "10"},
		{payable.LineDescription: "Candle, red", payable.LineQuantity: "12", payable.LineUnitPrice: "3", payable.LineTotal: "36"},
	})
}

func TestPricesPerHundredKeepTheirBase(t *testing.T) {
	d := readOne(t, `
Rechnung Nr. 5           Datum: 03.02.2026

Bezeichnung               Menge       Einzelpreis        Gesamt
Schrauben                   300        12,50 / 100        37,50
Muttern                     200           0,10            20,00

Nettobetrag EUR                                           57,50
`)
	wantLines(t, d, []map[payable.Term]string{
		{payable.LineQuantity: "300", payable.LineUnitPrice: "12.5", payable.LinePriceBase: "100", payable.LineTotal: "37.5"},
		{payable.LineQuantity: "200", payable.LineUnitPrice: "0.1", payable.LinePriceBase: "", payable.LineTotal: "20"},
	})
}

func TestASummaryOfTaxesIsNoTableOfItems(t *testing.T) {
	d := readOne(t, `
Rechnung Nr. 5           Datum: 03.02.2026

Bezeichnung               Menge       Einzelpreis        Gesamt
Schrauben                    10          10,00           100,00

MwSt-Satz               Nettobetrag      MwSt-Betrag     Bruttobetrag
19 %                      100,00            19,00           119,00

Gesamtbetrag EUR                                         119,00
`)
	if len(d.Lines) != 1 {
		t.Errorf("%d lines, want 1: %v", len(d.Lines), d.Lines)
	}
	wantFields(t, d, map[payable.Term]string{payable.NetTotal: "100", payable.TaxTotal: "19", payable.GrossTotal: "119"})
	if len(d.VAT) != 1 || d.VAT[0] != (payable.VATLine{Rate: "19", Base: "100.00", Tax: "19.00"}) {
		t.Errorf("VAT breakdown %v, want 19 on 100", d.VAT)
	}
}

func TestAnAccountWhoseCheckDigitsDisagreeIsShownWithDoubt(t *testing.T) {
	d := readOne(t, "Rechnung Nr. 5\nIBAN: DE88 3704 0044 0532 0130 00\nGesamtbetrag 10,00 EUR")
	f := d.Fields[payable.IBAN]
	if f.Value != "DE88370400440532013000" || f.Confidence > 0.5 || !strings.Contains(f.Why, "disagree") {
		t.Errorf("got %q with %.2f (%s), want the printed account with at most 0.50", f.Value, f.Confidence, f.Why)
	}
	if len(d.Bank) != 0 {
		t.Errorf("Bank holds %v, want only accounts with right check digits", d.Bank)
	}
}

func TestRulesOfAFormReadAsCharactersAreCutOff(t *testing.T) {
	p := grid(1, "| Invoice No: |A-17| [ Date: 2026-02-03 ]\nTotal| EUR |10.00| |")
	p.Source = payable.SourceOCR
	d := Read([]text.Page{p}, Options{})[0]
	wantFields(t, d, map[payable.Term]string{payable.InvoiceNumber: "A-17", payable.IssueDate: "2026-02-03", payable.GrossTotal: "10"})
}

func TestALabelWithOneLetterMisreadIsStillALabelInAScan(t *testing.T) {
	for _, tt := range []struct {
		source payable.Source
		want   string
	}{{payable.SourceOCR, "R-77"}, {payable.SourceText, ""}} {
		p := grid(1, "Rechnunqsnummer: R-77\nGesamtbetrag 10,00 EUR")
		p.Source = tt.source
		if got := Read([]text.Page{p}, Options{})[0].Value(payable.InvoiceNumber); got != tt.want {
			t.Errorf("source %s: invoice number %q, want %q", tt.source, got, tt.want)
		}
	}
}

func TestDocumentTypes(t *testing.T) {
	for _, tt := range []struct {
		drawing string
		want    payable.DocType
	}{
		{"INVOICE\nInvoice No: 1\nPurchase Order   4711\nTotal EUR 10.00", payable.DocInvoice},
		{"Gutschrift\nGutschrift Nr. 12\nGesamtbetrag 10,00 EUR", payable.DocCreditNote},
		{"PURCHASE ORDER\nOrder Number: 4711\nTotal EUR 10.00", payable.DocOrder},
		{"Auftragsbestätigung\nAuftrag Nr. 12\nGesamtbetrag 10,00 EUR", payable.DocOrderResponse},
		{"Lieferschein\nLieferschein-Nr. 77", payable.DocDespatchAdvice},
		{"Mahnung\nRechnungsnummer: 12\nOffener Betrag 10,00 EUR", payable.DocReminder},
		{"Facture n° 2026-1\nTotal TTC 10,00 €", payable.DocInvoice},
		{"Dear Sir or Madam, thank you for your letter", payable.DocOther},
	} {
		if got := readOne(t, tt.drawing).DocType; got != tt.want {
			t.Errorf("%q is %s, want %s", tt.drawing, got, tt.want)
		}
	}
}
