package fields

import (
	"math"
	"slices"
	"strings"

	"github.com/jacoelho/banking/iban"
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// A Knot is a point of the table that turns what a value's score claims into how
// often such values are right.
type Knot struct{ Claimed, Right float64 }

// Grade names what supports a field of a draft beside its own score: a proof by
// arithmetic or check digits, a label, or nothing. Scores mean different things
// in different grades, so each has a table of its own. line is -1 for the header.
func Grade(dr *payable.Draft, t payable.Term, line int) string {
	if line >= 0 {
		return lineGrade(dr.Lines[line], t)
	}
	f := dr.Fields[t]
	labelled := strings.HasPrefix(f.Why, "right of") || strings.HasPrefix(f.Why, "below")
	switch t {
	case payable.NetTotal, payable.TaxTotal, payable.GrossTotal:
		return "total/" + totalSupport(dr, t, labelled)
	case payable.AmountDue, payable.PrepaidAmount, payable.RoundingAmount, payable.DocumentAllowances, payable.DocumentCharges:
		if t == payable.AmountDue && f.Value == dr.Value(payable.GrossTotal) {
			// as sure as a sum that holds at most: something may have been paid
			return "total/" + strings.TrimSuffix(totalSupport(dr, payable.GrossTotal, labelled), " proof")
		}
		return "due/" + support(labelled)
	case payable.IBAN:
		return "account/" + map[bool]string{true: "proof", false: "doubt"}[iban.Validate(f.Value) == nil]
	case payable.SellerVATID, payable.BuyerVATID:
		_, _, ok := parseVATID(f.Value)
		return "vat id/" + map[bool]string{true: "proof ", false: "doubt "}[ok] + support(labelled)
	case payable.SellerName, payable.BuyerName:
		return "name/" + support(labelled)
	case payable.IssueDate, payable.DueDate:
		if strings.HasSuffix(f.Why, swappable) {
			return "date/doubt"
		}
		return "date/" + support(labelled)
	case payable.CurrencyCode:
		return "currency"
	}
	return "id/" + support(labelled)
}

func support(labelled bool) string {
	if labelled {
		return "label"
	}
	return "place"
}

// totalSupport tells whether net and tax make gross, and whether the lines add
// up to net as well.
func totalSupport(dr *payable.Draft, t payable.Term, labelled bool) string {
	net, tax, gross := value(dr.Fields[payable.NetTotal]), value(dr.Fields[payable.TaxTotal]), value(dr.Fields[payable.GrossTotal])
	if net == nil || tax == nil || gross == nil || !near(units(net.Add(*tax)), units(*gross), cent) {
		if dr.Fields[t].Page == 0 {
			return "computed"
		}
		return support(labelled)
	}
	var sum decimal.Decimal
	for _, l := range dr.Lines {
		if v := value(l[payable.LineTotal]); v != nil {
			sum = sum.Add(*v)
		}
	}
	bases := decimal.Zero
	for _, v := range dr.VAT {
		if b, err := decimal.NewFromString(v.Base); err == nil {
			bases = bases.Add(b)
		}
	}
	switch {
	case dr.Fields[t].Page == 0:
		return "sum computed"
	case tax.IsZero():
		return "sum untaxed"
	case len(dr.Lines) > 0 && near(units(sum), units(*net), cent), len(dr.VAT) > 0 && near(units(bases), units(*net), cent):
		return "sum proof"
	}
	return "sum"
}

func value(f payable.Field) *decimal.Decimal {
	v, err := decimal.NewFromString(f.Value)
	if err != nil {
		return nil
	}
	return &v
}

// lineGrade grades a field of a line by whether quantity times price is the
// total.
func lineGrade(l map[payable.Term]payable.Field, t payable.Term) string {
	if !slices.Contains([]payable.Term{payable.LineQuantity, payable.LineUnitPrice, payable.LineTotal}, t) {
		return "line " + strings.TrimPrefix(string(t), "line_")
	}
	q, p, v := value(l[payable.LineQuantity]), value(l[payable.LineUnitPrice]), value(l[payable.LineTotal])
	kind := "line number/"
	if t == payable.LineTotal {
		kind = "line total/"
	}
	switch {
	case q == nil || p == nil || v == nil:
		return kind + "alone"
	case near(units(q.Mul(*p)), units(*v), cent) && !q.Equal(one):
		return kind + "product"
	case near(units(q.Mul(*p)), units(*v), cent):
		return kind + "one"
	}
	return kind + "differs"
}

// calibrate turns the confidences of a draft into probabilities.
func (m *Model) calibrate(dr *payable.Draft) {
	if m.tables == nil {
		return
	}
	header, lines := map[payable.Term]float64{}, make([]map[payable.Term]float64, len(dr.Lines))
	for t, f := range dr.Fields {
		header[t] = m.Probability(Grade(dr, t, -1), f.Confidence)
	}
	for i, l := range dr.Lines {
		lines[i] = map[payable.Term]float64{}
		for t, f := range l {
			lines[i][t] = m.Probability(Grade(dr, t, i), f.Confidence)
		}
	}
	for t, p := range header {
		f := dr.Fields[t]
		f.Confidence = p
		dr.Fields[t] = f
	}
	for i, l := range dr.Lines {
		for t, p := range lines[i] {
			f := l[t]
			f.Confidence = p
			l[t] = f
		}
	}
}

// Probability reads a grade's table, between its knots in proportion. A grade
// without a table keeps what its score claims, up to unproven.
func (m *Model) Probability(grade string, claimed float64) float64 {
	k := m.tables[grade]
	if most, doubt := doubts[grade]; doubt {
		claimed = min(claimed, most)
		k = nil
	}
	if len(k) == 0 {
		return min(claimed, unproven)
	}
	i := slices.IndexFunc(k, func(k Knot) bool { return k.Claimed >= claimed })
	switch {
	case i < 0:
		return round(k[len(k)-1].Right)
	case i == 0:
		return round(k[0].Right)
	}
	a, b := k[i-1], k[i]
	share := (claimed - a.Claimed) / math.Max(b.Claimed-a.Claimed, 1e-9)
	return round(a.Right + share*(b.Right-a.Right))
}

// doubts are grades a person has to look at, however often such values were right:
// the most that is claimed for them. An account whose check digits disagree may be
// what is printed and still be nobody's; 03/04/2026 may be either day until the
// document decides.
var doubts = map[string]float64{"account/doubt": 0.5, "date/doubt": 0.75}

// unproven is the most that is claimed for a value of a grade the specimens do
// not have.
const unproven = 0.85
