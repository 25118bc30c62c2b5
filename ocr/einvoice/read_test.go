package einvoice

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
)

// want is what a draft must say: header terms, then lines, by value.
type want struct {
	doc    payable.DocType
	header map[payable.Term]string
	lines  []map[payable.Term]string
	vat    []payable.VATLine
	bank   []string
}

var readings = []struct {
	file string
	want []want
}{
	{"ubl-invoice.xml", []want{{
		doc: payable.DocInvoice,
		header: map[payable.Term]string{
			payable.InvoiceNumber: "R-2041", payable.IssueDate: "2026-03-04", payable.DueDate: "2026-04-03", payable.CurrencyCode: "EUR",
			payable.PONumber: "PO-77", payable.DespatchNumber: "LS-9", payable.PrecedingInvoice: "R-2039; R-2040",
			payable.SellerName: "Schrauben Möller GmbH", payable.SellerVATID: "DE136695976",
			payable.BuyerName: "Brückenbau Nord AG", payable.BuyerVATID: "ATU13585627", payable.IBAN: "DE89370400440532013000",
			payable.NetTotal: "97.00", payable.TaxTotal: "18.43", payable.GrossTotal: "115.43", payable.PrepaidAmount: "15.00",
			payable.RoundingAmount: "-0.03", payable.AmountDue: "100.40", payable.DocumentAllowances: "3.00", payable.DocumentCharges: "8.00",
		},
		lines: []map[payable.Term]string{{
			payable.LineDescription: "Sechskantschraube M8", payable.LineQuantity: "2000", payable.LineUnit: "H87",
			payable.LineUnitPrice: "5.0000", payable.LinePriceBase: "100", payable.LineTotal: "92.00", payable.LineVATRate: "19",
			payable.LineSKU: "SKS-M8", payable.LineBuyerSKU: "4-0815", payable.LinePOLine: "10", payable.LineOrderNumber: "PO-77",
			payable.LineReceiptNumber: "LS-9", payable.LineAllowance: "10.00", payable.LineCharge: "2",
		}},
		vat:  []payable.VATLine{{Category: "S", Rate: "19", Base: "97.00", Tax: "18.43"}},
		bank: []string{"DE89370400440532013000", "471122", "NL91ABNA0417164300"},
	}}},
	{"ubl-creditnote.xml", []want{{
		doc: payable.DocCreditNote,
		header: map[payable.Term]string{
			payable.InvoiceNumber: "G-5", payable.IssueDate: "2026-05-01", payable.CurrencyCode: "GBP", payable.PrecedingInvoice: "R-2041",
			payable.SellerName: "Anna Berg", payable.BuyerName: "Brückenbau Nord AG",
			payable.NetTotal: "10.00", payable.TaxTotal: "1.5", payable.GrossTotal: "11.50", payable.AmountDue: "11.50",
		},
		lines: []map[payable.Term]string{{
			payable.LineDescription: "Honey, returned", payable.LineQuantity: "2", payable.LineUnit: "KGM", payable.LineTotal: "10.00",
		}},
	}}},
	{"oioubl.xml", []want{{
		doc: payable.DocInvoice,
		header: map[payable.Term]string{
			payable.InvoiceNumber: "DK-1", payable.IssueDate: "2026-01-31", payable.CurrencyCode: "DKK", payable.SellerName: "Havn og Fisk A/S",
			payable.NetTotal: "960", payable.TaxTotal: "240.00", payable.GrossTotal: "1200.00", payable.AmountDue: "1200.00", payable.DocumentAllowances: "40.00",
		},
	}}},
	{"cii.xml", []want{{
		doc: payable.DocCreditNote,
		header: map[payable.Term]string{
			payable.InvoiceNumber: "F-311", payable.IssueDate: "2026-06-12", payable.DueDate: "2026-07-12", payable.CurrencyCode: "EUR",
			payable.PONumber: "B-4", payable.DespatchNumber: "LS-12", payable.PrecedingInvoice: "F-300",
			payable.SellerName: "Möbel Lutz OHG", payable.SellerVATID: "FR 32 123 456 789", payable.BuyerName: "Brückenbau Nord AG",
			payable.IBAN: "FR1420041010050500013M02606", payable.NetTotal: "90.00", payable.TaxTotal: "18.00", payable.GrossTotal: "108.00",
			payable.PrepaidAmount: "8.00", payable.AmountDue: "100.00",
		},
		lines: []map[payable.Term]string{{
			payable.LineDescription: "Tisch, Eiche", payable.LineQuantity: "2", payable.LineUnit: "C62", payable.LineUnitPrice: "50.00",
			payable.LinePriceBase: "1", payable.LineTotal: "90.00", payable.LineVATRate: "20.0", payable.LineSKU: "T-1", payable.LineBuyerSKU: "88",
			payable.LinePOLine: "30", payable.LineOrderNumber: "B-4", payable.LineAllowance: "10.00",
		}},
		vat:  []payable.VATLine{{Category: "S", Rate: "20.0", Base: "90.00", Tax: "18.00"}},
		bank: []string{"FR1420041010050500013M02606"},
	}}},
	{"zugferd1.xml", []want{{
		doc: payable.DocInvoice,
		header: map[payable.Term]string{
			payable.InvoiceNumber: "Z1-9", payable.IssueDate: "2014-02-03", payable.CurrencyCode: "EUR", payable.PONumber: "B-1", payable.DespatchNumber: "LS-2",
			payable.SellerName: "Kaffee Krause", payable.SellerVATID: "DE136695976", payable.BuyerName: "Brückenbau Nord AG", payable.IBAN: "DE89370400440532013000",
			payable.NetTotal: "20.00", payable.TaxTotal: "1.40", payable.GrossTotal: "21.40",
		},
		lines: []map[payable.Term]string{{
			payable.LineDescription: "Röstkaffee", payable.LineQuantity: "4.0000", payable.LineUnit: "KGM", payable.LineUnitPrice: "5.0000",
			payable.LineTotal: "20.00", payable.LineVATRate: "7.00", payable.LineSKU: "K-7",
		}},
		vat:  []payable.VATLine{{Category: "S", Rate: "7.00", Base: "20.00", Tax: "1.40"}},
		bank: []string{"DE89370400440532013000"},
	}}},
	{"fatturapa.xml", []want{{
		doc: payable.DocInvoice,
		header: map[payable.Term]string{
			payable.InvoiceNumber: "12/A", payable.IssueDate: "2026-02-10", payable.DueDate: "2026-03-12", payable.CurrencyCode: "EUR", payable.PONumber: "ORD-3",
			payable.SellerName: "Livia Conti", payable.SellerVATID: "IT00743110157", payable.BuyerName: "Ponti del Nord S.p.A.", payable.IBAN: "IT60X0542811101000000123456",
			payable.NetTotal: "110", payable.TaxTotal: "22", payable.GrossTotal: "132.00", payable.AmountDue: "132.00",
		},
		lines: []map[payable.Term]string{
			{payable.LineDescription: "Consulenza", payable.LineQuantity: "1.00", payable.LineUnitPrice: "100.00", payable.LineTotal: "100.00", payable.LineVATRate: "22.00"},
			{payable.LineDescription: "Bollo", payable.LineUnitPrice: "10.00", payable.LineTotal: "10.00", payable.LineVATRate: "0.00", payable.LineOrderNumber: "ORD-3", payable.LinePOLine: "20"},
		},
		vat:  []payable.VATLine{{Rate: "22.00", Base: "100.00", Tax: "22.00"}, {Category: "N1", Rate: "0.00", Base: "10.00", Tax: "0.00"}},
		bank: []string{"IT60X0542811101000000123456"},
	}, {
		doc: payable.DocCreditNote,
		header: map[payable.Term]string{
			payable.InvoiceNumber: "13/A", payable.IssueDate: "2026-02-11", payable.CurrencyCode: "EUR",
			payable.SellerName: "Livia Conti", payable.SellerVATID: "IT00743110157", payable.BuyerName: "Ponti del Nord S.p.A.",
			payable.NetTotal: "5.00", payable.TaxTotal: "1.10",
		},
		vat: []payable.VATLine{{Rate: "22.00", Base: "5.00", Tax: "1.10"}},
	}}},
	{"facturae.xml", []want{{
		doc: payable.DocCreditNote,
		header: map[payable.Term]string{
			payable.InvoiceNumber: "A-17", payable.IssueDate: "2026-04-02", payable.DueDate: "2026-05-02", payable.CurrencyCode: "EUR", payable.PONumber: "P-8",
			payable.PrecedingInvoice: "A-16", payable.SellerName: "Pilar Soler Vidal", payable.SellerVATID: "A58818501", payable.BuyerName: "Puentes del Norte SL", payable.BuyerVATID: "B12345674",
			payable.IBAN: "ES9121000418450200051332", payable.NetTotal: "-50.00", payable.TaxTotal: "-10.50", payable.GrossTotal: "-60.50", payable.AmountDue: "-60.50",
		},
		lines: []map[payable.Term]string{{
			payable.LineDescription: "Tornillos", payable.LineQuantity: "-10", payable.LineUnitPrice: "5", payable.LineTotal: "-50.00", payable.LineVATRate: "21.00",
			payable.LineSKU: "TOR", payable.LineOrderNumber: "P-8",
		}},
		vat:  []payable.VATLine{{Rate: "21.00", Base: "-50.00", Tax: "-10.50"}},
		bank: []string{"ES9121000418450200051332"},
	}}},
	{"cxml-invoice.xml", []want{{
		doc: payable.DocInvoice,
		header: map[payable.Term]string{
			payable.InvoiceNumber: "CX-5", payable.IssueDate: "2026-01-02", payable.CurrencyCode: "GBP", payable.PONumber: "4500001",
			payable.SellerName: "Paper Mill Ltd", payable.SellerVATID: "GB980780684", payable.BuyerName: "Northern Bridges plc",
			payable.NetTotal: "10.00", payable.TaxTotal: "2.00", payable.GrossTotal: "12.00", payable.AmountDue: "12.00",
		},
		lines: []map[payable.Term]string{{
			payable.LineDescription: "Paper A4", payable.LineQuantity: "4", payable.LineUnit: "EA", payable.LineUnitPrice: "2.50", payable.LineTotal: "10.00",
			payable.LineSKU: "PM-1", payable.LinePOLine: "10", payable.LineOrderNumber: "4500001",
		}},
	}}},
	{"ubl-order.xml", []want{{
		doc: payable.DocOrder,
		header: map[payable.Term]string{
			payable.PONumber: "PO-77", payable.IssueDate: "2026-02-01", payable.CurrencyCode: "EUR",
			payable.SellerName: "Schrauben Möller GmbH", payable.BuyerName: "Brückenbau Nord AG",
		},
		lines: []map[payable.Term]string{
			{payable.LineDescription: "Sechskantschraube M8", payable.LineQuantity: "2000", payable.LineUnit: "H87", payable.LineUnitPrice: "5.00", payable.LinePriceBase: "100",
				payable.LineSKU: "SKS-M8", payable.LineBuyerSKU: "4-0815", payable.LinePOLine: "10"},
			{payable.LineDescription: "Drahtseil", payable.LineQuantity: "3.5", payable.LineUnit: "MTR", payable.LineUnitPrice: "12.10", payable.LinePOLine: "20"},
		},
	}}},
}

