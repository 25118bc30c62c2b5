package memory_test

import (
	"testing"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/memory"
	"github.com/payable-ap/payable/ocr/text"
)

// A bought is a line as it is printed: name in two parts, quantity, price, total,
// and a code on a row of its own.
type bought struct{ name, more, quantity, price, total, code string }

// table sets lines under each other, 40 points each, and returns the pages with
// a reader's draft that has of each line what it says in read.
func table(lines []bought, read func(bought) map[payable.Term]string) ([]text.Page, payable.Draft) {
	var puts []put
	var d payable.Draft
	for i, b := range lines {
		y := 200 + 40*float64(i)
		puts = append(puts, put{60, y, b.name + b.more}, put{300, y, b.quantity}, put{380, y, b.price}, put{480, y, b.total}, put{80, y + 12, "Artikel " + b.code})
		line := map[payable.Term]payable.Field{}
		for t, v := range read(b) {
			box := payable.Box{X0: 480, Y0: y, X1: 520, Y1: y + 10}
			if t == payable.LineDescription {
				box = payable.Box{X0: 60, Y0: y, X1: 250, Y1: y + 10}
			}
			line[t] = payable.Field{Value: v, Confidence: 0.8, Source: payable.SourceText, Page: 1, Box: &box}
		}
		d.Lines = append(d.Lines, line)
	}
	return page(puts...), d
}

func name(b bought) map[payable.Term]string {
	return map[payable.Term]string{payable.LineDescription: b.name + b.more, payable.LineTotal: b.total}
}

var (
	first = []bought{{"Schraube", ": verzinkt", "12", "2.50", "30.00", "AB-17"}, {"Mutter", ": blank", "9", "1.00", "9.00", "AB-18"}}
	later = []bought{{"Winkel", ": roh", "4.5", "3.00", "13.50", "CD-9917"}, {"Mutter", ": blank", "40", "1.00", "40.00", "AB-18"}}
)

// TestLinesAreReadAsCorrected corrects one field of all lines and reads the next
// document of the layout.
func TestLinesAreReadAsCorrected(t *testing.T) {
	for _, tt := range []struct {
		name string
		term payable.Term
		says func(bought) string // what the person enters
		want [2]string           // on the later document; "" for what nobody can know
	}{
		{"a column", payable.LineQuantity, func(b bought) string { return b.quantity }, [2]string{"4.5", "40"}},
		{"a code below, by its label", payable.LineSKU, func(b bought) string { return b.code }, [2]string{"CD-9917", "AB-18"}},
		{"how much of its cell the name is", payable.LineDescription, func(b bought) string { return b.name }, [2]string{"Winkel", "Mutter"}},
		{"a unit that is not printed, of a known item", payable.LineUnit, func(bought) string { return "H87" }, [2]string{"", "H87"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pages, read := table(first, name)
			checked := payable.Draft{}
			for i, l := range read.Lines {
				line := map[payable.Term]payable.Field{}
				for term, f := range l {
					line[term] = f
				}
				line[tt.term] = payable.Field{Value: tt.says(first[i]), Source: payable.SourcePerson, Page: l[tt.term].Page, Box: l[tt.term].Box}
				checked.Lines = append(checked.Lines, line)
			}
			lessons := memory.Apart(memory.Learn(memory.Learning{Pages: pages, Read: read, Checked: checked, From: "document 1"}, nil))
			for _, l := range lessons {
				if l.Term != tt.term {
					t.Errorf("a lesson about %s, which nobody entered: %s", l.Term, l.Key())
				}
			}
			next, plain := table(later, name)
			for i, line := range memory.Apply(next, plain, lessons).Lines {
				f := line[tt.term]
				if f.Value != tt.want[i] || f.Value != "" && f.Source != payable.SourceLearned {
					t.Errorf("line %d: %s is %+v, want %q as learnt", i+1, tt.term, f, tt.want[i])
				}
			}
		})
	}
}

// TestALineThatHoldsIsNotBroken checks that a learnt quantity gives way where
// quantity times price is the total already.
func TestALineThatHoldsIsNotBroken(t *testing.T) {
	pages, read := table(first, name)
	checked := payable.Draft{}
	for i, l := range read.Lines {
		line := map[payable.Term]payable.Field{payable.LineQuantity: {Value: first[i].quantity, Source: payable.SourcePerson}}
		for term, f := range l {
			line[term] = f
		}
		checked.Lines = append(checked.Lines, line)
	}
	lessons := memory.Apart(memory.Learn(memory.Learning{Pages: pages, Read: read, Checked: checked}, nil))
	for _, total := range []string{"13.50", "27.00"} {
		b := bought{"Winkel", "", "4.5", "3.00", total, "CD-1"}
		next, plain := table([]bought{b}, func(b bought) map[payable.Term]string {
			return map[payable.Term]string{payable.LineQuantity: "9", payable.LineUnitPrice: b.price, payable.LineTotal: b.total}
		})
		want := map[string]string{"13.50": "4.5", "27.00": "9"}[total]
		if got := memory.Apply(next, plain, lessons).Lines[0][payable.LineQuantity].Value; got != want {
			t.Errorf("4.5 printed, 9 read, price 3, total %s: quantity %s, want %s", total, got, want)
		}
	}
}

// TestLineLessonsAreJudged checks that a line's lessons judge a second document
// that agrees, and one that does not.
func TestLineLessonsAreJudged(t *testing.T) {
	pages, read := table(first, name)
	with := func(read payable.Draft, values ...string) payable.Draft {
		d := payable.Draft{}
		for i, l := range read.Lines {
			line := map[payable.Term]payable.Field{payable.LineQuantity: {Value: values[i], Source: payable.SourcePerson}}
			for term, f := range l {
				line[term] = f
			}
			d.Lines = append(d.Lines, line)
		}
		return d
	}
	lessons := memory.Apart(memory.Learn(memory.Learning{Pages: pages, Read: read, Checked: with(read, "12", "9")}, nil))
	next, plain := table(later, name)
	for want, values := range map[memory.Verdict][]string{memory.Held: {"4.5", "40"}, memory.Missed: {"7", "8"}} {
		judged := memory.Learn(memory.Learning{Pages: next, Read: plain, Checked: with(plain, values...)}, lessons)[:len(lessons)]
		if len(judged) == 0 {
			t.Fatal("nothing was learnt")
		}
		for _, j := range judged {
			if j.Verdict != want {
				t.Errorf("checked as %v: %s %s, want %s", values, j.Lesson.Key(), j.Verdict, want)
			}
		}
	}
}
