package fields

import (
	"slices"
	"strings"
	"unicode"
)

// maxAttention bounds the words of "to the attention of".
const maxAttention = 4

// attends returns how many words at the start of a segment say that a person at
// a party follows, 0 if none do.
func (x *lexicon) attends(toks []token) (n int) {
	key := ""
	for i := range min(len(toks), maxAttention) {
		key += toks[i].fold
		if x.attention[key] && key != "" {
			n = i + 1
		}
	}
	for n > 0 && n < len(toks) && toks[n].fold == "" {
		n++ // a colon set apart
	}
	return n
}

// wording notes what the words of a name and its place on the document say about
// it being one. first is whether it begins an address: a person below a company's
// name is at it.
func (d *document) wording(f *vector, p place, c *candidate, first bool) {
	l := &d.lines[c.line]
	toks := l.toks[c.first:c.last]
	seg := d.tokensAt(p)
	if n := d.lexAttends(seg); n > 0 {
		f[attention] = 1
	}
	if toks[0].label != nil && !legalWord(toks[0]) {
		f[labelWord] = 1
	}
	known, bank := 0.0, false
	for _, t := range toks {
		w := fold(t.text)
		if d.knows(w) && !legalWord(t) {
			known++
		}
		if lex().departments[w] {
			f[department] = 1
		}
		bank = bank || slices.ContainsFunc(lex().banks, func(part string) bool { return strings.Contains(w, part) })
	}
	f[knownWords] = known / float64(len(toks))
	if bank {
		f[bankName] = 1
	}
	if first && len(toks) > 1 && lex().joins["="+toks[0].fold] {
		f[salutation] = 1 // "Mrs H. Akhtar"
	}
	if isSentence(toks) {
		f[sentence] = 1
	}
	switch page := d.pages[l.page]; {
	case c.line-d.perPage[0][0] <= 1:
		f[firstLines] = 1
	case l.box.Y0 > 0.85*page.Height:
		f[footZone] = 1
	}
	f[mentions] = float64(min(d.mentioned(c), 3)) / 3
}

func (d *document) lexAttends(toks []token) int {
	if n := lex().attends(toks); n < len(toks) {
		return n
	}
	return 0
}

// knows reports whether a folded word is one that labels are made of and not one
// of those that learning is to forget.
func (d *document) knows(w string) bool {
	return lex().vocabulary[w] && !d.model.forgotten(w)
}

// isSentence reports whether words read like a sentence: more of them begin with
// a small letter than a name's do, or the last ends in a stop.
func isSentence(toks []token) bool {
	if len(toks) < 4 {
		return false
	}
	small := 0
	for _, t := range toks {
		if r := []rune(t.text)[0]; unicode.IsLower(r) {
			small++
		}
	}
	last := toks[len(toks)-1]
	return small*2 > len(toks) || small > 1 && strings.HasSuffix(last.text, ".") && !legalWord(last)
}

// mentioned counts the other places of the document that say a name.
func (d *document) mentioned(c *candidate) int {
	toks := d.lines[c.line].toks[c.first:c.last]
	if len(fold(c.text)) < 4 {
		return 0
	}
	if d.words == nil {
		d.words = map[string][][2]int{}
		for i := range d.lines {
			for j, t := range d.lines[i].toks {
				if t.fold != "" && len(d.words[t.fold]) < maxMentions {
					d.words[t.fold] = append(d.words[t.fold], [2]int{i, j})
				}
			}
		}
	}
	n := 0
	for _, at := range d.words[toks[0].fold] {
		if at[0] == c.line && at[1] == c.first {
			continue
		}
		rest := d.lines[at[0]].toks[at[1]:]
		if len(rest) >= len(toks) && slices.EqualFunc(rest[:len(toks)], toks, func(a, b token) bool { return a.fold == b.fold }) {
			n++
		}
	}
	return n
}

// maxMentions bounds how many places of a word are looked at.
const maxMentions = 40

// hasContact reports whether a block says how to reach a party or where it is
// registered: senders print that about themselves.
func (d *document) hasContact(b block) bool {
	return slices.ContainsFunc(b.segs, func(p place) bool {
		return slices.ContainsFunc(d.tokensAt(p), func(t token) bool {
			return strings.Contains(t.text, "@") || strings.HasPrefix(strings.ToLower(t.text), "www.") || lex().contacts[t.fold]
		})
	})
}

// maxDiagonal is how far below its label's line a value may stand, in word
// heights.
const maxDiagonal = 4.5

// diagonalOf finds the label of a value that has none beside it or above: the
// last words of a line nearby, with nothing right of them and the value the
// first thing below that reaches beyond them; or a line that ends in a label
// with a colon and goes on in the next.
func (d *document) diagonalOf(c *candidate) (r relation) {
	l := &d.lines[c.line]
	box, h := d.box(c), d.height[l.page]
	for i := c.line - 1; i >= max(d.perPage[l.page][0], c.line-3); i-- {
		up := &d.lines[i]
		gap := box.Y0 - up.box.Y1
		if gap > maxDiagonal*h {
			return r
		}
		last := up.toks[len(up.toks)-1].label
		if last == nil || !last.fits(c.shape) || last.last != len(up.toks) {
			if up.box.X1 > box.X0-h {
				return r // something else stands there
			}
			continue
		}
		switch {
		case last.box.X1 <= box.X0 && !slices.ContainsFunc(l.toks[:c.first], func(t token) bool { return t.box.X1 > last.box.X0 && t.fold != "" }):
			return relation{label: last, gap: box.X0 - last.box.X1}
		case last.colon && i == c.line-1 && c.first == l.segs[l.toks[c.first].seg].first && last.box.X0 > box.X1:
			return relation{label: last}
		}
		return r
	}
	return r
}

// maxShortened bounds the names that are compared with each other.
const maxShortened = 200

// shorten notes names that longer ones with a legal form begin with: a brand in
// the head of a page whose foot says whose it is.
func shorten(names []name) {
	if len(names) > maxShortened {
		return
	}
	for i := range names {
		short := fold(names[i].cand.text)
		if len(short) < 3 || names[i].signs[legalForm] > 0 {
			continue
		}
		for _, o := range names {
			if long := fold(o.cand.text); o.signs[legalForm] > 0 && len(long) > len(short) && strings.HasPrefix(long, short) {
				names[i].signs[partOf] = 1
			}
		}
	}
}
