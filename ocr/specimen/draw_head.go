package specimen

import "github.com/payable-ap/payable"

// heads draws the top of the first page and leaves y where the table begins.
var heads = map[Head]func(*drawing){
	HeadLetter: (*drawing).letterHead, HeadBand: (*drawing).bandHead, HeadSplit: (*drawing).splitHead, HeadCentre: (*drawing).centreHead,
	HeadCorner: (*drawing).cornerHead, HeadWindow: (*drawing).windowHead, HeadSidebar: (*drawing).sidebarHead, HeadBoxes: (*drawing).boxesHead,
	HeadFoot: (*drawing).footHead, HeadColumns: (*drawing).columnsHead, HeadLogo: (*drawing).logoHead,
}

// letterHead is a business letter after DIN 5008: the window for the address
// begins 45 mm from the top.
func (d *drawing) letterHead() {
	s := d.from
	d.logo(d.left, 14, 20, d.lay.Accent)
	d.ink(d.lay.Accent)
	d.style(15, true)
	d.shrink(s.Name, 110)
	d.letterhead(d.right, 20, toRight)
	d.ink(Colour{80, 80, 80})
	d.style(8, false)
	y := 25.0
	for _, t := range []string{s.Street, s.place(), s.Phone, s.Mail} {
		if t != "" {
			d.text(d.right, y, t, toRight)
			y += 3.7
		}
	}
	d.window(d.left)
	d.y = max(d.beside(d.at(0.62), 50), 92)
	d.ink(d.lay.Accent)
	d.style(14, true)
	d.heading(d.left, d.y+4, toLeft)
	d.ink(Colour{})
	d.style(d.lay.Size, false)
	d.y = d.under(d.y + 13)
}

// window is the address with the sender's small line above it.
func (d *drawing) window(x float64) {
	s := d.from
	d.ink(Colour{80, 80, 80})
	d.style(6.5, false)
	t := s.Name + " · " + s.Street + " · " + s.place()
	d.shrink(t, 82)
	d.text(x, 48, t, toLeft)
	d.line(x, 49, x+80, 49, 0.1, 120)
	d.ink(Colour{})
	d.style(d.lay.Size+1, false)
	d.address(x, 55, d.to)
	d.style(d.lay.Size, false)
}

// bandHead is a coloured band with logo, name and title.
func (d *drawing) bandHead() {
	s := d.from
	d.block(0, 0, d.w, 30, d.lay.Accent)
	at := d.left
	if d.lay.Logo != LogoNone {
		d.logo(d.left, 7, 16, Colour{255, 255, 255})
		at += 22
	}
	d.ink(Colour{255, 255, 255})
	d.style(16, true)
	d.shrink(s.Name, d.at(0.56)-at)
	d.letterhead(at, 17.5, toLeft)
	d.style(18, true)
	d.shrink(d.titled(), d.right-d.at(0.6))
	d.heading(d.right, 17.5, toRight)
	d.ink(Colour{110, 110, 110})
	d.style(7.5, true)
	d.text(d.left, 40, d.toLabel(), toLeft)
	d.text(d.at(0.56), 40, d.fromLabel(), toLeft)
	d.ink(Colour{})
	d.style(d.lay.Size, false)
	y := d.address(d.left, 45, d.to)
	d.y = max(y, d.sellerBlock(d.at(0.56), 45))
	d.y = d.alone(d.y+4) + 8
}

// splitHead sets seller and buyer side by side in plain text.
func (d *drawing) splitHead() {
	d.style(d.lay.Size+3, true)
	d.heading(d.left, 20, toLeft)
	d.style(d.lay.Size, false)
	y := d.sellerBlock(d.left, 30)
	d.text(d.at(0.56), 30, d.toLabel()+":", toLeft)
	y = max(y, d.address(d.at(0.56), 30+d.leading(), d.to))
	d.y = d.alone(y+4) + 6
}

