package fields

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// How sure a line's fields are, by what confirms them.
const (
	sureHolds  = 0.98 // quantity times price is the total
	sureClose  = 0.85 // it is, less a discount
	sureColumn = 0.80 // the heading alone says so
	sureBroken = 0.50 // quantity times price is something else
	sureWords  = 0.85
)

// one as a factor proves nothing: a position number would do.
var one = decimal.NewFromInt(1)

// lineOf makes the fields of one item.
func (d *document) lineOf(it item) map[payable.Term]payable.Field {
	t, main := it.table, it.rows[it.main]
	out := map[payable.Term]payable.Field{}
	qty := first(t, &main, colQuantity)
	total := first(t, &main, colLineTotal)
	rate := first(t, &main, colVATRate)
	if rate == nil {
		rate = d.codedRate(t, &main)
	}
	price := bestPrice(it, qty, total)
	if price == nil && total == nil && qty == nil {
		return nil
	}
	if qty == nil && price == nil {
		qty, price = d.times(it, total)
	}
	if qty == nil && price != nil {
		qty, price = d.splitPrice(price, total)
	}
	if qty == nil {
		qty = proven(&main, func(c *candidate) bool {
			return c != price && c != total && !c.number.value.Equal(one) && holds(c, price, total, 1)
		})
	}
	if price == nil {
		price = proven(&main, func(c *candidate) bool { return c != qty && c != total && holds(qty, c, total, 1) })
	}
	per := first(t, &main, colPer)
	if per != nil && price != nil && price.number.base == 0 && per.number.value.Cmp(one) > 0 {
		priced := *price
		priced.number.base = per.number.value.IntPart()
		price = &priced
	}
	if q := d.elsewhere(it, qty, price, total); q != nil {
		qty = q
	}
	p, base := sureness(qty, price, total)
	put := func(k payable.Term, c *candidate, p float64, col string) {
		if c != nil {
			out[k] = d.fieldOf(c, c.number.value.String(), p, "in column "+quote(t, col))
		}
	}
	put(payable.LineQuantity, qty, max(p, sureColumn), colQuantity)
	put(payable.LineUnitPrice, price, p, colUnitPrice)
	put(payable.LineTotal, total, max(p, 0.6), colLineTotal)
	if off := it.takenOff(); total != nil && !off.IsZero() {
		f := out[payable.LineTotal]
		f.Value, f.Why = total.number.value.Add(off).String(), f.Why+", less the discount below"
		out[payable.LineTotal] = f
	}
	if rate != nil && rate.number.value.Sign() >= 0 && rate.number.value.Cmp(decimal.NewFromInt(40)) <= 0 && (rate.number.percent || rate.number.currency == "" && rate.number.places < 3) {
		put(payable.LineVATRate, rate, 0.93, colVATRate)
	}
	if base != "" {
		out[payable.LinePriceBase] = d.fieldOf(price, base, 0.9, "quantity times price over "+base+" is the total")
	}
	d.wordsOf(it, out)
	return out
}

// elsewhere returns the quantity that price and total prove where the one in the
// quantity's column does not hold, from the item's other rows: "(ordered) 6,00"
// above and "(agreed) 6,00" below the amounts.
func (d *document) elsewhere(it item, qty, price, total *candidate) *candidate {
	if price == nil || total == nil || qty == nil || total.number.value.IsZero() {
		return nil
	}
	if p, _ := sureness(qty, price, total); p != sureBroken {
		return nil
	}
	for i, r := range it.rows {
		for _, c := range d.numbers[r.line] {
			if k := it.table.place(d.box(c), d.height[d.lines[r.line].page]); k == it.table.words() || numeric[it.table.cols[k].kind] && it.table.cols[k].kind != colQuantity {
				continue
			}
			if i != it.main && c.shape&shapeAmount != 0 && !c.number.value.Equal(one) && !c.number.percent && holds(c, price, total, 1) {
				return c
			}
		}
	}
	return nil
}

// splitPrice takes a quantity off the front of a price it stands so close to that the
// two read as one number, "12 203.30": if their product is the total.
func (d *document) splitPrice(c, total *candidate) (qty, price *candidate) {
	toks := d.lines[c.line].toks[c.first:c.last]
	for k := 1; k < len(toks); k++ {
		q, ok := parseNumber(textOf(toks[:k]), d.style)
		p, ok2 := parseNumber(textOf(toks[k:]), d.style)
		if !ok || !ok2 {
			continue
		}
		a, b := *c, *c
		a.number, a.last, b.number, b.first = q, c.first+k, p, c.first+k
		if holds(&a, &b, total, 1) {
			return &a, &b
		}
	}
	return nil, c
}

