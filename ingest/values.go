package ingest

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// fail names what is wrong with a field of the row.
func (r *row) fail(column string, reason payable.Sentence) {
	r.bad = true
	name := r.t.names[column]
	if name == "" {
		name = column
	}
	r.t.errs = append(r.t.errs, RowError{r.line, name, reason})
}

// text returns a field without surrounding spaces, "" if the column or field is
// missing.
func (r *row) text(column string) string {
	i, ok := r.t.columns[column]
	if !ok || i >= len(r.fields) {
		return ""
	}
	return strings.TrimSpace(strings.ReplaceAll(r.fields[i], "\u00a0", " "))
}

// must is text that may not be empty.
func (r *row) must(column string) string {
	s := r.text(column)
	if s == "" {
		r.fail(column, empty())
	}
	return s
}

// list splits at "|".
func (r *row) list(column string) []string {
	var out []string
	for _, s := range strings.Split(r.text(column), "|") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (r *row) currency(column string) payable.Currency {
	c := payable.Currency(strings.ToUpper(r.must(column)))
	if c != "" && !c.Valid() {
		r.fail(column, payable.Say("not_currency", `"{value}" is not a currency code such as EUR`, "value", clip(string(c))))
	}
	return c
}

// number reads a decimal; zero where the field is empty.
func (r *row) number(column string) decimal.Decimal {
	s := r.text(column)
	if s == "" {
		return decimal.Zero
	}
	d, why := parseNumber(s, r.t.decimal)
	if why.Text != "" {
		r.fail(column, why)
	}
	return d
}

func (r *row) mustNumber(column string) decimal.Decimal {
	if r.must(column) == "" {
		return decimal.Zero
	}
	return r.number(column)
}

// positive is a number above zero.
func (r *row) positive(column string) decimal.Decimal {
	d := r.mustNumber(column)
	if !r.bad && !d.IsPositive() {
		r.fail(column, payable.Say("row_above_zero", "must be above zero, is {value}", "value", d))
	}
	return d
}

// count is a whole number from zero; zero where the field is empty.
func (r *row) count(column string) int {
	s := r.text(column)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		r.fail(column, payable.Say("row_whole_number", `"{value}" is not a whole number such as 30`, "value", clip(s)))
	}
	return n
}

// yes reads a truth value in the spellings ledgers use.
func (r *row) yes(column string, otherwise bool) bool {
	switch s := strings.ToLower(r.text(column)); s {
	case "":
		return otherwise
	case "1", "true", "yes", "y", "x", "ja", "j", "wahr", "active", "aktiv":
		return true
	case "0", "false", "no", "n", "nein", "falsch", "inactive", "inaktiv", "blocked", "gesperrt":
		return false
	default:
		r.fail(column, payable.Say("row_yes_no", `"{value}" is neither yes nor no`, "value", clip(s)))
		return otherwise
	}
}

// date reads a day, midnight UTC; zero where the field is empty.
func (r *row) date(column string) time.Time {
	s := r.text(column)
	if s == "" {
		return time.Time{}
	}
	t, why := parseDate(s, r.t.dates)
	if why.Text != "" {
		r.fail(column, why)
	}
	return t
}

