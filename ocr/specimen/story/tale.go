package story

import (
	"fmt"
	"image"
	"net/mail"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
)

// A tale is a story being told. Its chapters add orders, receipts and mails; the
// first error ends it.
type tale struct {
	today   time.Time
	scan    Scanner
	vendors map[string]*vendor
	story   Story
	orders  []*payable.PurchaseOrder
	sent    map[string]specimen.Bill // by mail, for those that refer to another
	lineIDs payable.OrderLineID
	recIDs  payable.ReceiptLineID
	err     error
}

func newTale(today time.Time, scan Scanner) *tale {
	t := &tale{today: today, scan: scan, vendors: cast(today), sent: map[string]specimen.Bill{}}
	t.story = Story{Entity: entity(), Vendors: masters(t.vendors)}
	t.previous()
	return t
}

// previous adds a paid invoice a month for every vendor in the master.
func (t *tale) previous() {
	for _, v := range t.story.Vendors {
		for month := 1; month <= 6; month++ {
			t.story.Previous = append(t.story.Previous, payable.PriorInvoice{Reference: fmt.Sprintf("%s-%d", v.Number, month), Vendor: v.ID, Group: v.Group,
				Number: fmt.Sprintf("P%d%02d", int(v.ID), month), Issued: t.today.AddDate(0, -month, -3), Currency: "EUR",
				Gross: decimal.New(int64(17850+int(v.ID)*2737+month*911), -2), Orders: []string{fmt.Sprint(4500009000 + int(v.ID)*10 + month)}})
		}
	}
}

// An item is one line of an order.
type item struct {
	sku, text, quantity, unit, price string
}

