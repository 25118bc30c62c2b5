package einvoice

import (
	"strings"

	"github.com/payable-ap/payable"
)

// ciiNames are the elements in which ZUGFeRD 1.0 differs from CII D16B and later;
// everything else is called the same, so one mapper reads both.
type ciiNames struct {
	document, deal, agreement, delivery, settlement     string
	lineAgreement, lineDelivery, lineSettlement         string
	totals, lineTotals, rate, refID, product, preceding string
}

var cii16 = ciiNames{
	document: "rsm:ExchangedDocument", deal: "rsm:SupplyChainTradeTransaction",
	agreement: "ram:ApplicableHeaderTradeAgreement", delivery: "ram:ApplicableHeaderTradeDelivery", settlement: "ram:ApplicableHeaderTradeSettlement",
	lineAgreement: "ram:SpecifiedLineTradeAgreement", lineDelivery: "ram:SpecifiedLineTradeDelivery", lineSettlement: "ram:SpecifiedLineTradeSettlement",
	totals: "ram:SpecifiedTradeSettlementHeaderMonetarySummation", lineTotals: "ram:SpecifiedTradeSettlementLineMonetarySummation",
	rate: "ram:RateApplicablePercent", refID: "ram:IssuerAssignedID", product: "ram:SpecifiedTradeProduct", preceding: "ram:InvoiceReferencedDocument",
}

var zugferd1 = ciiNames{
	document: "zf1:HeaderExchangedDocument", deal: "zf1:SpecifiedSupplyChainTradeTransaction",
	agreement: "ram:ApplicableSupplyChainTradeAgreement", delivery: "ram:ApplicableSupplyChainTradeDelivery", settlement: "ram:ApplicableSupplyChainTradeSettlement",
	lineAgreement: "ram:SpecifiedSupplyChainTradeAgreement", lineDelivery: "ram:SpecifiedSupplyChainTradeDelivery", lineSettlement: "ram:SpecifiedSupplyChainTradeSettlement",
	totals: "ram:SpecifiedTradeSettlementMonetarySummation", lineTotals: "ram:SpecifiedTradeSettlementMonetarySummation",
	rate: "ram:ApplicablePercent", refID: "ram:ID", product: "ram:SpecifiedTradeProduct", preceding: "ram:InvoiceReferencedDocument",
}

// cii maps a cross industry invoice in either set of names.
func cii(root *node, n ciiNames, kind payable.DocType) *reading {
	r := newReading(kind)
	f := r.Fields
	doc, deal := root.child(n.document), root.child(n.deal)
	agreement, delivery, settlement := deal.child(n.agreement), deal.child(n.delivery), deal.child(n.settlement)
	if isUBLCredit(doc.get("ram:TypeCode")) {
		r.DocType = payable.DocCreditNote
	}
	if kind == payable.DocInvoice {
		r.text(f, payable.InvoiceNumber, doc, "ram:ID")
	}
	r.date(f, payable.IssueDate, doc, "ram:IssueDateTime/udt:DateTimeString", "ram:IssueDateTime/qdt:DateTimeString")
	r.date(f, payable.DueDate, settlement, "ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString")
	r.currency(settlement, "ram:InvoiceCurrencyCode")
	if _, has := f[payable.CurrencyCode]; !has {
		r.currency(settlement, "ram:OrderCurrencyCode")
	}
	r.ciiParty(payable.SellerName, payable.SellerVATID, agreement, "ram:SellerTradeParty")
	r.ciiParty(payable.BuyerName, payable.BuyerVATID, agreement, "ram:BuyerTradeParty")
	r.text(f, payable.PONumber, agreement, "ram:BuyerOrderReferencedDocument/"+n.refID)
	r.joined(f, payable.DespatchNumber, delivery, "ram:DespatchAdviceReferencedDocument/"+n.refID)
	if f[payable.DespatchNumber].Value == "" {
		r.joined(f, payable.DespatchNumber, delivery, "ram:DeliveryNoteReferencedDocument/"+n.refID)
	}
	r.joined(f, payable.PrecedingInvoice, settlement, n.preceding+"/"+n.refID)
	r.ciiTotals(settlement, n)
	const account = "ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeePartyCreditorFinancialAccount"
	for _, id := range settlement.every(account + "/ram:IBANID") {
		r.account(id, account+"/ram:IBANID", true)
	}
	for _, id := range settlement.every(account + "/ram:ProprietaryID") {
		r.account(id, account+"/ram:ProprietaryID", false)
	}
	r.accountsInText(doc.every("ram:IncludedNote/ram:Content")...)
	r.accountsInText(settlement.every("ram:SpecifiedTradePaymentTerms/ram:Description")...)
	r.accountsInText(settlement.every("ram:SpecifiedTradeSettlementPaymentMeans/ram:Information")...)
	repeated := 0
	for _, l := range deal.all("ram:IncludedSupplyChainTradeLineItem") {
		switch {
		case isSubtotal(l):
			repeated++
		case isTextLine(l, n):
		default:
			r.Lines = append(r.Lines, r.ciiLine(l, n))
		}
	}
	if repeated > 0 {
		r.problem("%d lines marked GROUP or INFORMATION only repeat what other lines bill; they are left out", repeated)
	}
	lines, _ := plainNumber(settlement.get(n.totals + "/ram:LineTotalAmount"))
	r.contradictions(lines)
	if n.document == cii16.document && kind == payable.DocInvoice {
		r.hints(stated(root, CII))
	}
	return r
}

