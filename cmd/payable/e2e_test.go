package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest/imap/dovecot"
	"github.com/payable-ap/payable/internal/pgtest"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/ocr/specimen/story"
	"github.com/payable-ap/payable/portal/notify/sink"
	"github.com/payable-ap/payable/portal/reply"
)

// TestEndToEnd goes an invoice's whole way on real parts: Dovecot, Postgres, the
// built program, an SMTP server, chromium, a DNS server with the manager's DKIM
// key.
//
//	mail -> captured -> read -> exception -> corrected -> asked by mail ->
//	signed reply -> approved -> exported
//
// A second invoice goes the ways that must not lead to a payment: a forged reply,
// and a STOP within the hold.
func TestEndToEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	price, short := mailOf(t, w.tale, "price-above-order"), mailOf(t, w.tale, "more-than-received")
	w.furnish()
	w.service = w.serve()
	clerk := visit(t, "http://"+w.service.address)
	clerk.logIn("carla", password)

	w.stopHold(0)
	w.deliver(price.Raw)
	id := w.captured(price)
	var other payable.InvoiceID
	var request letter
	for _, step := range []struct {
		name string
		do   func(*world)
	}{
		{"the clerk sees page, finding and figures", func(w *world) { w.look(clerk, id, price) }},
		{"the clerk corrects a value", func(w *world) { w.correct(clerk, id) }},
		{"the clerk asks the manager by mail", func(w *world) { request = w.ask(clerk, id) }},
		{"the signed reply approves, and says so", func(w *world) { w.approve(clerk, id, request) }},
		{"the invoice leaves once", func(w *world) { w.leave(id, price) }},
		{"an invoice over what did not arrive is held", func(w *world) { w.stopHold(30); w.deliver(short.Raw); other = w.captured(short) }},
		{"a forged reply is refused with an answer", func(w *world) { request = w.forge(other) }},
		{"STOP within the hold takes an approval back", func(w *world) { w.stop(other, request) }},
		{"chain and decisions hold", (*world).verify},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.do(w.at(t)) }) {
			return // the steps after it build on it
		}
	}
}

const password = "correct horse battery staple"

var manager = mail.Address{Name: "Siân Prys", Address: "sian@weserblick.example"}

// A world is an install with everything around it.
type world struct {
	*install
	t       testing.TB
	tale    story.Story
	mailbox *dovecot.Server
	sink    string // folder
	db      *postgres.DB
	domain  *signingDomain
	service *service
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, mailbox: dovecot.Start(t), domain: newSigningDomain(t, "weserblick.example"), sink: filepath.Join(t.TempDir(), "sink")}
	server := must[*sink.Server](t)(sink.Start(w.sink, sink.Options{}))
	t.Cleanup(func() { check(t, server.Close()) })
	url := pgtest.URL(t)
	w.db = must[*postgres.DB](t)(postgres.Open(context.Background(), url))
	t.Cleanup(w.db.Close)
	w.install = newInstall(t, "PAYABLE_DATABASE_URL="+url, "PAYABLE_READERS=1",
		"PAYABLE_IMAP_ADDRESS="+w.mailbox.Addr, "PAYABLE_IMAP_SECURITY=starttls", "PAYABLE_IMAP_CA="+w.mailbox.CertFile,
		"PAYABLE_IMAP_USER=invoices", "PAYABLE_IMAP_PASSWORD="+dovecot.Password, "PAYABLE_POLL_EVERY=5s",
		fmt.Sprintf("PAYABLE_SMTP_ADDRESS=127.0.0.1:%d", server.Port()), "PAYABLE_SMTP_SECURITY=plain",
		"PAYABLE_APPROVALS_ADDRESS="+approvals, "PAYABLE_DNS="+w.domain.dns)
	w.install.env = append(w.install.env, "PAYABLE_EXPORT_DIR="+w.path("export"))
	w.tale = tell(t)
	return w
}

// at is the world as a subtest sees it.
func (w *world) at(t testing.TB) *world {
	v := *w
	v.t = t
	return &v
}

