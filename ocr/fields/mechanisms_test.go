package fields

import (
	"fmt"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
)

func TestWhetherATotalHasTaxIsSaidAfterIt(t *testing.T) {
	for _, tt := range []struct {
		line string
		term payable.Term
	}{
		{"Total Amount Without VAT:   300.00", payable.NetTotal},
		{"Total (excl. of VAT)   300.00", payable.NetTotal},
		{"Invoice total incl. GST   300.00", payable.GrossTotal},
		{"Summe exkl. MwSt   300,00", payable.NetTotal},
		{"Montant total hors TVA   300,00", payable.NetTotal},
		{"Totaal incl. btw   300,00", payable.GrossTotal},
		{"Importe total IVA incluido   300,00", payable.GrossTotal},
	} {
		d := readOne(t, "Invoice No: A-1\n\n"+tt.line)
		if got := d.Value(tt.term); got != "300" {
			t.Errorf("%q: %s is %q, want 300; read %v", tt.line, tt.term, got, d.Fields)
		}
	}
}

func TestADateFollowsTheNumberOfAnInvoice(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"Rechnung # RE-2026/77 von 09.05.2026", "2026-05-09"},
		{"Facture n° FA-2026-12 du 9 mai 2026", "2026-05-09"},
		{"Factura nº F-202 de 4 de julio de 2026", "2026-07-04"},
	} {
		d := readOne(t, "2026-01-01\n\n\n"+tt.line+"\n\n                             Total    10,00 EUR")
		if got := d.Value(payable.IssueDate); got != tt.want {
			t.Errorf("%q: issued %q, want %s (%s)", tt.line, got, tt.want, d.Fields[payable.IssueDate].Why)
		}
	}
}

func TestTheCompanyIsTheBuyerNotThePersonAboveIt(t *testing.T) {
	d := readOne(t, `
Hartwell Fixings Ltd                                        INVOICE
12 Mill Lane                                                Invoice No:   77
Leeds LS1 4AB                                               Date:         2026-02-03

Bill To:
Jane Porter
Orme Textiles Ltd
4 Quay Street
Cardiff CF10 1AA

Total        GBP 120.00`)
	wantFields(t, d, map[payable.Term]string{payable.BuyerName: "Orme Textiles Ltd", payable.SellerName: "Hartwell Fixings Ltd"})
}

func TestANameGoesOnInTheNextLine(t *testing.T) {
	d := readOne(t, `
Nordlicht Werkzeuge GmbH · Hafenstr. 12 · 24103 Kiel

Gesellschaft für Lager und
Fördertechnik mbH                                     Rechnungsnummer:    R-2026-0417
Lindenallee 5                                         Rechnungsdatum:     03.04.2026
50667 Köln

Gesamtbetrag EUR                     1.534,79`)
	wantFields(t, d, map[payable.Term]string{payable.BuyerName: "Gesellschaft für Lager und Fördertechnik mbH"})
}

func TestAnOrderIsWrittenByTheBuyer(t *testing.T) {
	d := readOne(t, `
Hartwell Fixings Ltd                                        PURCHASE ORDER
12 Mill Lane                                                Order No:   4711
Leeds LS1 4AB                                               Date:       2026-02-03
accounts@hartwell-fixings.example

Orme Textiles Ltd
4 Quay Street
Cardiff CF10 1AA

Total        GBP 120.00`)
	wantFields(t, d, map[payable.Term]string{payable.BuyerName: "Hartwell Fixings Ltd", payable.SellerName: "Orme Textiles Ltd"})
}

func TestTitlesSetWithSpacesAreRead(t *testing.T) {
	d := readOne(t, "G U T S C H R I F T\n\nGutschrift Nr. 12\nGesamtbetrag 10,00 EUR")
	if d.DocType != payable.DocCreditNote {
		t.Errorf("type %s, want a credit note", d.DocType)
	}
}

