package payable

import "time"

// DraftID identifies a [Draft].
type DraftID int64

// A DocType is what kind of business document a draft is.
type DocType string

// The kinds of documents that reading tells apart.
const (
	DocInvoice        DocType = "invoice"
	DocCreditNote     DocType = "credit_note"
	DocReceipt        DocType = "receipt" // a till receipt, paid already
	DocOrder          DocType = "order"
	DocOrderResponse  DocType = "order_response"
	DocDespatchAdvice DocType = "despatch_advice"
	DocGoodsReceipt   DocType = "goods_receipt"
	DocStatement      DocType = "statement"
	DocReminder       DocType = "reminder"
	DocOther          DocType = "other"
)

// A Source says where a value was read.
type Source string

// The sources of a value, in falling order of trust but for person, whose word
// stands above all.
const (
	SourceXML     Source = "xml"
	SourceText    Source = "text" // the PDF's own text layer
	SourceOCR     Source = "ocr"
	SourceLearned Source = "learned"
	SourcePerson  Source = "person"
)

// A Term names a field of an invoice, header or line. The values are those of
// payable read, of the database and of the portal; they never change meaning.
type Term string

// Header terms with their EN 16931 numbers.
const (
	InvoiceNumber      Term = "invoice_number"      // BT-1
	IssueDate          Term = "issue_date"          // BT-2
	DueDate            Term = "due_date"            // BT-9
	CurrencyCode       Term = "currency"            // BT-5
	PONumber           Term = "po_number"           // BT-13
	DespatchNumber     Term = "despatch_number"     // BT-16, the delivery note
	PrecedingInvoice   Term = "preceding_invoice"   // BT-25, what a credit note credits
	SellerName         Term = "seller_name"         // BT-27
	SellerVATID        Term = "seller_vat_id"       // BT-31
	BuyerName          Term = "buyer_name"          // BT-44
	BuyerVATID         Term = "buyer_vat_id"        // BT-48
	IBAN               Term = "iban"                // BT-84
	NetTotal           Term = "net_total"           // BT-109
	TaxTotal           Term = "tax_total"           // BT-110
	GrossTotal         Term = "gross_total"         // BT-112
	PrepaidAmount      Term = "prepaid_amount"      // BT-113
	RoundingAmount     Term = "rounding_amount"     // BT-114
	AmountDue          Term = "amount_due"          // BT-115, the payable
	DocumentAllowances Term = "document_allowances" // BT-107
	DocumentCharges    Term = "document_charges"    // BT-108
)

// Line terms with their EN 16931 numbers.
const (
	LineDescription   Term = "description"    // BT-153
	LineQuantity      Term = "quantity"       // BT-129
	LineUnit          Term = "unit"           // BT-130
	LineUnitPrice     Term = "unit_price"     // BT-146, net
	LinePriceBase     Term = "price_base"     // BT-149
	LineTotal         Term = "line_total"     // BT-131, net
	LineVATRate       Term = "vat_rate"       // BT-152
	LineSKU           Term = "sku"            // BT-155, the seller's item
	LineBuyerSKU      Term = "buyer_sku"      // BT-156
	LinePOLine        Term = "po_line"        // BT-132
	LineAllowance     Term = "line_allowance" // BT-136
	LineCharge        Term = "line_charge"    // BT-141
	LineOrderNumber   Term = "line_po_number" // order named on the line itself
	LineReceiptNumber Term = "line_despatch"  // delivery note named on the line itself
)

// A Box is a rectangle on a page in points (1/72 inch) from the page's top
// left, y down, after the page's own rotation and crop.
type Box struct{ X0, Y0, X1, Y1 float64 }

// A Field is one value read from a document, and the evidence for it.
type Field struct {
	Value      string  // decimals with a point, dates ISO 8601, the rest as printed
	Confidence float64 // probability that Value is right, 0 to 1
	Source     Source
	Page       int    // from 1; 0 where there is no page (XML)
	Box        *Box   // nil where there is no place
	Why        string // for people: `right of "Invoice No."`
}

// A VATLine is one row of the VAT breakdown (BG-23), as printed.
type VATLine struct{ Category, Rate, Base, Tax string }

// A Draft is one reading of one business document found in a document. It is
// immutable: a correction or a second reading is a new draft whose Previous
// points here.
type Draft struct {
	ID         DraftID
	Occurrence OccurrenceID
	Document   Hash
	Previous   DraftID // the draft this corrects; 0 if it is the first
	By         string  // who corrected; empty for a reading
	Ordinal    int     // place among the business documents of the file, from 1
	PageRange  [2]int  // first and last page, from 1; zero for XML
	DocType    DocType
	Source     Source
	Lang       string // ISO 639-1, "" if unknown
	Fields     map[Term]Field
	Lines      []map[Term]Field
	VAT        []VATLine
	Bank       []string // every account found on any layer, normalised
	Problems   []string // what could not be read, for people
	TextHash   Hash     // of the normalised text of its pages; empty if none
	Created    time.Time
}

// Value returns the value of a header field, or "".
func (d Draft) Value(t Term) string { return d.Fields[t].Value }
