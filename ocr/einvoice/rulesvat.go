package einvoice

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// A family is the rules of one VAT category, which are alike: BR-S-01 and so on.
type family struct {
	ids      string // "BR-S-"
	category string // UNTDID 5305
	name     string
	rated    bool // has a rate, and a row for each
	zero     bool // its rate is stated and zero
	why      bool // asks for a reason of exemption

	seller func(*statement) bool
	buyer  func(*statement) bool
}

// families are the categories of EN 16931-1, 6.4.3.
var families = []family{
	{ids: "BR-S-", category: "S", name: "standard rated", rated: true, seller: taxedSeller},
	{ids: "BR-Z-", category: "Z", name: "zero rated", zero: true, seller: taxedSeller},
	{ids: "BR-E-", category: "E", name: "exempt from VAT", zero: true, why: true, seller: taxedSeller},
	{ids: "BR-AE-", category: "AE", name: "reverse charge", zero: true, why: true, seller: taxedSeller,
		buyer: func(s *statement) bool { return s.buyer.vat+s.buyer.legal != "" }},
	{ids: "BR-IC-", category: "K", name: "intra-community supply", zero: true, why: true, seller: vatSeller,
		buyer: func(s *statement) bool { return s.buyer.vat != "" }},
	{ids: "BR-G-", category: "G", name: "export outside the EU", zero: true, why: true, seller: vatSeller},
	{ids: "BR-O-", category: "O", name: "not subject to VAT", why: true,
		seller: func(s *statement) bool { return s.seller.vat+s.representative.vat == "" }, buyer: func(s *statement) bool { return s.buyer.vat == "" }},
	{ids: "BR-AF-", category: "L", name: "IGIC of the Canary Islands", rated: true, seller: taxedSeller},
	{ids: "BR-AG-", category: "M", name: "IPSI of Ceuta and Melilla", rated: true, seller: taxedSeller},
}

// taxedSeller reports whether the seller or the representative is known to the
// tax office (BT-31, 32 or 63).
func taxedSeller(s *statement) bool {
	return s.seller.vat+s.seller.tax+s.representative.vat != ""
}

// vatSeller is taxedSeller without a national number (BT-31 or 63).
func vatSeller(s *statement) bool { return s.seller.vat+s.representative.vat != "" }

// rulesVAT are the rules of all families.
func rulesVAT() (out []rule) {
	for _, f := range families {
		out = append(out, f.rules()...)
		switch f.category {
		case "K":
			out = append(out, rule{"BR-IC-11", "an intra-community supply has a date of delivery or a period", f.where(func(s *statement) bool {
				return s.delivered+s.period.from+s.period.to != ""
			})}, rule{"BR-IC-12", "an intra-community supply names the country delivered to", f.where(func(s *statement) bool { return s.deliverCountry != "" })})
		case "O":
			out = append(out, notSubject(f)...)
		}
	}
	return out
}

// notSubject are the rules that what is not subject to VAT stands alone.
func notSubject(f family) []rule {
	return []rule{
		{"BR-O-11", "beside what is not subject to VAT there is no other category", f.where(func(s *statement) bool { return len(s.breakdown) == 1 })},
		{"BR-O-12", "beside what is not subject to VAT there is no line of another category", f.where(func(s *statement) bool {
			return !slices.ContainsFunc(s.lines, func(l billed) bool { return l.category != "O" })
		})},
		{"BR-O-13", "beside what is not subject to VAT there is no allowance of another category", f.where(func(s *statement) bool {
			return !slices.ContainsFunc(s.charges, func(c charge) bool { return !c.more && c.category != "O" })
		})},
		{"BR-O-14", "beside what is not subject to VAT there is no charge of another category", f.where(func(s *statement) bool {
			return !slices.ContainsFunc(s.charges, func(c charge) bool { return c.more && c.category != "O" })
		})},
	}
}

// where holds where the breakdown does not have the category, or f does.
func (f family) where(holds func(*statement) bool) func(*statement) []string {
	return unless(func(s *statement) bool { return f.rows(s) == 0 || holds(s) })
}

func (f family) rows(s *statement) (n int) {
	for _, t := range s.breakdown {
		if t.category == f.category {
			n++
		}
	}
	return n
}

