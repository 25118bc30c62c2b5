package matching

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite expected.json of the cases in testdata")

// A caseFile is testdata/<check>/<nn-name>.txtar. See testdata/README.md.
type caseFile struct {
	path    string
	check   payable.CheckID
	outcome payable.Outcome
	c       Case
	archive *txtar.Archive
}

// TestCases runs every case of testdata and compares the whole decision.
func TestCases(t *testing.T) {
	for _, f := range caseFiles(t) {
		t.Run(strings.TrimSuffix(strings.TrimPrefix(f.path, "testdata/"), ".txtar"), func(t *testing.T) {
			d := Match(f.c)
			if !slices.ContainsFunc(d.Findings, func(g payable.Finding) bool { return g.Check == f.check }) {
				t.Errorf("no finding of %s", f.check)
			}
			if got := outcome(d, f.check); got != f.outcome {
				t.Errorf("%s is %s, want %s:%s", f.check, got, f.outcome, dump(d))
			}
			checkDecision(t, f.c, d)
			f.compare(t, written(d, f.check))
		})
	}
}

func (f caseFile) compare(t *testing.T, got []byte) {
	t.Helper()
	i := slices.IndexFunc(f.archive.Files, func(g txtar.File) bool { return g.Name == "expected.json" })
	if *update {
		if i < 0 {
			f.archive.Files = append(f.archive.Files, txtar.File{Name: "expected.json"})
			i = len(f.archive.Files) - 1
		}
		f.archive.Files[i].Data = got
		if err := os.WriteFile(f.path, txtar.Format(f.archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if i < 0 {
		t.Fatal("no expected.json; look at what -update writes")
	}
	if want := f.archive.Files[i].Data; !bytes.Equal(want, got) {
		t.Errorf("decision differs from expected.json\ngot:\n%s\nwant:\n%s", got, want)
	}
}

// TestEveryOutcomeHasACase fails for a check without a case for each outcome it
// can have, and for a check of package payable that no rule makes.
func TestEveryOutcomeHasACase(t *testing.T) {
	have := map[string]bool{}
	for _, f := range caseFiles(t) {
		have[string(f.check)+" "+f.outcome.String()] = true
	}
	for _, r := range slices.Concat(duplicateRules, rules) {
		for _, o := range r.can {
			if !have[string(r.check)+" "+o.String()] {
				t.Errorf("no case in testdata/%s has outcome %s", r.check, o)
			}
		}
	}
}

func caseFiles(t *testing.T) []caseFile {
	t.Helper()
	paths, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var out []caseFile
	for _, p := range paths {
		a, err := txtar.ParseFile(p)
		if err != nil {
			t.Fatal(err)
		}
		f := caseFile{path: filepath.ToSlash(p), check: payable.CheckID(filepath.Base(filepath.Dir(p))), archive: a}
		if err := f.parse(); err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		out = append(out, f)
	}
	return out
}

// parse builds the case: the fixture that the comment names, changed by what the
// sections say.
func (f *caseFile) parse() error {
	billed, ordered, received := int64(10), int64(10), int64(10)
	for line := range strings.Lines(string(f.archive.Comment)) {
		line = strings.TrimSpace(line)
		if s, ok := strings.CutPrefix(line, "outcome: "); ok {
			if err := f.outcome.UnmarshalText([]byte(s)); err != nil {
				return err
			}
		}
		if s, ok := strings.CutPrefix(line, "bolts: "); ok {
			if _, err := fmt.Sscanf(s, "%d billed %d ordered %d received", &billed, &ordered, &received); err != nil {
				return err
			}
		}
	}
	raw, err := json.Marshal(bolts(billed, ordered, received))
	if err != nil {
		return err
	}
	var base any
	if err := json.Unmarshal(raw, &base); err != nil {
		return err
	}
	patch := map[string]any{}
	for _, s := range f.archive.Files {
		name, ok := strings.CutSuffix(s.Name, ".json")
		if !ok || name == "expected" {
			continue
		}
		var v any
		if err := json.Unmarshal(s.Data, &v); err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
		patch[strings.ToUpper(name[:1])+name[1:]] = v
	}
	merged, err := json.Marshal(merge(base, patch))
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(merged))
	d.DisallowUnknownFields()
	return d.Decode(&f.c)
}

// merge changes base by patch: objects key by key, lists element by element with
// the patch's length, all else whole.
func merge(base, patch any) any {
	switch p := patch.(type) {
	case map[string]any:
		b, ok := base.(map[string]any)
		if !ok {
			return patch
		}
		for k, v := range p {
			b[k] = merge(b[k], v)
		}
		return b
	case []any:
		b, _ := base.([]any)
		for i := range p {
			if i < len(b) {
				p[i] = merge(b[i], p[i])
			}
		}
	}
	return patch
}

// written is a decision as expected.json has it: the findings above PASS, and
// those of the check the case is about.
func written(d Decision, check payable.CheckID) []byte {
	var b bytes.Buffer
	line := func(indent string, v any, last bool) {
		var e bytes.Buffer
		enc := json.NewEncoder(&e)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			panic(err)
		}
		b.WriteString(indent + strings.TrimSpace(e.String()))
		if !last {
			b.WriteString(",")
		}
		b.WriteString("\n")
	}
	worst := d.Worst()
	fmt.Fprintf(&b, "{\n  \"worst\": %q, \"vendor\": %d, \"copy_of\": %d,\n", worst, d.Vendor, d.CopyOf)
	b.WriteString("  \"allocations\": [\n")
	for i, a := range d.Allocations {
		line("    ", a, i == len(d.Allocations)-1)
	}
	b.WriteString("  ],\n  \"remainders\": [\n")
	for i, r := range d.Remainders {
		line("    ", r, i == len(d.Remainders)-1)
	}
	b.WriteString("  ],\n  \"findings\": [\n")
	shown := slices.DeleteFunc(slices.Clone(d.Findings), func(f payable.Finding) bool { return f.Outcome == payable.Pass && f.Check != check })
	for i, f := range shown {
		line("    ", map[string]any{"check": f.Check, "line": f.Line, "outcome": f.Outcome, "owner": f.Owner, "message": f.Message,
			"figures": f.Figures, "tolerance": f.Tolerance, "because": f.Because, "cause": f.Cause}, i == len(shown)-1)
	}
	b.WriteString("  ]\n}\n")
	return b.Bytes()
}

// checkDecision reports what must hold for every decision, whatever the case.
func checkDecision(t interface {
	Helper()
	Errorf(string, ...any)
}, c Case, d Decision) {
	t.Helper()
	seen := map[string]bool{}
	open := map[payable.CheckID]bool{}
	for _, f := range d.Findings {
		key := fmt.Sprint(f.Check, f.Line)
		if seen[key] {
			t.Errorf("two findings of %s on line %d", f.Check, f.Line)
		}
		seen[key] = true
		open[f.Check] = open[f.Check] || f.Outcome.Open()
		if f.Outcome.Open() && f.Owner == "" {
			t.Errorf("%s on line %d is %s and nobody's", f.Check, f.Line, f.Outcome)
		}
		m, ok := Messages[f.Message]
		if !ok {
			t.Errorf("%s has the message %q, which has no sentence", f.Check, f.Message)
			continue
		}
		if got := sortedKeys(f.Figures); !slices.Equal(got, slices.Sorted(slices.Values(m.Figures))) {
			t.Errorf("%s carries the figures %v, its sentence takes %v", f.Message, got, m.Figures)
		}
	}
	for _, f := range d.Findings {
		if f.Because != "" && !open[f.Because] && d.CopyOf == 0 {
			t.Errorf("%s on line %d is not evaluated because %s, which is not open", f.Check, f.Line, f.Because)
		}
		if f.Outcome == payable.NotEvaluated && f.Because == "" && !alone[f.Message] {
			t.Errorf("%s on line %d is not evaluated for no reason", f.Check, f.Line)
		}
	}
	checkSums(t, c, d)
}

// alone lists the sentences of checks that are not made for want of anything to
// check, which nothing else need report.
var alone = map[string]bool{"off": true, "EINVOICE_VS_PAGE.one_layer": true, "LINE_ARITH.incomplete": true,
	"TAX_ARITH.no_tax": true, "TAX_ARITH.no_breakdown": true}

// checkSums reports lines whose allocations and remainder are not their quantity
// and amount.
func checkSums(t interface {
	Helper()
	Errorf(string, ...any)
}, c Case, d Decision) {
	t.Helper()
	w := derive(c)
	for _, l := range w.lines {
		qty, net := l.qty.Sub(l.qty), l.net.Sub(l.net)
		for _, a := range d.Allocations {
			if a.Line == l.no {
				o := w.lineByID[a.OrderLine]
				q, ok := convert(a.Quantity, o.unit, unitOf(cmpUnit(l.Unit, o.Unit)))
				if !ok || !a.Quantity.IsPositive() {
					t.Errorf("line %d: allocation of %s %s on order line %d", l.no, a.Quantity, o.Unit, a.OrderLine)
				}
				qty, net = qty.Add(q), net.Add(a.Net)
				cover := q.Sub(q)
				for _, r := range a.Receipts {
					cover = cover.Add(r.Quantity)
				}
				if cover.GreaterThan(a.Quantity) {
					t.Errorf("line %d: %s allocated, %s covered by receipts", l.no, a.Quantity, cover)
				}
			}
		}
		for _, r := range d.Remainders {
			if r.Line == l.no {
				qty, net = qty.Add(r.Quantity), net.Add(r.Net)
			}
		}
		if !qty.Equal(l.qty) || !net.Equal(l.net) {
			t.Errorf("line %d: %s for %s, but allocations and remainder are %s for %s", l.no, l.qty, l.net, qty, net)
		}
	}
}

// cmpUnit returns the unit an allocation is compared in: the line's, unless it
// states none.
func cmpUnit(printed, ordered string) string {
	if printed == "" {
		return ordered
	}
	return printed
}
