package specimen

import (
	"fmt"
	"strings"

	"github.com/payable-ap/payable"
)

// firstPage draws everything above the table.
func (d *drawing) firstPage() {
	d.pdf.AddPage()
	d.stampUnder()
	heads[d.lay.Head](d)
	d.foot()
}

// nextPage starts a page with a short head.
func (d *drawing) nextPage() {
	d.pdf.AddPage()
	if d.lay.Head == HeadSidebar {
		d.block(0, 0, 5, 30, d.lay.Accent)
	}
	d.ink(Colour{})
	d.style(d.lay.Size, true)
	if !d.pictured() {
		d.value(d.from.name, d.left, 18, d.from.Name, toLeft)
	}
	d.style(d.lay.Size, false)
	d.text(d.right, 18, d.title()+" "+d.bill.Number, toRight)
	d.line(d.left, 20.5, d.right, 20.5, 0.2, 120)
	d.y = 28
	d.foot()
}

// bottom is the last baseline above the foot.
func (d *drawing) bottom() float64 {
	if d.lay.Bank == BankFooter || d.lay.Head == HeadFoot {
		return d.h - 39
	}
	return d.h - 22
}

// room makes sure that h millimetres are left on the page.
func (d *drawing) room(h float64) {
	if d.y+h > d.bottom() {
		d.nextPage()
	}
}

// foot prints what stands at the bottom of every page.
func (d *drawing) foot() {
	d.style(7.5, false)
	d.ink(Colour{90, 90, 90})
	if d.pages > 1 {
		d.text(d.right, d.h-7, fmt.Sprintf(d.say(wPage), d.pdf.PageNo(), d.pages), toRight)
	}
	if d.lay.Bank == BankFooter || d.lay.Head == HeadFoot {
		d.footColumns()
	}
	if d.legalFoot() {
		d.legalLines()
	}
	d.ink(Colour{})
	d.style(d.lay.Size, false)
}

// footColumns is the small print of a business letter: address, contact, bank
// and register side by side, in letters small enough that they fit.
func (d *drawing) footColumns() {
	columns := d.footRows()
	widths, sum := make([]float64, len(columns)), 0.0
	for size := 7.0; size > 4; size -= 0.25 {
		d.style(size, false)
		sum = 0
		for i, rows := range columns {
			widths[i] = 0
			for _, r := range rows {
				widths[i] = max(widths[i], d.width(r.label+r.value))
			}
			sum += widths[i]
		}
		if sum+9 <= d.right-d.left {
			break
		}
	}
	d.line(d.left, d.h-33, d.right, d.h-33, 0.2, 150)
	x, gap := d.left, (d.right-d.left-sum)/float64(max(len(columns)-1, 1))
	for i, rows := range columns {
		y := d.h - 28.5
		for _, r := range rows {
			at := x
			if r.label != "" {
				at = d.text(x, y, r.label, toLeft).Box.X1 / pointsPerMM
			}
			d.value(r.term, at, y, r.value, toLeft)
			y += 3.4
		}
		x += widths[i] + gap
	}
}

// footRows returns the columns of the foot without what the sender lacks.
func (d *drawing) footRows() [][]labelled {
	s := d.from
	var out [][]labelled
	for _, column := range [][]labelled{
		{{"", s.Name, s.name}, {"", s.Street, ""}, {"", s.place(), ""}},
		{{d.say(wPhone), s.Phone, ""}, {d.say(wMail), s.Mail, ""}, {"", s.Web, ""}},
		{{"", s.Bank, ""}, {d.say(wIBAN), spaced(s.IBAN), payable.IBAN}, {d.say(wBIC), s.BIC, ""}},
		{{d.say(wRegister), s.Register, ""}, {d.say(wVATID), s.VATID, s.vat}},
	} {
		var rows []labelled
		for _, r := range column {
			if r.label != "" {
				r.label += " "
			}
			if r.value != "" {
				rows = append(rows, r)
			}
		}
		if len(rows) > 0 {
			out = append(out, rows)
		}
	}
	return out
}

// labelled is a value with what is printed before it.
type labelled struct {
	label, value string
	term         payable.Term
}

// flow prints pieces of text one behind the other from the left edge to the
// right, with values whole and remembered, and returns the baseline below.
func (d *drawing) flow(x0, x1, y float64, pieces ...labelled) float64 {
	x, blank := x0, d.width(" ")
	put := func(t string, term payable.Term) {
		if t[0] == '.' || t[0] == ',' { // clings to what it follows
			x -= blank
		}
		if x > x0 && x+d.width(t) > x1 {
			x, y = x0, y+d.leading()
		}
		x = d.value(term, x, y, t, toLeft) + blank
	}
	for _, p := range pieces {
		for _, t := range fields(p.label) {
			put(t, "")
		}
		if p.value != "" {
			put(p.value, p.term)
		}
	}
	return y + d.leading()
}

// place returns post code and city as the country writes them.
func (p Party) place() string {
	if p.Country == "GB" || p.Country == "IE" {
		return strings.TrimSpace(p.City + " " + p.PostCode)
	}
	return strings.TrimSpace(p.PostCode + " " + p.City)
}

// spaced groups an account number by four, as it is printed.
func spaced(s string) string {
	var groups []string
	for len(s) > 4 {
		groups, s = append(groups, s[:4]), s[4:]
	}
	return strings.Join(append(groups, s), " ")
}

func fields(s string) []string { return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }) }
