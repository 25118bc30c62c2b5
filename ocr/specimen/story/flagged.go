package story

import (
	"bytes"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
)

// priceAboveOrder is the one a manager may approve by mail: below 10,000.00,
// from a vendor with a history and an account that has not changed for years.
func priceAboveOrder(t *tale) {
	v := t.vendors["office"]
	o := t.order(v, goods, item{"SD-160", "Sit-stand desk 160 x 80 cm, oak", "8", "C62", "420.00"}, item{"CM-2", "Cable tray, pair", "8", "PR", "18.00"})
	t.receive(o, 5)
	b := t.bill(v, o)
	b.Lines[0].Price = number("470.40")
	t.send("price-above-order", "Desks at 470.40 where 420.00 was agreed: 12 % and 403.20 above. A manager may approve it by mail.", v,
		t.printed(v, b, stopped(b, TabReview, payable.Hold, payable.UnitPrice)))
}

func moreThanReceived(t *tale) {
	v := t.vendors["tools"]
	o := t.order(v, goods, item{"LW-3080", "Winkelschleifer 125 mm", "25", "C62", "78.00"})
	t.receive(o, 5, "15")
	b := t.bill(v, o, "25")
	t.send("more-than-received", "25 grinders billed, 15 arrived: the receiver is asked.", v,
		t.printed(v, b, stopped(b, TabReceipt, payable.Hold, payable.QuantityReceived)))
}

func moreThanOrdered(t *tale) {
	v := t.vendors["paper"]
	o := t.order(v, goods, item{"ET-99", "Etiketten A4, 100 Blatt", "30", "XPK", "19.50"})
	t.receive(o, 5, "36")
	b := t.bill(v, o, "36")
	t.send("more-than-ordered", "36 packs came and are billed, but 30 were ordered: the buyer decides.", v,
		t.printed(v, b, stopped(b, TabReview, payable.Hold, payable.QuantityOrdered)))
}

func notArrived(t *tale) {
	v := t.vendors["lab"]
	o := t.order(v, goods, item{"ML-800", "Trockenschrank 53 l", "1", "C62", "1890.00"})
	b := t.bill(v, o)
	t.send("not-arrived", "Nothing has arrived yet: the invoice waits for its receipt and goes on by itself.", v,
		t.hybrid(v, b, b, stopped(b, TabReceipt, payable.Hold, payable.NoReceipt)))
}

// changedBank is how invoices are forged: everything right but the account.
func changedBank(t *tale) {
	v := t.vendors["packing"]
	o := t.order(v, goods, item{"ST-23", "Stretchfolie 23 my, 500 mm", "96", "C62", "6.75"})
	t.receive(o, 6)
	b := t.bill(v, o)
	b.Seller.IBAN, b.Seller.Bank = specimen.IBAN("DE", seeded(666)), "Schnellbank Direkt"
	b.Notes = []string{"Bitte beachten Sie unsere neue Bankverbindung."}
	t.send("changed-bank", "All is right but the account, which is not the master's: blocked until two people have called back.", v,
		t.printed(v, b, stopped(b, TabReview, payable.Block, payable.BankIsMasters)))
}

func unknownVendor(t *tale) {
	v := t.vendors["stranger"]
	b := t.bill(v, nil)
	b.Customer = ""
	b.Lines = []specimen.Line{
		{Text: "Kalibrierung Messschieber inkl. Zertifikat", SKU: "K-101", Quantity: number("14"), Unit: "C62", Price: number("38.00"), Rate: v.rate()},
		{Text: "Anfahrtspauschale", SKU: "K-900", Quantity: number("1"), Unit: "C62", Price: number("65.00"), Rate: v.rate()},
	}
	t.send("unknown-vendor", "Nobody in the master has this name, tax number or account: a clerk decides who it is.", v,
		t.printed(v, b, stopped(b, TabReview, payable.NeedsReview, payable.VendorResolved)))
}

func creditWithoutReference(t *tale) {
	v := t.vendors["tools"]
	b := t.bill(v, nil)
	b.CreditNote, b.Due = true, time.Time{}
	b.Lines = []specimen.Line{{Text: "Bonus 3. Quartal", SKU: "BONUS", Quantity: number("1"), Unit: "C62", Price: number("312.50"), Rate: v.rate()}}
	t.send("credit-without-reference", "A credit note that names neither invoice nor order: a clerk says what it is for.", v,
		t.printed(v, b, stopped(b, TabReview, payable.NeedsReview, payable.CreditReference)))
}

