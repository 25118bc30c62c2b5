package fields

import (
	"slices"
	"strings"

	"github.com/payable-ap/payable"
)

// parties scores the names of seller and buyer and chooses them together: one
// name is not both. Who sends the letter is the seller, but of an order the
// buyer.
func (d *document) parties(cands []*candidate, items map[int]bool, order bool) (seller, buyer []scored) {
	sender, recipient := payable.SellerName, payable.BuyerName
	if order {
		sender, recipient = recipient, sender
	}
	hosts, senders := d.hosts(), d.senders()
	var all []name
	for page := range d.pages {
		if page > 0 && page < len(d.pages)-1 {
			continue // letterhead and footer stand on the first page and the last
		}
		for _, b := range d.blocks(page) {
			all = append(all, d.blockNames(b, hosts, senders, cands, items)...)
		}
	}
	shorten(all)
	for _, n := range all {
		seller = d.score(seller, sender, "seller", n.cand, n.signsFor("seller"))
		if !n.sends {
			buyer = d.score(buyer, recipient, "buyer", n.cand, n.signsFor("buyer"))
		}
	}
	seller, buyer = d.merge(sender, seller), d.merge(recipient, buyer)
	if !order {
		d.learn(sender, seller)
		d.learn(recipient, buyer)
	}
	return d.apart(seller, buyer)
}

// apart removes from each party's names the one that the other has the better
// claim to.
func (d *document) apart(seller, buyer []scored) ([]scored, []scored) {
	bestS, bestB, top := -1, -1, 0.0
	for i := -1; i < min(len(seller), 8); i++ {
		for j := -1; j < min(len(buyer), 8); j++ {
			z := 0.0
			if i >= 0 {
				z += seller[i].logit
			}
			if j >= 0 {
				z += buyer[j].logit
			}
			if i >= 0 && j >= 0 {
				if sameName(seller[i].value, buyer[j].value) {
					continue
				}
				a, b := d.box(seller[i].cand), d.box(buyer[j].cand)
				if d.lines[seller[i].cand.line].page == d.lines[buyer[j].cand.line].page && a.Y0 < b.Y0 {
					z += d.model.joint[sellerAbove]
				}
			}
			if z > top {
				bestS, bestB, top = i, j, z
			}
		}
	}
	var s, b string
	if bestS >= 0 {
		s = seller[bestS].value
	}
	if bestB >= 0 {
		b = buyer[bestB].value
		seller = slices.DeleteFunc(seller, func(x scored) bool { return sameName(x.value, b) })
	}
	if s != "" {
		buyer = slices.DeleteFunc(buyer, func(x scored) bool { return sameName(x.value, s) })
	}
	return seller, buyer
}

func sameName(a, b string) bool {
	x, y := fold(a), fold(b)
	return x == y || len(x) > 5 && strings.HasPrefix(y, x) || len(y) > 5 && strings.HasPrefix(x, y) ||
		len(x) > 10 && strings.HasSuffix(y, x) || len(y) > 10 && strings.HasSuffix(x, y)
}

// A sender is the name in a one-line address, as it stands above the address
// window of a letter.
type sender struct {
	name string // folded
	page int
	box  payable.Box
}

func (d *document) senders() []sender {
	var out []sender
	for i := range d.lines {
		for s := range d.lines[i].segs {
			if c, ok := d.nameAt(place{i, s}); ok && len(out) < 20 {
				out = append(out, sender{fold(c.text), d.lines[i].page, union(d.tokensAt(place{i, s}))})
			}
		}
	}
	return out
}

// under reports whether a block begins right under a sender's line.
func under(b block, senders []sender, h float64) bool {
	return slices.ContainsFunc(senders, func(s sender) bool {
		gap := b.box.Y0 - s.box.Y1
		return s.page == b.page && gap > -h && gap < 7*h && absf(b.box.X0-s.box.X0) < 4*h
	})
}

// A name is a candidate for either party and what its place says.
type name struct {
	cand  *candidate
	signs vector
	sends bool   // it begins a sender's one-line address
	head  *label // of its block; nil for none
}

