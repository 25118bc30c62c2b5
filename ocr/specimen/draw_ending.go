package specimen

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/payable-ap/payable"
)

// ending prints terms, payment details and notes below the sums.
func (d *drawing) ending() {
	d.stampOver()
	d.style(d.lay.Size, false)
	for _, t := range d.bill.Notes {
		d.paragraph(t)
	}
	d.terms()
	d.paragraph(d.say(wThanks))
	d.y += 4
	if d.bill.Type != payable.DocOrder {
		d.payment()
	}
}

// terms says when and how to pay.
func (d *drawing) terms() {
	switch {
	case d.bill.Type != "":
	case d.bill.CreditNote:
		d.paragraph(d.say(wCreditNotice))
	case d.bill.Due.IsZero(), d.lay.Terms == TermsDate:
	case d.lay.Terms == TermsDays:
		days := int(d.bill.Due.Sub(d.bill.Issued).Hours() / 24)
		d.paragraph(fmt.Sprintf(d.say(wNetDays), strconv.Itoa(days)))
	default:
		before, after, _ := strings.Cut(d.say(wPayBy), "%s")
		d.room(d.leading() * 2)
		d.y = d.flow(d.left, d.right, d.y+d.leading(), labelled{before, d.date(d.bill.Due), payable.DueDate}, labelled{label: after}) - d.leading()
	}
}

func (d *drawing) paragraph(t string) {
	for _, line := range d.wrap(t, d.right-d.left) {
		d.room(d.leading())
		d.text(d.left, d.y+d.leading(), line, toLeft)
		d.y += d.leading()
	}
}

// paymentRows lists bank details, and the VAT id where the head has no room.
func (d *drawing) paymentRows() []labelled {
	s := d.from
	rows := []labelled{{d.payeeLabel(), d.payee(), ""}, {d.say(wBank), s.Bank, ""}, {d.say(wIBAN), spaced(s.IBAN), payable.IBAN}, {d.say(wBIC), s.BIC, ""}}
	switch d.lay.Head {
	case HeadLetter, HeadCentre, HeadWindow:
		rows = append(rows, labelled{d.say(wVATID), s.VATID, s.vat}, labelled{d.say(wRegister), s.Register, ""})
	}
	var out []labelled
	for _, r := range rows {
		if r.value != "" {
			out = append(out, r)
		}
	}
	return out
}

// payment prints them unless every page's foot does.
func (d *drawing) payment() {
	rows := d.paymentRows()
	if len(rows) == 0 || d.lay.Head == HeadFoot {
		return
	}
	switch d.lay.Bank {
	case BankBox, BankList:
		d.paymentList(rows)
	case BankLine:
		d.room(d.leading() * 2)
		x, y := d.left, d.y+d.leading()
		for _, r := range rows {
			if x+d.width(r.label+": "+r.value) > d.right {
				x, y = d.left, y+d.leading()
			}
			at := d.text(x, y, r.label+": ", toLeft).Box.X1 / pointsPerMM
			x = d.value(r.term, at, y, r.value, toLeft) + 5
		}
		d.y = y
	case BankSentence:
		d.room(d.leading() * 3)
		pieces := []labelled{{label: d.say(wTransfer)}}
		for i, r := range rows {
			if i > 0 {
				r.label = "· " + r.label
			}
			pieces = append(pieces, r)
		}
		d.y = d.flow(d.left, d.right, d.y+d.leading(), pieces...)
	}
}

// paymentList prints them one below the other, in a frame if the layout has one.
func (d *drawing) paymentList(rows []labelled) {
	wide := 0.0
	for _, r := range rows {
		wide = max(wide, d.width(d.label(r.label)))
	}
	h := float64(len(rows))*d.leading() + 3
	d.room(h)
	x := d.left
	if d.lay.Bank == BankBox {
		d.frame(d.left, d.y, 100, h, 150)
		x += 2
	}
	for i, r := range rows {
		y := d.y + d.leading()*float64(i+1)
		d.text(x, y, d.label(r.label), toLeft)
		d.value(r.term, x+max(wide+3, 30), y, r.value, toLeft)
	}
	d.y += h
}

// signatures is the end of a delivery note.
func (d *drawing) signatures() {
	d.style(d.lay.Size, false)
	d.y += 14
	d.room(10)
	d.line(d.left, d.y, d.left+60, d.y, 0.2, 60)
	d.text(d.left, d.y+d.leading(), d.say(wReceived)+", "+d.say(wDay), toLeft)
	d.y += d.leading() * 2
}
