package einvoice

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jacoelho/banking/iban"
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

type fields = map[payable.Term]payable.Field

// A reading is a draft being filled from a tree.
type reading struct {
	payable.Draft
	thirdParty decimal.Decimal // claims of others in the amount due (XRechnung BG-DEX-09)
}

func newReading(doc payable.DocType) *reading {
	return &reading{Draft: payable.Draft{
		Ordinal: 1,
		DocType: doc,
		Source:  payable.SourceXML,
		Fields:  fields{},
	}}
}

func (r *reading) problem(format string, args ...any) {
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

// put states a value that was worked out rather than copied; set copies.
func put(f fields, t payable.Term, value, why string, confidence float64) {
	if value != "" {
		f[t] = payable.Field{Value: value, Confidence: confidence, Source: payable.SourceXML, Why: why}
	}
}

// text states the first of the paths that has text.
func (r *reading) text(f fields, t payable.Term, n *node, paths ...string) {
	for _, p := range paths {
		if hit := n.at(p); hit != nil {
			put(f, t, hit.value(), p, 1)
			return
		}
	}
}

// number states the first of the paths that has text, if it is a number.
func (r *reading) number(f fields, t payable.Term, n *node, paths ...string) {
	for _, p := range paths {
		if hit := n.at(p); hit != nil {
			r.numberAt(f, t, hit, p)
			return
		}
	}
}

func (r *reading) numberAt(f fields, t payable.Term, n *node, why string) {
	s, ok := plainNumber(n.value())
	if !ok {
		r.problem("%s: %q is not a number such as 1234.50", n.place(), clip(n.value()))
		return
	}
	put(f, t, s, why, 1)
}

// date states the first of the paths that has text, if it is a date.
func (r *reading) date(f fields, t payable.Term, n *node, paths ...string) {
	for _, p := range paths {
		hit := n.at(p)
		if hit == nil {
			continue
		}
		d, ok := isoDate(hit.value(), hit.attr("format"))
		if !ok {
			r.problem("%s: %q is not a date", hit.place(), clip(hit.value()))
			return
		}
		put(f, t, d, p, 1)
		return
	}
}

// currency states an ISO 4217 code.
func (r *reading) currency(n *node, path string) {
	hit := n.at(path)
	if hit == nil {
		return
	}
	c := payable.Currency(strings.ToUpper(hit.value()))
	if !c.Valid() {
		r.problem("%s: %q is not a currency code such as EUR", hit.place(), clip(hit.value()))
		return
	}
	put(r.Fields, payable.CurrencyCode, string(c), path, 1)
}

// joined states all values at a path, each once, in order.
func (r *reading) joined(f fields, t payable.Term, n *node, path string) {
	var seen []string
	for _, hit := range n.every(path) {
		if v := hit.value(); v != "" && !contains(seen, v) {
			seen = append(seen, v)
		}
	}
	put(f, t, strings.Join(seen, "; "), path, 1)
}

// sum states what several amounts come to. One alone is a copy; of several the
// sum is ours, so its confidence is below 1.
func (r *reading) sum(f fields, t payable.Term, amounts []*node, path string) {
	if len(amounts) == 0 {
		return
	}
	if len(amounts) == 1 {
		r.numberAt(f, t, amounts[0], path)
		return
	}
	total := decimal.Zero
	for _, n := range amounts {
		s, ok := plainNumber(n.value())
		if !ok {
			r.problem("%s: %q is not a number such as 1234.50", n.place(), clip(n.value()))
			return
		}
		total = total.Add(decimal.RequireFromString(s))
	}
	put(f, t, total.String(), fmt.Sprintf("sum of %d × %s", len(amounts), path), 0.99)
}

// account adds a payee's account to Bank, and to the field IBAN if it is one and
// none came before.
func (r *reading) account(n *node, path string, saysIBAN bool) {
	id := Account(n.value())
	if id == "" {
		return
	}
	if !contains(r.Bank, id) {
		r.Bank = append(r.Bank, id)
	}
	if _, has := r.Fields[payable.IBAN]; has {
		return
	}
	switch valid := iban.Validate(id) == nil; {
	case valid:
		put(r.Fields, payable.IBAN, id, path, 1)
	case saysIBAN || ibanShape.MatchString(id):
		put(r.Fields, payable.IBAN, id, path, 0.9)
		r.problem("%s: the account's check digits do not make it an IBAN", n.place())
	}
}

// Account normalises an account number as [payable.Draft].Bank holds it: letters
// and digits only, in capitals.
func Account(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z':
			return c
		case c >= 'a' && c <= 'z':
			return c - 'a' + 'A'
		}
		return -1
	}, s)
}

var (
	ibanShape  = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$`)
	ibanInText = regexp.MustCompile(`\b[A-Za-z]{2}[0-9]{2}(?:[ .-]?[A-Za-z0-9]){11,30}\b`)
)

// accountsInText adds accounts that stand in free text. A note that names another
// account than the payment terms is how payments are diverted.
func (r *reading) accountsInText(notes ...*node) {
	for _, n := range notes {
		for _, hit := range ibanInText.FindAllString(n.value(), 20) {
			// Words after the account may have been swallowed: try each shorter end.
			id := Account(hit)
			for end := min(len(id), 34); end >= 15; end-- {
				if iban.Validate(id[:end]) == nil {
					if !contains(r.Bank, id[:end]) {
						r.Bank = append(r.Bank, id[:end])
					}
					break
				}
			}
		}
	}
}

// numberShape is xs:decimal. Exponents are left out on purpose: 1e999999 is nine
// characters that cost gigabytes.
var numberShape = regexp.MustCompile(`^[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})$`)

func plainNumber(s string) (string, bool) {
	if !numberShape.MatchString(s) {
		return "", false
	}
	s = strings.TrimSuffix(strings.TrimPrefix(s, "+"), ".")
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "-.") {
		s = strings.Replace(s, ".", "0.", 1)
	}
	return s, true
}

// isoDate reads xs:date and xs:dateTime, with or without a zone, and CII's date
// formats 102 (CCYYMMDD) and 203, 204 (with a time).
func isoDate(s, format string) (string, bool) {
	switch {
	case format == "102" || format == "203" || format == "204" || isDigits(s) && len(s) >= 8:
		if len(s) >= 8 && isDigits(s[:8]) {
			s = s[:4] + "-" + s[4:6] + "-" + s[6:8]
		}
		fallthrough
	default:
		if len(s) < 10 {
			return "", false
		}
		if _, err := time.Parse(time.DateOnly, s[:10]); err != nil {
			return "", false
		}
		return s[:10], true
	}
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// clip shortens a hostile value for a sentence.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
