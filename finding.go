package payable

import "github.com/shopspring/decimal"

// FindingID identifies a stored finding.
type FindingID int64

// A CheckID names one check. Released ids never change: they stand in the
// database, the API, mails and exports.
type CheckID string

// The checks this version makes; the list with inputs, tolerances and owners
// is in package matching.
const (
	LineArith        CheckID = "LINE_ARITH"
	SumLines         CheckID = "SUM_LINES"
	GrossArith       CheckID = "GROSS_ARITH"
	RequiredFields   CheckID = "REQUIRED_FIELDS"
	LowConfidence    CheckID = "LOW_CONFIDENCE"
	CurrencyMatch    CheckID = "CURRENCY_MATCH"
	EInvoiceVsPage   CheckID = "EINVOICE_VS_PAGE"
	VendorResolved   CheckID = "VENDOR_RESOLVED"
	BankIsMasters    CheckID = "BANK_IS_MASTERS"
	DuplicateFile    CheckID = "DUPLICATE_FILE"
	DuplicateNumber  CheckID = "DUPLICATE_NUMBER"
	OrderFound       CheckID = "ORDER_FOUND"
	OrderIsOpen      CheckID = "ORDER_OPEN"
	LineUnmatched    CheckID = "LINE_UNMATCHED"
	LineAmbiguous    CheckID = "LINE_AMBIGUOUS"
	UnitKnown        CheckID = "UNIT_KNOWN"
	UnitPrice        CheckID = "UNIT_PRICE"
	QuantityOrdered  CheckID = "QTY_ORDERED"
	QuantityReceived CheckID = "QTY_RECEIVED"
	NoReceipt        CheckID = "NO_RECEIPT"
	CreditReference  CheckID = "CREDIT_REFERENCE"
	CreditQuantity   CheckID = "CREDIT_QTY"
	CreditAmount     CheckID = "CREDIT_AMOUNT"
	SmallDifference  CheckID = "SMALL_DIFFERENCE"
	DocumentClass    CheckID = "DOC_CLASS"
	TaxArith         CheckID = "TAX_ARITH"
	VendorIsOrders   CheckID = "VENDOR_IS_ORDERS"
	VendorActive     CheckID = "VENDOR_ACTIVE"
)

// An Outcome is how a check ended, in rising order of what it asks of people.
type Outcome int

// The outcomes.
const (
	NotEvaluated Outcome = iota // an input is missing or made meaningless by an earlier finding
	Copy                        // another copy of something known: linked, not processed again
	Pass
	Info
	NeedsReview // AP decides
	Hold        // a named owner outside AP must act; released by itself when the cause disappears
	Block       // two persons, never released by itself
)

var outcomeNames = [...]string{"not_evaluated", "copy", "pass", "info", "review", "hold", "block"}

// String returns the outcome as it is stored and exported, in lower case.
func (o Outcome) String() string { return outcomeNames[o] }

// ParseOutcome is the inverse of [Outcome.String].
func ParseOutcome(s string) (Outcome, error) {
	for i, n := range outcomeNames {
		if n == s {
			return Outcome(i), nil
		}
	}
	return 0, Invalid("outcome", "not one of the known outcomes: "+s)
}

// MarshalText writes the outcome's name.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads an outcome's name.
func (o *Outcome) UnmarshalText(b []byte) error {
	v, err := ParseOutcome(string(b))
	*o = v
	return err
}

// Open reports whether the outcome stands between an invoice and its payment.
func (o Outcome) Open() bool { return o >= NeedsReview }

// A Finding is the result of one check on one invoice, or on one line of it.
// It is immutable; letting it pass is a [Release], a row of its own.
//
// Figures carries the numbers of the sentence a person reads ("Price 4.20 is
// 12 % above order 4711 line 3 (3.75); allowed 2 %") by name, as decimals with a
// point, ISO dates or plain text, so that each language words its own sentence.
type Finding struct {
	Check     CheckID
	Line      int // line of the invoice, from 1; 0 for the header
	Outcome   Outcome
	Owner     string            // who must act: ap, ap_lead, buyer, receiver, vendor_master, tax
	Message   string            // catalogue key of the sentence: "UNIT_PRICE.above"
	Figures   map[string]string // order, order_line, want, got, percent, allowed, currency, …
	Because   CheckID           // for NotEvaluated: the finding that made this one meaningless
	Tolerance string            // as the policy states it, empty if none applied
	Terms     []Term            // fields looked at; their boxes come from the draft
	Cause     string            // findings with one cause are one thing to look at
}

// A Release is a person's word that a finding shall not stand in the way of
// this version of this invoice.
type Release struct {
	Finding FindingID
	By      string
	Reason  string
}

// An Allocation says that an invoice line bills so much of an order line,
// covered by these receipts. What stays of the line is Unallocated.
type Allocation struct {
	Line      int // of the invoice
	OrderLine OrderLineID
	Quantity  decimal.Decimal // in the order line's unit
	Net       decimal.Decimal
	Receipts  []Covered
}

// Covered is a part of an allocation that one receipt line covers, first in
// first out.
type Covered struct {
	ReceiptLine ReceiptLineID
	Quantity    decimal.Decimal
}

// A Remainder is what no order line was found for.
type Remainder struct {
	Line     int
	Quantity decimal.Decimal
	Net      decimal.Decimal
}
