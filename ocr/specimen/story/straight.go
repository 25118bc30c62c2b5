package story

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
)

const (
	goods    = payable.MatchThreeWay
	services = payable.MatchTwoWay
)

// letterAsOrdered is the plainest case: ordered, received, billed.
func letterAsOrdered(t *tale) {
	v := t.vendors["tools"]
	o := t.order(v, goods, item{"LW-4410", "Drehmomentschlüssel 20-200 Nm", "6", "C62", "84.50"}, item{"LW-2207", "Bitsatz 32-teilig", "20", "SET", "14.90"},
		item{"LW-9001", "Schutzbrille, klar", "40", "C62", "4.35"})
	note := t.receive(o, 6)
	b := t.bill(v, o)
	b.Despatch, b.Delivered = []string{note}, t.today.AddDate(0, 0, -6)
	t.send("letter-as-ordered", "A business letter whose every line was ordered and received goes straight through.", v, t.printed(v, b, straight(b)))
}

func bandAsOrdered(t *tale) {
	v := t.vendors["office"]
	o := t.order(v, goods, item{"DL-210", "Desk lamp LED, black", "12", "C62", "39.90"}, item{"CH-77", "Office chair, mesh back, grey", "4", "C62", "189.00"})
	t.receive(o, 5)
	b := t.bill(v, o)
	t.send("band-as-ordered", "Another vendor, another language, a designed page: straight through.", v, t.printed(v, b, straight(b)))
}

func typewriterAsOrdered(t *tale) {
	v := t.vendors["paper"]
	o := t.order(v, goods, item{"A4-080", "Kopierpapier A4, 80 g", "60", "XPK", "21.40"}, item{"UM-C4", "Versandtaschen C4, weiß", "10", "XPK", "17.80"},
		item{"OR-75", "Ordner A4, 75 mm, blau", "50", "C62", "1.95"})
	t.receive(o, 4)
	b := t.bill(v, o)
	t.send("typewriter-as-ordered", "Columns of typewriter letters without a single rule are read as well.", v, t.printed(v, b, straight(b)))
}

// structuredAsOrdered has no page at all.
func structuredAsOrdered(t *tale) {
	v := t.vendors["technic"]
	o := t.order(v, goods, item{"PT-100-3", "Temperature probe PT100, 3 m cable", "25", "C62", "46.20"}, item{"CN-M12", "Connector M12, 5-pole", "100", "C62", "3.85"})
	t.receive(o, 7)
	b := t.bill(v, o)
	b.Notes = []string{"Intra-community supply, exempt from VAT."}
	t.send("ubl-as-ordered", "A Peppol invoice without a page is read from its XML.", v,
		paper{bill: b, truth: b.Truth(), file: specimen.XML(file(b.Number, "xml"), specimen.UBL(b)), end: straight(b)})
}

// hybridAsOrdered is a page with its XML inside.
func hybridAsOrdered(t *tale) {
	v := t.vendors["lab"]
	o := t.order(v, goods, item{"ML-330", "Laborwaage 620 g / 1 mg", "2", "C62", "748.00"}, item{"ML-019", "Kalibriergewicht 500 g, F1", "2", "C62", "129.00"})
	t.receive(o, 9)
	b := t.bill(v, o)
	t.send("facturx-as-ordered", "A Factur-X invoice: page and XML agree.", v, t.hybrid(v, b, b, straight(b)))
}

// hybrid joins the page of one bill with the XML of another.
func (t *tale) hybrid(v *vendor, page, inside specimen.Bill, end End) paper {
	p := t.printed(v, page, end)
	if t.err == nil {
		pdf, err := specimen.FacturX(p.file.Data, specimen.CII(inside))
		t.check(page.Number, err)
		p.file.Data, p.inside = pdf, &inside
	}
	return p
}

// manyLines fills three pages.
func manyLines(t *tale) {
	v := t.vendors["fixings"]
	var items []item
	for i := range 42 {
		items = append(items, item{fmt.Sprintf("CF-%d", 3100+i*7), fmt.Sprintf("Hex bolt M%d x %d, stainless A2", 4+2*(i%5), 20+5*(i/5)),
			fmt.Sprint(100 + 20*(i%7)), "C62", decimal.New(int64(9+4*i), -2).String()})
	}
	o := t.order(v, goods, items...)
	t.receive(o, 8)
	b := t.bill(v, o)
	t.send("many-lines", "Forty-two lines over several pages with sums carried forward, all matched.", v, t.printed(v, b, straight(b)))
}

