package fields

import (
	"slices"
	"strconv"
	"strings"
)

// repair corrects what headings were taken for by what stands under them: of
// two columns for the description the one with words is it, and where quantity
// times price is the total for other columns than the headings say, those are
// they. Headings are often ambiguous ("Amount", "#", "Item"); the numbers are not.
func (t *table) repair(rows []row) {
	t.repairWords(rows)
	t.moveNames(rows)
	t.unitPrices(rows)
	t.findBases(rows)
	t.dropDoubles(rows)
	t.repairNumbers(rows)
	if t.at(colLineTotal) < 0 {
		if k := t.at(colGross); k >= 0 {
			t.cols[k].kind = colLineTotal // the only total the lines have
		} else if k := t.lastMoney(rows); k >= 0 {
			t.cols[k].kind = colLineTotal
		}
	}
}

// moveNames gives the name of a column of numbers that is empty to the nameless
// one beside it: a heading may stand beside its numbers, not above them.
func (t *table) moveNames(rows []row) {
	filled := func(k int) bool {
		return slices.ContainsFunc(rows, func(r row) bool { return len(r.cells[k].nums) > 0 })
	}
	for k, c := range t.cols {
		if !numeric[c.kind] || filled(k) {
			continue
		}
		best, least := -1, 2.0*(c.x1-c.x0)
		for _, j := range []int{k - 1, k + 1} {
			if j < 0 || j >= len(t.cols) || t.cols[j].text != noHeading || t.cols[j].kind != colOther || !filled(j) {
				continue
			}
			if far := max(t.cols[j].x0-c.x1, c.x0-t.cols[j].x1); far < least {
				best, least = j, far
			}
		}
		if best >= 0 {
			t.cols[best].kind, t.cols[best].text = c.kind, c.text
			t.cols[k] = column{kind: colOther, x0: nowhere, x1: nowhere, text: noHeading}
		}
	}
}

// unitPrices takes a column of units that holds nothing but amounts for the one of
// prices: of "P. unit." on two rows the lower one says unit.
func (t *table) unitPrices(rows []row) {
	k := t.at(colUnit)
	if k < 0 || t.at(colUnitPrice) >= 0 {
		return
	}
	n := 0
	for _, r := range rows {
		for _, w := range r.cells[k].toks {
			if v, ok := parseNumber(w.text, styleUnknown); !ok || v.places < 2 {
				return
			}
			n++
		}
	}
	if n > 0 {
		t.cols[k].kind = colUnitPrice
	}
}

// nowhere is where a column stands that no word is under.
const nowhere = -1e6

// bases are what a price may be for, in one piece or many.
var bases = map[int64]bool{1: true, 10: true, 100: true, 1000: true}

// findBases finds the column that says for how many units the price is: ones,
// hundreds and thousands, under a heading of units or one of no use.
func (t *table) findBases(rows []row) {
	if t.at(colUnitPrice) < 0 {
		return
	}
	for k, c := range t.cols {
		if c.kind != colUnit && c.kind != colOther || c.text == noHeading {
			continue
		}
		n, many := 0, false
		for _, r := range rows {
			for _, w := range r.cells[k].toks {
				v, err := strconv.ParseInt(w.text, 10, 64)
				if err != nil || !bases[v] {
					n = -len(rows)
				}
				many = many || v > 1
				n++
			}
		}
		if n > 0 && n*2 >= len(rows) && (many || c.kind == colUnit) {
			t.cols[k].kind = colPer
			return
		}
	}
}

// dropDoubles keeps of several columns of one name the one that is filled, of
// several filled the last: a list price stands before the price that counts.
func (t *table) dropDoubles(rows []row) {
	for _, kind := range []string{colQuantity, colUnitPrice, colLineTotal, colVATRate} {
		keep, most := -1, -1
		for k, c := range t.cols {
			if c.kind != kind {
				continue
			}
			n := 0
			for _, r := range rows {
				if len(r.cells[k].nums) > 0 {
					n++
				}
			}
			if n > most || n == most && kind != colQuantity && kind != colVATRate {
				keep, most = k, n
			}
		}
		for k, c := range t.cols {
			if c.kind == kind && k != keep {
				t.cols[k].kind = colOther
			}
		}
	}
}

// repairWords keeps one column as the description: the one with most letters. A
// second one with short codes is the item number, with bare numbers the position.
func (t *table) repairWords(rows []row) {
	best, most := -1, 0
	if k := t.at(colSKU); k >= 0 && t.at(colPosition) < 0 && counting(rows, k) {
		t.cols[k].kind = colPosition
	}
	for k, c := range t.cols {
		if c.kind == colDescription {
			if n := lettersUnder(rows, k); best < 0 || n > most {
				best, most = k, n
			}
		}
	}
	for k := range t.cols {
		if t.cols[k].kind != colDescription || k == best {
			continue
		}
		switch {
		case lettersUnder(rows, k) == 0:
			t.cols[k].kind = colPosition
		case t.at(colSKU) < 0 && codesUnder(rows, k):
			t.cols[k].kind = colSKU
		default:
			t.cols[k].kind = colOther
		}
	}
}

