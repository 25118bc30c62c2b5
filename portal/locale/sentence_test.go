package locale

import (
	"go/ast"
	goparser "go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	payable "github.com/payable-ap/payable"
)

// A said is one call of payable.Say or payable.Refuse in the program's source.
type said struct {
	where, key, text string
	field            string // of a form, where it is refused by name
	figures          []string
}

var brace = regexp.MustCompile(`\{([a-z_]+)\}`)

// TestEverySentenceIsInTheCatalogue reads the whole program: what is said to a
// person has its key in the English catalogue, which asks for no figure that is
// not given, and the English words of the code are the catalogue's.
func TestEverySentenceIsInTheCatalogue(t *testing.T) {
	english := catalogue(t, "en")
	used := map[string]bool{}
	for _, s := range sentences(t, "../..") {
		key := "error." + s.key
		used[key] = true
		if s.field != "" && !strings.Contains(s.where, "ingest") && english["page.field."+s.field] == nil {
			t.Errorf("%s refuses the field %q, which no page names", s.where, s.field)
		}
		text, known := english[key]
		if !known {
			t.Errorf("%s says %q, which the English catalogue lacks", s.where, key)
			continue
		}
		for _, f := range fields(text["other"]) {
			if !slices.Contains(s.figures, strings.TrimPrefix(f, ".")) {
				t.Errorf("%s: the catalogue's %q asks for %s; the code gives %v", s.where, key, f, s.figures)
			}
		}
		for _, m := range brace.FindAllStringSubmatch(s.text, -1) {
			if !slices.Contains(s.figures, m[1]) {
				t.Errorf("%s: %q asks for {%s}; the code gives %v", s.where, s.text, m[1], s.figures)
			}
		}
		if got, want := skeleton(s.text, brace), skeleton(text["other"], placeholder); got != want {
			t.Errorf("%s: the code says %q, the catalogue %q", s.where, got, want)
		}
	}
	for key := range english {
		if strings.HasPrefix(key, "error.") && !used[key] {
			t.Errorf("nothing in the program says %q", key)
		}
	}
	if len(used) < 50 {
		t.Errorf("found only %d sentences: the search is broken", len(used))
	}
}

func skeleton(s string, hole *regexp.Regexp) string { return hole.ReplaceAllString(s, "{}") }

func sentences(t *testing.T, root string) []said {
	t.Helper()
	var out []said
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		set := token.NewFileSet()
		f, err := goparser.ParseFile(set, path, nil, goparser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			skip, is := map[string]int{"Say": 0, "Refuse": 1}[called(call)]
			if !is || len(call.Args) < skip+2 || filepath.Base(path) == "sentence.go" {
				return true
			}
			s := said{where: set.Position(call.Pos()).String(), key: literal(t, call.Args[skip]), text: literal(t, call.Args[skip+1])}
			if lit, ok := call.Args[0].(*ast.BasicLit); ok && skip == 1 {
				s.field = strings.Trim(lit.Value, `"`)
			}
			for i := skip + 2; i < len(call.Args); i += 2 {
				s.figures = append(s.figures, literal(t, call.Args[i]))
			}
			out = append(out, s)
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok && x.Name == "payable" {
			return f.Sel.Name
		}
	}
	return ""
}

func literal(t *testing.T, e ast.Expr) string {
	t.Helper()
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		t.Errorf("a key, text or figure's name is no literal: the test cannot see it")
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		t.Error(err)
	}
	return s
}

// TestSentence checks figures, roles, owners and a sentence in a sentence.
func TestSentence(t *testing.T) {
	above := payable.Say("above_limit", "{due} is above your limit of {limit}", "due", payable.NewMoney("4812", "EUR"), "limit", payable.NewMoney("1000", "EUR"))
	for _, tt := range []struct {
		name, lang string
		s          payable.Sentence
		want       string
	}{
		{"amounts as the language writes them", "de", above, "4.812,00 EUR liegt über Ihrer Grenze von 1.000,00 EUR"},
		{"a sentence in a sentence", "fr", payable.Say("cannot_approve", "{name} cannot approve this one: {reason}", "name", "ana", "reason", above), "ana ne peut pas approuver celle-ci : 4\u202f812,00 EUR dépasse votre plafond de 1\u202f000,00 EUR"},
		{"roles by their names", "cy", payable.Say("roles_apart", "{one} and {other} must be two persons", "one", payable.Clerk, "other", payable.Auditor), "rhaid i Clerc a Archwilydd fod yn ddau berson"},
		{"owners by their names", "en", payable.Say("held_for_another", "", "owner", "receiver"), "this one is held for Goods in: ask a manager, or wait until its cause is gone"},
		{"what has no key, in English", "de", payable.Sentence{Text: "as it came"}, "as it came"},
		{"a key no catalogue has, in English", "de", payable.Say("nobody_wrote_this", "{a} and {b}", "a", 1, "b", "x"), "1 and x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := New().For(tt.lang).Sentence(tt.s); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
	if got, want := payable.Refuse("verdict", "above_limit", "{due} is above {limit}", "due", "1 EUR", "limit", "2 EUR").Error(), "verdict: 1 EUR is above 2 EUR"; got != want {
		t.Errorf("in English: %q, want %q", got, want)
	}
}