// orderX maps an order, an order change or an order response of Order-X, which
// says in UNTDID 1001 codes which of them it is.
func orderX(root *node) *reading {
	kind := payable.DocOrder
	doc := root.child(cii16.document)
	switch doc.get("ram:TypeCode") {
	case "230":
		kind = payable.DocOther // changes an order: not one to bill against as it stands
	case "231":
		kind = payable.DocOrderResponse
	}
	r := cii(root, cii16, kind)
	if r.Fields[payable.PONumber].Value == "" && kind == payable.DocOrder {
		r.text(r.Fields, payable.PONumber, doc, "ram:ID")
	}
	return r
}

// isSubtotal reports whether a line of the EXTENDED profile bills nothing itself
// but sums up, or explains, other lines.
func isSubtotal(l *node) bool {
	status := l.get("ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode")
	return status == "GROUP" || status == "INFORMATION"
}

// isTextLine reports whether a line is only a note between the lines, as ZUGFeRD
// 1.0 allows: no product, no quantity, no total.
func isTextLine(l *node, n ciiNames) bool {
	return l.at(n.product+"/ram:Name") == nil && l.child(n.lineDelivery) == nil &&
		l.at(n.lineSettlement+"/"+n.lineTotals+"/ram:LineTotalAmount") == nil
}

func (r *reading) ciiParty(name, vat payable.Term, agreement *node, path string) {
	p := agreement.child(path)
	r.text(r.Fields, name, p, "ram:Name", "ram:SpecifiedLegalOrganization/ram:TradingBusinessName", "ram:DefinedTradeContact/ram:PersonName")
	for _, reg := range p.all("ram:SpecifiedTaxRegistration") {
		if id := reg.at("ram:ID"); id != nil && id.attr("schemeID") == "VA" { // FC is a national tax number
			put(r.Fields, vat, id.value(), path+"/ram:SpecifiedTaxRegistration/ram:ID", 1)
			return
		}
	}
}

