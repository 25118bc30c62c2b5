package fields

import (
	"slices"
	"strings"

	"github.com/payable-ap/payable"
)

// vatIDs scores the VAT ids as either party's.
func (d *document) vatIDs(t payable.Term, cands []*candidate, own, others []block) []scored {
	var in []scored
	for _, c := range cands {
		if c.shape != shapeVAT && !d.taxNumber(t, c) {
			continue
		}
		v, why, labelled := d.labelled(t, string(t), c)
		if !labelled {
			why = "a VAT id by its form"
		}
		if c.checked {
			v[checksum] = 1
		} else {
			v[badChecksum] = 1
			if !labelled && c.left.label == nil {
				continue // any eleven letters and digits look like one
			}
		}
		b := d.box(c)
		page := d.lines[c.line].page
		within := func(o block) bool { return o.page == page && inside(b, o.box) }
		if slices.ContainsFunc(own, within) {
			v[ownBlock] = 1
			why += ", in the party's block"
		}
		if slices.ContainsFunc(others, within) {
			v[otherBlock] = 1
		}
		if t == payable.BuyerVATID && v[otherBlock] == 0 && d.otherWithSeller(c, cands, others) {
			v[secondID] = 1
		}
		in = append(in, d.weigh(t, c, c.text, v, why))
	}
	return d.merge(t, in)
}

// ofSender gives an order's VAT id to the party in whose block it stands: who
// sends an order is the buyer, and what his letterhead calls "VAT number" is his.
func (d *document) ofSender(dr *payable.Draft, cands []*candidate, buyer []block) {
	f, ok := dr.Fields[payable.SellerVATID]
	if !ok || dr.Value(payable.BuyerVATID) != "" {
		return
	}
	within := func(c *candidate) bool {
		return c.text == f.Value && slices.ContainsFunc(buyer, func(b block) bool { return b.page == d.lines[c.line].page && inside(d.box(c), b.box) })
	}
	if slices.ContainsFunc(cands, within) {
		dr.Fields[payable.BuyerVATID] = f
		delete(dr.Fields, payable.SellerVATID)
	}
}

// taxNumber reports whether an identifier of no known format stands right after
// the label of a tax number: those of countries whose rules are not known here.
func (d *document) taxNumber(t payable.Term, c *candidate) bool {
	l := c.left.label
	if c.shape&shapeID == 0 || c.shape&shapeIBAN != 0 || l == nil || c.left.skipped+c.left.values > 0 || !l.colon || len(c.text) < 8 || !isID(c.text) || strings.ContainsAny(c.text, ".,") {
		return false
	}
	_, ok := l.means(string(t))
	return ok
}

// blockOf returns the block a name stands in.
func (d *document) blockOf(s []scored) []block {
	if len(s) == 0 {
		return nil
	}
	page := d.lines[s[0].cand.line].page
	box := d.box(s[0].cand)
	for _, b := range d.blocks(page) {
		if inside(box, b.box) && len(b.segs) < 12 {
			return []block{b}
		}
	}
	return nil
}

// otherWithSeller reports whether the seller's blocks hold a VAT id other than
// one.
func (d *document) otherWithSeller(c *candidate, cands []*candidate, sellers []block) bool {
	return slices.ContainsFunc(cands, func(o *candidate) bool {
		return o.shape == shapeVAT && o.text != c.text && slices.ContainsFunc(sellers, func(b block) bool {
			return b.page == d.lines[o.line].page && inside(d.box(o), b.box)
		})
	})
}

// blocksNaming returns the blocks that hold a party's name, a few at most.
func (d *document) blocksNaming(s []scored) []block {
	out := d.blockOf(s)
	if len(s) == 0 {
		return out
	}
	for page := range d.pages {
		if page > 0 && page < len(d.pages)-1 {
			continue
		}
		for _, b := range d.blocks(page) {
			if len(out) > 6 || len(b.segs) > 11 || slices.ContainsFunc(out, func(o block) bool { return o.page == b.page && o.box == b.box }) {
				continue
			}
			if slices.ContainsFunc(b.segs, func(p place) bool { return strings.HasPrefix(fold(textOf(d.tokensAt(p))), fold(s[0].value)) }) && len(fold(s[0].value)) > 3 {
				out = append(out, b)
			}
		}
	}
	return out
}
