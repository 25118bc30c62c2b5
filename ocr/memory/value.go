package memory

import (
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// A Grammar is what a value looks like where it is printed.
type Grammar struct {
	Kind Kind `json:"kind"`
	// Form is the decimal sign of an amount ("" where it showed none), the order of a date ("dmy", "mdy",
	// "ymd"), the class of an identifier ("A-9/9" for "RE-2026/17"), or country and
	// length of a VAT id ("DE11").
	Form string `json:"form,omitempty"`
	// Cut is what ends a name within its cell, "" for its end.
	Cut string `json:"cut,omitempty"`
}

// A Kind is a family of values.
type Kind string

// The kinds.
const (
	Text     Kind = "text"
	ID       Kind = "id"
	Date     Kind = "date"
	Amount   Kind = "amount"
	VATID    Kind = "vat"
	Account  Kind = "iban"
	Currency Kind = "currency"
)

// kinds says what kind of value a term has; all others are Text.
var kinds = map[payable.Term]Kind{
	payable.InvoiceNumber: ID, payable.PONumber: ID, payable.DespatchNumber: ID, payable.PrecedingInvoice: ID,
	payable.IssueDate: Date, payable.DueDate: Date, payable.CurrencyCode: Currency,
	payable.SellerVATID: VATID, payable.BuyerVATID: VATID, payable.IBAN: Account,
	payable.NetTotal: Amount, payable.TaxTotal: Amount, payable.GrossTotal: Amount, payable.PrepaidAmount: Amount,
	payable.RoundingAmount: Amount, payable.AmountDue: Amount, payable.DocumentAllowances: Amount, payable.DocumentCharges: Amount,
	payable.LineQuantity: Amount, payable.LineUnitPrice: Amount, payable.LinePriceBase: Amount, payable.LineTotal: Amount,
	payable.LineVATRate: Amount, payable.LineAllowance: Amount, payable.LineCharge: Amount,
	payable.LineSKU: ID, payable.LineBuyerSKU: ID, payable.LinePOLine: ID, payable.LineOrderNumber: ID, payable.LineReceiptNumber: ID,
}

func kindOf(t payable.Term) Kind {
	if k, ok := kinds[t]; ok {
		return k
	}
	return Text
}

// most is how many words a value of a kind may take.
var most = map[Kind]int{Text: 12, ID: 5, Date: 5, Amount: 3, VATID: 5, Account: 9, Currency: 1}

// same reports whether two values of a kind are the same fact.
func same(k Kind, a, b string) bool {
	switch k {
	case Amount:
		x, err := decimal.NewFromString(a)
		y, err2 := decimal.NewFromString(b)
		return err == nil && err2 == nil && x.Equal(y)
	case Date:
		return a == b
	}
	return fold(a) == fold(b) && fold(a) != ""
}

// parse reads a printed value of the grammar's kind, in its canonical form.
func (g Grammar) parse(printed string) (string, bool) {
	switch g.Kind {
	case Amount:
		v, ok := amount(printed, g.Form)
		return v.String(), ok
	case Date:
		t, ok := date(printed, g.Form)
		return t.Format(time.DateOnly), ok
	case Currency:
		c := currency(printed)
		return c, c != ""
	case Account:
		s := strings.ToUpper(fold(printed))
		return s, accountHolds(s)
	case VATID:
		s := strings.ToUpper(fold(printed))
		return s, len(s) >= 8 && len(s) <= 15 && unicode.IsLetter(rune(s[0])) && hasDigit(s) && (g.Form == "" || vatForm(s) == g.Form)
	case ID:
		s := strings.Trim(printed, " .,;:()#")
		return s, hasDigit(s) && len(s) <= 40
	}
	s := strings.Trim(printed, " ,;:")
	return s, hasLetter(s)
}

// fits reports whether an identifier has the class the lesson saw; other kinds
// are shown by parsing.
func (g Grammar) fits(value string) bool { return g.Kind != ID || class(value) == g.Form }

// grammarOf returns the grammar under which printed gives value, if one does.
func grammarOf(k Kind, printed, value string) (Grammar, bool) {
	forms := map[Kind][]string{Amount: {".", ","}, Date: {"dmy", "mdy", "ymd"}, ID: {class(strings.Trim(printed, " .,;:()#"))}, VATID: {vatForm(value)}}[k]
	if forms == nil {
		forms = []string{""}
	}
	var found []Grammar
	for _, f := range forms {
		g := Grammar{Kind: k, Form: f}
		if v, ok := g.parse(printed); ok && same(k, v, value) {
			found = append(found, g)
		}
	}
	switch {
	case len(found) == 0:
		return Grammar{}, false
	case k == Amount && len(found) == 2:
		return Grammar{Kind: k}, true // "12" shows no sign; the next one may
	}
	return found[0], true
}

// decimalSign is what a number shows of itself: the last of its signs, unless
// three digits follow the only one.
func decimalSign(s string) string {
	i := strings.LastIndexAny(s, ".,")
	if i < 0 {
		return "."
	}
	digits := strings.IndexFunc(s[i+1:]+" ", func(r rune) bool { return !unicode.IsDigit(r) })
	if digits == 3 && strings.Count(s, ".")+strings.Count(s, ",") == 1 || strings.Count(s, s[i:i+1]) > 1 {
		return map[string]string{".": ",", ",": "."}[s[i:i+1]]
	}
	return s[i : i+1]
}

// vatForm is the country and the length of a VAT id.
func vatForm(s string) string {
	if s = strings.ToUpper(fold(s)); len(s) < 2 {
		return ""
	}
	return s[:2] + strconv.Itoa(len(s))
}

// class maps letters to A, digits to 9 and runs of them to one.
func class(s string) string {
	var b []rune
	for _, r := range strings.TrimSpace(s) {
		switch {
		case unicode.IsLetter(r):
			r = 'A'
		case unicode.IsDigit(r):
			r = '9'
		}
		if n := len(b); n == 0 || b[n-1] != r {
			b = append(b, r)
		}
	}
	return string(b)
}

// amount reads a number that writes sign before its decimals.
func amount(s, sign string) (decimal.Decimal, bool) {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '−' || r == '–':
			return '-'
		case unicode.IsDigit(r) || strings.ContainsRune(".,-'’()%", r):
			return r
		case unicode.IsLetter(r) || unicode.Is(unicode.Sc, r) || unicode.IsSpace(r):
			return ' '
		}
		return 'x'
	}, withoutCurrency(s)))
	neg := strings.HasPrefix(s, "-") || strings.HasSuffix(s, "-") && !strings.HasSuffix(s, ",-")
	s = strings.Trim(s, "-%() ")
	for i, part := range strings.Fields(s) {
		// "2 12,00" is two numbers, "2 120,00" is one
		if whole := strings.IndexFunc(part+".", func(r rune) bool { return !unicode.IsDigit(r) }); i > 0 && whole != 3 || whole > 3 && strings.Contains(s, " ") {
			return decimal.Decimal{}, false
		}
	}
	if sign == "" {
		sign = decimalSign(s)
	}
	group := ","
	if sign == "," {
		group = "."
	}
	whole, _, _ := strings.Cut(s, sign)
	for i, part := range strings.Split(whole, group) {
		if i > 0 && len(strings.TrimSpace(part)) != 3 && len(part) != 2 { // pairs are India's
			return decimal.Decimal{}, false
		}
	}
	if parts := strings.Split(whole, group); len(parts) > 1 && len(parts[len(parts)-1]) != 3 {
		return decimal.Decimal{}, false
	}
	s = strings.TrimRight(strings.NewReplacer(group, "", "'", "", "’", "", " ", "").Replace(s), ".,")
	s = strings.Replace(s, sign, ".", 1)
	if s == "" || len(s) > 15 || strings.Trim(s, "0123456789.") != "" || strings.Count(s, ".") > 1 {
		return decimal.Decimal{}, false
	}
	v, err := decimal.NewFromString(s)
	if neg {
		v = v.Neg()
	}
	return v, err == nil
}