// centreHead is a centred letterhead over a rule.
func (d *drawing) centreHead() {
	s := d.from
	d.logo(d.w/2-7, 10, 14, d.lay.Accent)
	d.ink(d.lay.Accent)
	d.style(19, true)
	d.shrink(s.Name, d.right-d.left)
	d.letterhead(d.w/2, 32, toCentre)
	d.ink(Colour{})
	d.style(9, false)
	d.text(d.w/2, 37, s.Street+" · "+s.place()+" · "+s.Phone, toCentre)
	d.line(d.left, 41, d.right, 41, 0.4, 60)
	d.style(d.lay.Size, true)
	d.text(d.left, 52, d.toLabel(), toLeft)
	d.style(d.lay.Size, false)
	y := d.address(d.left, 52+d.leading(), d.to)
	d.style(17, true)
	d.shrink(d.titled(), d.right-d.at(0.56))
	d.heading(d.at(0.56), 53, toLeft)
	d.style(d.lay.Size, false)
	d.y = max(y, d.beside(d.at(0.56), 59)) + 6
	d.y = d.under(d.y) + 3
}

// toLabel and fromLabel name the parties' blocks. Who sends an order is the one
// to be billed.
func (d *drawing) toLabel() string {
	if d.bill.Type == payable.DocOrder {
		return d.say(wSupplier)
	}
	return d.say(wBillTo)
}

func (d *drawing) fromLabel() string {
	if d.bill.Type == payable.DocOrder {
		return d.say(wBillTo)
	}
	return d.say(wFrom)
}

// heading prints the title, with the number behind it where the layout has it
// there.
func (d *drawing) heading(x, y float64, a align) {
	title := d.title()
	if !d.lay.TitleNumber {
		d.text(x, y, title, a)
		if d.numberMarked() {
			d.markedNumber(x, y, a)
		}
		return
	}
	before := title + " " + d.say(wNo) + " "
	if a == toRight {
		x -= d.width(before + d.bill.Number)
	}
	x = d.text(x, y, before, toLeft).Box.X1 / pointsPerMM
	d.value(d.numberTerm(), x, y, d.bill.Number, toLeft)
}

// titled is what heading prints.
func (d *drawing) titled() string {
	if d.lay.TitleNumber {
		return d.title() + " " + d.say(wNo) + " " + d.bill.Number
	}
	return d.title()
}

// numberTerm is what the document's own number is the truth of.
func (d *drawing) numberTerm() payable.Term {
	switch d.bill.Type {
	case "":
		return payable.InvoiceNumber
	case payable.DocOrder:
		return payable.PONumber
	case payable.DocDespatchAdvice:
		return payable.DespatchNumber
	}
	return ""
}

// address prints a party line by line and returns the baseline after it.
func (d *drawing) address(x, y float64, p side) float64 {
	guest := p.name == d.to.name
	if guest {
		y = d.attention(x, y, true)
	}
	if guest || !d.pictured() {
		d.value(p.name, x, y, p.Name, toLeft)
		y += d.leading()
	}
	if guest {
		y = d.attention(x, y, false)
	}
	for _, t := range []string{p.Street, p.place(), d.country(p.Party)} {
		if t != "" {
			d.text(x, y, t, toLeft)
			y += d.leading()
		}
	}
	if guest && d.vatBelow() {
		at := d.text(x, y, d.say(wVATID)+": ", toLeft).Box.X1 / pointsPerMM
		d.value(p.vat, at, y, p.VATID, toLeft)
		y += d.leading()
	}
	if guest {
		return d.shipTo(x, y)
	}
	return y
}

// country returns the name of a party's country where the other is elsewhere.
func (d *drawing) country(p Party) string {
	if d.bill.Seller.Country == d.bill.Buyer.Country {
		return ""
	}
	return countries[p.Country]
}

var countries = map[string]string{"GB": "United Kingdom", "DE": "Germany", "FR": "France", "NL": "Netherlands", "IT": "Italy", "ES": "Spain", "IE": "Ireland", "AT": "Austria", "BE": "Belgium"}

// sellerBlock prints the sender with everything a letterhead would say.
func (d *drawing) sellerBlock(x, y float64) float64 {
	return d.sellerDetails(x, d.address(x, y, d.from))
}

// sellerDetails prints what stands below a sender's address.
func (d *drawing) sellerDetails(x, y float64) float64 {
	s := d.from
	for _, c := range []labelled{{d.say(wPhone), s.Phone, ""}, {d.say(wMail), s.Mail, ""},
		{d.say(wVATID), s.VATID, s.vat}, {d.say(wRegister), s.Register, ""}} {
		if c.value == "" || c.term == s.vat && d.lay.Bank == BankFooter {
			continue // the foot has it
		}
		at := d.text(x, y, c.label+": ", toLeft).Box.X1 / pointsPerMM
		d.value(c.term, at, y, c.value, toLeft)
		y += d.leading()
	}
	return y
}
