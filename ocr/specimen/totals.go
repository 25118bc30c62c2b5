package specimen

import (
	"sort"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// Totals are the sums of a bill by the rules of EN 16931: every extension is
// rounded half away from zero to the currency's minor unit, tax is computed per
// rate on the sum of its bases (BR-CO-17), and everything else is added exactly.
type Totals struct {
	Lines      decimal.Decimal // BT-106, sum of line nets
	Allowances decimal.Decimal // BT-107
	Charges    decimal.Decimal // BT-108
	Net        decimal.Decimal // BT-109
	Tax        decimal.Decimal // BT-110
	Gross      decimal.Decimal // BT-112
	Prepaid    decimal.Decimal // BT-113
	Rounding   decimal.Decimal // BT-114
	Due        decimal.Decimal // BT-115
	VAT        []VAT           // by category and falling rate
}

// VAT is one row of the VAT breakdown (BG-23).
type VAT struct {
	Category        string
	Rate, Base, Tax decimal.Decimal
}

var hundred = decimal.NewFromInt(100)

// Gross returns quantity times price, rounded, before the line's discount.
func (l Line) Gross(c payable.Currency) decimal.Decimal {
	base := l.Base
	if base.IsZero() {
		base = decimal.NewFromInt(1)
	}
	return l.Price.Mul(l.Quantity).DivRound(base, 12).Round(c.Digits())
}

// Allowance returns what the line's discount takes off (BT-136), rounded.
func (l Line) Allowance(c payable.Currency) decimal.Decimal {
	return l.Gross(c).Mul(l.Discount).Div(hundred).Round(c.Digits())
}

// Net returns the line's amount without tax (BT-131).
func (l Line) Net(c payable.Currency) decimal.Decimal { return l.Gross(c).Sub(l.Allowance(c)) }

// category returns the VAT category code of UNTDID 5305.
func category(code string, rate decimal.Decimal) string {
	switch {
	case code != "":
		return code
	case rate.IsZero():
		return "Z"
	}
	return "S"
}

// Totals adds the bill up.
func (b Bill) Totals() Totals {
	t := Totals{Prepaid: b.Prepaid}
	bases := map[[2]string]*VAT{}
	add := func(code string, rate, amount decimal.Decimal) {
		key := [2]string{category(code, rate), rate.String()}
		if bases[key] == nil {
			bases[key] = &VAT{Category: key[0], Rate: rate}
		}
		bases[key].Base = bases[key].Base.Add(amount)
	}
	for _, l := range b.Lines {
		t.Lines = t.Lines.Add(l.Net(b.Currency))
		add(l.Category, l.Rate, l.Net(b.Currency))
	}
	for _, c := range b.Charges {
		if c.Allowance {
			t.Allowances = t.Allowances.Add(c.Amount)
			add("", c.Rate, c.Amount.Neg())
		} else {
			t.Charges = t.Charges.Add(c.Amount)
			add("", c.Rate, c.Amount)
		}
	}
	for _, v := range bases {
		v.Tax = v.Base.Mul(v.Rate).Div(hundred).Round(b.Currency.Digits())
		t.Tax = t.Tax.Add(v.Tax)
		t.VAT = append(t.VAT, *v)
	}
	sort.Slice(t.VAT, func(i, j int) bool {
		if c := t.VAT[i].Rate.Cmp(t.VAT[j].Rate); c != 0 {
			return c > 0
		}
		return t.VAT[i].Category < t.VAT[j].Category
	})
	t.Net = t.Lines.Sub(t.Allowances).Add(t.Charges)
	t.Gross = t.Net.Add(t.Tax)
	t.Rounding = b.Rounding
	t.Due = t.Gross.Sub(t.Prepaid).Add(t.Rounding)
	return t
}
