package payable

import (
	"time"

	"github.com/shopspring/decimal"
)

// InvoiceID identifies an invoice.
type InvoiceID int64

// An InvoiceState says how far an invoice has come.
type InvoiceState string

// The states of an invoice.
const (
	Captured   InvoiceState = "captured"    // read, not yet compared with anything
	Review     InvoiceState = "review"      // AP has something to look at
	Held       InvoiceState = "held"        // somebody outside AP must act; has an owner and a cause
	Waiting    InvoiceState = "waiting"     // an approval was asked
	Approved   InvoiceState = "approved"    // may be paid; leaves when its hold is over
	Rejected   InvoiceState = "rejected"    // will not be paid; final
	HandedOver InvoiceState = "handed_over" // left for the ledger, once
	Posted     InvoiceState = "posted"      // the ledger has it
	Refused    InvoiceState = "refused"     // the ledger would not have it; a person corrects it
	Paid       InvoiceState = "paid"        // final
)

// InvoiceMoves lists every change of state an invoice may make. The database
// repeats it in the trigger invoice_moves; a test compares the two.
var InvoiceMoves = map[InvoiceState][]InvoiceState{
	Captured:   {Review, Held, Waiting, Approved, Rejected},
	Review:     {Captured, Held, Waiting, Approved, Rejected},
	Held:       {Captured, Review, Waiting, Approved, Rejected},
	Waiting:    {Captured, Review, Held, Approved, Rejected},
	Approved:   {Captured, Review, HandedOver, Rejected}, // back within the STOP window
	HandedOver: {Posted, Refused},
	Refused:    {Review, Rejected},
	Posted:     {Paid},
}

// CanBecome reports whether an invoice in state s may move to t.
func (s InvoiceState) CanBecome(t InvoiceState) bool { return allows(InvoiceMoves, s, t) }

// An Invoice is one bill, or credit note, from one vendor, as we read it.
//
// It is evidence: what stands on it is what its draft says and never changes.
// Version counts its readings and decisions' inputs: it rises when draft,
// vendor, allocation or another input of the decision changes, and not when
// State does. Amounts of a credit note are positive, as printed; CreditNote
// says which way they go.
type Invoice struct {
	ID         InvoiceID
	Entity     EntityID
	Version    int
	Draft      DraftID
	Occurrence OccurrenceID
	Vendor     VendorID // 0 while unresolved
	CreditNote bool
	Number     string    // as printed (BT-1)
	Issued     time.Time // midnight UTC (BT-2); zero if not read
	Due        time.Time // BT-9
	Currency   Currency  // BT-5
	OrderRefs  []string  // order numbers the document names (BT-13), as printed
	Despatch   []string  // delivery notes it names (BT-16)
	Preceding  []string  // invoices it names (BT-25)
	Seller     Party
	Buyer      Party
	Net        *decimal.Decimal // BT-109; nil where the document states none
	Tax        *decimal.Decimal // BT-110
	Gross      *decimal.Decimal // BT-112
	Prepaid    *decimal.Decimal // BT-113
	Rounding   *decimal.Decimal // BT-114
	Payable    *decimal.Decimal // BT-115
	Allowances *decimal.Decimal // BT-107
	Charges    *decimal.Decimal // BT-108
	VAT        []VATLine
	Bank       []string // every account on any layer, normalised
	Lines      []InvoiceLine
	State      InvoiceState
	Owner      string // who must act while held: a role or a user name
	Cause      string // why it is held, a check's id
	Submitter  string // last person who corrected or uploaded it; empty for mail
	Captured   time.Time
}

// AmountDue returns what would be paid: BT-115, else the gross total. It reports
// false where the document states neither.
func (v Invoice) AmountDue() (Money, bool) {
	switch {
	case v.Payable != nil:
		return Money{*v.Payable, v.Currency}, true
	case v.Gross != nil:
		return Money{*v.Gross, v.Currency}, true
	}
	return Money{Currency: v.Currency}, false
}

// A Party is a seller or buyer as the document names it.
type Party struct{ Name, VATID string }

// An InvoiceLine is one line as printed. Pointers are nil where nothing is.
type InvoiceLine struct {
	Number    int // place on the invoice, from 1
	Text      string
	SKU       string
	BuyerSKU  string
	Quantity  *decimal.Decimal
	Unit      string // as printed; matching normalises it
	UnitPrice *decimal.Decimal
	PriceBase *decimal.Decimal
	Net       *decimal.Decimal
	VATRate   string
	Allowance *decimal.Decimal
	Charge    *decimal.Decimal
	OrderRef  string // order named on the line
	OrderLine string // BT-132
	Despatch  string // delivery note named on the line
}
