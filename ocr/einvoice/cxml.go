package einvoice

import "github.com/payable-ap/payable"

// cxml maps the two cXML documents a mailbox sees: InvoiceDetailRequest and
// OrderRequest. Others (catalogues, sessions, status) become a draft of type other
// with no fields.
func cxml(root *node) *reading {
	request := root.child("Request")
	if o := request.child("OrderRequest"); o != nil {
		return cxmlOrder(o)
	}
	if inv := request.child("InvoiceDetailRequest"); inv != nil {
		return cxmlInvoice(inv)
	}
	r := newReading(payable.DocOther)
	r.problem("a cXML document that is neither an order nor an invoice")
	return r
}

func cxmlOrder(o *node) *reading {
	r := newReading(payable.DocOrder)
	f := r.Fields
	header := o.child("OrderRequestHeader")
	put(f, payable.PONumber, header.attr("orderID"), "OrderRequestHeader/@orderID", 1)
	r.dateAttr(payable.IssueDate, header, "orderDate")
	r.text(f, payable.BuyerName, header, "BillTo/Address/Name", "ShipTo/Address/Name")
	r.cxmlMoney(f, payable.NetTotal, header, "Total/Money")
	r.cxmlMoney(f, payable.TaxTotal, header, "Tax/Money")
	for _, item := range o.all("ItemOut") {
		l := fields{}
		r.numberAttr(l, payable.LineQuantity, item, "quantity")
		r.text(l, payable.LineSKU, item, "ItemID/SupplierPartID")
		r.text(l, payable.LineBuyerSKU, item, "ItemID/BuyerPartID")
		r.text(l, payable.LineDescription, item, "ItemDetail/Description/ShortName", "ItemDetail/Description")
		r.text(l, payable.LineUnit, item, "ItemDetail/UnitOfMeasure")
		r.cxmlMoney(l, payable.LineUnitPrice, item, "ItemDetail/UnitPrice/Money")
		r.numberAttr(l, payable.LinePriceBase, item.child("ItemDetail").child("PriceBasisQuantity"), "quantity")
		put(l, payable.LinePOLine, item.attr("lineNumber"), "ItemOut/@lineNumber", 1)
		r.Lines = append(r.Lines, l)
	}
	return r
}

func cxmlInvoice(inv *node) *reading {
	r := newReading(payable.DocInvoice)
	f := r.Fields
	header, summary := inv.child("InvoiceDetailRequestHeader"), inv.child("InvoiceDetailSummary")
	switch header.attr("purpose") {
	case "creditMemo", "lineLevelCreditMemo":
		r.DocType = payable.DocCreditNote
	case "debitMemo", "lineLevelDebitMemo":
		r.DocType = payable.DocOther
	}
	put(f, payable.InvoiceNumber, header.attr("invoiceID"), "InvoiceDetailRequestHeader/@invoiceID", 1)
	r.dateAttr(payable.IssueDate, header, "invoiceDate")
	for _, p := range header.all("InvoicePartner") {
		switch contact := p.child("Contact"); contact.attr("role") {
		case "from", "remitTo":
			if f[payable.SellerName].Value == "" || contact.attr("role") == "from" {
				r.text(f, payable.SellerName, contact, "Name")
			}
			for _, id := range p.all("IdReference") {
				switch id.attr("domain") {
				case "vatID", "supplierTaxID":
					put(f, payable.SellerVATID, id.attr("identifier"), "InvoicePartner/IdReference", 1)
				case "ibanID", "IBAN":
					r.account(&node{name: "IdReference", text: id.attr("identifier"), line: id.line}, "InvoicePartner/IdReference", true)
				}
			}
		case "billTo", "soldTo":
			if f[payable.BuyerName].Value == "" || contact.attr("role") == "soldTo" {
				r.text(f, payable.BuyerName, contact, "Name")
			}
		}
	}
	r.cxmlMoney(f, payable.TaxTotal, summary, "Tax/Money")
	r.cxmlMoney(f, payable.NetTotal, summary, "TotalAmountWithoutTax/Money", "SubtotalAmount/Money")
	r.cxmlMoney(f, payable.GrossTotal, summary, "GrossAmount/Money")
	r.cxmlMoney(f, payable.PrepaidAmount, summary, "DepositAmount/Money")
	r.cxmlMoney(f, payable.AmountDue, summary, "DueAmount/Money")
	for _, t := range summary.every("Tax/TaxDetail") {
		r.VAT = append(r.VAT, payable.VATLine{Rate: t.attr("percentageRate"), Base: t.get("TaxableAmount/Money"), Tax: t.get("TaxAmount/Money")})
	}
	for _, o := range inv.all("InvoiceDetailOrder") {
		info := o.child("InvoiceDetailOrderInfo")
		order := info.child("OrderReference").attr("orderID")
		if order == "" {
			order = info.child("OrderIDInfo").attr("orderID")
		}
		if f[payable.PONumber].Value == "" {
			put(f, payable.PONumber, order, "InvoiceDetailOrderInfo/@orderID", 1)
		}
		for _, item := range append(o.all("InvoiceDetailItem"), o.all("InvoiceDetailServiceItem")...) {
			r.Lines = append(r.Lines, r.cxmlInvoiceLine(item, order))
		}
	}
	r.contradictions("")
	return r
}

