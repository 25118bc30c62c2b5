package payable

// A TermKind is what sort of value a term has, and so how a form shows it and
// what a person may enter.
type TermKind string

// The kinds of terms.
const (
	KindText     TermKind = "text"
	KindDate     TermKind = "date"     // 2026-11-21
	KindCurrency TermKind = "currency" // a code of ISO 4217
	KindAmount   TermKind = "amount"   // money: shown with the currency's places
	KindPrice    TermKind = "price"    // money for one unit: at least the currency's places
	KindNumber   TermKind = "number"   // a quantity or a rate
)

// Kind returns what sort of value a term has.
func (t Term) Kind() TermKind {
	switch t {
	case IssueDate, DueDate:
		return KindDate
	case CurrencyCode:
		return KindCurrency
	case NetTotal, TaxTotal, GrossTotal, PrepaidAmount, RoundingAmount, AmountDue, DocumentAllowances, DocumentCharges,
		LineTotal, LineAllowance, LineCharge:
		return KindAmount
	case LineUnitPrice:
		return KindPrice
	case LineQuantity, LinePriceBase, LineVATRate:
		return KindNumber
	}
	return KindText
}

// Decimal reports whether values are decimals with a point.
func (k TermKind) Decimal() bool { return k == KindAmount || k == KindPrice || k == KindNumber }

// SameValue reports whether two values of a term say the same: 12.5 and 12.50
// are one number.
func SameValue(t Term, a, b string) bool {
	if a == b || !t.Kind().Decimal() {
		return a == b
	}
	x, y := amount(a), amount(b)
	return x != nil && y != nil && x.Equal(*y)
}
