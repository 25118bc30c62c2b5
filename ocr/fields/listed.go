package fields

import (
	"strings"

	"github.com/shopspring/decimal"
)

// listed finds items that are only words and an amount, without headings: lines
// one below the other whose amounts a line below adds up. Without that sum it
// finds none, and what a label says is a total is never an item.
func (d *document) listed(byLine map[int][]*candidate) (t table, end int, ok bool) {
	for page := range d.pages {
		var run []*candidate
		for i := d.perPage[page][0]; i < d.perPage[page][1]; i++ {
			c := d.lastMoney(i, byLine)
			if c == nil || d.isTimes(i) {
				continue
			}
			if n := addsUp(run, c.number.value); n >= minListed {
				run = run[len(run)-n:]
				return d.listOf(run), i, true
			}
			if d.isTotals(i, byLine) || !d.worded(i) && len(run) == 0 {
				run = nil // what a total stands above is another sum
				continue
			}
			if n := len(run); n > 0 && absf(d.box(c).X1-d.box(run[n-1]).X1) > d.height[page] {
				run = nil
			}
			if run = append(run, c); len(run) > maxListed {
				run = run[1:]
			}
		}
	}
	return table{}, 0, false
}

// minListed is how many amounts must make a sum to be items: one is its own.
const minListed = 2

// maxListed bounds how many amounts are added up, line by line.
const maxListed = 200

// addsUp returns how many of the last amounts add up to sum; 0 if no number of
// them does.
func addsUp(run []*candidate, sum decimal.Decimal) int {
	var s decimal.Decimal
	found := 0
	for n := 1; n <= len(run); n++ {
		s = s.Add(run[len(run)-n].number.value)
		if s.Equal(sum) && !sum.IsZero() {
			found = n // amounts of nothing above belong to it too
		}
	}
	return found
}

// lastMoney returns the amount of money that ends a line.
func (d *document) lastMoney(i int, byLine map[int][]*candidate) *candidate {
	l := &d.lines[i]
	for _, c := range byLine[i] {
		rest := l.toks[min(c.last, len(l.toks)):]
		if c.first > 0 && isMoney(c) && (len(rest) == 0 || len(rest) == 1 && currencyOf(rest[0].text) != "") {
			return c
		}
	}
	return nil
}

// listOf makes a table of the lines the amounts end.
func (d *document) listOf(run []*candidate) table {
	first := run[0].line
	amounts, words := d.box(run[0]), d.lines[first].toks[0].box
	for _, c := range run {
		amounts = join(amounts, d.box(c))
		words.X0 = min(words.X0, d.lines[c.line].toks[0].box.X0)
	}
	return table{first: first, last: first, score: minTableScore, blank: d.blanks(), cols: []column{
		{kind: colDescription, x0: words.X0, x1: max(words.X1, words.X0+1), text: noHeading},
		{kind: colLineTotal, x0: amounts.X0, x1: amounts.X1, text: noHeading},
	}}
}

// timesOf reads "2 x 6.98": how many at what price. rest are the words beside it.
func (d *document) timesOf(line int) (qty, price *candidate, rest int) {
	l := &d.lines[line]
	var nums []*candidate
	sign := false
	for j := 0; j < len(l.toks); j++ {
		s := l.toks[j].text
		if c := d.amountAt(line, j); c != nil {
			nums = append(nums, c)
			j = c.last - 1
			continue
		}
		switch {
		case s == "x" || s == "X" || s == "×" || s == "*" || s == "@" || s == "à":
			sign = true
		case currencyOf(s) == "" && strings.Trim(s, "=.,;:()") != "":
			rest++
		}
	}
	if !sign || len(nums) < 2 {
		return nil, nil, 0
	}
	return nums[0], nums[1], rest
}

// amountAt returns the number that begins at a token.
func (d *document) amountAt(line, j int) *candidate {
	for _, c := range d.numbers[line] {
		if c.first == j && c.shape&shapeAmount != 0 {
			return c
		}
	}
	return nil
}

// times returns quantity and price from a row of an item that has nothing else
// and whose product is the total.
func (d *document) times(it item, total *candidate) (qty, price *candidate) {
	for _, r := range it.rows {
		if q, p, rest := d.timesOf(r.line); q != nil && rest <= 1 && holds(q, p, total, 1) {
			return q, p
		}
	}
	return nil, nil
}

// isTimes reports whether a row says only how many at what price.
func (d *document) isTimes(line int) bool {
	q, _, rest := d.timesOf(line)
	return q != nil && rest == 0
}
