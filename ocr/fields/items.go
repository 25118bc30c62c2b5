package fields

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// An item is one line of the invoice: the row with its amounts and the rows
// that continue its description.
type item struct {
	table *table
	rows  []row
	off   []row   // discounts on it, each on a row of its own
	main  int     // index into rows of the row with the amounts
	right float64 // where the words of the descriptions reach to
}

const (
	maxItems = 3000
	maxRows  = 20000 // of one table
)

// items reads the table of items. used holds the lines it took; its totals are
// not looked for there.
func (d *document) items(cands []*candidate) (out []item, used map[int]bool) {
	used = map[int]bool{}
	byLine := map[int][]*candidate{}
	for _, c := range cands {
		byLine[c.line] = append(byLine[c.line], c)
	}
	d.codes, d.numbers = d.taxCodes(byLine), byLine
	tables, sum := d.tables(), len(d.lines)
	if len(tables) == 0 {
		if t, ok := d.headless(byLine); ok {
			tables = append(tables, t)
		} else if t, at, ok := d.listed(byLine); ok {
			tables, sum = append(tables, t), at
		}
	}
	for i := range tables {
		end := sum
		if i+1 < len(tables) {
			end = tables[i+1].first
			if p := d.lines[end].page; p > d.lines[tables[i].first].page {
				end = d.perPage[p][0] // what stands above the next page's heading is its letterhead
			}
		}
		got := d.itemsOf(&tables[i], end, byLine)
		for l := tables[i].first; l < tables[i].last && len(got) > 0; l++ {
			used[l] = true
		}
		out = append(out, got...)
	}
	out = mainTable(out)
	for _, it := range out {
		for _, r := range it.rows {
			used[r.line] = true
		}
	}
	return out, used
}

// mainTable keeps the items of the tables that are headed like the best one: a
// summary of taxes or payments can look like items too.
func mainTable(all []item) []item {
	best := 0.0
	for _, it := range all {
		best = max(best, it.table.score)
	}
	return slices.DeleteFunc(all, func(it item) bool { return it.table.score < best-1.2 })
}

func (d *document) itemsOf(t *table, end int, byLine map[int][]*candidate) []item {
	*t = d.bestCut(*t, end, byLine)
	return t.finish(d.group(t, d.layOut(t, end, byLine)))
}

// layOut lays the lines below the headings out in the table's columns, up to the
// first of the totals.
func (d *document) layOut(t *table, end int, byLine map[int][]*candidate) []laidRow {
	var rows []laidRow
	var items []item // the rows of amounts so far
	summed := 0      // items [0, summed) are added up already
	for i := t.last; i < end && len(items) < maxItems && len(rows) < maxRows; i++ {
		if d.carriedOver(i) || !d.says(i) {
			continue
		}
		r := d.rowOf(t, i, byLine)
		same := d.lines[i].page == d.lines[t.first].page
		if len(items) > 0 && d.headsSummary(i) {
			break
		}
		if d.endsTable(i, &r, t, byLine) {
			if t.sums(items[summed:], &r, 1) || t.sums(items, &r, 1) || len(items) > 0 && d.goesOn(t, i+1, end, byLine) { // of a group: there may be another
				summed, rows = len(items), append(rows, laidRow{r, rowBarrier})
				continue
			}
			if same || len(items) > 0 {
				break
			}
			continue
		}
		kind := rowWords
		switch {
		case t.takesOff(items, &r):
			kind = rowTakenOff
			last := &items[len(items)-1]
			last.off = append(last.off, r)
		case !t.anchor(&r) || summed > 0 && (!t.full(&r) || d.beginsTotal(i)) || !t.alike(items, &r) || d.remark(i, &r, t) || !same && !t.full(&r):
			if t.begins(&r) {
				kind = rowBegins
			}
		case t.sums(items, &r, 2) || t.sums(items[summed:], &r, 2):
			if t.at(colQuantity) < 0 && t.at(colUnitPrice) < 0 {
				return rows
			}
			summed, kind = len(items), rowBarrier
		default:
			kind = rowAmounts
			items = append(items, item{table: t, rows: []row{r}})
		}
		rows = append(rows, laidRow{r, kind})
	}
	return rows
}

// lookAhead is how many lines below a subtotal the next item is looked for.
const lookAhead = 8

