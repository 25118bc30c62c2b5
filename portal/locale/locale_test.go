package locale

import (
	"encoding/json"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	payable "github.com/payable-ap/payable"
	"github.com/payable-ap/payable/matching"
)

// catalogue returns all sentences of a language: key, plural form ("other" for
// a plain one), text.
func catalogue(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	names, err := fs.Glob(files, "*."+lang+".json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no catalogue for %s: %v", lang, err)
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]any
		if err := json.Unmarshal(text, &raw); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		prefix, _, _ := strings.Cut(name, ".")
		for key, v := range raw {
			if !strings.HasPrefix(key, prefix+".") {
				t.Errorf("%s: key %q belongs in another file", name, key)
			}
			out[key] = forms(t, name, key, v)
		}
	}
	return out
}

func forms(t *testing.T, name, key string, v any) map[string]string {
	t.Helper()
	switch v := v.(type) {
	case string:
		return map[string]string{"other": v}
	case map[string]any:
		f := map[string]string{}
		for form, text := range v {
			f[form], _ = text.(string)
		}
		if f["other"] == "" {
			t.Errorf("%s: plural %q has no form \"other\"", name, key)
		}
		return f
	}
	t.Errorf("%s: %q is neither a sentence nor a plural", name, key)
	return nil
}

var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)
var field = regexp.MustCompile(`\.[a-zA-Z_]+`)

