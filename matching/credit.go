package matching

import (
	"strings"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// credited returns the prior invoices that a credit note names, of the resolved
// vendor's group where the vendor is known.
func (w *work) credited() []payable.PriorInvoice {
	named := map[string]bool{}
	for _, n := range w.Invoice.Preceding {
		named[payable.NormalNumber(n)] = true
	}
	delete(named, "")
	var out []payable.PriorInvoice
	for _, p := range w.Previous {
		v := w.vendor.vendor
		mine := v == nil || p.Vendor == v.ID || p.Group != 0 && p.Group == v.Group
		if mine && !p.CreditNote && named[payable.NormalNumber(p.Number)] && (w.Invoice.ID == 0 || p.Invoice != w.Invoice.ID) {
			out = append(out, p)
		}
	}
	return out
}

// creditReference reports a credit note that names neither an invoice nor an
// order we know: nobody could say what it takes back.
func creditReference(w *work) []payable.Finding {
	if !w.Invoice.CreditNote {
		return nil
	}
	named := strings.Join(w.Invoice.Preceding, ", ")
	switch {
	case len(w.credited()) > 0:
		return one(pass, "CREDIT_REFERENCE.invoice", "invoice", w.credited()[0].Number)
	case w.orders.named && len(w.billedOrders()) > 0:
		return one(pass, "CREDIT_REFERENCE.order", "order", numbers(w.billedOrders()))
	case named != "":
		return one(review, "CREDIT_REFERENCE.unknown", "invoice", named)
	}
	return one(review, "CREDIT_REFERENCE.none")
}

// creditQuantity reports order lines of which more is credited than is billed
// less what was credited before, and goods credited that are still here: neither
// sent back nor billed beyond what arrived.
func creditQuantity(w *work) []payable.Finding {
	if !w.Invoice.CreditNote {
		return nil
	}
	tol := w.tolerance(payable.CreditQuantity)
	return w.perOrderLine(func(t *target) payable.Finding {
		q := t.taken()
		value, ok := w.worth(t, q.Sub(t.billed))
		figures := t.at("credited", quantityText(q), "billed", quantityText(t.billed), "received", quantityText(t.received), "unit", t.Unit)
		f := found(pass, "CREDIT_QTY.within", figures...)
		f.Tolerance = stated(tol, w.Policy.Currency)
		switch s := judge(tol, t.billed, q, value, ok); {
		case s == off:
			return switchedOff(0, payable.CreditQuantity)
		case s == above:
			f.Outcome, f.Message = hold, "CREDIT_QTY.above"
		case t.needsReceipt() && t.billed.Sub(q).LessThan(t.received):
			f.Outcome, f.Message = hold, "CREDIT_QTY.not_returned"
		}
		return f
	})
}

// creditAmount reports order lines of which more money is credited than is
// billed, and a credit note above the invoices it names.
func creditAmount(w *work) []payable.Finding {
	if !w.Invoice.CreditNote {
		return nil
	}
	tol := w.tolerance(payable.CreditAmount)
	out := []payable.Finding{w.creditTotal(tol)}
	return append(out, w.perOrderLine(func(t *target) payable.Finding {
		if t.order.Currency != w.Invoice.Currency {
			return because(0, w.currencyCheck())
		}
		got := decimal.Zero
		for _, p := range t.parts {
			got = got.Add(p.net)
		}
		return w.creditFinding(tol, t.billedAt, got, t.at()...)
	})...)
}

func (w *work) creditTotal(tol payable.Tolerance) payable.Finding {
	sum, same := decimal.Zero, true
	for _, p := range w.credited() {
		sum, same = sum.Add(p.Gross), same && p.Currency == w.Invoice.Currency
	}
	switch {
	case len(w.credited()) == 0 && w.open[payable.CreditReference]:
		return because(0, payable.CreditReference)
	case len(w.credited()) == 0:
		return found(pass, "CREDIT_AMOUNT.by_order")
	case w.Invoice.Gross == nil:
		return because(0, payable.RequiredFields)
	case !same:
		return found(hold, "CREDIT_AMOUNT.currency", "currency", string(w.Invoice.Currency))
	}
	return w.creditFinding(tol, sum, *w.Invoice.Gross, "order", "", "order_line", "")
}

func (w *work) creditFinding(tol payable.Tolerance, billed, got decimal.Decimal, figures ...string) payable.Finding {
	c := w.Invoice.Currency
	figures = append(figures, "credited", amount(got, c), "billed", amount(billed, c), "currency", string(c))
	f := found(pass, "CREDIT_AMOUNT.within", figures...)
	f.Tolerance = stated(tol, w.Policy.Currency)
	switch judge(tol, billed, got, got.Sub(billed), c == w.Policy.Currency) {
	case off:
		return switchedOff(0, payable.CreditAmount)
	case above:
		f.Outcome, f.Message = hold, "CREDIT_AMOUNT.above"
	}
	return f
}
