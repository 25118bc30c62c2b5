package fields

import (
	"slices"

	"github.com/payable-ap/payable"
)

// docType decides what kind of document it is: by its title, which stands alone
// or before a number, and larger or higher than other mentions; else by whether
// it has what an invoice has.
func (d *document) docType(hasNumber, hasTotal bool) payable.DocType {
	best, top := payable.DocOther, 0.0
	if d.perPage[0][1] > d.perPage[0][0] {
		p := d.pages[0]
		for i := d.perPage[0][0]; i < d.perPage[0][1]; i++ {
			l := d.lines[i]
			for _, g := range l.segs {
				kind, whole := titleAt(l.toks[g.first:g.last])
				if kind == "" || whole && hasNumber && d.namesValue(l, g) {
					continue
				}
				z := min(3, (l.box.Y1-l.box.Y0)/d.height[0]) + 1.5*(1-l.box.Y0/max(p.Height, 1))
				if whole {
					z += 0.7
				}
				if hasNumber && kind != string(payable.DocInvoice) && kind != string(payable.DocCreditNote) && !whole {
					if z -= 2; z < leastTitle { // "Order 4711" beside an invoice number names the order
						continue
					}
				}
				if z > top {
					best, top = payable.DocType(kind), z
				}
			}
		}
	}
	switch {
	case top > 0:
		return best
	case hasTotal && d.pages[0].Width < narrow:
		return payable.DocReceipt
	case hasNumber || hasTotal:
		return payable.DocInvoice
	}
	return payable.DocOther
}

// leastTitle is what a title weighs at least that could be a reference.
const leastTitle = 0.8

// narrow is the width in points below which a page is a till's strip.
const narrow = 320

// namesValue reports whether a segment is the label of a value right of it or
// below, as "Purchase order  4711": no title of this document. Titles are larger
// than labels, or have nothing beside them.
func (d *document) namesValue(l line, g segment) bool {
	lab := l.toks[g.first].label
	if lab == nil || !slices.ContainsFunc(lab.senses, func(s sense) bool { return shapes[s.kind]&shapeID != 0 && !s.weak }) {
		return false
	}
	return g.last < len(l.toks) || g.first > 0 || lab.box.Y1-lab.box.Y0 < 1.3*d.height[l.page]
}

// titleAt returns the kind of document a segment is the title of, and whether
// it is nothing but the title.
func titleAt(toks []token) (kind string, whole bool) {
	key := ""
	for i := range min(len(toks), 5) {
		key += toks[i].fold
		s := lex().titles[key]
		if s == nil {
			continue
		}
		rest := toks[i+1:]
		switch {
		case !slices.ContainsFunc(rest, func(t token) bool { return t.fold != "" }):
			return s[0].kind, true
		case len(rest) <= 5 && (hasDigit(rest[0].text) || len(rest) > 1 && hasDigit(rest[1].text) && len(rest[0].fold) <= 3):
			kind = s[0].kind
		}
	}
	return kind, false
}

// language returns the language most of the document's common words belong to,
// or the hint where they do not tell.
func (d *document) language(hint string) string {
	count := map[string]int{}
	for _, l := range d.lines {
		for _, t := range l.toks {
			for _, lang := range lex().common[t.fold] {
				count[lang]++
			}
		}
	}
	best := ""
	for lang, n := range count {
		if best == "" || n > count[best] || n == count[best] && (lang == hint || best != hint && lang < best) {
			best = lang
		}
	}
	if best == "" || count[best] < 2 {
		return hint
	}
	return best
}