// furnish does what an administrator does on the first day.
func (w *world) furnish() {
	e := w.tale.Entity
	e.ID = postgres.MainEntity
	check(w.t, w.db.SaveEntity(context.Background(), payable.System, e))
	for _, f := range []struct {
		kind string
		csv  []byte
	}{{"vendors", w.tale.VendorsCSV()}, {"past-invoices", w.tale.PreviousCSV()}, {"orders", w.tale.OrdersCSV()}, {"receipts", w.tale.ReceiptsCSV()}} {
		if out := w.run("", "import", f.kind, w.write(f.kind+".csv", f.csv)); !strings.Contains(out, " 0 bad rows") {
			w.t.Fatalf("import of %s: %s", f.kind, out)
		}
	}
	w.run(password+"\n", "user", "add", "carla", "--role=clerk", "--full-name=Carla Brandt", "--password", "--language=en")
	w.run(password+"\n", "user", "add", "sian", "--role=approver", "--full-name="+manager.Name, "--address="+manager.Address, "--password", "--language=en")
}

// stopHold sets how long approvals by mail wait.
func (w *world) stopHold(minutes int) {
	w.t.Helper()
	ctx := context.Background()
	p := must[payable.Policy](w.t)(w.db.Policy(ctx, postgres.MainEntity))
	p.StopMinutes = minutes
	check(w.t, w.db.SavePolicy(ctx, payable.System, p))
}

func (w *world) deliver(raw []byte) {
	w.t.Helper()
	check(w.t, w.mailbox.Deliver("invoices", "INBOX", raw))
}

// captured waits until a mail's invoice is before a person and its mail marked on
// the server.
func (w *world) captured(m story.Mail) payable.InvoiceID {
	w.t.Helper()
	var row postgres.QueueRow
	eventually(w.t, time.Minute, m.Name+" to be captured, read and matched", func() bool {
		rows := must[[]postgres.QueueRow](w.t)(w.db.Queue(context.Background(), postgres.MainEntity, postgres.QueueFilter{Tab: postgres.Tab(m.Expect[0].Tab)}))
		i := slices.IndexFunc(rows, func(r postgres.QueueRow) bool { return r.Number == m.Expect[0].Number && r.Why != nil })
		if i >= 0 {
			row = rows[i]
		}
		return i >= 0
	})
	eventually(w.t, 10*time.Second, "$Payable on every mail of the server", func() bool {
		flags := w.keywords()
		return len(flags) > 0 && !slices.ContainsFunc(flags, func(f []imap.Flag) bool { return !slices.Contains(f, "$Payable") })
	})
	return row.ID
}

// keywords are the flags of each mail in the inbox, as a mail program sees them.
func (w *world) keywords() [][]imap.Flag {
	w.t.Helper()
	return keywordsOf(w.t, w.mailbox)
}

func keywordsOf(t testing.TB, s *dovecot.Server) [][]imap.Flag {
	t.Helper()
	c := must[*imapclient.Client](t)(imapclient.DialInsecure(s.Addr, nil))
	defer c.Close()
	check(t, c.Login("invoices", dovecot.Password).Wait())
	_, err := c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait()
	check(t, err)
	var out [][]imap.Flag
	for _, m := range must[[]*imapclient.FetchMessageBuffer](t)(c.Fetch(imap.SeqSet{imap.SeqRange{Start: 1}}, &imap.FetchOptions{Flags: true}).Collect()) {
		out = append(out, m.Flags)
	}
	return out
}

func (w *world) invoice(id payable.InvoiceID) payable.Invoice {
	w.t.Helper()
	return must[payable.Invoice](w.t)(w.db.Invoice(context.Background(), id))
}

func page(id payable.InvoiceID) string { return fmt.Sprintf("/invoices/%d", id) }