func (r *reading) cxmlInvoiceLine(item *node, order string) fields {
	f := fields{}
	ref := item.child("InvoiceDetailItemReference")
	if ref == nil {
		ref = item.child("InvoiceDetailServiceItemReference")
	}
	r.numberAttr(f, payable.LineQuantity, item, "quantity")
	r.text(f, payable.LineUnit, item, "UnitOfMeasure")
	r.cxmlMoney(f, payable.LineUnitPrice, item, "UnitPrice/Money")
	r.numberAttr(f, payable.LinePriceBase, item.child("PriceBasisQuantity"), "quantity")
	r.cxmlMoney(f, payable.LineTotal, item, "SubtotalAmount/Money", "NetAmount/Money")
	r.text(f, payable.LineDescription, ref, "Description")
	r.text(f, payable.LineSKU, ref, "ItemID/SupplierPartID")
	r.text(f, payable.LineBuyerSKU, ref, "ItemID/BuyerPartID")
	put(f, payable.LinePOLine, ref.attr("lineNumber"), "InvoiceDetailItemReference/@lineNumber", 1)
	put(f, payable.LineOrderNumber, order, "InvoiceDetailOrderInfo/@orderID", 1)
	if rate, ok := plainNumber(item.child("Tax").child("TaxDetail").attr("percentageRate")); ok {
		put(f, payable.LineVATRate, rate, "Tax/TaxDetail/@percentageRate", 1)
	}
	return f
}

// cxmlMoney states an amount, and its currency as the document's if none is known.
func (r *reading) cxmlMoney(f fields, t payable.Term, n *node, paths ...string) {
	for _, path := range paths {
		m := n.at(path)
		if m == nil {
			continue
		}
		r.numberAt(f, t, m, path)
		if c := payable.Currency(m.attr("currency")); c.Valid() && r.Fields[payable.CurrencyCode].Value == "" {
			put(r.Fields, payable.CurrencyCode, string(c), path+"/@currency", 1)
		}
		return
	}
}

func (r *reading) numberAttr(f fields, t payable.Term, n *node, attr string) {
	if s, ok := plainNumber(n.attr(attr)); ok {
		put(f, t, s, n.name+"/@"+attr, 1)
	}
}

func (r *reading) dateAttr(t payable.Term, n *node, attr string) {
	if d, ok := isoDate(n.attr(attr), ""); ok {
		put(r.Fields, t, d, n.name+"/@"+attr, 1)
	}
}
