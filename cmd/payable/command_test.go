package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest/message"
	"github.com/payable-ap/payable/internal/pgtest"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/specimen/story"
	"github.com/payable-ap/payable/portal/reply"
)

// tell tells the story once for all tests, which must not change it. Its scan is
// of an empty page: no test here sends it.
func tell(t testing.TB) story.Story {
	t.Helper()
	return must[story.Story](t)(told())
}

var told = sync.OnceValues(func() (story.Story, error) {
	empty := []image.Image{image.NewGray(image.Rect(0, 0, 200, 280))}
	return story.Tell(time.Now(), func([]byte, int) ([]image.Image, error) { return empty, nil })
})

func mailOf(t testing.TB, s story.Story, name string) story.Mail {
	t.Helper()
	i := slices.IndexFunc(s.Mails, func(m story.Mail) bool { return m.Name == name })
	if i < 0 {
		t.Fatalf("the story has no mail %q", name)
	}
	return s.Mails[i]
}

// A read line is what payable read prints, as far as the tests look.
type readLine struct {
	File     string                              `json:"file"`
	DocType  string                              `json:"doc_type"`
	Source   string                              `json:"source"`
	Fields   map[string]struct{ Value string }   `json:"fields"`
	Lines    []map[string]struct{ Value string } `json:"lines"`
	Problems []string                            `json:"problems"`
	MS       int                                 `json:"ms"`
}

func jsonLines[T any](t testing.TB, out string) []T {
	t.Helper()
	var all []T
	for line := range strings.Lines(out) {
		var v T
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, v)
	}
	return all
}

// TestCommandRead reads a page, an XML and something that is no document: each
// says what it is, and the last stops nobody.
func TestCommandRead(t *testing.T) {
	i := newInstall(t)
	bill := mailOf(t, tell(t), "price-above-order").Bills[0]
	pdf, _, err := specimen.Draw(bill, specimen.Modern)
	check(t, err)
	broken := i.write("broken.pdf", pdf[:200])
	page, xml := i.write("page.pdf", pdf), i.write("bill.xml", specimen.UBL(bill))
	out, errs, err := i.try("", "read", page, broken, xml)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("with a broken file: %v (%s), want exit status 1", err, errs)
	}
	got := jsonLines[readLine](t, out)
	if len(got) != 3 {
		t.Fatalf("%d lines for three files:\n%s", len(got), out)
	}
	for n, source := range map[int]string{0: "text", 2: "xml"} {
		r := got[n]
		if r.DocType != "invoice" || r.Source != source || r.Fields["invoice_number"].Value != bill.Number || r.Fields["gross_total"].Value != "4649.57" || len(r.Lines) != len(bill.Lines) {
			t.Errorf("%s reads as %+v, want invoice %s over 4649.57 by %s with %d lines", r.File, r, bill.Number, source, len(bill.Lines))
		}
	}
	if r := got[1]; r.File != broken || len(r.Problems) == 0 || len(r.Fields) > 0 {
		t.Errorf("the broken file reads as %+v, want its problems and no fields", r)
	}
}

// TestCommandMail takes the story's mails apart: class, parts, and of a reply the
// words and the verb.
func TestCommandMail(t *testing.T) {
	i, s := newInstall(t), tell(t)
	var files []string
	var want []payable.MessageState
	for _, m := range s.Mails {
		files = append(files, i.write(m.Name+".eml", m.Raw))
		want = append(want, m.State)
	}
	token := reply.Token(make([]byte, 32), payable.Approval{ID: 1, Invoice: 1, Version: 1, Payable: payable.NewMoney("1", "EUR"), Secret: payable.NewSecret()}, "test")
	answer := strings.ReplaceAll("From: Sian <sian@weserblick.example>\nTo: approvals+"+token+"@weserblick.example\nSubject: Re: ["+token[:8]+"] Approve?\nDate: Sat, 21 Nov 2026 10:00:00 +0000\nMessage-ID: <1@weserblick.example>\n\nReject wrong price\n\nOn Fri, 20 Nov 2026 at 10:00, Payable wrote:\n> Approve?\n", "\n", "\r\n")
	files, want = append(files, i.write("reply.eml", []byte(answer))), append(want, payable.MessageReply)
	out := i.run("", append([]string{"mail", "--approvals=" + approvals, "--domain=weserblick.example"}, files...)...)
	got := jsonLines[message.Description](t, out)
	if len(got) != len(files) {
		t.Fatalf("%d lines for %d mails", len(got), len(files))
	}
	for n, d := range got {
		if d.Class != string(want[n]) || d.Reason == "" {
			t.Errorf("%s is %s because %q, want %s", filepath.Base(d.File), d.Class, d.Reason, want[n])
		}
		for _, p := range d.Parts {
			if p.Document && (len(p.SHA256) != 64 || p.Size == 0) {
				t.Errorf("%s: part %+v has no hash or size", filepath.Base(d.File), p)
			}
		}
		if n < len(s.Mails) && want[n] == payable.MessageInvoice {
			if documents := slices.DeleteFunc(slices.Clone(d.Parts), func(p message.PartDescription) bool { return !p.Document }); len(documents) != len(s.Mails[n].Bills) {
				t.Errorf("%s: %d documents, want %d", filepath.Base(d.File), len(documents), len(s.Mails[n].Bills))
			}
		}
	}
	if r := got[len(got)-1].Reply; r == nil || r.Verb != string(payable.VerdictReject) || strings.TrimSpace(r.Text) != "Reject wrong price" {
		t.Errorf("the reply: %+v, want the verb reject and its line", r)
	}
}

