package specimen

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/payable-ap/payable"
)

// A Quirk is a habit of some vendors that no other option of a layout shows. A
// layout may have several.
type Quirk uint

// The quirks. Each does nothing where the layout or the bill has no room for it.
const (
	QuirkNumberMark Quirk = 1 << iota // the number stands under the title as "# 17", without a label
	QuirkPicture                      // the seller's name in the head is a picture: only the foot writes it
	QuirkLegalFoot                    // centred legal lines at the foot of the first page, the name first
	QuirkAttention                    // who is to read it, below the buyer's name or above it
	QuirkShipTo                       // an address of delivery, of another name, below the buyer's
	QuirkTotalAlone                   // the grand total large, below its label
	QuirkUntaxed                      // where nothing is taxed, the grand total alone
	QuirkPayee                        // the account's holder among the bank details
	QuirkBrand                        // the head has the seller's name without its legal form; only the foot is exact
	QuirkBuyerVAT                     // the buyer's VAT id below his address, called as the seller's is
)

func (d *drawing) has(q Quirk) bool { return d.lay.Quirks&q != 0 }

// randomQuirks are those of a composed layout; most have one or none.
func randomQuirks(r *rand.Rand) (q Quirk) {
	for k, share := range []int{6, 5, 4, 6, 6, 8, 2, 4, 5, 3} { // one in so many
		if r.IntN(share) == 0 {
			q |= 1 << k
		}
	}
	return q
}

// numberMarked reports whether the number stands under the title without a
// label: only heads with room below their title can do it.
func (d *drawing) numberMarked() bool {
	switch d.lay.Head {
	case HeadCentre, HeadWindow:
		return false
	}
	return d.has(QuirkNumberMark) && !d.lay.TitleNumber && d.lay.Meta != MetaSentence
}

// markedNumber prints it.
func (d *drawing) markedNumber(x, y float64, a align) {
	size, bold := d.size, d.bold
	d.style(min(size, 10), false)
	mark := []string{"# ", "#", "No. ", "n° "}[d.lay.Wording%4]
	if a == toRight {
		x -= d.width(mark + d.bill.Number)
	}
	x = d.text(x, y+4.2, mark, toLeft).Box.X1 / pointsPerMM
	d.value(d.numberTerm(), x, y+4.2, d.bill.Number, toLeft)
	d.style(size, bold)
}

// pictured reports whether the seller's name is a picture: the foot has to say
// it then.
func (d *drawing) pictured() bool {
	return (d.has(QuirkPicture) || d.branded()) && (d.lay.Bank == BankFooter || d.legalFoot()) && d.bill.Type != payable.DocOrder
}

// letterhead prints the sender's name where the head has it, or a picture in its
// place.
func (d *drawing) letterhead(x, y float64, a align) {
	if !d.pictured() {
		d.value(d.from.name, x, y, d.from.Name, a)
		return
	}
	if d.branded() {
		d.text(x, y, d.brand(), a)
		return
	}
	w, h := min(d.width(d.from.Name), 40), d.size/pointsPerMM
	switch a {
	case toRight:
		x -= w
	case toCentre:
		x -= w / 2
	}
	d.block(x, y-h, w, h, Colour{170, 170, 170})
}

// branded reports whether the head says a brand, which is the name without its
// last word.
func (d *drawing) branded() bool {
	return d.has(QuirkBrand) && d.brand() != "" && len(d.from.Name)-len(d.brand()) > 3 && strings.Count(d.from.Name, " ") < 4 && lands[d.bill.Lang].formed(d.from.Name)
}

func (d *drawing) brand() string {
	at := strings.LastIndexByte(d.from.Name, ' ')
	return d.from.Name[:max(at, 0)]
}

// formed reports whether a name ends in a legal form of the land.
func (l land) formed(name string) bool {
	return slices.ContainsFunc(l.forms, func(form string) bool { return !strings.Contains(form, " ") && strings.HasSuffix(name, " "+form) })
}

// legalFoot reports whether there is room for legal lines at the foot.
func (d *drawing) legalFoot() bool {
	return d.has(QuirkLegalFoot) && d.lay.Bank != BankFooter && d.lay.Head != HeadFoot && d.lay.Head != HeadSidebar
}

