package fields

import (
	"strings"
	"time"

	"github.com/payable-ap/payable"
)

// identifiers scores the identifiers of one kind.
func (d *document) identifiers(t payable.Term, cands []*candidate, skip func(*candidate) bool) []scored {
	var out []scored
	for _, c := range cands {
		if c.shape&shapeID == 0 || !isID(c.text) || skip != nil && skip(c) {
			continue
		}
		v, why, own := d.labelled(t, string(t), c)
		if !own {
			continue
		}
		if d.signed(c) {
			v[numberSign] = 1
		}
		id := d.wholeID(c)
		d.zone(&v, c.line)
		switch {
		case strings.ContainsAny(id, "-/") || letters(id) > 0:
			v[hasMark] = 1
		case c.shape&shapeAmount != 0 && c.number.places == 2:
			v[badShape] = 1
		}
		if len(id) <= 2 {
			v[short] = 1
		}
		if letters(id) > 12 {
			v[badShape]++
		}
		out = append(out, d.weigh(t, c, id, v, why))
	}
	return d.merge(t, out)
}

// wholeID returns an identifier with the pieces set close after it: "PO 2026-17"
// and "2026 / 17" are one.
func (d *document) wholeID(c *candidate) string {
	toks := d.lines[c.line].toks
	v := strings.Trim(c.text, ".,;:()[]\"'*")
	v += d.digitGroups(c, v)
	for c.last+1 < len(toks) && (toks[c.last].text == "/" || toks[c.last].text == "-") && toks[c.last+1].seg == toks[c.first].seg &&
		hasDigit(toks[c.last+1].text) && toks[c.last].seg == toks[c.first].seg {
		if _, ok := dateAt(toks, c.last+1); ok {
			break // "9410023318 / 07.02.2026", number and date
		}
		v += toks[c.last].text + strings.Trim(toks[c.last+1].text, ".,;:()")
		c.last += 2
	}
	for _, p := range []string{"#", "n°", "N°", "nº", "Nº", "No.", "Nr."} {
		if rest, ok := strings.CutPrefix(v, p); ok && hasDigit(rest) {
			v = rest
		}
	}
	return v
}

// signed reports whether a sign for a number stands right before an identifier:
// "#", "No.", "n°".
func (d *document) signed(c *candidate) bool {
	if strings.HasPrefix(c.text, "#") {
		return true
	}
	toks := d.lines[c.line].toks
	if j := c.first - 1; j >= 0 && toks[j].seg == toks[c.first].seg {
		return toks[j].text == "#" || toks[j].fold == "no" || toks[j].fold == "n" || toks[j].fold == "nr"
	}
	return false
}

// digitGroups returns what follows an identifier that is printed as an account
// number is, in groups of digits with blanks between to the end of its segment.
func (d *document) digitGroups(c *candidate, first string) string {
	toks, rest, n := d.lines[c.line].toks, "", 0
	if !plain(first) || len(first) > 5 {
		return ""
	}
	j := c.last
	for ; j < len(toks) && toks[j].seg == toks[c.first].seg; j++ {
		if n++; n > 5 || !plain(toks[j].text) || len(toks[j].text) < 2 || len(toks[j].text) > 5 || toks[j].label != nil {
			return ""
		}
		rest += " " + toks[j].text
	}
	if n < 2 {
		return "" // two numbers side by side
	}
	c.last = j
	return rest
}

// dates scores the dates of one kind in the order the document writes them.
func (d *document) dates(t payable.Term, cands []*candidate, order dateOrder, items map[int]bool) []scored {
	var out []scored
	for _, c := range cands {
		if c.shape != shapeDate {
			continue
		}
		v, why, own := d.labelled(t, string(t), c)
		if t == payable.IssueDate && d.followsNumber(c) {
			v[afterNumber] = 1
			if !own {
				v[foreign], why, own = 0, "after the invoice number", true
			}
		}
		if !own && t != payable.IssueDate {
			continue
		}
		if !own {
			why = "a date without a label"
		}
		if items[c.line] {
			v[inItems] = 1 // when a service was done
		}
		d.zone(&v, c.line)
		day := c.date.day
		if !c.date.other.IsZero() {
			if order == monthFirst {
				day = c.date.other
			}
			if order == orderUnknown {
				v[ambiguous] = 1
			}
		}
		out = append(out, d.weigh(t, c, day.Format(time.DateOnly), v, why))
	}
	out = d.merge(t, out)
	if len(out) > 0 && len(out) == lone(d, out) {
		out[0].signs[alone] = 1
		out[0].logit += d.model.of(t)[alone]
	}
	return out
}