// look finds the invoice in the queue with its reason, opens it and sees it.
func (w *world) look(clerk *visitor, id payable.InvoiceID, m story.Mail) {
	sentence := fmt.Sprintf("Price 470.40 EUR is 12 %% above order %s line 10 (420.00 EUR), 403.20 EUR in all; allowed +2 %% and +250.00 EUR, -2 %%, always up to 10.00 EUR.", m.Bills[0].Orders[0])
	clerk.open("/queue?tab=" + string(m.Expect[0].Tab))
	if got := clerk.text("tr[data-row]"); !strings.Contains(plain(got), sentence) || !strings.Contains(got, m.Expect[0].Number) {
		w.t.Errorf("the queue's row says\n%s\nwant number %s and\n%s", got, m.Expect[0].Number, sentence)
	}
	clerk.open(page(id))
	if got := clerk.text(".verdict"); !strings.Contains(plain(got), sentence) {
		w.t.Errorf("the invoice says\n%s\nwant\n%s", got, sentence)
	}
	eventually(w.t, 20*time.Second, "the page's picture", func() bool {
		return ask[bool](clerk, `(() => { const i = document.querySelector("figure.page img"); return i !== null && i.complete && i.naturalWidth > 500 })()`)
	})
	if got := ask[string](clerk, `document.querySelector("#f-gross_total").value`); got != "4649.57" {
		w.t.Errorf("the gross total's field holds %q, want 4649.57", got)
	}
	if n := ask[int](clerk, `document.querySelectorAll("rect.box[data-field=f-gross_total]").length`); n != 1 {
		w.t.Errorf("%d boxes on the page show where the gross total stands, want 1", n)
	}
}

// plain folds the spaces that typography asks for.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\n' || r == '\t' }), " ")
}

// correct changes the due date in the browser: a new draft, a new version, and
// the old draft untouched.
func (w *world) correct(clerk *visitor, id payable.InvoiceID) {
	ctx := context.Background()
	before := w.invoice(id)
	due := before.Due.AddDate(0, 0, 7).Format(time.DateOnly)
	clerk.open(page(id))
	clerk.do("change the due date", fill("#f-due_date", due))
	if said := clerk.submit("save", "#values button.primary"); said == "" {
		w.t.Error("the page after saving does not say what was done")
	}
	eventually(w.t, 20*time.Second, "the corrected invoice to be matched again", func() bool {
		v := w.invoice(id)
		return v.Version == before.Version+1 && v.State != payable.Captured
	})
	after := w.invoice(id)
	now := must[payable.Draft](w.t)(w.db.Draft(ctx, after.Draft))
	if now.Previous != before.Draft || now.By != "carla" || now.Value(payable.DueDate) != due || now.Fields[payable.DueDate].Source != payable.SourcePerson {
		w.t.Errorf("the new draft: previous %d (want %d), by %q, due %+v (want %s by a person)", now.Previous, before.Draft, now.By, now.Fields[payable.DueDate], due)
	}
	if old := must[payable.Draft](w.t)(w.db.Draft(ctx, before.Draft)); old.Value(payable.DueDate) != before.Due.Format(time.DateOnly) {
		w.t.Errorf("the old draft says %s now, want what was read: %s", old.Value(payable.DueDate), before.Due.Format(time.DateOnly))
	}
}

// ask puts the question in the browser and returns the mail that goes out.
func (w *world) ask(clerk *visitor, id payable.InvoiceID) letter {
	clerk.open(page(id))
	clerk.do("write a question", choose("#approver", "sian"), fill("#question", "The new list price is from 1 November. All right with you?"))
	clerk.submit("ask", "#ask form button")
	if v := w.invoice(id); v.State != payable.Waiting {
		w.t.Errorf("after asking the invoice is %s, want waiting", v.State)
	}
	l := w.mail("the request", "approval.", id)
	if !slices.Equal(l.parts, []string{"text/plain", "text/html"}) {
		w.t.Errorf("the request has parts %v, want text/plain and then text/html", l.parts)
	}
	for _, body := range []string{l.text, l.html} {
		for _, want := range []string{"4,649.57", "470.40", "1 November"} {
			if !strings.Contains(plain(body), want) {
				w.t.Errorf("the request lacks %q:\n%s", want, body)
			}
		}
	}
	for line := range strings.Lines(l.text) {
		if verb := strings.ToUpper(strings.Trim(line, " .\r\n")); slices.Contains([]string{"APPROVE", "REJECT", "HOLD", "ASK", "DELEGATE", "STOP"}, verb) {
			w.t.Errorf("the request has a line that is a bare verb: %q", line)
		}
	}
	if local, domain, _ := strings.Cut(l.replyTo, "@"); len(local) != len("approvals+")+reply.TokenLength || domain != "weserblick.example" || len(local) > 64 {
		w.t.Errorf("the request is answered to %q, want approvals+<%d characters>@weserblick.example", l.replyTo, reply.TokenLength)
	}
	return l
}