// open returns the checks of a decision that stand between an invoice and its
// payment.
func open(t testing.TB, out string) map[payable.CheckID]payable.Finding {
	t.Helper()
	var d payable.Decision
	if err := json.Unmarshal([]byte(out), &d); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	found := map[payable.CheckID]payable.Finding{}
	for _, f := range d.Findings {
		if f.Outcome.Open() {
			found[f.Check] = f
		}
	}
	return found
}

// TestCommandMatch matches files of the story: what is as ordered has nothing
// open, what is dearer has exactly that.
func TestCommandMatch(t *testing.T) {
	i, s := newInstall(t), tell(t)
	tables := []string{"--order=" + i.write("orders.csv", s.OrdersCSV()), "--receipt=" + i.write("receipts.csv", s.ReceiptsCSV()), "--vendor=" + i.write("vendors.csv", s.VendorsCSV())}
	for _, tt := range []struct {
		mail string
		want []payable.CheckID
	}{
		{"letter-as-ordered", nil},
		{"price-above-order", []payable.CheckID{payable.UnitPrice}},
		{"more-than-received", []payable.CheckID{payable.QuantityReceived}},
		{"not-arrived", []payable.CheckID{payable.NoReceipt}},
		{"unknown-order", []payable.CheckID{payable.OrderFound}},
	} {
		t.Run(tt.mail, func(t *testing.T) {
			i := *i
			i.t = t
			bill := mailOf(t, s, tt.mail).Bills[0]
			xml := i.write(tt.mail+".xml", specimen.UBL(bill))
			out := i.run("", append([]string{"match", xml}, tables...)...)
			got := open(t, out)
			for _, c := range tt.want {
				if _, ok := got[c]; !ok {
					t.Errorf("%s is not open; open are %v", c, slices.Collect(maps.Keys(got)))
				}
			}
			if len(tt.want) == 0 && len(got) > 0 {
				t.Errorf("open are %v, want none", got)
			}
			again := i.run("", append([]string{"match", i.write(tt.mail+".json", []byte(i.run("", "read", xml)))}, tables...)...)
			if reread := open(t, again); !slices.Equal(slices.Sorted(maps.Keys(reread)), slices.Sorted(maps.Keys(got))) {
				t.Errorf("from the JSON of payable read: open are %v, from the file %v", reread, got)
			}
		})
	}
}

// TestCommandMatchCorpus matches each scenario of the corpus that has an invoice,
// and lists what it finds.
func TestCommandMatchCorpus(t *testing.T) {
	root := corpus(t, "matching")
	if root == "" {
		t.Skip("there is no ../shared/corpus here")
	}
	i := newInstall(t)
	scenarios := must[[]string](t)(filepath.Glob(filepath.Join(root, "*")))
	matched := 0
	for _, dir := range scenarios {
		var invoice string
		var args []string
		for _, file := range must[[]string](t)(filepath.Glob(filepath.Join(dir, "*.xml"))) {
			head := must[[]byte](t)(os.ReadFile(file))
			switch {
			case bytes.Contains(head, []byte("</Invoice>")):
				invoice = file
			case bytes.Contains(head, []byte("</Order>")):
				args = append(args, "--order="+file)
			case bytes.Contains(head, []byte("</ReceiptAdvice>")):
				args = append(args, "--receipt="+file)
			}
		}
		if invoice == "" {
			t.Logf("%s: no invoice", filepath.Base(dir))
			continue
		}
		matched++
		found := open(t, i.run("", append([]string{"match", invoice}, args...)...))
		for _, c := range slices.Sorted(maps.Keys(found)) {
			t.Logf("%s: %s %s %v", filepath.Base(dir), c, found[c].Outcome, found[c].Figures)
		}
		if filepath.Base(dir) != "oasis_ubl20_aeg012345" {
			continue
		}
		// 100 kg ordered, 90 received, 100 billed.
		got := found[payable.QuantityReceived].Figures
		for figure, want := range map[string]string{"billed": "100", "received": "90", "missing": "10", "before": "0", "unit": "KGM", "order": "AEG012345", "order_line": "1"} {
			if got[figure] != want {
				t.Errorf("%s: QTY_RECEIVED says %s %q, want %q (%v)", filepath.Base(dir), figure, got[figure], want, got)
			}
		}
	}
	t.Logf("%d of %d scenarios have an invoice", matched, len(scenarios))
	if matched == 0 {
		t.Error("no scenario was matched")
	}
}

