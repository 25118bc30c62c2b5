package fields

import (
	"strings"

	"github.com/jacoelho/banking/iban"

	"github.com/payable-ap/payable"
)

// ibanLength says how long an account number is in the countries most met.
var ibanLength = map[string]int{
	"AT": 20, "BE": 16, "BG": 22, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21,
	"HU": 28, "IE": 22, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24,
	"SI": 19, "SK": 24, "TR": 26,
}

// ibanAt returns the valid account number that starts at a token, and how many
// tokens it takes.
func ibanAt(toks []token, j int) (string, int) {
	first := strings.ToUpper(toks[j].text)
	if len(first) < 2 || first[0] < 'A' || first[0] > 'Z' || first[1] < 'A' || first[1] > 'Z' {
		return "", 0
	}
	s := ""
	for n := 0; n < 12 && j+n < len(toks) && len(s) <= 34; n++ {
		s += strings.Trim(strings.ToUpper(toks[j+n].text), ".,;:()")
		if len(s) >= 15 && len(s) <= 34 && iban.Validate(s) == nil {
			return s, n + 1
		}
	}
	return "", 0
}

// brokenIBAN returns what stands after the label of an IBAN and has the form of
// one though its check digits disagree: misprinted, misread or invented.
func brokenIBAN(toks []token, j int) (string, int) {
	if j == 0 || toks[j-1].label == nil && (j < 2 || toks[j-1].fold != "" || toks[j-2].label == nil) {
		return "", 0
	}
	lab := toks[j-1].label
	if lab == nil {
		lab = toks[j-2].label
	}
	if _, ok := lab.means(string(payable.IBAN)); !ok {
		return "", 0
	}
	s := ""
	for n := 0; n < 10 && j+n < len(toks) && toks[j+n].seg == toks[j].seg; n++ {
		w := strings.Trim(toks[j+n].text, ".,;:()")
		if w != strings.ToUpper(w) || !hasDigit(w) && len(s) < 4 || letters(w) == len(w) && len(w) < 4 || toks[j+n].label != nil {
			break
		}
		s += w
		if len(s) >= 4 && !(plain(s[2:4]) && letters(s[:2]) == 2) || strings.ContainsAny(s, "*-/") {
			return "", 0
		}
		if rest := len(s); rest >= 15 && rest <= 34 && (j+n+1 >= len(toks) || !hasDigit(toks[j+n+1].text) || toks[j+n+1].seg != toks[j].seg) {
			return s, n + 1
		}
	}
	return "", 0
}

// longAsIBAN returns what has the letters and the length of a country's account
// number though its check digits disagree.
func longAsIBAN(toks []token, j int) (string, int) {
	first := strings.Trim(toks[j].text, ".,;:()")
	if len(first) < 4 || ibanLength[first[:2]] == 0 || !plain(first[2:4]) {
		return "", 0
	}
	s, want := "", ibanLength[first[:2]]
	for n := 0; n < 10 && j+n < len(toks) && toks[j+n].seg == toks[j].seg && len(s) < want; n++ {
		w := strings.Trim(toks[j+n].text, ".,;:()")
		if n > 0 && !hasDigit(w) || w != strings.ToUpper(w) || strings.ContainsAny(w, "-/*.") {
			return "", 0
		}
		if s += w; len(s) == want {
			return s, n + 1
		}
	}
	return "", 0
}
