package payable

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// A Currency is an ISO 4217 code in capitals, such as "EUR" (BT-5).
type Currency string

// Digits returns how many decimal places the currency's minor unit has
// (ISO 4217: 0 for the yen, 3 for the Kuwaiti dinar, else 2).
func (c Currency) Digits() int32 {
	switch c {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

// Valid reports whether c has the shape of an ISO 4217 code.
func (c Currency) Valid() bool {
	return len(c) == 3 && strings.Trim(string(c), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// Money is an exact amount in one currency. It may hold more places than the
// currency's minor unit (unit prices do, BT-146); [Money.Round] brings it there.
//
// Adding or comparing two currencies panics. It is a bug in the caller, like an
// index out of range: the CURRENCY_MATCH check runs before anything is summed.
type Money struct {
	Amount   decimal.Decimal
	Currency Currency
}

// NewMoney parses a decimal with a point, "1234.50". It panics on anything else
// and is meant for literals; values from outside go through [ParseMoney].
func NewMoney(amount string, c Currency) Money {
	return Money{Amount: decimal.RequireFromString(amount), Currency: c}
}

// ParseMoney reads a decimal with a point and an ISO 4217 code.
func ParseMoney(amount, currency string) (Money, error) {
	d, err := decimal.NewFromString(amount)
	if err != nil {
		return Money{}, Invalid("amount", fmt.Sprintf("%q is not a number such as 1234.50", amount))
	}
	c := Currency(strings.ToUpper(currency))
	if !c.Valid() {
		return Money{}, Invalid("currency", fmt.Sprintf("%q is not a currency code such as EUR", currency))
	}
	return Money{Amount: d, Currency: c}, nil
}

// Add returns m+n.
func (m Money) Add(n Money) Money { m.same(n); return Money{m.Amount.Add(n.Amount), m.Currency} }

// Sub returns m-n.
func (m Money) Sub(n Money) Money { m.same(n); return Money{m.Amount.Sub(n.Amount), m.Currency} }

// Neg returns -m.
func (m Money) Neg() Money { return Money{m.Amount.Neg(), m.Currency} }

// Abs returns m without its sign.
func (m Money) Abs() Money { return Money{m.Amount.Abs(), m.Currency} }

// Times returns m×q, not rounded.
func (m Money) Times(q decimal.Decimal) Money { return Money{m.Amount.Mul(q), m.Currency} }

// Round rounds half away from zero to the currency's minor unit, as invoices
// are rounded.
func (m Money) Round() Money { return Money{m.Amount.Round(m.Currency.Digits()), m.Currency} }

// Cmp returns -1, 0 or +1 as m is less than, equal to or greater than n.
func (m Money) Cmp(n Money) int { m.same(n); return m.Amount.Cmp(n.Amount) }

// IsZero reports whether the amount is nothing, whatever the currency.
func (m Money) IsZero() bool { return m.Amount.IsZero() }

// Sign returns -1, 0 or +1.
func (m Money) Sign() int { return m.Amount.Sign() }

// Fixed writes the amount with the currency's decimal places: "11.50".
func (m Money) Fixed() string { return m.Amount.StringFixed(m.Currency.Digits()) }

// String formats m for logs and plain text: "11.50 EUR". Pages format by
// locale. An amount finer than the minor unit keeps its places.
func (m Money) String() string {
	s := m.Fixed()
	if !m.Amount.Round(m.Currency.Digits()).Equal(m.Amount) {
		s = m.Amount.String()
	}
	if m.Currency == "" {
		return s
	}
	return s + " " + string(m.Currency)
}

func (m Money) same(n Money) {
	if m.Currency != n.Currency {
		panic(fmt.Sprintf("payable: %s and %s in one sum", m.Currency, n.Currency))
	}
}
