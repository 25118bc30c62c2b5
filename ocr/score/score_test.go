package score

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
)

// TestSameness checks the rules by which a value is right.
func TestSameness(t *testing.T) {
	for _, tt := range []struct {
		name        string
		same        sameness
		truth, read string
		want        bool
	}{
		{"numbers differ in writing only", sameNumber, "100", "100.00", true},
		{"numbers equal to the cent", sameNumber, "0.3492", "0.35", true},
		{"numbers a cent apart", sameNumber, "10.00", "10.01", false},
		{"a sign is part of a number", sameNumber, "-10", "10", false},
		{"a comma is no number", sameNumber, "10", "10,00", false},
		{"identifiers without blanks, punctuation, case", sameID, "FR 32 123-456.789", "fr32123456789", true},
		{"identifiers keep their zeros", sameID, "0042", "42", false},
		{"identifiers of punctuation only", sameID, "-", "-", true},
		{"identifiers of other punctuation only", sameID, "-", "/", false},
		{"dates", sameDate, "2026-01-02", "2026-01-02", true},
		{"dates with day and month changed", sameDate, "2026-01-02", "2026-02-01", false},
		{"names in another order", sameName, "Möller GmbH, Schrauben", "SCHRAUBEN MÖLLER GMBH", true},
		{"names with a letter misread", sameName, "Schrauben Moeller GmbH", "Schrauben Moe1ler GmbH", true},
		{"a part of a name", sameName, "Schrauben Möller GmbH", "Möller", false},
		{"another name", sameName, "Schrauben Möller GmbH", "Brückenbau Nord GmbH", false},
		{"a description with a word too many", sameDescription, "Hex bolt M8 zinc", "Hex bolt M8 zinc 1", true},
		{"half a description", sameDescription, "Hex bolt M8 zinc plated box of 100", "Hex bolt M8", false},
		{"nothing is not something", sameName, "Möller", "...", false},
	} {
		if got := tt.same(tt.truth, tt.read); got != tt.want {
			t.Errorf("%s: %q and %q: %v, want %v (similarity %.2f)", tt.name, tt.truth, tt.read, got, tt.want, Similarity(tt.truth, tt.read))
		}
	}
}

func read(values map[payable.Term]string) fields {
	out := fields{}
	for t, v := range values {
		out[t] = payable.Field{Value: v, Confidence: 0.9}
	}
	return out
}

// TestScore checks what a field's fate counts against.
func TestScore(t *testing.T) {
	truth := map[payable.Term]string{payable.InvoiceNumber: "R-1", payable.GrossTotal: "119", payable.PONumber: "P-1"}
	for _, tt := range []struct {
		name          string
		read          map[payable.Term]string
		precision     float64
		recall        float64
		documentRight int
	}{
		{"all right", map[payable.Term]string{payable.InvoiceNumber: "R1", payable.GrossTotal: "119.00", payable.PONumber: "P-1"}, 1, 1, 1},
		{"empty costs recall only", map[payable.Term]string{payable.InvoiceNumber: "R1", payable.GrossTotal: "119.00"}, 1, 2. / 3, 1},
		{"wrong costs both", map[payable.Term]string{payable.InvoiceNumber: "R1", payable.GrossTotal: "119.00", payable.PONumber: "P-2"}, 2. / 3, 2. / 3, 1},
		{"a wrong core field spoils the document", map[payable.Term]string{payable.InvoiceNumber: "R1", payable.GrossTotal: "19.00"}, 1. / 2, 1. / 3, 0},
		{"an empty core field spoils the document", map[payable.Term]string{payable.InvoiceNumber: "R1"}, 1, 1. / 3, 0},
		{"what the truth does not know counts nowhere", map[payable.Term]string{payable.InvoiceNumber: "R1", payable.GrossTotal: "119", payable.PONumber: "P-1", payable.IBAN: "X", payable.NetTotal: "1"}, 1, 1, 1},
		{"nothing read", nil, 1, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Score([]Truth{{File: "a", Kind: "xml", Family: "f", Header: truth}}, []Reading{{Drafts: []payable.Draft{{Fields: read(tt.read)}}}})
			h := r.All.Header
			if !near(h.Precision(), tt.precision) || !near(h.Recall(), tt.recall) || r.All.RightDocs != tt.documentRight {
				t.Errorf("read %v: precision %.3f, recall %.3f, right %d; want %.3f, %.3f, %d", tt.read, h.Precision(), h.Recall(), r.All.RightDocs, tt.precision, tt.recall, tt.documentRight)
			}
		})
	}
}

