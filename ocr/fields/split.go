package fields

import (
	"strconv"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

// A sheet is what one page says about which document it belongs to.
type sheet struct {
	number string // of the invoice, "" if none is sure
	page   int    // "page 2 of 3" gives 2 and 3; 0 if not printed
	of     int
	title  bool
}

// splitPages groups the pages of a file into business documents. A page starts
// a new one where its number differs from the one before and it is not printed
// to be a later page, or where the count of pages begins again.
func (m *Model) splitPages(pages []text.Page) [][]text.Page {
	if len(pages) < 2 {
		return [][]text.Page{pages}
	}
	var out [][]text.Page
	var last sheet
	for i, p := range pages {
		s := m.sheetOf(p)
		if i == 0 || starts(last, s) {
			out = append(out, nil)
		} else if s.number == "" {
			s.number = last.number
		}
		out[len(out)-1] = append(out[len(out)-1], p)
		last = s
	}
	return out
}

func starts(before, s sheet) bool {
	differs := s.number != "" && before.number != "" && fold(s.number) != fold(before.number)
	switch {
	case s.page > 1:
		return differs && s.page <= before.page
	case differs:
		return s.page == 1 || s.title
	case s.page == 1 && before.page >= 1:
		return s.number == "" || fold(s.number) != fold(before.number)
	}
	return s.title && s.page == 1 && before.number == ""
}

func (m *Model) sheetOf(p text.Page) sheet {
	d := newDocument(m, []text.Page{p})
	d.style = documentStyle(d.lines)
	findLabels(d)
	cands := candidates(d)
	var s sheet
	if ids := d.identifiers(payable.InvoiceNumber, cands, nil); len(ids) > 0 && ids[0].logit > 1.5 && firmly(ids[0].cand) {
		s.number = ids[0].value
	}
	for _, l := range d.lines {
		for _, g := range l.segs {
			kind, _ := titleAt(l.toks[g.first:g.last])
			s.title = s.title || kind != ""
		}
		if n, of := pageCount(l.toks); n > 0 {
			s.page, s.of = n, of
		}
	}
	return s
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
