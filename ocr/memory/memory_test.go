package memory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/memory"
	"github.com/payable-ap/payable/ocr/text"
)

// A put is words at a place, set in letters 6 wide and 10 high.
type put struct {
	x, y float64
	s    string
}

// page sets words on an A4 page.
func page(puts ...put) []text.Page {
	p := text.Page{Number: 1, Width: 595, Height: 842, Source: payable.SourceText}
	for _, l := range puts {
		x := l.x
		for _, w := range strings.Fields(l.s) {
			n := float64(len([]rune(w)))
			p.Words = append(p.Words, text.Word{Text: w, Confidence: 1, Box: payable.Box{X0: x, Y0: l.y, X1: x + 6*n, Y1: l.y + 10}})
			x += 6*n + 4
		}
	}
	return []text.Page{p}
}

// letter is a vendor's invoice: everything that varies is given.
func letter(shift float64, number, date, net, tax, gross string) []text.Page {
	return page(
		put{60, 40 + shift, "Nordwind Schrauben GmbH Hafenstrasse Lager Verkauf"},
		put{60, 60 + shift, "DE136695976 Handelsregister Amtsgericht Bremen"},
		put{350, 150 + shift, "Vorgang " + number},
		put{350, 165 + shift, "gegeben am"},
		put{350, 178 + shift, date},
		put{60, 250 + shift, "Bezeichnung Anzahl Einzeln Zusammen"},
		put{300, 500 + shift, "Warenwert"}, put{480, 500 + shift, net},
		put{300, 515 + shift, "Abgabe"}, put{480, 515 + shift, tax},
		put{300, 530 + shift, "Endbetrag"}, put{480, 530 + shift, gross},
		put{60, 780, "Lieferung unter Vorbehalt Vielen Dank"},
	)
}

func fieldsOf(kv ...string) map[payable.Term]payable.Field {
	out := map[payable.Term]payable.Field{}
	for i := 0; i+1 < len(kv); i += 2 {
		out[payable.Term(kv[i])] = payable.Field{Value: kv[i+1], Confidence: 1, Source: payable.SourcePerson}
	}
	return out
}

var checked = payable.Draft{Fields: fieldsOf("invoice_number", "V-2026/17", "issue_date", "2026-03-04", "seller_name", "Nordwind Schrauben GmbH",
	"seller_vat_id", "DE136695976", "net_total", "1000", "tax_total", "190", "gross_total", "1190")}

func taught(t testing.TB) memory.Known {
	t.Helper()
	pages := letter(0, "V-2026/17", "04.03.2026", "1.000,00", "190,00", "1.190,00 EUR")
	judged := memory.Learn(memory.Learning{Pages: pages, Checked: checked, From: "document 17"}, nil)
	return memory.Known{Layout: memory.Fingerprint(pages, checked), Lessons: memory.Apart(judged)}
}

func TestTheNextDocumentIsReadWithWhatOneTaught(t *testing.T) {
	known := taught(t)
	for _, tt := range []struct {
		name  string
		shift float64
	}{{"at the same places", 0}, {"a little lower", 9}, {"a little higher", -9}} {
		t.Run(tt.name, func(t *testing.T) {
			pages := letter(tt.shift, "V-2026/231", "11.12.2026", "2.500,50", "475,10", "2.975,60 EUR")
			if fit := known.Layout.Fit(pages, payable.Draft{}); fit < memory.FitsFrom {
				t.Fatalf("the page fits by %.2f, want at least %.2f", fit, memory.FitsFrom)
			}
			got := memory.Apply(pages, payable.Draft{}, known.Lessons)
			for term, want := range map[payable.Term]string{"invoice_number": "V-2026/231", "issue_date": "2026-12-11", "seller_name": "Nordwind Schrauben GmbH",
				"net_total": "2500.5", "tax_total": "475.1", "gross_total": "2975.6"} {
				f := got.Fields[term]
				if f.Value != want || f.Source != payable.SourceLearned || f.Confidence < 0.8 || !strings.Contains(f.Why, "document 17") {
					t.Errorf("%s is %+v, want %s as learnt from document 17", term, f, want)
				}
			}
		})
	}
}

