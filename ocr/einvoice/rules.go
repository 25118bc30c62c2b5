package einvoice

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// A rule is a business rule of EN 16931-1, under the id by which it is known in
// all of Europe. broken returns where it is broken, with the figures: one entry a
// place, none where it holds.
//
// Not here are the rules that contradictions.go tests in every dialect
// (BR-CO-10, 13, 15, 16); BR-CO-05 to 08, that a reason's code and its words mean
// the same, which needs a reader; and those of code lists (BR-CL), which change
// twice a year. BR-CO-21 to 24 repeat BR-33, 38, 42 and 44.
type rule struct {
	id     string
	says   string // what the rule asks for, as a sentence after "…"
	broken func(*statement) []string
}

// rules are in the order of their numbers; those of VAT are in rulesvat.go.
var rules = slices.Concat([]rule{
	{"BR-01", "an invoice names its specification", needs(func(s *statement) string { return s.specification })},
	{"BR-02", "an invoice has a number", needs(func(s *statement) string { return s.number })},
	{"BR-03", "an invoice has a date", needs(func(s *statement) string { return s.issued })},
	{"BR-04", "an invoice has a type code", needs(func(s *statement) string { return s.kind })},
	{"BR-05", "an invoice has a currency", needs(func(s *statement) string { return s.currency })},
	{"BR-06", "the seller has a name", needs(func(s *statement) string { return s.seller.name })},
	{"BR-07", "the buyer has a name", needs(func(s *statement) string { return s.buyer.name })},
	{"BR-08", "the seller has an address", unless(func(s *statement) bool { return s.seller.address })},
	{"BR-09", "the seller's address names a country", unless(func(s *statement) bool { return !s.seller.address || s.seller.country != "" })},
	{"BR-10", "the buyer has an address", unless(func(s *statement) bool { return s.buyer.address })},
	{"BR-11", "the buyer's address names a country", unless(func(s *statement) bool { return !s.buyer.address || s.buyer.country != "" })},
	{"BR-12", "the sum of the lines is stated", needs(sum("BT-106"))},
	{"BR-13", "the total without VAT is stated", needs(sum("BT-109"))},
	{"BR-14", "the total with VAT is stated", needs(sum("BT-112"))},
	{"BR-15", "the amount due is stated", needs(sum("BT-115"))},
	{"BR-16", "an invoice has at least one line", unless(func(s *statement) bool { return len(s.lines) > 0 })},
	{"BR-17", "a payee has a name", unless(func(s *statement) bool { return !s.payee.given || s.payee.name != "" })},
	{"BR-18", "the seller's tax representative has a name", ofRepresentative(func(p partner) bool { return p.name != "" })},
	{"BR-19", "the seller's tax representative has an address", ofRepresentative(func(p partner) bool { return p.address })},
	{"BR-20", "the tax representative's address names a country", ofRepresentative(func(p partner) bool { return !p.address || p.country != "" })},
	{"BR-21", "a line has an id", eachLine(func(l billed) string { return missing(l.id) })},
	{"BR-22", "a line has a quantity", eachLine(func(l billed) string { return missing(l.quantity) })},
	{"BR-23", "a line's quantity has a unit", eachLine(func(l billed) string { return missing(l.unit) })},
	{"BR-24", "a line has a net amount", eachLine(func(l billed) string { return missing(l.net) })},
	{"BR-25", "a line has an item's name", eachLine(func(l billed) string { return missing(l.name) })},
	{"BR-26", "a line has a net price", eachLine(func(l billed) string { return missing(l.price) })},
	{"BR-27", "a net price is not negative", eachLine(func(l billed) string { return negative(l.price) })},
	{"BR-28", "a gross price is not negative", eachLine(func(l billed) string { return negative(l.gross) })},
	{"BR-29", "a period ends after it begins", func(s *statement) []string { return one(backwards(s.period)) }},
	{"BR-30", "a line's period ends after it begins", eachLine(func(l billed) string { return backwards(l.period) })},
	{"BR-31", "an allowance has an amount", eachCharge(false, func(c charge) string { return missing(c.amount) })},
	{"BR-32", "an allowance has a VAT category", eachCharge(false, func(c charge) string { return missing(c.category) })},
	{"BR-33", "an allowance has a reason", eachCharge(false, func(c charge) string { return missing(c.reason + c.code) })},
	{"BR-36", "a charge has an amount", eachCharge(true, func(c charge) string { return missing(c.amount) })},
	{"BR-37", "a charge has a VAT category", eachCharge(true, func(c charge) string { return missing(c.category) })},
	{"BR-38", "a charge has a reason", eachCharge(true, func(c charge) string { return missing(c.reason + c.code) })},
	{"BR-41", "a line's allowance has an amount", eachLineCharge(false, func(c charge) string { return missing(c.amount) })},
	{"BR-42", "a line's allowance has a reason", eachLineCharge(false, func(c charge) string { return missing(c.reason + c.code) })},
	{"BR-43", "a line's charge has an amount", eachLineCharge(true, func(c charge) string { return missing(c.amount) })},
	{"BR-44", "a line's charge has a reason", eachLineCharge(true, func(c charge) string { return missing(c.reason + c.code) })},
	{"BR-45", "a VAT category has a taxable amount", eachTax(func(t taxed) string { return missing(t.base) })},
	{"BR-46", "a VAT category has a tax amount", eachTax(func(t taxed) string { return missing(t.tax) })},
	{"BR-47", "a row of the VAT breakdown has a category", eachTax(func(t taxed) string { return missing(t.category) })},
	{"BR-48", "a VAT category has a rate unless it is not subject to VAT", eachTax(func(t taxed) string {
		if t.category == "O" {
			return ""
		}
		return missing(t.rate)
	})},
	{"BR-49", "a payment has a code for its means", eachPayment(func(p payment) string { return missing(p.code) })},
	{"BR-50", "a credit transfer names an account", eachPayment(func(p payment) string {
		if !p.transfer {
			return ""
		}
		return missing(p.account)
	})},
	{"BR-51", "a card's number is not given in full", eachPayment(func(p payment) string {
		if len(p.card) <= 10 {
			return ""
		}
		return fmt.Sprintf("%d characters", len(p.card))
	})},
	{"BR-52", "a supporting document has a reference", each(func(s *statement) []string { return s.supporting }, missing)},
	{"BR-53", "the tax total is stated in the accounting currency, too", unless(func(s *statement) bool {
		return s.taxCurrency == "" || s.taxCurrency == s.currency || s.sums["BT-111"] != ""
	})},
	{"BR-54", "an item's attribute has a name and a value", eachLine(func(l billed) string {
		for _, a := range l.attributes {
			if a[0] == "" || a[1] == "" {
				return "has one without"
			}
		}
		return ""
	})},
	{"BR-55", "a preceding invoice has a number", each(func(s *statement) []string { return s.preceding }, missing)},
	{"BR-56", "the seller's tax representative has a VAT id", ofRepresentative(func(p partner) bool { return p.vat != "" })},
	{"BR-57", "an address delivered to names a country", unless(func(s *statement) bool { return !s.deliverTo || s.deliverCountry != "" })},
	{"BR-61", "a credit transfer by its code names an account", eachPayment(func(p payment) string {
		if p.code != "30" && p.code != "58" {
			return ""
		}
		return missing(p.account)
	})},
	{"BR-62", "the seller's electronic address says of what kind it is", unless(func(s *statement) bool { return !s.seller.electronic || s.seller.electronicScheme != "" })},
	{"BR-63", "the buyer's electronic address says of what kind it is", unless(func(s *statement) bool { return !s.buyer.electronic || s.buyer.electronicScheme != "" })},
	{"BR-64", "a standard item number says of what kind it is", eachLine(func(l billed) string {
		if l.standard == "" {
			return ""
		}
		return missing(l.standardScheme)
	})},
	{"BR-65", "a classification of an item says of what kind it is", eachLine(func(l billed) string {
		for _, c := range l.classes {
			if c[1] == "" {
				return clip(c[0])
			}
		}
		return ""
	})},
}, conditions, decimals(), rulesVAT())

