package specimen

import (
	"strings"
	"time"

	"github.com/payable-ap/payable"
)

// metaRows lists numbers, dates and references in the order they are printed.
func (d *drawing) metaRows() []labelled {
	b := d.bill
	number := labelled{d.numberLabel(), b.Number, d.numberTerm()}
	if d.lay.TitleNumber || d.lay.Meta == MetaSentence || d.numberMarked() {
		number = labelled{}
	}
	date := func(w word, t time.Time, term payable.Term) labelled {
		return labelled{d.say(w), d.date(t), term}
	}
	due := date(wDue, b.Due, payable.DueDate)
	if d.lay.Terms == TermsSentence || d.lay.Terms == TermsDays || b.Type != "" {
		due = labelled{}
	}
	issued := date(wDate, b.Issued, payable.IssueDate)
	if b.Type != "" {
		issued.label = d.say(wDay)
	}
	if d.lay.Meta == MetaSentence {
		issued = labelled{}
	}
	order := labelled{d.say(wOrder), strings.Join(b.Orders, ", "), payable.PONumber}
	if b.Type == payable.DocOrder {
		order = labelled{}
	}
	delivered := date(wDelivered, b.Delivered, "")
	vat := labelled{d.say(wBuyerVATID), b.Buyer.VATID, payable.BuyerVATID}
	if d.vatBelow() {
		vat = labelled{}
	}
	if b.Type == payable.DocOrder {
		vat = labelled{d.say(wVATID), b.Buyer.VATID, payable.BuyerVATID}
	}
	currency := labelled{}
	if d.lay.Money == MoneyMeta {
		currency = labelled{d.say(wCurrency), string(b.Currency), payable.CurrencyCode}
	}
	var out []labelled
	for _, r := range []labelled{
		number, issued, {d.say(wPreceding), b.Preceding, payable.PrecedingInvoice}, {d.say(wCustomer), b.Customer, ""}, order,
		{d.say(wDespatch), strings.Join(b.Despatch, ", "), payable.DespatchNumber}, delivered, due, vat, {d.say(wContact), b.Contact, ""}, currency,
	} {
		if r.value != "" {
			out = append(out, r)
		}
	}
	return out
}

func (d *drawing) numberLabel() string {
	switch {
	case d.bill.Type == payable.DocOrder:
		return d.say(wOrderNumber)
	case d.bill.Type == payable.DocDespatchAdvice:
		return d.say(wDespatch)
	case d.bill.Type != "":
		return d.say(wDocNumber)
	case d.bill.CreditNote:
		return d.say(wCreditNumber)
	}
	return d.say(wNumber)
}

// date prints a date in the layout's style; nothing for none.
func (d *drawing) date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if d.bill.Seller.Country == "US" && (d.lay.Dates == DateShort || d.lay.Dates == DateTwoDigits) {
		if d.lay.Dates == DateShort {
			return t.Format("01/02/2006")
		}
		return t.Format("1/2/06")
	}
	return d.words.date(t, d.lay.Dates)
}

// label dresses a label as the layout does.
func (d *drawing) label(t string) string {
	if d.lay.Upper {
		t = strings.ToUpper(t)
	}
	if d.lay.Colon && !strings.HasSuffix(t, ".") {
		t += ":"
	}
	return t
}

// beside prints numbers and dates at the right of an address, under below it,
// over the whole width; each only in the ways that suit it. alone does whichever
// it is, for heads with nothing beside. All return where they end.
func (d *drawing) beside(x, y float64) float64 {
	if d.lay.Meta.wide() {
		return y
	}
	return d.meta(x, d.right, y)
}

func (d *drawing) under(y float64) float64 {
	if d.lay.Meta.wide() {
		return d.meta(d.left, d.right, y) + 4
	}
	return y
}

func (d *drawing) alone(y float64) float64 {
	if d.lay.Meta.wide() {
		return d.meta(d.left, d.right, y)
	}
	return d.meta(d.left, min(d.left+85, d.right), y)
}

