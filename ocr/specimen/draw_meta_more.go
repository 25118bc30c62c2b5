package specimen

import "github.com/payable-ap/payable"

// metaRow is a table of one row of names and one of values; what does not fit
// goes into a second.
func (d *drawing) metaRow(x, x1, y float64) float64 {
	rows := d.metaRows()
	h := d.leading() + 1.6
	for len(rows) > 0 {
		n := d.fitting(rows, x1-x)
		w := (x1 - x) / float64(n)
		d.block(x, y, x1-x, h, Colour{230, 230, 230})
		for i, r := range rows[:n] {
			cx := x + w*(float64(i)+0.5)
			d.frame(x+w*float64(i), y, w, 2*h, 150)
			d.style(d.lay.Size-1, true)
			d.text(cx, y+h-1.8, d.label(r.label), toCentre)
			d.style(d.lay.Size, false)
			d.value(r.term, cx, y+2*h-1.8, r.value, toCentre)
		}
		rows = rows[n:]
		y += 2*h + 2
	}
	return y
}

// fitting returns how many of rows have room side by side in equal columns.
func (d *drawing) fitting(rows []labelled, w float64) int {
	n := min(len(rows), 6)
	for ; n > 1; n-- {
		wide := 0.0
		for _, r := range rows[:n] {
			d.style(d.lay.Size-1, true)
			wide = max(wide, d.width(d.label(r.label)))
			d.style(d.lay.Size, false)
			wide = max(wide, d.width(r.value))
		}
		if (wide+3)*float64(n) <= w {
			break
		}
	}
	return n
}

// metaSentence runs title, number and date together and the rest behind.
func (d *drawing) metaSentence(x, x1, y float64) float64 {
	var first []labelled
	if d.lay.TitleNumber {
		first = []labelled{{d.say(wDay), d.date(d.bill.Issued), payable.IssueDate}}
	} else {
		first = []labelled{{d.title() + " " + d.say(wNo), d.bill.Number, d.numberTerm()}, {d.say(wOf), d.date(d.bill.Issued), payable.IssueDate}}
	}
	d.style(d.lay.Size, true)
	y = d.flow(x, x1, y, first...)
	d.style(d.lay.Size, false)
	var rest []labelled
	for i, r := range d.metaRows() {
		if i > 0 {
			r.label = "· " + r.label
		}
		r.label += ":"
		rest = append(rest, r)
	}
	return d.flow(x, x1, y, rest...)
}
