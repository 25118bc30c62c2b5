package fields

import (
	"strings"

	"github.com/shopspring/decimal"
)

// A style says which sign a document writes before the decimals.
type style byte

const (
	styleUnknown style = 0
	stylePoint   style = '.'
	styleComma   style = ','
)

// A number is a printed number with what was written to it.
type number struct {
	value    decimal.Decimal
	places   int    // printed decimals
	currency string // ISO code, "" if none
	percent  bool
	grouped  bool   // has thousands separators
	base     int64  // the price is for so many, 0 for one: "12.50 / 100"
	unit     string // UN/ECE code of a unit glued to it: "31Stk."
	doubt    bool   // "1,234" where the document does not say what the comma is
}

// maxDigits bounds what is taken for a number: longer runs are identifiers.
const maxDigits = 15

// parseNumber reads one printed number with its sign, currency and percent sign,
// or reports false. What a single separator before three digits means is decided
// by st, the document's style.
func parseNumber(s string, st style) (number, bool) {
	var n number
	if !hasDigit(s) {
		return n, false // most words: what follows is for the few others
	}
	neg := false
	s = strings.Trim(s, " \u00a0*:;")
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		// accountants' negative; elsewhere parentheses only set a remark apart
		neg = st == stylePoint && !strings.HasSuffix(s, "%)")
		s = s[1 : len(s)-1]
	}
	s = strings.Trim(s, "()")
	for range 3 {
		s = strings.TrimSpace(s)
		rest, minus := cutSign(s)
		neg, s = neg || minus, rest
		if rest, ok := strings.CutSuffix(s, "%"); ok {
			n.percent, s = true, rest
		}
		rest, c := cutCurrency(s)
		if c != "" {
			n.currency, s = c, rest
		}
	}
	body, places, ok := digits(s, st, &n)
	if !ok {
		return number{}, false
	}
	v, err := decimal.NewFromString(body)
	if err != nil {
		return number{}, false
	}
	if neg {
		v = v.Neg()
	}
	n.value, n.places = v, places
	return n, true
}

// cutSign removes a minus before or after the digits, and a plus or "=" before.
func cutSign(s string) (rest string, minus bool) {
	for _, m := range []string{"-", "−", "–", "\u2010", "\u2011"} {
		if r, ok := strings.CutPrefix(s, m); ok && r != "" {
			return r, true
		}
		if r, ok := strings.CutSuffix(s, m); ok && r != "" {
			// "15,-" is a whole amount, not a negative one
			if strings.HasSuffix(r, ",") || strings.HasSuffix(r, ".") {
				return r[:len(r)-1], false
			}
			return r, true
		}
	}
	for _, p := range []string{"+", "="} {
		if r, ok := strings.CutPrefix(s, p); ok {
			return r, false
		}
	}
	return s, false
}

// digits normalises a run of digits and separators to digits with a point.
func digits(s string, st style, n *number) (body string, places int, ok bool) {
	s = strings.TrimRight(s, ".,")
	count, points, commas, last := 0, 0, 0, -1
	var b strings.Builder
	for i, r := range s {
		switch {
		case isDigit(r):
			count++
			b.WriteRune(r)
		case r == '.', r == ',':
			if r == '.' {
				points++
			} else {
				commas++
			}
			last = b.Len()
			b.WriteRune(r)
		case (r == '\'' || r == '’' || r == ' ' || r == '\u00a0' || r == '\u202f') && i > 0:
			n.grouped = true
		default:
			return "", 0, false
		}
	}
	if count == 0 || count > maxDigits {
		return "", 0, false
	}
	s = b.String()
	if last < 0 {
		return s, 0, true
	}
	sep, after := s[last], len(s)-last-1
	switch {
	case points > 0 && commas > 0:
		if points > 1 && commas > 1 || (sep == '.' && points > 1) || (sep == ',' && commas > 1) {
			return "", 0, false
		}
		if !grouping(s[:last], otherSeparator(sep)) {
			return "", 0, false
		}
		n.grouped = true
	case points > 1 || commas > 1:
		if !grouping(s, sep) {
			return "", 0, false
		}
		n.grouped = true
		return strings.ReplaceAll(s, string(sep), ""), 0, true
	case after == 3 && last >= 1 && last <= 3 && s[0] != '0' && st != style(sep):
		n.grouped, n.doubt = true, st == styleUnknown
		return s[:last] + s[last+1:], 0, true
	}
	whole := pointsAndCommas.Replace(s[:last])
	if whole == "" {
		whole = "0"
	}
	return whole + "." + s[last+1:], after, true
}

var pointsAndCommas = strings.NewReplacer(".", "", ",", "")

func otherSeparator(sep byte) byte {
	if sep == '.' {
		return ','
	}
	return '.'
}

// grouping reports whether sep stands where thousands are separated, the Indian
// way (12,34,567) included.
func grouping(s string, sep byte) bool {
	parts := strings.Split(s, string(sep))
	if len(parts[0]) < 1 || len(parts[0]) > 3 || len(parts[len(parts)-1]) != 3 {
		return false
	}
	for _, p := range parts[1 : len(parts)-1] {
		if len(p) != 3 && len(p) != 2 {
			return false
		}
	}
	return true
}

// documentStyle counts what the document's numbers show: a last separator before
// one or two digits, or two different separators, tell; three digits do not.
func documentStyle(lines []line) style {
	point, comma := 0, 0
	for _, l := range lines {
		for _, t := range l.toks {
			s := strings.Trim(t.text, "()-+−–€$£%*:;")
			i := strings.LastIndexAny(s, ".,")
			if i <= 0 || len(s)-i-1 < 1 || len(s)-i-1 > 4 || !hasDigit(s) {
				continue
			}
			n, ok := parseNumber(s, styleUnknown)
			if !ok || n.doubt || n.places == 0 {
				continue
			}
			weight := 1
			if n.places == 2 {
				weight = 3
			}
			if s[i] == '.' {
				point += weight
			} else {
				comma += weight
			}
		}
	}
	switch {
	case point > comma:
		return stylePoint
	case comma > point:
		return styleComma
	}
	return styleUnknown
}
