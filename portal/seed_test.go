package portal

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/pgtest"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/portal/auth"
)

const password = "correct horse battery"

// hashed is the hash of password, computed once: it takes long on purpose.
var hashed = sync.OnceValues(func() (string, error) {
	p, err := auth.New(1)
	if err != nil {
		return "", err
	}
	return p.Hash(context.Background(), password)
})

// A site is a portal on a database of the test's own, with people, a vendor, an
// order, a receipt and invoices in several states.
type site struct {
	t    *testing.T
	db   *postgres.DB
	srv  *Server
	http *httptest.Server
	// Invoices, by what is the matter with them.
	price, clean, foreign, waiting, approved payable.InvoiceID
	document                                 payable.Hash
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newSite(t *testing.T) *site {
	t.Helper()
	ctx := context.Background()
	s := &site{t: t, db: pgtest.New(t)}
	hash, err := hashed()
	check(t, err)
	for _, u := range []payable.User{
		{Name: "bo", FullName: "Bo Clerk", Roles: []payable.Role{payable.Clerk}},
		{Name: "cai", FullName: "Cai Clerk", Roles: []payable.Role{payable.Clerk}},
		{Name: "ana", FullName: "Ana Prys", Roles: []payable.Role{payable.Approver}},
		{Name: "eve", FullName: "Eve Small", Roles: []payable.Role{payable.Approver}, Limit: "100"},
		{Name: "otto", FullName: "Otto Auditor", Roles: []payable.Role{payable.Auditor}},
		{Name: "root", FullName: "Rhian Admin", Roles: []payable.Role{payable.Administrator}},
	} {
		u.Active, u.Addresses = true, []string{u.Name + "@customer.example"}
		check(t, s.db.SaveUser(ctx, payable.System, u, hash))
	}
	check(t, s.db.EnsurePolicy(ctx, payable.Policy{Entity: postgres.MainEntity, Currency: "EUR", StopMinutes: 30, ReplyCeiling: decimal.NewFromInt(10000), ApprovalDays: 3}))
	s.master()
	s.srv = &Server{
		DB: s.db, Draw: drawn, Words: wordsOf, Renderer: "test 1", PageDir: t.TempDir(),
		ReadOrders: readOrders, ReadReceipts: func(io.Reader) ([]postgres.ImportedReceipt, []postgres.RowProblem, error) { return nil, nil, nil },
		ReadVendors: func(io.Reader) ([]postgres.ImportedVendor, []postgres.RowProblem, error) { return nil, nil, nil },
	}
	h, err := s.srv.Handler()
	check(t, err)
	s.http = httptest.NewServer(h)
	t.Cleanup(s.http.Close)
	s.invoices()
	return s
}

// master imports the vendors, an order and what arrived of it.
func (s *site) master() {
	ctx := context.Background()
	_, err := s.db.ImportVendors(ctx, payable.System, postgres.MainEntity, postgres.ImportFile{Name: "vendors.csv", Hash: payable.HashOf(nil)}, []postgres.ImportedVendor{
		{Vendor: payable.Vendor{Number: "V1", Name: "Acme Bolts GmbH", VATIDs: []string{"DE123456789"}, Active: true, Bank: []payable.BankAccount{{IBAN: "DE89370400440532013000", Since: time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)}}}},
		{Vendor: payable.Vendor{Number: "V2", Name: hostile, Active: true}},
	})
	check(s.t, err)
	order := postgres.ImportedOrder{VendorNumber: "V1"}
	order.PurchaseOrder = payable.PurchaseOrder{LedgerID: "L4711", Number: "4711", Currency: "EUR", State: payable.OrderOpen, Date: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC), Buyer: "gwen", Lines: []payable.OrderLine{
		{Number: "1", SKU: "B-8", Text: "Hex bolts M8", Quantity: decimal.NewFromInt(100), Unit: "C62", Price: payable.NewMoney("3.75", "EUR")},
		{Number: "2", SKU: "N-8", Text: "Nuts M8", Quantity: decimal.NewFromInt(100), Unit: "C62", Price: payable.NewMoney("0.12", "EUR")},
	}}
	_, err = s.db.ImportOrders(ctx, payable.System, postgres.MainEntity, postgres.ImportFile{Name: "orders.csv", Hash: payable.HashOf([]byte("o"))}, []postgres.ImportedOrder{order})
	check(s.t, err)
	_, err = s.db.ImportReceipts(ctx, payable.System, postgres.MainEntity, postgres.ImportFile{Name: "receipts.csv", Hash: payable.HashOf([]byte("r"))}, []postgres.ImportedReceipt{{
		Receipt: payable.Receipt{LedgerID: "GR1", Number: "GR-1", Despatch: "LS 77", Date: time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC)},
		Lines:   []postgres.ImportedReceiptLine{{Number: "1", Order: "4711", OrderLine: "1", Quantity: "80"}, {Number: "2", Order: "4711", OrderLine: "2", Quantity: "100"}},
	}})
	check(s.t, err)
}

