package einvoice

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// ubl maps every UBL document: invoices and credit notes, and the orders,
// responses, despatch and receipt advices around them, which share their parties,
// items and references.
func ubl(root *node, kind string, doc payable.DocType) *reading {
	r := newReading(doc)
	f := r.Fields
	if isUBLCredit(root.get("cbc:InvoiceTypeCode")) {
		r.DocType = payable.DocCreditNote
	}
	r.ublNumbers(root, kind)
	r.date(f, payable.IssueDate, root, "cbc:IssueDate")
	r.date(f, payable.DueDate, root, "cbc:DueDate", "cac:PaymentMeans/cbc:PaymentDueDate", "cac:PaymentTerms/cbc:PaymentDueDate")
	r.currency(root, "cbc:DocumentCurrencyCode")
	if _, has := f[payable.CurrencyCode]; !has {
		r.currency(root, "cbc:PricingCurrencyCode")
	}
	r.ublParty(payable.SellerName, payable.SellerVATID, root,
		"cac:AccountingSupplierParty/cac:Party", "cac:SellerSupplierParty/cac:Party", "cac:DespatchSupplierParty/cac:Party", "cac:SellerParty", "cac:SenderParty")
	r.ublParty(payable.BuyerName, payable.BuyerVATID, root,
		"cac:AccountingCustomerParty/cac:Party", "cac:BuyerCustomerParty/cac:Party", "cac:DeliveryCustomerParty/cac:Party", "cac:BuyerParty", "cac:ReceiverParty")
	r.ublTotals(root)
	for _, n := range root.every("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID") {
		r.account(n, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID", strings.EqualFold(n.attr("schemeID"), "IBAN"))
	}
	for _, n := range root.every("cac:PaymentMeans/cac:CreditAccount/cbc:AccountID") { // Danish giro
		r.account(n, "cac:PaymentMeans/cac:CreditAccount/cbc:AccountID", false)
	}
	r.accountsInText(root.all("cbc:Note")...)
	r.accountsInText(root.every("cac:PaymentTerms/cbc:Note")...)
	r.accountsInText(root.every("cac:PaymentMeans/cbc:InstructionNote")...)
	r.ublLines(root)
	lines, _ := plainNumber(monetaryTotal(root).get("cbc:LineExtensionAmount"))
	r.contradictions(lines)
	r.hints(stated(root, kind))
	return r
}

// isUBLCredit reports whether an invoice type code (UNTDID 1001) says that the
// document credits.
func isUBLCredit(code string) bool {
	switch code {
	case "81", "83", "261", "296", "308", "381", "396", "420", "458", "532":
		return true
	}
	return false
}

// ublNumbers states the document's own number under the term it answers to, and
// the numbers of the documents it refers to.
func (r *reading) ublNumbers(root *node, kind string) {
	f := r.Fields
	r.text(f, payable.PONumber, root, "cac:OrderReference/cbc:ID", "cac:OrderReference/cbc:BuyerOrderID")
	if f[payable.PONumber].Value == "NA" || f[payable.PONumber].Value == "N/A" {
		// Peppol asks for this where a sales order is named without an order.
		delete(f, payable.PONumber)
	}
	r.joined(f, payable.DespatchNumber, root, "cac:DespatchDocumentReference/cbc:ID")
	switch kind {
	case UBLInvoice, UBLCreditNote, UBLDebitNote:
		r.text(f, payable.InvoiceNumber, root, "cbc:ID")
		r.joined(f, payable.PrecedingInvoice, root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID")
		if f[payable.PrecedingInvoice].Value == "" {
			r.joined(f, payable.PrecedingInvoice, root, "cac:BillingReference/cac:CreditNoteDocumentReference/cbc:ID")
		}
	case UBLOrder:
		delete(f, payable.PONumber)
		r.text(f, payable.PONumber, root, "cbc:ID")
	case UBLDespatch:
		r.text(f, payable.DespatchNumber, root, "cbc:ID")
	}
}

// ublParty states a party's registered name, else its trading name, and its VAT
// id, from the first of the paths that leads to a party.
func (r *reading) ublParty(name, vat payable.Term, root *node, paths ...string) {
	for _, path := range paths {
		at := root.every(path)
		if len(at) == 0 {
			continue
		}
		p := at[0]
		r.text(r.Fields, name, p, "cac:PartyLegalEntity/cbc:RegistrationName", "cac:PartyName/cbc:Name", "cac:PartyTaxScheme/cbc:RegistrationName")
		if first := p.get("cac:Person/cbc:FirstName"); r.Fields[name].Value == "" && first != "" {
			put(r.Fields, name, squeeze(first+" "+p.get("cac:Person/cbc:FamilyName")), "cac:Person", 1)
		}
		for _, s := range p.all("cac:PartyTaxScheme") {
			// Other schemes are national tax numbers (BT-32), not VAT ids. UBL 2.0
			// lets the scheme away.
			scheme := strings.ToUpper(s.get("cac:TaxScheme/cbc:ID"))
			if id := s.get("cbc:CompanyID"); id != "" && (scheme == "VAT" || scheme == "" || scheme == "63" || scheme == "GST") {
				put(r.Fields, vat, id, path+"/cac:PartyTaxScheme/cbc:CompanyID", 1)
				break
			}
		}
		return
	}
}

// monetaryTotal is the block of totals, whatever the root calls it.
func monetaryTotal(root *node) *node {
	for _, name := range []string{"cac:LegalMonetaryTotal", "cac:RequestedMonetaryTotal", "cac:AnticipatedMonetaryTotal"} {
		if m := root.child(name); m != nil {
			return m
		}
	}
	return nil
}

// ublTotals states the monetary totals as they stand.
func (r *reading) ublTotals(root *node) {
	f, m := r.Fields, monetaryTotal(root)
	r.number(f, payable.NetTotal, m, "cbc:TaxExclusiveAmount")
	r.number(f, payable.GrossTotal, m, "cbc:TaxInclusiveAmount")
	r.number(f, payable.PrepaidAmount, m, "cbc:PrepaidAmount")
	r.number(f, payable.RoundingAmount, m, "cbc:PayableRoundingAmount")
	r.number(f, payable.AmountDue, m, "cbc:PayableAmount")
	r.number(f, payable.DocumentAllowances, m, "cbc:AllowanceTotalAmount")
	r.number(f, payable.DocumentCharges, m, "cbc:ChargeTotalAmount")
	if _, has := f[payable.CurrencyCode]; !has && m != nil {
		for _, n := range m.kids {
			if c := payable.Currency(n.attr("currencyID")); c.Valid() {
				put(f, payable.CurrencyCode, string(c), n.name+"/@currencyID", 0.97)
				break
			}
		}
	}
	r.ublTax(root)
	if strings.Contains(root.get("cbc:CustomizationID"), "extension:xrechnung") {
		r.ublThirdParty(root)
	}
	if isOIOUBL(root) {
		r.oioublNet(m)
	}
	// UBL 2.0 lets the gross total away; nothing paid or rounded, it is what is due.
	due, has := f[payable.AmountDue]
	if _, gross := f[payable.GrossTotal]; has && !gross && isZero(f[payable.PrepaidAmount].Value) && isZero(f[payable.RoundingAmount].Value) {
		put(f, payable.GrossTotal, due.Value, "cbc:PayableAmount (no cbc:TaxInclusiveAmount is stated)", 0.97)
	}
}

// ublTax states the tax total and its breakdown in the document's currency: a
// second total in the accounting currency (BT-111) is not ours.
func (r *reading) ublTax(root *node) {
	currency := r.Fields[payable.CurrencyCode].Value
	var amounts []*node
	for _, t := range root.all("cac:TaxTotal") {
		a := t.at("cbc:TaxAmount")
		if c := a.attr("currencyID"); a == nil || c != "" && currency != "" && c != currency {
			continue
		}
		amounts = append(amounts, a)
		for _, s := range t.all("cac:TaxSubtotal") {
			category := s.child("cac:TaxCategory")
			rate := category.get("cbc:Percent")
			if rate == "" {
				rate = s.get("cbc:Percent")
			}
			r.VAT = append(r.VAT, payable.VATLine{
				Category: category.get("cbc:ID"), Rate: rate, Base: s.get("cbc:TaxableAmount"), Tax: s.get("cbc:TaxAmount"),
			})
		}
	}
	r.sum(r.Fields, payable.TaxTotal, amounts, "cac:TaxTotal/cbc:TaxAmount")
}

// ublThirdParty notes claims of third parties that the XRechnung extension adds to
// the amount due (BG-DEX-09). Elsewhere cac:PrepaidPayment is what was paid.
func (r *reading) ublThirdParty(root *node) {
	for _, n := range root.every("cac:PrepaidPayment/cbc:PaidAmount") {
		if s, ok := plainNumber(n.value()); ok {
			r.thirdParty = r.thirdParty.Add(decimal.RequireFromString(s))
		}
	}
	if !r.thirdParty.IsZero() {
		r.problem("the amount due includes %s that other parties claim (BG-DEX-09)", r.thirdParty)
	}
}

// isOIOUBL reports whether the document follows the Danish OIOUBL, by the
// customization and profile it declares.
func isOIOUBL(root *node) bool {
	profile := root.child("cbc:ProfileID")
	return strings.HasPrefix(strings.ToUpper(root.get("cbc:CustomizationID")), "OIOUBL") ||
		strings.HasPrefix(profile.attr("schemeID"), "urn:oioubl:")
}

// oioublNet takes TaxExclusiveAmount for what OIOUBL defines it to be, the sum of
// the taxes, unless it does not equal them: some senders follow UBL instead.
// OIOUBL states no net total; it is the line total less allowances plus charges.
func (r *reading) oioublNet(m *node) {
	f := r.Fields
	stated, err := decimal.NewFromString(f[payable.NetTotal].Value)
	tax, err2 := decimal.NewFromString(f[payable.TaxTotal].Value)
	switch {
	case err != nil:
	case err2 == nil && !stated.Equal(tax):
		return
	case err2 != nil:
		put(f, payable.TaxTotal, f[payable.NetTotal].Value, "cbc:TaxExclusiveAmount (the tax total in OIOUBL)", 1)
	}
	delete(f, payable.NetTotal)
	lines, ok := plainNumber(m.get("cbc:LineExtensionAmount"))
	if !ok {
		return
	}
	net := decimal.RequireFromString(lines).Sub(amount(f, payable.DocumentAllowances)).Add(amount(f, payable.DocumentCharges))
	why := "cbc:LineExtensionAmount (OIOUBL states no net total)"
	if !net.Equal(decimal.RequireFromString(lines)) {
		why = "cbc:LineExtensionAmount less cbc:AllowanceTotalAmount plus cbc:ChargeTotalAmount (OIOUBL states no net total)"
	}
	put(f, payable.NetTotal, net.String(), why, 0.97)
}

func isZero(s string) bool {
	d, err := decimal.NewFromString(s)
	return s == "" || err == nil && d.IsZero()
}

// amount is a field's number, zero where there is none.
func amount(f fields, t payable.Term) decimal.Decimal {
	d, err := decimal.NewFromString(f[t].Value)
	if err != nil {
		return decimal.Zero
	}
	return d
}