// TestRead checks every dialect against a document of ours, field for field:
// nothing missing, nothing invented.
func TestRead(t *testing.T) {
	for _, tt := range readings {
		t.Run(tt.file, func(t *testing.T) {
			drafts, err := Read(file(t, tt.file))
			if err != nil {
				t.Fatal(err)
			}
			if len(drafts) != len(tt.want) {
				t.Fatalf("%d drafts, want %d", len(drafts), len(tt.want))
			}
			for i, w := range tt.want {
				compare(t, i, drafts[i], w)
			}
		})
	}
}

func compare(t *testing.T, i int, d payable.Draft, w want) {
	t.Helper()
	if d.DocType != w.doc || d.Source != payable.SourceXML || d.Ordinal != i+1 {
		t.Errorf("draft %d is a %s from %s with ordinal %d, want a %s", i, d.DocType, d.Source, d.Ordinal, w.doc)
	}
	if got := values(d.Fields); !reflect.DeepEqual(got, w.header) {
		t.Errorf("draft %d header\n got %v\nwant %v", i, got, w.header)
	}
	var lines []map[payable.Term]string
	for _, l := range d.Lines {
		lines = append(lines, values(l))
	}
	if !reflect.DeepEqual(lines, w.lines) {
		t.Errorf("draft %d lines\n got %v\nwant %v", i, lines, w.lines)
	}
	if w.vat != nil && !reflect.DeepEqual(d.VAT, w.vat) {
		t.Errorf("draft %d VAT\n got %v\nwant %v", i, d.VAT, w.vat)
	}
	if !reflect.DeepEqual(d.Bank, w.bank) {
		t.Errorf("draft %d bank\n got %v\nwant %v", i, d.Bank, w.bank)
	}
	for term, f := range d.Fields {
		if f.Why == "" || f.Confidence <= 0 || f.Confidence > 1 || f.Source != payable.SourceXML {
			t.Errorf("draft %d: %s has no evidence: %+v", i, term, f)
		}
	}
}