// hostile is a vendor's name that would run if it were not escaped.
const hostile = `<script>alert("x")</script>=cmd|' /C calc'!A0`

// A want is what one seeded invoice shall be.
type want struct {
	number, price, seller, iban string
	vendor                      payable.VendorID
	findings                    []payable.Finding
}

func (s *site) invoices() {
	ctx := context.Background()
	above := payable.Finding{Check: payable.UnitPrice, Line: 1, Outcome: payable.NeedsReview, Owner: "ap", Message: "UNIT_PRICE.above", Terms: []payable.Term{payable.LineUnitPrice},
		Figures: map[string]string{"order": "4711", "order_line": "1", "got": "4.20", "want": "3.75", "percent": "12", "difference": "36.00", "currency": "EUR", "allowed": "2 %"}, Tolerance: "2 %"}
	pass := payable.Finding{Check: payable.OrderFound, Outcome: payable.Pass, Owner: "ap", Message: "ORDER_FOUND.found", Figures: map[string]string{"order": "4711", "by": "number"}}
	unsure := payable.Finding{Check: payable.LowConfidence, Outcome: payable.NeedsReview, Owner: "ap", Message: "LOW_CONFIDENCE.unsure", Terms: []payable.Term{payable.DueDate}, Figures: map[string]string{"fields": "due_date"}}
	block := payable.Finding{Check: payable.BankIsMasters, Outcome: payable.Block, Owner: "vendor_master", Message: "BANK_IS_MASTERS.foreign", Terms: []payable.Term{payable.IBAN}, Figures: map[string]string{"vendor": hostile, "account": "GB33BUKB20201555555555"}}
	s.price = s.captured(want{"R-17", "4.20", "Acme Bolts", "DE89370400440532013000", 1, []payable.Finding{above, pass, unsure}})
	s.clean = s.captured(want{"R-18", "3.75", "Acme Bolts", "DE89370400440532013000", 1, []payable.Finding{pass}})
	s.foreign = s.captured(want{"R-19", "3.75", hostile, "GB33BUKB20201555555555", 2, []payable.Finding{block}})
	s.waiting = s.captured(want{"R-20", "4.20", "Acme Bolts", "", 1, []payable.Finding{above}})
	s.approved = s.captured(want{"R-21", "3.75", "Acme Bolts", "", 1, []payable.Finding{pass}})
	check(s.t, s.db.AskApproval(ctx, payable.Actor{Name: "bo", Roles: []payable.Role{payable.Clerk}}, s.waiting, 1, "ana", "Is the new price agreed?"))
	check(s.t, s.db.Decide(ctx, payable.Actor{Name: "ana", Roles: []payable.Role{payable.Approver}}, s.approved, 1, payable.VerdictApprove, ""))
	id, err := s.db.UploadDocument(ctx, payable.Actor{Name: "bo", Roles: []payable.Role{payable.Clerk}}, postgres.MainEntity, payable.DoorUpload, hostile+".pdf", "application/pdf", []byte("%PDF hangs"))
	check(s.t, err)
	_, err = s.db.StartReading(ctx, payable.System, id)
	check(s.t, err)
	check(s.t, s.db.QuarantineOccurrence(ctx, payable.System, id, "the reader did not answer for 180 s, three times"))
	check(s.t, s.db.ObserveFolder(ctx, postgres.MainEntity, postgres.Folder{Account: "ap", Folder: "INBOX", UIDValidity: 1, OnServer: 5, InLedger: 5, HighestUID: 5}, nil))
}

