package einvoice

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/payable-ap/payable/ocr/specimen"
)

// whole is an invoice with every group that a rule speaks about and none broken,
// of one VAT category. Comments mark places that tests break.
func whole(f family) string {
	rate, reason, seller, buyer := "<cbc:Percent>19</cbc:Percent>", "", vatID("DE136695976"), vatID("ATU13585627")
	tax, gross, due := "17.86", "111.86", "100.00"
	if !f.rated {
		rate, tax, gross, due = "<cbc:Percent>0</cbc:Percent>", "0.00", "94.00", "82.14"
	}
	if f.why {
		reason = "<cbc:TaxExemptionReason>because</cbc:TaxExemptionReason>"
	}
	if f.category == "O" {
		rate, seller, buyer = "", "", ""
	}
	return strings.NewReplacer("@CAT", f.category, "@RATE", rate, "@REASON", reason, "@SELLER", seller, "@BUYER", buyer,
		"@TAX", tax, "@GROSS", gross, "@DUE", due).Replace(wholeXML)
}

func vatID(id string) string {
	return "<cac:PartyTaxScheme><cbc:CompanyID>" + id + "</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
}

const wholeXML = `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID><cbc:ID>R-2041</cbc:ID><cbc:IssueDate>2026-03-04</cbc:IssueDate><cbc:DueDate>2026-04-03</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><!--taxcurrency-->
<cac:InvoicePeriod><cbc:StartDate>2026-02-01</cbc:StartDate><cbc:EndDate>2026-02-28</cbc:EndDate></cac:InvoicePeriod>
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>R-2000</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>
<cac:AdditionalDocumentReference><cbc:ID>A-1</cbc:ID></cac:AdditionalDocumentReference>
<cac:AccountingSupplierParty><cac:Party><cbc:EndpointID schemeID="0204">04-1</cbc:EndpointID><cac:PartyIdentification><cbc:ID>S-1</cbc:ID></cac:PartyIdentification>
<cac:PostalAddress><cbc:CityName>Kiel</cbc:CityName><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
@SELLER<cac:PartyLegalEntity><cbc:RegistrationName>Schrauben Kiel GmbH</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cbc:EndpointID schemeID="0204">04-2</cbc:EndpointID>
<cac:PostalAddress><cbc:CityName>Wien</cbc:CityName><cac:Country><cbc:IdentificationCode>AT</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
@BUYER<cac:PartyLegalEntity><cbc:RegistrationName>Brückenbau AG</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:PayeeParty><cac:PartyName><cbc:Name>Kasse Kiel</cbc:Name></cac:PartyName></cac:PayeeParty><!--representative-->
<cac:Delivery><cbc:ActualDeliveryDate>2026-02-20</cbc:ActualDeliveryDate><cac:DeliveryLocation><cac:Address><cac:Country><cbc:IdentificationCode>AT</cbc:IdentificationCode></cac:Country></cac:Address></cac:DeliveryLocation></cac:Delivery>
<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><!--card--><cac:PayeeFinancialAccount><cbc:ID>DE89370400440532013000</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:AllowanceChargeReason>rebate</cbc:AllowanceChargeReason><cbc:Amount>10.00</cbc:Amount><cbc:BaseAmount>100.00</cbc:BaseAmount><cac:TaxCategory><cbc:ID>@CAT</cbc:ID><!--a-->@RATE</cac:TaxCategory></cac:AllowanceCharge>
<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:AllowanceChargeReason>freight</cbc:AllowanceChargeReason><cbc:Amount>4.00</cbc:Amount><cbc:BaseAmount>40.00</cbc:BaseAmount><cac:TaxCategory><cbc:ID>@CAT</cbc:ID><!--c-->@RATE</cac:TaxCategory></cac:AllowanceCharge>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">@TAX</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount>94.00</cbc:TaxableAmount><cbc:TaxAmount><!--t-->@TAX</cbc:TaxAmount><cac:TaxCategory><cbc:ID><!--t-->@CAT</cbc:ID><!--t-->@RATE@REASON</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount>100.00</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount>94.00</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount>@GROSS</cbc:TaxInclusiveAmount><cbc:AllowanceTotalAmount>10.00</cbc:AllowanceTotalAmount><cbc:ChargeTotalAmount>4.00</cbc:ChargeTotalAmount><cbc:PrepaidAmount>11.86</cbc:PrepaidAmount><cbc:PayableRoundingAmount>0.00</cbc:PayableRoundingAmount><cbc:PayableAmount>@DUE</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="H87">10</cbc:InvoicedQuantity><cbc:LineExtensionAmount>47.00</cbc:LineExtensionAmount><cac:InvoicePeriod><cbc:StartDate>2026-02-02</cbc:StartDate><cbc:EndDate>2026-02-03</cbc:EndDate></cac:InvoicePeriod>
<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:AllowanceChargeReason>dented</cbc:AllowanceChargeReason><cbc:Amount>5.00</cbc:Amount><cbc:BaseAmount>50.00</cbc:BaseAmount></cac:AllowanceCharge>
<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:AllowanceChargeReason>packing</cbc:AllowanceChargeReason><cbc:Amount>2.00</cbc:Amount><cbc:BaseAmount>20.00</cbc:BaseAmount></cac:AllowanceCharge>
<cac:Item><cbc:Name>Bolt</cbc:Name><cac:StandardItemIdentification><cbc:ID schemeID="0160">04012345678901</cbc:ID></cac:StandardItemIdentification><cac:CommodityClassification><cbc:ItemClassificationCode listID="STI">31161500</cbc:ItemClassificationCode></cac:CommodityClassification><cac:ClassifiedTaxCategory><cbc:ID>@CAT</cbc:ID><!--l-->@RATE</cac:ClassifiedTaxCategory><cac:AdditionalItemProperty><cbc:Name>Thread</cbc:Name><cbc:Value>M8</cbc:Value></cac:AdditionalItemProperty></cac:Item>
<cac:Price><cbc:PriceAmount>5.00</cbc:PriceAmount><cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount>1.00</cbc:Amount><cbc:BaseAmount>6.00</cbc:BaseAmount></cac:AllowanceCharge></cac:Price></cac:InvoiceLine>
<cac:InvoiceLine><cbc:ID>2</cbc:ID><cbc:InvoicedQuantity unitCode="H87">1</cbc:InvoicedQuantity><cbc:LineExtensionAmount>53.00</cbc:LineExtensionAmount><cac:Item><cbc:Name>Rope</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>@CAT</cbc:ID>@RATE</cac:ClassifiedTaxCategory></cac:Item><cac:Price><cbc:PriceAmount>53.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>`

