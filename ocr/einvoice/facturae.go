package einvoice

import "github.com/payable-ap/payable"

// facturae maps the Spanish Facturae 3.x: one draft for each invoice of the batch.
//
// InvoiceTotal, the gross total here, is after taxes withheld at source: that is
// how the format states it.
func facturae(root *node) []*reading {
	var out []*reading
	for i, inv := range root.every("Invoices/Invoice") {
		r := newReading(payable.DocInvoice)
		r.Ordinal, r.Lang = i+1, inv.get("InvoiceIssueData/LanguageName")
		r.facturaeParty(payable.SellerName, payable.SellerVATID, root.child("Parties").child("SellerParty"), "SellerParty")
		r.facturaeParty(payable.BuyerName, payable.BuyerVATID, root.child("Parties").child("BuyerParty"), "BuyerParty")
		r.facturaeInvoice(inv)
		out = append(out, r)
	}
	return out
}

func (r *reading) facturaeParty(name, vat payable.Term, p *node, path string) {
	r.text(r.Fields, name, p, "LegalEntity/CorporateName")
	if ind := p.child("Individual"); ind != nil {
		put(r.Fields, name, squeeze(ind.get("Name")+" "+ind.get("FirstSurname")+" "+ind.get("SecondSurname")), path+"/Individual", 1)
	}
	r.text(r.Fields, vat, p, "TaxIdentification/TaxIdentificationNumber")
}

func (r *reading) facturaeInvoice(inv *node) {
	f := r.Fields
	header, issue, totals := inv.child("InvoiceHeader"), inv.child("InvoiceIssueData"), inv.child("InvoiceTotals")
	series, number := header.get("InvoiceSeriesCode"), header.get("InvoiceNumber")
	put(f, payable.InvoiceNumber, number, "InvoiceHeader/InvoiceNumber", 1)
	if series != "" && number != "" {
		put(f, payable.InvoiceNumber, series+number, "InvoiceHeader/InvoiceSeriesCode and InvoiceNumber", 0.95)
	}
	r.text(f, payable.PrecedingInvoice, header, "Corrective/InvoiceNumber")
	r.date(f, payable.IssueDate, issue, "IssueDate")
	r.currency(issue, "InvoiceCurrencyCode")
	r.number(f, payable.NetTotal, totals, "TotalGrossAmountBeforeTaxes")
	r.number(f, payable.TaxTotal, totals, "TotalTaxOutputs")
	r.number(f, payable.GrossTotal, totals, "InvoiceTotal")
	r.number(f, payable.AmountDue, totals, "TotalExecutableAmount", "TotalOutstandingAmount")
	r.number(f, payable.PrepaidAmount, totals, "TotalPaymentsOnAccount")
	r.number(f, payable.DocumentAllowances, totals, "TotalGeneralDiscounts")
	r.number(f, payable.DocumentCharges, totals, "TotalGeneralSurcharges")
	if class := header.get("InvoiceClass"); class == "OR" || class == "CR" {
		// A corrective invoice credits where it takes back; one that adds is a bill.
		if gross := f[payable.GrossTotal].Value; len(gross) > 0 && gross[0] == '-' {
			r.DocType = payable.DocCreditNote
		}
	}
	for _, t := range inv.every("TaxesOutputs/Tax") {
		r.VAT = append(r.VAT, payable.VATLine{Rate: t.get("TaxRate"), Base: t.get("TaxableBase/TotalAmount"), Tax: t.get("TaxAmount/TotalAmount")})
	}
	r.date(f, payable.DueDate, inv, "PaymentDetails/Installment/InstallmentDueDate")
	for _, n := range inv.every("PaymentDetails/Installment/AccountToBeCredited/IBAN") {
		r.account(n, "Installment/AccountToBeCredited/IBAN", true)
	}
	for _, n := range inv.every("PaymentDetails/Installment/AccountToBeCredited/AccountNumber") {
		r.account(n, "Installment/AccountToBeCredited/AccountNumber", false)
	}
	r.accountsInText(inv.every("AdditionalData/InvoiceAdditionalInformation")...)
	for _, l := range inv.every("Items/InvoiceLine") {
		r.Lines = append(r.Lines, r.facturaeLine(l))
	}
	r.joined(f, payable.PONumber, inv, "Items/InvoiceLine/ReceiverTransactionReference")
	r.joined(f, payable.DespatchNumber, inv, "Items/InvoiceLine/DeliveryNotesReferences/DeliveryNote/DeliveryNoteNumber")
}

func (r *reading) facturaeLine(l *node) fields {
	f := fields{}
	r.text(f, payable.LineDescription, l, "ItemDescription")
	r.number(f, payable.LineQuantity, l, "Quantity")
	r.text(f, payable.LineUnit, l, "UnitOfMeasure")
	r.number(f, payable.LineUnitPrice, l, "UnitPriceWithoutTax")
	r.number(f, payable.LineTotal, l, "GrossAmount", "TotalCost")
	r.number(f, payable.LineVATRate, l, "TaxesOutputs/Tax/TaxRate")
	r.text(f, payable.LineSKU, l, "ArticleCode")
	r.text(f, payable.LineOrderNumber, l, "ReceiverTransactionReference")
	r.text(f, payable.LinePOLine, l, "SequenceNumber")
	r.joined(f, payable.LineReceiptNumber, l, "DeliveryNotesReferences/DeliveryNote/DeliveryNoteNumber")
	r.sum(f, payable.LineAllowance, l.every("DiscountsAndRebates/Discount/DiscountAmount"), "DiscountsAndRebates/Discount/DiscountAmount")
	r.sum(f, payable.LineCharge, l.every("Charges/Charge/ChargeAmount"), "Charges/Charge/ChargeAmount")
	return f
}