// mail waits for a letter to the manager about an invoice whose Message-ID begins
// so; kind names it.
func (w *world) mail(kind, id string, about payable.InvoiceID) letter {
	w.t.Helper()
	number := w.invoice(about).Number
	var found []letter
	eventually(w.t, 30*time.Second, kind+" about "+number, func() bool {
		found = nil
		for _, m := range must[[]sink.Mail](w.t)(sink.Mails(w.sink)) {
			l := readLetter(w.t, m)
			if to := must[*mail.Address](w.t)(mail.ParseAddress(l.head.Get("To"))); to.Address != manager.Address {
				w.t.Fatalf("%s went to %s", l.head.Get("Subject"), to)
			}
			if strings.HasPrefix(l.head.Get("Message-Id"), "<"+id) && (id == "answer." || strings.Contains(l.text, number)) {
				found = append(found, l)
			}
		}
		return len(found) > 0
	})
	if len(found) != 1 {
		w.t.Fatalf("%d mails are %s about %s, want one", len(found), kind, number)
	}
	return found[0]
}

// approve sends the manager's signed reply; rungs and receipt follow.
func (w *world) approve(clerk *visitor, id payable.InvoiceID, request letter) {
	w.deliver(w.domain.sign(w.t, request.answer(manager, "Approved, thanks.\r\n\r\n-- \r\nSiân Prys\r\nSent from my phone")))
	receipt := w.mail("the receipt", "receipt.", id)
	if !strings.Contains(receipt.text, "STOP") {
		w.t.Errorf("the receipt does not say how to take it back:\n%s", receipt.text)
	}
	clerk.open(page(id))
	clerk.do("open the rungs", press(".reply summary"))
	passed, all := ask[int](clerk, `document.querySelectorAll("ol.rungs li.good").length`), ask[int](clerk, `document.querySelectorAll("ol.rungs li").length`)
	if rungs := clerk.text("ol.rungs"); all != 10 || passed != 10 || !strings.Contains(strings.ToLower(rungs), "dkim") {
		w.t.Errorf("%d of %d rungs shown as passed, want 10 of 10, one naming DKIM:\n%s", passed, all, rungs)
	}
}

// leave checks the file the ledger gets.
func (w *world) leave(id payable.InvoiceID, m story.Mail) {
	eventually(w.t, 30*time.Second, "the export", func() bool { return w.invoice(id).State == payable.HandedOver })
	v, bill := w.invoice(id), m.Bills[0]
	name := fmt.Sprintf("invoice-%d", id)
	rows := must[[][]string](w.t)(csv.NewReader(bytes.NewReader(must[[]byte](w.t)(os.ReadFile(filepath.Join(w.path("export"), name+".csv"))))).ReadAll())
	if len(rows) != 1+len(bill.Lines) {
		w.t.Fatalf("the file has %d rows, want a heading and %d lines", len(rows), len(bill.Lines))
	}
	for i, l := range bill.Lines {
		got := map[string]string{}
		for j, column := range rows[0] {
			got[column] = rows[1+i][j]
		}
		for column, want := range map[string]string{
			"number": bill.Number, "vendor_name": bill.Seller.Name, "iban": bill.Seller.IBAN, "gross_total": "4649.57", "payable": "4649.57", "currency": "EUR", "approved_by": "sian",
			"issue_date": bill.Issued.Format(time.DateOnly), "due_date": v.Due.Format(time.DateOnly), "order": bill.Orders[0], "order_line": l.OrderLine, "description": l.Text,
			"original_sha256": string(must[payable.Occurrence](w.t)(w.db.Occurrence(context.Background(), v.Occurrence)).Document),
		} {
			if got[column] != want {
				w.t.Errorf("line %d, column %s: %q, want %q", i+1, column, got[column], want)
			}
		}
		if q, err := decimal.NewFromString(got["quantity"]); err != nil || !q.Equal(l.Quantity) {
			w.t.Errorf("line %d: quantity %q, want %s", i+1, got["quantity"], l.Quantity)
		}
	}
	if original := must[[]byte](w.t)(os.ReadFile(filepath.Join(w.path("export"), name+"-original.pdf"))); string(payable.HashOf(original)) != rows[1][len(rows[1])-1] {
		w.t.Error("the original beside the file is not the document the vendor sent")
	}
	if n := w.happened(id, payable.ExportInvoice); n != 1 {
		w.t.Errorf("the invoice was handed over %d times, want once", n)
	}
}