// broken tests every rule and returns a sentence for each that is broken, with
// the first places.
func (s *statement) broken() (out []string) {
	for _, r := range rules {
		hits := r.broken(s)
		if len(hits) == 0 {
			continue
		}
		where := strings.Join(slices.DeleteFunc(slices.Clone(hits[:min(len(hits), 3)]), func(h string) bool { return h == "" }), "; ")
		if len(hits) > 3 {
			where += fmt.Sprintf(" and %d more", len(hits)-3)
		}
		if where != "" {
			where = "; " + where
		}
		out = append(out, fmt.Sprintf("does not hold: %s%s (EN 16931 %s)", r.says, where, r.id))
	}
	return out
}

// hints adds what an invoice that claims to follow EN 16931 does not keep of it.
// They change no confidence: an invoice with a rule broken says what it says.
func (r *reading) hints(s *statement) {
	if s != nil && s.claims() {
		r.Problems = append(r.Problems, s.broken()...)
	}
}

func one(hit string) []string {
	if hit == "" {
		return nil
	}
	return []string{hit}
}

func missing(v string) string {
	if v == "" {
		return "has none"
	}
	return ""
}

func negative(v string) string {
	if d, ok := num(v); ok && d.IsNegative() {
		return v
	}
	return ""
}

func backwards(p span) string {
	from, ok := isoDate(p.from, "")
	to, ok2 := isoDate(p.to, "")
	if ok && ok2 && to < from {
		return from + " to " + to
	}
	return ""
}

