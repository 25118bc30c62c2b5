package fields

import (
	"regexp"
	"slices"
	"strings"

	"github.com/payable-ap/payable"
)

// detail tells a further line of an item that is no part of its name: a remark
// led by a word and a colon, a date, a long number.
var detail = regexp.MustCompile(`^[^\s(]\S*(\s\S+){0,3}\s?:|\d{8,}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|^\(.*\)$|^[-+=]`)

// wordsOf adds description, item number, unit and order line.
func (d *document) wordsOf(it item, out map[payable.Term]payable.Field) {
	t := it.table
	desc := t.at(colDescription)
	under := desc < 0 && slices.ContainsFunc(t.cols, func(c column) bool { return c.below == colDescription })
	switch {
	case under: // the name stands on the row below the number's
		desc = slices.IndexFunc(t.cols, func(c column) bool { return c.below == colDescription })
	case desc < 0:
		desc = t.textColumn()
	}
	var toks []token
	left, right, ended := 0.0, it.right, false
	for i, r := range it.rows {
		part := r.cells[desc].toks
		if len(part) == 0 || i != it.main && d.isTimes(r.line) || i == it.main && len(it.rows) > 1 && (under || isUnit(part)) {
			continue
		}
		if len(toks) == 0 {
			toks, left = part, part[0].box.X0
			continue
		}
		if kind, k := numberLabel(part); k > 0 && i != it.main {
			ended = true
			if term := ownNumbers[kind]; term != "" && !(term == payable.LineSKU && it.coded(desc)) {
				if _, known := out[term]; !known {
					out[term] = d.span(part[k:k+1], strings.Trim(part[k].text, ".,;:()"), 0.9, "after "+`"`+textOf(part[:k])+`"`)
				}
			}
			continue
		}
		s := textOf(part)
		h := d.height[d.lines[r.line].page]
		if ended || detail.MatchString(s) || absf(part[0].box.X0-left) > 2*h || !wraps(toks, part, right, h) {
			ended = true // further rows may still name a number
			continue
		}
		toks = append(slices.Clone(toks), part...)
	}
	var code []token
	if t.at(colSKU) < 0 || t.at(colSKU) == desc {
		code, toks = codeBefore(toks)
	}
	for len(toks) > 1 && currencyOf(toks[len(toks)-1].text) != "" {
		toks = toks[:len(toks)-1] // of the price beside it
	}
	if len(code) > 0 {
		out[payable.LineSKU] = d.span(code, code[0].text, 0.8, "before the description")
	}
	if s := strings.TrimSpace(textOf(toks)); hasLetter(s) {
		out[payable.LineDescription] = d.span(toks, s, sureWords, "in column "+quote(t, colDescription))
	}
	if len(toks) == 0 && under { // the name may stand in the number's row after all
		toks = it.rows[it.main].cells[desc].toks
		if s := strings.TrimSpace(textOf(toks)); hasLetter(s) {
			out[payable.LineDescription] = d.span(toks, s, sureWords, "in column "+quote(t, colDescription))
		}
	}
	main := it.rows[it.main]
	if k := t.at(colSKU); k >= 0 && (k != desc || under) {
		if code := sellersCode(it, k); strings.Trim(textOf(code), ".,;:") != "" {
			out[payable.LineSKU] = d.span(code, strings.Trim(textOf(code), ".,;:"), sureWords, "named in column "+quote(t, colSKU))
		}
	}
	for _, w := range []struct {
		kind string
		term payable.Term
	}{{colSKU, payable.LineSKU}, {colPOLine, payable.LinePOLine}} {
		for i, r := range it.rows {
			k := t.at(w.kind)
			if _, known := out[w.term]; known || k < 0 || k == desc && (!under || i != it.main) || len(r.cells[k].toks) == 0 || othersNumber(r.cells[k].toks) || r.line < main.line && len(it.rows) > 1 && it.main > 1 {
				continue
			}
			// A cell of nothing but signs names no item.
			if s := strings.Trim(textOf(r.cells[k].toks), ".,;:"); hasDigit(s) || s != "" && len(r.cells[k].toks) == 1 {
				out[w.term] = d.span(r.cells[k].toks, s, sureWords, "in column "+quote(t, w.kind))
			}
			break
		}
	}
	d.numbersIn(it, desc, out)
	d.unitOf(t, &main, out)
}

