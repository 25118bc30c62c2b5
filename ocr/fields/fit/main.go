// Command fit learns the weights and the calibration that package fields reads
// documents with, and writes ../fitted.json: make fit.
//
// It learns from specimens alone, drawn from a seed: as their text, and a part
// of them as damaged scans. Each is read as it is and with a share of the
// lexicon forgotten, because most vendors' wordings are not in any lexicon.
// Documents of the evaluation's corpus are never learned from, so that its
// figures are those of unseen vendors.
//
// What it reports, and what the calibration rests on, is cross-validated: the
// layouts are dealt into folds, and a document is judged by weights that were
// learned without its layout. The same arguments give the same bytes.
//
// To learn more: add signs in package fields (features.go, prior.go), draw other
// layouts in package specimen, and run make fit.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/fields"
)

// folds is how many parts the layouts are dealt into.
const folds = 5

// forgotten is the share of the lexicon that the second reading does without.
const forgotten = 0.2

// A plan is what a fit depends on.
type plan struct {
	Seed      uint64 `json:"seed"`
	Documents int    `json:"documents"`
	Scans     int    `json:"scans"`
}

// A result is the file written.
type result struct {
	Made        string
	Weights     map[string]map[string]float64
	Calibration map[string][]fields.Knot
	Thresholds  map[payable.Term]float64
}

func main() {
	var p plan
	out := flag.String("out", "ocr/fields/fitted.json", "the file to write")
	flag.Uint64Var(&p.Seed, "seed", 1, "of the specimens")
	flag.IntVar(&p.Documents, "documents", 405, "how many specimens are drawn")
	flag.IntVar(&p.Scans, "scans", 80, "how many of them are read as scans too, a third of them clean")
	flag.Parse()
	if err := run(p, *out, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

func run(p plan, out string, log io.Writer) error {
	docs, err := documents(p, log)
	if err != nil {
		return err
	}
	r := fit(p, docs, log)
	data, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return fmt.Errorf("write the weights: %w", err)
	}
	if err := os.WriteFile(out, append(data, '\n'), 0o644); err != nil {
		return fmt.Errorf("write the weights: %w", err)
	}
	return nil
}

// fit learns weights without each fold in turn, calibrates on what they make of
// that fold, and last learns the weights from everything.
func fit(p plan, docs []document, log io.Writer) result {
	x := &index{at: map[string]int{}}
	for i := range docs {
		docs[i].lessons = lessons(docs[i], x)
	}
	var seen []observation
	for k := range folds {
		var train, test []document
		for _, d := range docs {
			if d.fold == k {
				test = append(test, d)
			} else {
				train = append(train, d)
			}
		}
		m := fields.NewModel(learned(train, x), nil)
		var o []observation
		for _, d := range test {
			o = append(o, observe(m, d, false)...)
		}
		report(log, fmt.Sprintf("fold %d, %d documents", k+1, len(test)), o)
		seen = append(seen, o...)
		for _, d := range test {
			seen = append(seen, observe(m, d, true)...)
		}
	}
	tables := calibrated(seen)
	reportTable(log, seen, tables)
	limits := thresholds(seen, tables)
	reportThresholds(log, limits)
	return result{
		Made:        fmt.Sprintf("go run ./ocr/fields/fit -seed %d -documents %d -scans %d", p.Seed, p.Documents, p.Scans),
		Weights:     learned(docs, x),
		Calibration: tables,
		Thresholds:  limits,
	}
}
