package ingest

import "strings"

// showsDecimal finds the file's decimal sign: the mapping's, or the one that
// every number with a certain sign agrees on. 0 if there is none, or two.
func (t *table) showsDecimal(wanted string) rune {
	switch wanted {
	case ",":
		return ','
	case ".":
		return '.'
	}
	var sign rune
	for _, c := range numberColumns {
		for i := range t.rows {
			s := strings.TrimSuffix(t.rows[i].text(c), "-")
			if !anyNumber.MatchString(s) {
				continue
			}
			shown := shows(strings.NewReplacer(" ", "", "'", "").Replace(s))
			if shown == 0 {
				continue
			}
			if sign != 0 && sign != shown {
				return 0
			}
			sign = shown
		}
	}
	return sign
}

// showsDates finds the order of the file's dates with slashes in the same way.
func (t *table) showsDates(wanted string) string {
	if wanted == "dmy" || wanted == "mdy" {
		return wanted
	}
	order := ""
	for _, c := range dateColumns {
		for i := range t.rows {
			m := slashDate.FindStringSubmatch(t.rows[i].text(c))
			if m == nil {
				continue
			}
			shown := dateShows(m[1], m[2])
			if shown == "" {
				continue
			}
			if order != "" && order != shown {
				return ""
			}
			order = shown
		}
	}
	return order
}

// The columns of all tables in which numbers and dates stand.
var (
	numberColumns = []string{"quantity", "price", "price_base", "opening_billed", "opening_billed_amount", "opening_received", "gross"}
	dateColumns   = []string{"date", "bank_since"}
)