func (f family) rules() []rule {
	lines := func(s *statement) bool {
		return slices.ContainsFunc(s.lines, func(l billed) bool { return l.category == f.category })
	}
	charges := func(more bool) func(*statement) bool {
		return func(s *statement) bool {
			return slices.ContainsFunc(s.charges, func(c charge) bool { return c.category == f.category && c.more == more })
		}
	}
	named := func(has func(*statement) bool) func(*statement) []string {
		return unless(func(s *statement) bool {
			return !has(s) || (f.seller == nil || f.seller(s)) && (f.buyer == nil || f.buyer(s))
		})
	}
	parties := "the parties' VAT ids are as “" + f.name + "” asks"
	return []rule{
		{f.ids + "01", "what is billed as “" + f.name + "” has its row in the VAT breakdown", unless(func(s *statement) bool {
			billed, n := lines(s) || charges(false)(s) || charges(true)(s), f.rows(s)
			return billed == (n > 0) && (f.rated || n <= 1)
		})},
		{f.ids + "02", parties + " (lines)", named(lines)},
		{f.ids + "03", parties + " (allowances)", named(charges(false))},
		{f.ids + "04", parties + " (charges)", named(charges(true))},
		{f.ids + "05", "a line's rate is as “" + f.name + "” asks", eachLine(func(l billed) string { return f.rate(l.category, l.rate) })},
		{f.ids + "06", "an allowance's rate is as “" + f.name + "” asks", eachCharge(false, func(c charge) string { return f.rate(c.category, c.rate) })},
		{f.ids + "07", "a charge's rate is as “" + f.name + "” asks", eachCharge(true, func(c charge) string { return f.rate(c.category, c.rate) })},
		{f.ids + "08", "what is billed as “" + f.name + "” makes the taxable amount", f.bases},
		{f.ids + "09", "the tax of “" + f.name + "” is what its rate makes", eachTax(func(t taxed) string {
			tax, ok := num(t.tax)
			want := decimal.Zero
			if f.rated {
				want = zeroIf(t.base).Mul(zeroIf(t.rate)).Shift(-2).Round(2)
			}
			if t.category != f.category || !ok || want.Sub(tax).Abs().LessThanOrEqual(f.slack()) {
				return ""
			}
			return fmt.Sprintf("of %s makes %s, not %s", stating(t.base), want, tax)
		})},
		{f.ids + "10", "a reason of exemption is as “" + f.name + "” asks", eachTax(func(t taxed) string {
			switch has := t.reason+t.code != ""; {
			case t.category != f.category || has == f.why:
				return ""
			case has:
				return "has one: " + clip(t.reason+t.code)
			}
			return "has none"
		})},
	}
}

// rate says what is wrong with the rate of something in the category.
func (f family) rate(category, rate string) string {
	d, ok := num(rate)
	switch {
	case category != f.category:
		return ""
	case f.rated && f.category == "S" && (!ok || !d.IsPositive()), f.rated && (!ok || d.IsNegative()), f.zero && (!ok || !d.IsZero()):
		return "is " + stating(rate)
	case !f.rated && !f.zero && rate != "":
		return "is " + clip(rate)
	}
	return ""
}

// slack is how far a sum of the category may be off: where there is a rate, each
// line was rounded.
func (f family) slack() decimal.Decimal {
	if f.rated {
		return near
	}
	return cent
}

// bases holds the taxable amount of each row against the lines, allowances and
// charges of its category, and of its rate where there is one.
func (f family) bases(s *statement) (out []string) {
	for _, t := range s.breakdown {
		base, ok := num(t.base)
		if t.category != f.category || !ok {
			continue
		}
		mine := func(category, rate string) bool {
			return category == f.category && (!f.rated || zeroIf(rate).Equal(zeroIf(t.rate)))
		}
		sum := total(s.lines, func(l billed) (string, bool) { return l.net, mine(l.category, l.rate) }).
			Sub(total(s.charges, func(c charge) (string, bool) { return c.amount, !c.more && mine(c.category, c.rate) })).
			Add(total(s.charges, func(c charge) (string, bool) { return c.amount, c.more && mine(c.category, c.rate) }))
		if sum.Sub(base).Abs().GreaterThan(f.slack()) {
			out = append(out, fmt.Sprintf("%s, not %s", sum, base))
		}
	}
	return out
}
