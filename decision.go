package payable

import (
	"time"

	"github.com/shopspring/decimal"
)

// DecisionID identifies a stored decision.
type DecisionID int64

// A Case is everything the matcher looks at: no clock, no database and no
// configuration stand behind it, so that the same case gives the same decision
// years later. It is stored beside its decision.
type Case struct {
	Invoice   Invoice
	Draft     Draft    // what Invoice was captured from: confidences, boxes
	Page      *Draft   // the page's own reading of a hybrid document; nil if there is none
	Vendors   []Vendor // candidates, by id; all that share a VAT id, an account, a name or a sender
	Sender    string   // From address of the mail, empty for an upload
	Orders    []PurchaseOrder
	Receipts  []ReceiptLine  // of the lines of Orders
	Billed    []BilledLine   // what other invoices that are not rejected bill of the lines of Orders
	Previous  []PriorInvoice // of the candidates' vendor groups
	SameFile  []InvoiceID    // other invoices captured from the same bytes or text
	Policy    Policy
	Entity    Entity
	AsOf      time.Time // when the case was put together; Postgres's clock
	Overrides Overrides
}

// Overrides is what people settled about the invoice before this decision.
type Overrides struct {
	Vendor VendorID            // chosen by a person; 0 if none
	Pairs  map[int]OrderLineID // invoice line to order line
	Orders []OrderID           // orders a person said it bills
}

// A BilledLine is what one other live invoice bills of one order line.
type BilledLine struct {
	Invoice   InvoiceID
	OrderLine OrderLineID
	Quantity  decimal.Decimal // negative for a credit note
	Net       decimal.Decimal
}

// A PriorInvoice is an invoice of the past the duplicate net compares with:
// payable's own or imported. Rejected ones are not among them.
type PriorInvoice struct {
	Invoice    InvoiceID // 0 for an imported one
	Reference  string    // how to find an imported one
	Vendor     VendorID
	Group      int64
	Number     string
	Issued     time.Time
	Gross      decimal.Decimal
	Currency   Currency
	CreditNote bool
	Document   Hash
	Orders     []string
	// Undecided says that the matcher has not yet looked at it. Of two such
	// copies the one captured first (by id) goes on; a decided one always counts.
	// Invoices already found to be copies are not among the prior ones.
	Undecided bool
}

// A Decision is what the matcher found about one version of one invoice. It is
// immutable; a later decision replaces it as the current one.
type Decision struct {
	Vendor      VendorID // the one resolved; 0 if none
	Orders      []OrderID
	Allocations []Allocation
	Remainders  []Remainder
	Findings    []Finding
	CopyOf      InvoiceID // where the invoice is another copy of a known one
}

// Worst returns the gravest outcome among the findings, [Pass] for none.
func (d Decision) Worst() Outcome {
	worst := Pass
	for _, f := range d.Findings {
		worst = max(worst, f.Outcome)
	}
	return worst
}
