package einvoice_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/einvoice"
	"github.com/payable-ap/payable/ocr/score"
)

// TestCorpus holds the reader to its promise on other people's documents: header
// F1 0.995, documents right 0.98, lines 0.99 over all dialects. It runs where the
// corpus is: in $PAYABLE_CORPUS or a folder shared/corpus beside a parent folder.
func TestCorpus(t *testing.T) {
	dir := corpus()
	if dir == "" {
		t.Skip("no corpus here; set PAYABLE_CORPUS")
	}
	all, err := score.Load(filepath.Join(dir, "truth.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var truths []score.Truth
	for _, tr := range all {
		if tr.Kind == "xml" {
			truths = append(truths, tr)
		}
	}
	readings, err := score.Read(t.Context(), truths, readFile, 1)
	if err != nil {
		t.Fatal(err)
	}
	r := score.Score(truths, readings)
	right := float64(r.All.RightDocs) / float64(r.All.Documents)
	t.Logf("%d documents, header F1 %.4f, documents right %.4f, lines F1 %.4f", r.All.Documents, r.All.Header.F1(), right, r.All.Lines.F1())
	if r.All.Documents < 100 || r.All.Header.F1() < 0.995 || right < 0.98 || r.All.Lines.F1() < 0.99 {
		for _, m := range r.Misses {
			t.Errorf("%s: %s %s: want %q, got %q", m.File, m.Verdict, m.Term, m.Want, m.Got)
		}
	}
	for i, reading := range readings {
		if reading.Err != nil {
			t.Errorf("%s refused: %v", truths[i].File, reading.Err)
		}
	}
}

// TestValidExamplesBreakNoRule holds the rules of EN 16931 to the examples that
// the standard's keepers, Peppol and XRechnung publish as valid.
func TestValidExamplesBreakNoRule(t *testing.T) {
	dir := corpus()
	if dir == "" {
		t.Skip("no corpus here; set PAYABLE_CORPUS")
	}
	files, err := filepath.Glob(filepath.Join(dir, "xml", "*", "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	claim := 0
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(data, []byte("urn:cen.eu:en16931:2017")) {
			continue
		}
		drafts, err := einvoice.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		claim++
		for _, d := range drafts {
			for _, p := range d.Problems {
				if strings.Contains(p, "EN 16931") {
					t.Errorf("%s: %s", filepath.Base(f), p)
				}
			}
		}
	}
	t.Logf("%d examples that claim EN 16931, of %d files", claim, len(files))
	if claim < 80 {
		t.Errorf("only %d examples claim EN 16931", claim)
	}
}

func readFile(path string, _ bool) ([]payable.Draft, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return einvoice.Read(data)
}

func corpus() string {
	if dir := os.Getenv("PAYABLE_CORPUS"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for parent := filepath.Dir(dir); parent != dir; dir, parent = parent, filepath.Dir(parent) {
		found := filepath.Join(parent, "shared", "corpus")
		if _, err := os.Stat(filepath.Join(found, "truth.jsonl")); err == nil {
			return found
		}
	}
	return ""
}

// BenchmarkRead reads documents of every dialect; 200 a second and core are asked
// for.
func BenchmarkRead(b *testing.B) {
	names, err := filepath.Glob("testdata/*.xml")
	if err != nil {
		b.Fatal(err)
	}
	var docs [][]byte
	for _, n := range names {
		data, err := os.ReadFile(n)
		if err != nil {
			b.Fatal(err)
		}
		docs = append(docs, data)
	}
	for b.Loop() {
		for _, d := range docs {
			if _, err := einvoice.Read(d); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N*len(docs))/b.Elapsed().Seconds(), "docs/s")
}
