package einvoice

import (
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"strings"

	"github.com/payable-ap/payable"
)

// The kinds of documents that [Kind] tells apart.
const (
	UBLInvoice           = "ubl-invoice" // also freight and self-billed invoices
	UBLCreditNote        = "ubl-creditnote"
	UBLDebitNote         = "ubl-debitnote"
	UBLOrder             = "ubl-order"
	UBLOrderChange       = "ubl-order-change"
	UBLOrderCancellation = "ubl-order-cancellation"
	UBLOrderResponse     = "ubl-order-response"
	UBLDespatch          = "ubl-despatch"
	UBLReceipt           = "ubl-receipt"
	UBLReminder          = "ubl-reminder"
	UBLStatement         = "ubl-statement"
	CII                  = "cii"
	ZUGFeRD1             = "zugferd1"
	OrderX               = "order-x" // CII orders, changes and responses
	FatturaPA            = "fatturapa"
	Facturae             = "facturae"
	CXML                 = "cxml"
	Other                = "other" // XML, but nothing this package maps
)

// roots says what a root element makes of a document.
var roots = map[string]struct {
	kind string
	doc  payable.DocType
}{
	"ubl:Invoice":                       {UBLInvoice, payable.DocInvoice},
	"ubl:FreightInvoice":                {UBLInvoice, payable.DocInvoice},
	"ubl:SelfBilledInvoice":             {UBLInvoice, payable.DocInvoice},
	"ubl:CreditNote":                    {UBLCreditNote, payable.DocCreditNote},
	"ubl:SelfBilledCreditNote":          {UBLCreditNote, payable.DocCreditNote},
	"ubl:DebitNote":                     {UBLDebitNote, payable.DocOther},
	"ubl:Order":                         {UBLOrder, payable.DocOrder},
	"ubl:OrderChange":                   {UBLOrderChange, payable.DocOther},
	"ubl:OrderCancellation":             {UBLOrderCancellation, payable.DocOther},
	"ubl:OrderResponse":                 {UBLOrderResponse, payable.DocOrderResponse},
	"ubl:OrderResponseSimple":           {UBLOrderResponse, payable.DocOrderResponse},
	"ubl:DespatchAdvice":                {UBLDespatch, payable.DocDespatchAdvice},
	"ubl:ReceiptAdvice":                 {UBLReceipt, payable.DocGoodsReceipt},
	"ubl:Reminder":                      {UBLReminder, payable.DocReminder},
	"ubl:Statement":                     {UBLStatement, payable.DocStatement},
	"rsm:CrossIndustryInvoice":          {CII, payable.DocInvoice},
	"zf1:CrossIndustryDocument":         {ZUGFeRD1, payable.DocInvoice},
	"rsm:SCRDMCCBDACIOMessageStructure": {OrderX, payable.DocOrder},
	"fpa:FatturaElettronica":            {FatturaPA, payable.DocInvoice},
	"fe:Facturae":                       {Facturae, payable.DocInvoice},
	"cXML":                              {CXML, payable.DocOther},
}

// Kind says what kind of document data is by its root element, without reading
// the rest. It returns "" where data is not XML, and reports whether [Read] maps
// the kind.
func Kind(data []byte) (kind string, ok bool) {
	data, err := Unsigned(data)
	if err != nil || len(data) > maxBytes {
		return "", false
	}
	text, _, err := decode(data)
	if err != nil {
		return "", false
	}
	dec := xml.NewDecoder(bytes.NewReader(text))
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	depth := 0
	for range 1000 { // what may stand before the document: comments, an envelope's header
		tok, err := dec.Token()
		if err != nil {
			return "", false
		}
		switch t := tok.(type) {
		case xml.CharData:
			if depth == 0 && len(bytes.TrimSpace(t)) > 0 {
				return "", false // a mail or a text that has a tag somewhere
			}
		case xml.EndElement:
			depth--
		case xml.StartElement:
			name := canonical(t.Name)
			r, known := roots[name]
			switch {
			case known && depth < 2:
				return r.kind, true
			case depth == 0 && name != envelope:
				return Other, false
			}
			depth++
		}
	}
	return Other, false
}

// envelope is the Standard Business Document that Peppol and GS1 carry documents
// in: a header, and the document as the child beside it.
const envelope = "sbd:StandardBusinessDocument"

// unwrap returns the document inside an envelope, or root itself.
func unwrap(root *node) (*node, error) {
	if root.name != envelope {
		return root, nil
	}
	var inside *node
	for _, k := range root.kids {
		if k.name == "sbd:StandardBusinessDocumentHeader" {
			continue
		}
		if inside != nil {
			return nil, invalid("line %d: the envelope holds more than one document", k.line)
		}
		inside = k
	}
	if inside == nil {
		return nil, invalid("the envelope holds no document")
	}
	return inside, nil
}

// embedded are the names under which hybrid PDFs carry their XML: Factur-X and
// ZUGFeRD 2.1 on, ZUGFeRD 2.0 and 1.0, XRechnung, Order-X.
var embedded = map[string]bool{
	"factur-x.xml": true, "zugferd-invoice.xml": true, "xrechnung.xml": true, "order-x.xml": true,
}

// IsInvoiceXML reports whether an attachment of a hybrid PDF or a mail is a
// structured business document: by its name where a standard gives one, else by
// its content.
func IsInvoiceXML(name string, data []byte) bool {
	base := strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/")))
	kind, known := Kind(data)
	return known || kind != "" && embedded[base]
}