func values(f map[payable.Term]payable.Field) map[payable.Term]string {
	out := map[payable.Term]string{}
	for t, v := range f {
		out[t] = v.Value
	}
	return out
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestConfidenceFallsWhereTheDocumentContradictsItself checks that a total that
// does not add up is still stated, as stated, and doubted.
func TestConfidenceFallsWhereTheDocumentContradictsItself(t *testing.T) {
	for _, tt := range []struct {
		name, old, new string
		term           payable.Term
		rule           string
	}{
		{"a cent of rounding is none", ">115.43<", ">115.44<", payable.GrossTotal, ""},
		{"gross is not net and tax", ">115.43<", ">115.45<", payable.GrossTotal, "BR-CO-15"},
		{"due is not gross less prepaid", ">100.40<", ">101.40<", payable.AmountDue, "BR-CO-16"},
		{"net is not lines less allowances plus charges", ">3.00<", ">3.50<", payable.NetTotal, "BR-CO-13"},
		{"the lines do not make their sum", `">92.00</b:LineExtensionAmount>
    <a:Order`, `">91.00</b:LineExtensionAmount>
    <a:Order`, payable.NetTotal, "BR-CO-10"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// It claims no specification here: the rules of EN 16931 have their own tests.
			xml := strings.Replace(string(file(t, "ubl-invoice.xml")), "urn:cen.eu:en16931:2017", "urn:example", 1)
			if strings.Count(xml, tt.old) != 1 {
				t.Fatalf("%q stands %d times", tt.old, strings.Count(xml, tt.old))
			}
			drafts, err := Read([]byte(strings.Replace(xml, tt.old, tt.new, 1)))
			if err != nil {
				t.Fatal(err)
			}
			problems := strings.Join(drafts[0].Problems, "\n")
			f := drafts[0].Fields[tt.term]
			if tt.rule == "" {
				if problems != "" || f.Confidence != 1 {
					t.Errorf("%s doubted (%v) without reason: %s", tt.term, f.Confidence, problems)
				}
				return
			}
			if !strings.Contains(problems, tt.rule) || tt.rule != "BR-CO-10" && f.Confidence > doubted {
				t.Errorf("%s has confidence %v, problems %q; want %s named", tt.term, f.Confidence, problems, tt.rule)
			}
		})
	}
}

