package matching

import (
	"fmt"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// tolerated lists the checks that need a tolerance, in the order of the table
// rules.
var tolerated = []payable.CheckID{
	payable.LineArith, payable.QuantityOrdered, payable.QuantityReceived, payable.UnitPrice,
	payable.CreditQuantity, payable.CreditAmount, payable.SumLines, payable.TaxArith, payable.GrossArith,
	payable.SmallDifference,
}

// DefaultPolicy returns the policy of an entity that has not set its own, with
// amounts in currency. Where percent and amount are both given, both must be
// kept: a line of 300.00 billed at 549.00 is within 250.00 and still wrong. The
// floor beside them lets small lines be a little off.
//
// LINE_ARITH and SUM_LINES state the cap of an allowance that grows with the
// quantity and the number of lines, TAX_ARITH the least of one.
func DefaultPolicy(currency payable.Currency) payable.Policy {
	return payable.Policy{
		Currency:        currency,
		Version:         1,
		StraightThrough: true,
		Tolerances: map[payable.CheckID]payable.Tolerance{
			payable.LineArith:        upToAmount("0.10"),
			payable.SumLines:         upToAmount("1.00"),
			payable.TaxArith:         upToAmount("0.02"),
			payable.GrossArith:       upToAmount("0.01"),
			payable.SmallDifference:  upToAmount("1.00"),
			payable.QuantityOrdered:  {State: payable.ToleranceExact},
			payable.QuantityReceived: {State: payable.ToleranceExact},
			payable.CreditQuantity:   {State: payable.ToleranceExact},
			payable.CreditAmount:     {State: payable.ToleranceExact},
			payable.UnitPrice: {
				State: payable.ToleranceLimit,
				Upper: payable.Limit{Percent: number("2"), Amount: number("250.00")},
				Lower: payable.Limit{Percent: number("2")},
				Both:  true,
				Floor: *number("10.00"),
			},
		},
		MeasuredQuantity: payable.Tolerance{State: payable.ToleranceLimit, Upper: payable.Limit{Percent: number("5")}},
		ReceiptWaiver:    *number("250.00"),
		Confidence:       map[payable.Term]float64{"": 0.90},
		AmbiguityMargin:  0.15,
		ReplyCeiling:     *number("10000.00"),
		ApprovalDays:     3,
		StopMinutes:      30,
	}
}

func number(s string) *decimal.Decimal {
	d := decimal.RequireFromString(s)
	return &d
}

func upToAmount(s string) payable.Tolerance {
	l := payable.Limit{Amount: number(s)}
	return payable.Tolerance{State: payable.ToleranceLimit, Upper: l, Lower: l}
}

// Validate reports the first thing wrong with a policy, as an
// [payable.InvalidError]. A check without its tolerance is wrong: it never means
// that nothing is checked, nor that everything passes.
func Validate(p payable.Policy) error {
	if !p.Currency.Valid() {
		return payable.Invalid("currency", fmt.Sprintf("%q is not a currency code such as EUR", p.Currency))
	}
	for _, check := range tolerated {
		t, ok := p.Tolerances[check]
		if !ok {
			return payable.Invalid("tolerance "+string(check), "is missing; say off, exact or a limit")
		}
		if err := validTolerance("tolerance "+string(check), t); err != nil {
			return err
		}
	}
	if err := validTolerance("measured quantity", p.MeasuredQuantity); err != nil {
		return err
	}
	if _, ok := p.Confidence[""]; !ok {
		return payable.Invalid("confidence", "the threshold for all other fields is missing")
	}
	for _, term := range sortedKeys(p.Confidence) {
		if v := p.Confidence[term]; !(v >= 0 && v <= 1) {
			return payable.Invalid("confidence "+string(term), fmt.Sprintf("%v is not a probability from 0 to 1", v))
		}
	}
	switch {
	case !(p.AmbiguityMargin > 0 && p.AmbiguityMargin < 1):
		return payable.Invalid("ambiguity margin", fmt.Sprintf("%v is not between 0 and 1", p.AmbiguityMargin))
	case p.ReceiptWaiver.IsNegative():
		return payable.Invalid("receipt waiver", "is negative")
	case p.ReplyCeiling.IsNegative():
		return payable.Invalid("reply ceiling", "is negative; 0 switches approval by mail off")
	case p.ApprovalDays < 1 || p.ApprovalDays > 10:
		return payable.Invalid("approval days", fmt.Sprintf("%d is not from 1 to 10", p.ApprovalDays))
	case p.StopMinutes < 0:
		return payable.Invalid("stop minutes", "is negative")
	}
	return nil
}

func validTolerance(field string, t payable.Tolerance) error {
	switch t.State {
	case payable.ToleranceOff, payable.ToleranceExact:
		return nil
	case payable.ToleranceLimit:
	default:
		return payable.Invalid(field, fmt.Sprintf("%q is none of off, exact and limit", t.State))
	}
	if t.Upper.Percent == nil && t.Upper.Amount == nil {
		return payable.Invalid(field, "a limit needs a percentage or an amount; without one say exact or off")
	}
	for _, d := range []*decimal.Decimal{t.Upper.Percent, t.Upper.Amount, t.Lower.Percent, t.Lower.Amount, &t.Floor} {
		if d != nil && (d.IsNegative() || !sane(*d)) {
			return payable.Invalid(field, d.String()+" is not a limit from 0 up")
		}
	}
	return nil
}
