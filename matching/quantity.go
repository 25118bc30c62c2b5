package matching

import (
	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// quantityTolerance returns the tolerance of a quantity check on an order line.
// What is weighed or measured has one of its own.
func (w *work) quantityTolerance(check payable.CheckID, t *target) payable.Tolerance {
	tol := w.tolerance(check)
	if tol.State != payable.ToleranceOff && t.unit.measured() {
		return w.Policy.MeasuredQuantity
	}
	return tol
}

// quantityOrdered reports order lines of which all live invoices together bill
// more than was ordered. An order line that is matched against nothing is still
// held to what it was worth: no invoice may bill it without an end.
func quantityOrdered(w *work) []payable.Finding {
	if w.Invoice.CreditNote {
		return nil
	}
	return w.perOrderLine(func(t *target) payable.Finding {
		tol := w.quantityTolerance(payable.QuantityOrdered, t)
		if t.Mode == payable.MatchNone {
			return w.amountOrdered(t, tol)
		}
		billed := t.billed.Add(t.taken())
		value, ok := w.worth(t, billed.Sub(t.Quantity))
		figures := t.at("billed", quantityText(billed), "before", quantityText(t.billed), "ordered", quantityText(t.Quantity),
			"unit", t.Unit, "allowed", stated(tol, w.Policy.Currency))
		return w.quantityFinding(judge(tol, t.Quantity, billed, value, ok), payable.QuantityOrdered, tol, figures)
	})
}

func (w *work) amountOrdered(t *target, tol payable.Tolerance) payable.Finding {
	if t.order.Currency != w.Invoice.Currency {
		return because(0, payable.CurrencyMatch)
	}
	want, got := t.Net(t.Quantity).Amount, t.billedAt.Add(t.goods())
	s := judge(tol, want, got, got.Sub(want), t.order.Currency == w.Policy.Currency)
	f := w.quantityFinding(s, payable.QuantityOrdered, tol, t.at("billed", amount(got, t.order.Currency),
		"ordered", amount(want, t.order.Currency), "currency", string(t.order.Currency), "allowed", stated(tol, w.Policy.Currency)))
	if s != off {
		f.Message += "_amount"
	}
	return f
}

// quantityFinding is a hold for what is above; nobody is asked about less.
func (w *work) quantityFinding(s side, check payable.CheckID, tol payable.Tolerance, figures []string) payable.Finding {
	var f payable.Finding
	switch s {
	case off:
		return switchedOff(0, check)
	case above:
		f = found(hold, string(check)+".above", figures...)
	default:
		f = found(pass, string(check)+".within", figures...)
	}
	f.Tolerance = stated(tol, w.Policy.Currency)
	return f
}

// quantityReceived reports order lines of which all live invoices together bill
// more than arrived, less what went back. Nothing at all arrived is NO_RECEIPT.
func quantityReceived(w *work) []payable.Finding {
	if w.Invoice.CreditNote {
		return nil
	}
	return w.perOrderLine(func(t *target) payable.Finding {
		switch {
		case !t.needsReceipt():
			return found(pass, "QTY_RECEIVED.not_needed", t.at()...)
		case !t.received.IsPositive() && w.waived(t):
			return found(pass, "QTY_RECEIVED.waived", t.at()...)
		case !t.received.IsPositive():
			return because(0, payable.NoReceipt)
		}
		tol := w.quantityTolerance(payable.QuantityReceived, t)
		billed := t.billed.Add(t.taken())
		value, ok := w.worth(t, billed.Sub(t.received))
		figures := t.at("billed", quantityText(billed), "before", quantityText(t.billed), "received", quantityText(t.received),
			"missing", quantityText(decimal.Max(billed.Sub(t.received), decimal.Zero)), "unit", t.Unit, "allowed", stated(tol, w.Policy.Currency))
		return w.quantityFinding(judge(tol, t.received, billed, value, ok), payable.QuantityReceived, tol, figures)
	})
}

// noReceipt reports order lines that wait for a receipt and have none. Lines of
// little worth are let through and people are told. A receipt of a part ends that
// waiver: somebody then counted, and QTY_RECEIVED holds what is missing.
func noReceipt(w *work) []payable.Finding {
	if w.Invoice.CreditNote {
		return nil
	}
	return w.perOrderLine(func(t *target) payable.Finding {
		billed := t.billed.Add(t.taken())
		switch {
		case !t.needsReceipt():
			return found(pass, "NO_RECEIPT.not_needed", t.at()...)
		case t.received.IsPositive():
			return found(pass, "NO_RECEIPT.received", t.at("received", quantityText(t.received), "unit", t.Unit)...)
		case w.waived(t):
			f := found(info, "NO_RECEIPT.waived", t.at("billed", quantityText(billed), "unit", t.Unit,
				"allowed", amount(w.Policy.ReceiptWaiver, w.Policy.Currency), "currency", string(w.Policy.Currency))...)
			f.Tolerance = "below " + payable.Money{Amount: w.Policy.ReceiptWaiver, Currency: w.Policy.Currency}.String()
			return f
		}
		return found(hold, "NO_RECEIPT.none", t.at("billed", quantityText(billed), "unit", t.Unit)...)
	})
}

// waived reports whether everything billed on an order line so far is worth less
// than the policy's waiver, at the order's price and at the billed one.
func (w *work) waived(t *target) bool {
	v, ok := w.worth(t, t.billed.Add(t.taken()))
	return ok && v.LessThan(w.Policy.ReceiptWaiver) && t.billedAt.Add(t.goods()).LessThan(w.Policy.ReceiptWaiver)
}
