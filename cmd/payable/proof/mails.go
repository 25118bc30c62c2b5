package proof

import (
	"fmt"
	"image"
	"net/mail"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/specimen/story"
)

// kinds are the mails, in the order they come again and again. Most are cheap to
// read, because it is kills that are to be counted.
var kinds = []func(*writer) parcel{
	(*writer).ubl, (*writer).pdf, (*writer).dear, (*writer).twoInOne, (*writer).refused, (*writer).newsletter,
	(*writer).ubl, (*writer).again, (*writer).hybrid, (*writer).forwarded, (*writer).dearPDF, (*writer).scan,
	(*writer).ubl, (*writer).noReceipt, (*writer).wrong, (*writer).pdf, (*writer).outOfOffice, (*writer).ubl,
	(*writer).dear, (*writer).pdf, (*writer).ubl, (*writer).question, (*writer).twoInOne, (*writer).ubl,
	(*writer).ubl, (*writer).pdf, (*writer).dear, (*writer).refused, (*writer).ubl, (*writer).hybrid,
}

const asOrdered, tenPerCent = "1", "1.1"

func (w *writer) vendor() vendor { return w.vendors[len(w.post.parcels)%len(w.vendors)] }

func (w *writer) ubl() parcel {
	v := w.vendor()
	return w.letter(v, "Invoice in XML", w.xml(v, straight, asOrdered))
}

func (w *writer) pdf() parcel {
	v := w.vendor()
	return w.letter(v, "Invoice on a page", w.page(v, straight, asOrdered))
}

func (w *writer) dear() parcel {
	v := w.vendor()
	return w.letter(v, "Dear invoice", w.xml(v, approve, tenPerCent))
}

func (w *writer) dearPDF() parcel {
	v := w.vendor()
	return w.letter(v, "Dear invoice on a page", w.page(v, approve, tenPerCent))
}

func (w *writer) wrong() parcel {
	v := w.vendor()
	return w.letter(v, "Invoice to be rejected", w.xml(v, reject, tenPerCent))
}

func (w *writer) noReceipt() parcel {
	v := w.vendor()
	return w.letter(v, "Invoice before the goods", w.xml(v, held, asOrdered))
}

func (w *writer) refused() parcel {
	v := w.vendor()
	return w.letter(v, "Invoice the ledger refuses", w.xml(v, refuse, asOrdered))
}

func (w *writer) twoInOne() parcel {
	v := w.vendor()
	return w.letter(v, "Two invoices", w.xml(v, straight, asOrdered), w.page(v, straight, asOrdered))
}

func (w *writer) hybrid() parcel {
	v := w.vendor()
	p := w.page(v, straight, asOrdered)
	pdf, err := specimen.FacturX(p.file.Data, specimen.CII(p.bill))
	w.check(err)
	p.file.Data = pdf
	return w.letter(v, "Hybrid invoice", p)
}

func (w *writer) scan() parcel {
	v := w.vendors[0]
	p := w.page(v, straight, asOrdered)
	pages, err := w.printer.Pages(p.file.Data, specimen.CleanScan.DPI)
	w.check(err)
	var scans []*image.Gray
	for _, page := range pages {
		s, err := specimen.Scan(page, specimen.CleanScan)
		w.check(err)
		scans = append(scans, s)
	}
	p.file.Data, err = specimen.ScanPDF(scans, p.bill.Issued)
	w.check(err)
	return w.letter(v, "Scanned invoice", p)
}

// last returns the newest mail with an invoice.
func (w *writer) last() parcel {
	for i := len(w.post.parcels) - 1; i >= 0; i-- {
		if p := w.post.parcels[i]; len(p.invoices) == 1 {
			return p
		}
	}
	return w.ubl()
}

// again is the same mail once more, in another folder.
func (w *writer) again() parcel {
	p := w.last()
	p.kind, p.folder = "The same mail again", "Junk"
	return p
}