var mails int

// captured brings an invoice in as a mail does and has it decided.
func (s *site) captured(w want) payable.InvoiceID {
	s.t.Helper()
	ctx := context.Background()
	mails++
	raw := []byte(fmt.Sprintf("Subject: %s\r\n\r\nmail %d", w.number, mails))
	entry := payable.MailboxEntry{Account: "ap", Folder: "INBOX", UIDValidity: 1, UID: uint32(mails)}
	check(s.t, s.db.StoreMessage(ctx, payable.System, postgres.MainEntity, entry, raw, postgres.Envelope{From: "billing@acme.example", Subject: w.number}))
	hash := payable.HashOf(raw)
	pdf := []byte("%PDF-1.7 " + w.number + fmt.Sprint(mails))
	check(s.t, s.db.SortMessage(ctx, payable.System, hash, payable.MessageInvoice, "has a document", []postgres.Part{{Path: "2", FileName: w.number + ".pdf", MediaType: "application/pdf", Bytes: pdf}}))
	docs, err := s.db.DocumentsOf(ctx, hash)
	check(s.t, err)
	occ, err := s.db.StartReading(ctx, payable.System, docs[0].ID)
	check(s.t, err)
	s.document = occ.Document
	check(s.t, s.db.CaptureInvoice(ctx, payable.System, occ.ID, []postgres.Reading{{Draft: draftOf(w)}}))
	ids, err := s.db.InvoicesOf(ctx, occ.ID)
	check(s.t, err)
	net := decimal.RequireFromString(w.price).Mul(decimal.NewFromInt(80))
	check(s.t, s.db.MatchInvoice(ctx, payable.System, ids[0], func(c payable.Case) payable.Decision {
		d := payable.Decision{Vendor: w.vendor, Findings: w.findings}
		if w.vendor == 1 && w.number == "R-17" {
			d.Orders = []payable.OrderID{1}
			d.Allocations = []payable.Allocation{{Line: 1, OrderLine: 1, Quantity: decimal.NewFromInt(80), Net: net, Receipts: []payable.Covered{{ReceiptLine: 1, Quantity: decimal.NewFromInt(80)}}}}
		}
		return d
	}))
	return ids[0]
}

func draftOf(w want) payable.Draft {
	field := func(value string, confidence float64, x, y, wide float64) payable.Field {
		return payable.Field{Value: value, Confidence: confidence, Source: payable.SourceOCR, Page: 1, Box: &payable.Box{X0: x, Y0: y, X1: x + wide, Y1: y + 12}, Why: `right of "Rechnungsnr."`}
	}
	net := decimal.RequireFromString(w.price).Mul(decimal.NewFromInt(80))
	gross := net.Mul(decimal.RequireFromString("1.19")).Round(2)
	d := payable.Draft{Ordinal: 1, PageRange: [2]int{1, 2}, DocType: payable.DocInvoice, Source: payable.SourceOCR, Fields: map[payable.Term]payable.Field{
		payable.InvoiceNumber: field(w.number, .98, 400, 120, 60), payable.IssueDate: field("2026-11-20", .97, 400, 140, 60), payable.DueDate: field("2026-11-24", .62, 400, 160, 60),
		payable.CurrencyCode: field("EUR", .99, 500, 600, 20), payable.PONumber: field("4711", .95, 400, 180, 40), payable.SellerName: field(w.seller, .96, 60, 60, 160),
		payable.SellerVATID: field("DE123456789", .99, 60, 780, 90), payable.NetTotal: field(net.StringFixed(2), .99, 460, 560, 60),
		payable.TaxTotal: field(gross.Sub(net).StringFixed(2), .99, 460, 580, 60), payable.GrossTotal: field(gross.StringFixed(2), .99, 460, 600, 60),
	}, Lines: []map[payable.Term]payable.Field{{
		payable.LineDescription: field("Hex bolts M8", .97, 60, 300, 120), payable.LineQuantity: field("80", .98, 260, 300, 30), payable.LineUnit: field("C62", .9, 300, 300, 20),
		payable.LineUnitPrice: field(w.price, .97, 360, 300, 40), payable.LineTotal: field(net.StringFixed(2), .99, 460, 300, 60), payable.LineVATRate: field("19", .99, 420, 300, 20),
	}}}
	if w.iban != "" {
		d.Bank = []string{w.iban}
	}
	return d
}