func fields(text string) []string {
	var out []string
	for _, p := range placeholder.FindAllString(text, -1) {
		out = append(out, field.FindAllString(p, -1)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestCatalogues checks that no language says something English does not know,
// leaves out a figure or invents one, and that plurals have the forms their
// language has.
func TestCatalogues(t *testing.T) {
	english := catalogue(t, "en")
	plurals := map[string][]string{"en": {"one", "other"}, "de": {"one", "other"}, "fr": {"one", "other"}, "cy": {"few", "many", "one", "other", "two", "zero"}}
	for _, lang := range Languages() {
		for key, texts := range catalogue(t, lang) {
			want, known := english[key]
			if !known {
				t.Errorf("%s: %q is not in the English catalogue", lang, key)
				continue
			}
			if len(want) > 1 {
				var have []string
				for form := range texts {
					have = append(have, form)
				}
				slices.Sort(have)
				if !slices.Equal(have, plurals[lang]) {
					t.Errorf("%s: %q has the plural forms %v, want %v", lang, key, have, plurals[lang])
				}
			}
			for form, text := range texts {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s: %q (%s) says nothing", lang, key, form)
				}
				if got, want := fields(text), fields(want["other"]); !slices.Equal(got, want) && !(len(texts) > 1 && slices.Equal(append(got, ".count"), want)) {
					t.Errorf("%s: %q (%s) uses %v, English uses %v", lang, key, form, got, want)
				}
			}
		}
	}
}

// TestEveryUsedKeyExists reads the program's own source: every key named in it
// or in a page must have an English sentence.
func TestEveryUsedKeyExists(t *testing.T) {
	english := catalogue(t, "en")
	seen := 0
	for _, use := range usedKeys(t, "../..") {
		seen++
		if english[use.key] == nil {
			t.Errorf("%s uses %q, which the English catalogue lacks", use.where, use.key)
		}
	}
	if seen < 20 {
		t.Errorf("found only %d uses of keys: the search is broken", seen)
	}
}

type use struct{ where, key string }

var keyShape = regexp.MustCompile(`^(page|mail|check)\.[A-Za-z][A-Za-z0-9_.]*[A-Za-z0-9_]$`)
var keyInPage = regexp.MustCompile(`"((?:page|mail|check)\.[A-Za-z][A-Za-z0-9_.]*[A-Za-z0-9_])"`)

func usedKeys(t *testing.T, root string) []use {
	t.Helper()
	var out []use
	err := filepath.WalkDir(filepath.Join(root, "portal"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch filepath.Ext(path) {
		case ".go":
			if strings.HasSuffix(path, "_test.go") {
				return nil
			}
			keys, err := literals(path)
			for _, k := range keys {
				out = append(out, use{path, k})
			}
			return err
		case ".html", ".tmpl", ".txt":
			if strings.Contains(path, "testdata") {
				return nil
			}
			text, err := os.ReadFile(path)
			for _, m := range keyInPage.FindAllStringSubmatch(string(text), -1) {
				out = append(out, use{path, m[1]})
			}
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return append(out, findingKeys()...)
}

func literals(path string) ([]string, error) {
	f, err := goparser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		return nil, err
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && keyShape.MatchString(s) {
				out = append(out, s)
			}
		}
		return true
	})
	return out, nil
}

// findingKeys lists the sentences package matching may ask for.
func findingKeys() []use {
	var out []use
	for key := range matching.Messages {
		out = append(out, use{"matching", "check." + key})
	}
	return out
}

// TestFindingFigures checks that the sentence of a finding uses only figures the
// finding carries.
func TestFindingFigures(t *testing.T) {
	english := catalogue(t, "en")
	for key, m := range matching.Messages {
		for _, f := range fields(english["check."+key]["other"]) {
			if name := strings.TrimPrefix(f, "."); name != "line" && !slices.Contains(m.Figures, name) {
				t.Errorf("check.%s says %s, but findings carry %v", key, name, m.Figures)
			}
		}
	}
	for key := range english {
		if name, found := strings.CutPrefix(key, "check."); found && !coded(name) {
			if _, known := matching.Messages[name]; !known {
				t.Errorf("%s is the sentence of no finding", key)
			}
		}
	}
}

// coded says whether a sentence is the word for a figure that findings carry as a
// code.
func coded(name string) bool {
	prefix, _, _ := strings.Cut(name, ".")
	return slices.Contains([]string{"unit", "by", "class", "allowed"}, prefix)
}

// TestTolerance checks what is allowed, as the policy states it.
func TestTolerance(t *testing.T) {
	for _, tt := range []struct{ lang, in, want string }{
		{"en", "exact", "no difference"},
		{"de", "+2 % and +1250.00 EUR, -2.5 %, floor 10.00 EUR", "+2 % und +1.250,00 EUR, -2,5 %, immer bis 10,00 EUR"},
		{"fr", "+2 % or +250.00 EUR", "+2 % ou +250,00 EUR"},
		{"cy", "0.02 EUR", "0.02 EUR"},
		{"de", "", ""},
	} {
		if got := New().For(tt.lang).Tolerance(tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.lang, got, tt.want)
		}
	}
}

// TestFinding checks one finding in every language, figures formatted.
func TestFinding(t *testing.T) {
	f := payable.Finding{Check: payable.UnitPrice, Line: 2, Outcome: payable.Hold, Message: "UNIT_PRICE.above", Figures: map[string]string{
		"order": "4711", "order_line": "3", "got": "4.2", "want": "3.75", "percent": "12", "difference": "1234.5", "currency": "EUR", "allowed": "2 %",
	}}
	for lang, want := range map[string][]string{
		"en": {"4.20 EUR", "12 %", "4711", "1,234.50 EUR"}, "de": {"4,20 EUR", "1.234,50 EUR"}, "fr": {"4,20 EUR", "1\u202f234,50 EUR"}, "cy": {"4.20 EUR", "1,234.50 EUR"},
	} {
		got := New().For(lang).Finding(f)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q lacks %q", lang, got, w)
			}
		}
	}
	if got := New().For("en").Finding(payable.Finding{Message: "NEW.check"}); got != "check.NEW.check" {
		t.Errorf("a finding without a sentence: %q", got)
	}
}

// TestFor checks which language somebody gets.
func TestFor(t *testing.T) {
	b := New()
	for _, tt := range []struct {
		name  string
		langs []string
		want  string
	}{
		{"nothing asked", nil, "en"},
		{"a user's own choice before the browser's", []string{"cy", "de-DE,de;q=0.9"}, "cy"},
		{"no choice, the browser's", []string{"", "fr-CH, fr;q=0.9, en;q=0.8"}, "fr"},
		{"a country's variant", []string{"de-AT"}, "de"},
		{"a language without a catalogue", []string{"ja"}, "en"},
		{"the second wish where the first is unknown", []string{"ja, cy;q=0.5"}, "cy"},
		{"nonsense", []string{"%%%", "de"}, "de"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := b.For(tt.langs...).Lang(); got != tt.want {
				t.Errorf("For(%q) speaks %s, want %s", tt.langs, got, tt.want)
			}
		})
	}
}