// numbersIn looks for numbers that are named in narrow cells, the name perhaps on
// several rows: "PO", "line:", "3" below a position.
func (d *document) numbersIn(it item, desc int, out map[payable.Term]payable.Field) {
	for k := range it.table.cols {
		if k == desc || numeric[it.table.cols[k].kind] {
			continue
		}
		var toks []token
		for i, r := range it.rows {
			if i != it.main || it.table.cols[k].kind == colSKU {
				toks = append(toks, r.cells[k].toks...)
			}
		}
		for i := range toks {
			kind, n := numberNamed(toks[i:])
			term := ownNumbers[kind]
			if _, known := out[term]; n > 0 && term != "" && kind != colDescription && !known {
				out[term] = d.span(toks[i+n:i+n+1], strings.Trim(toks[i+n].text, ".,;:()"), 0.9, "after "+`"`+textOf(toks[i:i+n])+`"`)
			}
		}
	}
}

// numberNamed returns how many of the first words name the number behind them
// with a colon, and what they name; 0 if they name none.
func numberNamed(toks []token) (kind string, words int) {
	for n := 1; n < len(toks) && n <= maxNameWords; n++ {
		if !strings.HasSuffix(toks[n-1].text, ":") || !hasDigit(toks[n].text) {
			continue
		}
		for _, s := range lex().columns[columnKey(textOf(toks[:n]))] {
			if ownNumbers[s.kind] != "" {
				return s.kind, n
			}
		}
	}
	return "", 0
}

// sellersCode returns the item number in a cell that names several, one a row
// ("GTIN: 4012345…", "Our no.: AB-12"): the first that is no trade number; nil
// where the cell names none.
func sellersCode(it item, k int) []token {
	var first []token
	named := 0
	for _, r := range it.rows {
		toks := r.cells[k].toks
		if n := len(toks); n < 2 || !strings.HasSuffix(toks[n-2].text, ":") || !isID(toks[n-1].text) {
			continue
		}
		named++
		if othersNumber(toks) {
			continue
		}
		if first == nil {
			first = toks[len(toks)-1:]
		}
	}
	if named < 2 {
		return nil
	}
	return first
}

// othersNumber reports whether a cell names its number as none of the seller's:
// GTIN, EAN, the customer's own.
func othersNumber(toks []token) bool {
	n := len(toks)
	if n < 2 || !strings.HasSuffix(toks[n-2].text, ":") {
		return false
	}
	s := lex().columns[columnKey(textOf(toks[:n-1]))]
	return s != nil && s[0].kind == colOther
}

// wraps reports whether a further line goes on with the one before because its
// first word found no room there; a line that ends early ends the name.
func wraps(before, part []token, right, h float64) bool {
	last := before[len(before)-1].box
	return last.X1+0.35*h+(part[0].box.X1-part[0].box.X0) > right-0.3*h
}

// coded reports whether an item has its number in a column for it.
func (it item) coded(desc int) bool {
	k := it.table.at(colSKU)
	return k >= 0 && (k != desc || it.table.cols[k].below != "") && len(it.rows[it.main].cells[k].toks) > 0
}

// ownNumbers are the terms of numbers that further lines name; those of others,
// such as the buyer's item number, have none.
var ownNumbers = map[string]payable.Term{colSKU: payable.LineSKU, colDescription: payable.LineSKU, colPOLine: payable.LinePOLine}

// numberLabel returns how many words of a further line name the number that
// follows them and ends it, "Part no. AB-12", and what they name; 0 if none do.
// "Article" heads descriptions too; here the number says what it is.
func numberLabel(part []token) (kind string, words int) {
	k := len(part) - 1
	if k < 1 || k > maxNameWords || !hasDigit(part[k].text) {
		return "", 0
	}
	name := strings.TrimRight(textOf(part[:k]), ":")
	for _, s := range lex().columns[columnKey(name)] {
		if _, ok := ownNumbers[s.kind]; ok || s.kind == colOther {
			return s.kind, k
		}
	}
	return "", 0
}

// codeBefore cuts an item number set before the name: "AB-12 - Bolts".
func codeBefore(toks []token) (code, name []token) {
	if len(toks) < 3 || !isSign(toks[1].text) && toks[1].text != ":" || !hasDigit(toks[0].text) || !hasLetter(toks[0].text) ||
		len(toks[0].text) < 4 || toks[0].text != strings.ToUpper(toks[0].text) {
		return nil, toks
	}
	return toks[:1], toks[2:]
}
