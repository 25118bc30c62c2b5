package einvoice

import (
	"strings"

	"github.com/shopspring/decimal"
)

// A statement is an invoice in the terms of EN 16931, as stated and whatever the
// syntax: what its rules speak about. Numbers and dates stay text, because a rule
// may be about how they are written. An empty value is not stated.
type statement struct {
	specification, number, issued, kind, currency string // BT-24, 1, 2, 3, 5
	taxCurrency, taxPoint, taxPointCode           string // BT-6, 7, 8
	due, terms, delivered                         string // BT-9, 20, 72
	credits                                       bool   // nothing is to be paid, whatever is due
	period                                        span   // BG-14
	seller, buyer                                 partner
	payee, representative                         partner // BG-10, 11
	deliverTo                                     bool    // BG-15
	deliverCountry                                string  // BT-80
	payments                                      []payment
	supporting, preceding                         []string // BT-122, 25, one for each group
	charges                                       []charge
	breakdown                                     []taxed
	lines                                         []billed
	sums                                          map[string]string // BT-106 … 115 by their numbers
}

// A span is a period: BT-73, 74 or BT-134, 135.
type span struct {
	given    bool
	from, to string
}

// A partner is a party: a seller's terms are BT-27 and so on.
type partner struct {
	given, address                  bool
	name, country                   string
	ids                             []string // BT-29
	legal, vat, tax                 string   // BT-30, 31, 32
	electronic                      bool
	electronicScheme, electronicURI string
}

// A payment is BG-16 with BG-17 and BG-18.
type payment struct {
	code, account, card string // BT-81, 84, 87
	transfer            bool   // BG-17 is there
}

// A charge is an allowance or charge of the document (BG-20, 21) or of a line
// (BG-27, 28).
type charge struct {
	more                         bool // a charge, else an allowance
	amount, base                 string
	reason, code, category, rate string
}

// A taxed is a row of the VAT breakdown (BG-23).
type taxed struct{ base, tax, category, rate, reason, code string }

// A billed is a line (BG-25).
type billed struct {
	id, quantity, unit, net  string // BT-126, 129, 130, 131
	name, price, gross       string // BT-153, 146, 148
	category, rate           string // BT-151, 152
	period                   span
	charges                  []charge
	standard, standardScheme string      // BT-157
	classes                  [][2]string // BT-158 and its scheme
	attributes               [][2]string // BT-160, 161
}

// stated are the terms of an invoice in UBL or CII; nil for other kinds.
func stated(root *node, kind string) *statement {
	var s *statement
	switch kind {
	case UBLInvoice, UBLCreditNote:
		s = statedUBL(root)
	case CII:
		s = statedCII(root)
	default:
		return nil
	}
	s.credits = kind == UBLCreditNote || isUBLCredit(s.kind)
	return s
}

// claims reports whether the invoice declares itself to follow EN 16931 as it is.
// Extensions (#conformant#) may add to it what its rules do not allow.
func (s *statement) claims() bool {
	return strings.HasPrefix(s.specification, "urn:cen.eu:en16931:2017") && !strings.Contains(s.specification, "#conformant#")
}

// num is a stated number; ok is false where it is none.
func num(v string) (decimal.Decimal, bool) {
	v, ok := plainNumber(v)
	if !ok {
		return decimal.Zero, false
	}
	return decimal.RequireFromString(v), true
}

// zeroIf is a stated number, zero where there is none.
func zeroIf(v string) decimal.Decimal {
	d, _ := num(v)
	return d
}

func spanOf(n *node, from, to string) span {
	return span{n != nil, n.get(from), n.get(to)}
}

