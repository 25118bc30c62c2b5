package specimen

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// A Bill is everything an invoice or a credit note says. Amounts of a credit
// note are positive, as printed. Derived amounts (line nets, taxes, totals) are
// not stored: [Bill.Totals] computes them.
//
// With a Type it is another document of the same trade; its Number is then the
// order's, the delivery note's or the reminder's own. Only [Draw] knows types:
// [UBL] and [CII] write invoices and credit notes.
type Bill struct {
	Type          payable.DocType // empty means an invoice or, with CreditNote, a credit note
	CreditNote    bool
	Seller, Buyer Party
	Number        string           // BT-1
	Issued        time.Time        // BT-2, midnight UTC
	Due           time.Time        // BT-9; zero if the document states none
	Delivered     time.Time        // BT-72; zero if none
	Currency      payable.Currency // BT-5
	Lang          string           // ISO 639-1, a key of lexicons: the words on the page
	Customer      string           // the seller's number for the buyer
	Contact       string           // a person at the seller's
	Orders        []string         // order numbers as the buyer gave them; the first is BT-13
	Despatch      []string         // delivery notes; the first is BT-16
	Preceding     string           // BT-25, the invoice a credit note credits
	PrecedingDate time.Time        // BT-26; zero if none
	Lines         []Line
	Charges       []Charge        // of the document (BG-20, BG-21)
	Prepaid       decimal.Decimal // BT-113
	Rounding      decimal.Decimal // BT-114, added to what is due
	Open          []Entry         // what a statement or reminder lists
	Notes         []string        // BT-22, in the document's language
}

// A Party is a seller or a buyer. Empty values are not printed.
type Party struct {
	Name     string
	Street   string
	PostCode string
	City     string
	Country  string // ISO 3166-1 alpha-2
	VATID    string // with its country letters, no blanks
	Register string // court and number, as printed
	Phone    string
	Mail     string
	Web      string
	Bank     string // name of the bank
	IBAN     string // no blanks
	BIC      string
}

// An Entry is an invoice or payment on a statement or reminder.
type Entry struct {
	Number      string
	Issued, Due time.Time
	Amount      decimal.Decimal // negative for a payment
}

// A Line is one item of a bill.
type Line struct {
	Text      string // BT-153; long texts wrap
	Note      string // BT-154, printed on a line of its own below the text
	Group     string // heading above the first line of several
	SKU       string // BT-155, the seller's item code
	BuyerSKU  string // BT-156
	Order     string // order number, where a bill has several
	OrderLine string // BT-132
	Quantity  decimal.Decimal
	Unit      string          // UN/ECE Recommendation 20, such as H87
	Price     decimal.Decimal // BT-146, net, for Base units
	Base      decimal.Decimal // BT-149; zero means 1
	Discount  decimal.Decimal // per cent off the line (BT-138); zero for none
	Rate      decimal.Decimal // VAT in per cent (BT-152)
	Category  string          // BT-151; empty for S, or Z where Rate is zero
}

// A Charge is an addition to the whole document, such as freight, or an
// allowance taken off.
type Charge struct {
	Allowance bool
	Reason    string // as printed
	Code      string // UNTDID 7161 for a charge, 5189 for an allowance
	Amount    decimal.Decimal
	Rate      decimal.Decimal
}
