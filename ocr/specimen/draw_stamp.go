package specimen

import (
	"strings"
)

// stampUnder puts the pale word of a copy under the first page's text.
func (d *drawing) stampUnder() {
	if d.lay.Stamp != StampCopy {
		return
	}
	d.style(90, true)
	d.ink(Colour{236, 236, 236})
	d.slanted(45, d.w/2, d.h/2, func() { d.text(d.w/2, d.h/2+10, strings.ToUpper(d.say(wCopy)), toCentre) })
	d.ink(Colour{})
	d.style(d.lay.Size, false)
}

// stampOver puts a rubber stamp where a hand finds room: left of the sums.
func (d *drawing) stampOver() {
	switch d.lay.Stamp {
	case StampPaid:
		if d.bill.Type == "" && !d.bill.CreditNote {
			d.rubber(Colour{190, 40, 40}, 14, strings.ToUpper(d.say(wPaid)))
		}
	case StampReceived:
		// The receiver's day, in the receiver's way of writing it.
		day := d.bill.Issued.AddDate(0, 0, 3)
		d.rubber(Colour{40, 60, 150}, 6, strings.ToUpper(d.say(wReceived)), d.words.date(day, DateAbbrev))
	}
}

// rubber prints rows of text in a slanted frame at the right edge below the
// sums.
func (d *drawing) rubber(c Colour, tilt float64, rows ...string) {
	d.style(13, true)
	w := 0.0
	for _, t := range rows {
		w = max(w, d.width(t))
	}
	w += 8
	h := float64(len(rows))*6 + 4
	x, y := d.right-w-6, d.bottom()-h-6
	if y < d.y {
		return // the page is full
	}
	d.slanted(tilt, x+w/2, y+h/2, func() {
		d.pdf.SetDrawColor(c[0], c[1], c[2])
		d.pdf.SetLineWidth(0.7)
		d.pdf.Rect(x, y, w, h, "D")
		d.ink(c)
		for i, t := range rows {
			d.text(x+w/2, y+6.5+6*float64(i), t, toCentre)
		}
	})
	d.ink(Colour{})
	d.style(d.lay.Size, false)
}

// slanted draws with the page turned around a point.
func (d *drawing) slanted(degrees, x, y float64, draw func()) {
	d.pdf.TransformBegin()
	d.pdf.TransformRotate(degrees, x, y)
	draw()
	d.pdf.TransformEnd()
}
