package specimen

import (
	"strings"
	"testing"
	"time"
)

// TestEveryLanguageHasEveryWord draws the line between a language that is there
// and one that is half there.
func TestEveryLanguageHasEveryWord(t *testing.T) {
	for lang, l := range lexicons {
		for w := range words {
			if len(l.words[w]) == 0 {
				t.Errorf("%s lacks word %d, in English %q", lang, w, english.words[w])
			}
			for i, s := range l.words[w] {
				if got, want := strings.Count(strings.ReplaceAll(s, "%%", ""), "%s"), strings.Count(strings.ReplaceAll(english.words[w][0], "%%", ""), "%s"); got != want {
					t.Errorf("%s: wording %d of %q takes %d values, want %d", lang, i, s, got, want)
				}
			}
		}
		for code := range english.units {
			if l.units[code] == "" {
				t.Errorf("%s has no word for unit %s", lang, code)
			}
		}
	}
	if len(Languages()) != len(lexicons) {
		t.Errorf("Languages names %d of %d", len(Languages()), len(lexicons))
	}
}

func TestNumbersAndDates(t *testing.T) {
	day := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ name, got, want string }{
		{"English thousands", english.number(rate("1234567.5"), 2), "1,234,567.50"},
		{"German thousands", german.number(rate("1234.5"), 2), "1.234,50"},
		{"no group below a thousand", german.number(rate("999.99"), 2), "999,99"},
		{"French groups by a blank that does not break", french.number(rate("1234"), 2), "1\u00a0234,00"},
		{"negative", german.number(rate("-1000"), 2), "-1.000,00"},
		{"more places than asked stay", german.number(rate("0.0425"), 2), "0,0425"},
		{"trimmed", german.trimmed(rate("19.00")), "19"},
		{"English date", english.date(day, DateLong), "4 March 2026"},
		{"German date", german.date(day, DateLong), "4. März 2026"},
		{"short German date", german.date(day, DateShort), "04.03.2026"},
		{"Dutch date", dutch.date(day, DateShort), "04-03-2026"},
		{"ISO", welsh.date(day, DateISO), "2026-03-04"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}
