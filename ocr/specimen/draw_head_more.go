package specimen

import "github.com/payable-ap/payable"

// cornerHead has the seller in one corner and a large title in the other, the
// buyer below the seller: what accounting programs of small firms print.
func (d *drawing) cornerHead() {
	s := d.from
	at := d.left
	if d.lay.Logo != LogoNone {
		d.logo(d.left, 13, 15, d.lay.Accent)
		at += 20
	}
	d.style(d.lay.Size+3, true)
	d.shrink(s.Name, d.at(0.55)-at)
	d.letterhead(at, 18, toLeft)
	d.style(d.lay.Size, false)
	y := 18 + d.leading()*1.2
	for _, t := range []string{s.Street, s.place(), s.Phone, s.Mail} {
		if t != "" {
			d.text(at, y, t, toLeft)
			y += d.leading()
		}
	}
	if d.lay.Bank != BankFooter && s.VATID != "" {
		x := d.text(at, y, d.say(wVATID)+" ", toLeft).Box.X1 / pointsPerMM
		d.value(s.vat, x, y, s.VATID, toLeft)
		y += d.leading()
	}
	d.ink(d.lay.Accent)
	d.style(24, false)
	d.shrink(d.titled(), d.right-d.at(0.58))
	d.heading(d.right, 22, toRight)
	d.ink(Colour{})
	y += 6
	d.style(d.lay.Size, true)
	d.text(d.left, y, d.label(d.toLabel()), toLeft)
	d.style(d.lay.Size, false)
	low := d.address(d.left, y+d.leading(), d.to)
	d.y = max(low, d.beside(d.at(0.6), y)) + 3
	d.y = d.under(d.y) + 5
}

// windowHead has the letterhead at the left and the buyer's address in a window
// at the right.
func (d *drawing) windowHead() {
	s := d.from
	y := 20.0
	if d.lay.Logo != LogoNone {
		d.logo(d.left, 12, 16, d.lay.Accent)
		y = 34
	}
	d.ink(d.lay.Accent)
	d.style(13, true)
	d.shrink(s.Name, d.at(0.5)-d.left)
	d.letterhead(d.left, y, toLeft)
	d.ink(Colour{})
	d.style(d.lay.Size, false)
	y += d.leading() * 1.2
	for _, t := range []string{s.Street, s.place(), s.Phone, s.Mail} {
		if t != "" {
			d.text(d.left, y, t, toLeft)
			y += d.leading()
		}
	}
	d.style(d.lay.Size+1, false)
	to := d.address(d.at(0.56), 50, d.to)
	d.style(15, true)
	d.y = max(y, to) + 7
	d.heading(d.left, d.y, toLeft)
	d.style(d.lay.Size, false)
	d.y = d.alone(d.y+7) + 6
}

// sidebarHead keeps all about the seller in a column at the left of the first
// page; the table stands beside it.
func (d *drawing) sidebarHead() {
	const wide = 52.0
	s := d.from
	d.block(0, 0, wide, d.h, d.lay.Accent)
	d.logo(10, 16, 18, Colour{255, 255, 255})
	d.ink(Colour{255, 255, 255})
	d.style(12, true)
	d.shrink(s.Name, wide-14)
	d.letterhead(8, 46, toLeft)
	y := 53.0
	d.style(7.5, false)
	for _, r := range []labelled{{"", s.Street, ""}, {"", s.place(), ""}, {}, {d.say(wPhone), s.Phone, ""}, {d.say(wMail), s.Mail, ""}, {"", s.Web, ""}, {},
		{d.say(wVATID), s.VATID, s.vat}, {d.say(wRegister), s.Register, ""}} {
		if r.label != "" && r.value != "" {
			d.text(8, y, r.label, toLeft)
			y += 3.6
		}
		if r.value != "" {
			d.shrink(r.value, wide-11)
			d.value(r.term, 8, y, r.value, toLeft)
			d.style(7.5, false)
		}
		y += 4
	}
	d.ink(Colour{})
	d.left, d.right = wide+8, d.w-12
	d.style(20, true)
	d.shrink(d.titled(), d.right-d.left)
	d.heading(d.left, 28, toLeft)
	d.style(7.5, false)
	d.text(d.left, 40, d.label(d.toLabel()), toLeft)
	d.style(d.lay.Size, false)
	y = d.address(d.left, 45, d.to)
	d.y = d.alone(y+4) + 6
}

