package einvoice

func statedCII(root *node) *statement {
	doc, deal := root.child(cii16.document), root.child(cii16.deal)
	agreement, delivery, settlement := deal.child(cii16.agreement), deal.child(cii16.delivery), deal.child(cii16.settlement)
	s := &statement{
		specification: root.get("rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"),
		number:        doc.get("ram:ID"), issued: doc.get("ram:IssueDateTime/udt:DateTimeString"), kind: doc.get("ram:TypeCode"),
		currency: settlement.get("ram:InvoiceCurrencyCode"), taxCurrency: settlement.get("ram:TaxCurrencyCode"),
		taxPoint: settlement.get("ram:ApplicableTradeTax/ram:TaxPointDate/udt:DateString"), taxPointCode: settlement.get("ram:ApplicableTradeTax/ram:DueDateTypeCode"),
		due: settlement.get("ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString"), terms: settlement.get("ram:SpecifiedTradePaymentTerms/ram:Description"),
		delivered: delivery.get("ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString"),
		period:    ciiSpan(settlement), seller: ciiPartner(agreement.child("ram:SellerTradeParty")), buyer: ciiPartner(agreement.child("ram:BuyerTradeParty")),
		payee: ciiPartner(settlement.child("ram:PayeeTradeParty")), representative: ciiPartner(agreement.child("ram:SellerTaxRepresentativeTradeParty")),
		charges: ciiCharges(settlement),
	}
	if to := delivery.child("ram:ShipToTradeParty").child("ram:PostalTradeAddress"); to != nil {
		s.deliverTo, s.deliverCountry = true, to.get("ram:CountryID")
	}
	for _, p := range settlement.all("ram:SpecifiedTradeSettlementPaymentMeans") {
		account := p.child("ram:PayeePartyCreditorFinancialAccount")
		s.payments = append(s.payments, payment{p.get("ram:TypeCode"), account.get("ram:IBANID") + account.get("ram:ProprietaryID"),
			p.get("ram:ApplicableTradeSettlementFinancialCard/ram:ID"), account != nil})
	}
	for _, d := range agreement.all("ram:AdditionalReferencedDocument") {
		s.supporting = append(s.supporting, d.get("ram:IssuerAssignedID"))
	}
	for _, d := range settlement.all("ram:InvoiceReferencedDocument") {
		s.preceding = append(s.preceding, d.get("ram:IssuerAssignedID"))
	}
	m := settlement.child(cii16.totals)
	s.sums = map[string]string{"BT-106": m.get("ram:LineTotalAmount"), "BT-107": m.get("ram:AllowanceTotalAmount"), "BT-108": m.get("ram:ChargeTotalAmount"),
		"BT-109": m.get("ram:TaxBasisTotalAmount"), "BT-112": m.get("ram:GrandTotalAmount"), "BT-113": m.get("ram:TotalPrepaidAmount"),
		"BT-114": m.get("ram:RoundingAmount"), "BT-115": m.get("ram:DuePayableAmount")}
	for _, a := range m.all("ram:TaxTotalAmount") {
		if c := a.attr("currencyID"); s.taxCurrency != "" && c == s.taxCurrency && c != s.currency {
			s.sums["BT-111"] = a.value()
		} else {
			s.sums["BT-110"] = a.value()
		}
	}
	for _, t := range settlement.all("ram:ApplicableTradeTax") {
		s.breakdown = append(s.breakdown, taxed{t.get("ram:BasisAmount"), t.get("ram:CalculatedAmount"), t.get("ram:CategoryCode"), t.get("ram:RateApplicablePercent"),
			t.get("ram:ExemptionReason"), t.get("ram:ExemptionReasonCode")})
	}
	for _, l := range deal.all("ram:IncludedSupplyChainTradeLineItem") {
		if !isSubtotal(l) {
			s.lines = append(s.lines, ciiBilled(l))
		}
	}
	return s
}

func ciiSpan(of *node) span {
	return spanOf(of.child("ram:BillingSpecifiedPeriod"), "ram:StartDateTime/udt:DateTimeString", "ram:EndDateTime/udt:DateTimeString")
}

func ciiPartner(p *node) partner {
	if p == nil {
		return partner{}
	}
	out := partner{given: true, name: p.get("ram:Name"), address: p.child("ram:PostalTradeAddress") != nil, country: p.get("ram:PostalTradeAddress/ram:CountryID"),
		legal: p.get("ram:SpecifiedLegalOrganization/ram:ID")}
	for _, name := range []string{"ram:ID", "ram:GlobalID"} {
		for _, id := range p.all(name) {
			out.ids = append(out.ids, id.value())
		}
	}
	for _, id := range p.every("ram:SpecifiedTaxRegistration/ram:ID") {
		if id.attr("schemeID") == "VA" {
			out.vat = id.value()
		} else {
			out.tax = id.value()
		}
	}
	if e := p.child("ram:URIUniversalCommunication").child("ram:URIID"); e != nil {
		out.electronic, out.electronicURI, out.electronicScheme = true, e.value(), e.attr("schemeID")
	}
	return out
}

func ciiCharges(of *node) (out []charge) {
	for _, a := range of.all("ram:SpecifiedTradeAllowanceCharge") {
		i := a.get("ram:ChargeIndicator/udt:Indicator")
		out = append(out, charge{
			more: i == "true" || i == "1", amount: a.get("ram:ActualAmount"), base: a.get("ram:BasisAmount"), reason: a.get("ram:Reason"), code: a.get("ram:ReasonCode"),
			category: a.get("ram:CategoryTradeTax/ram:CategoryCode"), rate: a.get("ram:CategoryTradeTax/ram:RateApplicablePercent"),
		})
	}
	return out
}

func ciiBilled(l *node) billed {
	agreement, settlement := l.child(cii16.lineAgreement), l.child(cii16.lineSettlement)
	product, q := l.child(cii16.product), l.child(cii16.lineDelivery).child("ram:BilledQuantity")
	b := billed{
		id: l.get("ram:AssociatedDocumentLineDocument/ram:LineID"), quantity: q.value(), unit: q.attr("unitCode"), net: settlement.get(cii16.lineTotals + "/ram:LineTotalAmount"),
		name: product.get("ram:Name"), price: agreement.get("ram:NetPriceProductTradePrice/ram:ChargeAmount"), gross: agreement.get("ram:GrossPriceProductTradePrice/ram:ChargeAmount"),
		category: settlement.get("ram:ApplicableTradeTax/ram:CategoryCode"), rate: settlement.get("ram:ApplicableTradeTax/ram:RateApplicablePercent"),
		period: ciiSpan(settlement), charges: ciiCharges(settlement),
	}
	if id := product.at("ram:GlobalID"); id != nil {
		b.standard, b.standardScheme = id.value(), id.attr("schemeID")
	}
	for _, c := range product.every("ram:DesignatedProductClassification/ram:ClassCode") {
		b.classes = append(b.classes, [2]string{c.value(), c.attr("listID")})
	}
	for _, p := range product.all("ram:ApplicableProductCharacteristic") {
		b.attributes = append(b.attributes, [2]string{p.get("ram:Description"), p.get("ram:Value")})
	}
	return b
}
