package matching

import (
	"strings"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// The amounts of a document hang together in a chain, and every link is a check:
// quantity × price = line (LINE_ARITH), lines = net (SUM_LINES), base × rate = tax
// (TAX_ARITH), net + tax = gross = due + prepaid (GROSS_ARITH). What is paid is
// thereby bound to what was matched, line by line.

// lineArith reports lines whose figures do not give their amount, with an
// allowance for rounding that grows with the quantity up to the policy's cap. A
// line that states an amount only has nothing to compare.
func lineArith(w *work) []payable.Finding {
	cap, on := w.allowance(payable.LineArith)
	c := w.Invoice.Currency
	var out []payable.Finding
	for _, l := range w.lines {
		var f payable.Finding
		switch {
		case !on:
			f = switchedOff(l.no, payable.LineArith)
		case !l.hasNet:
			f = found(review, "LINE_ARITH.no_amount", "text", l.Text)
		case l.Net == nil || l.Quantity == nil || l.UnitPrice == nil:
			f = found(none, "LINE_ARITH.incomplete", "text", l.Text)
		default:
			want := l.computed()
			grown := w.minor().Mul(decimal.Max(decimal.NewFromInt(1), l.Quantity.Abs().DivRound(hundred, 4)))
			allowed := decimal.Min(grown, cap)
			f = arith("LINE_ARITH", want.Round(c.Digits()), l.net, allowed, c)
		}
		f.Line = l.no
		out = append(out, f)
	}
	return out
}

// arith compares two amounts that must be equal save for rounding.
func arith(check string, want, got, allowed decimal.Decimal, c payable.Currency) payable.Finding {
	f := found(pass, check+".agrees", "got", amount(got, c), "want", amount(want, c), "difference", amount(got.Sub(want), c),
		"currency", string(c), "allowed", amount(allowed, c))
	if got.Sub(want).Abs().GreaterThan(allowed) {
		f.Outcome, f.Message = review, check+".differs"
	}
	f.Tolerance = payable.Money{Amount: allowed, Currency: c}.String()
	return f
}

// netTotal returns the net total as printed, else what gross less tax leaves.
func (w *work) netTotal() (decimal.Decimal, bool) {
	v := w.Invoice
	switch {
	case v.Net != nil:
		return *v.Net, true
	case v.Gross != nil:
		return v.Gross.Sub(value(v.Tax)), true
	}
	return decimal.Zero, false
}

// sumLines reports a net total that is not the sum of the lines and of the
// charges less allowances of the whole document: a minor unit a line is rounding,
// up to the policy's cap.
func sumLines(w *work) []payable.Finding {
	cap, on := w.allowance(payable.SumLines)
	net, ok := w.netTotal()
	switch {
	case !on:
		return []payable.Finding{switchedOff(0, payable.SumLines)}
	case len(w.lines) == 0:
		return []payable.Finding{because(0, payable.LineUnmatched)}
	case !ok:
		return []payable.Finding{because(0, payable.RequiredFields)}
	}
	sum := value(w.Invoice.Charges).Sub(value(w.Invoice.Allowances))
	for _, l := range w.lines {
		sum = sum.Add(l.net)
	}
	allowed := decimal.Min(w.minor().Mul(decimal.NewFromInt(int64(len(w.lines)))), cap)
	return []payable.Finding{arith("SUM_LINES", sum, net, allowed, w.Invoice.Currency)}
}

// highestRate is above every standard rate of VAT in force (Hungary, 27 %): tax
// beyond it is not tax.
var highestRate = decimal.NewFromInt(28)

// taxArith reports tax that is not rate × base of each row of the breakdown, rows
// that do not sum to the tax total, and tax that no rate makes of the net total,
// whatever bases the rows state.
func taxArith(w *work) []payable.Finding {
	v := w.Invoice
	least, on := w.allowance(payable.TaxArith)
	net, ok := w.netTotal()
	switch {
	case !on:
		return []payable.Finding{switchedOff(0, payable.TaxArith)}
	case v.Tax == nil && len(v.VAT) == 0:
		return one(none, "TAX_ARITH.no_tax")
	case !ok:
		return []payable.Finding{because(0, payable.RequiredFields)}
	}
	allowed := decimal.Max(least, w.minor().Mul(decimal.NewFromInt(int64(len(w.lines)))))
	f, sum := w.taxRows(net, allowed)
	if f.Outcome == review {
		return []payable.Finding{f}
	}
	if v.Tax != nil {
		sum = *v.Tax
	}
	if sum.Abs().Mul(hundred).GreaterThan(highestRate.Mul(net.Abs()).Add(allowed.Mul(hundred))) {
		f = found(review, "TAX_ARITH.impossible", "got", amount(sum, v.Currency), "net", amount(net, v.Currency), "currency", string(v.Currency))
	}
	return []payable.Finding{f}
}

// taxRows judges the breakdown and returns its sum. What the only row does not
// state is the document's; among several, a row with a gap is left out, and the
// sum with it.
func (w *work) taxRows(net, allowed decimal.Decimal) (payable.Finding, decimal.Decimal) {
	v, sum, gaps := w.Invoice, decimal.Zero, false
	for _, row := range v.VAT {
		base, rate, tax, ok := readVAT(row)
		if !ok {
			return found(review, "TAX_ARITH.unreadable", "rate", row.Rate), sum
		}
		if base == nil && len(v.VAT) == 1 {
			base = &net
		}
		if tax == nil && len(v.VAT) == 1 {
			tax = v.Tax
		}
		if base == nil || tax == nil {
			gaps = true
			continue
		}
		f := arith("TAX_ARITH", base.Mul(value(rate)).DivRound(hundred, v.Currency.Digits()), *tax, allowed, v.Currency)
		if f.Outcome != pass {
			return f, sum
		}
		sum = sum.Add(*tax)
	}
	if gaps || len(v.VAT) == 0 {
		return found(none, "TAX_ARITH.no_breakdown"), sum
	}
	got := sum
	if v.Tax != nil {
		got = *v.Tax
	}
	return arith("TAX_ARITH", sum, got, allowed, v.Currency), sum
}

// readVAT reads a row of the breakdown; nil is not stated, as exempt rows leave
// out rate or tax. It reports false for what is no number.
func readVAT(row payable.VATLine) (base, rate, tax *decimal.Decimal, ok bool) {
	ok = true
	read := func(s string) *decimal.Decimal {
		s = strings.TrimSpace(s)
		if s == "" {
			return nil
		}
		d, err := decimal.NewFromString(s)
		if err != nil || !sane(d) {
			ok = false
			return nil
		}
		return &d
	}
	base, rate, tax = read(row.Base), read(strings.TrimSuffix(row.Rate, "%")), read(row.Tax)
	return base, rate, tax, ok
}

// largestRounding is how much an invoice may be rounded by in all (BT-114), in
// whole units of its currency: coins of a fifth are rounded away, not more.
var largestRounding = decimal.NewFromInt(1)

// grossArith reports totals that do not follow from one another: net and tax
// give gross; gross less prepaid gives what is due. Rounding may stand in either
// (EN 16931 puts it into the second).
func grossArith(w *work) []payable.Finding {
	v, c := w.Invoice, w.Invoice.Currency
	allowed, on := w.allowance(payable.GrossArith)
	switch {
	case !on:
		return []payable.Finding{switchedOff(0, payable.GrossArith)}
	case v.Gross == nil:
		return []payable.Finding{because(0, payable.RequiredFields)}
	}
	round := value(v.Rounding)
	if round.Abs().GreaterThan(largestRounding) || value(v.Prepaid).IsNegative() {
		return one(review, "GROSS_ARITH.odd", "rounding", amount(round, c), "prepaid", amount(value(v.Prepaid), c), "currency", string(c))
	}
	if v.Net != nil {
		f := nearest("GROSS_ARITH", v.Net.Add(value(v.Tax)), round, *v.Gross, allowed, c)
		if v.Payable == nil || f.Outcome != pass {
			return []payable.Finding{f}
		}
	}
	if v.Payable == nil {
		return []payable.Finding{arith("GROSS_ARITH", *v.Gross, *v.Gross, allowed, c)}
	}
	return []payable.Finding{nearest("GROSS_ARITH", v.Gross.Sub(value(v.Prepaid)), round, *v.Payable, allowed, c)}
}

// nearest compares got with want, with and without rounding.
func nearest(check string, want, rounding, got, allowed decimal.Decimal, c payable.Currency) payable.Finding {
	f := arith(check, want, got, allowed, c)
	if f.Outcome != pass && !rounding.IsZero() {
		if g := arith(check, want.Add(rounding), got, allowed, c); g.Outcome == pass {
			return g
		}
	}
	return f
}