// meta prints them in the layout's way between x and x1, the first baseline or
// edge at y.
func (d *drawing) meta(x, x1, y float64) float64 {
	d.style(d.lay.Size, false)
	switch d.lay.Meta {
	case MetaGrid:
		return d.metaGrid(x, y)
	case MetaPairs:
		return d.metaPairs(x, y)
	case MetaTable:
		return d.metaTable(x, x1, y)
	case MetaRow:
		return d.metaRow(x, x1, y)
	case MetaSentence:
		return d.metaSentence(x, x1, y)
	case MetaAligned:
		return d.metaAligned(x, x1, y)
	case MetaAbove:
		return d.metaAbove(x, x1, y)
	}
	for _, r := range d.metaRows() {
		l, a, at := d.label(r.label), toRight, x1
		if d.lay.Meta == MetaColon {
			l, a, at = strings.TrimSuffix(l, ":")+":", toLeft, x+d.width(strings.TrimSuffix(l, ":")+": ")
		}
		d.shrink(l+"  "+r.value, x1-x)
		d.text(x, y, l, toLeft)
		d.value(r.term, at, y, r.value, a)
		d.style(d.lay.Size, false)
		y += d.leading() + 0.3
	}
	return y
}

func (d *drawing) metaGrid(x, y float64) float64 {
	const h = 11.0
	columns := 4
	if d.right-x < 140 {
		columns = 3
	}
	w := (d.right - x) / float64(columns)
	for i, r := range d.metaRows() {
		if i > 0 && i%columns == 0 {
			y += h
		}
		cx := x + w*float64(i%columns)
		d.block(cx, y, w-1, h-1, Colour{243, 246, 246})
		d.ink(Colour{110, 110, 110})
		d.style(6.8, false)
		d.text(cx+2, y+3.8, d.label(r.label), toLeft)
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
		wide = max(wide, d.width(d.label(r.label)))
	}
	for i, r := range rows {
		cx, cy := x, y+float64(i)*d.leading()
		if i >= half {
			cx, cy = x+(d.right-x)*0.52, y+float64(i-half)*d.leading()
		}
		d.text(cx, cy, strings.TrimSuffix(d.label(r.label), ":"), toLeft)
		d.text(cx+wide+1, cy, ":", toLeft)
		d.value(r.term, cx+wide+4, cy, r.value, toLeft)
	}
	return y + float64(half)*d.leading()
}

func (d *drawing) metaTable(x, x1, y float64) float64 {
	h := d.leading() + 1.2
	for _, r := range d.metaRows() {
		d.frame(x, y, x1-x, h, 160)
		d.style(d.lay.Size, false)
		d.shrink(d.label(r.label)+r.value, x1-x-5)
		d.text(x+1.5, y+h-1.7, d.label(r.label), toLeft)
		d.value(r.term, x1-1.5, y+h-1.7, r.value, toRight)
		y += h
	}
	d.style(d.lay.Size, false)
	return y
}

// metaAligned sets labels flush right against their values.
func (d *drawing) metaAligned(x, x1, y float64) float64 {
	wide := 0.0
	for _, r := range d.metaRows() {
		wide = max(wide, d.width(r.value))
	}
	mid := max(x1-wide-1, x+(x1-x)*0.45)
	for _, r := range d.metaRows() {
		d.style(d.lay.Size, true)
		d.text(mid-3, y, d.label(r.label), toRight)
		d.style(d.lay.Size, false)
		d.value(r.term, mid, y, r.value, toLeft)
		y += d.leading() + 0.2
	}
	return y
}

// metaAbove sets small labels above their values, in two columns where there is
// width for them.
func (d *drawing) metaAbove(x, x1, y float64) float64 {
	rows, columns := d.metaRows(), 1
	if x1-x > 60 || len(rows) > 6 {
		columns = 2
	}
	h := d.leading()*2 + 1.4
	for i, r := range rows {
		cx, cy := x+float64(i%columns)*(x1-x)/float64(columns), y+float64(i/columns)*h
		d.ink(Colour{110, 110, 110})
		d.style(d.lay.Size-2, false)
		d.text(cx, cy, d.label(r.label), toLeft)
		d.ink(Colour{})
		d.style(d.lay.Size, false)
		d.shrink(r.value, (x1-x)/float64(columns)-1)
		d.value(r.term, cx, cy+d.lay.Size/pointsPerMM*1.15, r.value, toLeft)
	}
	d.style(d.lay.Size, false)
	return y + float64((len(rows)+columns-1)/columns)*h
}