func closedOrder(t *tale) {
	v := t.vendors["packing"]
	o := t.order(v, goods, item{"PB-12", "Packband PP braun, 36 Rollen", "6", "XPK", "58.00"})
	o.State = payable.OrderClosed
	t.receive(o, 15)
	b := t.bill(v, o)
	t.send("closed-order", "The buyer has closed this order: it needs his word.", v,
		t.printed(v, b, stopped(b, TabReview, payable.Hold, payable.OrderIsOpen)))
}

func unknownOrder(t *tale) {
	v := t.vendors["catering"]
	b := t.bill(v, nil)
	b.Orders = []string{"4500077123"}
	b.Lines = []specimen.Line{{Text: "Coffee service, board room", SKU: "COFFEE", Quantity: number("12"), Unit: "C62", Price: number("26.50"), Rate: v.rate()}}
	t.send("unknown-order", "It names an order we never placed.", v,
		t.printed(v, b, stopped(b, TabReview, payable.Hold, payable.OrderFound)))
}

// wrongSum states a total that is not net plus tax.
func wrongSum(t *tale) {
	v := t.vendors["technic"]
	o := t.order(v, goods, item{"FM-20", "Flow meter DN20", "3", "C62", "410.00"})
	t.receive(o, 6)
	b := t.bill(v, o)
	x := specimen.UBL(b)
	for _, total := range []string{"TaxInclusiveAmount", "PayableAmount"} {
		old := fmt.Sprintf("<cbc:%s currencyID=\"EUR\">1230.00<", total)
		x = bytes.Replace(x, []byte(old), bytes.Replace([]byte(old), []byte("1230"), []byte("1320"), 1), 1)
	}
	truth := b.Truth()
	truth.Fields[payable.GrossTotal], truth.Fields[payable.AmountDue] = "1320.00", "1320.00"
	t.send("wrong-sum", "1,230.00 net and no tax do not make 1,320.00: evidence is not corrected, a clerk asks the vendor.", v,
		paper{bill: b, truth: truth, file: specimen.XML(file(b.Number, "xml"), x),
			end: stopped(b, TabReview, payable.NeedsReview, payable.GrossArith)})
}

// pageAgainstXML shows one account to people and another to programs.
func pageAgainstXML(t *tale) {
	v := t.vendors["lab"]
	o := t.order(v, goods, item{"ML-204", "Magnetrührer mit Heizung", "3", "C62", "286.00"})
	t.receive(o, 6)
	page := t.bill(v, o)
	inside := page
	inside.Seller.IBAN = specimen.IBAN("DE", seeded(667))
	p := t.hybrid(v, page, inside, stopped(page, TabReview, payable.Block, payable.EInvoiceVsPage, payable.BankIsMasters))
	t.send("page-against-xml", "The page shows one account and the XML inside another: blocked.", v, p)
}

// reprint is the first invoice again, printed later, with one word more.
func reprint(t *tale) {
	v := t.vendors["tools"]
	b := t.sent["letter-as-ordered"]
	b.Notes = []string{"Zweitschrift"}
	m := t.send("reprint", "The same invoice printed again is another copy, not a second bill.", v,
		t.printed(v, b, End{Number: b.Number, Worst: payable.Copy, Tab: TabNone}))
	m.After = []string{"letter-as-ordered"}
}

// sameNumberOtherAmount is a duplicate that is not a copy.
func sameNumberOtherAmount(t *tale) {
	v := t.vendors["office"]
	b := t.sent["band-as-ordered"]
	b.Lines = append([]specimen.Line{}, b.Lines...)
	b.Lines[0].Quantity = b.Lines[0].Quantity.Add(decimal.NewFromInt(3))
	m := t.send("same-number-other-amount", "A number we know with another amount: blocked.", v,
		t.printed(v, b, stopped(b, TabDuplicate, payable.Block, payable.DuplicateNumber)))
	m.After = []string{"band-as-ordered"}
}