const representative = `<cac:TaxRepresentativeParty><cac:PartyName><cbc:Name>Steuer AG</cbc:Name></cac:PartyName><cac:PostalAddress><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>` +
	`<cac:PartyTaxScheme><cbc:CompanyID>FR12345678901</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme></cac:TaxRepresentativeParty>`

// A breaking is what a text is replaced by; all of its places are.
type breaking struct{ rule, from, to string }

var breakings = []breaking{
	{"BR-02", "<cbc:ID>R-2041</cbc:ID>", ""},
	{"BR-03", "<cbc:IssueDate>2026-03-04</cbc:IssueDate>", ""},
	{"BR-04", "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", ""},
	{"BR-05", "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", ""},
	{"BR-06", "<cbc:RegistrationName>Schrauben Kiel GmbH</cbc:RegistrationName>", ""},
	{"BR-07", "<cbc:RegistrationName>Brückenbau AG</cbc:RegistrationName>", ""},
	{"BR-08", "<cac:PostalAddress><cbc:CityName>Kiel</cbc:CityName><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>", ""},
	{"BR-09", "<cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country>", ""},
	{"BR-10", "<cac:PostalAddress><cbc:CityName>Wien</cbc:CityName><cac:Country><cbc:IdentificationCode>AT</cbc:IdentificationCode></cac:Country></cac:PostalAddress>", ""},
	{"BR-11", "Wien</cbc:CityName><cac:Country><cbc:IdentificationCode>AT</cbc:IdentificationCode></cac:Country>", "Wien</cbc:CityName>"},
	{"BR-12", "<cbc:LineExtensionAmount>100.00</cbc:LineExtensionAmount>", ""},
	{"BR-13", "<cbc:TaxExclusiveAmount>94.00</cbc:TaxExclusiveAmount>", ""},
	{"BR-14", "<cbc:TaxInclusiveAmount>111.86</cbc:TaxInclusiveAmount>", ""},
	{"BR-15", "<cbc:PayableAmount>100.00</cbc:PayableAmount>", ""},
	{"BR-16", "cac:InvoiceLine>", "cac:Aside>"},
	{"BR-17", "<cbc:Name>Kasse Kiel</cbc:Name>", ""},
	{"BR-18", "<!--representative-->", strings.Replace(representative, "<cbc:Name>Steuer AG</cbc:Name>", "", 1)},
	{"BR-19", "<!--representative-->", strings.ReplaceAll(representative, "PostalAddress>", "Aside>")},
	{"BR-20", "<!--representative-->", strings.Replace(representative, "<cbc:IdentificationCode>FR</cbc:IdentificationCode>", "", 1)},
	{"BR-21", "<cac:InvoiceLine><cbc:ID>2</cbc:ID>", "<cac:InvoiceLine>"},
	{"BR-22", `<cbc:InvoicedQuantity unitCode="H87">10</cbc:InvoicedQuantity>`, ""},
	{"BR-23", ` unitCode="H87">10<`, ">10<"},
	{"BR-24", "<cbc:LineExtensionAmount>53.00</cbc:LineExtensionAmount>", ""},
	{"BR-25", "<cbc:Name>Rope</cbc:Name>", ""},
	{"BR-26", "<cbc:PriceAmount>53.00</cbc:PriceAmount>", ""},
	{"BR-27", "<cbc:PriceAmount>53.00", "<cbc:PriceAmount>-53.00"},
	{"BR-28", "<cbc:BaseAmount>6.00", "<cbc:BaseAmount>-6.00"},
	{"BR-29", "2026-02-28", "2026-01-28"},
	{"BR-30", "2026-02-03", "2026-02-01"},
	{"BR-31", "<cbc:Amount>10.00</cbc:Amount>", ""},
	{"BR-32", "<cbc:ID>S</cbc:ID><!--a-->", ""},
	{"BR-33", "<cbc:AllowanceChargeReason>rebate</cbc:AllowanceChargeReason>", ""},
	{"BR-36", "<cbc:Amount>4.00</cbc:Amount>", ""},
	{"BR-37", "<cbc:ID>S</cbc:ID><!--c-->", ""},
	{"BR-38", "<cbc:AllowanceChargeReason>freight</cbc:AllowanceChargeReason>", ""},
	{"BR-41", "<cbc:Amount>5.00</cbc:Amount>", ""},
	{"BR-42", "<cbc:AllowanceChargeReason>dented</cbc:AllowanceChargeReason>", ""},
	{"BR-43", "<cbc:Amount>2.00</cbc:Amount>", ""},
	{"BR-44", "<cbc:AllowanceChargeReason>packing</cbc:AllowanceChargeReason>", ""},
	{"BR-45", "<cbc:TaxableAmount>94.00</cbc:TaxableAmount>", ""},
	{"BR-46", "<cbc:TaxAmount><!--t-->17.86</cbc:TaxAmount>", ""},
	{"BR-47", "<cbc:ID><!--t-->S</cbc:ID>", ""},
	{"BR-48", "<!--t--><cbc:Percent>19</cbc:Percent>", ""},
	{"BR-49", "<cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>", ""},
	{"BR-50", "<cbc:ID>DE89370400440532013000</cbc:ID>", ""},
	{"BR-51", "<!--card-->", "<cac:CardAccount><cbc:PrimaryAccountNumberID>5555000011112222</cbc:PrimaryAccountNumberID></cac:CardAccount>"},
	{"BR-52", "<cbc:ID>A-1</cbc:ID>", ""},
	{"BR-53", "<!--taxcurrency-->", "<cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode>"},
	{"BR-54", "<cbc:Value>M8</cbc:Value>", ""},
	{"BR-55", "<cbc:ID>R-2000</cbc:ID>", ""},
	{"BR-56", "<!--representative-->", strings.Replace(representative, "<cbc:CompanyID>FR12345678901</cbc:CompanyID>", "", 1)},
	{"BR-57", "<cac:Address><cac:Country><cbc:IdentificationCode>AT</cbc:IdentificationCode></cac:Country></cac:Address>", "<cac:Address></cac:Address>"},
	{"BR-61", "<cac:PayeeFinancialAccount><cbc:ID>DE89370400440532013000</cbc:ID></cac:PayeeFinancialAccount>", ""},
	{"BR-62", ` schemeID="0204">04-1`, ">04-1"},
	{"BR-63", ` schemeID="0204">04-2`, ">04-2"},
	{"BR-64", ` schemeID="0160"`, ""},
	{"BR-65", ` listID="STI"`, ""},
	{"BR-CO-03", "<cac:InvoicePeriod><cbc:StartDate>2026-02-01", "<cbc:TaxPointDate>2026-02-01</cbc:TaxPointDate><cac:InvoicePeriod><cbc:DescriptionCode>3</cbc:DescriptionCode><cbc:StartDate>2026-02-01"},
	{"BR-CO-04", "<cbc:ID>S</cbc:ID><!--l-->", ""},
	{"BR-CO-09", "DE136695976", "136695976"},
	{"BR-CO-10", "<cbc:LineExtensionAmount>100.00", "<cbc:LineExtensionAmount>100.02"},
	{"BR-CO-11", "<cbc:AllowanceTotalAmount>10.00", "<cbc:AllowanceTotalAmount>10.02"},
	{"BR-CO-12", "<cbc:ChargeTotalAmount>4.00", "<cbc:ChargeTotalAmount>4.02"},
	{"BR-CO-13", "<cbc:TaxExclusiveAmount>94.00", "<cbc:TaxExclusiveAmount>94.02"},
	{"BR-CO-14", `<cbc:TaxAmount currencyID="EUR">17.86`, `<cbc:TaxAmount currencyID="EUR">17.88`},
	{"BR-CO-15", "<cbc:TaxInclusiveAmount>111.86", "<cbc:TaxInclusiveAmount>111.88"},
	{"BR-CO-16", "<cbc:PayableAmount>100.00", "<cbc:PayableAmount>100.02"},
	{"BR-CO-17", "<!--t-->17.86", "<!--t-->18.87"},
	{"BR-CO-18", "cac:TaxSubtotal>", "cac:Aside>"},
	{"BR-CO-19", "<cbc:StartDate>2026-02-01</cbc:StartDate><cbc:EndDate>2026-02-28</cbc:EndDate>", ""},
	{"BR-CO-20", "<cbc:StartDate>2026-02-02</cbc:StartDate><cbc:EndDate>2026-02-03</cbc:EndDate>", ""},
	{"BR-CO-25", "<cbc:DueDate>2026-04-03</cbc:DueDate>", ""},
	{"BR-CO-26", "<cac:PartyIdentification><cbc:ID>S-1</cbc:ID></cac:PartyIdentification>", "@novat"},
	{"BR-DEC-01", "<cbc:Amount>10.00", "<cbc:Amount>10.000"},
	{"BR-DEC-02", "<cbc:BaseAmount>100.00", "<cbc:BaseAmount>100.000"},
	{"BR-DEC-05", "<cbc:Amount>4.00", "<cbc:Amount>4.000"},
	{"BR-DEC-06", "<cbc:BaseAmount>40.00", "<cbc:BaseAmount>40.000"},
	{"BR-DEC-09", "<cbc:LineExtensionAmount>100.00", "<cbc:LineExtensionAmount>100.000"},
	{"BR-DEC-10", "<cbc:AllowanceTotalAmount>10.00", "<cbc:AllowanceTotalAmount>10.000"},
	{"BR-DEC-11", "<cbc:ChargeTotalAmount>4.00", "<cbc:ChargeTotalAmount>4.000"},
	{"BR-DEC-12", "<cbc:TaxExclusiveAmount>94.00", "<cbc:TaxExclusiveAmount>94.000"},
	{"BR-DEC-13", `<cbc:TaxAmount currencyID="EUR">17.86`, `<cbc:TaxAmount currencyID="EUR">17.860`},
	{"BR-DEC-14", "<cbc:TaxInclusiveAmount>111.86", "<cbc:TaxInclusiveAmount>111.860"},
	{"BR-DEC-15", "<!--taxcurrency-->", "<cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode><cac:TaxTotal><cbc:TaxAmount currencyID=\"SEK\">190.125</cbc:TaxAmount></cac:TaxTotal>"},
	{"BR-DEC-16", "<cbc:PrepaidAmount>11.86", "<cbc:PrepaidAmount>11.860"},
	{"BR-DEC-17", "<cbc:PayableRoundingAmount>0.00", "<cbc:PayableRoundingAmount>0.000"},
	{"BR-DEC-18", "<cbc:PayableAmount>100.00", "<cbc:PayableAmount>100.000"},
	{"BR-DEC-19", "<cbc:TaxableAmount>94.00", "<cbc:TaxableAmount>94.000"},
	{"BR-DEC-20", "<!--t-->17.86", "<!--t-->17.860"},
	{"BR-DEC-23", "<cbc:LineExtensionAmount>53.00", "<cbc:LineExtensionAmount>53.000"},
	{"BR-DEC-24", "<cbc:Amount>5.00", "<cbc:Amount>5.000"},
	{"BR-DEC-25", "<cbc:BaseAmount>50.00", "<cbc:BaseAmount>50.000"},
	{"BR-DEC-27", "<cbc:Amount>2.00", "<cbc:Amount>2.000"},
	{"BR-DEC-28", "<cbc:BaseAmount>20.00", "<cbc:BaseAmount>20.000"},
}

