package fields

import (
	"strings"
	"unicode"
)

// currencySigns lists what is printed for a currency beside its ISO code. The
// dollar and the crown stand for the one met most often; a code on the page
// overrules them.
var currencySigns = map[string]string{
	"€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "$": "USD", "us$": "USD", "¥": "JPY", "₹": "INR", "rs": "INR", "rs.": "INR",
	"fr.": "CHF", "sfr.": "CHF", "zł": "PLN", "kč": "CZK", "kr": "SEK", "kr.": "DKK", "r$": "BRL", "c$": "CAD", "ca$": "CAD", "a$": "AUD",
	"au$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "rm": "MYR", "₺": "TRY", "₽": "RUB", "₩": "KRW", "₪": "ILS", "฿": "THB",
}

// isoCodes lists the ISO 4217 codes taken where they stand as words: three
// capitals are often something else.
var isoCodes = func() map[string]bool {
	m := map[string]bool{}
	for _, c := range strings.Fields(`EUR USD GBP CHF JPY CAD AUD NZD SEK NOK DKK PLN CZK HUF RON BGN TRY INR CNY HKD
		SGD MYR BRL MXN ZAR ILS AED SAR THB IDR PHP KRW TWD RUB UAH ISK KWD BHD OMR TND JOD`) {
		m[c] = true
	}
	return m
}()

// currencyOf returns the ISO code a word stands for, or "".
func currencyOf(s string) string {
	s = strings.Trim(s, "():,;/")
	if code := strings.TrimRight(s, "."); isoCodes[code] {
		return code
	}
	if len(s) > 5 {
		return ""
	}
	return currencySigns[strings.ToLower(s)]
}

// cutCurrency removes a currency glued to a number: "$12", "12€", "EUR12".
func cutCurrency(s string) (rest, code string) {
	first := strings.IndexFunc(s, func(r rune) bool { return isDigit(r) || r == '-' || r == '.' || r == ',' || r == '−' })
	if first > 0 {
		if c := currencyOf(strings.TrimSpace(s[:first])); c != "" {
			return strings.TrimSpace(s[first:]), c
		}
	}
	last := strings.LastIndexFunc(s, func(r rune) bool { return isDigit(r) || r == '-' || r == '.' || r == ',' })
	if last >= 0 && last < len(s)-1 {
		if c := currencyOf(strings.TrimSpace(s[last+1:])); c != "" {
			return strings.TrimSpace(s[:last+1]), c
		}
	}
	return s, ""
}

// isSign reports whether a word is a bare sign that may stand before a number.
func isSign(s string) bool {
	switch s {
	case "-", "−", "–", "+", "=":
		return true
	}
	return false
}

// isMinus reports whether a word is a bare minus.
func isMinus(s string) bool { return s == "-" || s == "−" || s == "–" }

// plain reports whether s is made of digits only.
func plain(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}