func sum(term string) func(*statement) string {
	return func(s *statement) string { return s.sums[term] }
}

// needs holds where a value is stated.
func needs(value func(*statement) string) func(*statement) []string {
	return func(s *statement) []string { return one(missing(value(s))) }
}

// unless holds where f does.
func unless(f func(*statement) bool) func(*statement) []string {
	return func(s *statement) []string {
		if f(s) {
			return nil
		}
		return []string{""}
	}
}

func ofRepresentative(f func(partner) bool) func(*statement) []string {
	return unless(func(s *statement) bool { return !s.representative.given || f(s.representative) })
}

func each(list func(*statement) []string, f func(string) string) func(*statement) []string {
	return func(s *statement) (out []string) {
		for i, v := range list(s) {
			if hit := f(v); hit != "" {
				out = append(out, fmt.Sprintf("no. %d %s", i+1, hit))
			}
		}
		return out
	}
}

func eachLine(f func(billed) string) func(*statement) []string {
	return func(s *statement) (out []string) {
		for i, l := range s.lines {
			if hit := f(l); hit != "" {
				out = append(out, place(i, l)+" "+hit)
			}
		}
		return out
	}
}

// place names a line by its id, or by where it stands.
func place(i int, l billed) string {
	if l.id == "" {
		return fmt.Sprintf("line no. %d", i+1)
	}
	return "line " + clip(l.id)
}

func eachCharge(more bool, f func(charge) string) func(*statement) []string {
	return func(s *statement) (out []string) {
		for i, c := range s.charges {
			if hit := f(c); hit != "" && c.more == more {
				out = append(out, fmt.Sprintf("no. %d of %s %s", i+1, stating(c.amount), hit))
			}
		}
		return out
	}
}

func eachLineCharge(more bool, f func(charge) string) func(*statement) []string {
	return eachLine(func(l billed) string {
		for _, c := range l.charges {
			if hit := f(c); hit != "" && c.more == more {
				return hit
			}
		}
		return ""
	})
}

func eachTax(f func(taxed) string) func(*statement) []string {
	return func(s *statement) (out []string) {
		for _, t := range s.breakdown {
			if hit := f(t); hit != "" {
				out = append(out, strings.TrimSpace(clip(t.category)+" "+clip(t.rate))+" "+hit)
			}
		}
		return out
	}
}

func eachPayment(f func(payment) string) func(*statement) []string {
	return func(s *statement) (out []string) {
		for i, p := range s.payments {
			if hit := f(p); hit != "" {
				out = append(out, fmt.Sprintf("no. %d %s", i+1, hit))
			}
		}
		return out
	}
}

func stating(v string) string {
	if v == "" {
		return "nothing"
	}
	return clip(v)
}

// total is the sum of amounts.
func total[T any](list []T, amount func(T) (string, bool)) (sum decimal.Decimal) {
	for _, v := range list {
		if a, counts := amount(v); counts {
			sum = sum.Add(zeroIf(a))
		}
	}
	return sum
}