// goesOn reports whether an item whose product holds stands soon below: what
// stands above it was no total of all.
func (d *document) goesOn(t *table, from, end int, byLine map[int][]*candidate) bool {
	for i := from; i < min(end, from+lookAhead) && d.lines[i].page == d.lines[from].page; i++ {
		r := d.rowOf(t, i, byLine)
		q, p, l := first(t, &r, colQuantity), first(t, &r, colUnitPrice), first(t, &r, colLineTotal)
		if !d.beginsTotal(i) && holds(q, p, l, 1) && !q.number.value.Equal(one) && !p.number.value.Equal(one) && !l.number.value.IsZero() {
			return true
		}
	}
	return false
}

// says reports whether a line has a letter or a digit of the page's direction:
// dashes rule the page, and what runs up its edge is no part of a table.
func (d *document) says(i int) bool {
	return slices.ContainsFunc(d.lines[i].toks, func(t token) bool { return t.fold != "" && !t.upright() })
}

// upright reports whether a word runs up or down the page.
func (t token) upright() bool {
	return len(t.text) > 2 && t.box.Y1-t.box.Y0 > 1.5*(t.box.X1-t.box.X0)
}

// takesOff reports whether a row without quantity takes a per cent of the item
// before off it, as printed.
func (t *table) takesOff(before []item, r *row) bool {
	k := t.at(colLineTotal)
	if k < 0 || !r.has(k) || len(before) == 0 || r.has(t.at(colQuantity)) {
		return false
	}
	last := &before[len(before)-1]
	total := first(t, &last.rows[last.main], colLineTotal)
	amount := r.cells[k].nums[len(r.cells[k].nums)-1]
	if total == nil || total.number.value.Sign()*amount.number.value.Sign() > 0 {
		return false
	}
	for _, w := range r.cells {
		for _, tok := range w.toks {
			n, ok := parseNumber(tok.text, styleUnknown)
			if !ok || n.value.Sign() <= 0 {
				continue
			}
			off := total.number.value.Mul(n.value).Div(decimal.NewFromInt(-100)).Sub(amount.number.value).Abs()
			if off.Cmp(decimal.New(1, -2)) <= 0 {
				return true
			}
		}
	}
	return false
}

// alike reports whether a row's total is printed as those of the items before
// it: a bare number under amounts with decimals is part of a remark.
func (t *table) alike(before []item, r *row) bool {
	k := t.at(colLineTotal)
	if k < 0 || !r.has(k) || len(before) == 0 || r.has(t.at(colQuantity)) || r.has(t.at(colUnitPrice)) {
		return true
	}
	first := first(t, &before[0].rows[before[0].main], colLineTotal)
	last := r.cells[k].nums[len(r.cells[k].nums)-1]
	return first == nil || !isMoney(first) || isMoney(last)
}

// sums reports whether a row without quantity and price only adds up the items
// before it, of which there must be some.
func (t *table) sums(before []item, r *row, some int) bool {
	k := t.at(colLineTotal)
	if len(before) < some || k < 0 || !r.has(k) || r.has(t.at(colQuantity)) || r.has(t.at(colUnitPrice)) {
		return false
	}
	var sum decimal.Decimal
	for _, it := range before {
		if c := first(t, &it.rows[it.main], colLineTotal); c != nil {
			sum = sum.Add(c.number.value).Add(it.takenOff())
		}
	}
	return sum.Equal(r.cells[k].nums[len(r.cells[k].nums)-1].number.value)
}

// takenOff returns the sum of the discounts on an item, which are negative where
// its total is not.
func (it item) takenOff() decimal.Decimal {
	var sum decimal.Decimal
	for i := range it.off {
		if c := first(it.table, &it.off[i], colLineTotal); c != nil {
			sum = sum.Add(c.number.value)
		}
	}
	return sum
}

// finish drops a table in which nothing is named.
func (t *table) finish(out []item) []item {
	above := func(it item) bool { return it.named(it.rows[:it.main+1]) }
	below := func(it item) bool { return !it.named(it.rows[it.main+1:]) }
	if !slices.ContainsFunc(out, above) && slices.ContainsFunc(out, below) {
		return nil // a summary of taxes has amounts under headings too, but names nothing; what stands below may be the page's foot
	}
	return out
}

// named reports whether rows of an item say in words what it is.
func (it item) named(rows []row) bool {
	for _, r := range rows {
		for k, c := range it.table.cols {
			if c.below == "" && (numeric[c.kind] || c.kind == colUnit || c.kind == colPosition) {
				continue
			}
			for _, t := range r.cells[k].toks {
				if hasLetter(t.text) && currencyOf(t.text) == "" {
					return true
				}
			}
		}
	}
	return false
}

// full reports whether a row has all the numbers the headings promise: on a page
// without headings of its own nothing less is an item.
func (t *table) full(r *row) bool {
	for _, kind := range []string{colQuantity, colUnitPrice, colLineTotal} {
		if k := t.at(kind); k >= 0 && !r.has(k) {
			return false
		}
	}
	return true
}