func number(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// order places an order three weeks ago.
func (t *tale) order(v *vendor, mode payable.MatchMode, items ...item) *payable.PurchaseOrder {
	n := len(t.orders) + 1
	o := &payable.PurchaseOrder{ID: payable.OrderID(n), Entity: 1, LedgerID: fmt.Sprintf("PO-%04d", n), Number: fmt.Sprint(4500010000 + 17*n), Vendor: v.master.ID,
		Currency: "EUR", State: payable.OrderOpen, Date: t.today.AddDate(0, 0, -21), Buyer: "buyer@weserblick.example"}
	for i, it := range items {
		t.lineIDs++
		o.Lines = append(o.Lines, payable.OrderLine{ID: t.lineIDs, Order: o.ID, Number: strconv.Itoa((i + 1) * 10), SKU: it.sku, Text: it.text,
			Quantity: number(it.quantity), Unit: it.unit, Price: payable.NewMoney(it.price, "EUR"), PriceBase: decimal.NewFromInt(1), Mode: mode})
	}
	t.orders = append(t.orders, o)
	return o
}

// receive books what arrived so many days ago, a quantity a line; "" is none of
// that line, no quantities at all is everything ordered. It returns the delivery
// note's number.
func (t *tale) receive(o *payable.PurchaseOrder, days int, quantities ...string) string {
	n := len(t.story.Receipts) + 1
	r := payable.Receipt{ID: payable.ReceiptID(n), Entity: 1, LedgerID: fmt.Sprintf("GR-%04d", n), Number: fmt.Sprint(5000200 + n),
		Despatch: fmt.Sprint(810300 + 13*n), Date: t.today.AddDate(0, 0, -days)}
	for i, l := range o.Lines {
		q := l.Quantity
		if len(quantities) > 0 {
			if quantities[i] == "" {
				continue
			}
			q = number(quantities[i])
		}
		t.recIDs++
		r.Lines = append(r.Lines, payable.ReceiptLine{ID: t.recIDs, Receipt: r.ID, OrderLine: l.ID, Quantity: q, Date: r.Date, Despatch: r.Despatch})
	}
	t.story.Receipts = append(t.story.Receipts, r)
	return r.Despatch
}

// bill charges an order as agreed, with quantities as [tale.receive] takes them.
func (t *tale) bill(v *vendor, o *payable.PurchaseOrder, quantities ...string) specimen.Bill {
	issued := t.today.AddDate(0, 0, -2)
	b := specimen.Bill{Seller: v.party, Buyer: customer, Number: v.number(), Issued: issued, Due: issued.AddDate(0, 0, v.terms()),
		Currency: "EUR", Lang: v.lang, Customer: v.us}
	if o == nil {
		return b
	}
	b.Orders = []string{o.Number}
	for i, l := range o.Lines {
		q := l.Quantity
		if len(quantities) > 0 {
			if quantities[i] == "" {
				continue
			}
			q = number(quantities[i])
		}
		b.Lines = append(b.Lines, specimen.Line{Text: l.Text, SKU: l.SKU, OrderLine: l.Number, Quantity: q, Unit: l.Unit, Price: l.Price.Amount, Rate: v.rate(), Category: v.category()})
	}
	return b
}

func (v *vendor) terms() int {
	if v.master.Terms == 0 {
		return 14
	}
	return v.master.Terms
}

// rate is German VAT; goods from elsewhere in the Union come without.
func (v *vendor) rate() decimal.Decimal {
	if v.party.Country != "DE" {
		return decimal.Zero
	}
	return decimal.NewFromInt(19)
}

func (v *vendor) category() string {
	if v.party.Country != "DE" {
		return "K" // intra-community supply
	}
	return ""
}

// straight is the end of an invoice that needs nobody.
func straight(b specimen.Bill) End {
	return End{Number: b.Number, Straight: true, Worst: payable.Info, Tab: TabDone}
}

// stopped is the end of one that does.
func stopped(b specimen.Bill, tab Tab, worst payable.Outcome, checks ...payable.CheckID) End {
	return End{Number: b.Number, Worst: worst, Checks: checks, Tab: tab}
}

// A paper is one document on its way into a mail.
type paper struct {
	bill   specimen.Bill
	truth  specimen.Truth
	file   specimen.Attachment
	end    End
	inside *specimen.Bill
}

// printed draws a bill in its vendor's layout.
func (t *tale) printed(v *vendor, b specimen.Bill, end End) paper {
	pdf, truth, err := specimen.Draw(b, v.layout)
	t.check(b.Number, err)
	return paper{bill: b, truth: truth, file: specimen.PDF(file(b.Number, "pdf"), pdf), end: end}
}

// scanned prints, damages and scans a bill.
func (t *tale) scanned(v *vendor, b specimen.Bill, d specimen.Damage, end End) paper {
	p := t.printed(v, b, end)
	if t.err != nil {
		return p
	}
	pages, err := t.scan(p.file.Data, d.DPI)
	t.check(b.Number, err)
	var scans []*image.Gray
	for _, page := range pages {
		s, err := specimen.Scan(page, d)
		t.check(b.Number, err)
		scans = append(scans, s)
	}
	if t.err == nil {
		p.file.Data, err = specimen.ScanPDF(scans, b.Issued)
		t.check(b.Number, err)
	}
	p.file.Name = "Scan_" + b.Issued.Format("20060102") + ".pdf"
	return p
}

func (t *tale) check(what string, err error) {
	if err != nil && t.err == nil {
		t.err = fmt.Errorf("tell %s: %w", what, err)
	}
}

// send puts papers into a mail from the vendor.
func (t *tale) send(name, shows string, v *vendor, papers ...paper) *Mail {
	m := Mail{Name: name, Shows: shows, From: v.party.Mail, State: payable.MessageInvoice}
	message := specimen.Message{Subject: subject(v.lang, papers), Body: body(v, papers)}
	for _, p := range papers {
		m.Expect, m.Bills, m.Truths = append(m.Expect, p.end), append(m.Bills, p.bill), append(m.Truths, p.truth)
		m.Inside = append(m.Inside, p.inside)
		message.Attached = append(message.Attached, p.file)
	}
	m.Raw = specimen.Mail(t.addressed(v, message))
	t.sent[name] = papers[0].bill
	return t.add(m)
}

func (t *tale) add(m Mail) *Mail {
	t.story.Mails = append(t.story.Mails, m)
	return &t.story.Mails[len(t.story.Mails)-1]
}

// addressed fills in sender, recipient and date: a few minutes after the last.
func (t *tale) addressed(v *vendor, m specimen.Message) specimen.Message {
	m.From = mail.Address{Name: v.party.Name, Address: v.party.Mail}
	m.To = mail.Address{Name: customer.Name, Address: Mailbox}
	m.Date = t.today.Add(7*time.Hour + time.Duration(len(t.story.Mails))*7*time.Minute)
	return m
}

func subject(lang string, papers []paper) string {
	word := "Invoice"
	b := papers[0].bill
	switch {
	case lang == "de" && b.CreditNote:
		word = "Gutschrift"
	case lang == "de":
		word = "Ihre Rechnung"
	case b.CreditNote:
		word = "Credit note"
	}
	return word + " " + b.Number
}

func body(v *vendor, papers []paper) string {
	if v.lang == "de" {
		return "Guten Tag,\n\nanbei erhalten Sie unseren Beleg " + papers[0].bill.Number + " als Anhang.\n\nMit freundlichen Grüßen\n" + v.party.Name + "\n" + v.party.Phone + "\n"
	}
	return "Hello,\n\nplease find " + papers[0].bill.Number + " attached.\n\nKind regards\n" + v.party.Name + "\n" + v.party.Phone + "\n"
}

func (t *tale) end() (Story, error) {
	if t.err != nil {
		return Story{}, t.err
	}
	for _, o := range t.orders {
		t.story.Orders = append(t.story.Orders, *o)
	}
	return t.story, nil
}