// breakings breaks the rules of one VAT category, one by one.
func (f family) breakings() []breaking {
	rate, wrong, other := "<cbc:Percent>19</cbc:Percent>", "<cbc:Percent>-1</cbc:Percent>", "S"
	if f.category == "S" {
		wrong, other = "<cbc:Percent>0</cbc:Percent>", "L"
	}
	if !f.rated {
		rate = "<cbc:Percent>0</cbc:Percent>"
	}
	names := breaking{from: vatID("DE136695976")}
	if f.category == "O" {
		rate = ""
		names = breaking{from: "@buyer", to: vatID("ATU13585627")}
	}
	reason := breaking{f.ids + "10", "</cac:TaxCategory></cac:TaxSubtotal>", "<cbc:TaxExemptionReason>because</cbc:TaxExemptionReason></cac:TaxCategory></cac:TaxSubtotal>"}
	if f.why {
		reason = breaking{f.ids + "10", "<cbc:TaxExemptionReason>because</cbc:TaxExemptionReason>", ""}
	}
	out := []breaking{
		{f.ids + "01", "<!--t-->" + f.category + "<", "<!--t-->" + other + "<"},
		{f.ids + "02", names.from, names.to}, {f.ids + "03", names.from, names.to}, {f.ids + "04", names.from, names.to},
		{f.ids + "05", "<!--l-->" + rate, wrong}, {f.ids + "06", "<!--a-->" + rate, wrong}, {f.ids + "07", "<!--c-->" + rate, wrong},
		{f.ids + "08", "<cbc:TaxableAmount>94.00", "<cbc:TaxableAmount>96.00"},
		{f.ids + "09", "<cbc:TaxAmount><!--t-->", "<cbc:TaxAmount>5"},
		reason,
	}
	switch f.category {
	case "K":
		out = append(out, breaking{"BR-IC-11", "@dates", ""},
			breaking{"BR-IC-12", "<cac:Address><cac:Country><cbc:IdentificationCode>AT</cbc:IdentificationCode></cac:Country></cac:Address>", "<cac:Address></cac:Address>"})
	case "O":
		another := "<cac:TaxSubtotal><cbc:TaxableAmount>0.00</cbc:TaxableAmount><cbc:TaxAmount>0.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>Z</cbc:ID><cbc:Percent>0</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>"
		out = append(out, breaking{"BR-O-11", "</cac:TaxTotal>", another}, breaking{"BR-O-12", "<cbc:ID>O</cbc:ID><!--l-->", "<cbc:ID>Z</cbc:ID>"},
			breaking{"BR-O-13", "<cbc:ID>O</cbc:ID><!--a-->", "<cbc:ID>Z</cbc:ID>"}, breaking{"BR-O-14", "<cbc:ID>O</cbc:ID><!--c-->", "<cbc:ID>Z</cbc:ID>"})
	}
	return out
}

