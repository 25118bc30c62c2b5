package fields

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

// A sheet is what one page says about which document it belongs to.
type sheet struct {
	number  string // of the invoice, "" if none is sure
	guess   string // the likeliest number, sure or not
	page    int    // "page 2 of 3" gives 2 and 3; 0 if not printed
	of      int
	title   bool            // somewhere
	kind    payable.DocType // what its heading says; "" for none
	bills   bool            // an amount is named that can be nothing but a gross total
	totals  map[string]bool // amounts named as totals or as due
	parties map[string]bool // VAT ids and accounts on it
	said    map[string]bool // its words, folded
}

// splitPages groups the pages of a file into business documents. A letter before
// an invoice that it names, and pages that begin nothing, such as terms of trade,
// belong to it; the letter comes last in the group, because an invoice is read
// from its own first page on.
func (m *Model) splitPages(pages []text.Page) [][]text.Page {
	if len(pages) < 2 {
		return [][]text.Page{pages}
	}
	var out [][]text.Page
	var letters []text.Page // before the group that is being filled
	var doc, last sheet     // what is known of it, and of its last page
	for i, p := range pages {
		s := m.sheetOf(p)
		switch {
		case i == 0:
			out = append(out, nil)
			doc = s
		case len(out[len(out)-1]) == 1 && doc.isLetterTo(s):
			letters, out[len(out)-1] = append(letters, out[len(out)-1]...), nil
			doc = s
		case last.isLetterTo(s) && fold(s.guess) != fold(doc.guess), starts(doc, s):
			group, own := out[len(out)-1], []text.Page(nil)
			if n := len(group) - 1; n > 0 && last.isLetterTo(s) {
				group, own = group[:n], group[n:]
			}
			out[len(out)-1] = append(slices.Clone(group), letters...)
			out, letters = append(out, nil), own
			doc = s
		default:
			doc = doc.with(s)
		}
		out[len(out)-1] = append(out[len(out)-1], p)
		last = s
	}
	out[len(out)-1] = append(out[len(out)-1], letters...)
	return out
}

// rangeOf returns the first and the last page of a group.
func rangeOf(pages []text.Page) [2]int {
	span := [2]int{pages[0].Number, pages[0].Number}
	for _, p := range pages {
		span = [2]int{min(span[0], p.Number), max(span[1], p.Number)}
	}
	return span
}

