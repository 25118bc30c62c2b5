package einvoice

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// near is how far a tax may be from what its rate makes: vendors round by line,
// by rate or at the end, and the rules' own tests allow this much.
var near = decimal.New(1, 0)

// conditions are the rules that hold one part of an invoice against another.
var conditions = []rule{
	{"BR-CO-03", "the tax point is given by a date or by a code, not by both", unless(func(s *statement) bool { return s.taxPoint == "" || s.taxPointCode == "" })},
	{"BR-CO-04", "a line has a VAT category", eachLine(func(l billed) string { return missing(l.category) })},
	{"BR-CO-09", "a VAT id begins with its country", func(s *statement) (out []string) {
		for _, id := range []string{s.seller.vat, s.representative.vat, s.buyer.vat} {
			if id != "" && !country.MatchString(id) {
				out = append(out, clip(id))
			}
		}
		return out
	}},
	{"BR-CO-11", "the allowances make their sum", chargesMake(false, "BT-107")},
	{"BR-CO-12", "the charges make their sum", chargesMake(true, "BT-108")},
	{"BR-CO-14", "the rows of the VAT breakdown make the tax total", func(s *statement) []string {
		stated, ok := num(s.sums["BT-110"])
		sum := total(s.breakdown, func(t taxed) (string, bool) { return t.tax, true })
		if !ok || len(s.breakdown) == 0 || sum.Sub(stated).Abs().LessThanOrEqual(cent) {
			return nil
		}
		return []string{fmt.Sprintf("%s, not %s", sum, stated)}
	}},
	{"BR-CO-17", "a category's tax is its base times its rate", eachTax(func(t taxed) string {
		base, ok := num(t.base)
		tax, ok2 := num(t.tax)
		rate, ok3 := num(t.rate)
		if want := base.Mul(rate).Shift(-2).Round(2); ok && ok2 && ok3 && want.Sub(tax).Abs().GreaterThan(near) {
			return fmt.Sprintf("of %s makes %s, not %s", base, want, tax)
		}
		return ""
	})},
	{"BR-CO-18", "an invoice has a VAT breakdown", unless(func(s *statement) bool { return len(s.breakdown) > 0 })},
	{"BR-CO-19", "a period has a beginning or an end", unless(func(s *statement) bool {
		return !s.period.given || s.period.from+s.period.to+s.taxPointCode != ""
	})},
	{"BR-CO-20", "a line's period has a beginning or an end", eachLine(func(l billed) string {
		if !l.period.given {
			return ""
		}
		return missing(l.period.from + l.period.to)
	})},
	{"BR-CO-25", "what is due has a date or terms", unless(func(s *statement) bool {
		return s.credits || !zeroIf(s.sums["BT-115"]).IsPositive() || s.due+s.terms != ""
	})},
	{"BR-CO-26", "the seller has an identifier, a registration or a VAT id", unless(func(s *statement) bool {
		return strings.Join(s.seller.ids, "")+s.seller.legal+s.seller.vat != ""
	})},
}

// country is ISO 3166-1 alpha-2, or EL for Greece.
var country = regexp.MustCompile(`^[A-Z]{2}`)

func chargesMake(more bool, term string) func(*statement) []string {
	return func(s *statement) []string {
		sum := total(s.charges, func(c charge) (string, bool) { return c.amount, c.more == more })
		if stated := zeroIf(s.sums[term]); sum.Sub(stated).Abs().GreaterThan(cent) {
			return []string{fmt.Sprintf("%s, not %s", sum, stated)}
		}
		return nil
	}
}

// decimals are the rules BR-DEC: amounts have at most two decimals.
func decimals() (out []rule) {
	all := func(s *statement, more bool, f func(charge) string) (v []string) {
		for _, c := range s.charges {
			if c.more == more {
				v = append(v, f(c))
			}
		}
		return v
	}
	ofLines := func(s *statement, more bool, f func(charge) string) (v []string) {
		for _, l := range s.lines {
			for _, c := range l.charges {
				if c.more == more {
					v = append(v, f(c))
				}
			}
		}
		return v
	}
	amount, base := func(c charge) string { return c.amount }, func(c charge) string { return c.base }
	for _, d := range []struct {
		id, what string
		values   func(*statement) []string
	}{
		{"01", "an allowance", func(s *statement) []string { return all(s, false, amount) }},
		{"02", "an allowance's base", func(s *statement) []string { return all(s, false, base) }},
		{"05", "a charge", func(s *statement) []string { return all(s, true, amount) }},
		{"06", "a charge's base", func(s *statement) []string { return all(s, true, base) }},
		{"09", "the sum of the lines", sums("BT-106")},
		{"10", "the sum of allowances", sums("BT-107")},
		{"11", "the sum of charges", sums("BT-108")},
		{"12", "the total without VAT", sums("BT-109")},
		{"13", "the tax total", sums("BT-110")},
		{"14", "the total with VAT", sums("BT-112")},
		{"15", "the tax total in the accounting currency", sums("BT-111")},
		{"16", "what was paid", sums("BT-113")},
		{"17", "the rounding", sums("BT-114")},
		{"18", "the amount due", sums("BT-115")},
		{"19", "a category's taxable amount", func(s *statement) (v []string) {
			for _, t := range s.breakdown {
				v = append(v, t.base)
			}
			return v
		}},
		{"20", "a category's tax", func(s *statement) (v []string) {
			for _, t := range s.breakdown {
				v = append(v, t.tax)
			}
			return v
		}},
		{"23", "a line's net amount", func(s *statement) (v []string) {
			for _, l := range s.lines {
				v = append(v, l.net)
			}
			return v
		}},
		{"24", "a line's allowance", func(s *statement) []string { return ofLines(s, false, amount) }},
		{"25", "a line's allowance's base", func(s *statement) []string { return ofLines(s, false, base) }},
		{"27", "a line's charge", func(s *statement) []string { return ofLines(s, true, amount) }},
		{"28", "a line's charge's base", func(s *statement) []string { return ofLines(s, true, base) }},
	} {
		out = append(out, rule{"BR-DEC-" + d.id, d.what + " has at most two decimals", each(d.values, func(v string) string {
			if _, after, has := strings.Cut(v, "."); has && len(after) > 2 {
				return "is " + clip(v)
			}
			return ""
		})})
	}
	return out
}

func sums(term string) func(*statement) []string {
	return func(s *statement) []string { return []string{s.sums[term]} }
}