// TestValuesThatAreNone checks that what is no number, date or currency is left
// out and named, never guessed.
func TestValuesThatAreNone(t *testing.T) {
	for _, tt := range []struct {
		name, old, new string
		term           payable.Term
	}{
		{"a comma in an amount", ">97.00</b:TaxExclusiveAmount>", ">97,00</b:TaxExclusiveAmount>", payable.NetTotal},
		{"an exponent", ">97.00</b:TaxExclusiveAmount>", ">1e999999999</b:TaxExclusiveAmount>", payable.NetTotal},
		{"a day that is none", "2026-04-03", "2026-02-30", payable.DueDate},
		{"a currency that is none", ">EUR</b:Document", ">Euro</b:Document", payable.CurrencyCode},
	} {
		t.Run(tt.name, func(t *testing.T) {
			drafts, err := Read([]byte(strings.Replace(string(file(t, "ubl-invoice.xml")), tt.old, tt.new, 1)))
			if err != nil {
				t.Fatal(err)
			}
			f, has := drafts[0].Fields[tt.term]
			if len(drafts[0].Problems) == 0 || has && f.Confidence == 1 {
				t.Errorf("%s = %+v, problems %q", tt.term, f, drafts[0].Problems)
			}
		})
	}
}

// TestDanishGiro checks that a creditor number is a place money goes to.
func TestDanishGiro(t *testing.T) {
	drafts, err := Read([]byte(ublWith(`<cac:PaymentMeans><cac:CreditAccount><cbc:AccountID>8765-4321</cbc:AccountID></cac:CreditAccount></cac:PaymentMeans>`)))
	if err != nil || !reflect.DeepEqual(drafts[0].Bank, []string{"87654321"}) || drafts[0].Value(payable.IBAN) != "" {
		t.Errorf("%v, %+v", err, drafts)
	}
}

