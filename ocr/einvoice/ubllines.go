package einvoice

import "github.com/payable-ap/payable"

// ublLineNames are the line elements of the UBL documents.
var ublLineNames = []string{
	"cac:InvoiceLine", "cac:CreditNoteLine", "cac:DebitNoteLine", "cac:OrderLine",
	"cac:DespatchLine", "cac:ReceiptLine",
}

func (r *reading) ublLines(root *node) {
	for _, name := range ublLineNames {
		for _, l := range root.all(name) {
			item := l
			if name == "cac:OrderLine" { // orders wrap the line once more
				if item = l.child("cac:LineItem"); item == nil {
					continue
				}
			}
			f := r.ublLine(l, item)
			if _, has := f[payable.LinePOLine]; !has && r.DocType == payable.DocOrder {
				r.text(f, payable.LinePOLine, item, "cbc:ID") // an order's own lines are the order lines
			}
			r.Lines = append(r.Lines, f)
		}
	}
}

// ublLine maps one line. In orders outer is the order line around the item line;
// elsewhere both are the same.
func (r *reading) ublLine(outer, l *node) fields {
	f := fields{}
	r.text(f, payable.LineDescription, l, "cac:Item/cbc:Name", "cac:Item/cbc:Description", "cbc:Note")
	for _, q := range []string{"cbc:InvoicedQuantity", "cbc:CreditedQuantity", "cbc:DebitedQuantity", "cbc:Quantity", "cbc:DeliveredQuantity", "cbc:ReceivedQuantity"} {
		if n := l.at(q); n != nil {
			r.numberAt(f, payable.LineQuantity, n, q)
			put(f, payable.LineUnit, n.attr("unitCode"), q+"/@unitCode", 1)
			break
		}
	}
	r.number(f, payable.LineUnitPrice, l, "cac:Price/cbc:PriceAmount", "cac:Item/cac:BasePrice/cbc:PriceAmount")
	r.number(f, payable.LinePriceBase, l, "cac:Price/cbc:BaseQuantity")
	r.number(f, payable.LineTotal, l, "cbc:LineExtensionAmount")
	r.number(f, payable.LineVATRate, l, "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent",
		"cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent", "cac:TaxTotal/cac:TaxSubtotal/cbc:Percent")
	r.text(f, payable.LineSKU, l, "cac:Item/cac:SellersItemIdentification/cbc:ID")
	r.text(f, payable.LineBuyerSKU, l, "cac:Item/cac:BuyersItemIdentification/cbc:ID")
	r.text(f, payable.LinePOLine, outer, "cac:OrderLineReference/cbc:LineID")
	r.text(f, payable.LineOrderNumber, outer, "cac:OrderLineReference/cac:OrderReference/cbc:ID")
	r.joined(f, payable.LineReceiptNumber, l, "cac:DespatchLineReference/cac:DocumentReference/cbc:ID")
	var less, more []*node
	for _, a := range l.all("cac:AllowanceCharge") {
		n := a.at("cbc:Amount")
		switch {
		case n == nil:
		case a.get("cbc:ChargeIndicator") == "true" || a.get("cbc:ChargeIndicator") == "1":
			more = append(more, n)
		default:
			less = append(less, n)
		}
	}
	r.sum(f, payable.LineAllowance, less, "cac:AllowanceCharge/cbc:Amount")
	r.sum(f, payable.LineCharge, more, "cac:AllowanceCharge/cbc:Amount")
	return f
}