// codedRate returns the rate that a letter in the rate's column stands for, as a
// row elsewhere explains it: "A  20 %  100.00  20.00".
func (d *document) codedRate(t *table, r *row) *candidate {
	k := t.at(colVATRate)
	if k < 0 || len(r.cells[k].toks) != 1 || len(r.cells[k].toks[0].text) != 1 {
		return nil
	}
	return d.codes[r.cells[k].toks[0].text]
}

// taxCodes finds the rows that explain letters: a letter, then a rate.
func (d *document) taxCodes(byLine map[int][]*candidate) map[string]*candidate {
	out := map[string]*candidate{}
	for i, l := range d.lines {
		code := strings.Trim(l.toks[0].text, "=:")
		if len(code) != 1 || !hasLetter(code) && !hasDigit(code) {
			continue
		}
		for _, c := range byLine[i] {
			if c.first > 0 && c.first <= 3 && (c.number.percent || c.first == 1 && hasLetter(code) && plausibleRate(c)) && out[code] == nil {
				out[code] = c
				break
			}
		}
	}
	return out
}

func plausibleRate(c *candidate) bool {
	return c.shape&shapeAmount != 0 && c.number.currency == "" && c.number.value.Sign() >= 0 && c.number.value.Cmp(decimal.NewFromInt(30)) <= 0
}

// proven returns the number of a row that stands under another heading but is
// shown by the arithmetic to be the missing factor; nil where none or several are.
func proven(r *row, is func(*candidate) bool) *candidate {
	var found *candidate
	for _, cell := range r.cells {
		for _, c := range cell.nums {
			if is(c) && !c.number.value.IsZero() {
				if found != nil {
					return nil
				}
				found = c
			}
		}
	}
	return found
}

func quote(t *table, kind string) string {
	if k := t.at(kind); k >= 0 {
		return `"` + t.cols[k].text + `"`
	}
	return `"` + kind + `"`
}

func first(t *table, r *row, kind string) *candidate {
	k := t.at(kind)
	if k < 0 || len(r.cells[k].nums) == 0 {
		return nil
	}
	if kind == colLineTotal {
		return r.cells[k].nums[len(r.cells[k].nums)-1]
	}
	return r.cells[k].nums[0]
}

