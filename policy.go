package payable

import "github.com/shopspring/decimal"

// PolicyID identifies one version of a policy.
type PolicyID int64

// A ToleranceState says whether and how a check tolerates a difference. There
// is no zero meaning: a policy without a check's tolerance is a configuration
// error, never "no check".
type ToleranceState string

// The three states of a tolerance.
const (
	ToleranceOff   ToleranceState = "off"   // the check is not made, and says so
	ToleranceExact ToleranceState = "exact" // no difference passes
	ToleranceLimit ToleranceState = "limit" // up to Percent or Amount
)

// A Tolerance says how large a difference passes. Variance is invoice minus
// expected; Upper limits what is billed above, Lower what is billed below.
type Tolerance struct {
	State ToleranceState
	Upper Limit
	Lower Limit
	Both  bool // percent and amount must both be kept; else one of them is enough
	// Floor is the difference of a line that never matters (SAP's BD), in the
	// policy's currency.
	Floor decimal.Decimal
}

// A Limit is a percentage of the expected value, an amount in the policy's
// currency, or both. Nil means that this measure is not used.
type Limit struct {
	Percent *decimal.Decimal
	Amount  *decimal.Decimal
}

// A Policy is how much disagreement to let pass and who may let more pass. It
// is versioned: a saved policy never changes, and a decision names the version
// it used.
type Policy struct {
	ID       PolicyID
	Entity   EntityID
	Version  int
	Currency Currency // of every amount in it; another currency asks a person
	// StraightThrough lets invoices whose findings are all PASS or INFO be
	// approved without a person.
	StraightThrough bool
	Tolerances      map[CheckID]Tolerance
	// MeasuredQuantity replaces QTY_ORDERED and QTY_RECEIVED for units of weight,
	// volume and length, which nobody delivers to the gram.
	MeasuredQuantity Tolerance
	// ReceiptWaiver is the net amount of a line below which a missing receipt
	// passes.
	ReceiptWaiver decimal.Decimal
	// Confidence is, per term, the probability below which a person looks at a
	// value that was read; the empty term is for all others.
	Confidence map[Term]float64
	// AmbiguityMargin is how much better the best assignment of lines must be
	// than the best different one.
	AmbiguityMargin float64
	// ReplyCeiling is the largest payable that may be approved by mail; zero
	// switches approval by mail off.
	ReplyCeiling decimal.Decimal
	// ApprovalDays is how many business days a request stays open, at most 10.
	ApprovalDays int
	// StopMinutes is how long an approval by mail waits before it is handed over.
	StopMinutes int
}