// withoutCurrency takes out a currency beside a number; other letters stay, and
// make it no number.
func withoutCurrency(s string) string {
	var kept []string
	for _, w := range strings.Fields(s) {
		if currency(w) != "" {
			continue
		}
		kept = append(kept, strings.TrimFunc(w, func(r rune) bool { return unicode.Is(unicode.Sc, r) }))
	}
	s = strings.Join(kept, " ")
	if hasLetter(s) {
		return "x"
	}
	return s
}

// signs are what is printed for a currency beside its code.
var signs = map[string]string{"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "RM": "MYR", "zł": "PLN", "Fr.": "CHF", "kr": "SEK"}

// codes are the currencies taken where they stand as words: three capitals are
// often something else, such as GST.
const codes = " EUR USD GBP CHF JPY CAD AUD NZD SEK NOK DKK PLN CZK HUF RON BGN TRY INR CNY HKD SGD MYR BRL MXN ZAR ILS AED SAR THB IDR PHP KRW TWD "

func currency(s string) string {
	s = strings.Trim(s, "():,;/")
	if c, ok := signs[s]; ok {
		return c
	}
	if len(s) == 3 && strings.Contains(codes, s) && !strings.Contains(s, " ") {
		return s
	}
	return ""
}

// months are the beginnings of month names in the languages invoices are read in.
var months = map[string]time.Month{
	"jan": 1, "gen": 1, "ene": 1, "ion": 1, "feb": 2, "fev": 2, "chw": 2, "mar": 3, "maa": 3, "mrt": 3, "maw": 3, "mrz": 3, "apr": 4, "avr": 4, "abr": 4, "ebr": 4,
	"may": 5, "mai": 5, "mei": 5, "mag": 5, "jun": 6, "giu": 6, "meh": 6, "jul": 7, "lug": 7, "gor": 7, "aug": 8, "aou": 8, "ago": 8, "aws": 8, "sep": 9, "set": 9, "med": 9,
	"oct": 10, "okt": 10, "ott": 10, "hyd": 10, "nov": 11, "tac": 11, "dec": 12, "dez": 12, "dic": 12, "rha": 12, "rag": 12,
}

func month(s string) time.Month {
	f := fold(s)
	if strings.HasPrefix(f, "juil") {
		return time.July
	}
	if strings.HasPrefix(f, "juin") {
		return time.June
	}
	if len(f) < 3 || hasDigit(f) {
		return 0
	}
	return months[f[:3]]
}

// date reads a date written in an order; a month's name overrules the order.
func date(s, order string) (time.Time, bool) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var n []int
	var named time.Month
	for _, p := range parts {
		if m := month(p); m != 0 && named == 0 {
			named = m
			continue
		}
		v, err := strconv.Atoi(strings.TrimRight(p, "stndrhe"))
		if fill := fold(p); err != nil && (fill == "de" || fill == "of") {
			continue
		}
		if err != nil || len(p) > 4 {
			return time.Time{}, false
		}
		n = append(n, v)
	}
	var y, m, d int
	switch {
	case named != 0 && len(n) == 2:
		y, m, d = n[1], int(named), n[0]
		if n[0] > 31 {
			y, d = n[0], n[1]
		}
	case len(n) != 3 || named != 0:
		return time.Time{}, false
	case order == "ymd":
		y, m, d = n[0], n[1], n[2]
	case order == "mdy":
		y, m, d = n[2], n[0], n[1]
	default:
		y, m, d = n[2], n[1], n[0]
	}
	if y < 100 {
		y += 2000
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return t, y >= 1990 && y <= 2200 && t.Day() == d && int(t.Month()) == m
}

// accountHolds checks an IBAN's check digits (ISO 13616).
func accountHolds(s string) bool {
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	var b strings.Builder
	for _, r := range s[4:] + s[:4] {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			b.WriteString(strconv.Itoa(int(r-'A') + 10))
		default:
			return false
		}
	}
	n, ok := new(big.Int).SetString(b.String(), 10)
	return ok && new(big.Int).Mod(n, big.NewInt(97)).Int64() == 1
}
