package locale

import (
	"regexp"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Point returns the language's decimal sign, for scripts that fill a field.
func (p Printer) Point() string { return p.form.point }

// DateLayout returns how a date stands in a field: YYYY-MM-DD, DD.MM.YYYY or
// DD/MM/YYYY.
func (p Printer) DateLayout() string {
	return strings.NewReplacer("2006", "YYYY", "01", "MM", "02", "DD").Replace(p.form.entryDate)
}

// Entry writes a decimal with a point as it stands in a field that can be
// changed: with the language's sign, without thousands, with at least the given
// places. What is no number stays as it is.
func (p Printer) Entry(value string, places int32) string {
	d, err := decimal.NewFromString(value)
	if err != nil {
		return value
	}
	if -d.Exponent() < places {
		value = d.StringFixed(places)
	}
	return strings.Replace(value, ".", p.form.point, 1)
}

// EntryDate writes an ISO date as it stands in a field that can be changed.
func (p Printer) EntryDate(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Format(p.form.entryDate)
}

var (
	numeral  = regexp.MustCompile(`^[+-]?[\d.,]*\d[\d.,]*$`)
	gaps     = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "’", "")
	entered  = regexp.MustCompile(`^(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})$`)
	triplets = regexp.MustCompile(`^[+-]?[1-9]\d{0,2}(?:[.,]\d{3})+$`)
)

// ReadNumber turns what a person typed into a decimal with a point. With both
// signs the last one divides; a sign alone that groups in this language and
// stands where thousands stand is one that groups: 1.234 is 1234 in German and
// 1.234 in English. What is no number is returned as it was typed, for the check
// that follows.
func (p Printer) ReadNumber(typed string) string {
	s := gaps.Replace(strings.TrimSpace(typed))
	if !numeral.MatchString(s) {
		return typed
	}
	point, other := p.form.point, "."
	if point == "." {
		other = ","
	}
	dividing, grouping := strings.LastIndex(s, point), strings.LastIndex(s, other)
	switch {
	case dividing >= 0 && grouping > dividing, dividing < 0 && grouping >= 0 && !triplets.MatchString(s):
		point, other = other, point // written as another language does
	}
	whole, fraction, divided := strings.Cut(s, point)
	if strings.Contains(fraction, point) || strings.Contains(fraction, other) || strings.Contains(whole, other) && !triplets.MatchString(whole) {
		return typed
	}
	whole = strings.ReplaceAll(whole, other, "")
	if !divided {
		return whole
	}
	return whole + "." + fraction
}

// ReadDate turns what a person typed into an ISO date: day, month and year with
// points or slashes, or ISO already. What is neither is returned as it was typed.
func (p Printer) ReadDate(typed string) string {
	m := entered.FindStringSubmatch(gaps.Replace(strings.TrimSpace(typed)))
	if m == nil {
		return strings.TrimSpace(typed)
	}
	year := m[3]
	if len(year) == 2 {
		year = "20" + year
	}
	t, err := time.Parse("2-1-2006", m[1]+"-"+m[2]+"-"+year)
	if err != nil {
		return typed
	}
	return t.Format(time.DateOnly)
}
