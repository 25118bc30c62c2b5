package memory

import (
	"cmp"
	"math"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// A lineFields is the fields of one line.
type lineFields = map[payable.Term]payable.Field

// bandShift is how far a column's edge may shift, in shares of the page.
const bandShift = 0.02

// enough is the share of lines that must agree for something to hold of a table.
const enough = 0.6

// columnTerms are the fields that stand in columns of their own.
var columnTerms = []payable.Term{payable.LineQuantity, payable.LineUnitPrice, payable.LineTotal, payable.LineVATRate, payable.LineSKU, payable.LineBuyerSKU, payable.LinePOLine, payable.LineOrderNumber}

// itemTerms are the fields that go with an item: the same thing is delivered in
// the same unit, under the same number, at the same rate.
var itemTerms = []payable.Term{payable.LineUnit, payable.LineSKU, payable.LineVATRate, payable.LineDescription}

// A lineRows is where a line of a table stands: rows [first, next) of a sheet.
type lineRows struct {
	sheet       *sheet
	first, next int
}

// lineLessons learns from lines what the reader alone had wrong or did not have.
func (x Learning) lineLessons(all []*sheet) []Lesson {
	if len(x.Checked.Lines) == 0 || !x.Confirmed && !x.entered() {
		return nil
	}
	rows := rowsOf(all, x.Checked.Lines)
	out := x.itemLessons(rows)
	for _, t := range columnTerms {
		if l, ok := x.columnLesson(t, rows); ok {
			out = append(out, l)
		}
	}
	if l, ok := x.nameLesson(rows); ok {
		out = append(out, l)
	}
	return out
}

// entered reports whether a person entered anything on a line.
func (x Learning) entered() bool {
	return slices.ContainsFunc(x.Checked.Lines, func(l lineFields) bool {
		for _, f := range l {
			if f.Source == payable.SourcePerson {
				return true
			}
		}
		return false
	})
}

// was returns the reader's line that became checked line i: the one at the same
// place, else the one with the same total.
func (x Learning) was(i int) lineFields {
	want := x.Checked.Lines[i]
	for _, r := range x.Read.Lines {
		for _, t := range []payable.Term{payable.LineTotal, payable.LineQuantity, payable.LineDescription} {
			if a, b := r[t].Box, want[t].Box; a != nil && b != nil && *a == *b && r[t].Page == want[t].Page {
				return r
			}
		}
	}
	for _, r := range x.Read.Lines {
		if same(Amount, r[payable.LineTotal].Value, want[payable.LineTotal].Value) && same(Text, r[payable.LineDescription].Value, want[payable.LineDescription].Value) {
			return r
		}
	}
	return nil
}

// wrong reports whether the reader had a field of line i wrong or not at all.
func (x Learning) wrong(i int, t payable.Term) bool {
	return !same(kindOf(t), x.was(i)[t].Value, x.Checked.Lines[i][t].Value)
}

// itemLessons keeps what goes with items and is not printed with them.
func (x Learning) itemLessons(rows []lineRows) []Lesson {
	var out []Lesson
	for i, l := range x.Checked.Lines {
		name := l[payable.LineDescription].Value
		key := fold(name)
		if len(key) < 4 {
			continue
		}
		was := x.was(i)
		for _, t := range itemTerms {
			f := l[t]
			if !x.checked(f) || !x.wrong(i, t) || t == payable.LineSKU && rows[i].shows(kindOf(t), f.Value) {
				continue
			}
			anchor := []string{key}
			if k := fold(was[payable.LineDescription].Value); k != key && len(k) >= 4 {
				anchor = append(anchor, k)
			}
			if t == payable.LineDescription && len(anchor) < 2 {
				continue
			}
			out = append(out, Lesson{Term: t, OnLine: true, Place: Item, Anchor: anchor, Printed: name, Value: f.Value, Grammar: Grammar{Kind: kindOf(t)}, Taught: true})
		}
	}
	return out
}

// shows reports whether a value is printed on a line's rows.
func (r lineRows) shows(k Kind, value string) bool {
	for j := r.first; j < r.next; j++ {
		if len(r.sheet.locateOn(r.sheet.rows[j], k, value)) > 0 {
			return true
		}
	}
	return false
}

// columnLesson learns the band a field stands in, where the reader had it wrong
// on most lines.
func (x Learning) columnLesson(t payable.Term, rows []lineRows) (Lesson, bool) {
	type found struct {
		line  int
		hit   hit
		down  int
		label []word // left of it, on a row below the line's first
	}
	var all []found
	known, wrong := 0, 0
	for i, r := range rows {
		f := x.Checked.Lines[i][t]
		if !x.checked(f) || r.sheet == nil {
			continue
		}
		known++
		if x.wrong(i, t) {
			wrong++
		}
		for j := r.first; j < min(r.next, r.first+6); j++ {
			for _, h := range r.sheet.locateOn(r.sheet.rows[j], kindOf(t), f.Value) {
				at := found{line: i, hit: h, down: j - r.first}
				if at.down > 0 {
					at.label = r.sheet.leftOf(h.words[0])
				}
				all = append(all, at)
			}
		}
	}
	if known == 0 || 2*wrong < known {
		return Lesson{}, false
	}
	var best Lesson
	most := 0
	for _, seed := range all {
		z := seed.hit.sheet.zone(union(seed.hit.words))
		on := map[int]bool{}
		for _, f := range all {
			if len(seed.label) > 0 && sameWords(seed.label, f.label) || len(seed.label) == 0 && f.down == seed.down && aligned(f.hit, z) {
				on[f.line] = true
			}
		}
		if len(on) > most {
			most = len(on)
			best = Lesson{Term: t, OnLine: true, Place: Column, Zone: z, DY: float64(seed.down), Grammar: seed.hit.grammar, Taught: true}
			for _, w := range seed.label {
				best.Anchor = append(best.Anchor, w.fold)
			}
			best.Printed = joined(seed.label)
		}
	}
	return best, most > 0 && float64(most) >= enough*float64(known)
}

func sameWords(a, b []word) bool {
	return slices.EqualFunc(a, b, func(v, w word) bool { return v.fold == w.fold })
}

func aligned(h hit, z Zone) bool {
	a := h.sheet.zone(union(h.words))
	return math.Min(math.Abs(a.X0-z.X0), math.Abs(a.X1-z.X1)) < bandShift
}

// Ways a description ends, as Grammar.Cut of a column.
const (
	cutRow  = "\n" // with its first row
	cutAll  = "*"  // with the last row before the next line
	codeCut = "#"  // it begins after a code
)

// nameLesson learns how much of its cell the description is.
func (x Learning) nameLesson(rows []lineRows) (Lesson, bool) {
	known, wrong := 0, 0
	right := map[string]int{}
	for i, r := range rows {
		f := x.Checked.Lines[i][payable.LineDescription]
		if !x.checked(f) || r.sheet == nil {
			continue
		}
		known++
		if x.wrong(i, payable.LineDescription) {
			wrong++
		}
		was := x.was(i)[payable.LineDescription]
		for _, c := range []string{":", ",", "(", " - ", codeCut, cutRow, cutAll} {
			if v, ok := named(r, was, c); ok && same(Text, v, f.Value) {
				right[c]++
			}
		}
	}
	cuts := make([]string, 0, len(right))
	for c := range right {
		cuts = append(cuts, c)
	}
	if known == 0 || 3*wrong < known || len(cuts) == 0 {
		return Lesson{}, false
	}
	slices.SortFunc(cuts, func(a, b string) int { return cmp.Or(right[b]-right[a], cmp.Compare(a, b)) })
	best := cuts[0]
	if float64(right[best]) < enough*float64(known) || right[best] <= known-wrong {
		return Lesson{}, false // not better than the reader alone
	}
	return Lesson{Term: payable.LineDescription, OnLine: true, Place: Column, Grammar: Grammar{Kind: Text, Cut: best}, Taught: true}, true
}

// rowsOf finds the printed rows of each line by the boxes of its fields; a line
// without boxes has no sheet. The next line, or twelve rows, end it.
func rowsOf(all []*sheet, lines []lineFields) []lineRows {
	out := make([]lineRows, len(lines))
	for i, l := range lines {
		out[i] = rowOf(all, l)
	}
	for i := range out {
		r := &out[i]
		if r.sheet == nil {
			continue
		}
		r.next = min(r.first+12, len(r.sheet.rows))
		for _, o := range out {
			if o.sheet == r.sheet && o.first > r.first {
				r.next = min(r.next, o.first)
			}
		}
	}
	return out
}

func rowOf(all []*sheet, l lineFields) lineRows {
	for _, t := range []payable.Term{payable.LineTotal, payable.LineUnitPrice, payable.LineQuantity, payable.LineDescription} {
		f := l[t]
		if f.Box == nil {
			continue
		}
		for _, s := range all {
			if s.page.Number != f.Page || s.lies.Turned%4 != 0 {
				continue
			}
			best, least := -1, s.h
			for i, r := range s.rows {
				b := union(r)
				if far := math.Abs((b.Y0+b.Y1)/2 - (f.Box.Y0+min(f.Box.Y1, f.Box.Y0+1.5*s.h))/2); far < least {
					best, least = i, far
				}
			}
			if best >= 0 {
				return lineRows{sheet: s, first: best}
			}
		}
	}
	return lineRows{}
}

// applyLines completes and corrects the fields of lines.
func applyLines(all []*sheet, d payable.Draft, lessons []Lesson) []lineFields {
	if !slices.ContainsFunc(lessons, func(l Lesson) bool { return l.OnLine }) {
		return d.Lines
	}
	rows := rowsOf(all, d.Lines)
	out := make([]lineFields, len(d.Lines))
	for i, line := range d.Lines {
		out[i] = lineFields{}
		for t, f := range line {
			out[i][t] = f
		}
		for _, place := range []Place{Column, Item} { // what is printed first, what goes with it after
			for _, l := range lessons {
				if l.OnLine && l.Place == place {
					if f, ok := l.onLine(rows[i], line, d); ok {
						enter(out[i], l.Term, f)
					}
				}
			}
		}
	}
	return out
}

// enter puts a learnt field on a line unless it breaks a line that held.
func enter(line lineFields, t payable.Term, f payable.Field) {
	was := line[t]
	if same(kindOf(t), was.Value, f.Value) {
		was.Confidence = max(was.Confidence, min(f.Confidence, sureMost))
		line[t] = was
		return
	}
	before := product(line)
	line[t] = f
	if before && !product(line) {
		line[t] = was
		if was.Value == "" {
			delete(line, t)
		}
	}
}

// product reports whether quantity times price is the total, to a cent.
func product(l lineFields) bool {
	q, err := decimal.NewFromString(l[payable.LineQuantity].Value)
	p, err2 := decimal.NewFromString(l[payable.LineUnitPrice].Value)
	n, err3 := decimal.NewFromString(l[payable.LineTotal].Value)
	return err == nil && err2 == nil && err3 == nil && q.Mul(p).Sub(n).Abs().Cmp(decimal.New(11, -3)) <= 0
}

// onLine is what a lesson gives for one line as it was read.
func (l Lesson) onLine(r lineRows, line lineFields, d payable.Draft) (payable.Field, bool) {
	f := payable.Field{Source: payable.SourceLearned, Confidence: 0.97 * l.confidence(), Why: l.Why()}
	switch {
	case l.Place == Item:
		if !l.names(line) || l.Term == payable.LineVATRate && (line[l.Term].Value != "" || !rated(d, l.Value)) {
			return f, false
		}
		f.Value = l.Value
		return f, true
	case r.sheet == nil:
		return f, false
	case l.Term == payable.LineDescription:
		was := line[l.Term]
		v, ok := named(r, was, l.Grammar.Cut)
		f.Value, f.Page, f.Box = v, was.Page, was.Box
		return f, ok
	}
	h, ok := l.inBand(r)
	if !ok {
		return f, false
	}
	f.Value, f.Page, f.Box = h.value, r.sheet.page.Number, r.sheet.lay(union(h.words))
	return f, true
}

// inBand finds the value that stands in the lesson's column on a line.
func (l Lesson) inBand(r lineRows) (best hit, ok bool) {
	for i := r.first; len(l.Anchor) > 0 && i < r.next; i++ {
		for j := range r.sheet.rows[i] {
			last, found := phraseAt(r.sheet.rows[i], j, l.Anchor)
			if !found {
				continue
			}
			if hits := r.sheet.spans(i, last, l.Grammar); len(hits) > 0 {
				return hits[0], true
			}
		}
	}
	i := r.first + int(l.DY)
	if len(l.Anchor) > 0 || i >= r.next {
		return best, false
	}
	for _, h := range r.sheet.spans(i, 0, l.Grammar) {
		z := r.sheet.zone(union(h.words))
		h.far = math.Min(math.Abs(z.X0-l.Zone.X0), math.Abs(z.X1-l.Zone.X1))
		if h.far < bandShift && (!ok || h.far < best.far) && l.Grammar.fits(h.value) {
			best, ok = h, true
		}
	}
	return best, ok
}

// names reports whether a line is of the lesson's item.
func (l Lesson) names(line lineFields) bool {
	key := fold(line[payable.LineDescription].Value)
	return key != "" && slices.Contains(l.Anchor, key)
}

// rated reports whether a document's VAT breakdown has a rate; one without a
// breakdown does not speak against it.
func rated(d payable.Draft, rate string) bool {
	return len(d.VAT) == 0 || slices.ContainsFunc(d.VAT, func(v payable.VATLine) bool { return same(Amount, v.Rate, rate) })
}

// judgeLine says what the checked lines say about a lesson: most must agree.
func (x Learning) judgeLine(l Lesson, all []*sheet) Verdict {
	rows := rowsOf(all, x.Checked.Lines)
	right, wrong := 0, 0
	for i, line := range x.Checked.Lines {
		f := line[l.Term]
		if !x.checked(f) {
			continue
		}
		read := x.was(i)
		if read == nil {
			read = line
		}
		if l.Place == Item && l.Term == payable.LineVATRate {
			read = lineFields{payable.LineDescription: read[payable.LineDescription]}
		}
		got, ok := l.onLine(rows[i], read, x.Checked)
		switch {
		case !ok:
		case same(kindOf(l.Term), got.Value, f.Value):
			right++
		default:
			wrong++
		}
	}
	switch {
	case right+wrong == 0:
		return Silent
	case float64(right) >= enough*float64(right+wrong):
		return Held
	}
	return Missed
}
