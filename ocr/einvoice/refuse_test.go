package einvoice

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/payable-ap/payable"
)

const ublHead = `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" ` +
	`xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" ` +
	`xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">`

func ublWith(inside string) string { return ublHead + inside + `</Invoice>` }

// sbd wraps documents as an access point does.
func sbd(header, inside string) string {
	return `<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">` +
		`<StandardBusinessDocumentHeader>` + header + `</StandardBusinessDocumentHeader>` + inside + `</StandardBusinessDocument>`
}

// TestRefusals checks each wall: what is refused, and that the sentence says what
// and where. The same document one step inside the limit is read.
func TestRefusals(t *testing.T) {
	invoice, cii := string(file(t, "ubl-invoice.xml")), string(file(t, "cii.xml"))
	for _, tt := range []struct {
		name, xml string
		says      []string // empty: it is read
	}{
		{"nothing", "", []string{"no element"}},
		{"not XML", "%PDF-1.7", []string{"outside the root"}},
		{"cut off", invoice[:len(invoice)/2], []string{"line", "not well-formed"}},
		{"a document type", "<!DOCTYPE Invoice SYSTEM \"http://example.org/x.dtd\">\n" + ublWith(""), []string{"line 1", "DOCTYPE"}},
		{"an entity that would grow", `<!DOCTYPE Invoice [<!ENTITY a "aaaa">]>` + ublWith("<cbc:ID>&a;</cbc:ID>"), []string{"DOCTYPE"}},
		{"cXML's document type with an internal subset", `<!DOCTYPE cXML SYSTEM "x" [<!ENTITY a "b">]><cXML/>`, []string{"DOCTYPE"}},
		{"cXML's document type as it always is", string(file(t, "cxml-invoice.xml")), nil},
		{"an unknown entity", ublWith("<cbc:ID>&xxe;</cbc:ID>"), []string{"line 1", "not well-formed"}},
		{"a second root", ublWith("") + "\n" + ublWith(""), []string{"line 2", "second root"}},
		{"text after the root", ublWith("") + "\nPS", []string{"text outside"}},
		{"a comment after the root", ublWith("") + "\n<!-- PS -->\n", nil},
		{"two numbers", strings.Replace(invoice, "<b:ID>R-2041</b:ID>", "<b:ID>R-2041</b:ID><b:ID>R-2042</b:ID>", 1), []string{"line 6", "cbc:ID", "twice"}},
		{"two dates", strings.Replace(invoice, "<b:DueDate>", "<b:IssueDate>2026-01-01</b:IssueDate><b:DueDate>", 1), []string{"cbc:IssueDate", "twice"}},
		{"two currencies", strings.Replace(invoice, "<b:TaxCurrency", "<b:DocumentCurrencyCode>SEK</b:DocumentCurrencyCode><b:TaxCurrency", 1), []string{"cbc:DocumentCurrencyCode"}},
		{"two amounts due", strings.Replace(invoice, "<b:PayableAmount", `<b:PayableAmount currencyID="EUR">1</b:PayableAmount><b:PayableAmount`, 1), []string{"line 54", "cbc:PayableAmount", "cac:LegalMonetaryTotal"}},
		{"two sets of totals", strings.Replace(invoice, "<a:LegalMonetaryTotal>", "<a:LegalMonetaryTotal/><a:LegalMonetaryTotal>", 1), []string{"cac:LegalMonetaryTotal"}},
		{"two accounts in one payment means", strings.Replace(invoice, "<a:PayeeFinancialAccount>", "<a:PayeeFinancialAccount><b:ID>XX</b:ID>", 1), []string{"cac:PayeeFinancialAccount"}},
		{"two sellers", strings.Replace(invoice, "<a:AccountingCustomerParty>", "<a:AccountingSupplierParty/><a:AccountingCustomerParty>", 1), []string{"cac:AccountingSupplierParty"}},
		{"two gross totals in CII", strings.Replace(cii, "<ram:GrandTotalAmount>", "<ram:GrandTotalAmount>1</ram:GrandTotalAmount><ram:GrandTotalAmount>", 1), []string{"ram:GrandTotalAmount"}},
		{"two tax totals in one currency in CII", strings.Replace(cii, `currencyID="PLN"`, `currencyID="EUR"`, 1), []string{"ram:TaxTotalAmount", "EUR"}},
		{"two accounts in CII", strings.Replace(cii, "<ram:IBANID>", "<ram:IBANID>X</ram:IBANID><ram:IBANID>", 1), []string{"ram:IBANID"}},
		{"a foreign element of the same name is not ours", strings.Replace(invoice, "<b:IssueDate>", `<ID xmlns="urn:foreign">x</ID><b:IssueDate>`, 1), nil},
		{"another vocabulary", "<catalogue><ID>1</ID></catalogue>", []string{"line 1", "catalogue"}},
		{"100 deep", ublHead + strings.Repeat("<a>", maxDepth-1) + strings.Repeat("</a>", maxDepth-1) + "</Invoice>", nil},
		{"101 deep", ublHead + strings.Repeat("<a>", maxDepth) + strings.Repeat("</a>", maxDepth) + "</Invoice>", []string{"100 deep"}},
		{"as many tokens as allowed", ublWith(strings.Repeat("<a/>", maxTokens/2-1)), nil},
		{"too many tokens", ublWith(strings.Repeat("<a/>", maxTokens/2)), []string{"200000 tokens"}},
		{"5000 lines", ublWith(strings.Repeat("<cac:InvoiceLine/>", maxLines)), nil},
		{"5001 lines", ublWith(strings.Repeat("<cac:InvoiceLine/>", maxLines+1)), []string{"5000 invoice lines"}},
		{"too many bytes", ublWith(strings.Repeat(" ", maxBytes)), []string{"bytes"}},
		{"a character set nobody agreed on", `<?xml version="1.0" encoding="EBCDIC-CP-BE"?>` + ublWith(""), []string{"ebcdic-cp-be", "UTF-8"}},
		{"an envelope with one document", sbd("<Header/>", ublWith("")), nil},
		{"an envelope with two documents", sbd("", ublWith("")+ublWith("")), []string{"more than one document"}},
		{"an envelope with none", sbd("", ""), []string{"no document"}},
		{"a FatturaPA without a body", `<p:FatturaElettronica xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"/>`, []string{"holds no invoice"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read([]byte(tt.xml))
			var refused *payable.InvalidError
			if tt.says == nil {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if !errors.As(err, &refused) {
				t.Fatalf("got error %v, want a *payable.InvalidError", err)
			}
			for _, s := range tt.says {
				if !strings.Contains(refused.Reason.Text, s) {
					t.Errorf("the sentence %q does not say %q", refused.Reason, s)
				}
			}
		})
	}
}

// TestEncodings checks that a name keeps its letters in every character set that
// e-invoices come in.
func TestEncodings(t *testing.T) {
	const name = "Möller & Søn €"
	doc := func(declared string) string {
		return `<?xml version="1.0"` + declared + `?>` + ublWith(`<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>`+
			strings.ReplaceAll(name, "&", "&amp;")+`</cbc:Name></cac:PartyName></cac:Party></cac:AccountingSupplierParty>`)
	}
	encoded := func(s string, e interface{ String(string) (string, error) }) string {
		out, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, tt := range []struct {
		name, xml string
		problem   bool
	}{
		{"UTF-8 undeclared", doc(""), false},
		{"UTF-8 with a byte order mark", "\xEF\xBB\xBF" + doc(` encoding="utf-8"`), false},
		{"UTF-16 little endian", encoded(doc(` encoding="UTF-16"`), unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()), false},
		{"UTF-16 big endian", encoded(doc(` encoding="utf-16"`), unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder()), false},
		{"ISO-8859-15", encoded(doc(` encoding='ISO-8859-15'`), charmap.ISO8859_15.NewEncoder()), false},
		{"Windows-1252", encoded(doc(` encoding="windows-1252"`), charmap.Windows1252.NewEncoder()), false},
		{"ISO-8859-1 as it is meant", encoded(doc(` encoding="ISO-8859-1"`), charmap.Windows1252.NewEncoder()), false},
		{"Windows-1252 that says it is UTF-8", encoded(doc(` encoding="UTF-8"`), charmap.Windows1252.NewEncoder()), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			drafts, err := Read([]byte(tt.xml))
			if err != nil {
				t.Fatal(err)
			}
			if got := drafts[0].Value(payable.SellerName); got != name {
				t.Errorf("seller %q, want %q", got, name)
			}
			if got := len(drafts[0].Problems) > 0; got != tt.problem {
				t.Errorf("problems %q", drafts[0].Problems)
			}
			if kind, ok := Kind([]byte(tt.xml)); kind != UBLInvoice || !ok {
				t.Errorf("kind %q %v", kind, ok)
			}
		})
	}
}
