// Command draw writes a folder of specimen documents with their truth, to fit a
// reader's weights on and to measure it with:
//
//	go run ./ocr/specimen/draw DIR -n 200 -seed 1
//	payable eval DIR/truth.jsonl
//
// -scan turns every page into a damaged picture; it names one damage, several
// separated by commas, or "all". -picture writes scans of one page as PNG and
// JPEG files. -skip leaves out types of documents, such as
// "statement,reminder". -list prints the names of layouts and damages.
//
// The same flags write the same bytes. Fit on one seed, measure on another: a
// layout named random-N is in one of them only, the named ones are in both.
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/specimen/raster"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "draw:", err)
		os.Exit(1)
	}
}

// run takes the folder before or behind the flags.
func run(args []string) (err error) {
	set := flag.NewFlagSet("draw", flag.ContinueOnError)
	n := set.Int("n", 200, "how many documents")
	seed := set.Uint64("seed", 1, "of everything invented")
	scan := set.String("scan", "", "damages, or all")
	picture := set.Bool("picture", false, "scans of one page as PNG and JPEG")
	skip := set.String("skip", "", "types of documents to leave out")
	list := set.Bool("list", false, "print the names of layouts and damages")
	dir := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		dir, args = args[0], args[1:]
	}
	if err := set.Parse(args); err != nil {
		return err
	}
	if *list {
		names()
		return nil
	}
	if dir == "" {
		dir = set.Arg(0)
	}
	if dir == "" {
		return payable.Invalid("DIR", "name the folder to write to")
	}
	w := specimen.Writing{Picture: *picture}
	for _, t := range strings.FieldsFunc(*skip, comma) {
		w.Skip = append(w.Skip, payable.DocType(t))
	}
	if w.Damages, err = damages(*scan); err != nil {
		return err
	}
	if len(w.Damages) > 0 {
		printer, err := raster.New(filepath.Join(os.TempDir(), "payable-pdfium-cache"))
		if err != nil {
			return err
		}
		defer func() { _ = printer.Close() }() // everything is written by then
		w.Print = printer.Pages
	}
	return specimen.WriteCorpus(dir, *seed, *n, w)
}

func comma(r rune) bool { return r == ',' }

// damages looks names up, in the order given; all of them in alphabetical order.
func damages(names string) ([]specimen.Damage, error) {
	known := specimen.Damages()
	list := strings.FieldsFunc(names, comma)
	if names == "all" {
		list = slices.Sorted(maps.Keys(known))
	}
	var out []specimen.Damage
	for _, name := range list {
		d, ok := known[name]
		if !ok {
			return nil, payable.Invalid("scan", fmt.Sprintf("no damage %q; there are %s", name, strings.Join(slices.Sorted(maps.Keys(known)), ", ")))
		}
		out = append(out, d)
	}
	return out, nil
}

func names() {
	for _, l := range specimen.Layouts() {
		fmt.Println("layout", l.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(specimen.Damages())) {
		fmt.Println("damage", name)
	}
}
