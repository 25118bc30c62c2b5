package proof

import (
	"net/mail"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/specimen/raster"
	"github.com/payable-ap/payable/ocr/specimen/story"
)

// A plan is what people do about an invoice.
type plan string

const (
	straight plan = ""        // nothing: it goes through by itself
	approve  plan = "approve" // a manager is asked and says yes
	reject   plan = "reject"  // … says no
	held     plan = "held"    // nobody does anything: it waits for its receipt
	refuse   plan = "refuse"  // the ledger refuses it once, a manager says yes again
)

// end is the state an invoice of this plan comes to.
func (p plan) end() string {
	switch p {
	case reject:
		return "rejected"
	case held:
		return "held"
	}
	return "handed_over"
}

// An expected invoice is one that a mail brings.
type expected struct {
	number string
	plan   plan
}

// A parcel is one delivery to the mailbox.
type parcel struct {
	kind      string
	folder    string
	raw       []byte
	state     payable.MessageState // "" for any end but an invoice
	documents int
	invoices  []expected
}

// A post is all mail of a run, and what must be known before it comes.
type post struct {
	story    story.Story
	parcels  []parcel
	invoices map[string]plan // by number

	mu   sync.Mutex
	sent map[string]int // deliveries by folder, replies included
	next int
}

func (p *post) delivered() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.next
}

// in says how many mails a folder of the server has.
func (p *post) in(folder string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sent[folder]
}

// deliver puts a mail on the server.
func (p *post) deliver(h *house, folder string, raw []byte) error {
	if err := h.mailbox.Deliver(user, folder, raw); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent[folder]++
	return nil
}

// more delivers parcels until so many are out.
func (p *post) more(h *house, upTo int) error {
	for p.next < min(upTo, len(p.parcels)) {
		m := p.parcels[p.next]
		if err := p.deliver(h, m.folder, m.raw); err != nil {
			return err
		}
		p.mu.Lock()
		p.next++
		p.mu.Unlock()
	}
	return nil
}

// A writer writes mails, orders and receipts.
type writer struct {
	post    *post
	today   time.Time
	printer *raster.Printer
	vendors []vendor
	err     error
}

// write makes so many mails. The same day gives the same mails.
func write(mails int, now time.Time) (*post, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	printer, err := raster.New(filepath.Join(cache, "payable", "wasm"))
	if err != nil {
		return nil, err
	}
	defer printer.Close() // nothing is left to be done
	w := &writer{post: &post{invoices: map[string]plan{}, sent: map[string]int{}}, today: now.UTC().Truncate(24 * time.Hour), printer: printer, vendors: cast()}
	w.post.story.Entity = payable.Entity{ID: 1, Name: customer.Name, VATIDs: []string{customer.VATID}, Currency: "EUR", TimeZone: "Europe/Berlin"}
	for _, v := range w.vendors {
		v.master.Bank[0].Since = w.today.AddDate(-2, 0, 0)
		w.post.story.Vendors = append(w.post.story.Vendors, v.master)
		// A vendor's first invoice is never approved by mail.
		w.post.story.Previous = append(w.post.story.Previous, payable.PriorInvoice{Vendor: v.master.ID, Number: "P" + v.master.Number, Issued: w.today.AddDate(0, -2, 0),
			Gross: decimal.NewFromInt(178), Currency: "EUR"})
	}
	for i := range mails {
		p := kinds[i%len(kinds)](w)
		for _, e := range p.invoices {
			w.post.invoices[e.number] = e.plan
		}
		w.post.parcels = append(w.post.parcels, p)
	}
	return w.post, w.err
}

func (w *writer) check(err error) {
	if err != nil && w.err == nil {
		w.err = err
	}
}

// A paper is an invoice on its way into a mail.
type paper struct {
	bill specimen.Bill
	file specimen.Attachment
	plan plan
}

func (w *writer) letter(v vendor, subject string, papers ...paper) parcel {
	m := specimen.Message{From: mail.Address{Name: v.party.Name, Address: v.party.Mail}, To: mail.Address{Name: customer.Name, Address: story.Mailbox},
		Date: w.today.Add(time.Duration(len(w.post.parcels)) * time.Second), Subject: subject, Body: "Please find our documents attached.\n\nKind regards\n" + v.party.Name + "\n"}
	p := parcel{kind: subject, folder: "INBOX", state: payable.MessageInvoice, documents: len(papers)}
	for _, d := range papers {
		m.Attached = append(m.Attached, d.file)
		p.invoices = append(p.invoices, expected{d.bill.Number, d.plan})
	}
	p.raw = specimen.Mail(m)
	return p
}

func (w *writer) xml(v vendor, plan plan, dear string) paper {
	b := w.bill(v, dear, plan != held)
	return paper{b, specimen.XML(b.Number+".xml", specimen.UBL(b)), plan}
}

func (w *writer) page(v vendor, plan plan, dear string) paper {
	b := w.bill(v, dear, plan != held)
	pdf, _, err := specimen.Draw(b, v.layout)
	w.check(err)
	return paper{b, specimen.PDF(b.Number+".pdf", pdf), plan}
}