// followsNumber reports whether a date stands right after the number of an
// invoice, at most a word between: "Invoice 4711 of 3 May 2026".
func (d *document) followsNumber(c *candidate) bool {
	toks := d.lines[c.line].toks
	words := 0
	for j := c.first - 1; j >= 0 && words <= 1; j-- {
		t := &toks[j]
		switch {
		case hasDigit(t.text):
			id := &candidate{shape: shapeID, line: c.line, first: j, last: j + 1}
			r := d.leftOf(id)
			if r.label == nil {
				r = d.aboveOf(id)
			}
			if r.label == nil || r.skipped > 0 || r.values > 0 {
				return false
			}
			_, number := r.label.means(string(payable.InvoiceNumber))
			return number
		case t.fold != "":
			words++
		}
	}
	return false
}

// lone counts the dates of the upper third without any label.
func lone(d *document, dates []scored) int {
	n := 0
	for _, s := range dates {
		l := d.lines[s.cand.line]
		if s.cand.left.label == nil && s.cand.above.label == nil && l.box.Y0 < d.pages[l.page].Height/3 {
			n++
		}
	}
	if n > 1 {
		return 0
	}
	return n
}

// order decides how ambiguous dates are read: by the document's other dates,
// else by its currency and language, of which English with dollars writes the
// month first. guessed says that only the latter spoke.
func (d *document) order(cands []*candidate, currency string) (o dateOrder, guessed bool) {
	var all []date
	for _, c := range cands {
		if c.shape == shapeDate {
			all = append(all, c.date)
		}
	}
	if o := orderShown(all); o != orderUnknown {
		return o, false
	}
	if currency == "USD" && (d.lang == "en" || d.lang == "") {
		return monthFirst, true
	}
	return dayFirst, true
}

// doubtful lowers what rests on a guessed order of day and month.
func doubtful(f payable.Field, s scored, guessed bool) payable.Field {
	if guessed && s.cand != nil && !s.cand.date.other.IsZero() {
		f.Why += swappable
	}
	return f
}

// swappable ends the why of such a date; its grade is a doubt.
const swappable = "; day and month could be swapped"

// currency returns the currency the document's amounts are in: a labelled code,
// else the one that stands at most amounts.
func (d *document) currency(cands []*candidate) (payable.Field, bool) {
	seen, first := map[string]float64{}, map[string]*candidate{}
	note := func(code string, c *candidate, w float64) {
		seen[code] += w
		if first[code] == nil {
			first[code] = c
		}
	}
	for _, c := range cands {
		if c.shape&shapeAmount != 0 && c.number.currency != "" {
			note(c.number.currency, c, 1)
		}
	}
	for i := range d.lines {
		for j, t := range d.lines[i].toks {
			code := currencyOf(t.text)
			if code == "" || len(t.text) < 2 {
				continue
			}
			w := 0.7
			if j > 0 && d.lines[i].toks[j-1].label != nil {
				if _, ok := d.lines[i].toks[j-1].label.means(string(payable.CurrencyCode)); ok {
					w = 20
				}
			}
			note(code, &candidate{line: i, first: j, last: j + 1, conf: t.conf}, w)
		}
	}
	best, total := "", 0.0
	for code, n := range seen {
		total += n
		if best == "" || n > seen[best] || n == seen[best] && code < best {
			best = code
		}
	}
	if best == "" {
		return payable.Field{}, false
	}
	p := min(0.99, (seen[best]+1)/(total+1.5))
	return d.fieldOf(first[best], best, p, "stands at the amounts"), true
}

// banks returns every valid account number of the document and the field of the
// seller's.
func (d *document) banks(cands []*candidate) (all []string, rivals []scored) {
	seen := map[string]bool{}
	var in []scored
	for _, c := range cands {
		if c.shape != shapeIBAN {
			continue
		}
		if c.checked && !seen[c.text] {
			seen[c.text] = true
			all = append(all, c.text)
		}
		v, why, own := d.labelled(payable.IBAN, string(payable.IBAN), c)
		if !own {
			why = "check digits of an IBAN"
		}
		if c.checked {
			v[checksum] = 1
		} else {
			v, why = vector{badChecksum: 1}, why+"; its check digits disagree"
		}
		in = append(in, d.weigh(payable.IBAN, c, c.text, v, why))
	}
	return all, d.merge(payable.IBAN, in)
}
