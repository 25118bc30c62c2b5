package score

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/payable-ap/payable"
)

// WriteText prints a report for people: totals per kind and family, fields,
// dumps apart, the reliability table; with misses, each field that is not right.
func (r Report) WriteText(w io.Writer, misses bool) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	groups := func(title string, list []Group) {
		fmt.Fprintf(t, "%s\tdocuments\tright\ttype\tunread\theader F1\tP\tR\tcore F1\tlines F1\tP\tR\t\n", title)
		for _, g := range list {
			lines := "-\t-\t-"
			if g.Lines != (Tally{}) {
				lines = fmt.Sprintf("%.3f\t%.3f\t%.3f", g.Lines.F1(), g.Lines.Precision(), g.Lines.Recall())
			}
			fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%d\t%.3f\t%.3f\t%.3f\t%.3f\t%s\t\n", g.Name, g.Documents,
				percent(g.RightDocs, g.Documents), percent(g.TypeRight, g.Documents), g.Unread,
				g.Header.F1(), g.Header.Precision(), g.Header.Recall(), g.Core.F1(), lines)
		}
		fmt.Fprintln(t, "\t\t\t\t\t\t\t\t\t\t\t\t")
	}
	groups("kind", append(append([]Group{}, r.Kinds...), r.All))
	groups("family", r.Families)
	if len(r.Layouts) > 1 {
		groups("layout", r.Layouts)
	}
	if len(r.Dumps) > 0 {
		groups("dumps, not in the sums above", r.Dumps)
	}
	for _, g := range append(append([]Group{}, r.Kinds...), r.All) {
		writeFields(t, g)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	r.writeReliability(w)
	if r.Surplus > 0 {
		fmt.Fprintf(w, "\n%d drafts beyond one a file\n", r.Surplus)
	}
	if misses {
		return r.writeMisses(w)
	}
	return nil
}

func percent(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(n)/float64(of))
}

func writeFields(w io.Writer, g Group) {
	fmt.Fprintf(w, "fields of %s\tknown\tright\twrong\tempty\tsurplus\tF1\t\n", g.Name)
	row := func(name payable.Term, t *Tally) {
		if t != nil {
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%.3f\t\n", name, t.Known(), t.Right, t.Wrong, t.Empty, t.Surplus, t.F1())
		}
	}
	for _, f := range header {
		row(f.term, g.Fields[f.term])
	}
	for _, f := range line {
		row("line "+f.term, g.LineField[f.term])
	}
	fmt.Fprintln(w, "\t\t\t\t\t\t\t")
}

func (r Report) writeReliability(w io.Writer) {
	fmt.Fprintln(w, "confidence   fields   stated   right")
	for _, b := range r.Reliability.Bins {
		if b.Count > 0 {
			fmt.Fprintf(w, "%4.2f-%4.2f  %7d  %6.1f%%  %5.1f%%\n", b.From, b.To, b.Count, 100*b.Sum/float64(b.Count), 100*float64(b.Right)/float64(b.Count))
		}
	}
	shown, wrong := r.Reliability.WrongAbove(0.95)
	fmt.Fprintf(w, "expected calibration error %.3f; above 0.95: %d fields, %d wrong\n", r.Reliability.Error(), shown, wrong)
}

func (r Report) writeMisses(w io.Writer) error {
	fmt.Fprintln(w)
	for _, m := range r.Misses {
		name := string(m.Term)
		if m.OnLine {
			name = "line " + name
		}
		if _, err := fmt.Fprintf(w, "%s: %s %s: want %q, got %q (%s)\n", m.File, m.Verdict, name, short(m.Want), short(m.Got), m.Why); err != nil {
			return err
		}
	}
	return nil
}

func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
