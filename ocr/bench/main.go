// Command bench measures how fast documents are read, and says whether that is
// fast enough. "make bench-read" runs it.
//
// Nearly every figure is a ratio of CPU time, user and system, of all processes
// that took part: ours against a yardstick (poppler's pdftotext, gosseract alone,
// a loop that only counts), in one run, in turns, document by document. A busy
// machine slows both; the median over the rounds is printed. What is read was
// drawn by package specimen, so that everybody measures the same; the PDFs and
// XML documents of $PAYABLE_CORPUS are measured besides where it is set.
//
//	go run ./ocr/bench [-rounds 5] [-only text,scan,xml,pair,memory]
//
// It prints a line for each figure, with what is asked, and exits with 1 if one is
// worse. A line without "asked" is there for honesty's sake: it says what else
// the work costs.
//
// To add a figure, write a function like texts and put it into the table figures.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/worker"
)

func main() {
	becomeWorker()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if len(os.Args) == 3 && os.Args[1] == oneFile {
		err = readOne(ctx, os.Args[2])
	} else {
		err = run(ctx, os.Args[1:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// oneFile is the argument that makes this program read one file and end, as
// "payable read" does.
const oneFile = "one-file"

// becomeWorker makes this process a worker of the product or a yardstick where
// it was started to be one; then it does not return. A yardstick runs behind the
// same walls.
func becomeWorker() {
	if worker.IsChild() && len(os.Args) > 2 {
		switch os.Args[2] {
		case yardOCR:
			worker.Main(gosseractAlone())
		case yardLoop:
			worker.Main(worker.Handler{Do: count})
		}
	}
	ocr.BecomeWorker()
}

// figures are what is measured, in the order printed.
var figures = []struct {
	name    string
	measure func(context.Context, *bench) error
}{
	{"text", texts},
	{"scan", scans},
	{"xml", xmls},
	{"pair", pairs},
	{"memory", memories},
}

// A bench is one run.
type bench struct {
	rounds int
	corpus string // folder of the corpus, "" for none
	dir    string // for files that a yardstick reads
	missed []string
}

func run(ctx context.Context, args []string) error {
	set := flag.NewFlagSet("bench", flag.ContinueOnError)
	b := &bench{corpus: os.Getenv("PAYABLE_CORPUS")}
	set.IntVar(&b.rounds, "rounds", 5, "how often each figure is measured")
	only := set.String("only", "", "figures to measure, separated by commas")
	if err := set.Parse(args); err != nil {
		return err
	}
	var err error
	if b.dir, err = os.MkdirTemp("", "payable-bench"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	fmt.Printf("machine: %s\n", load())
	for _, f := range figures {
		if *only != "" && !slices.Contains(strings.Split(*only, ","), f.name) {
			continue
		}
		if err := f.measure(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	fmt.Printf("machine: %s\n", load())
	if len(b.missed) > 0 {
		return fmt.Errorf("worse than asked: %s", strings.Join(b.missed, "; "))
	}
	return nil
}

// most prints a figure that may be at most so large.
func (b *bench) most(what, unit string, got, asked float64) {
	b.print(what, unit, got, "≤", asked, got <= asked)
}

// least prints a figure that must be at least so large.
func (b *bench) least(what, unit string, got, asked float64) {
	b.print(what, unit, got, "≥", asked, got >= asked)
}

func (b *bench) print(what, unit string, got float64, sign string, asked float64, good bool) {
	verdict := "ok"
	if !good {
		verdict = "MISSED"
		b.missed = append(b.missed, what)
	}
	fmt.Printf("%-62s %8.2f %-6s asked %s %.2f  %s\n", what, got, unit, sign, asked, verdict)
}

// note prints a figure of which nothing is asked.
func note(what, unit string, got float64) {
	fmt.Printf("%-62s %8.2f %s\n", what, got, unit)
}

func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "load unknown"
	}
	return "load " + strings.TrimSpace(string(b))
}