// signsFor returns the signs of a name as one party's: in a block that a label
// gives to the other it is rather not his.
func (n name) signsFor(kind string) vector {
	v := n.signs
	if n.head != nil {
		if _, own := n.head.means(kind); !own {
			v[otherParty] = 1
		}
	}
	return v
}

// blockNames returns the names in the segments of a block.
func (d *document) blockNames(b block, hosts []string, senders []sender, cands []*candidate, items map[int]bool) (out []name) {
	below := under(b, senders, d.height[b.page])
	window := below || d.isWindow(b)
	hasVAT := slices.ContainsFunc(cands, func(c *candidate) bool {
		return c.shape == shapeVAT && d.lines[c.line].page == b.page && inside(d.box(c), b.box)
	})
	reach := d.hasContact(b)
	var head *label
	for len(b.segs) > 1 && d.onlyLabel(b.segs[0]) {
		head = d.tokensAt(b.segs[0])[0].label
		b.segs = b.segs[1:] // "Bill to:" above an address is no line of it
	}
	var over *candidate // the name on the block's first line
	for i, p := range b.segs {
		c, sends := d.nameAt(p)
		if c == nil || items[p.line] {
			continue
		}
		if i == 0 {
			over = c
		}
		f := vector{nameShape: 1}
		toks := d.lines[c.line].toks[c.first:c.last]
		d.wording(&f, p, c, i == 0 || hasDigit(textOf(d.tokensAt(b.segs[i-1]))))
		if reach {
			f[contact] = 1
		}
		if legalFormIn(toks) {
			f[legalForm] = 1
		}
		f[domain] = hosted(c.text, hosts)
		if hasVAT {
			f[nearVAT] = 1
		}
		if d.lines[p.line].box.Y1-d.lines[p.line].box.Y0 > 1.35*d.height[b.page] && i == 0 {
			f[heading] = 1
		}
		follows := i+1 < len(b.segs) && isAddress(d.tokensAt(b.segs[i+1])) || i+2 < len(b.segs) && isAddress(d.tokensAt(b.segs[i+2]))
		if follows && !isAddress(toks) || sends {
			f[addressLine] = 1
		}
		if window && i <= 1 {
			f[inWindow] = 1 - 0.5*float64(i)
		}
		if sends {
			f[inWindow] = 0
			f[nearVAT] = 1
		} else if slices.ContainsFunc(senders, func(s sender) bool { return s.name == fold(c.text) }) {
			f[senderName] = 1
		}
		if isAddress(toks) && f[legalForm] == 0 {
			f[nameShape] = -2
		}
		if i > 0 {
			f[nameShape] -= 0.4 * float64(min(i, 4))
		}
		d.companyUnderPerson(&f, b, i)
		if f[personAbove] > 0 && over != nil && c.left.label == nil {
			c.above = over.above // the label of the person's name is the company's
			if c.above.label == nil || over.left.label != nil {
				c.above = over.left
			}
		}
		both := []*candidate{c}
		if two := d.secondLine(b, i, c, window); two != nil && !sends {
			both = append(both, two)
		}
		for _, c := range both {
			if c.tail != nil {
				f[joined], f[companyBelow] = 1, 0
				if legalFormIn(c.tail) {
					f[legalForm] = 1
				}
			}
			out = append(out, name{c, f, sends, head})
		}
	}
	return out
}

// score adds a name with its log-odds.
func (d *document) score(out []scored, t payable.Term, kind string, c *candidate, f vector) []scored {
	v, why, own := d.labelled(t, kind, c)
	if !own {
		why = reason(f)
	} else if v[labelLeft] > 0 && f[nameShape] < 0 {
		f[nameShape] = 0.5 // a number in a name that a label stands before
	}
	if own != (kind == "buyer") {
		// a label tells more than the place: what is labelled as the seller may
		// stand as recipients do
		if own || v[foreign] > 0 {
			f[inWindow] = 0
		}
	}
	d.zone(&v, c.line)
	for k := range v {
		v[k] += f[k]
	}
	s := d.weigh(t, c, c.text, v, why)
	if s.logit < -4 && d.model.trains == nil {
		return out
	}
	return append(out, s)
}

