package locale

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	payable "github.com/payable-ap/payable"
)

// A format is how a language writes numbers and dates. The values are those of
// the Unicode CLDR, written down here because golang.org/x/text formats neither
// dates nor decimals without a float.
type format struct {
	point, group string
	months       [12]string
	shortMonths  [12]string
	days         [7]string // from Sunday
	longDate     func(day int, month string, year int) string
	shortDate    func(weekday string, day int, month string) string
	dateTime     func(date, clock string) string
	entryDate    string // how a date stands in a field, as a layout of package time
}

// formats has an entry for each of languages, in their order.
var formats = []format{
	{ // English, as written in Britain
		point: ".", group: ",",
		months:      [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		shortMonths: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		days:        [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		longDate:    plainDate, shortDate: plainShortDate,
		dateTime:  func(date, clock string) string { return date + " at " + clock },
		entryDate: "2006-01-02",
	},
	{ // German
		point: ",", group: ".",
		months:      [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		shortMonths: [12]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
		days:        [7]string{"So.", "Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa."},
		longDate:    func(d int, m string, y int) string { return fmt.Sprintf("%d. %s %d", d, m, y) },
		shortDate:   func(w string, d int, m string) string { return fmt.Sprintf("%s %d. %s", w, d, m) },
		dateTime:    func(date, clock string) string { return date + " um " + clock },
		entryDate:   "02.01.2006",
	},
	{ // French; thin spaces between thousands
		point: ",", group: "\u202f",
		months:      [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		shortMonths: [12]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
		days:        [7]string{"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."},
		longDate:    func(d int, m string, y int) string { return fmt.Sprintf("%s %s %d", first(d), m, y) },
		shortDate:   func(w string, d int, m string) string { return fmt.Sprintf("%s %s %s", w, first(d), m) },
		dateTime:    func(date, clock string) string { return date + " à " + clock },
		entryDate:   "02/01/2006",
	},
	{ // Welsh
		point: ".", group: ",",
		months:      [12]string{"Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"},
		shortMonths: [12]string{"Ion", "Chwef", "Maw", "Ebr", "Mai", "Meh", "Gorff", "Awst", "Medi", "Hyd", "Tach", "Rhag"},
		days:        [7]string{"Sul", "Llun", "Maw", "Mer", "Iau", "Gwen", "Sad"},
		longDate:    plainDate, shortDate: plainShortDate,
		dateTime:  func(date, clock string) string { return date + " am " + clock },
		entryDate: "2006-01-02",
	},
}

func plainDate(d int, m string, y int) string         { return fmt.Sprintf("%d %s %d", d, m, y) }
func plainShortDate(w string, d int, m string) string { return fmt.Sprintf("%s %d %s", w, d, m) }

// first writes the day of a month as French does: the first is an ordinal.
func first(d int) string {
	if d == 1 {
		return "1er"
	}
	return fmt.Sprint(d)
}

// Money writes an amount with its currency's places, or more where the amount
// has more, as unit prices do: 4812 GBP is "4,812.00 GBP".
func (p Printer) Money(m payable.Money) string {
	amount, code, _ := strings.Cut(m.String(), " ")
	if code == "" {
		return p.digits(amount)
	}
	return p.digits(amount) + " " + code
}

// Decimal writes a number with the places it has.
func (p Printer) Decimal(d decimal.Decimal) string { return p.digits(d.String()) }

// Date writes the day of t in t's own time zone: "27 November 2026".
func (p Printer) Date(t time.Time) string {
	return p.form.longDate(t.Day(), p.form.months[t.Month()-1], t.Year())
}

// ShortDate writes weekday, day and month: "Fri 27 Nov".
func (p Printer) ShortDate(t time.Time) string {
	return p.form.shortDate(p.form.days[t.Weekday()], t.Day(), p.form.shortMonths[t.Month()-1])
}

// Month writes month and year: "March 2024".
func (p Printer) Month(t time.Time) string {
	return p.form.months[t.Month()-1] + " " + fmt.Sprint(t.Year())
}

// Clock writes the time of day: "14:05".
func (p Printer) Clock(t time.Time) string { return t.Format("15:04") }

// DateTime writes day and time of day: "27 November 2026 at 14:05".
func (p Printer) DateTime(t time.Time) string { return p.form.dateTime(p.Date(t), p.Clock(t)) }

// digits writes a decimal with a point in the language's manner. What is not
// such a decimal is returned as it is: it was printed that way by somebody.
func (p Printer) digits(s string) string {
	sign, rest := "", s
	if strings.HasPrefix(rest, "-") {
		sign, rest = "-", rest[1:]
	}
	whole, fraction, broken := strings.Cut(rest, ".")
	if whole == "" || strings.Trim(whole+fraction, "0123456789") != "" || broken && fraction == "" {
		return s
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(p.form.group)
		}
		b.WriteRune(c)
	}
	if broken {
		b.WriteString(p.form.point + fraction)
	}
	return b.String()
}

// number is the catalogue's {{number .x}}: a decimal.Decimal, a whole number or
// a string with a decimal point.
func (p Printer) number(v any) string {
	switch v := v.(type) {
	case nil:
		return "?"
	case decimal.Decimal:
		return p.Decimal(v)
	default:
		return p.digits(fmt.Sprint(v))
	}
}

// money is the catalogue's {{money .x}} for a payable.Money, and {{money .got
// .currency}} for an amount and a code as findings carry them.
func (p Printer) money(v any, currency ...any) string {
	if m, ok := v.(payable.Money); ok {
		return p.Money(m)
	}
	if v == nil {
		return "?"
	}
	code := ""
	if len(currency) > 0 && currency[0] != nil {
		code = fmt.Sprint(currency[0])
	}
	d, err := decimal.NewFromString(fmt.Sprint(v))
	if err != nil {
		return strings.TrimSpace(fmt.Sprint(v) + " " + code)
	}
	return p.Money(payable.Money{Amount: d, Currency: payable.Currency(code)})
}

// date is the catalogue's {{date .x}}: a time.Time, or an ISO date as findings
// carry it.
func (p Printer) date(v any) string {
	switch v := v.(type) {
	case nil:
		return "?"
	case time.Time:
		return p.Date(v)
	default:
		s := fmt.Sprint(v)
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			return p.Date(t)
		}
		return s
	}
}