// bestPrice returns the unit price: of several printed (before and after a
// discount) the one that quantity and total confirm, else the last.
func bestPrice(it item, qty, total *candidate) *candidate {
	k := it.table.at(colUnitPrice)
	if k < 0 {
		return nil
	}
	var all []*candidate
	for i, r := range it.rows {
		for _, c := range r.cells[k].nums {
			if i == it.main || i > it.main && isMoney(c) {
				all = append(all, c)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	for _, c := range all {
		if holds(qty, c, total, 1) {
			return c
		}
	}
	// "= 19.00" ends a small sum
	for _, c := range slices.Backward(all) {
		if strings.HasPrefix(c.text, "=") || c.number.value.Sign() > 0 && len(all) > 2 {
			return c
		}
	}
	return all[0]
}

// holds reports whether quantity times price over base is the total, to the
// rounding of the printed price.
func holds(qty, price, total *candidate, base int64) bool {
	if qty == nil || price == nil || total == nil {
		return false
	}
	if price.number.base > 0 {
		base = price.number.base
	}
	want := qty.number.value.Mul(price.number.value).Div(decimal.NewFromInt(base))
	tolerance := decimal.New(11, -3)
	if price.number.places < 4 {
		tolerance = tolerance.Add(qty.number.value.Abs().Mul(decimal.New(5, -int32(price.number.places)-1)).Mul(decimal.New(5, -1)))
	}
	if qty.number.places > 0 { // a weight or a time may be printed rounded too
		tolerance = tolerance.Add(price.number.value.Abs().Mul(decimal.New(5, -int32(qty.number.places)-1)))
	}
	tolerance = decimal.Min(tolerance, total.number.value.Abs().Mul(decimal.New(1, -2)).Add(decimal.New(11, -3)))
	return want.Sub(total.number.value).Abs().Cmp(tolerance) <= 0
}

// sureness returns how sure the amounts of a line are, and the price base if
// the price is per 10, 100 or 1000.
func sureness(qty, price, total *candidate) (p float64, base string) {
	if qty == nil || price == nil || total == nil {
		return sureColumn, ""
	}
	if holds(qty, price, total, 1) {
		if price.number.base > 0 {
			return sureHolds, decimal.NewFromInt(price.number.base).String()
		}
		return sureHolds, ""
	}
	for _, b := range []int64{10, 100, 1000} {
		if holds(qty, price, total, b) && !total.number.value.IsZero() {
			return 0.93, decimal.NewFromInt(b).String()
		}
	}
	want := qty.number.value.Mul(price.number.value)
	if want.Sign() == total.number.value.Sign() && want.Abs().Cmp(total.number.value.Abs()) > 0 && want.Abs().Cmp(total.number.value.Abs().Mul(decimal.NewFromInt(2))) <= 0 {
		return sureClose, ""
	}
	return sureBroken, ""
}

// unitOf finds the unit: in its own column, else beside the quantity. A unit the
// lexicon knows is given as its UN/ECE code, as structured invoices have it.
func (d *document) unitOf(t *table, r *row, out map[payable.Term]payable.Field) {
	if q := first(t, r, colQuantity); q != nil && q.number.unit != "" {
		out[payable.LineUnit] = d.fieldOf(q, q.number.unit, 0.93, "the unit written to the quantity")
		return
	} else if q != nil && q.last < len(d.lines[q.line].toks) {
		w := d.lines[q.line].toks[q.last]
		if code, ok := lex().units[unitKey(strings.Trim(w.text, "()"))]; ok && w.box.X0-d.box(q).X1 < 4*d.height[d.lines[q.line].page] {
			out[payable.LineUnit] = d.span([]token{w}, code, 0.93, "the unit "+`"`+w.text+`"`)
			return
		}
	}
	defer func() {
		if _, known := out[payable.LineUnit]; !known {
			d.unitNamed(out)
		}
	}()
	for _, kind := range []string{colUnit, colQuantity, colUnitPrice} {
		k := t.at(kind)
		if k < 0 {
			continue
		}
		for _, w := range r.cells[k].toks {
			s := strings.TrimLeft(strings.Trim(w.text, "/().,"), "0123456789.,")
			s, _, _ = strings.Cut(s, "(")
			if !hasLetter(s) || currencyOf(s) != "" {
				continue
			}
			code, known := lex().units[unitKey(s)]
			switch {
			case known:
				out[payable.LineUnit] = d.span([]token{w}, code, 0.93, "the unit "+`"`+s+`"`)
				return
			case kind == colUnit:
				out[payable.LineUnit] = d.span([]token{w}, s, 0.7, "in column "+quote(t, colUnit))
				return
			}
		}
	}
}

// unitNamed takes the unit from a name that says it: "Design (hours)", "air per litre".
func (d *document) unitNamed(out map[payable.Term]payable.Field) {
	name, ok := out[payable.LineDescription]
	if !ok {
		return
	}
	words := strings.Fields(name.Value)
	for i, w := range words {
		bare := strings.Trim(w, "():,.;")
		code, known := lex().units[unitKey(bare)]
		set := strings.HasPrefix(w, "(") && strings.Contains(w, ")")
		if !known || len(bare) < 2 || !set && (i == 0 || !lex().per[fold(words[i-1])]) {
			continue
		}
		name.Value, name.Confidence, name.Why = code, round(min(name.Confidence, 0.85)), "the unit "+`"`+bare+`"`+" in the name"
		out[payable.LineUnit] = name
		return
	}
}

// span makes a field of a run of tokens of one or more lines.
func (d *document) span(toks []token, value string, p float64, why string) payable.Field {
	b, conf, page := toks[0].orig, 1.0, d.pages[d.lines[toks[0].line].page]
	for _, t := range toks {
		if d.lines[t.line].page == d.lines[toks[0].line].page {
			b = join(b, t.orig)
		}
		conf = min(conf, t.conf)
	}
	src := page.Source
	if src == "" {
		src = payable.SourceText
	}
	return payable.Field{Value: value, Confidence: round(p * (0.25 + 0.75*max(0, min(1, conf)))), Source: src, Page: page.Number, Box: &b, Why: why}
}
