package fields

import (
	"testing"

	"github.com/payable-ap/payable"
)

// TestStrangers holds, page by page, what vendors do that no textbook shows.
func TestStrangers(t *testing.T) {
	for _, tt := range []struct {
		name string
		page string
		want map[payable.Term]string
	}{
		{"a number after a sign under the title, no label", `
Me                                                          INVOICE
                                                               # 1

Bill To:                                         Date:      Jul 31, 2026
You

                                     Subtotal:   EUR 100.00
                                     Tax (21%):  EUR 21.00
                                     Total:      EUR 121.00`,
			map[payable.Term]string{payable.InvoiceNumber: "1", payable.GrossTotal: "121"}},
		{"who reads a letter is not who is billed", `
Calder Fixings
3 Mill Lane
Leeds LS1 4ZZ                                    Invoice No:  A-77
calder@calder-fixings.example                    Date:        2026-02-03

Bill To:
Attn: Jane Porter
Riverside Garage
4 Quay Street
Cardiff CF10 1AA

Total        GBP 120.00`,
			map[payable.Term]string{payable.BuyerName: "Riverside Garage", payable.SellerName: "Calder Fixings"}},
		{"a total below its label", `
Nexum Ltd                                        Invoice No:  A-78
4 Quay Street                                    Date:        2026-02-03
Cardiff CF10 1AA

                                     Subtotal      100.00
                                     VAT 20%        20.00
                                     Grand Total
                                                             120.00`,
			map[payable.Term]string{payable.GrossTotal: "120", payable.NetTotal: "100"}},
		{"one date for two labels", `
Nexum Ltd                                        Invoice No:  A-79
4 Quay Street

Invoice date / Delivery date 19 August 2026

Total        GBP 120.00`,
			map[payable.Term]string{payable.IssueDate: "2026-08-19"}},
		{"a number in groups of digits", `
Fernnetz GmbH
Rechnungsnummer 73 1234 5678 9012
Rechnungsdatum  06.04.2026

Rechnungsbetrag       41,38 EUR`,
			map[payable.Term]string{payable.InvoiceNumber: "73 1234 5678 9012"}},
		{"number and date under one label", `
Kessel Technik AG                                Belegnummer / Datum
                                                 9410023318 / 07.02.2026

Endbetrag             41,38 EUR`,
			map[payable.Term]string{payable.InvoiceNumber: "9410023318", payable.IssueDate: "2026-02-07"}},
		{"columns without and with tax, the tax elsewhere", `
Lumeo SA                                         Facture n° 88-1
                                                 Date 05/05/2026

                                          HT          TTC
Abonnement                             24,99 €     29,99 €
Options                                 4,17 €      5,00 €
Total de votre facture                 29,16 €     34,99 €
dont TVA 20 %                           5,83 €`,
			map[payable.Term]string{payable.NetTotal: "29.16", payable.TaxTotal: "5.83", payable.GrossTotal: "34.99"}},
		{"no tax is charged: net and gross are one", `
Anna Kowalski                                    Invoice No:  23
                                                 Date:        2026-02-03

                                     Tax             GBP 0.00
                                     Total           GBP 850.00`,
			map[payable.Term]string{payable.NetTotal: "850", payable.GrossTotal: "850", payable.TaxTotal: "0"}},
		{"a dash before a date is no minus, a range is no date", `
Brightline GmbH                                  Rechnung Nr. R-17 – 2026-03-10

Leistung July 1 - July 31 , 2026

Endbetrag             41,38 EUR`,
			map[payable.Term]string{payable.IssueDate: "2026-03-10"}},
	} {
		t.Run(tt.name, func(t *testing.T) { wantFields(t, readOne(t, tt.page), tt.want) })
	}
}

// TestEveryCoreFieldHasAThreshold checks that a customer can ask for at most one
// wrong in 200 of every field an invoice cannot do without.
func TestEveryCoreFieldHasAThreshold(t *testing.T) {
	for _, term := range []payable.Term{payable.InvoiceNumber, payable.IssueDate, payable.CurrencyCode, payable.SellerName,
		payable.NetTotal, payable.TaxTotal, payable.GrossTotal, payable.IBAN} {
		if p, ok := Threshold(term); !ok || !(p > 0 && p < 1) {
			t.Errorf("%s: %v, %v", term, p, ok)
		}
	}
}
