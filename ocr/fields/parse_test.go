package fields

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

func TestParseNumber(t *testing.T) {
	for _, tt := range []struct {
		in    string
		style style
		want  string // "" for no number
	}{
		{"1.234,56", styleUnknown, "1234.56"},
		{"1,234.56", styleUnknown, "1234.56"},
		{"1234,5", styleComma, "1234.5"},
		{"1.234", styleComma, "1234"},
		{"1.234", stylePoint, "1.234"},
		{"1,234", stylePoint, "1234"},
		{"1,234", styleComma, "1.234"},
		{"0,125", styleUnknown, "0.125"},
		{"12,34,567", styleUnknown, "1234567"}, // the Indian way
		{"12,34,567.00", stylePoint, "1234567"},
		{"1.234.567", styleUnknown, "1234567"},
		{"1'234.50", stylePoint, "1234.5"},
		{"1’234.50", stylePoint, "1234.5"},
		{"1 234,56", styleComma, "1234.56"},
		{"$1,000", stylePoint, "1000"},
		{"€-12.50", stylePoint, "-12.5"},
		{"-€12.50", stylePoint, "-12.5"},
		{"12,50-", styleComma, "-12.5"},
		{"−12,50", styleComma, "-12.5"},
		{"(12.50)", stylePoint, "-12.5"},
		{"(12,50)", styleComma, "12.5"},
		{"(19%)", stylePoint, "19"},
		{"15,-", styleComma, "15"},
		{"EUR12.00", stylePoint, "12"},
		{"19%", styleUnknown, "19"},
		{"7,5%", styleComma, "7.5"},
		{"01.02.2013", styleUnknown, ""},
		{"1.2.3", styleUnknown, ""},
		{"12.345.67", styleUnknown, ""},
		{"A12", styleUnknown, ""},
		{"", styleUnknown, ""},
		{"-", styleUnknown, ""},
		{".", styleUnknown, ""},
		{"123456789012345", styleUnknown, "123456789012345"},
		{"1234567890123456", styleUnknown, ""},
	} {
		n, ok := parseNumber(tt.in, tt.style)
		if ok != (tt.want != "") || ok && !n.value.Equal(decimal.RequireFromString(tt.want)) {
			t.Errorf("parseNumber(%q, %q) = %s, %v; want %q", tt.in, tt.style, n.value, ok, tt.want)
		}
	}
}

func TestASingleSeparatorBeforeThreeDigitsIsADoubt(t *testing.T) {
	for _, tt := range []struct {
		in    string
		style style
		doubt bool
	}{{"1,234", styleUnknown, true}, {"1,234", stylePoint, false}, {"1,234.00", styleUnknown, false}, {"1,23", styleUnknown, false}} {
		n, ok := parseNumber(tt.in, tt.style)
		if !ok || n.doubt != tt.doubt {
			t.Errorf("parseNumber(%q, %q): doubt %v, ok %v; want doubt %v", tt.in, tt.style, n.doubt, ok, tt.doubt)
		}
	}
}