// forwarded is another mail with the same document: a copy of it.
func (w *writer) forwarded() parcel {
	first := w.last()
	v := w.vendor()
	var data []byte
	for i := range w.post.parcels {
		if w.post.parcels[i].invoices != nil && w.post.parcels[i].invoices[0] == first.invoices[0] {
			data = w.post.parcels[i].raw
			break
		}
	}
	file, err := attached(data)
	w.check(err)
	p := w.letter(v, "The same invoice once more", paper{specimen.Bill{Number: first.invoices[0].number}, file, first.invoices[0].plan})
	return p
}

func (w *writer) other(kind, folder string, make func(specimen.Message) []byte) parcel {
	v := w.vendor()
	m := specimen.Message{From: mail.Address{Name: v.party.Name, Address: fmt.Sprintf("person%d@%s", len(w.post.parcels), domain(v.party.Mail))}, To: mail.Address{Address: story.Mailbox},
		Date: w.today.Add(time.Duration(len(w.post.parcels)) * time.Second), Subject: kind, Body: "Hello,\n\nthis concerns nothing that you would have to pay.\n"}
	return parcel{kind: kind, folder: folder, raw: make(m)}
}

func (w *writer) newsletter() parcel {
	return w.other("Newsletter", "Junk", specimen.Newsletter)
}

func (w *writer) outOfOffice() parcel {
	return w.other("Out of office", "INBOX", specimen.OutOfOffice)
}

func (w *writer) question() parcel { return w.other("Opening hours", "INBOX", specimen.Mail) }

// bill charges an order of its own, with a price that no other has.
func (w *writer) bill(v vendor, factor string, received bool) specimen.Bill {
	s := &w.post.story
	n := len(s.Orders) + 1
	price := decimal.New(int64(12000+37*n), -2)
	quantity := decimal.NewFromInt(int64(3 + n%9))
	line := payable.OrderLine{ID: payable.OrderLineID(n), Order: payable.OrderID(n), Number: "10", SKU: fmt.Sprintf("%s-%04d", v.sku, 1000+n), Text: v.goods[n%len(v.goods)],
		Quantity: quantity, Unit: "C62", Price: payable.Money{Amount: price, Currency: "EUR"}, PriceBase: decimal.NewFromInt(1), Mode: "three_way"}
	o := payable.PurchaseOrder{ID: payable.OrderID(n), Entity: 1, LedgerID: fmt.Sprintf("PO-%04d", n), Number: fmt.Sprint(4500010000 + 17*n), Vendor: v.master.ID, Currency: "EUR",
		State: payable.OrderOpen, Date: w.today.AddDate(0, 0, -21), Buyer: "buyer@weserblick.example", Lines: []payable.OrderLine{line}}
	s.Orders = append(s.Orders, o)
	if received {
		r := payable.Receipt{ID: payable.ReceiptID(n), Entity: 1, LedgerID: fmt.Sprintf("GR-%04d", n), Number: fmt.Sprint(5000200 + n), Despatch: fmt.Sprint(810300 + 13*n), Date: w.today.AddDate(0, 0, -5)}
		r.Lines = []payable.ReceiptLine{{ID: payable.ReceiptLineID(n), Receipt: r.ID, OrderLine: line.ID, Quantity: quantity, Date: r.Date, Despatch: r.Despatch}}
		s.Receipts = append(s.Receipts, r)
	}
	issued := w.today.AddDate(0, 0, -2)
	return specimen.Bill{Seller: v.party, Buyer: customer, Number: fmt.Sprintf(v.series, 1000+n), Issued: issued, Due: issued.AddDate(0, 0, v.master.Terms), Currency: "EUR", Lang: v.lang,
		Orders: []string{o.Number}, Lines: []specimen.Line{{Text: line.Text, SKU: line.SKU, OrderLine: line.Number, Quantity: quantity, Unit: line.Unit,
			Price: price.Mul(decimal.RequireFromString(factor)).Round(2), Rate: decimal.NewFromInt(19)}}}
}
