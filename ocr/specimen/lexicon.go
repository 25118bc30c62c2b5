package specimen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// A word names something a document prints. Each language has one or more ways
// to print it; a layout chooses by [Layout.Wording].
type word int

// The words of a document. Those with a %s take one value, in the document's
// own number or date format.
const (
	wInvoice word = iota
	wCreditNote
	wNumber
	wCreditNumber
	wDate
	wDue
	wDelivered
	wCustomer
	wContact
	wOrder
	wDespatch
	wPreceding
	wVATID
	wBuyerVATID
	wBillTo
	wFrom
	wPos
	wOrderLine
	wSKU
	wText
	wQuantity
	wUnit
	wPrice
	wDiscount
	wRate
	wAmount
	wLines   // sum of the lines
	wNet     // after allowances and charges
	wTax     // "VAT %s" with the rate
	wTaxOn   // "on %s" with the base
	wGross   // total with tax
	wPrepaid // already paid
	wAmountDue
	wAmountCredited
	wPayBy // "Please pay by %s"
	wCreditNotice
	wBank
	wIBAN
	wBIC
	wPhone
	wMail
	wRegister
	wBroughtForward
	wCarriedForward
	wPage // "Page %d of %d"
	wThanks

	// Behind a title, and in other documents.
	wNo // "No.", before a number in the title
	wOf // "of", between a number and its date
	wDocNumber
	wDay
	wSupplier
	wOrderTitle
	wOrderNumber
	wConfirmation
	wDespatchTitle
	wReminder
	wReminderText
	wStatement
	wStatementText
	wReceipt
	wEntry // the amount of a statement's entry
	wBalance
	wBalanceDue
	wTotal
	wCard
	wCurrency
	wCode
	wLineTax
	wLineGross
	wBase
	wTaxTotal
	wRounding
	wSubtotal
	wNetDays  // "Payable within %s days"
	wTransfer // "Please transfer to"
	wPaid
	wCopy
	wReceived

	// In tables of lines.
	wListPrice
	wNetPrice // where a list price stands beside it
	wPer      // for how many units the price is
	wOrdered  // a quantity that is not what is billed
	wServiceDay
	wGTIN
	wOurNo
	wYourNo
	wLead // "… of delivery note %s:", between the columns' names and the first line
	words
)

// A lexicon is one language of the documents.
type lexicon struct {
	words map[word][]string
	units map[string]string // printed for codes of Recommendation 20
	// months are full names for the long date form.
	months              [12]string
	longDate            string // "%[1]d %[2]s %[3]d": day, month, year
	shortDate           string // Go layout
	group, decimalPoint string
}

// lexicons lists the languages a bill can be drawn in, by ISO 639-1.
var lexicons = map[string]*lexicon{"en": &english, "de": &german, "fr": &french, "cy": &welsh, "nl": &dutch, "it": &italian, "es": &spanish}

// Languages returns the languages bills can be drawn in, English first.
func Languages() []string { return []string{"en", "de", "fr", "cy", "nl", "it", "es"} }

// say returns the wording of w; variants wrap around. From 3 on they mix the
// wordings, so that documents differ in more than three ways.
func (l *lexicon) say(w word, variant int) string {
	v := l.words[w]
	if variant > 2 {
		variant = (variant*2654435761 + int(w)*40503) >> 7 & 0xffff
	}
	return v[variant%len(v)]
}

// other returns a wording of w that is none of those taken, where there is one:
// two columns or two sums of one name would be a riddle.
func (l *lexicon) other(w word, variant int, taken ...string) string {
	out := l.say(w, variant)
	for _, s := range l.words[w] {
		if !slices.Contains(taken, out) {
			break
		}
		out = s
	}
	return out
}

// counting returns the lexicon with figures grouped in another way.
func (l *lexicon) counting(n Numbers) *lexicon {
	out := *l
	switch n {
	case NumbersPlain:
		out.group = ""
	case NumbersApostrophe:
		out.group, out.decimalPoint = "'", "."
	case NumbersSpace:
		out.group, out.decimalPoint = "\u00a0", ","
	case NumbersEnglish:
		out.group, out.decimalPoint = ",", "."
	case NumbersContinental:
		out.group, out.decimalPoint = ".", ","
	}
	return &out
}

// unit returns what is printed for a unit code; the code itself where the
// language has no word.
func (l *lexicon) unit(code string) string {
	if s, ok := l.units[code]; ok {
		return s
	}
	return code
}

// number prints d with at least digits decimals, grouped by thousands.
func (l *lexicon) number(d decimal.Decimal, digits int32) string {
	if -d.Exponent() > digits {
		digits = -d.Exponent()
	}
	s := d.Abs().StringFixed(digits)
	whole, frac, _ := strings.Cut(s, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(l.group)
		}
		b.WriteRune(r)
	}
	if frac != "" {
		b.WriteString(l.decimalPoint + frac)
	}
	if d.IsNegative() {
		return "-" + b.String()
	}
	return b.String()
}

// trimmed prints d with as many decimals as it needs: quantities and rates.
func (l *lexicon) trimmed(d decimal.Decimal) string {
	s := d.String() // decimal.String drops trailing zeros
	return l.number(decimal.RequireFromString(s), 0)
}

// date prints d in the style of a layout.
func (l *lexicon) date(d time.Time, style DateStyle) string {
	switch style {
	case DateLong:
		return fmt.Sprintf(l.longDate, d.Day(), l.months[d.Month()-1], d.Year())
	case DateISO:
		return d.Format(time.DateOnly)
	case DateTwoDigits:
		return d.Format(strings.Replace(l.shortDate, "2006", "06", 1))
	case DateAbbrev:
		return fmt.Sprintf(l.longDate, d.Day(), l.month(d), d.Year())
	case DateDashes:
		return fmt.Sprintf("%02d-%s-%d", d.Day(), l.month(d), d.Year())
	case DateUS:
		if l.months[0] == "January" {
			return fmt.Sprintf("%s %d, %d", l.months[d.Month()-1], d.Day(), d.Year())
		}
		return l.date(d, DateLong)
	}
	return d.Format(l.shortDate)
}

// month returns the first letters of a month's name, enough to tell it from the
// others.
func (l *lexicon) month(d time.Time) string {
	name := []rune(l.months[d.Month()-1])
	for n := 3; n < len(name); n++ {
		same := 0
		for _, m := range l.months {
			if strings.HasPrefix(m, string(name[:n])) {
				same++
			}
		}
		if same == 1 {
			return string(name[:n])
		}
	}
	return string(name)
}
