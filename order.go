package payable

import (
	"time"

	"github.com/shopspring/decimal"
)

type (
	// OrderID identifies a purchase order; printed order numbers repeat.
	OrderID int64
	// OrderLineID identifies a line of one order.
	OrderLineID int64
	// ReceiptID identifies a goods receipt or a return.
	ReceiptID int64
	// ReceiptLineID identifies a line of one receipt.
	ReceiptLineID int64
)

// An OrderState says whether an order may still be billed.
type OrderState string

// The states of an order.
const (
	OrderOpen      OrderState = "open"
	OrderClosed    OrderState = "closed"
	OrderCancelled OrderState = "cancelled"
	OrderAbsent    OrderState = "absent" // the ledger no longer sends it; not cancelled
)

// A MatchMode says what an order line is held against.
type MatchMode string

// The match modes. Goods are three-way by default, services two-way.
const (
	MatchNone     MatchMode = "none"
	MatchTwoWay   MatchMode = "two_way"   // the order
	MatchThreeWay MatchMode = "three_way" // the order and what arrived
)

// A PurchaseOrder is what we asked a vendor for and agreed to pay. Its key is
// (entity, LedgerID); re-importing the same order changes nothing.
type PurchaseOrder struct {
	ID       OrderID
	Entity   EntityID
	LedgerID string // the ledger's key
	Number   string // as printed, BT-13
	Vendor   VendorID
	Currency Currency
	State    OrderState
	Date     time.Time // midnight UTC, zero if unknown
	Buyer    string    // user name or address of who ordered
	Lines    []OrderLine
}

// An OrderLine is one item of a purchase order, with its opening balance: what
// was billed and received before payable started.
type OrderLine struct {
	ID        OrderLineID
	Order     OrderID
	Number    string // as printed, BT-132
	SKU       string // the vendor's item code
	BuyerSKU  string // ours
	Text      string
	Quantity  decimal.Decimal
	Unit      string // UN/ECE Recommendation 20 code
	Price     Money  // net, for PriceBase units (BT-146)
	PriceBase decimal.Decimal
	Mode      MatchMode

	OpeningBilled       decimal.Decimal // quantity
	OpeningBilledAmount decimal.Decimal // net, in the order's currency
	OpeningReceived     decimal.Decimal // quantity
}

// Net returns what q units of the line cost, rounded to the minor unit.
func (l OrderLine) Net(q decimal.Decimal) Money {
	base := l.PriceBase
	if base.IsZero() {
		base = decimal.NewFromInt(1)
	}
	return Money{l.Price.Amount.Mul(q).DivRound(base, 12), l.Price.Currency}.Round()
}

// A Receipt is what arrived, or went back, against orders. Its key is (entity,
// LedgerID).
type Receipt struct {
	ID       ReceiptID
	Entity   EntityID
	LedgerID string
	Number   string // our receipt number
	Despatch string // the vendor's delivery note, BT-16
	Date     time.Time
	Lines    []ReceiptLine
}

// A ReceiptLine is so much of one order line. A return is negative.
type ReceiptLine struct {
	ID        ReceiptLineID
	Receipt   ReceiptID
	OrderLine OrderLineID
	Quantity  decimal.Decimal
	Date      time.Time // of its receipt
	Despatch  string    // of its receipt
}