// TestLearningThenApplyingGivesTheValues draws values and checks that a page
// read with what it taught itself says what the person entered.
func TestLearningThenApplyingGivesTheValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[A-Z]{1,3}-?[0-9]{2,8}`).Draw(t, "number")
		y, m, d := rapid.IntRange(2001, 2040).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day")
		net := rapid.IntRange(1, 99_999_999).Draw(t, "net")
		tax := net / 5
		euros := func(c int) string { return fmt.Sprintf("%d,%02d", c/100, c%100) }
		plain := func(c int) string { return fmt.Sprintf("%d.%02d", c/100, c%100) }
		pages := letter(0, number, fmt.Sprintf("%02d.%02d.%d", d, m, y), euros(net), euros(tax), euros(net+tax))
		want := payable.Draft{Fields: fieldsOf("invoice_number", number, "issue_date", fmt.Sprintf("%d-%02d-%02d", y, m, d),
			"net_total", plain(net), "tax_total", plain(tax), "gross_total", plain(net+tax))}
		lessons := memory.Apart(memory.Learn(memory.Learning{Pages: pages, Checked: want}, nil))
		got := memory.Apply(pages, payable.Draft{}, lessons)
		for term, f := range want.Fields {
			found := false
			for _, l := range lessons {
				found = found || l.Term == term
			}
			if !found {
				t.Errorf("nothing was learnt of %s %q", term, f.Value)
			}
			if v := got.Value(term); v != f.Value && v != strings.TrimSuffix(strings.TrimRight(f.Value, "0"), ".") {
				t.Errorf("%s is %q, want %q", term, v, f.Value)
			}
		}
	})
}

func TestStandingFollowsTheEvidence(t *testing.T) {
	for _, tt := range []struct {
		name   string
		lesson memory.Lesson
		want   memory.Standing
		usable bool
	}{
		{"learnt once", memory.Lesson{Held: 1}, memory.Tried, true},
		{"two agree", memory.Lesson{Held: 2}, memory.Trusted, true},
		{"contradicted by the second", memory.Lesson{Held: 1, Missed: 1}, memory.Demoted, false},
		{"two agree, the third does not", memory.Lesson{Held: 2, Missed: 1}, memory.Tried, true},
		{"three agree, one does not", memory.Lesson{Held: 3, Missed: 1}, memory.Trusted, true},
		{"as often wrong as right", memory.Lesson{Held: 3, Missed: 3}, memory.Demoted, false},
		{"forgotten though it always held", memory.Lesson{Held: 9, Forgotten: true}, memory.Forgotten, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.lesson.Standing(); got != tt.want || tt.lesson.Usable() != tt.usable {
				t.Errorf("held %d, missed %d: %s, usable %t; want %s, %t", tt.lesson.Held, tt.lesson.Missed, got, tt.lesson.Usable(), tt.want, tt.usable)
			}
		})
	}
}

// TestASecondDocumentJudges checks that an agreeing document holds every lesson,
// a contradicting one misses, and an unchecked one says nothing.
func TestASecondDocumentJudges(t *testing.T) {
	known := taught(t)
	pages := letter(0, "V-2026/231", "11.12.2026", "2.500,50", "475,10", "2.975,60 EUR")
	read := memory.Apply(pages, payable.Draft{}, known.Lessons)
	for _, tt := range []struct {
		name      string
		confirmed bool
		enter     string
		want      memory.Verdict
	}{
		{"confirmed as read", true, "", memory.Held},
		{"corrected", false, "K-1", memory.Missed},
		{"nobody looked", false, "", memory.Silent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := payable.Draft{Fields: map[payable.Term]payable.Field{}}
			for term, f := range read.Fields {
				d.Fields[term] = f
			}
			if tt.enter != "" {
				d.Fields[payable.InvoiceNumber] = payable.Field{Value: tt.enter, Source: payable.SourcePerson}
			}
			n := 0
			for _, j := range memory.Learn(memory.Learning{Pages: pages, Read: read, Checked: d, Confirmed: tt.confirmed}, known.Lessons)[:len(known.Lessons)] {
				if j.Lesson.Term == payable.InvoiceNumber {
					n++
					if j.Verdict != tt.want {
						t.Errorf("%s: %s, want %s", j.Lesson.Key(), j.Verdict, tt.want)
					}
				}
			}
			if n == 0 {
				t.Error("no lesson about the number was judged")
			}
		})
	}
}

func TestLessonsThatAreNotUsableGiveNothing(t *testing.T) {
	known := taught(t)
	pages := letter(0, "V-2026/231", "11.12.2026", "2.500,50", "475,10", "2.975,60 EUR")
	for i := range known.Lessons {
		known.Lessons[i].Forgotten = i%2 == 0
		known.Lessons[i].Missed = i % 2
	}
	if got := memory.Apply(pages, payable.Draft{}, known.Lessons); len(got.Fields) > 0 {
		t.Errorf("got %+v", got.Fields)
	}
}

// TestAnAccountIsNeverRemembered checks that an account on the page is read where
// it stood, and one that is not there is not given.
func TestAnAccountIsNeverRemembered(t *testing.T) {
	with := func(account string) []text.Page {
		p := letter(0, "V-1", "04.03.2026", "1.000,00", "190,00", "1.190,00")
		p[0].Words = append(p[0].Words, page(put{60, 700, "Konto " + account})[0].Words...)
		return p
	}
	d := payable.Draft{Fields: fieldsOf("iban", "DE89370400440532013000")}
	lessons := memory.Apart(memory.Learn(memory.Learning{Pages: with("DE89 3704 0044 0532 0130 00"), Checked: d}, nil))
	for _, tt := range []struct{ name, printed, want string }{
		{"the same", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"},
		{"another one", "GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"},
		{"with a digit wrong", "DE89 3704 0044 0532 0130 01", ""},
		{"none", "folgt", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := memory.Apply(with(tt.printed), payable.Draft{}, lessons)
			if got.Value(payable.IBAN) != tt.want {
				t.Errorf("printed %q: got %q, want %q", tt.printed, got.Value(payable.IBAN), tt.want)
			}
			if want := tt.want != ""; want != (len(got.Bank) == 1) {
				t.Errorf("accounts for matching: %v", got.Bank)
			}
		})
	}
}

func TestTotalsThatDoNotAddUpLoseConfidence(t *testing.T) {
	known := taught(t)
	good := memory.Apply(letter(0, "V-2", "11.12.2026", "2.500,50", "475,10", "2.975,60"), payable.Draft{}, known.Lessons)
	bad := memory.Apply(letter(0, "V-2", "11.12.2026", "2.500,50", "475,10", "9.975,60"), payable.Draft{}, known.Lessons)
	g, b := good.Fields[payable.GrossTotal], bad.Fields[payable.GrossTotal]
	if b.Confidence > g.Confidence*0.6 || !strings.Contains(b.Why, "do not make gross") {
		t.Errorf("gross that adds up %.2f, one that does not %+v", g.Confidence, b)
	}
}

// TestWhoIsOverruled checks reader against lesson.
func TestWhoIsOverruled(t *testing.T) {
	pages := letter(0, "V-2026/17", "04.03.2026", "1.000,00", "190,00", "1.190,00")
	next := letter(0, "V-2026/231", "11.12.2026", "2.500,50", "475,10", "2.975,60")
	wrong := payable.Draft{Fields: map[payable.Term]payable.Field{payable.InvoiceNumber: {Value: "Amt-1", Confidence: 0.97, Source: payable.SourceText}}}
	right := payable.Draft{Fields: map[payable.Term]payable.Field{payable.InvoiceNumber: {Value: "V-2026/17", Confidence: 0.97, Source: payable.SourceText}}}
	for _, tt := range []struct {
		name string
		read payable.Draft
		want string
	}{
		{"a reader that was corrected here", wrong, "V-2026/231"},
		{"a reader that was right here", right, "Amt-1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := payable.Draft{Fields: fieldsOf("invoice_number", "V-2026/17")}
			lessons := memory.Apart(memory.Learn(memory.Learning{Pages: pages, Read: tt.read, Checked: d}, nil))
			got := memory.Apply(next, wrong, lessons).Fields[payable.InvoiceNumber]
			if got.Value != tt.want || got.Value == "Amt-1" && got.Confidence >= 0.97 {
				t.Errorf("got %+v, want %s", got, tt.want)
			}
		})
	}
}

func TestAnotherVendorsPageDoesNotFit(t *testing.T) {
	known := taught(t)
	same := letter(0, "V-3", "04.03.2026", "1,00", "0,19", "1,19")
	other := letter(0, "V-3", "04.03.2026", "1,00", "0,19", "1,19")
	for i, w := range other[0].Words {
		other[0].Words[i].Text = map[string]string{"Nordwind": "Suedwind", "Schrauben": "Muttern", "DE136695976": "DE129273398"}[w.Text]
		if other[0].Words[i].Text == "" {
			other[0].Words[i].Text = w.Text
		}
	}
	for _, tt := range []struct {
		name  string
		pages []text.Page
		read  payable.Draft
		fits  bool
	}{
		{"its own", same, payable.Draft{}, true},
		{"the same form with other marks", other, payable.Draft{}, false},
		{"its own form with another seller's VAT id", same, payable.Draft{Fields: fieldsOf("seller_vat_id", "DE129273398")}, false},
		{"its marks on another form", page(put{60, 40, "Nordwind Schrauben GmbH DE136695976"}, put{60, 80, "Mahnung Zahlungserinnerung Frist"}), payable.Draft{}, false},
		{"an empty page", page(), payable.Draft{}, false},
		{"no page", nil, payable.Draft{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, ok := memory.Find(tt.pages, tt.read, []memory.Known{known}); ok != tt.fits {
				t.Errorf("found %t, want %t (fit %.2f)", ok, tt.fits, known.Layout.Fit(tt.pages, tt.read))
			}
		})
	}
}

// TestMarksAreWhatALayoutIsLookedUpBy checks that all marks of a layout are among
// those of a page of it, and that a crowded page does not give more than a query
// should carry.
func TestMarksAreWhatALayoutIsLookedUpBy(t *testing.T) {
	known := taught(t)
	marks := memory.Marks(letter(5, "V-9", "04.03.2026", "1,00", "0,19", "1,19"))
	if len(known.Layout.Marks) != 2 {
		t.Errorf("marks of the layout: %q, want VAT id and name", known.Layout.Marks)
	}
	for _, m := range known.Layout.Marks {
		if !slices.Contains(marks, m) {
			t.Errorf("%q is not among the page's %d marks", m, len(marks))
		}
	}
	var crowd []put
	for i := range 6000 {
		crowd = append(crowd, put{float64(i % 40 * 14), float64(i / 40 * 5), fmt.Sprintf("w%d", i)})
	}
	if n := len(memory.Marks(page(crowd...))); n > 20_000 {
		t.Errorf("a crowded page gives %d marks", n)
	}
}

// BenchmarkApply is what memory costs a page that fits one of ten layouts.
func BenchmarkApply(b *testing.B) {
	known := taught(b)
	all := make([]memory.Known, 10)
	for i := range all {
		all[i] = known
	}
	pages := letter(3, "V-2026/231", "11.12.2026", "2.500,50", "475,10", "2.975,60 EUR")
	for b.Loop() {
		at, ok := memory.Find(pages, payable.Draft{}, all)
		if !ok {
			b.Fatal("not found")
		}
		memory.Apply(pages, payable.Draft{}, all[at].Lessons)
	}
}