func reason(f vector) string {
	switch {
	case f[inWindow] > 0:
		return "first line of the address window"
	case f[domain] > 0:
		return "named by a web or mail address of the page"
	case f[nearVAT] > 0:
		return "in the block of the VAT id"
	case f[legalForm] > 0:
		return "has a legal form"
	case f[addressLine] > 0:
		return "above an address"
	}
	return "stands where letterheads stand"
}

// nameAt returns the name in a segment: what follows a party's label, the first
// part of a sender's one-line address, or the whole.
func (d *document) nameAt(p place) (c *candidate, sender bool) {
	l := &d.lines[p.line]
	g := l.segs[p.seg]
	from, to := g.first, g.last
	var words *label
	if n := lex().attends(l.toks[from:to]); n > 0 && from+n < to {
		from += n // "Attn: …": the person's name; wording notes it
	} else if lab := l.toks[from].label; lab != nil && (!lab.fits(shapeName) || !lab.colon && !lab.starts) {
		if lab.colon || lab.last >= to {
			return nil, false
		}
		words = lab // a name may begin with the words of a label: "Transport Vos B.V."
	} else if lab != nil {
		if lab.last >= to {
			return nil, false
		}
		from = lab.last
		for from < to && l.toks[from].fold == "" {
			from++
		}
		if from >= to {
			return nil, false
		}
	}
	if cut := slices.IndexFunc(l.toks[from:to], func(t token) bool {
		return strings.ContainsAny(t.text, separators) && t.fold == "" || t.text == "-" || t.text == "–"
	}); cut > 0 && to-from >= 5 && cut < to-from-2 && hasDigit(textOf(l.toks[from+cut:to])) {
		to, sender = from+cut, true
	} else if cut := slices.IndexFunc(l.toks[from:to], func(t token) bool { return strings.HasSuffix(t.text, ",") }); cut >= 0 && to-from >= 6 && cut < to-from-3 &&
		hasDigit(textOf(l.toks[from+cut+1:to])) && !lex().legal[fold(l.toks[from+cut+1].text)] {
		to, sender = from+cut+1, strings.Count(textOf(l.toks[from:g.last]), ",") >= 2
	}
	if !sender {
		if n := nameBeforeAddress(l.toks[from:to]); n > 0 {
			to, sender = from+n, true
		}
	}
	s := strings.Trim(textOf(l.toks[from:to]), " ,;:|-–")
	if !isName(s) || lex().joins["="+fold(s)] || lex().titles[fold(s)] != nil || lex().lands[fold(s)] {
		return nil, false
	}
	if slices.ContainsFunc(l.toks[from:to], func(t token) bool {
		return t.label != nil && t.label != words && t.label.starts && !legalWord(t)
	}) {
		return nil, false
	}
	c = &candidate{shape: shapeName, line: p.line, first: from, last: to, text: s, conf: 1}
	for _, t := range l.toks[from:to] {
		c.conf = min(c.conf, t.conf)
	}
	d.relate(c)
	return c, sender
}

func legalWord(t token) bool { return lex().legal[fold(t.text)] }

// isWindow reports whether a block looks like the recipient's address: short
// lines that end in a town, in the upper part of a page, without telephone or
// web address.
func (d *document) isWindow(b block) bool {
	p := d.pages[b.page]
	if b.page > 0 || len(b.segs) < 3 || len(b.segs) > 9 || b.box.Y0 < 0.06*p.Height || b.box.Y0 > 0.45*p.Height {
		return false
	}
	town := false
	for i, s := range b.segs {
		toks := d.tokensAt(s)
		t := textOf(toks)
		if strings.ContainsAny(t, "@") || strings.Contains(t, "www.") || i > 0 && toks[0].label != nil && toks[0].label.starts && !toks[0].label.fits(shapeName) {
			return false
		}
		town = town || i > 0 && isAddress(toks)
	}
	return town
}

func inside(a, b payable.Box) bool {
	return a.X0 >= b.X0-2 && a.X1 <= b.X1+2 && a.Y0 >= b.Y0-2 && a.Y1 <= b.Y1+2
}
