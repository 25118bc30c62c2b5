package fields

import (
	"slices"
	"strings"
	"unicode"

	"github.com/payable-ap/payable"
)

// A candidate is a run of tokens that could be the value of some field, and the
// labels that stand at it.
type candidate struct {
	shape    shape
	line     int
	first    int // tokens [first, last) of the line
	last     int
	text     string // normalised value for identifiers, as printed otherwise
	number   number
	date     date
	checked  bool // its check digits agree
	conf     float64
	left     relation
	above    relation
	tail     []token // of a name: its second line
	diagonal bool    // left is a label on a line above
}

// A relation says how a label stands to a value.
type relation struct {
	label   *label
	skipped int     // unknown words between
	values  int     // other values between
	gap     float64 // points between
}

func (d *document) box(c *candidate) payable.Box {
	return union(d.lines[c.line].toks[c.first:c.last])
}

// printed returns where the value stands on the page as it is, not straightened.
func (d *document) printed(c *candidate) *payable.Box {
	toks := d.lines[c.line].toks[c.first:c.last]
	b := toks[0].orig
	for _, t := range toks[1:] {
		b = join(b, t.orig)
	}
	for _, t := range c.tail {
		b = join(b, t.orig)
	}
	return &b
}

// maxCandidates bounds the values looked at in one document.
const maxCandidates = 20000

// candidates finds every value in the document, each token in at most one value
// but for identifiers, which any token with a digit may be.
func candidates(d *document) []*candidate {
	var out []*candidate
	for i := range d.lines {
		toks := d.lines[i].toks
		for j := 0; j < len(toks) && len(out) < maxCandidates; {
			c := d.valueAt(i, j)
			if c == nil {
				j++
				continue
			}
			out = append(out, c)
			j = c.last
		}
	}
	for _, c := range out {
		c.conf = 1
		for _, t := range d.lines[c.line].toks[c.first:c.last] {
			c.conf = min(c.conf, t.conf)
		}
		d.relate(c)
	}
	return out
}