func near(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 }

// TestLines checks how lines find one another and what a surplus line costs.
func TestLines(t *testing.T) {
	bolt := map[payable.Term]string{payable.LineDescription: "Bolt", payable.LineQuantity: "10", payable.LineTotal: "50"}
	nut := map[payable.Term]string{payable.LineDescription: "Nut", payable.LineQuantity: "10", payable.LineTotal: "20"}
	for _, tt := range []struct {
		name  string
		truth []map[payable.Term]string
		read  []map[payable.Term]string
		want  Tally
	}{
		{"in order", []map[payable.Term]string{bolt, nut}, []map[payable.Term]string{bolt, nut}, Tally{Right: 6}},
		{"in another order", []map[payable.Term]string{bolt, nut}, []map[payable.Term]string{nut, bolt}, Tally{Right: 6}},
		{"one missing", []map[payable.Term]string{bolt, nut}, []map[payable.Term]string{nut}, Tally{Right: 3, Empty: 3}},
		{"a surplus line counts every field", []map[payable.Term]string{bolt}, []map[payable.Term]string{nut, bolt}, Tally{Right: 3, Surplus: 3}},
		{"equal lines pair in order", []map[payable.Term]string{bolt, bolt}, []map[payable.Term]string{bolt, bolt}, Tally{Right: 6}},
		{"what agrees in nothing is paired and wrong", []map[payable.Term]string{bolt}, []map[payable.Term]string{{payable.LineDescription: "Total", payable.LineTotal: "70"}}, Tally{Wrong: 2, Empty: 1}},
		{"lines known to be none", []map[payable.Term]string{}, []map[payable.Term]string{bolt}, Tally{Surplus: 3}},
		{"lines not known", nil, []map[payable.Term]string{bolt}, Tally{}},
		{"a field no true line knows is not known", []map[payable.Term]string{{payable.LineDescription: "Bolt"}}, []map[payable.Term]string{bolt, nut}, Tally{Right: 1, Surplus: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var d payable.Draft
			for _, l := range tt.read {
				d.Lines = append(d.Lines, read(l))
			}
			r := Score([]Truth{{File: "a", Kind: "xml", Family: "f", Lines: tt.truth}}, []Reading{{Drafts: []payable.Draft{d}}})
			if r.All.Lines != tt.want {
				t.Errorf("%v read as %v: %+v, want %+v", tt.truth, tt.read, r.All.Lines, tt.want)
			}
		})
	}
}