func TestItemNumbersBeforeNames(t *testing.T) {
	const head = "Description                    Qty    Unit price     Total\n\n"
	row := func(name string) string { return fmt.Sprintf("%-30s   2         10.00     20.00\n", name) }
	for _, tt := range []struct {
		name  string
		lines []string
		sku   string
		text  string
	}{
		{"all lines have one", []string{"AX-1001 Hex bolt", "AX-2002 Washer"}, "AX-1001", "Hex bolt"},
		{"one line does not", []string{"AX-1001 Hex bolt", "Washer large"}, "", "AX-1001 Hex bolt"},
		{"a single line with a firm one", []string{"AX-1001 Hex bolt"}, "AX-1001", "Hex bolt"},
		{"a single line with a year", []string{"2026 Calendar"}, "", "2026 Calendar"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := head
			for _, l := range tt.lines {
				s += row(l)
			}
			d := readOne(t, s)
			if len(d.Lines) != len(tt.lines) {
				t.Fatalf("%d lines, want %d\n%s", len(d.Lines), len(tt.lines), s)
			}
			l := d.Lines[0]
			if l[payable.LineSKU].Value != tt.sku || l[payable.LineDescription].Value != tt.text {
				t.Errorf("item %q, name %q; want %q, %q", l[payable.LineSKU].Value, l[payable.LineDescription].Value, tt.sku, tt.text)
			}
		})
	}
}

func TestRatesThatOnlyTheSumsShow(t *testing.T) {
	line := func(total string) map[payable.Term]payable.Field {
		return map[payable.Term]payable.Field{payable.LineTotal: {Value: total}}
	}
	two := []payable.VATLine{{Rate: "19", Base: "30.00", Tax: "5.70"}, {Rate: "7", Base: "100.00", Tax: "7.00"}}
	for _, tt := range []struct {
		name   string
		totals []string
		vat    []payable.VATLine
		fields map[payable.Term]payable.Field
		want   string
	}{
		{"one rate", []string{"10", "20"}, two[:1], nil, "19 19"},
		{"one way to share two rates", []string{"10", "100", "20"}, two, nil, "19 7 19"},
		{"two ways", []string{"30", "50", "50", "30", "20"}, []payable.VATLine{{Rate: "19", Base: "80.00"}, {Rate: "7", Base: "100.00"}}, nil, "    "},
		{"no way", []string{"10", "100"}, two, nil, " "},
		{"no tax", []string{"10"}, nil, map[payable.Term]payable.Field{payable.TaxTotal: {Value: "0"}}, "0"},
		{"tax unknown", []string{"10"}, nil, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dr := payable.Draft{VAT: tt.vat, Fields: tt.fields}
			for _, v := range tt.totals {
				dr.Lines = append(dr.Lines, line(v))
			}
			(&document{}).spreadRates(&dr)
			var got []string
			for _, l := range dr.Lines {
				got = append(got, l[payable.LineVATRate].Value)
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("lines %v over %v: rates %q, want %q", tt.totals, tt.vat, s, tt.want)
			}
		})
	}
}

func TestConfidenceSaysWhatSupportsAValue(t *testing.T) {
	d := readOne(t, germanInvoice)
	for _, tt := range []struct {
		term  payable.Term
		grade string
		sure  bool // a threshold of 0.95 may let it through
	}{
		{payable.GrossTotal, "total/sum proof", true},
		{payable.IBAN, "account/proof", true},
		{payable.SellerVATID, "vat id/proof label", true},
		{payable.SellerName, "name/place", false},
	} {
		if got := Grade(&d, tt.term, -1); got != tt.grade {
			t.Errorf("%s is graded %q, want %q", tt.term, got, tt.grade)
		}
		if p := d.Fields[tt.term].Confidence; (p >= 0.95) != tt.sure {
			t.Errorf("%s has %.3f; above 0.95 is %v", tt.term, p, tt.sure)
		}
	}
}

func TestATableOfProbabilitiesIsReadBetweenItsKnots(t *testing.T) {
	m := &Model{tables: map[string][]Knot{"g": {{0.5, 0.4}, {0.9, 0.8}}}}
	for _, tt := range []struct {
		grade   string
		claimed float64
		want    float64
	}{
		{"g", 0.2, 0.4}, {"g", 0.5, 0.4}, {"g", 0.7, 0.6}, {"g", 0.9, 0.8}, {"g", 0.99, 0.8},
		{"not in the tables", 0.6, 0.6}, {"not in the tables", 0.99, unproven},
	} {
		if got := m.Probability(tt.grade, tt.claimed); got != tt.want {
			t.Errorf("%s at %v: %v, want %v", tt.grade, tt.claimed, got, tt.want)
		}
	}
}