// valueAt returns the value that starts at a token: the most telling shape
// first.
func (d *document) valueAt(line, j int) *candidate {
	toks := d.lines[line].toks
	t := toks[j]
	c := &candidate{line: line, first: j, last: j + 1}
	if !hasDigit(t.text) && !lettersFirst(toks, j) {
		return nil
	}
	if v, n := ibanAt(toks, j); n > 0 {
		c.shape, c.text, c.last, c.checked = shapeIBAN, v, j+n, true
		return c
	}
	v, n := brokenIBAN(toks, j)
	if n == 0 {
		v, n = longAsIBAN(toks, j)
	}
	if n > 0 {
		c.shape, c.text, c.last = shapeIBAN, v, j+n
		return c
	}
	if v, n, ok := vatAt(toks, j); n > 0 {
		c.shape, c.text, c.last, c.checked = shapeVAT, v, j+n, ok
		return c
	}
	if dt, ok := dateAt(toks, j); ok {
		c.shape, c.date, c.last = shapeDate, dt, j+dt.words
		c.text = textOf(toks[j:c.last])
		return c
	}
	if !hasDigit(t.text) && !isMinus(t.text) {
		return d.idAt(c)
	}
	if n, from, to := d.numberAt(line, j); to > 0 {
		c.shape, c.number, c.first, c.last = shapeAmount|shapeID, n, from, to
		c.text = textOf(toks[from:to])
		if n.percent || n.currency != "" || n.unit != "" {
			c.shape = shapeAmount
		}
		if isCode(c.text) && plain(strings.TrimLeft(c.text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
			c.shape |= shapeID // "KR87654": the letters may be no currency
		}
		return c
	}
	return d.idAt(c)
}

// lettersFirst reports whether a token without digits may start a value: a
// country code set apart, a month's name, a minus, the letters of "RE 2026-17".
func lettersFirst(toks []token, j int) bool {
	s := toks[j].text
	if isMinus(s) || lex().months[toks[j].fold] > 0 {
		return true
	}
	return len(s) <= 4 && s == strings.ToUpper(s) && hasLetter(s) && currencyOf(s) == "" && j+1 < len(toks) && hasDigit(toks[j+1].text)
}

// dateAt reads a date in the tokens from j on, words set close together.
func dateAt(toks []token, j int) (date, bool) {
	var w [5]string
	n := 0
	for n < len(w) && j+n < len(toks) && toks[j+n].seg == toks[j].seg {
		w[n] = toks[j+n].text
		n++
	}
	if n == 0 || !hasDigit(w[0]) && lex().months[toks[j].fold] == 0 {
		return date{}, false
	}
	return parseDate(w[:n])
}

// idAt makes an identifier of a token, with the letters set before it.
func (d *document) idAt(c *candidate) *candidate {
	toks := d.lines[c.line].toks
	t := toks[c.first]
	if !hasDigit(t.text) {
		if t.label != nil || isMinus(t.text) || c.first+1 >= len(toks) || toks[c.first+1].seg != t.seg || letters(toks[c.first+1].text) > 0 && len(t.text) < 2 {
			return nil
		}
		if n, ok := parseNumber(toks[c.first+1].text, d.style); ok && n.places == 2 {
			return nil // "AUF 1.200,00" in capitals
		}
		if _, ok := dateAt(toks, c.first+1); ok {
			return nil
		}
		c.last++
	}
	c.shape, c.text = shapeID, strings.Trim(textOf(toks[c.first:c.last]), ".,;:()[]\"'*")
	return c
}

// vatAt returns the VAT id that starts at a token: the longest that its check
// digits confirm, else the longest of the right format.
func vatAt(toks []token, j int) (id string, n int, checked bool) {
	first := strings.ToUpper(toks[j].text)
	if len(first) < 2 || first[0] < 'A' || first[0] > 'Z' || first[1] < 'A' || first[1] > 'Z' {
		return "", 0, false
	}
	s := ""
	for k := 0; k < 5 && j+k < len(toks) && toks[j+k].seg == toks[j].seg && len(s) <= 20; k++ {
		s += strings.Trim(toks[j+k].text, ".,;:()")
		v, format, ok := parseVATID(s)
		if !format || len(v) < 8 || k > 0 && !hasDigit(toks[j+k].text) {
			continue
		}
		if ok || !checked {
			id, n, checked = v, k+1, ok
		}
	}
	return id, n, checked
}

// numberAt reads the number at a token: with a currency or sign set apart
// before it, with thousands set apart by blanks, with currency or percent sign
// after it.
func (d *document) numberAt(line, j int) (n number, from, to int) {
	l := &d.lines[line]
	toks, from, h := l.toks, j, d.height[l.page]
	near := func(a, b int) bool { return toks[b].seg == toks[a].seg && toks[b].box.X0-toks[a].box.X1 < 1.3*h }
	minus := false
	if isMinus(toks[j].text) {
		if _, ok := dateAt(toks, j+1); ok {
			return n, 0, 0 // a dash before a date
		}
		if j+1 >= len(toks) || toks[j+1].box.X0-toks[j].box.X1 > 1.5*h {
			return n, 0, 0
		}
		minus, j = true, j+1
		if currencyOf(toks[j].text) != "" && j+1 < len(toks) {
			j++
		}
	}
	s, to := toks[j].text, j+1
	for to < len(toks) && near(to-1, to) && thousands(s, toks[to].text) {
		s, to = s+toks[to].text, to+1
	}
	n, ok := parseNumber(s, d.style)
	if !ok {
		if n, ok = d.withUnit(s); !ok {
			return n, 0, 0
		}
	}
	if to > j+1 {
		n.grouped = true
	}
	if minus {
		n.value = n.value.Neg()
	}
	if n.currency == "" && from > 0 {
		n.currency = currencyOf(toks[from-1].text)
		if n.currency != "" && from > 1 && isMinus(toks[from-2].text) && toks[from-1].box.X0-toks[from-2].box.X1 < 1.5*h {
			n.value = n.value.Neg()
		}
	}
	if to < len(toks) && toks[to].seg == toks[to-1].seg {
		if c := currencyOf(toks[to].text); c != "" && n.currency == "" {
			n.currency = c
		}
		if strings.HasPrefix(toks[to].text, "%") {
			n.percent, to = true, to+1
		}
	}
	if base, words := priceBase(toks[to:]); words > 0 && n.places > 0 && !n.percent {
		n.base, to = base, to+words
	}
	return n, from, to
}

// withUnit reads a number with a known unit glued to it.
func (d *document) withUnit(s string) (number, bool) {
	i := strings.IndexFunc(s, unicode.IsLetter)
	if i <= 0 || hasDigit(s[i:]) {
		return number{}, false
	}
	code, known := lex().units[unitKey(s[i:])]
	n, ok := parseNumber(s[:i], d.style)
	n.unit = code
	return n, ok && known
}

// priceBase reads what a price is for after its amount: "/ 100", "/1000".
func priceBase(rest []token) (base int64, words int) {
	if len(rest) == 0 || !strings.HasPrefix(rest[0].text, "/") {
		return 0, 0
	}
	s, words := rest[0].text[1:], 1
	if s == "" && len(rest) > 1 {
		s, words = rest[1].text, 2
	}
	switch s {
	case "10":
		return 10, words
	case "100":
		return 100, words
	case "1000":
		return 1000, words
	}
	return 0, 0
}

// thousands reports whether b continues the number a: "1" and "234,56".
func thousands(a, b string) bool {
	a = strings.TrimLeft(a, "-+−€$£(")
	if a == "" || len(a) > 11 || !plain(a) || len(b) < 3 || !plain(b[:3]) || len(a) > 3 && len(a)%3 != 0 && len(a)-len(a)/3*3 > 3 {
		return false
	}
	rest := b[3:]
	return rest == "" || (rest[0] == '.' || rest[0] == ',') && len(rest) >= 3 && plain(rest[1:3])
}

// relate finds the labels left of and above a value.
func (d *document) relate(c *candidate) {
	c.left = d.leftOf(c)
	c.above = d.aboveOf(c)
	if c.left.label == nil && c.above.label == nil {
		c.left = d.diagonalOf(c)
		c.diagonal = c.left.label != nil
	}
}

// maxSkipped is how many unknown words may stand between a label and its value.
const maxSkipped = 4

func (d *document) leftOf(c *candidate) relation {
	toks := d.lines[c.line].toks
	var r relation
	for j := c.first - 1; j >= 0; j-- {
		t := &toks[j]
		switch {
		case t.label != nil:
			if !t.label.fits(c.shape) && r.skipped < maxSkipped {
				r.skipped++ // a label of something else, as the "No" of another phrase
				if t.label.first < j {
					j = t.label.first
				}
				continue
			}
			r.label = t.label.before(toks, c.shape).joined(toks, c.shape)
			r.gap = toks[c.first].box.X0 - t.label.box.X1
			return r
		case t.fold == "", t.fold == "#", currencyOf(t.text) != "", isSign(t.text):
		case hasDigit(t.text):
			r.values++
		default:
			r.skipped++
			if t.seg != toks[c.first].seg {
				r.skipped++
			}
		}
		if r.skipped > maxSkipped || r.values > 6 {
			return relation{}
		}
	}
	return relation{}
}

// reach is how far above a value its label may stand, in word heights.
const reach = 9

func (d *document) aboveOf(c *candidate) relation {
	l := &d.lines[c.line]
	box, h := d.box(c), d.height[l.page]
	var r relation
	for i := c.line - 1; i >= d.perPage[l.page][0]; i-- {
		up := &d.lines[i]
		gap := box.Y0 - up.box.Y1
		if gap > reach*h*float64(1+min(r.values, 3)) {
			return relation{}
		}
		lab, blocked, value := over(up.toks, box, c.shape)
		switch {
		case lab != nil:
			r.label, r.gap = lab, gap
			return r
		case value:
			r.values++
		case blocked:
			r.skipped += 2
		}
		if r.skipped > maxSkipped || r.values > 12 {
			return relation{}
		}
	}
	return relation{}
}

// over tells what of a line stands above a box: a label, a value, other words.
func over(toks []token, box payable.Box, k shape) (lab *label, blocked, value bool) {
	j, _ := slices.BinarySearchFunc(toks, box.X0, func(t token, x float64) int { return cmpFloat(t.box.X1, x) })
	for ; j < len(toks) && toks[j].box.X0 < box.X1; j++ {
		t := &toks[j]
		b := t.box
		if t.label != nil {
			b = t.label.box
		}
		share := (min(b.X1, box.X1) - max(b.X0, box.X0)) / max(min(b.X1-b.X0, box.X1-box.X0), 1)
		switch {
		case share < 0.3 || t.fold == "":
		case t.label != nil && t.label.fits(k):
			return t.label, false, false
		case hasDigit(t.text):
			value = true
		default:
			blocked = true
		}
	}
	return nil, blocked, value
}
