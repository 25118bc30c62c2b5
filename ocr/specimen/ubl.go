package specimen

import (
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

const (
	ublCommon    = "urn:oasis:names:specification:ubl:schema:xsd:"
	peppolCustom = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
	peppolFlow   = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
)

// UBL writes b as an OASIS UBL 2.1 Invoice or CreditNote in the shape of Peppol
// BIS Billing 3.
func UBL(b Bill) []byte {
	u := ublWriter{b, b.Totals()}
	kind := "Invoice"
	if b.CreditNote {
		kind = "CreditNote"
	}
	root := el(kind, u.header(kind)...)
	root.attrs = []string{"xmlns", ublCommon + kind + "-2", "xmlns:cac", ublCommon + "CommonAggregateComponents-2", "xmlns:cbc", ublCommon + "CommonBasicComponents-2"}
	root.kids = append(root.kids, u.parties()...)
	root.kids = append(root.kids, u.payment()...)
	root.kids = append(root.kids, u.sums()...)
	for i, l := range b.Lines {
		root.kids = append(root.kids, u.line(kind, i, l))
	}
	return document(root)
}

type ublWriter struct {
	bill Bill
	sum  Totals
}

func (u ublWriter) amount(name string, a decimal.Decimal) node {
	return leaf(name, a.StringFixed(u.bill.Currency.Digits()), "currencyID", string(u.bill.Currency))
}

func (u ublWriter) header(kind string) []node {
	b := u.bill
	out := []node{leaf("cbc:CustomizationID", peppolCustom), leaf("cbc:ProfileID", peppolFlow), leaf("cbc:ID", b.Number), leaf("cbc:IssueDate", isoDate(b.Issued))}
	if kind == "Invoice" {
		out = append(out, leaf("cbc:DueDate", isoDate(b.Due)), leaf("cbc:InvoiceTypeCode", "380"))
	} else {
		out = append(out, leaf("cbc:CreditNoteTypeCode", "381"))
	}
	for _, n := range b.Notes {
		out = append(out, leaf("cbc:Note", n))
	}
	out = append(out, leaf("cbc:DocumentCurrencyCode", string(b.Currency)), leaf("cbc:BuyerReference", b.Customer),
		el("cac:OrderReference", leaf("cbc:ID", first(b.Orders))),
		el("cac:BillingReference", el("cac:InvoiceDocumentReference", leaf("cbc:ID", b.Preceding), leaf("cbc:IssueDate", isoDate(b.PrecedingDate)))))
	for _, d := range b.Despatch {
		out = append(out, el("cac:DespatchDocumentReference", leaf("cbc:ID", d)))
	}
	return out
}

func (u ublWriter) parties() []node {
	return []node{
		el("cac:AccountingSupplierParty", u.party(u.bill.Seller)),
		el("cac:AccountingCustomerParty", u.party(u.bill.Buyer)),
		el("cac:Delivery", leaf("cbc:ActualDeliveryDate", isoDate(u.bill.Delivered))),
	}
}

func (u ublWriter) party(p Party) node {
	out := []node{
		leaf("cbc:EndpointID", p.Mail, "schemeID", "EM"),
		el("cac:PostalAddress", leaf("cbc:StreetName", p.Street), leaf("cbc:CityName", p.City), leaf("cbc:PostalZone", p.PostCode),
			el("cac:Country", leaf("cbc:IdentificationCode", p.Country))),
	}
	if p.VATID != "" {
		out = append(out, el("cac:PartyTaxScheme", leaf("cbc:CompanyID", p.VATID), taxScheme()))
	}
	return el("cac:Party", append(out, el("cac:PartyLegalEntity", leaf("cbc:RegistrationName", p.Name), leaf("cbc:CompanyID", p.Register)),
		el("cac:Contact", leaf("cbc:Telephone", p.Phone), leaf("cbc:ElectronicMail", p.Mail)))...)
}

func taxScheme() node { return el("cac:TaxScheme", leaf("cbc:ID", "VAT")) }

func (u ublWriter) payment() []node {
	b := u.bill
	var due time.Time
	if b.CreditNote {
		due = b.Due // an invoice has it in its header
	}
	account := el("cac:PayeeFinancialAccount", leaf("cbc:ID", b.Seller.IBAN), leaf("cbc:Name", b.Seller.Name),
		el("cac:FinancialInstitutionBranch", leaf("cbc:ID", b.Seller.BIC)))
	if b.Seller.IBAN == "" {
		account = node{}
	}
	out := []node{el("cac:PaymentMeans", leaf("cbc:PaymentMeansCode", b.means()), leaf("cbc:PaymentDueDate", isoDate(due)), leaf("cbc:PaymentID", b.Number), account)}
	for _, c := range b.Charges {
		out = append(out, el("cac:AllowanceCharge", leaf("cbc:ChargeIndicator", strconv.FormatBool(!c.Allowance)), leaf("cbc:AllowanceChargeReasonCode", c.Code),
			leaf("cbc:AllowanceChargeReason", c.Reason), u.amount("cbc:Amount", c.Amount), ublTax("cac:TaxCategory", category("", c.Rate), c.Rate)))
	}
	return out
}

func ublTax(name, category string, rate decimal.Decimal) node {
	return el(name, leaf("cbc:ID", category), leaf("cbc:Percent", rate.String()), taxScheme())
}

func (u ublWriter) sums() []node {
	s := u.sum
	tax := el("cac:TaxTotal", u.amount("cbc:TaxAmount", s.Tax))
	for _, v := range s.VAT {
		tax.kids = append(tax.kids, el("cac:TaxSubtotal", u.amount("cbc:TaxableAmount", v.Base), u.amount("cbc:TaxAmount", v.Tax), ublTax("cac:TaxCategory", v.Category, v.Rate)))
	}
	total := el("cac:LegalMonetaryTotal", u.amount("cbc:LineExtensionAmount", s.Lines), u.amount("cbc:TaxExclusiveAmount", s.Net), u.amount("cbc:TaxInclusiveAmount", s.Gross))
	for _, a := range []struct {
		name  string
		value decimal.Decimal
	}{{"cbc:AllowanceTotalAmount", s.Allowances}, {"cbc:ChargeTotalAmount", s.Charges}, {"cbc:PrepaidAmount", s.Prepaid}, {"cbc:PayableRoundingAmount", s.Rounding}} {
		if !a.value.IsZero() {
			total.kids = append(total.kids, u.amount(a.name, a.value))
		}
	}
	total.kids = append(total.kids, u.amount("cbc:PayableAmount", s.Due))
	return []node{tax, total}
}

func (u ublWriter) line(kind string, i int, l Line) node {
	name, quantity := "cac:InvoiceLine", "cbc:InvoicedQuantity"
	if kind == "CreditNote" {
		name, quantity = "cac:CreditNoteLine", "cbc:CreditedQuantity"
	}
	out := el(name, leaf("cbc:ID", strconv.Itoa(i+1)), leaf(quantity, l.Quantity.String(), "unitCode", l.Unit), u.amount("cbc:LineExtensionAmount", l.Net(u.bill.Currency)))
	if l.OrderLine != "" {
		out.kids = append(out.kids, el("cac:OrderLineReference", leaf("cbc:LineID", l.OrderLine), el("cac:OrderReference", leaf("cbc:ID", l.Order))))
	}
	if a := l.Allowance(u.bill.Currency); !a.IsZero() {
		out.kids = append(out.kids, el("cac:AllowanceCharge", leaf("cbc:ChargeIndicator", "false"), leaf("cbc:AllowanceChargeReasonCode", "95"),
			leaf("cbc:MultiplierFactorNumeric", l.Discount.String()), u.amount("cbc:Amount", a), u.amount("cbc:BaseAmount", l.Gross(u.bill.Currency))))
	}
	price := el("cac:Price", leaf("cbc:PriceAmount", l.Price.String(), "currencyID", string(u.bill.Currency)))
	if !l.Base.IsZero() {
		price.kids = append(price.kids, leaf("cbc:BaseQuantity", l.Base.String(), "unitCode", l.Unit))
	}
	out.kids = append(out.kids, el("cac:Item", leaf("cbc:Description", l.Note), leaf("cbc:Name", l.Text),
		el("cac:BuyersItemIdentification", leaf("cbc:ID", l.BuyerSKU)), el("cac:SellersItemIdentification", leaf("cbc:ID", l.SKU)),
		ublTax("cac:ClassifiedTaxCategory", category(l.Category, l.Rate), l.Rate)), price)
	return out
}

// means is how to pay (UNTDID 4461): by credit transfer where there is an account,
// else undefined, since EN 16931 BR-61 asks a transfer for one.
func (b Bill) means() string {
	if b.Seller.IBAN == "" {
		return "1"
	}
	return "30"
}
