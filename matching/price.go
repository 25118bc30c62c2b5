package matching

import (
	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// unitPrice reports order lines billed above the agreed net price by more than
// the policy tolerates. It adds up all invoice lines of an order line first, so
// that splitting a line cannot slip under the tolerance, and leaves charges out,
// which are not the price. A price below is INFO: nobody sends back a discount,
// but somebody should know.
//
// It compares amounts, not prices: 10.0004 for ten pieces is what 10.00 is once
// both are rounded to the cent. Each further part may be off by one minor unit.
func unitPrice(w *work) []payable.Finding {
	if w.Invoice.CreditNote {
		return nil
	}
	tol := w.tolerance(payable.UnitPrice)
	return w.perOrderLine(func(t *target) payable.Finding {
		q := t.taken()
		switch {
		case t.order.Currency != w.Invoice.Currency || t.Price.Currency != w.Invoice.Currency:
			return because(0, w.currencyCheck())
		case t.Mode == payable.MatchNone:
			return found(pass, "UNIT_PRICE.not_needed", t.at()...)
		case !t.priced():
			return because(0, payable.LineArith)
		}
		want, got := t.Net(q).Amount, t.goods()
		slack := w.minor().Mul(decimal.NewFromInt(int64(len(t.parts) - 1)))
		judged := got
		if got.Sub(want).Abs().LessThanOrEqual(slack) {
			judged = want
		}
		s := judge(tol, want, judged, judged.Sub(want), w.Policy.Currency == w.Invoice.Currency)
		if s == off {
			return switchedOff(0, payable.UnitPrice)
		}
		f := found(pass, "UNIT_PRICE.within", t.at(
			"got", amount(t.perUnit(got, q), t.Price.Currency), "want", amount(t.Price.Amount, t.Price.Currency), "percent", percentOver(want, got),
			"difference", amount(got.Sub(want), w.Invoice.Currency), "currency", string(w.Invoice.Currency), "allowed", stated(tol, w.Policy.Currency))...)
		f.Tolerance = stated(tol, w.Policy.Currency)
		switch s {
		case above:
			f.Outcome, f.Message = hold, "UNIT_PRICE.above"
		case below:
			f.Outcome, f.Message = info, "UNIT_PRICE.below"
			f.Figures["percent"] = percentOver(want, want.Add(want.Sub(got)))
		}
		return f
	})
}

// currencyCheck names the finding that says why currencies do not compare.
func (w *work) currencyCheck() payable.CheckID {
	if !w.Invoice.Currency.Valid() {
		return payable.RequiredFields
	}
	return payable.CurrencyMatch
}

// priced reports whether every invoice line on the order line states an amount.
func (t *target) priced() bool {
	for _, p := range t.parts {
		if !p.line.hasNet {
			return false
		}
	}
	return true
}

// smallDifference reports what the net total asks for beyond the goods of the
// lines: charges of the document and of its lines, and what is left over. A
// little is coded to small differences; more is money that no order and no line
// explains, and a person looks at it.
func smallDifference(w *work) []payable.Finding {
	net, ok := w.netTotal()
	allowed, on := w.allowance(payable.SmallDifference)
	switch {
	case !on:
		return []payable.Finding{switchedOff(0, payable.SmallDifference)}
	case len(w.lines) == 0:
		return []payable.Finding{because(0, payable.LineUnmatched)}
	case !ok:
		return []payable.Finding{because(0, payable.RequiredFields)}
	}
	left := net
	for _, l := range w.lines {
		left = left.Sub(l.goods())
	}
	tol := stated(w.tolerance(payable.SmallDifference), w.Policy.Currency)
	f := found(pass, "SMALL_DIFFERENCE.within", "left", amount(left, w.Invoice.Currency), "currency", string(w.Invoice.Currency), "allowed", tol)
	switch {
	case left.GreaterThan(allowed):
		f.Outcome, f.Message = review, "SMALL_DIFFERENCE.above"
	case left.LessThan(allowed.Neg()):
		f.Outcome, f.Message = info, "SMALL_DIFFERENCE.below"
	}
	f.Tolerance = tol
	return []payable.Finding{f}
}
