package specimen

import (
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// account draws the body of a statement or a reminder: what is open, entry by
// entry, and its sum. It names invoices, but it is none.
func (d *drawing) account() {
	d.style(d.lay.Size, false)
	text := d.say(wStatementText)
	if d.bill.Type == payable.DocReminder {
		text = d.say(wReminderText)
	}
	d.paragraph(text)
	d.y += d.leading()
	d.truth.Fields[payable.CurrencyCode] = string(d.bill.Currency)
	edges := []float64{d.left, d.at(0.3), d.at(0.5), d.at(0.72), d.right}
	d.accountRow(edges, true, d.say(wDocNumber), d.say(wDay), d.say(wDue), d.say(wEntry), d.say(wBalance))
	balance := decimal.Zero
	for _, e := range d.bill.Open {
		if d.y+d.leading()*3 > d.bottom() {
			d.nextPage()
			d.accountRow(edges, true, d.say(wDocNumber), d.say(wDay), d.say(wDue), d.say(wEntry), d.say(wBalance))
		}
		balance = balance.Add(e.Amount)
		d.accountRow(edges, false, e.Number, d.date(e.Issued), d.date(e.Due), d.money(e.Amount), d.money(balance))
	}
	d.y += 2
	d.style(d.lay.Size, true)
	d.y += d.leading()
	d.text(d.at(0.72), d.y, d.say(wBalanceDue), toRight)
	d.text(d.right, d.y, d.priced(balance), toRight)
	d.style(d.lay.Size, false)
	d.y += 8
	d.payment()
}

// accountRow prints one entry: words flush left, figures flush right at the
// edges.
func (d *drawing) accountRow(edges []float64, head bool, cells ...string) {
	d.style(d.lay.Size, head)
	h := d.leading() + 1.6
	if head && (d.lay.Table == TableFilled || d.lay.Table == TableZebra) {
		d.block(d.left, d.y, d.right-d.left, h, d.lay.Accent)
		d.ink(Colour{255, 255, 255})
	}
	for i, t := range cells {
		switch {
		case i < 3:
			d.text(edges[i]+pad, d.y+d.leading(), t, toLeft)
		case i == 3:
			d.text(edges[4]-32, d.y+d.leading(), t, toRight)
		default:
			d.text(edges[4]-pad, d.y+d.leading(), t, toRight)
		}
	}
	d.ink(Colour{})
	if d.lay.Table != TableBare {
		d.line(d.left, d.y+h, d.right, d.y+h, 0.1, 150)
	}
	d.style(d.lay.Size, false)
	d.y += h
}