// legalLines is the small print many countries ask for: who the sender is, where
// it sits and what register it is in, in lines of their own.
func (d *drawing) legalLines() {
	s := d.from
	second := s.Street + " - " + s.place()
	if s.Phone != "" {
		second += " - " + d.say(wPhone) + " " + s.Phone
	}
	rows := []labelled{{"", s.Name, s.name}, {second, "", ""}}
	if s.Register != "" {
		rows = append(rows, labelled{d.say(wRegister) + " " + s.Register + "  ", "", ""})
	}
	rows[len(rows)-1] = labelled{rows[len(rows)-1].label + "  " + d.say(wVATID) + " ", s.VATID, s.vat}
	if d.lay.Wording%2 == 0 { // all behind one another
		rows = []labelled{{"", s.Name, s.name}, {"- " + second, "", ""}, {"- " + d.say(wVATID), s.VATID, s.vat}}
		if s.VATID == "" {
			rows = rows[:2]
		}
		d.style(6.5, false)
		d.flow(d.left, d.right, d.h-18, rows...)
		return
	}
	y := d.h - 18.5
	for i, r := range rows {
		d.style(7, i == 0 && d.lay.Wording%4 == 1)
		if r.value == "" && r.term != "" {
			r.label = ""
		}
		x := d.w/2 - d.width(r.label+r.value)/2
		if r.label != "" {
			x = d.text(x, y, r.label, toLeft).Box.X1 / pointsPerMM
		}
		if r.value != "" {
			d.value(r.term, x, y, r.value, toLeft)
		}
		y += 3.4
	}
}

// attention prints the person a letter is for: above the name of the company, if
// the layout's wording says so, or below it.
func (d *drawing) attention(x, y float64, above bool) float64 {
	s, ok := strangers[d.bill.Lang]
	if !ok || !d.has(QuirkAttention) || above != (d.lay.Wording%3 == 0) {
		return y
	}
	person := s.given[d.lay.Wording%len(s.given)] + " " + stocks[d.bill.Lang].people[d.lay.Wording%len(stocks[d.bill.Lang].people)]
	t := s.attention[d.lay.Wording%len(s.attention)] + " " + person
	if d.lay.Wording%5 == 0 {
		t = s.departments[d.lay.Wording%len(s.departments)]
	}
	d.text(x, y, t, toLeft)
	return y + d.leading()
}

// shipTo prints the address of delivery below the buyer's. Letters have a window
// of fixed height and frames one of their own: they have no room for it.
func (d *drawing) shipTo(x, y float64) float64 {
	s, ok := strangers[d.bill.Lang]
	switch d.lay.Head {
	case HeadLetter, HeadFoot, HeadBoxes:
		return y
	}
	if !ok || !d.has(QuirkShipTo) {
		return y
	}
	y += d.leading() * 0.7
	label := s.shipTo[d.lay.Wording%len(s.shipTo)]
	name := d.to.Name
	if d.lay.Wording%3 != 0 {
		name = s.sites[d.lay.Wording%len(s.sites)]
	}
	for _, t := range []string{d.label(label), name, d.from.Street, d.to.place()} {
		if t != "" {
			d.text(x, y, t, toLeft)
			y += d.leading()
		}
	}
	return y
}

// vatBelow reports whether the buyer's VAT id stands below his address.
func (d *drawing) vatBelow() bool {
	switch d.lay.Head {
	case HeadLetter, HeadFoot, HeadBoxes:
		return false // no room
	}
	return d.has(QuirkBuyerVAT) && d.bill.Buyer.VATID != "" && d.bill.Type != payable.DocOrder
}

// untaxed reports whether the grand total stands alone because there is no tax.
func (d *drawing) untaxed() bool {
	return d.has(QuirkUntaxed) && d.sums.Tax.IsZero() && !d.breakdown()
}

// sumValue prints the amount of a sum: beside its label, or large below it.
func (d *drawing) sumValue(x1, y, h float64, r sum) {
	if d.untaxed() && r.term == payable.GrossTotal {
		d.remember(payable.NetTotal, d.text(x1-pad, y, r.value, toRight)) // the same amount
	}
	if r.term != payable.GrossTotal || !d.has(QuirkTotalAlone) || d.lay.Totals != TotalsRight {
		d.value(r.term, x1-pad, y, r.value, toRight)
		return
	}
	size, bold := d.size, d.bold
	d.style(size+5, true)
	d.y += h + 1.5
	d.value(r.term, x1-pad, y+h+1.5, r.value, toRight)
	d.style(size, bold)
}

// payee is whose account it is, where the layout says so.
func (d *drawing) payee() string {
	if !d.has(QuirkPayee) || d.from.IBAN == "" {
		return ""
	}
	return d.from.Name
}

func (d *drawing) payeeLabel() string {
	s, ok := strangers[d.bill.Lang]
	if !ok {
		return ""
	}
	return s.holder[d.lay.Wording%len(s.holder)]
}