// boxesHead frames seller and buyer side by side.
func (d *drawing) boxesHead() {
	d.logo(d.left, 10, 12, d.lay.Accent)
	d.ink(d.lay.Accent)
	d.style(16, true)
	d.shrink(d.titled(), d.at(0.8)-d.left)
	d.heading(d.right, 19, toRight)
	d.ink(Colour{})
	d.style(d.lay.Size, false)
	const top = 26.0
	mid, h := d.at(0.5), d.leading()*8+4
	d.frame(d.left, top, mid-d.left-2, h, 90)
	d.frame(mid+2, top, d.right-mid-2, h, 90)
	d.style(7, false)
	d.text(d.left+2, top+3.6, d.label(d.fromLabel()), toLeft)
	d.text(mid+4, top+3.6, d.label(d.toLabel()), toLeft)
	d.style(d.lay.Size, false)
	d.sellerBlock(d.left+2, top+4+d.leading())
	d.address(mid+4, top+4+d.leading(), d.to)
	d.y = d.alone(top+h+6) + 6
}

// footHead leaves the seller to the sender's line and the foot.
func (d *drawing) footHead() {
	d.logo(d.right-18, 12, 18, d.lay.Accent)
	d.window(d.left)
	d.y = max(d.beside(d.at(0.62), 50), 86)
	d.style(13, true)
	d.heading(d.left, d.y+4, toLeft)
	d.style(d.lay.Size, false)
	d.y = d.under(d.y + 11)
}

// columnsHead sets seller, buyer and numbers in three columns below the title.
func (d *drawing) columnsHead() {
	d.ink(d.lay.Accent)
	d.style(21, true)
	d.shrink(d.titled(), d.right-d.left-20)
	d.heading(d.left, 24, toLeft)
	d.logo(d.right-14, 12, 14, d.lay.Accent)
	d.line(d.left, 30, d.right, 30, 0.6, 60)
	d.ink(Colour{})
	d.style(7.5, true)
	d.text(d.left, 37, d.label(d.fromLabel()), toLeft)
	d.text(d.at(0.34), 37, d.label(d.toLabel()), toLeft)
	d.style(d.lay.Size-0.5, false)
	for _, p := range []Party{d.from.Party, d.to.Party} { // a column has a third of the page
		for _, t := range []string{p.Name, p.Street, d.say(wMail) + ": " + p.Mail} {
			d.shrink(t, d.at(0.32)-d.left)
		}
	}
	y := max(d.sellerBlock(d.left, 42), d.address(d.at(0.34), 42, d.to))
	d.style(d.lay.Size, false)
	y = max(y, d.beside(d.at(0.66), 42))
	d.y = d.under(y+2) + 5
}

// logoHead shows the name large and in colour where others have a picture.
func (d *drawing) logoHead() {
	s := d.from
	d.ink(d.lay.Accent)
	d.style(22, true)
	d.shrink(s.Name, d.at(0.75)-d.left)
	x := d.right
	if d.lay.Logo != LogoNone {
		d.logo(d.right-14, 11, 14, d.lay.Accent)
		x -= 18
	}
	d.letterhead(x, 22, toRight)
	d.ink(Colour{100, 100, 100})
	d.style(7, false)
	y := 32.0
	for _, r := range []labelled{{"", s.Street + ", " + s.place(), ""}, {d.say(wPhone) + " ", s.Phone, ""}, {"", s.Mail, ""}, {d.say(wVATID) + " ", s.VATID, s.vat}} {
		if r.value == "" || r.term == payable.SellerVATID && d.lay.Bank == BankFooter {
			continue
		}
		d.text(d.right-d.width(r.value), y, r.label, toRight)
		d.value(r.term, d.right, y, r.value, toRight)
		y += 3.4
	}
	d.ink(Colour{})
	d.style(d.lay.Size+0.5, false)
	low := d.address(d.left, 46, d.to)
	d.style(16, true)
	d.y = max(low, y) + 10
	d.heading(d.left, d.y, toLeft)
	d.style(d.lay.Size, false)
	d.y = d.alone(d.y+8) + 5
}
