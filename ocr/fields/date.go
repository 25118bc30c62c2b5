package fields

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// A date is a printed calendar date. Where day and month could be swapped, both
// readings are kept: 03/04/2026 stays a doubt until the document decides.
type date struct {
	day   time.Time
	other time.Time // the swapped reading; zero if there is none
	shows dateOrder // what the date proves about the document's order
	words int       // tokens it took
}

// dateOrder says in which order a document writes numeric dates.
type dateOrder byte

const (
	orderUnknown dateOrder = iota
	dayFirst
	monthFirst
)

// earliest and latest bound what is taken for the date of a business document.
const earliest, latest = 1970, 2099

// parseDate reads a date at the start of the words, the longest form first.
func parseDate(words []string) (date, bool) {
	for n := min(len(words), 5); n >= 1; n-- {
		if d, ok := dateOf(words[:n]); ok {
			d.words = n
			return d, true
		}
	}
	return date{}, false
}

func dateOf(words []string) (date, bool) {
	var parts []string
	seps := ""
	for i, w := range words {
		w = strings.Trim(w, "(),;:")
		if f := fold(w); i > 0 && i < len(words)-1 && (f == "de" || f == "del" || f == "of") {
			seps += " "
			continue // "4 de julio de 2026"
		}
		if w == "" && i > 0 && i < len(words)-1 {
			seps += " "
			continue // a comma set apart
		}
		if i == len(words)-1 {
			w = strings.TrimRight(w, ".")
		}
		p, s, ok := dateParts(w)
		if !ok {
			return date{}, false
		}
		parts, seps = append(parts, p...), seps+s
		if len(parts) > 3 {
			return date{}, false
		}
	}
	if len(parts) != 3 {
		return date{}, false
	}
	if m := monthAt(parts); m >= 0 {
		if len(parts[2]) == 2 && slices.ContainsFunc(words, isMinus) {
			return date{}, false // the end of "1 - July 31, 2026"
		}
		return namedDate(parts, m)
	}
	if len(words) > 1 && strings.Count(seps, ".")+strings.Count(seps, "/")+strings.Count(seps, "-") < 2 {
		return date{}, false // three bare numbers in a row are no date
	}
	return numericDate(parts, seps)
}

// dateParts cuts "01-Jan-2021" into its parts and the signs between them.
func dateParts(w string) (parts []string, seps string, ok bool) {
	from := 0
	for i := 0; i <= len(w); i++ {
		if i < len(w) && w[i] != '.' && w[i] != '/' && w[i] != '-' && w[i] != ',' && w[i] != '\'' {
			continue
		}
		if i > from {
			p := w[from:i]
			if p = ordinal(p); !plain(p) && lex().months[fold(p)] == 0 {
				return nil, "", false
			}
			parts = append(parts, p)
		}
		if i < len(w) {
			seps += string(w[i])
		}
		from = i + 1
	}
	return parts, seps, len(parts) > 0 || seps != ""
}

// ordinal removes the ending of "3rd", "1st", "1er".
func ordinal(s string) string {
	for _, end := range []string{"st", "nd", "rd", "th", "er"} {
		if p, ok := strings.CutSuffix(s, end); ok && plain(p) {
			return p
		}
	}
	return s
}

// monthAt returns which of three parts is a month's name, or -1.
func monthAt(parts []string) int {
	for i, p := range parts {
		if !plain(p) {
			if i == 2 {
				return -1
			}
			return i
		}
	}
	return -1
}

func namedDate(parts []string, m int) (date, bool) {
	day, year := parts[0], parts[2]
	if m == 0 {
		day = parts[1]
	} else if len(parts[0]) == 4 {
		day, year = parts[2], parts[0]
	}
	if !plain(day) || !plain(year) || len(day) > 2 {
		return date{}, false
	}
	t, ok := calendar(year, lex().months[fold(parts[m])], number1(day))
	return date{day: t}, ok
}

func numericDate(parts []string, seps string) (date, bool) {
	for _, p := range parts {
		if !plain(p) || len(p) > 4 {
			return date{}, false
		}
	}
	if strings.ContainsAny(seps, ",'") || len(seps) < 2 || seps[0] != seps[1] {
		return date{}, false
	}
	if len(parts[0]) == 4 { // 2026-03-04, also with points or slashes
		t, ok := calendar(parts[0], number1(parts[1]), number1(parts[2]))
		return date{day: t}, ok
	}
	if len(parts[0]) > 2 || len(parts[1]) > 2 || len(parts[2]) != 4 && len(parts[2]) != 2 {
		return date{}, false
	}
	a, b := number1(parts[0]), number1(parts[1])
	dmy, okD := calendar(parts[2], b, a)
	mdy, okM := calendar(parts[2], a, b)
	switch {
	case okD && okM && a != b && seps[0] != '.': // nobody writes the month first with points
		return date{day: dmy, other: mdy}, true
	case okD:
		return date{day: dmy, shows: shown(a != b && seps[0] != '.', dayFirst)}, true
	case okM && seps[0] != '.':
		return date{day: mdy, shows: monthFirst}, true
	}
	return date{}, false
}

func shown(proves bool, o dateOrder) dateOrder {
	if proves {
		return o
	}
	return orderUnknown
}

// number1 reads a short run of digits that plain has accepted.
func number1(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// calendar returns the day if it exists and its year is plausible.
func calendar(year string, month, day int) (time.Time, bool) {
	y := number1(year)
	if len(year) == 2 {
		y += 2000
	}
	if len(year) != 2 && len(year) != 4 || y < earliest || y > latest || month < 1 || month > 12 || day < 1 || day > 31 {
		return time.Time{}, false
	}
	t := time.Date(y, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == day
}

// orderShown tells which order the document's unambiguous dates show.
func orderShown(dates []date) dateOrder {
	day, month := 0, 0
	for _, d := range dates {
		switch d.shows {
		case dayFirst:
			day++
		case monthFirst:
			month++
		}
	}
	switch {
	case day > month:
		return dayFirst
	case month > day:
		return monthFirst
	}
	return orderUnknown
}