// TestAWrongSettingStopsTheStart gives each setting a value it cannot have: the
// start ends with a sentence that names the setting and what would be right.
func TestAWrongSettingStopsTheStart(t *testing.T) {
	i := newInstall(t, "PAYABLE_DATABASE_URL=postgres://127.0.0.1:1/none") // nobody may get this far
	certificate := i.write("no.pem", []byte("no certificate\n"))
	bad := i.write("bad.conf", []byte("# ours\nPAYABLE_LISTEN=127.0.0.1:8080\nlisten: 8081\n"))
	secret := i.path("secret-that-is-not-there")
	for _, tt := range []struct{ setting, says string }{
		{"PAYABLE_DATABASE_URL=db.example.com", "PAYABLE_DATABASE_URL: is not an address such as postgres://"},
		{"PAYABLE_CURRENCY=EURO", `PAYABLE_CURRENCY: "EURO" is not a currency code such as EUR`},
		{"PAYABLE_LOG_LEVEL=loud", `must be one of "debug","info","warn","error" but got "loud"`},
		{"PAYABLE_IMAP_ADDRESS=imap.example.com", `PAYABLE_IMAP_ADDRESS: "imap.example.com" is not host:port`},
		{"PAYABLE_IMAP_ADDRESS=imap.example.com:993", "PAYABLE_IMAP_USER: must be set where mail is fetched"},
		{"PAYABLE_IMAP_SECURITY=none", `must be one of "tls","starttls","plain" but got "none"`},
		{"PAYABLE_IMAP_MARK=move", "PAYABLE_IMAP_MOVE_TO: must name the folder"},
		{"PAYABLE_IMAP_CA=" + i.path("missing.pem"), "no such file"},
		{"PAYABLE_POLL_EVERY=often", `PAYABLE_POLL_EVERY="often"`},
		{"PAYABLE_POLL_EVERY=-5s", "PAYABLE_POLL_EVERY: -5s is less than a second"},
		{"PAYABLE_SMTP_ADDRESS=mail:25", "PAYABLE_APPROVALS_ADDRESS: must be set where mail is sent"},
		{"PAYABLE_APPROVALS_ADDRESS=Approvals <a@example.com>", "is not a plain address such as approvals@example.com"},
		{"PAYABLE_APPROVALS_ADDRESS=accounts.payable@example.com", "at most 11 letters"},
		{"PAYABLE_DNS=192.0.2.53", `PAYABLE_DNS: "192.0.2.53" is not host:port`},
		{"PAYABLE_LISTEN=8080", `PAYABLE_LISTEN: "8080" is not host:port`},
		{"PAYABLE_PUBLIC_URL=payable.example.com", "is not an address such as https://payable.example.com"},
		{"PAYABLE_EXPORT_FORMAT=xlsx", `"xlsx" is not one of csv, json`},
		{"PAYABLE_ONLY=poll,cook", `PAYABLE_ONLY: "cook" is not one of poll, work, web`},
		{"PAYABLE_READERS=-1", "PAYABLE_READERS: -1 is below 0"},
		{"PAYABLE_INTERNAL_MAILBOX=perhaps", `PAYABLE_INTERNAL_MAILBOX="perhaps"`},
		{"PAYABLE_EXPROT_DIR=/tmp", "PAYABLE_EXPROT_DIR: is no setting of payable"},
		{"PAYABLE_CONFIG=" + bad, "line 3 is not PAYABLE_NAME=value"},
		{"PAYABLE_IMAP_PASSWORD_FILE=" + secret, "PAYABLE_IMAP_PASSWORD_FILE: its file cannot be read"},
		{"PAYABLE_IMAP_ADDRESS=127.0.0.1:993\nPAYABLE_IMAP_USER=a\nPAYABLE_IMAP_CA=" + certificate, "holds no certificate in PEM form"},
		{"PAYABLE_IMAP_ADDRESS=imap.example.com:143\nPAYABLE_IMAP_USER=a\nPAYABLE_IMAP_SECURITY=plain", "is not this machine: a password does not travel in the clear"},
	} {
		t.Run(strings.NewReplacer("\n", " ", i.dir, "").Replace(tt.setting), func(t *testing.T) {
			i := *i
			i.t, i.env = t, append(slices.Clone(i.env), strings.Split(tt.setting, "\n")...)
			cmd := i.command("serve")
			var errs bytes.Buffer
			cmd.Stderr = &errs
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			context.AfterFunc(ctx, func() {
				if cmd.Process != nil {
					_ = cmd.Process.Kill() // it has ended, most likely
				}
			})
			err := cmd.Run()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() < 1 || !strings.Contains(errs.String(), tt.says) {
				t.Errorf("with %s: %v, and it says\n%s\nwant an exit status that is not 0, and %q", tt.setting, err, errs.String(), tt.says)
			}
		})
	}
}