// with is the document with one page more.
func (s sheet) with(next sheet) sheet {
	next.number, next.guess = either(s.number, next.number), either(s.guess, next.guess)
	if s.kind != "" {
		next.kind = s.kind
	}
	next.totals, next.parties, next.said = merged(s.totals, next.totals), merged(s.parties, next.parties), nil
	return next
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func merged(a, b map[string]bool) map[string]bool {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// isLetterTo reports whether a page without a heading, a total or a count of
// pages names the invoice that begins on the next one.
func (s sheet) isLetterTo(next sheet) bool {
	return s.kind == "" && s.page == 0 && !s.bills && next.page < 2 && next.kind != "" && next.guess != "" && s.said[fold(next.guess)]
}

// starts reports whether a page begins another document than the one before it.
func starts(before, s sheet) bool {
	differs := s.number != "" && before.number != "" && fold(s.number) != fold(before.number)
	same := s.number != "" && before.number != "" && !differs
	apart := len(s.parties) > 0 && len(before.parties) > 0 && !meet(s.parties, before.parties)
	switch {
	case s.page > 1:
		return differs && s.page <= before.page
	case same:
		return false
	case differs && (s.page == 1 || s.title):
		return true
	case s.page == 1 && (before.page >= 1 || s.of > 1):
		return true // the count of pages begins again, or begins
	case s.kind == "":
		return twice(before, s)
	case before.kind != "" && s.kind != before.kind && (mere(s.kind) || mere(before.kind)):
		return true // an invoice, and the delivery note that came with it
	case before.of > 1 && before.page == before.of:
		return true // all pages of the one before are there
	case apart && s.guess != "":
		return true
	}
	return twice(before, s)
}

// twice reports whether both pages name a number and a total, and not the same:
// a page that only goes on has neither.
func twice(before, s sheet) bool {
	return s.guess != "" && before.guess != "" && fold(s.guess) != fold(before.guess) && len(s.totals) > 0 && len(before.totals) > 0 && !meet(s.totals, before.totals)
}

// mere reports whether a document bills nothing itself.
func mere(kind payable.DocType) bool {
	return kind != payable.DocInvoice && kind != payable.DocCreditNote && kind != payable.DocReceipt
}

func meet(a, b map[string]bool) bool {
	for k := range a {
		if b[k] {
			return true
		}
	}
	return false
}

func (m *Model) sheetOf(p text.Page) sheet {
	d := newDocument(m, []text.Page{p})
	d.style = documentStyle(d.lines)
	findLabels(d)
	cands := candidates(d)
	s := sheet{totals: map[string]bool{}, parties: map[string]bool{}, said: map[string]bool{}}
	if ids := d.identifiers(payable.InvoiceNumber, cands, nil); len(ids) > 0 && ids[0].logit > -1 {
		s.guess = ids[0].value
		if ids[0].logit > 1.5 && firmly(ids[0].cand) {
			s.number = ids[0].value
		}
	}
	for _, c := range cands {
		switch l := c.left.label; {
		case c.shape == shapeIBAN && c.checked, c.shape == shapeVAT && c.checked:
			s.parties[fold(c.text)] = true
		case l != nil && c.shape&shapeAmount != 0:
			sense, gross := l.means(string(payable.GrossTotal))
			_, due := l.means(string(payable.AmountDue))
			s.bills = s.bills || gross && !sense.weak
			if gross || due {
				s.totals[textOf(d.lines[c.line].toks[c.first:c.last])] = true
			}
		}
	}
	for _, l := range d.lines {
		for _, t := range l.toks {
			s.said[t.fold] = true
		}
		for _, g := range l.segs {
			kind, _ := titleAt(l.toks[g.first:g.last])
			s.title = s.title || kind != ""
		}
		if n, of := pageCount(l.toks); n > 0 {
			s.page, s.of = n, of
		}
	}
	s.kind = d.headedAs()
	return s
}

// headedAs returns the kind of document a page is headed as, "" if it has no
// heading: a title in the upper half that is larger than the text, or stands
// alone above it.
func (d *document) headedAs() payable.DocType {
	best, size := "", 0.0
	for i := d.perPage[0][0]; i < d.perPage[0][1]; i++ {
		l := d.lines[i]
		if l.box.Y0 > 0.5*d.pages[0].Height {
			continue
		}
		for _, g := range l.segs {
			kind, whole := titleAt(l.toks[g.first:g.last])
			h := (l.box.Y1 - l.box.Y0) / d.height[0]
			if kind == "" || h < 1.15 && (!whole || d.namesValue(l, g)) || h < 1.4 && kind == string(payable.DocOther) {
				continue // what is none of the kinds told apart has many names, which stand in tables, too
			}
			if h > size {
				best, size = kind, h
			}
		}
	}
	return payable.DocType(best)
}

// firmly reports whether a label that means nothing but an invoice's number
// stands at an identifier: "Number" alone names many things.
func firmly(c *candidate) bool {
	for _, l := range []*label{c.left.label, c.above.label} {
		if l == nil {
			continue
		}
		if s, ok := l.means(string(payable.InvoiceNumber)); ok && !s.weak {
			return true
		}
	}
	return false
}

// pageCount reads "Page 1 of 2", "Seite 1/2", "Page: 1".
func pageCount(toks []token) (n, of int) {
	for i, t := range toks {
		if !lex().page[t.fold] || i+1 >= len(toks) {
			continue
		}
		rest := toks[i+1:]
		for len(rest) > 0 && rest[0].fold == "" {
			rest = rest[1:]
		}
		if len(rest) == 0 {
			continue
		}
		a, b, both := strings.Cut(strings.Trim(rest[0].text, "-.,:;()"), "/")
		if !plain(a) || len(a) > 3 {
			continue
		}
		n, _ = strconv.Atoi(a) // plain digits, at most three
		switch {
		case both && plain(b) && len(b) <= 3:
			of, _ = strconv.Atoi(b) // likewise
		case len(rest) > 2 && (rest[1].text == "/" || lex().pageOf[rest[1].fold]) && plain(rest[2].fold) && len(rest[2].fold) <= 3:
			of, _ = strconv.Atoi(rest[2].fold) // likewise
		}
		return n, of
	}
	return 0, 0
}
