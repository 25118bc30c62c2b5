package specimen

import "github.com/payable-ap/payable"

// letterHead is a business letter after DIN 5008: the window for the address
// begins 45 mm from the top.
func (d *drawing) letterHead() {
	s := d.bill.Seller
	d.logo(left, 14, 20, d.lay.Accent)
	d.ink(d.lay.Accent)
	d.style(15, true)
	d.shrink(s.Name, 110)
	d.value(payable.SellerName, right, 20, s.Name, toRight)
	d.ink(Colour{80, 80, 80})
	d.style(8, false)
	y := 25.0
	for _, t := range []string{s.Street, s.place(), s.Phone, s.Mail} {
		if t != "" {
			d.text(right, y, t, toRight)
			y += 3.7
		}
	}
	d.style(6.5, false)
	d.text(left, 48, s.Name+" · "+s.Street+" · "+s.place(), toLeft)
	d.line(left, 49, left+80, 49, 0.1, 120)
	d.ink(Colour{})
	d.style(d.lay.Size+1, false)
	d.address(left, 55, d.bill.Buyer, payable.BuyerName)
	d.style(d.lay.Size, false)
	d.y = d.meta(125, 50)
	d.y = max(d.y, 92)
	d.ink(d.lay.Accent)
	d.style(14, true)
	d.text(left, d.y+4, d.title(), toLeft)
	d.ink(Colour{})
	d.style(d.lay.Size, false)
	d.y += 13
}

// bandHead is a coloured band with logo, name and title.
func (d *drawing) bandHead() {
	s := d.bill.Seller
	d.block(0, 0, pageWidth, 30, d.lay.Accent)
	d.logo(left, 7, 16, Colour{255, 255, 255})
	d.ink(Colour{255, 255, 255})
	d.style(16, true)
	d.shrink(s.Name, 90)
	d.value(payable.SellerName, left+22, 17.5, s.Name, toLeft)
	d.style(18, true)
	d.text(right, 17.5, d.title(), toRight)
	d.ink(Colour{110, 110, 110})
	d.style(7.5, true)
	d.text(left, 40, d.say(wBillTo), toLeft)
	d.text(115, 40, d.say(wFrom), toLeft)
	d.ink(Colour{})
	d.style(d.lay.Size, false)
	y := d.address(left, 45, d.bill.Buyer, payable.BuyerName)
	d.y = max(y, d.sellerBlock(115, 45))
	d.y = d.meta(left, d.y+4) + 8
}

// splitHead sets seller and buyer side by side in plain text.
func (d *drawing) splitHead() {
	d.style(d.lay.Size+3, true)
	d.text(left, 20, d.title(), toLeft)
	d.style(d.lay.Size, false)
	y := d.sellerBlock(left, 30)
	d.text(115, 30, d.say(wBillTo)+":", toLeft)
	y = max(y, d.address(115, 30+d.leading(), d.bill.Buyer, payable.BuyerName))
	d.y = d.meta(left, y+4) + 6
}

// centreHead is a centred letterhead over a rule.
func (d *drawing) centreHead() {
	s := d.bill.Seller
	d.logo(pageWidth/2-7, 10, 14, d.lay.Accent)
	d.ink(d.lay.Accent)
	d.style(19, true)
	d.value(payable.SellerName, pageWidth/2, 32, s.Name, toCentre)
	d.ink(Colour{})
	d.style(9, false)
	d.text(pageWidth/2, 37, s.Street+" · "+s.place()+" · "+s.Phone, toCentre)
	d.line(left, 41, right, 41, 0.4, 60)
	d.style(d.lay.Size, true)
	d.text(left, 52, d.say(wBillTo), toLeft)
	d.style(d.lay.Size, false)
	y := d.address(left, 52+d.leading(), d.bill.Buyer, payable.BuyerName)
	d.style(17, true)
	d.text(115, 53, d.title(), toLeft)
	d.style(d.lay.Size, false)
	d.y = max(y, d.meta(115, 56)) + 9
}

// address prints a party line by line and returns the baseline after it.
func (d *drawing) address(x, y float64, p Party, name payable.Term) float64 {
	d.value(name, x, y, p.Name, toLeft)
	y += d.leading()
	for _, t := range []string{p.Street, p.place(), d.country(p)} {
		if t != "" {
			d.text(x, y, t, toLeft)
			y += d.leading()
		}
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

var countries = map[string]string{"GB": "United Kingdom", "DE": "Germany", "FR": "France", "NL": "Netherlands", "IT": "Italy", "IE": "Ireland", "AT": "Austria", "BE": "Belgium"}

// sellerBlock prints the seller with everything a letterhead would say.
func (d *drawing) sellerBlock(x, y float64) float64 {
	s := d.bill.Seller
	y = d.address(x, y, s, payable.SellerName)
	for _, c := range []labelled{{d.say(wPhone), s.Phone, ""}, {d.say(wMail), s.Mail, ""},
		{d.say(wVATID), s.VATID, payable.SellerVATID}, {d.say(wRegister), s.Register, ""}} {
		if c.value == "" || c.term == payable.SellerVATID && d.lay.Bank == BankFooter {
			continue // the foot has it
		}
		at := d.text(x, y, c.label+": ", toLeft).Box.X1 / pointsPerMM
		d.value(c.term, at, y, c.value, toLeft)
		y += d.leading()
	}
	return y
}