func TestDocumentStyleIsWhatMostNumbersShow(t *testing.T) {
	for _, tt := range []struct {
		drawing string
		want    style
	}{
		{"12,50 1.234,00 3.5", styleComma},
		{"12.50 1,234.00", stylePoint},
		{"1,234 5,678", styleUnknown},
		{"words only", styleUnknown},
		{"01.02.2026 12,50", styleComma},
	} {
		d := newDocument(fitted(), pagesOf(tt.drawing))
		if got := documentStyle(d.lines); got != tt.want {
			t.Errorf("documentStyle(%q) = %q, want %q", tt.drawing, got, tt.want)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, tt := range []struct {
		words []string
		want  string // "" for no date
		other string // the swapped reading
		n     int
	}{
		{[]string{"2026-03-04"}, "2026-03-04", "", 1},
		{[]string{"04.03.2026"}, "2026-03-04", "", 1},
		{[]string{"4.3.26"}, "2026-03-04", "", 1},
		{[]string{"03/04/2026"}, "2026-04-03", "2026-03-04", 1},
		{[]string{"03/03/2026"}, "2026-03-03", "", 1},
		{[]string{"13/12/2026"}, "2026-12-13", "", 1},
		{[]string{"12/13/2026"}, "2026-12-13", "", 1},
		{[]string{"29.02.2024"}, "2024-02-29", "", 1},
		{[]string{"29.02.2026"}, "", "", 0},
		{[]string{"31.04.2026"}, "", "", 0},
		{[]string{"1.", "Oktober", "2023"}, "2023-10-01", "", 3},
		{[]string{"October", "1,", "2023"}, "2023-10-01", "", 3},
		{[]string{"January", "25,", "2016"}, "2016-01-25", "", 3},
		{[]string{"01-Jan-2021"}, "2021-01-01", "", 1},
		{[]string{"15-June-2021"}, "2021-06-15", "", 1},
		{[]string{"3rd", "March", "2026"}, "2026-03-03", "", 3},
		{[]string{"19", "april", "2014"}, "2014-04-19", "", 3},
		{[]string{"1", "août", "2026"}, "2026-08-01", "", 3},
		{[]string{"20", "10", "2013"}, "", "", 0},
		{[]string{"1.234,56"}, "", "", 0},
		{[]string{"192.168.10.1"}, "", "", 0},
		{[]string{"10.10.1969"}, "", "", 0},
		{[]string{"10.10.1970"}, "1970-10-10", "", 1},
		{[]string{"12/2026"}, "", "", 0},
	} {
		d, ok := parseDate(tt.words)
		day, other := "", ""
		if ok {
			day = d.day.Format(time.DateOnly)
			if !d.other.IsZero() {
				other = d.other.Format(time.DateOnly)
			}
		}
		if day != tt.want || other != tt.other || ok && d.words != tt.n {
			t.Errorf("parseDate(%q) = %q or %q in %d words; want %q or %q in %d", tt.words, day, other, d.words, tt.want, tt.other, tt.n)
		}
	}
}

func TestVATIDs(t *testing.T) {
	// published examples of valid numbers; the second of each pair has its last
	// digit changed
	for _, tt := range []struct {
		in      string
		format  bool
		checked bool
	}{
		{"ATU13585627", true, true}, {"ATU13585626", true, false},
		{"BE0428759497", true, true}, {"BE0428759498", true, false},
		{"BG175074752", true, true}, {"BG175074753", true, false},
		{"CY10259033P", true, true}, {"CY10259033Q", true, false},
		{"CZ25123891", true, true}, {"CZ25123892", true, false},
		{"DE136695976", true, true}, {"DE136695977", true, false},
		{"DK13585628", true, true}, {"DK13585627", true, false},
		{"EE100931558", true, true}, {"EE100931559", true, false},
		{"EL094259216", true, true}, {"EL094259217", true, false},
		{"ES54362315K", true, true}, {"ES54362315Z", true, false},
		{"ESB58378431", true, true}, {"ESB58378432", true, false},
		{"FI20774740", true, true}, {"FI20774741", true, false},
		{"FR40303265045", true, true}, {"FR41303265045", true, false},
		{"GB980780684", true, true}, {"GB980780685", true, false},
		{"HR33392005961", true, true}, {"HR33392005962", true, false},
		{"HU12892312", true, true}, {"HU12892313", true, false},
		{"IE6433435F", true, true}, {"IE6433435E", true, false},
		{"IT00743110157", true, true}, {"IT00743110158", true, false},
		{"LT119511515", true, true}, {"LT119511516", true, false},
		{"LU15027442", true, true}, {"LU15027443", true, false},
		{"LV40003521600", true, true}, {"LV40003521601", true, false},
		{"MT11679112", true, true}, {"MT11679113", true, false},
		{"NL004495445B01", true, true}, {"NL123456790B90", true, false},
		{"PL8567346215", true, true}, {"PL8567346216", true, false},
		{"PT501964843", true, true}, {"PT501964842", true, false},
		{"RO18547290", true, true}, {"RO18547291", true, false},
		{"SE123456789701", true, true}, {"SE123456789601", true, false},
		{"SI50223054", true, true}, {"SI50223055", true, false},
		{"SK2022749619", true, true}, {"SK2022749618", true, false},
		{"CHE-116.281.710 MWST", true, true}, {"CHE-116.281.711 MWST", true, false},
		{"de 136 695 976", true, true},
		{"DE13669597", false, false},
		{"DE1366959760", false, false},
		{"XX123456789", false, false},
		{"", false, false},
	} {
		_, format, checked := parseVATID(tt.in)
		if format != tt.format || checked != tt.checked {
			t.Errorf("parseVATID(%q) = format %v, check %v; want %v, %v", tt.in, format, checked, tt.format, tt.checked)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Rechnungs-Nr.:": "rechnungsnr", "P.O. #": "po#", "Größe": "grosse", "Échéance": "echeance", "N° TVA": "ntva", "Œuvre": "oeuvre", "№ 5": "no5", "—": "",
	} {
		if got := fold(in); got != want {
			t.Errorf("fold(%q) = %q, want %q", in, got, want)
		}
	}
}