// TestPlurals checks Welsh above all, whose six forms change the word itself.
func TestPlurals(t *testing.T) {
	b := New()
	for _, tt := range []struct {
		lang  string
		count int
		want  string
	}{
		{"en", 1, "1 day"}, {"en", 0, "0 days"}, {"de", 1, "1 Tag"}, {"de", 2, "2 Tage"},
		{"fr", 0, "0 jour"}, {"fr", 2, "2 jours"}, {"fr", 1000000, "1000000 jours"},
		{"cy", 1, "1 diwrnod"}, {"cy", 2, "2 ddiwrnod"}, {"cy", 3, "3 diwrnod"}, {"cy", 6, "6 diwrnod"}, {"cy", 7, "7 diwrnod"},
	} {
		if got := b.For(tt.lang).N("mail.days", tt.count); got != tt.want {
			t.Errorf("%s, %d: %q, want %q", tt.lang, tt.count, got, tt.want)
		}
	}
}

// TestFormats checks amounts, numbers and dates in every language.
func TestFormats(t *testing.T) {
	day := time.Date(2026, 12, 1, 14, 5, 0, 0, time.UTC)
	b := New()
	for _, tt := range []struct{ lang, amount, small, date, short, at string }{
		{"en", "4,812.00 GBP", "-0.125 GBP", "1 December 2026", "Tue 1 Dec", "1 December 2026 at 14:05"},
		{"de", "4.812,00 GBP", "-0,125 GBP", "1. Dezember 2026", "Di. 1. Dez.", "1. Dezember 2026 um 14:05"},
		{"fr", "4\u202f812,00 GBP", "-0,125 GBP", "1er décembre 2026", "mar. 1er déc.", "1er décembre 2026 à 14:05"},
		{"cy", "4,812.00 GBP", "-0.125 GBP", "1 Rhagfyr 2026", "Maw 1 Rhag", "1 Rhagfyr 2026 am 14:05"},
	} {
		p := b.For(tt.lang)
		for got, want := range map[string]string{
			p.Money(payable.NewMoney("4812", "GBP")):   tt.amount,
			p.Money(payable.NewMoney("-0.125", "GBP")): tt.small,
			p.Date(day): tt.date, p.ShortDate(day): tt.short, p.DateTime(day): tt.at,
		} {
			if got != want {
				t.Errorf("%s: %q, want %q", tt.lang, got, want)
			}
		}
	}
	for in, want := range map[string]string{
		"1234567.5": "1,234,567.5", "999": "999", "1000": "1,000", "-1000": "-1,000", "4711/3": "4711/3", "": "", "1.": "1.", ".5": ".5", "PO-1": "PO-1",
	} {
		if got := b.For("en").digits(in); got != want {
			t.Errorf("digits(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestUnit checks words, symbols and what has neither.
func TestUnit(t *testing.T) {
	b := New()
	for _, tt := range []struct{ lang, code, want string }{
		{"en", "C62", "pcs"}, {"de", "H87", "Stück"}, {"fr", "EA", "pièces"}, {"cy", "C62", "darn"}, {"en", "KGM", "kg"}, {"de", "DAY", "Tage"}, {"en", "ZZ", "ZZ"}, {"en", "", ""},
	} {
		if got := b.For(tt.lang).Unit(tt.code); got != tt.want {
			t.Errorf("%s: unit %q is %q, want %q", tt.lang, tt.code, got, tt.want)
		}
	}
}

// TestFallback checks that a sentence only English has is said in English, with
// English numbers, and that an unknown key is shown as it is.
func TestFallback(t *testing.T) {
	p := New().For("de")
	if got := p.T("mail.no_such_sentence"); got != "mail.no_such_sentence" {
		t.Errorf("unknown key: %q", got)
	}
	english := *p.fallback
	p.keys = map[string]bool{}
	if got, want := p.N("mail.days", 2), english.N("mail.days", 2); got != want {
		t.Errorf("missing in German: %q, want the English %q", got, want)
	}
}
