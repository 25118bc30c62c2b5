package locale

import (
	"regexp"
	"testing"

	"github.com/shopspring/decimal"
)

// TestReadNumber checks what people type in each language.
func TestReadNumber(t *testing.T) {
	for _, tt := range []struct{ lang, typed, want string }{
		{"en", "1234.50", "1234.50"}, {"en", "1,234.50", "1234.50"}, {"en", "1,234", "1234"}, {"en", "1.234", "1.234"}, {"en", "12,5", "12.5"}, {"en", "1.234,50", "1234.50"}, {"en", "0.125", "0.125"}, {"en", "0,125", "0.125"},
		{"de", "1234,50", "1234.50"}, {"de", "1.234,50", "1234.50"}, {"de", "1.234", "1234"}, {"de", "1,234", "1.234"}, {"de", "12.5", "12.5"}, {"de", "1,234.50", "1234.50"}, {"de", "0,125", "0.125"}, {"de", "0.125", "0.125"}, {"de", "1.234.567", "1234567"}, {"de", "-3,5", "-3.5"},
		{"fr", "1\u202f234,50", "1234.50"}, {"fr", "1 234,5", "1234.5"}, {"fr", "1234", "1234"}, {"cy", "1'234.5", "1234.5"},
		{"de", "", ""}, {"de", "zwölf", "zwölf"}, {"de", "1,2,3", "1,2,3"}, {"de", "1.23.4", "1.23.4"}, {"de", "12,50 EUR", "12,50 EUR"}, {"de", ",", ","}, {"de", ",5", ".5"}, {"de", "1e9", "1e9"}, {"en", "1,23,456.0", "1,23,456.0"},
	} {
		if got := New().For(tt.lang).ReadNumber(tt.typed); got != tt.want {
			t.Errorf("%s: %q is read as %q, want %q", tt.lang, tt.typed, got, tt.want)
		}
	}
}

// TestReadDate checks that the day comes first wherever it is not ISO.
func TestReadDate(t *testing.T) {
	for _, tt := range []struct{ typed, want string }{
		{"2026-11-21", "2026-11-21"}, {"21.11.2026", "2026-11-21"}, {"21.11.26", "2026-11-21"}, {"1/2/2026", "2026-02-01"}, {" 1. 2. 2026 ", "2026-02-01"}, {"31.02.2026", "31.02.2026"}, {"13/13/2026", "13/13/2026"}, {"tomorrow", "tomorrow"}, {"", ""},
	} {
		if got := New().For("de").ReadDate(tt.typed); got != tt.want {
			t.Errorf("%q is read as %q, want %q", tt.typed, got, tt.want)
		}
	}
}

// FuzzEntry checks that what a field shows is read back as the same value, in
// every language.
func FuzzEntry(f *testing.F) {
	for _, s := range []string{"0", "979", "1165.01", "-12.5", "1234.567", "0.001", "1234567"} {
		f.Add(s)
	}
	b := New()
	f.Fuzz(func(t *testing.T, value string) {
		for _, lang := range Languages() {
			p := b.For(lang)
			if shown := p.Entry(value, 2); plain.MatchString(value) && !sameNumber(p.ReadNumber(shown), value) {
				t.Errorf("%s: %q is shown as %q and read as %q", lang, value, shown, p.ReadNumber(shown))
			}
			p.ReadDate(value)
		}
	})
}

// TestEntry checks what a field shows.
func TestEntry(t *testing.T) {
	for _, tt := range []struct {
		lang, value string
		places      int32
		want        string
	}{
		{"de", "979", 2, "979,00"}, {"de", "84.5", 2, "84,50"}, {"de", "0.1234", 2, "0,1234"}, {"en", "979", 2, "979.00"}, {"fr", "20", 0, "20"}, {"de", "", 2, ""}, {"de", "n/a", 2, "n/a"}, {"de", "500", 0, "500"},
	} {
		if got := New().For(tt.lang).Entry(tt.value, tt.places); got != tt.want {
			t.Errorf("%s: %q is shown as %q, want %q", tt.lang, tt.value, got, tt.want)
		}
	}
	for lang, want := range map[string]string{"en": "2026-11-21", "de": "21.11.2026", "fr": "21/11/2026", "cy": "2026-11-21"} {
		p := New().For(lang)
		if got := p.EntryDate("2026-11-21"); got != want || p.ReadDate(got) != "2026-11-21" {
			t.Errorf("%s: shown as %q, want %q; read as %q", lang, got, want, p.ReadDate(got))
		}
	}
}

var plain = regexp.MustCompile(`^-?(0|[1-9]\d{0,15})(\.\d{1,8})?$`)

func sameNumber(a, b string) bool {
	x, errX := decimal.NewFromString(a)
	y, errY := decimal.NewFromString(b)
	return errX == nil && errY == nil && x.Equal(y)
}