// twoParts bills one order line in two deliveries.
func twoParts(t *tale) {
	v := t.vendors["tools"]
	o := t.order(v, goods, item{"LW-7700", "Akkuschrauber 18 V, ohne Akku", "30", "C62", "92.00"})
	t.receive(o, 11, "12")
	t.receive(o, 3, "18")
	a, b := t.bill(v, o, "12"), t.bill(v, o, "18")
	t.send("first-part", "A first part of an order is billed; the rest stays open.", v, t.printed(v, a, straight(a)))
	t.send("second-part", "The second part: together exactly what was ordered and received.", v, t.printed(v, b, straight(b)))
}

// service needs no receipt.
func service(t *tale) {
	v := t.vendors["catering"]
	o := t.order(v, services, item{"LUNCH", "Lunch buffet, staff meeting, 45 persons", "1", "C62", "1170.00"}, item{"STAFF", "Service staff", "9", "HUR", "32.00"})
	b := t.bill(v, o)
	t.send("service", "A service is held against its order only: nobody books lunch into a warehouse.", v, t.printed(v, b, straight(b)))
}

// withinTolerance is 1.5 % above the order: 2 % pass.
func withinTolerance(t *tale) {
	v := t.vendors["paper"]
	o := t.order(v, goods, item{"TN-44", "Toner schwarz, 12.000 Seiten", "8", "C62", "80.00"})
	t.receive(o, 6)
	b := t.bill(v, o)
	b.Lines[0].Price = number("81.20")
	t.send("within-tolerance", "A price 1.5 % above the order is within the 2 % the policy lets pass.", v, t.printed(v, b, straight(b)))
}

// cheaperThanOrdered is 5 % below.
func cheaperThanOrdered(t *tale) {
	v := t.vendors["office"]
	o := t.order(v, goods, item{"WB-180", "Whiteboard 180 x 120 cm", "3", "C62", "240.00"})
	t.receive(o, 5)
	b := t.bill(v, o)
	b.Lines[0].Price = number("228.00")
	t.send("cheaper-than-ordered", "Nobody sends back a discount: it is noted and goes through.", v, t.printed(v, b, straight(b)))
}

// smallWithoutReceipt is below the receipt waiver of 250.00 a line.
func smallWithoutReceipt(t *tale) {
	v := t.vendors["paper"]
	o := t.order(v, goods, item{"KL-10", "Klebeband transparent, 10 Rollen", "12", "XPK", "8.90"})
	b := t.bill(v, o)
	t.send("small-without-receipt", "106.80 of tape without a receipt: below 250.00 a line nobody is asked.", v, t.printed(v, b, straight(b)))
}

// skewedScan is what a scanner in a hurry sends.
func skewedScan(t *tale) {
	v := t.vendors["packing"]
	o := t.order(v, goods, item{"FK-6040", "Faltkarton 600 x 400 x 400 mm", "500", "C62", "1.28"}, item{"LP-50", "Luftpolsterfolie 50 cm, Rolle 100 m", "15", "C62", "23.60"})
	t.receive(o, 6)
	b := t.bill(v, o)
	end := straight(b)
	end.MayDoubt = true
	t.send("skewed-scan", "A skewed, noisy scan without a text layer is straightened and read.", v, t.scanned(v, b, specimen.SkewedScan, end))
}

// twoInOneMail carries two invoices.
func twoInOneMail(t *tale) {
	v := t.vendors["tools"]
	first := t.order(v, goods, item{"LW-1500", "Feilensatz, 6-teilig", "10", "SET", "27.50"})
	t.receive(first, 8)
	second := t.order(v, goods, item{"LW-1612", "Parallelschraubstock 125 mm", "4", "C62", "118.00"})
	t.receive(second, 8)
	a, b := t.bill(v, first), t.bill(v, second)
	t.send("two-in-one-mail", "Two invoices in one mail become two invoices.", v, t.printed(v, a, straight(a)), t.printed(v, b, straight(b)))
}

// creditNote returns goods that were billed before payable was installed.
func creditNote(t *tale) {
	v := t.vendors["office"]
	o := t.order(v, goods, item{"CH-90", "Conference chair, stackable", "20", "C62", "74.00"})
	l := &o.Lines[0]
	l.OpeningBilled, l.OpeningReceived, l.OpeningBilledAmount = l.Quantity, l.Quantity, number("1480.00")
	t.receive(o, 4, "-5")
	paid := payable.PriorInvoice{Reference: "V1002-0", Vendor: v.master.ID, Group: v.master.Group, Number: v.number(), Issued: t.today.AddDate(0, -2, 0),
		Gross: number("1761.20"), Currency: "EUR", Orders: []string{o.Number}}
	t.story.Previous = append(t.story.Previous, paid)
	b := t.bill(v, o, "5")
	b.CreditNote, b.Preceding, b.PrecedingDate, b.Due = true, paid.Number, paid.Issued, time.Time{}
	t.send("credit-note", "Five chairs went back: the credit note names its invoice and fits the return.", v, t.printed(v, b, straight(b)))
}