// broken applies b; the invoice must have the place.
func (b breaking) broken(t *testing.T, doc string) string {
	t.Helper()
	switch {
	case b.to == "@novat":
		doc, b.to = strings.ReplaceAll(doc, vatID("DE136695976"), ""), ""
	case b.from == "@buyer":
		b.from = "<cac:PartyLegalEntity><cbc:RegistrationName>Brückenbau AG"
		b.to += b.from
	case b.from == "@dates":
		doc = regexp.MustCompile(`<cbc:ActualDeliveryDate>[^<]*</cbc:ActualDeliveryDate>`).ReplaceAllString(doc, "")
		b.from = "<cbc:StartDate>2026-02-01</cbc:StartDate><cbc:EndDate>2026-02-28</cbc:EndDate>"
	}
	if !strings.Contains(doc, b.from) {
		t.Fatalf("the invoice has no %q", b.from)
	}
	return strings.ReplaceAll(doc, b.from, b.to)
}

func problems(t *testing.T, doc string) []string {
	t.Helper()
	drafts, err := Read([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return drafts[0].Problems
}

// TestRules breaks each rule of EN 16931 once in an invoice that breaks none.
func TestRules(t *testing.T) {
	tested := map[string]bool{"BR-01": true} // without a specification no rule is promised: TestRulesAreForThoseWhoClaim
	for _, f := range families {
		good := whole(f)
		if p := problems(t, good); len(p) > 0 {
			t.Errorf("%s: a good invoice has problems %q", f.name, p)
		}
		all := f.breakings()
		if f.category == "S" {
			all = append(all, breakings...)
		}
		for _, b := range all {
			tested[b.rule] = true
			got := problems(t, b.broken(t, good))
			if !slices.ContainsFunc(got, func(p string) bool { return strings.HasSuffix(p, "(EN 16931 "+b.rule+")") }) {
				t.Errorf("%s, %q for %q: got %q, want %s", f.name, b.to, b.from, got, b.rule)
			}
		}
	}
	for _, r := range rules {
		if !tested[r.id] {
			t.Errorf("%s is never broken", r.id)
		}
		delete(tested, r.id)
	}
	t.Logf("%d rules in the table", len(rules))
}

// TestRulesSayTheFigures checks a sentence as people read it.
func TestRulesSayTheFigures(t *testing.T) {
	got := problems(t, strings.Replace(whole(families[0]), "<cbc:TaxableAmount>94.00", "<cbc:TaxableAmount>96.00", 1))
	want := "does not hold: what is billed as “standard rated” makes the taxable amount; 94, not 96 (EN 16931 BR-S-08)"
	if len(got) != 1 || got[0] != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestRulesAreForThoseWhoClaim checks that an invoice is held to EN 16931 only
// where it says that it follows it: BR-01 speaks about the others.
func TestRulesAreForThoseWhoClaim(t *testing.T) {
	broken := strings.Replace(whole(families[0]), "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", "", 1)
	for spec, want := range map[string]int{
		"urn:cen.eu:en16931:2017": 1, "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0": 1,
		"urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended": 0, "urn:factur-x.eu:1p0:minimum": 0, "OIOUBL-2.02": 0,
	} {
		if got := problems(t, strings.Replace(broken, "urn:cen.eu:en16931:2017", spec, 1)); len(got) != want {
			t.Errorf("%s: got %q, want %d problems", spec, got, want)
		}
	}
	s := &statement{}
	if got := s.broken(); !slices.ContainsFunc(got, func(p string) bool { return strings.Contains(p, "BR-01)") }) {
		t.Errorf("an empty invoice: %q", got)
	}
}

// TestSpecimensBreakNoRule reads what the repository writes, in both syntaxes:
// the CII mapping meets the same rules.
func TestSpecimensBreakNoRule(t *testing.T) {
	for _, lang := range specimen.Languages() {
		for seed := range uint64(12) {
			b := specimen.Varied(9000+seed, lang)
			for name, data := range map[string][]byte{"UBL": specimen.UBL(b), "CII": specimen.CII(b)} {
				if got := problems(t, string(data)); len(got) > 0 {
					t.Errorf("%s %s %d: %q", lang, name, seed, got)
				}
			}
		}
	}
}

// TestRulesInCII breaks rules in the other syntax.
func TestRulesInCII(t *testing.T) {
	b := specimen.Random(11, "en")
	good := string(specimen.CII(b))
	for _, tt := range []struct{ rule, pattern, to string }{
		{"BR-04", `<ram:TypeCode>38[01]</ram:TypeCode>`, ""},
		{"BR-06", `(<ram:SellerTradeParty>)\s*<ram:Name>[^<]*</ram:Name>`, "$1"},
		{"BR-09", `(?s)(<ram:SellerTradeParty>.*?)<ram:CountryID>[^<]*</ram:CountryID>`, "$1"},
		{"BR-12", `<ram:LineTotalAmount>[^<]*</ram:LineTotalAmount>(\s*<ram:(?:ChargeTotal|AllowanceTotal|TaxBasisTotal))`, "$1"},
		{"BR-21", `<ram:LineID>1</ram:LineID>`, ""},
		{"BR-23", `(<ram:BilledQuantity) unitCode="[^"]*"`, "$1"},
		{"BR-25", `(<ram:SpecifiedTradeProduct>(?:\s*<ram:(?:Seller|Buyer)AssignedID>[^<]*</ram:(?:Seller|Buyer)AssignedID>)*)\s*<ram:Name>[^<]*</ram:Name>`, "$1"},
		{"BR-46", `<ram:CalculatedAmount>[^<]*</ram:CalculatedAmount>`, ""},
		{"BR-CO-09", fmt.Sprintf(`(schemeID="VA">)%s`, b.Seller.VATID[:2]), "${1}00"},
		{"BR-CO-18", `(?s)(</ram:SpecifiedTradeSettlementPaymentMeans>|<ram:ApplicableHeaderTradeSettlement>)(.*?)<ram:ApplicableTradeTax>.*</ram:ApplicableTradeTax>(.*<ram:SpecifiedTradeSettlementHeader)`, "$1$2$3"},
		{"BR-DEC-18", `(<ram:DuePayableAmount>[0-9.]*)<`, "${1}0<"},
		{"BR-S-05", `(?s)(<ram:SpecifiedLineTradeSettlement>.*?<ram:RateApplicablePercent>)[^<]*<`, "${1}0<"},
	} {
		doc := regexp.MustCompile(tt.pattern).ReplaceAllString(good, tt.to)
		if doc == good {
			t.Errorf("%s: the specimen has no %s", tt.rule, tt.pattern)
			continue
		}
		if got := problems(t, doc); !slices.ContainsFunc(got, func(p string) bool { return strings.HasSuffix(p, "(EN 16931 "+tt.rule+")") }) {
			t.Errorf("got %q, want %s", got, tt.rule)
		}
	}
}