func statedUBL(root *node) *statement {
	s := &statement{
		specification: root.get("cbc:CustomizationID"), number: root.get("cbc:ID"), issued: root.get("cbc:IssueDate"),
		kind: root.get("cbc:InvoiceTypeCode") + root.get("cbc:CreditNoteTypeCode"), currency: root.get("cbc:DocumentCurrencyCode"),
		taxCurrency: root.get("cbc:TaxCurrencyCode"), taxPoint: root.get("cbc:TaxPointDate"), taxPointCode: root.get("cac:InvoicePeriod/cbc:DescriptionCode"),
		due: root.get("cbc:DueDate") + root.get("cac:PaymentMeans/cbc:PaymentDueDate"), terms: root.get("cac:PaymentTerms/cbc:Note"),
		delivered: root.get("cac:Delivery/cbc:ActualDeliveryDate"), period: spanOf(root.child("cac:InvoicePeriod"), "cbc:StartDate", "cbc:EndDate"),
		seller: ublPartner(root.child("cac:AccountingSupplierParty").child("cac:Party")), buyer: ublPartner(root.child("cac:AccountingCustomerParty").child("cac:Party")),
		payee: ublPartner(root.child("cac:PayeeParty")), representative: ublPartner(root.child("cac:TaxRepresentativeParty")),
	}
	if to := root.every("cac:Delivery/cac:DeliveryLocation/cac:Address"); len(to) > 0 {
		s.deliverTo, s.deliverCountry = true, to[0].get("cac:Country/cbc:IdentificationCode")
	}
	for _, p := range root.all("cac:PaymentMeans") {
		account := p.child("cac:PayeeFinancialAccount")
		s.payments = append(s.payments, payment{p.get("cbc:PaymentMeansCode"), account.get("cbc:ID"), p.get("cac:CardAccount/cbc:PrimaryAccountNumberID"), account != nil})
	}
	for _, d := range root.all("cac:AdditionalDocumentReference") {
		s.supporting = append(s.supporting, d.get("cbc:ID"))
	}
	for _, d := range root.all("cac:BillingReference") {
		s.preceding = append(s.preceding, d.get("cac:InvoiceDocumentReference/cbc:ID")+d.get("cac:CreditNoteDocumentReference/cbc:ID"))
	}
	s.charges = ublCharges(root)
	m := monetaryTotal(root)
	s.sums = map[string]string{"BT-106": m.get("cbc:LineExtensionAmount"), "BT-107": m.get("cbc:AllowanceTotalAmount"), "BT-108": m.get("cbc:ChargeTotalAmount"),
		"BT-109": m.get("cbc:TaxExclusiveAmount"), "BT-112": m.get("cbc:TaxInclusiveAmount"), "BT-113": m.get("cbc:PrepaidAmount"),
		"BT-114": m.get("cbc:PayableRoundingAmount"), "BT-115": m.get("cbc:PayableAmount")}
	for _, t := range root.all("cac:TaxTotal") {
		a := t.at("cbc:TaxAmount")
		if c := a.attr("currencyID"); s.taxCurrency != "" && c == s.taxCurrency && c != s.currency {
			s.sums["BT-111"] = a.value()
			continue
		}
		s.sums["BT-110"] = a.value()
		for _, r := range t.all("cac:TaxSubtotal") {
			c := r.child("cac:TaxCategory")
			s.breakdown = append(s.breakdown, taxed{r.get("cbc:TaxableAmount"), r.get("cbc:TaxAmount"), c.get("cbc:ID"), c.get("cbc:Percent"),
				c.get("cbc:TaxExemptionReason"), c.get("cbc:TaxExemptionReasonCode")})
		}
	}
	for _, name := range []string{"cac:InvoiceLine", "cac:CreditNoteLine"} {
		for _, l := range root.all(name) {
			s.lines = append(s.lines, ublBilled(l))
		}
	}
	return s
}

func ublPartner(p *node) partner {
	if p == nil {
		return partner{}
	}
	out := partner{given: true, address: p.child("cac:PostalAddress") != nil, country: p.get("cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
		name: p.get("cac:PartyLegalEntity/cbc:RegistrationName"), legal: p.get("cac:PartyLegalEntity/cbc:CompanyID")}
	if out.name == "" { // a payee and a representative have no other
		out.name = p.get("cac:PartyName/cbc:Name")
	}
	for _, id := range p.every("cac:PartyIdentification/cbc:ID") {
		if id.attr("schemeID") != "SEPA" { // a creditor's identifier (BT-90) names an account
			out.ids = append(out.ids, id.value())
		}
	}
	for _, t := range p.all("cac:PartyTaxScheme") {
		if strings.EqualFold(t.get("cac:TaxScheme/cbc:ID"), "VAT") {
			out.vat = t.get("cbc:CompanyID")
		} else {
			out.tax = t.get("cbc:CompanyID")
		}
	}
	if e := p.child("cbc:EndpointID"); e != nil {
		out.electronic, out.electronicURI, out.electronicScheme = true, e.value(), e.attr("schemeID")
	}
	return out
}

func ublCharges(of *node) (out []charge) {
	for _, a := range of.all("cac:AllowanceCharge") {
		out = append(out, charge{
			more: a.get("cbc:ChargeIndicator") == "true" || a.get("cbc:ChargeIndicator") == "1", amount: a.get("cbc:Amount"), base: a.get("cbc:BaseAmount"),
			reason: a.get("cbc:AllowanceChargeReason"), code: a.get("cbc:AllowanceChargeReasonCode"),
			category: a.get("cac:TaxCategory/cbc:ID"), rate: a.get("cac:TaxCategory/cbc:Percent"),
		})
	}
	return out
}

func ublBilled(l *node) billed {
	q := l.child("cbc:InvoicedQuantity")
	if q == nil {
		q = l.child("cbc:CreditedQuantity")
	}
	item := l.child("cac:Item")
	b := billed{
		id: l.get("cbc:ID"), quantity: q.value(), unit: q.attr("unitCode"), net: l.get("cbc:LineExtensionAmount"), name: item.get("cbc:Name"),
		price: l.get("cac:Price/cbc:PriceAmount"), gross: l.get("cac:Price/cac:AllowanceCharge/cbc:BaseAmount"),
		category: item.get("cac:ClassifiedTaxCategory/cbc:ID"), rate: item.get("cac:ClassifiedTaxCategory/cbc:Percent"),
		period: spanOf(l.child("cac:InvoicePeriod"), "cbc:StartDate", "cbc:EndDate"), charges: ublCharges(l),
	}
	if id := item.at("cac:StandardItemIdentification/cbc:ID"); id != nil {
		b.standard, b.standardScheme = id.value(), id.attr("schemeID")
	}
	for _, c := range item.every("cac:CommodityClassification/cbc:ItemClassificationCode") {
		b.classes = append(b.classes, [2]string{c.value(), c.attr("listID")})
	}
	for _, p := range item.all("cac:AdditionalItemProperty") {
		b.attributes = append(b.attributes, [2]string{p.get("cbc:Name"), p.get("cbc:Value")})
	}
	return b
}