var (
	anyNumber   = regexp.MustCompile(`^[+-]?\d[\d.,' ]*$`)
	isoDate     = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})([T ].*)?$`)
	compactDate = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	dottedDate  = regexp.MustCompile(`^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})$`)
	slashDate   = regexp.MustCompile(`^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})$`)
)

// maxDigits keeps a cell full of digits from costing more than a cell should.
const maxDigits = 40

// parseNumber reads s with the file's decimal sign; 0 means the file shows none.
func parseNumber(s string, sign rune) (decimal.Decimal, payable.Sentence) {
	trailing := strings.HasSuffix(s, "-") // 12,50- of old ledgers
	n := strings.TrimSuffix(s, "-")
	if len(s) > maxDigits || !anyNumber.MatchString(n) || trailing && strings.HasPrefix(n, "-") {
		return decimal.Zero, notNumber(s)
	}
	n = strings.NewReplacer(" ", "", "'", "").Replace(n)
	if shown := shows(n); shown != 0 {
		if sign != 0 && shown != sign {
			return decimal.Zero, payable.Say("row_other_sign", `"{value}" has "{shown}" as its decimal sign, other numbers of the file "{sign}"`, "value", clip(s), "shown", string(shown), "sign", string(sign))
		}
		sign = shown
	}
	if sign == 0 && strings.ContainsAny(n, ".,") {
		return decimal.Zero, payable.Say("row_two_numbers", `"{value}" has two meanings; set the decimal sign in the mapping`, "value", clip(s))
	}
	thousands := ","
	if sign == ',' {
		thousands = "."
	}
	whole, frac, _ := strings.Cut(n, string(sign))
	if !grouped(whole, thousands) || strings.Contains(frac, thousands) {
		return decimal.Zero, notNumber(s)
	}
	d, err := decimal.NewFromString(strings.TrimSuffix(strings.ReplaceAll(whole, thousands, "")+"."+frac, "."))
	if err != nil {
		return decimal.Zero, notNumber(s)
	}
	if trailing {
		d = d.Neg()
	}
	return d, payable.Sentence{}
}

// grouped reports whether thousands are where thousands belong.
func grouped(whole, thousands string) bool {
	parts := strings.Split(strings.TrimLeft(whole, "+-"), thousands)
	for i, p := range parts {
		if i > 0 && len(p) != 3 || i == 0 && len(parts) > 1 && (len(p) == 0 || len(p) > 3) {
			return false
		}
	}
	return true
}

// shows returns the decimal sign a number cannot be read without, or 0: in
// "1.234,5" the comma, in "12.50" the point, in "1,234" nothing certain.
func shows(n string) rune {
	n = strings.TrimLeft(n, "+-")
	dot, comma := strings.Count(n, "."), strings.Count(n, ",")
	switch {
	case dot == 0 && comma == 0:
		return 0
	case dot > 0 && comma > 0:
		if strings.LastIndex(n, ",") > strings.LastIndex(n, ".") {
			return ','
		}
		return '.'
	case dot > 1:
		return ','
	case comma > 1:
		return '.'
	}
	sign := '.'
	if comma == 1 {
		sign = ','
	}
	whole, frac, _ := strings.Cut(n, string(sign))
	if len(frac) != 3 || len(whole) > 3 || strings.HasPrefix(whole, "0") {
		return sign
	}
	return 0 // "1,234" may be either: the file decides
}

// parseDate reads a day. Of dates with slashes order says which number is the
// day; empty means that the file does not show it.
func parseDate(s, order string) (time.Time, payable.Sentence) {
	if m := isoDate.FindStringSubmatch(s); m != nil {
		return day(s, m[1], m[2], m[3])
	}
	if m := compactDate.FindStringSubmatch(s); m != nil {
		return day(s, m[1], m[2], m[3])
	}
	if m := dottedDate.FindStringSubmatch(s); m != nil {
		return day(s, m[3], m[2], m[1])
	}
	m := slashDate.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, payable.Say("not_date", `"{value}" is not a date such as 2026-11-21`, "value", clip(s))
	}
	if order == "" && m[1] != m[2] {
		order = dateShows(m[1], m[2])
	}
	switch {
	case order == "mdy":
		return day(s, m[3], m[1], m[2])
	case order == "dmy" || m[1] == m[2]:
		return day(s, m[3], m[2], m[1])
	}
	return time.Time{}, payable.Say("row_two_dates", `"{value}" has two meanings; set the order of dates in the mapping`, "value", clip(s))
}

// dateShows tells the order from numbers no month can have.
func dateShows(a, b string) string {
	x, _ := strconv.Atoi(a)
	y, _ := strconv.Atoi(b)
	switch {
	case x > 12 && y <= 12:
		return "dmy"
	case y > 12 && x <= 12:
		return "mdy"
	}
	return ""
}

func day(s, year, month, dayOfMonth string) (time.Time, payable.Sentence) {
	if len(year) == 2 {
		year = "20" + year
	}
	t, err := time.Parse("2006-1-2", year+"-"+month+"-"+dayOfMonth)
	if err != nil {
		return time.Time{}, payable.Say("row_no_day", `"{value}" is no day of the calendar`, "value", clip(s))
	}
	return t, payable.Sentence{}
}

func empty() payable.Sentence { return payable.Say("row_empty", "is empty") }

func notNumber(s string) payable.Sentence {
	return payable.Say("row_not_number", `"{value}" is not a number`, "value", clip(s))
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
