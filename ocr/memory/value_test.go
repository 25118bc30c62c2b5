package memory

import (
	"testing"
	"time"
)

func TestGrammarsParseWhatIsPrinted(t *testing.T) {
	for _, tt := range []struct {
		printed string
		g       Grammar
		want    string // "" for nothing
	}{
		{"1.234,50 EUR", Grammar{Kind: Amount, Form: ","}, "1234.5"},
		{"€1,234.50", Grammar{Kind: Amount, Form: "."}, "1234.5"},
		{"1 234,50", Grammar{Kind: Amount, Form: ","}, "1234.5"},
		{"2 12,00", Grammar{Kind: Amount, Form: ","}, ""},
		{"12,00-", Grammar{Kind: Amount, Form: ","}, "-12"},
		{"19,00 %", Grammar{Kind: Amount, Form: ","}, "19"},
		{"12 Stk", Grammar{Kind: Amount, Form: ","}, ""},
		{"12.03.2026", Grammar{Kind: Amount, Form: ","}, ""},
		{"1.234,50", Grammar{Kind: Amount}, "1234.5"},
		{"1,234.50", Grammar{Kind: Amount}, "1234.5"},
		{"1,234", Grammar{Kind: Amount}, "1234"},
		{"9,25", Grammar{Kind: Amount}, "9.25"},
		{"1.234.567", Grammar{Kind: Amount}, "1234567"},
		{"03/04/2026", Grammar{Kind: Date, Form: "dmy"}, "2026-04-03"},
		{"03/04/2026", Grammar{Kind: Date, Form: "mdy"}, "2026-03-04"},
		{"2026-04-03", Grammar{Kind: Date, Form: "ymd"}, "2026-04-03"},
		{"3. März 2026", Grammar{Kind: Date, Form: "dmy"}, "2026-03-03"},
		{"3 juillet 2026", Grammar{Kind: Date, Form: "dmy"}, "2026-07-03"},
		{"30.02.2026", Grammar{Kind: Date, Form: "dmy"}, ""},
		{"DE 136 695 976", Grammar{Kind: VATID, Form: "DE11"}, "DE136695976"},
		{"DE136695976 Tel", Grammar{Kind: VATID, Form: "DE11"}, ""},
		{"DE89 3704 0044 0532 0130 00", Grammar{Kind: Account}, "DE89370400440532013000"},
		{"DE88 3704 0044 0532 0130 00", Grammar{Kind: Account}, ""},
		{"GST", Grammar{Kind: Currency}, ""},
		{"(EUR)", Grammar{Kind: Currency}, "EUR"},
		{"Nr. RE-17", Grammar{Kind: ID}, "Nr. RE-17"},
		{"ohne", Grammar{Kind: ID}, ""},
	} {
		if got, ok := tt.g.parse(tt.printed); ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("%q as %+v: %q, %t; want %q", tt.printed, tt.g, got, ok, tt.want)
		}
	}
}

func TestClassOfAnIdentifier(t *testing.T) {
	for in, want := range map[string]string{"RE-2026/17": "A-9/9", "4711": "9", "AB 12": "A 9", "": ""} {
		if got := class(in); got != want {
			t.Errorf("class(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEveryMonthIsKnownInEveryLanguage(t *testing.T) {
	for lang, names := range map[string][]string{
		"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		"de": {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		"it": {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
		"nl": {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
		"es": {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		"cy": {"Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"},
	} {
		for i, n := range names {
			if got := month(n); got != time.Month(i+1) {
				t.Errorf("%s: %s is month %d, want %d", lang, n, got, i+1)
			}
		}
	}
}