// counting reports whether the cells count the rows: 1, 2, 3.
func counting(rows []row, k int) bool {
	n := 0
	for _, r := range rows {
		if toks := r.cells[k].toks; len(toks) > 0 {
			n++
			if len(toks) > 1 || strings.Trim(toks[0].text, ".") != strconv.Itoa(n) {
				return false
			}
		}
	}
	return n > 0
}

func lettersUnder(rows []row, k int) int {
	n := 0
	for _, r := range rows {
		for _, t := range r.cells[k].toks {
			n += letters(t.text)
		}
	}
	return n
}

// codesUnder reports whether most cells hold one word with a digit.
func codesUnder(rows []row, k int) bool {
	codes, all := 0, 0
	for _, r := range rows {
		if n := len(r.cells[k].toks); n > 0 {
			all++
			if n == 1 && hasDigit(r.cells[k].toks[0].text) {
				codes++
			}
		}
	}
	return all > 0 && codes*2 > all
}

// maxRepairRows bounds how many rows the columns are judged by.
const maxRepairRows = 40

// repairNumbers looks for the three columns whose products hold most often, and
// takes them if the headings' own do not hold.
func (t *table) repairNumbers(rows []row) {
	var num []row
	for _, r := range rows {
		n := 0
		for _, c := range r.cells {
			if len(c.nums) > 0 {
				n++
			}
		}
		if n >= 3 && len(num) < maxRepairRows {
			num = append(num, r)
		}
	}
	q, p, l := t.at(colQuantity), t.at(colUnitPrice), t.at(colLineTotal)
	now := 0
	if q >= 0 && p >= 0 && l >= 0 {
		now = productsHold(num, q, p, l)
	}
	filled := t.filled(num)
	if len(num) == 0 || len(filled) > maxNumberColumns || now*2 >= len(num) {
		return
	}
	best, bq, bp, bl := now, -1, -1, -1
	for _, i := range filled {
		for _, j := range filled {
			for _, k := range filled {
				if i == j || k <= max(i, j) || t.cols[k].kind == colTaxAmount { // the total stands last
					continue
				}
				if n := productsHold(num, i, j, k); n > best || n == best && bq >= 0 && i == q {
					best, bq, bp, bl = n, i, j, k
				}
			}
		}
	}
	if bq < 0 || best*2 < len(num) {
		return
	}
	if t.swapped(num, bq, bp) {
		bq, bp = bp, bq
	}
	for k := range t.cols {
		if kind := t.cols[k].kind; kind == colQuantity || kind == colUnitPrice || kind == colLineTotal {
			t.cols[k].kind = colOther
		}
	}
	t.cols[bq].kind, t.cols[bp].kind, t.cols[bl].kind = colQuantity, colUnitPrice, colLineTotal
}

// swapped reports whether of two factors the first is the price: one heading
// says so, else prices have the more decimals.
func (t *table) swapped(rows []row, qty, price int) bool {
	a, b := t.cols[qty].kind, t.cols[price].kind
	switch {
	case a == colQuantity && b != colQuantity, b == colUnitPrice && a != colUnitPrice:
		return false
	case b == colQuantity && a != colQuantity, a == colUnitPrice && b != colUnitPrice:
		return true
	}
	return places(rows, qty) > places(rows, price)
}

// maxNumberColumns bounds how many columns are tried for the three.
const maxNumberColumns = 14

// filled returns the columns that hold numbers in at least half of the rows.
func (t *table) filled(rows []row) []int {
	var out []int
	for k := range t.cols {
		n := 0
		for _, r := range rows {
			if len(r.cells[k].nums) > 0 {
				n++
			}
		}
		if n > 0 && n*2 >= len(rows) {
			out = append(out, k)
		}
	}
	return out
}

// productsHold counts the rows in which column a times column b is column c and
// says something: a product with one says nothing.
func productsHold(rows []row, a, b, c int) int {
	n := 0
	for _, r := range rows {
		x, y, z := r.cells[a].nums, r.cells[b].nums, r.cells[c].nums
		if len(x) > 0 && len(y) > 0 && len(z) > 0 && !z[len(z)-1].number.value.IsZero() && holds(x[0], y[0], z[len(z)-1], 1) {
			n++
		}
	}
	return n
}

func places(rows []row, k int) int {
	n := 0
	for _, r := range rows {
		for _, c := range r.cells[k].nums {
			n += c.number.places
			if c.number.currency != "" {
				n += 2
			}
		}
	}
	return n
}

// lastMoney returns the rightmost unnamed column under which most rows have money.
func (t *table) lastMoney(rows []row) int {
	for k, c := range slices.Backward(t.cols) {
		if c.kind != colOther {
			continue
		}
		n := 0
		for _, r := range rows {
			if len(r.cells[k].nums) > 0 && isMoney(r.cells[k].nums[0]) {
				n++
			}
		}
		if n > 0 && n*2 >= len(rows) {
			return k
		}
	}
	return -1
}
