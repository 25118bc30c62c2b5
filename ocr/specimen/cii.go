package specimen

import (
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

const ciiCommon = "urn:un:unece:uncefact:data:standard:"

// CII writes b as a UN/CEFACT Cross Industry Invoice D16B in the profile EN
// 16931 of Factur-X and ZUGFeRD 2.
func CII(b Bill) []byte {
	c := ciiWriter{b, b.Totals()}
	code := "380"
	if b.CreditNote {
		code = "381"
	}
	exchanged := el("rsm:ExchangedDocument", leaf("ram:ID", b.Number), leaf("ram:TypeCode", code), ciiDate("ram:IssueDateTime", "udt:", b.Issued))
	for _, n := range b.Notes {
		exchanged.kids = append(exchanged.kids, el("ram:IncludedNote", leaf("ram:Content", n)))
	}
	transaction := el("rsm:SupplyChainTradeTransaction")
	for i, l := range b.Lines {
		transaction.kids = append(transaction.kids, c.line(i, l))
	}
	transaction.kids = append(transaction.kids, c.agreement(), c.delivery(), c.settlement())
	root := el("rsm:CrossIndustryInvoice",
		el("rsm:ExchangedDocumentContext", el("ram:GuidelineSpecifiedDocumentContextParameter", leaf("ram:ID", "urn:cen.eu:en16931:2017"))),
		exchanged, transaction)
	root.attrs = []string{"xmlns:rsm", ciiCommon + "CrossIndustryInvoice:100", "xmlns:ram", ciiCommon + "ReusableAggregateBusinessInformationEntity:100",
		"xmlns:qdt", ciiCommon + "QualifiedDataType:100", "xmlns:udt", ciiCommon + "UnqualifiedDataType:100"}
	return document(root)
}

type ciiWriter struct {
	bill Bill
	sum  Totals
}

func (c ciiWriter) amount(name string, a decimal.Decimal) node {
	return leaf(name, a.StringFixed(c.bill.Currency.Digits()))
}

// ciiDate is a date as format 102; the namespace differs by element.
func ciiDate(name, space string, d time.Time) node {
	if d.IsZero() {
		return el(name)
	}
	return el(name, leaf(space+"DateTimeString", d.Format("20060102"), "format", "102"))
}

func (c ciiWriter) line(i int, l Line) node {
	agreement := el("ram:SpecifiedLineTradeAgreement", el("ram:BuyerOrderReferencedDocument", leaf("ram:LineID", l.OrderLine)))
	price := el("ram:NetPriceProductTradePrice", leaf("ram:ChargeAmount", l.Price.String()))
	if !l.Base.IsZero() {
		price.kids = append(price.kids, leaf("ram:BasisQuantity", l.Base.String(), "unitCode", l.Unit))
	}
	agreement.kids = append(agreement.kids, price)
	settlement := el("ram:SpecifiedLineTradeSettlement", ciiTax(category(l.Category, l.Rate), l.Rate))
	if a := l.Allowance(c.bill.Currency); !a.IsZero() {
		settlement.kids = append(settlement.kids, el("ram:SpecifiedTradeAllowanceCharge", el("ram:ChargeIndicator", leaf("udt:Indicator", "false")),
			leaf("ram:CalculationPercent", l.Discount.String()), c.amount("ram:BasisAmount", l.Gross(c.bill.Currency)), c.amount("ram:ActualAmount", a), leaf("ram:ReasonCode", "95")))
	}
	settlement.kids = append(settlement.kids, el("ram:SpecifiedTradeSettlementLineMonetarySummation", c.amount("ram:LineTotalAmount", l.Net(c.bill.Currency))))
	return el("ram:IncludedSupplyChainTradeLineItem",
		el("ram:AssociatedDocumentLineDocument", leaf("ram:LineID", strconv.Itoa(i+1))),
		el("ram:SpecifiedTradeProduct", leaf("ram:SellerAssignedID", l.SKU), leaf("ram:BuyerAssignedID", l.BuyerSKU), leaf("ram:Name", l.Text), leaf("ram:Description", l.Note)),
		agreement,
		el("ram:SpecifiedLineTradeDelivery", leaf("ram:BilledQuantity", l.Quantity.String(), "unitCode", l.Unit)),
		settlement)
}

func ciiTax(category string, rate decimal.Decimal) node {
	return el("ram:ApplicableTradeTax", leaf("ram:TypeCode", "VAT"), leaf("ram:CategoryCode", category), leaf("ram:RateApplicablePercent", rate.String()))
}

func (c ciiWriter) agreement() node {
	b := c.bill
	return el("ram:ApplicableHeaderTradeAgreement", leaf("ram:BuyerReference", b.Customer),
		ciiParty("ram:SellerTradeParty", b.Seller), ciiParty("ram:BuyerTradeParty", b.Buyer),
		el("ram:BuyerOrderReferencedDocument", leaf("ram:IssuerAssignedID", first(b.Orders))))
}

func ciiParty(name string, p Party) node {
	out := el(name, leaf("ram:Name", p.Name), el("ram:SpecifiedLegalOrganization", leaf("ram:ID", p.Register)),
		el("ram:DefinedTradeContact", el("ram:TelephoneUniversalCommunication", leaf("ram:CompleteNumber", p.Phone)),
			el("ram:EmailURIUniversalCommunication", leaf("ram:URIID", p.Mail))),
		el("ram:PostalTradeAddress", leaf("ram:PostcodeCode", p.PostCode), leaf("ram:LineOne", p.Street), leaf("ram:CityName", p.City), leaf("ram:CountryID", p.Country)),
		el("ram:URIUniversalCommunication", leaf("ram:URIID", p.Mail, "schemeID", "EM")))
	if p.VATID != "" {
		out.kids = append(out.kids, el("ram:SpecifiedTaxRegistration", leaf("ram:ID", p.VATID, "schemeID", "VA")))
	}
	return out
}

func (c ciiWriter) delivery() node {
	out := el("ram:ApplicableHeaderTradeDelivery",
		el("ram:ActualDeliverySupplyChainEvent", ciiDate("ram:OccurrenceDateTime", "udt:", c.bill.Delivered)),
		el("ram:DespatchAdviceReferencedDocument", leaf("ram:IssuerAssignedID", first(c.bill.Despatch))))
	if out.empty() {
		out.text = "\n" // the schema wants the element, empty or not
	}
	return out
}

func (c ciiWriter) settlement() node {
	b, s := c.bill, c.sum
	out := el("ram:ApplicableHeaderTradeSettlement", leaf("ram:PaymentReference", b.Number), leaf("ram:InvoiceCurrencyCode", string(b.Currency)),
		el("ram:SpecifiedTradeSettlementPaymentMeans", leaf("ram:TypeCode", b.means()),
			el("ram:PayeePartyCreditorFinancialAccount", leaf("ram:IBANID", b.Seller.IBAN)),
			el("ram:PayeeSpecifiedCreditorFinancialInstitution", leaf("ram:BICID", b.Seller.BIC))))
	for _, v := range s.VAT {
		out.kids = append(out.kids, el("ram:ApplicableTradeTax", c.amount("ram:CalculatedAmount", v.Tax), leaf("ram:TypeCode", "VAT"),
			c.amount("ram:BasisAmount", v.Base), leaf("ram:CategoryCode", v.Category), leaf("ram:RateApplicablePercent", v.Rate.String())))
	}
	for _, ch := range b.Charges {
		tax := ciiTax(category("", ch.Rate), ch.Rate)
		tax.name = "ram:CategoryTradeTax"
		out.kids = append(out.kids, el("ram:SpecifiedTradeAllowanceCharge", el("ram:ChargeIndicator", leaf("udt:Indicator", strconv.FormatBool(!ch.Allowance))),
			c.amount("ram:ActualAmount", ch.Amount), leaf("ram:ReasonCode", ch.Code), leaf("ram:Reason", ch.Reason), tax))
	}
	out.kids = append(out.kids, el("ram:SpecifiedTradePaymentTerms", ciiDate("ram:DueDateDateTime", "udt:", b.Due)), c.summation(),
		el("ram:InvoiceReferencedDocument", leaf("ram:IssuerAssignedID", b.Preceding), ciiDate("ram:FormattedIssueDateTime", "qdt:", b.PrecedingDate)))
	return out
}

func (c ciiWriter) summation() node {
	s := c.sum
	tax := c.amount("ram:TaxTotalAmount", s.Tax)
	tax.attrs = []string{"currencyID", string(c.bill.Currency)}
	out := el("ram:SpecifiedTradeSettlementHeaderMonetarySummation", c.amount("ram:LineTotalAmount", s.Lines),
		c.amount("ram:ChargeTotalAmount", s.Charges), c.amount("ram:AllowanceTotalAmount", s.Allowances),
		c.amount("ram:TaxBasisTotalAmount", s.Net), tax)
	if !s.Rounding.IsZero() {
		out.kids = append(out.kids, c.amount("ram:RoundingAmount", s.Rounding))
	}
	out.kids = append(out.kids, c.amount("ram:GrandTotalAmount", s.Gross))
	if !s.Prepaid.IsZero() {
		out.kids = append(out.kids, c.amount("ram:TotalPrepaidAmount", s.Prepaid))
	}
	out.kids = append(out.kids, c.amount("ram:DuePayableAmount", s.Due))
	return out
}