// happened counts the events of an action on an invoice that were allowed.
func (w *world) happened(id payable.InvoiceID, a payable.Action) int {
	w.t.Helper()
	n := 0
	for _, e := range must[[]postgres.Trail](w.t)(w.db.Trails(context.Background(), postgres.MainEntity, fmt.Sprintf("invoice %d", id), 0, 200)) {
		if e.Action == a && e.Allowed {
			n++
		}
	}
	return n
}

// forge answers with the right token and the wrong sender: nobody signed it.
func (w *world) forge(id payable.InvoiceID) letter {
	clerk := must[payable.User](w.t)(w.db.User(context.Background(), "carla"))
	check(w.t, w.db.AskApproval(context.Background(), clerk.Actor(), id, w.invoice(id).Version, "sian", ""))
	request := w.mail("the request", "approval.", id)
	w.deliver(request.answer(manager, "APPROVE"))
	answer := w.mail("the refusal", "answer.", id)
	if v := w.invoice(id); v.State != payable.Waiting {
		w.t.Errorf("after a forged reply the invoice is %s, want waiting", v.State)
	}
	replies := must[[]postgres.StoredReply](w.t)(w.db.Replies(context.Background(), id))
	if len(replies) != 1 || replies[0].Acted || len(replies[0].Rungs) != 8 || replies[0].Rungs[7].Passed {
		w.t.Errorf("the forged reply is kept as %+v, want one that failed rung 8", replies)
	}
	if strings.Contains(answer.text, w.invoice(id).Number) {
		w.t.Errorf("the answer to a forger tells of the invoice:\n%s", answer.text)
	}
	return request
}

// stop approves for real and takes it back.
func (w *world) stop(id payable.InvoiceID, request letter) {
	w.deliver(w.domain.sign(w.t, request.answer(manager, "APPROVE")))
	receipt := w.mail("the receipt", "receipt.", id)
	if v := w.invoice(id); v.State != payable.Approved {
		w.t.Fatalf("within the hold the invoice is %s, want approved", v.State)
	}
	w.deliver(w.domain.sign(w.t, receipt.answer(manager, "STOP")))
	eventually(w.t, 30*time.Second, "the approval to be taken back", func() bool { return w.invoice(id).State == payable.Review })
	if files := must[[]string](w.t)(filepath.Glob(filepath.Join(w.path("export"), fmt.Sprintf("invoice-%d*", id)))); len(files) > 0 {
		w.t.Errorf("a stopped invoice left as %v", files)
	}
}

// verify checks the audit chain and makes every decision again, and that each
// mail went out once.
func (w *world) verify() {
	if out := w.run("", "audit", "verify"); !strings.Contains(out, " events hold, ") {
		w.t.Errorf("audit verify: %s", out)
	}
	var decisions, same int
	out := w.run("", "replay")
	if _, err := fmt.Sscanf(out, "%d decisions replayed, %d identical", &decisions, &same); err != nil || decisions < 3 || same != decisions {
		w.t.Errorf("replay: %q (%v), want at least three decisions, all identical", out, err)
	}
	for line := range strings.Lines(w.service.log.String()) {
		if strings.Contains(line, "level=ERROR") {
			w.t.Errorf("the service met an error nobody asked for: %s", line)
		}
	}
	seen := map[string]int{}
	for _, m := range must[[]sink.Mail](w.t)(sink.Mails(w.sink)) {
		seen[must[*mail.Message](w.t)(mail.ReadMessage(bytes.NewReader(m.Raw))).Header.Get("Message-Id")]++
	}
	for id, n := range seen {
		if n != 1 {
			w.t.Errorf("mail %s went out %d times", id, n)
		}
	}
}
