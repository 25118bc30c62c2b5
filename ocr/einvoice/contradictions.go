package einvoice

import (
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// doubted is the confidence of fields that contradict one another: at least one
// of them is wrong, and nothing says which.
const doubted = 0.7

// cent is how far stated sums may differ: rounding of parts is no contradiction.
var cent = decimal.New(1, -2)

// disagree lowers the confidence of fields and says which rule they break.
func (r *reading) disagree(rule, sentence string, terms ...payable.Term) {
	for _, t := range terms {
		if f, has := r.Fields[t]; has {
			f.Confidence = min(f.Confidence, doubted)
			r.Fields[t] = f
		}
	}
	r.problem("%s (EN 16931 %s)", sentence, rule)
}

// contradictions holds the document's totals against each other. Only totals
// that are stated are compared; lines is the stated sum of lines (BT-106), or "".
func (r *reading) contradictions(lines string) {
	f := r.Fields
	net, tax, gross, due := f[payable.NetTotal].Value, f[payable.TaxTotal].Value, f[payable.GrossTotal].Value, f[payable.AmountDue].Value
	if want, ok := add(net, tax); ok && gross != "" && differs(want, gross) {
		r.disagree("BR-CO-15", "net "+net+" and tax "+tax+" do not make the gross total "+gross,
			payable.NetTotal, payable.TaxTotal, payable.GrossTotal)
	}
	if gross != "" && due != "" {
		want := amount(f, payable.GrossTotal).Sub(amount(f, payable.PrepaidAmount)).Add(amount(f, payable.RoundingAmount)).Add(r.thirdParty)
		if differs(want, due) {
			r.disagree("BR-CO-16", "gross total "+gross+" less what is prepaid plus rounding is not the amount due "+due, payable.AmountDue)
		}
	}
	if lines == "" {
		return
	}
	sum, complete := decimal.Zero, len(r.Lines) > 0
	for _, l := range r.Lines {
		_, has := l[payable.LineTotal]
		complete = complete && has
		sum = sum.Add(amount(l, payable.LineTotal))
	}
	if complete && differs(sum, lines) {
		r.disagree("BR-CO-10", "the lines make "+sum.String()+", not the stated "+lines)
	}
	stated, err := decimal.NewFromString(lines)
	if err != nil || net == "" {
		return
	}
	if want := stated.Sub(amount(f, payable.DocumentAllowances)).Add(amount(f, payable.DocumentCharges)); differs(want, net) {
		r.disagree("BR-CO-13", "lines "+lines+" less allowances plus charges are not the net total "+net, payable.NetTotal)
	}
}

// add returns the sum of two stated numbers, and false where one is missing.
func add(a, b string) (decimal.Decimal, bool) {
	x, err := decimal.NewFromString(a)
	y, err2 := decimal.NewFromString(b)
	return x.Add(y), err == nil && err2 == nil
}

func differs(want decimal.Decimal, stated string) bool {
	d, err := decimal.NewFromString(stated)
	return err == nil && want.Sub(d).Abs().GreaterThan(cent)
}