func (r *reading) ciiTotals(settlement *node, n ciiNames) {
	f := r.Fields
	m := settlement.child(n.totals)
	r.number(f, payable.NetTotal, m, "ram:TaxBasisTotalAmount")
	r.number(f, payable.GrossTotal, m, "ram:GrandTotalAmount")
	r.number(f, payable.PrepaidAmount, m, "ram:TotalPrepaidAmount")
	r.number(f, payable.RoundingAmount, m, "ram:RoundingAmount")
	r.number(f, payable.AmountDue, m, "ram:DuePayableAmount")
	r.number(f, payable.DocumentAllowances, m, "ram:AllowanceTotalAmount")
	r.number(f, payable.DocumentCharges, m, "ram:ChargeTotalAmount")
	currency := f[payable.CurrencyCode].Value
	for _, a := range m.all("ram:TaxTotalAmount") { // a second one is in the accounting currency (BT-111)
		if c := a.attr("currencyID"); a.text != "" && (c == "" || currency == "" || strings.EqualFold(c, currency)) {
			r.numberAt(f, payable.TaxTotal, a, "ram:TaxTotalAmount")
			break
		}
	}
	for _, t := range settlement.all("ram:ApplicableTradeTax") {
		r.VAT = append(r.VAT, payable.VATLine{
			Category: t.get("ram:CategoryCode"), Rate: t.get(n.rate), Base: t.get("ram:BasisAmount"), Tax: t.get("ram:CalculatedAmount"),
		})
	}
}

func (r *reading) ciiLine(l *node, n ciiNames) fields {
	f := fields{}
	agreement, delivery, settlement := l.child(n.lineAgreement), l.child(n.lineDelivery), l.child(n.lineSettlement)
	r.text(f, payable.LineDescription, l, n.product+"/ram:Name", n.product+"/ram:Description", "ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content")
	r.text(f, payable.LineSKU, l, n.product+"/ram:SellerAssignedID")
	r.text(f, payable.LineBuyerSKU, l, n.product+"/ram:BuyerAssignedID")
	for _, name := range []string{"ram:BilledQuantity", "ram:RequestedQuantity"} { // invoices, orders
		if q := delivery.at(name); q != nil {
			r.numberAt(f, payable.LineQuantity, q, name)
			put(f, payable.LineUnit, q.attr("unitCode"), name+"/@unitCode", 1)
			break
		}
	}
	r.number(f, payable.LineUnitPrice, agreement, "ram:NetPriceProductTradePrice/ram:ChargeAmount", "ram:GrossPriceProductTradePrice/ram:ChargeAmount")
	r.number(f, payable.LinePriceBase, agreement, "ram:NetPriceProductTradePrice/ram:BasisQuantity", "ram:GrossPriceProductTradePrice/ram:BasisQuantity")
	r.number(f, payable.LineTotal, settlement, n.lineTotals+"/ram:LineTotalAmount")
	r.number(f, payable.LineVATRate, settlement, "ram:ApplicableTradeTax/"+n.rate)
	r.text(f, payable.LinePOLine, agreement, "ram:BuyerOrderReferencedDocument/ram:LineID")
	r.text(f, payable.LineOrderNumber, agreement, "ram:BuyerOrderReferencedDocument/"+n.refID)
	r.joined(f, payable.LineReceiptNumber, delivery, "ram:DespatchAdviceReferencedDocument/"+n.refID)
	if f[payable.LineReceiptNumber].Value == "" {
		r.joined(f, payable.LineReceiptNumber, delivery, "ram:DeliveryNoteReferencedDocument/"+n.refID)
	}
	var less, more []*node
	for _, a := range settlement.all("ram:SpecifiedTradeAllowanceCharge") {
		n := a.at("ram:ActualAmount")
		switch {
		case n == nil:
		case a.get("ram:ChargeIndicator/udt:Indicator") == "true" || a.get("ram:ChargeIndicator/udt:Indicator") == "1":
			more = append(more, n)
		default:
			less = append(less, n)
		}
	}
	r.sum(f, payable.LineAllowance, less, "ram:SpecifiedTradeAllowanceCharge/ram:ActualAmount")
	r.sum(f, payable.LineCharge, more, "ram:SpecifiedTradeAllowanceCharge/ram:ActualAmount")
	return f
}
