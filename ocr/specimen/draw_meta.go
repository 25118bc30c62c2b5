package specimen

import (
	"strings"

	"github.com/payable-ap/payable"
)

// metaRows lists numbers, dates and references in the order they are printed.
func (d *drawing) metaRows() []labelled {
	b := d.bill
	date := func(term payable.Term, w word) labelled {
		t := b.Issued
		switch term {
		case payable.DueDate:
			t = b.Due
		case "":
			t = b.Delivered
		}
		if t.IsZero() {
			return labelled{}
		}
		return labelled{d.say(w), d.words.date(t, d.lay.Dates), term}
	}
	number := wNumber
	if b.CreditNote {
		number = wCreditNumber
	}
	var out []labelled
	for _, r := range []labelled{
		{d.say(number), b.Number, payable.InvoiceNumber},
		date(payable.IssueDate, wDate),
		{d.say(wPreceding), b.Preceding, payable.PrecedingInvoice},
		{d.say(wCustomer), b.Customer, ""},
		{d.say(wOrder), strings.Join(b.Orders, ", "), payable.PONumber},
		{d.say(wDespatch), strings.Join(b.Despatch, ", "), payable.DespatchNumber},
		date("", wDelivered),
		date(payable.DueDate, wDue),
		{d.say(wBuyerVATID), b.Buyer.VATID, payable.BuyerVATID},
		{d.say(wContact), b.Contact, ""},
	} {
		if r.value != "" {
			out = append(out, r)
		}
	}
	return out
}

// meta prints them in the layout's way, the first baseline or edge at y, and
// returns where they end.
func (d *drawing) meta(x, y float64) float64 {
	switch d.lay.Meta {
	case MetaGrid:
		return d.metaGrid(x, y)
	case MetaPairs:
		return d.metaPairs(x, y)
	case MetaTable:
		return d.metaTable(x, y)
	}
	for _, r := range d.metaRows() {
		d.style(d.lay.Size, false)
		d.text(x, y, r.label, toLeft)
		d.value(r.term, right, y, r.value, toRight)
		y += d.leading() + 0.3
	}
	return y
}

func (d *drawing) metaGrid(x, y float64) float64 {
	const columns, h = 4, 11.0
	w := (right - x) / columns
	for i, r := range d.metaRows() {
		if i > 0 && i%columns == 0 {
			y += h
		}
		cx := x + w*float64(i%columns)
		d.block(cx, y, w-1, h-1, Colour{243, 246, 246})
		d.ink(Colour{110, 110, 110})
		d.style(6.8, false)
		d.text(cx+2, y+3.8, r.label, toLeft)
		d.ink(Colour{})
		d.style(d.lay.Size, true)
		d.shrink(r.value, w-5)
		d.value(r.term, cx+2, y+8, r.value, toLeft)
	}
	d.style(d.lay.Size, false)
	return y + h
}

// shrink makes the letters small enough for t to fit into w.
func (d *drawing) shrink(t string, w float64) {
	for d.width(t) > w && d.size > 5 {
		d.style(d.size-0.25, d.bold)
	}
}

func (d *drawing) metaPairs(x, y float64) float64 {
	rows := d.metaRows()
	half := (len(rows) + 1) / 2
	wide := 0.0
	for _, r := range rows {
		wide = max(wide, d.width(r.label))
	}
	for i, r := range rows {
		cx, cy := x, y+float64(i)*d.leading()
		if i >= half {
			cx, cy = x+88, y+float64(i-half)*d.leading()
		}
		d.text(cx, cy, r.label, toLeft)
		d.text(cx+wide+1, cy, ":", toLeft)
		d.value(r.term, cx+wide+4, cy, r.value, toLeft)
	}
	return y + float64(half)*d.leading()
}

func (d *drawing) metaTable(x, y float64) float64 {
	h := d.leading() + 1.2
	for _, r := range d.metaRows() {
		d.frame(x, y, right-x, h, 160)
		d.text(x+1.5, y+h-1.7, r.label, toLeft)
		d.value(r.term, right-1.5, y+h-1.7, r.value, toRight)
		y += h
	}
	return y
}
