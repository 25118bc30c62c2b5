package matching

import (
	"slices"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// A side says where a value lies against what a tolerance lets pass.
type side int

const (
	within side = iota
	above
	below
	off // the tolerance is off: nothing was judged
)

var hundred = decimal.NewFromInt(100)

// judge compares got with want. Value is what the difference is worth in the
// policy's currency, for the limits that are amounts; where ok is false it is in
// another currency and those limits cannot be used: percentages alone decide,
// and CURRENCY_MATCH asks a person.
//
// Without any usable limit no difference passes. A percentage of nothing is
// nothing, so what should cost nothing passes by amount or floor only.
func judge(t payable.Tolerance, want, got, value decimal.Decimal, ok bool) side {
	diff := got.Sub(want)
	limit, out := t.Upper, above
	if diff.IsNegative() {
		limit, out = t.Lower, below
	}
	switch {
	case t.State == payable.ToleranceOff:
		return off
	case diff.IsZero():
		return within
	case t.State != payable.ToleranceLimit: // exact, or not stated: then nothing passes
		return out
	case ok && value.Abs().LessThanOrEqual(t.Floor):
		return within
	}
	var kept, broken bool
	if limit.Percent != nil {
		p := diff.Abs().Mul(hundred).LessThanOrEqual(limit.Percent.Mul(want.Abs()))
		kept, broken = kept || p, broken || !p
	}
	if limit.Amount != nil && ok {
		a := value.Abs().LessThanOrEqual(*limit.Amount)
		kept, broken = kept || a, broken || !a
	}
	if kept && (!broken || !t.Both) {
		return within
	}
	return out
}

// tolerance returns the policy's tolerance for a check. A policy without one is
// a configuration error ([Validate]); here it means that nothing passes.
func (w *work) tolerance(check payable.CheckID) payable.Tolerance {
	if t, ok := w.Policy.Tolerances[check]; ok {
		return t
	}
	return payable.Tolerance{State: payable.ToleranceExact}
}

// allowance returns a tolerance's upper amount in minor units of the invoice's
// currency: a rounding allowance of two cents is two yen. It reports false where
// the tolerance is off. Exact allows nothing.
func (w *work) allowance(check payable.CheckID) (decimal.Decimal, bool) {
	t := w.tolerance(check)
	switch {
	case t.State == payable.ToleranceOff:
		return decimal.Zero, false
	case t.State != payable.ToleranceLimit || t.Upper.Amount == nil:
		return decimal.Zero, true
	}
	return t.Upper.Amount.Shift(w.Policy.Currency.Digits() - w.Invoice.Currency.Digits()), true
}

// minor returns one minor unit of the invoice's currency.
func (w *work) minor() decimal.Decimal { return decimal.New(1, -w.Invoice.Currency.Digits()) }

// switchedOff is the finding of a check that the policy does not make.
func switchedOff(line int, check payable.CheckID) payable.Finding {
	f := found(none, "off", "check", string(check))
	f.Line, f.Tolerance = line, string(payable.ToleranceOff)
	return f
}

// stated writes a tolerance as the policy has it: "+2 % and +250.00 EUR, -2 %,
// floor 10.00 EUR".
func stated(t payable.Tolerance, c payable.Currency) string {
	if t.State != payable.ToleranceLimit {
		return string(t.State)
	}
	join := " or "
	if t.Both {
		join = " and "
	}
	var parts []string
	for _, s := range []struct {
		sign  string
		limit payable.Limit
	}{{"+", t.Upper}, {"-", t.Lower}} {
		var both []string
		if s.limit.Percent != nil {
			both = append(both, s.sign+s.limit.Percent.String()+" %")
		}
		if s.limit.Amount != nil {
			both = append(both, s.sign+payable.Money{Amount: *s.limit.Amount, Currency: c}.String())
		}
		if len(both) > 0 {
			parts = append(parts, strings.Join(both, join))
		}
	}
	if t.Floor.IsPositive() {
		parts = append(parts, "floor "+payable.Money{Amount: t.Floor, Currency: c}.String())
	}
	return strings.Join(parts, ", ")
}

// sane reports whether a number can stand on an invoice. Decimals know no
// bounds: adding 1e999999999 to 1 needs a gigabyte, and a vendor's file may say
// so. What is not sane counts as not read.
func sane(d decimal.Decimal) bool {
	return d.Exponent() >= -24 && d.Exponent() <= 24 && d.Coefficient().BitLen() <= 128
}

func sortedKeys[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
