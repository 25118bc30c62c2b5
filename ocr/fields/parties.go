package fields

import (
	"slices"
	"strings"
	"unicode"

	"github.com/payable-ap/payable"
)

// A block is a run of segments one below the other: an address, a letterhead.
type block struct {
	segs []place
	box  payable.Box
	page int
}

// A place is one segment of one line.
type place struct{ line, seg int }

func (d *document) tokensAt(p place) []token {
	l := &d.lines[p.line]
	return l.toks[l.segs[p.seg].first:l.segs[p.seg].last]
}

// blocks groups segments of a page that start or are centred at one place and
// follow each other closely.
func (d *document) blocks(page int) []block {
	h := d.height[page]
	var out []block
	for i := d.perPage[page][0]; i < d.perPage[page][1]; i++ {
		for s := range d.lines[i].segs {
			p := place{i, s}
			b := union(d.tokensAt(p))
			at := -1
			for k := len(out) - 1; k >= 0 && k >= len(out)-24 && !d.onlyLabel(p); k-- { // "Bill to:" begins a block
				last := d.tokensAt(out[k].segs[len(out[k].segs)-1])
				o := union(last)
				gap := b.Y0 - o.Y1
				near := gap > -0.5*h && (gap < 2*h || gap < 3.4*h && absf(b.X0-o.X0) < 0.4*h) && (absf(b.X0-o.X0) < 1.2*h || absf(b.X1-o.X1) < 1.2*h || absf(b.X0+b.X1-o.X0-o.X1) < 2*h)
				// a sender's line is no part of the address under it
				if near && !strings.ContainsAny(textOf(last), separators) {
					at = k
					break
				}
			}
			if at < 0 {
				out = append(out, block{[]place{p}, b, page})
				continue
			}
			out[at].segs = append(out[at].segs, p)
			out[at].box = join(out[at].box, b)
		}
	}
	return out
}

// isName reports whether a text can be the name of a person or company.
func isName(s string) bool {
	n := strings.Fields(s)
	if len(n) == 0 || len(n) > 9 || letters(s) < 2 || len(s) > 70 || strings.ContainsAny(s, "@:%€$£=") || strings.Contains(s, "www.") {
		return false
	}
	first, digits := []rune(n[0])[0], 0
	for _, r := range s {
		if isDigit(r) {
			digits++
		}
	}
	return (unicode.IsUpper(first) || unicode.IsDigit(first) || len(n) <= 4) && digits*3 <= letters(s)
}

// legalForm reports whether a name ends in, or holds, a legal form.
func legalFormIn(toks []token) bool {
	for i, t := range toks {
		if i == 0 {
			continue
		}
		if s := strings.Trim(t.text, ",.;()"); lex().legal[t.fold] && len(s) > 1 && s != strings.ToLower(s) {
			return true
		}
		if i+1 < len(toks) && lex().legal[t.fold+toks[i+1].fold] {
			return true
		}
	}
	return false
}

// isAddress reports whether a segment looks like a street or a town: a house
// number, a postal code, a country.
func isAddress(toks []token) bool {
	s := textOf(toks)
	if lex().lands[fold(s)] {
		return true
	}
	if !hasDigit(s) || len(toks) < 2 || len(toks) > 9 || strings.ContainsAny(s, "@:€$£%") {
		return false
	}
	return letters(s) >= 3 && slices.ContainsFunc(toks, func(t token) bool {
		n := 0
		for _, r := range t.text {
			if isDigit(r) {
				n++
			}
		}
		return n >= 1 && n <= 6 && len(t.text) <= 8
	})
}

// hosts returns the names of the web and mail addresses on the document,
// without their endings: "hello@acme-tools.com" gives "acmetools".
func (d *document) hosts() []string {
	var out []string
	for i := range d.lines {
		for _, t := range d.lines[i].toks {
			s := strings.ToLower(strings.Trim(t.text, "<>(),;"))
			_, host, mail := strings.Cut(s, "@")
			if !mail {
				host = strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://")
				if !strings.HasPrefix(host, "www.") && host == s {
					continue
				}
			}
			host, _, _ = strings.Cut(strings.TrimPrefix(host, "www."), "/")
			if k := strings.LastIndexByte(host, '.'); k > 0 {
				host = host[:k]
			}
			if k := strings.LastIndexByte(host, '.'); k > 0 && len(host)-k > 4 {
				host = host[k+1:]
			}
			if f := fold(host); len(f) > 3 && !slices.Contains(out, f) && len(out) < 20 {
				out = append(out, f)
			}
		}
	}
	return out
}

// hosted returns how much of a web or mail address of the page a name is, or of
// the name the address: 0 for nothing, 1 for all.
func hosted(name string, hosts []string) (most float64) {
	f := fold(name)
	for _, h := range hosts {
		part := 0
		switch w := strings.Fields(name); {
		case strings.Contains(f, h):
			part = len(h) // "Acme Tools Ltd" of acme.com
			if strings.HasPrefix(f, h) {
				return 1
			}
		case len(f) > 3 && strings.Contains(h, f):
			part = len(f)
		case len(w) > 1 && len(fold(w[0])) > 3 && strings.HasPrefix(h, fold(w[0])):
			part = len(fold(w[0]))
		}
		most = max(most, float64(part)/float64(len(h)))
	}
	return most
}
