package matching

import (
	"slices"
	"strconv"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// billsNothing reports a line that asks for no money and fits nothing: a remark,
// or carriage at 0.00. Among lines that bill something it is no finding.
func (w *work) billsNothing(l *line) bool {
	return l.target == nil && l.rival == nil && l.hasNet && l.net.IsZero() &&
		slices.ContainsFunc(w.lines, func(o *line) bool { return o.target != nil || o.rival != nil })
}

// lineUnmatched reports lines for which no order line was found, and an invoice
// that states no lines at all: what it asks for is then not ordered, as far as
// anybody can see. It does not report lines that two order lines fit.
func lineUnmatched(w *work) []payable.Finding {
	if len(w.lines) == 0 {
		due, _ := w.Invoice.AmountDue()
		return one(review, "LINE_UNMATCHED.no_lines", "amount", amount(due.Amount, due.Currency), "currency", string(due.Currency))
	}
	var out []payable.Finding
	for _, l := range w.lines {
		var f payable.Finding
		figures := []string{"text", l.Text, "amount", amount(l.net, w.Invoice.Currency), "currency", string(w.Invoice.Currency)}
		switch {
		case l.target != nil:
			f = found(pass, "LINE_UNMATCHED.paired", "order", l.target.order.Number, "order_line", l.target.Number, "by", l.how)
		case w.billsNothing(l):
			f = found(pass, "LINE_UNMATCHED.nothing", "text", l.Text)
		case l.why != payable.LineUnmatched:
			f = because(l.no, l.why)
		case !l.qty.IsPositive():
			f = found(review, "LINE_UNMATCHED.negative", append(figures, "quantity", quantityText(l.qty))...)
		default:
			f = found(review, "LINE_UNMATCHED.none", figures...)
		}
		f.Line = l.no
		out = append(out, f)
	}
	return out
}

// lineAmbiguous reports lines that two different order lines fit about equally
// well. Where those are equal in price and coding it makes no difference which is
// billed: the oldest is, and people are told.
func lineAmbiguous(w *work) []payable.Finding {
	var out []payable.Finding
	for _, l := range w.lines {
		var f payable.Finding
		switch {
		case l.rival != nil:
			f = found(review, "LINE_AMBIGUOUS.two", "order", l.first.order.Number, "order_line", l.first.Number,
				"other_order", l.rival.order.Number, "other_line", l.rival.Number,
				"margin", strconv.FormatFloat(w.Policy.AmbiguityMargin, 'f', -1, 64))
		case l.target == nil && !w.billsNothing(l):
			f = because(l.no, l.why)
		case l.target == nil:
			continue
		case l.equal:
			f = found(info, "LINE_AMBIGUOUS.equal", "order", l.target.order.Number, "order_line", l.target.Number)
		default:
			f = found(pass, "LINE_AMBIGUOUS.sure", "order", l.target.order.Number, "order_line", l.target.Number)
		}
		f.Line = l.no
		out = append(out, f)
	}
	return out
}

// perOrderLine judges each billed order line once, with all invoice lines on it
// together, so that splitting a line cannot slip under a tolerance. Each of those
// lines gets the finding; a line on several order lines gets the gravest.
func (w *work) perOrderLine(judge func(*target) payable.Finding) []payable.Finding {
	worst := map[*line]payable.Finding{}
	for _, t := range w.targets {
		if len(t.parts) == 0 {
			continue
		}
		f := judge(t)
		f.Cause = "order line " + t.order.Number + "/" + t.Number
		for _, p := range t.parts {
			if old, ok := worst[p.line]; !ok || f.Outcome > old.Outcome {
				worst[p.line] = f
			}
		}
	}
	var out []payable.Finding
	for _, l := range w.lines {
		f, ok := worst[l]
		switch {
		case ok:
			f.Line = l.no
		case l.target == nil && w.billsNothing(l):
			continue
		default:
			f = because(l.no, l.why)
		}
		out = append(out, f)
	}
	return out
}

// at returns the figures that name an order line, and more.
func (t *target) at(more ...string) []string {
	return append([]string{"order", t.order.Number, "order_line", t.Number}, more...)
}

// goods returns what this invoice bills for an order line, without charges.
func (t *target) goods() decimal.Decimal {
	sum := decimal.Zero
	for _, p := range t.parts {
		sum = sum.Add(p.goods)
	}
	return sum
}

// perUnit returns the price per the order line's price base that an amount for q
// units comes to, to four places.
func (t *target) perUnit(net, q decimal.Decimal) decimal.Decimal {
	base := t.PriceBase
	if !base.IsPositive() {
		base = decimal.NewFromInt(1)
	}
	return net.Mul(base).DivRound(q, 4)
}

// worth returns what q units of an order line cost in the policy's currency, and
// false where that is another one.
func (w *work) worth(t *target, q decimal.Decimal) (decimal.Decimal, bool) {
	return t.Net(q).Amount, t.order.Currency == w.Policy.Currency
}
