package einvoice

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// TestReadOrder checks that an order is whole: numbers, prices with their base,
// both item numbers.
func TestReadOrder(t *testing.T) {
	o, err := ReadOrder(file(t, "ubl-order.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if o.Number != "PO-77" || o.Currency != "EUR" || o.Date.Format("2006-01-02") != "2026-02-01" ||
		o.Seller.Name != "Schrauben Möller GmbH" || o.Buyer.Name != "Brückenbau Nord AG" || len(o.Lines) != 2 {
		t.Fatalf("order %+v", o)
	}
	l := o.Lines[0]
	if l.Number != "10" || l.SKU != "SKS-M8" || l.BuyerSKU != "4-0815" || l.Text != "Sechskantschraube M8" || l.Unit != "H87" ||
		!l.Quantity.Equal(decimal.NewFromInt(2000)) || !l.Price.Equal(decimal.NewFromInt(5)) || !l.PriceBase.Equal(decimal.NewFromInt(100)) {
		t.Errorf("line %+v", l)
	}
	if l := o.Lines[1]; !l.PriceBase.Equal(decimal.NewFromInt(1)) || l.Quantity.String() != "3.5" {
		t.Errorf("a line without a price base: %+v", l)
	}
}

// TestReadReceipt checks that what was rejected did not arrive.
func TestReadReceipt(t *testing.T) {
	r, err := ReadReceipt(file(t, "ubl-receipt.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if r.Number != "WE-31" || r.OrderRef != "PO-77" || r.Despatch != "LS-9" || r.Date.Format("2006-01-02") != "2026-02-20" || len(r.Lines) != 1 {
		t.Fatalf("receipt %+v", r)
	}
	if l := r.Lines[0]; l.OrderLine != "10" || l.OrderRef != "PO-77" || l.SKU != "SKS-M8" || l.Quantity.String() != "1850" || l.Unit != "H87" {
		t.Errorf("line %+v", l)
	}
}

// TestImportsAreWholeOrRefused checks that an order or receipt never comes in
// with a hole.
func TestImportsAreWholeOrRefused(t *testing.T) {
	order, receipt := string(file(t, "ubl-order.xml")), string(file(t, "ubl-receipt.xml"))
	for _, tt := range []struct{ name, xml, says string }{
		{"an order without a number", strings.Replace(order, "<cbc:ID>PO-77</cbc:ID>", "", 1), "no number"},
		{"an order line without a quantity", strings.Replace(order, `<cbc:Quantity unitCode="MTR">3.5</cbc:Quantity>`, "", 1), `"20" states no quantity`},
		{"an order line with a quantity that is none", strings.Replace(order, ">3.5<", ">3,5<", 1), `"20" states no quantity`},
		{"an invoice in place of an order", string(file(t, "ubl-invoice.xml")), "ubl-invoice document, not a ubl-order"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if o, err := ReadOrder([]byte(tt.xml)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %+v, %v; want %q", o, err, tt.says)
			}
		})
	}
	for _, tt := range []struct{ name, xml, says string }{
		{"a receipt without a number", strings.Replace(receipt, "<cbc:ID>WE-31</cbc:ID>", "", 1), "no number"},
		{"a receipt line without a quantity", strings.Replace(receipt, "ReceivedQuantity", "ShortQuantity", 2), `"1" states no quantity`},
		{"an order in place of a receipt", order, "ubl-order document, not a ubl-receipt"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if r, err := ReadReceipt([]byte(tt.xml)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %+v, %v; want %q", r, err, tt.says)
			}
		})
	}
}

// TestKind checks what a file is taken for before it is read.
func TestKind(t *testing.T) {
	for _, tt := range []struct {
		name string
		data []byte
		kind string
		ok   bool
	}{
		{"UBL invoice", file(t, "ubl-invoice.xml"), UBLInvoice, true},
		{"UBL credit note under another prefix", file(t, "ubl-creditnote.xml"), UBLCreditNote, true},
		{"UBL order", file(t, "ubl-order.xml"), UBLOrder, true},
		{"UBL receipt advice", file(t, "ubl-receipt.xml"), UBLReceipt, true},
		{"CII", file(t, "cii.xml"), CII, true},
		{"ZUGFeRD 1.0", file(t, "zugferd1.xml"), ZUGFeRD1, true},
		{"FatturaPA", file(t, "fatturapa.xml"), FatturaPA, true},
		{"Facturae", file(t, "facturae.xml"), Facturae, true},
		{"cXML behind its document type", file(t, "cxml-invoice.xml"), CXML, true},
		{"an invoice in an envelope", []byte(sbd("<Type>Invoice</Type>", string(file(t, "ubl-invoice.xml")[39:]))), UBLInvoice, true},
		{"a mail with a tag in it", []byte("Look at <b>this</b>"), "", false},
		{"an order deep inside another document", []byte("<a><b>" + string(file(t, "ubl-order.xml")) + "</b></a>"), Other, false},
		{"an Invoice of another namespace", []byte(`<Invoice xmlns="urn:other"/>`), Other, false},
		{"an XMP packet", []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"/>`), Other, false},
		{"not XML", []byte("From: a@example.org\n\nhello"), "", false},
		{"nothing", nil, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if kind, ok := Kind(tt.data); kind != tt.kind || ok != tt.ok {
				t.Errorf("got %q %v, want %q %v", kind, ok, tt.kind, tt.ok)
			}
		})
	}
}

// TestIsInvoiceXML checks which attachments of a hybrid PDF are read.
func TestIsInvoiceXML(t *testing.T) {
	for _, tt := range []struct {
		name string
		data []byte
		want bool
	}{
		{"factur-x.xml", file(t, "cii.xml"), true},
		{"ZUGFeRD-invoice.xml", file(t, "zugferd1.xml"), true},
		{"4711.bin", file(t, "ubl-invoice.xml"), true},
		{`C:\temp\XRechnung.xml`, []byte("<broken"), false},
		{"xrechnung.xml", []byte("<unknown/>"), true}, // read, so that the refusal is seen
		{"metadata.xml", []byte("<unknown/>"), false},
		{"factur-x.xml", []byte("%PDF-1.7"), false},
	} {
		if got := IsInvoiceXML(tt.name, tt.data); got != tt.want {
			t.Errorf("%s with %.20q: %v, want %v", tt.name, tt.data, got, tt.want)
		}
	}
}
