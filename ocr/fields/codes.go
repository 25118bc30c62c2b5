package fields

import (
	"strings"

	"github.com/payable-ap/payable"
)

// splitCodes takes item numbers off the front of descriptions where the lines
// have none of their own and all names begin with one: "AB-12 Bolts".
func splitCodes(lines []map[payable.Term]payable.Field) {
	n, firm := 0, 0
	for _, l := range lines {
		if _, ok := l[payable.LineSKU]; ok {
			return
		}
		code, rest := leadingCode(l[payable.LineDescription].Value)
		if rest != "" {
			n++
			if isCode(code) && strings.ContainsAny(code, "-.") {
				firm++
			}
		}
	}
	if n == 0 || n*5 < len(lines)*4 || n == 1 && firm == 0 {
		return
	}
	for _, l := range lines {
		f := l[payable.LineDescription]
		code, rest := leadingCode(f.Value)
		if rest == "" {
			continue
		}
		sku := f
		sku.Value, sku.Why = code, "before the description, as on the other lines"
		f.Value = rest
		l[payable.LineSKU], l[payable.LineDescription] = sku, f
	}
}

// leadingCode cuts a text whose first word looks like an item number; rest is
// empty where it does not.
func leadingCode(s string) (code, rest string) {
	code, rest, _ = strings.Cut(s, " ")
	rest = strings.TrimLeft(rest, " -–:|")
	if len(code) < 4 || len(code) > 20 || !hasDigit(code) || letters(rest) < 3 || strings.ContainsAny(code, "%[]") {
		return "", ""
	}
	bare := punctuation.Replace(code)
	if !isCode(code) && !(plain(bare) && len(bare) >= 5) {
		return "", ""
	}
	return code, rest
}

var punctuation = strings.NewReplacer(".", "", "-", "", "/", "")