// drawn makes a page picture: grey bars where writing would be.
func drawn(_ context.Context, _ payable.Hash, page, dpi int) ([]byte, error) {
	if page > 2 {
		return nil, payable.ErrNotFound
	}
	at := func(pt int) int { return pt * dpi / 72 }
	m := image.NewGray(image.Rect(0, 0, at(595), at(842)))
	draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
	for y := 60; y < 800; y += 20 {
		for x := 60; x < 520; x += 100 {
			draw.Draw(m, image.Rect(at(x), at(y), at(x+40+(x*y)%50), at(y+9)), image.NewUniform(color.Gray{Y: 120}), image.Point{}, draw.Src)
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, m)
	return b.Bytes(), err
}

func wordsOf(_ context.Context, _ payable.Hash, page int) (Page, error) {
	return Page{Width: 595, Height: 842, Words: []Word{{"27.11.2026", payable.Box{X0: 400, Y0: 200, X1: 460, Y1: 212}}, {"1.234,50", payable.Box{X0: 460, Y0: 640, X1: 520, Y1: 652}}}}, nil
}

// readOrders reads number;quantity;price, enough to show the preview and its
// errors.
func readOrders(r io.Reader) ([]postgres.ImportedOrder, []postgres.RowProblem, error) {
	in := csv.NewReader(r)
	in.Comma, in.FieldsPerRecord = ';', -1
	rows, err := in.ReadAll()
	var out []postgres.ImportedOrder
	var bad []postgres.RowProblem
	for i, row := range rows {
		q, err := decimal.NewFromString(row[1])
		if err != nil {
			bad = append(bad, postgres.RowProblem{Row: i + 1, Column: "quantity", Reason: payable.Say("row_not_number", `"{value}" is not a number`, "value", row[1])})
			continue
		}
		o := postgres.ImportedOrder{Row: i + 1, VendorNumber: "V1"}
		o.PurchaseOrder = payable.PurchaseOrder{LedgerID: row[0], Number: row[0], Currency: "EUR", State: payable.OrderOpen, Lines: []payable.OrderLine{{Number: "1", Quantity: q, Price: payable.NewMoney("1", "EUR")}}}
		out = append(out, o)
	}
	return out, bad, err
}

// A browser is somebody's: it keeps the cookie and does not follow redirects.
type browser struct {
	*site
	client   *http.Client
	language string // what the browser asks for; empty asks for nothing
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	check(s.t, err)
	return &browser{site: s, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as returns a browser in which a user is logged in.
func (s *site) as(name string) *browser {
	s.t.Helper()
	b := s.browser()
	if status, _ := b.post("/login", url.Values{"name": {name}, "password": {password}}); status != http.StatusSeeOther {
		s.t.Fatalf("login of %s: %d", name, status)
	}
	return b
}

func (b *browser) do(r *http.Request, err error) (int, string) {
	b.t.Helper()
	check(b.t, err)
	if b.language != "" {
		r.Header.Set("Accept-Language", b.language)
	}
	resp, err := b.client.Do(r)
	check(b.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	check(b.t, err)
	return resp.StatusCode, string(body)
}

func (b *browser) get(path string) (int, string) {
	b.t.Helper()
	return b.do(http.NewRequest("GET", b.http.URL+path, nil))
}

func (b *browser) post(path string, form url.Values) (int, string) {
	b.t.Helper()
	r, err := http.NewRequest("POST", b.http.URL+path, strings.NewReader(form.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", b.http.URL)
	}
	return b.do(r, err)
}
