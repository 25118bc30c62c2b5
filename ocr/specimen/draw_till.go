package specimen

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// tillWidth is a receipt printer's paper in millimetres.
const tillWidth = 80.0

// till draws a receipt: a strip as long as it needs. Prices include tax, so its
// totals are its own.
func (d *drawing) till() ([]byte, Truth, error) {
	h := 90 + float64(len(d.bill.Lines))*11
	font := typewriter(d.bill.Lang)
	d.sheet = newSheet(tillWidth, h, font, d.bill.Issued, d.say(wReceipt))
	d.left, d.right = 5, tillWidth-5
	d.truth = Truth{DocType: payable.DocReceipt, Lang: d.bill.Lang, Layout: d.lay.Name,
		Fields: map[payable.Term]string{}, Places: map[payable.Term][]Place{}}
	t := d.tillTotals()
	for term, v := range map[payable.Term]decimal.Decimal{payable.NetTotal: t.Net, payable.TaxTotal: t.Tax, payable.GrossTotal: t.Gross} {
		d.facts.Fields[term] = v.StringFixed(d.bill.Currency.Digits())
	}
	d.pdf.AddPage()
	d.tillHead()
	d.tillLines()
	d.tillTotal(t)
	pdf, err := d.bytes()
	if err != nil {
		return nil, Truth{}, err
	}
	return pdf, d.truth, nil
}

// typewriter returns the typewriter face that has a language's letters.
func typewriter(lang string) Font { return Layout{Font: Courier}.For(lang).Font }

// tillTotals adds prices with tax and takes the tax out of each rate's sum.
func (d *drawing) tillTotals() Totals {
	var t Totals
	places := d.bill.Currency.Digits()
	sums := map[string]*VAT{}
	for _, l := range d.bill.Lines {
		g := d.shelf(l)
		t.Gross = t.Gross.Add(g)
		if sums[l.Rate.String()] == nil {
			sums[l.Rate.String()] = &VAT{Rate: l.Rate}
			t.VAT = append(t.VAT, VAT{Rate: l.Rate})
		}
		sums[l.Rate.String()].Base = sums[l.Rate.String()].Base.Add(g)
	}
	for i, v := range t.VAT {
		gross := sums[v.Rate.String()].Base
		t.VAT[i].Tax = gross.Mul(v.Rate).DivRound(v.Rate.Add(hundred), places)
		t.VAT[i].Base = gross.Sub(t.VAT[i].Tax)
		t.Tax = t.Tax.Add(t.VAT[i].Tax)
	}
	t.Net = t.Gross.Sub(t.Tax)
	return t
}

// shelf is a line's price with tax.
func (d *drawing) shelf(l Line) decimal.Decimal {
	return l.Net(d.bill.Currency).Add(d.tax(l))
}

func (d *drawing) tillHead() {
	s := d.from
	d.style(13, true)
	d.shrink(s.Name, d.right-d.left)
	d.value(s.name, d.w/2, 12, s.Name, toCentre)
	d.style(8, false)
	d.y = 17
	for _, t := range []string{s.Street, s.place(), s.Phone} {
		d.text(d.w/2, d.y, t, toCentre)
		d.y += 4
	}
	vat := d.say(wVATID) + " "
	x := d.w/2 - d.width(vat+s.VATID)/2
	x = d.text(x, d.y, vat, toLeft).Box.X1 / pointsPerMM
	d.value(s.vat, x, d.y, s.VATID, toLeft)
	d.y += 7
	d.value(payable.IssueDate, d.left, d.y, d.date(d.bill.Issued), toLeft)
	d.text(d.right, d.y, fmt.Sprintf("%02d:%02d  #%s", 8+len(d.bill.Lines), len(d.bill.Number)*7%60, d.bill.Customer), toRight)
	d.y += 3
	d.dashes(d.y + 1)
	d.y += 6
}

func (d *drawing) tillLines() {
	for _, l := range d.bill.Lines {
		amount := d.words.number(d.shelf(l), d.bill.Currency.Digits())
		fields := map[payable.Term]string{payable.LineDescription: l.Text, payable.LineTotal: d.shelf(l).StringFixed(d.bill.Currency.Digits())}
		places := map[payable.Term][]Place{}
		rows := d.wrap(l.Text, d.right-d.left-22)
		for _, t := range rows {
			places[payable.LineDescription] = append(places[payable.LineDescription], d.text(d.left, d.y, t, toLeft))
			d.y += 3.8
		}
		places[payable.LineTotal] = []Place{d.text(d.right, d.y-3.8, amount, toRight)}
		if !l.Quantity.Equal(decimal.NewFromInt(1)) {
			each := d.shelf(l).DivRound(l.Quantity, d.bill.Currency.Digits())
			if each.Mul(l.Quantity).Equal(d.shelf(l)) {
				p := d.text(d.left+3, d.y, d.words.trimmed(l.Quantity)+" x "+d.money(each), toLeft)
				fields[payable.LineQuantity], places[payable.LineQuantity] = l.Quantity.String(), []Place{p}
				fields[payable.LineUnitPrice], places[payable.LineUnitPrice] = each.String(), []Place{p}
				d.y += 3.8
			}
		}
		d.truth.Lines, d.truth.LinePlaces = append(d.truth.Lines, fields), append(d.truth.LinePlaces, places)
	}
}

func (d *drawing) tillTotal(t Totals) {
	d.dashes(d.y)
	d.y += 6
	d.style(12, true)
	d.truth.Fields[payable.CurrencyCode] = string(d.bill.Currency)
	d.shrink(strings.ToUpper(d.say(wTotal))+"   "+d.priced(t.Gross), d.right-d.left)
	d.text(d.left, d.y, strings.ToUpper(d.say(wTotal)), toLeft)
	d.value(payable.GrossTotal, d.right, d.y, d.priced(t.Gross), toRight)
	d.style(8, false)
	d.y += 5
	d.text(d.left, d.y, d.say(wCard), toLeft)
	d.text(d.right, d.y, d.money(t.Gross), toRight)
	for _, v := range t.VAT {
		d.y += 4
		term := payable.TaxTotal
		if len(t.VAT) > 1 {
			term = ""
			d.truth.Fields[payable.TaxTotal] = d.facts.Fields[payable.TaxTotal]
		}
		d.text(d.left, d.y, fmt.Sprintf(d.say(wTax), d.words.trimmed(v.Rate))+" "+fmt.Sprintf(d.say(wTaxOn), d.money(v.Base)), toLeft)
		d.value(term, d.right, d.y, d.money(v.Tax), toRight)
	}
	d.truth.Fields[payable.NetTotal] = d.facts.Fields[payable.NetTotal]
	d.y += 9
	d.text(d.w/2, d.y, d.say(wThanks), toCentre)
}