// TestVariants checks what senders do besides the standard, each on a document
// changed in that one thing.
func TestVariants(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		change     []string // old, new, …
		term       payable.Term
		want       string
	}{
		{"OIOUBL that states the net total as UBL does", "oioubl.xml", []string{"240.00</cbc:TaxExclusiveAmount>", "960.00</cbc:TaxExclusiveAmount>"}, payable.NetTotal, "960.00"},
		{"the same amount outside OIOUBL is the net total", "oioubl.xml", []string{"OIOUBL-2.02", "urn:x", "urn:oioubl:", "urn:x:"}, payable.NetTotal, "240.00"},
		{"OIOUBL by its profile alone", "oioubl.xml", []string{"OIOUBL-2.02", "urn:x"}, payable.NetTotal, "960"},
		{"an invoice whose type code credits", "ubl-invoice.xml", []string{"Code>380<", "Code>381<"}, "doc_type", "credit_note"},
		{"a sum in the accounting currency alone is not ours", "ubl-invoice.xml", []string{`currencyID="EUR">18.43</b:TaxAmount>
    <a:TaxSub`, `currencyID="SEK">18.43</b:TaxAmount>
    <a:TaxSub`}, payable.TaxTotal, ""},
		{"Peppol's word for no order", "ubl-invoice.xml", []string{"<a:OrderReference><b:ID>PO-77</b:ID></a:OrderReference>\n  <a:B", "<a:OrderReference><b:ID>NA</b:ID></a:OrderReference>\n  <a:B"}, payable.PONumber, ""},
		{"a FatturaPA that qualifies every element", "fatturapa.xml", []string{"<p:FatturaElettronica xmlns:p", "<FatturaElettronica xmlns", "</p:", "</"}, payable.InvoiceNumber, "12/A"},
		{"a CII date with dashes", "cii.xml", []string{`format="102">20260612`, `format="102">2026-06-12`}, payable.IssueDate, "2026-06-12"},
		{"an account that is no IBAN is kept for Bank only", "ubl-invoice.xml", []string{"de89 3704 0044 0532 0130 00", "12 34 56"}, payable.IBAN, ""},
		{"a number with a plus and no zero", "cii.xml", []string{">108.00<", ">+108.<"}, payable.GrossTotal, "108"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			old := string(file(t, tt.file))
			xml := strings.NewReplacer(tt.change...).Replace(old)
			if xml == old {
				t.Fatal("nothing changed")
			}
			drafts, err := Read([]byte(xml))
			if err != nil {
				t.Fatal(err)
			}
			got := drafts[0].Value(tt.term)
			if tt.term == "doc_type" {
				got = string(drafts[0].DocType)
			}
			if got != tt.want {
				t.Errorf("%s is %q, want %q (problems %q)", tt.term, got, tt.want, drafts[0].Problems)
			}
		})
	}
}
