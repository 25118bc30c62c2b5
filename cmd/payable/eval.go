package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/payable-ap/payable/ocr/score"
)

// EvalCmd scores readings against a corpus's truth: payable eval TRUTH.jsonl.
//
// PDFs are read by their page alone, because their embedded XML is the truth; XML
// files are scored apart as their own kind, and with --hybrids so is that XML. Families that only dump labels and
// values are reported but not summed.
type EvalCmd struct {
	Truth    string   `arg:"" help:"The corpus's truth.jsonl; files are found beside it." type:"existingfile"`
	Kind     []string `help:"Only documents of these kinds: pdf-text, pdf-scan, image, xml."`
	Family   []string `help:"Only documents of these families."`
	Layout   []string `help:"Only documents of these layouts."`
	Hybrids  bool     `help:"Score the XML inside hybrid PDFs instead of pages."`
	Pictures string   `help:"Read the PDFs with text as pictures of their pages at 200 dpi: clean, or damaged by the specimens' scanner (the same file always in the same way)." enum:",clean,damaged" default:""`
	Keep     string   `help:"With --pictures: a folder that keeps the pictures for the next time." type:"path"`
	Sample   int      `help:"At most so many documents of each layout, always the same ones; 0 takes all."`
	Receipts bool     `help:"Only till receipts, and of their fields only those a receipt has: date, seller, total."`
	Learn    bool     `help:"Score vendor memory: read the first document of each layout, correct it, and score the others with and without what it taught. Without TRUTH's filters, specimens are drawn and scored too."`
	Workers  int      `help:"How many documents are read at once." default:"2"`
	Verbose  bool     `short:"v" help:"List each field that is not right."`
}

// Run reads every chosen document with read and prints the report to out. What
// cannot be read counts as left empty and does not stop the others.
func (c *EvalCmd) Run(ctx context.Context, read score.Reader, pages score.PageReader, out io.Writer) error {
	all, err := score.Load(c.Truth)
	if err != nil {
		return fmt.Errorf("load the truth: %w", err)
	}
	var truths []score.Truth
	for _, t := range all {
		if wanted(c.Kind, t.Kind) && wanted(c.Family, t.Family) && wanted(c.Layout, t.Layout) {
			truths = append(truths, t)
		}
	}
	truths = score.Sample(truths, c.Sample)
	if c.Learn {
		return c.learn(ctx, truths, pages, out)
	}
	if c.Hybrids {
		truths = score.OpenHybrids(truths)
	}
	if c.Receipts {
		truths = score.Receipts(truths)
	}
	if c.Pictures != "" {
		p, done, err := c.pictures()
		if err != nil {
			return fmt.Errorf("draw pictures: %w", err)
		}
		defer done()
		truths, read = p.Of(truths), p.Reader(read)
	}
	if len(truths) == 0 {
		return fmt.Errorf("none of the %d documents of %s is of that kind, family and layout", len(all), c.Truth)
	}
	readings, err := score.Read(ctx, truths, read, c.Workers)
	if err != nil {
		return fmt.Errorf("read the corpus: %w", err)
	}
	if c.Verbose {
		for i, r := range readings {
			if r.Err != nil {
				fmt.Fprintf(out, "%s: not read: %v\n", truths[i].File, r.Err)
			}
		}
	}
	return score.Score(truths, readings).WriteText(out, c.Verbose)
}

// learn scores vendor memory on the chosen documents and, where no family or
// layout was asked for or it is specimen, on specimens.
func (c *EvalCmd) learn(ctx context.Context, truths []score.Truth, read score.PageReader, out io.Writer) error {
	dir, err := os.MkdirTemp("", "payable-eval")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) // a folder of our own; what stays is swept with the rest of it
	drawn, err := score.Specimens(dir, 2)
	if err != nil {
		return fmt.Errorf("draw specimens: %w", err)
	}
	for _, t := range drawn {
		if wanted(c.Kind, t.Kind) && wanted(c.Family, t.Family) && wanted(c.Layout, t.Layout) {
			truths = append(truths, t)
		}
	}
	l, err := score.Learn(ctx, truths, read, c.Workers)
	if err != nil {
		return fmt.Errorf("learn: %w", err)
	}
	return l.WriteText(out, c.Verbose)
}

// wanted reports whether a filter lets v through; an empty one lets all.
func wanted(filter []string, v string) bool { return len(filter) == 0 || slices.Contains(filter, v) }