// sample lays out the rows under a heading that have numbers, up to the totals.
func (d *document) sample(t *table, end int, byLine map[int][]*candidate) []row {
	var rows []row
	for i := t.last; i < end && len(rows) < maxRepairRows && d.lines[i].page == d.lines[t.first].page; i++ {
		r := d.rowOf(t, i, byLine)
		if len(rows) > 0 && d.endsTable(i, &r, t, byLine) {
			break
		}
		n := 0
		for _, c := range r.cells {
			if len(c.nums) > 0 {
				n++
			}
		}
		if n >= 2 || n == 1 && len(rows) == 0 {
			rows = append(rows, r)
		}
	}
	return rows
}

// anchor reports whether a row carries an item's amounts.
func (t *table) anchor(r *row) bool {
	total, price, qty := t.at(colLineTotal), t.at(colUnitPrice), t.at(colQuantity)
	switch {
	case total >= 0 && r.has(total):
		return true
	case t.at(colGross) >= 0 && r.has(t.at(colGross)) && (r.has(price) || r.has(qty)):
		return true
	case total >= 0:
		return false
	}
	return r.has(price) && (qty < 0 || r.has(qty)) || price < 0 && r.has(qty)
}

// begins reports whether a row without amounts starts an item: it has a
// position, and nothing but words.
func (t *table) begins(r *row) bool {
	k := t.at(colPosition)
	if k < 0 || len(r.cells[k].toks) != 1 || !hasDigit(r.cells[k].toks[0].text) || len(r.cells[k].toks[0].text) > 10 {
		return false
	}
	return !hasLetter(r.cells[k].toks[0].text) || strings.ContainsAny(r.cells[k].toks[0].text, "-_")
}

// carriedOver reports whether a line only carries a sum to the next page.
func (d *document) carriedOver(i int) bool {
	toks := d.lines[i].toks
	key := ""
	for j := range min(len(toks), 5) {
		key += toks[j].fold
		if lex().carried[key] {
			return true
		}
	}
	return false
}

// remark reports whether a row with an amount is no item: an allowance or charge
// set between items, or a sum of other kind, which have no quantity.
func (d *document) remark(i int, r *row, t *table) bool {
	if r.has(t.at(colQuantity)) || r.has(t.at(colUnitPrice)) {
		return false
	}
	if n, _ := pageCount(d.lines[i].toks); n > 0 {
		return true
	}
	for _, k := range d.lines[i].toks {
		if k.label == nil {
			continue
		}
		for _, kind := range []string{"other_amount", string(payable.DocumentAllowances), string(payable.DocumentCharges), string(payable.PrepaidAmount)} {
			if _, ok := k.label.means(kind); ok && k.label.starts {
				return true
			}
		}
	}
	return false
}

// totalKinds lists the labels that end a table of items.
var totalKinds = []payable.Term{payable.NetTotal, payable.GrossTotal, payable.TaxTotal, payable.AmountDue}

// headsSummary reports whether a line is the heading of a summary of taxes: two
// or more totals are named on it and none is given.
func (d *document) headsSummary(i int) bool {
	l := &d.lines[i]
	n := 0
	for _, g := range l.segs {
		lab := l.toks[g.first].label
		if lab == nil || hasDigit(textOf(l.toks[g.first:g.last])) {
			continue
		}
		if slices.ContainsFunc(totalKinds, func(k payable.Term) bool { _, ok := lab.means(string(k)); return ok }) {
			n++
		}
	}
	return n >= 2 && !slices.ContainsFunc(l.toks, func(t token) bool { return hasDigit(t.text) })
}

// endsTable reports whether a line is the first of the totals: a label of a
// total, an amount after it, and no quantity.
func (d *document) endsTable(i int, r *row, t *table, byLine map[int][]*candidate) bool {
	if r.has(t.at(colQuantity)) || r.has(t.at(colUnitPrice)) && r.has(t.at(colLineTotal)) {
		return false
	}
	l := &d.lines[i]
	for j := 0; j < len(l.toks); j++ {
		lab := l.toks[j].label
		if lab == nil {
			continue
		}
		j = lab.last - 1
		if !lab.starts || !slices.ContainsFunc(totalKinds, func(k payable.Term) bool { _, ok := lab.means(string(k)); return ok }) {
			continue
		}
		if slices.ContainsFunc(byLine[i], func(c *candidate) bool { return c.first >= lab.last && c.shape&shapeAmount != 0 }) {
			return true
		}
	}
	return false
}