// TestABadRowIsNamed imports tables with one bad row each: line, column and
// reason are told, and nothing of the file is there afterwards.
func TestABadRowIsNamed(t *testing.T) {
	ctx := context.Background()
	url := pgtest.URL(t)
	i, s := newInstall(t, "PAYABLE_DATABASE_URL="+url), tell(t)
	db := must[*postgres.DB](t)(postgres.Open(ctx, url))
	t.Cleanup(db.Close)
	vendors := i.write("good-vendors.csv", s.VendorsCSV())
	const orders = "number;vendor;currency;date;line;sku;text;quantity;unit;price\n4711;V1001;EUR;2026-11-02;10;A1;Bolts;100;C62;2,50\n"
	for n, tt := range []struct{ kind, name, csv, says string }{
		{"vendors", "a vendor without a name", "number,name\nV1,Acme\nV2,\n", "line 3, column name"},
		{"orders", "a quantity that is none", orders + "4711;V1001;EUR;2026-11-02;20;A2;Nuts;a few;C62;1,10\n", "line 3, column quantity"},
		{"orders", "a date that is none", orders + "4712;V1001;EUR;31.02.2026;10;A2;Nuts;5;C62;1,10\n", "line 3, column date"},
		{"orders", "a vendor nobody knows", orders + "4713;V9999;EUR;2026-11-02;10;A2;Nuts;5;C62;1,10\n", "line 3, column vendor"},
		{"receipts", "goods for an order nobody knows", "number,date,order,order_line,quantity\nW1,2026-11-03,4999,10,5\n", "line 2, column order"},
		{"past-invoices", "an amount in no currency", "vendor,number,date,currency,gross\nV1001,R1,2026-10-01,EUR,10.00\nV1001,R2,2026-10-02,Taler,11.00\n", "line 3, column currency"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := *i
			i.t = t
			if n == 1 { // from here on the vendors are there
				i.run("", "import", "vendors", vendors)
			}
			before := i.counts(db)
			out, errs, err := i.try("", "import", tt.kind, i.write(fmt.Sprintf("bad-%d.csv", n), []byte(tt.csv)))
			if err == nil || !strings.Contains(out, tt.says) || !strings.Contains(errs, "refused whole") {
				t.Errorf("%v\n%s%s\nwant a failure that says %q", err, out, errs, tt.says)
			}
			for line := range strings.Lines(out) {
				if after, ok := strings.CutPrefix(line, tt.says+": "); ok && strings.TrimSpace(after) == "" {
					t.Errorf("no reason is given: %q", line)
				}
			}
			if after := i.counts(db); after != before {
				t.Errorf("the refused file left something behind: vendors, orders, receipts, imports were %v, are %v", before, after)
			}
		})
	}
}

// counts says how many vendors, orders, receipt lines and imports there are.
func (i *install) counts(db *postgres.DB) (n [4]int) {
	i.t.Helper()
	ctx := context.Background()
	n[0] = len(must[[]payable.Vendor](i.t)(db.Vendors(ctx, postgres.MainEntity)))
	n[1] = len(must[[]postgres.OrderRow](i.t)(db.OrderRows(ctx, postgres.MainEntity, "", 0, 1000)))
	n[2] = len(must[[]postgres.ReceiptRow](i.t)(db.ReceiptRows(ctx, postgres.MainEntity, 0, "", 0, 1000)))
	n[3] = len(must[[]postgres.Import](i.t)(db.Imports(ctx, postgres.MainEntity, 1000)))
	return n
}