// TestGroups checks that dumps stay out of every sum, that errors count as empty,
// and that a file with several drafts is judged by the one that agrees most.
func TestGroups(t *testing.T) {
	known := map[payable.Term]string{payable.InvoiceNumber: "1"}
	truths := []Truth{
		{File: "a", Kind: "xml", Family: "f", Layout: "f/x", Header: known, Type: payable.DocInvoice},
		{File: "b", Kind: "pdf-text", Family: "ferd-v24-xsldump", Header: known},
		{File: "c", Kind: "pdf-text", Family: "g", Layout: "g/y", Header: known},
	}
	one := payable.Draft{DocType: payable.DocInvoice, Fields: read(known)}
	two := payable.Draft{Fields: read(map[payable.Term]string{payable.InvoiceNumber: "2"})}
	r := Score(truths, []Reading{{Drafts: []payable.Draft{two, one}}, {Drafts: []payable.Draft{two}}, {Err: errors.New("no")}})
	if r.All.Documents != 2 || r.All.Header != (Tally{Right: 1, Empty: 1}) || r.All.Unread != 1 || r.All.TypeRight != 1 || r.Surplus != 1 {
		t.Errorf("all: %+v, surplus %d", r.All, r.Surplus)
	}
	if len(r.Dumps) != 1 || r.Dumps[0].Header != (Tally{Wrong: 1}) || len(r.Kinds) != 2 || len(r.Families) != 2 || len(r.Layouts) != 2 {
		t.Errorf("dumps %+v, kinds %d, families %d, layouts %d", r.Dumps, len(r.Kinds), len(r.Families), len(r.Layouts))
	}
	var out strings.Builder
	if err := r.WriteText(&out, true); err != nil || !strings.Contains(out.String(), `c: empty invoice_number: want "1"`) || !strings.Contains(out.String(), "dumps") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// TestReliability checks the calibration figures on numbers one can follow.
func TestReliability(t *testing.T) {
	var r Reliability
	for i := range 10 {
		r.add(0.9, i < 9) // as stated
		r.add(1, i < 8)   // two in ten too many
	}
	if got := r.Error(); !near(got, 0.1) {
		t.Errorf("calibration error %v, want 0.1", got)
	}
	if shown, wrong := r.WrongAbove(0.95); shown != 10 || wrong != 2 {
		t.Errorf("above 0.95: %d shown, %d wrong", shown, wrong)
	}
}

// TestLoadAndRead checks that the truth file is understood whole, and that a
// picture's XML stays closed.
func TestLoadAndRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "truth.jsonl")
	lines := `{"file":"a/b.pdf","kind":"pdf-text","family":"f","layout":"f/x","doc_type":"credit_note","embedded_xml":{"name":"factur-x.xml"},"truth":{"invoice_number":"7","gross_total":10.10,"due_date":null,"lines":[{"quantity":1}]}}

{"file":"c.xml","kind":"xml","family":"g","doc_type":"bundle","truth":{}}
`
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	truths, err := Load(path)
	if err != nil || len(truths) != 2 {
		t.Fatalf("%d truths, %v", len(truths), err)
	}
	a, c := truths[0], truths[1]
	if a.Header[payable.GrossTotal] != "10.10" || len(a.Header) != 2 || len(a.Lines) != 1 || !a.Hybrid || a.Type != payable.DocCreditNote || c.Type != payable.DocOther || c.Lines != nil {
		t.Errorf("%+v\n%+v", a, c)
	}
	asked := make(chan string, 2)
	_, err = Read(t.Context(), truths, func(file string, pageOnly bool) ([]payable.Draft, error) {
		if pageOnly {
			file += " page only"
		}
		asked <- strings.TrimPrefix(file, filepath.Dir(path))
		return nil, nil
	}, 1)
	if first, second := <-asked, <-asked; err != nil || first != "/a/b.pdf page only" || second != "/c.xml" {
		t.Errorf("asked for %q and %q, %v", first, second, err)
	}
	open := OpenHybrids(truths)
	if _, err := Read(t.Context(), open, func(_ string, pageOnly bool) ([]payable.Draft, error) {
		if pageOnly {
			t.Error("an opened hybrid is read by its page only")
		}
		return nil, nil
	}, 1); err != nil || len(open) != 1 || open[0].Kind != "hybrid-xml" || truths[0].Open {
		t.Errorf("opened %+v, %v", open, err)
	}
	for _, bad := range []string{`{"file":"a"}`, `{`, `{"file":"a","kind":"xml","truth":{"lines":["x"]}}`} {
		if err := os.WriteFile(path, []byte("\n"+bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "truth.jsonl:2") {
			t.Errorf("%s: %v, want an error that names line 2", bad, err)
		}
	}
}
