package fields

import "strings"

// companyUnderPerson notes a form of address above a name, and where a company's name stands under a line that has
// no legal form: people at a company are often named above it.
func (d *document) companyUnderPerson(f *vector, b block, i int) {
	company := func(k int) bool { return k < len(b.segs) && legalFormIn(d.tokensAt(b.segs[k])) }
	if i > 0 && lex().joins["="+fold(textOf(d.tokensAt(b.segs[i-1])))] {
		f[salutation] = 1
	}
	switch {
	case i > 0 && goesOn(d.tokensAt(b.segs[i-1])):
		f[nameShape] = -2 // the second half of a name
	case i == 0 && !company(0) && company(1):
		f[companyBelow] = 1
	case i == 1 && company(1) && !company(0):
		f[personAbove] = 1
	}
}

// onlyLabel reports whether a segment is nothing but the label of a party.
func (d *document) onlyLabel(p place) bool {
	toks := d.tokensAt(p)
	l := toks[0].label
	return l != nil && l.fits(shapeName) && l.last == toks[0].label.first+len(toks)
}

// goesOn reports whether a line ends as a name does that goes on in the next.
func goesOn(toks []token) bool {
	last := toks[len(toks)-1]
	return len(toks) > 1 && (lex().joins[last.fold] || strings.HasSuffix(last.text, "&") || strings.HasSuffix(last.text, "-"))
}

// secondLine returns a name with the line under it where both are one: the first
// ends in "and" or the like, the second is no more than a legal form, or both
// stand large or as a letterhead of two lines.
func (d *document) secondLine(b block, i int, c *candidate, window bool) *candidate {
	if i+1 >= len(b.segs) {
		return nil
	}
	p := b.segs[i+1]
	under := d.tokensAt(p)
	over := d.lines[c.line].toks[c.first:c.last]
	s := textOf(under)
	if under[0].label != nil && !legalWord(under[0]) || !isName(s) || hasDigit(s) || isAddress(under) || c.last != d.lines[c.line].segs[b.segs[i].seg].last {
		return nil
	}
	h := d.height[b.page]
	a, z := over[len(over)-1].box, under[0].box
	gap, tall := z.Y0-a.Y1, min(a.Y1-a.Y0, z.Y1-z.Y0)
	if gap > 0.9*max(h, tall) || absf((a.Y1-a.Y0)-(z.Y1-z.Y0)) > 0.3*tall {
		return nil
	}
	bare := len(under) <= 4 && (lex().legal[fold(s)] || lex().legal[under[0].fold] && legalFormIn(under))
	large := i == 0 && tall > 1.35*h
	head := i == 0 && !window && c.left.label == nil && c.above.label == nil && !legalFormIn(over) && legalFormIn(under)
	if !goesOn(over) && !bare && !large && !head {
		return nil
	}
	two := *c
	two.tail, two.text = under, c.text+" "+strings.Trim(s, " ,;:|-–")
	return &two
}

// nameBeforeAddress returns how many words of a sender's one-line address,
// printed without any sign between, are the name: up to the legal form, where a
// house number and a postal code follow. 0 where it is none.
func nameBeforeAddress(toks []token) int {
	for k := 1; k < len(toks)-2; k++ {
		if !legalFormIn(toks[:k+1]) || k+1 < len(toks) && (lex().legal[toks[k+1].fold] || toks[k+1].text == "&") {
			continue
		}
		numbers := 0
		for _, t := range toks[k+1:] {
			if hasDigit(t.text) {
				numbers++
			}
		}
		if (numbers >= 2 || hasDigit(toks[k+1].text)) && letters(textOf(toks[k+1:])) > 2 {
			return k + 1
		}
		return 0
	}
	return 0
}
