package notify

import (
	"html/template"
	"net/url"
	"strconv"
	"time"

	payable "github.com/payable-ap/payable"
	"github.com/payable-ap/payable/portal/locale"
	"github.com/payable-ap/payable/portal/reply"
)

// kinds lists what can be worded.
var kinds = map[payable.LetterKind]func(*draft) page{
	payable.LetterRequest: (*draft).request,
	payable.LetterReceipt: (*draft).receipt,
	payable.LetterRefusal: (*draft).refusal,
	payable.LetterPortal:  (*draft).intent,
}

// A draft is a letter being worded.
type draft struct {
	w     *Writer
	l     Letter
	f     payable.LetterFacts
	p     locale.Printer
	token string
}

type args = map[string]any

// t words a key; the invoice's vendor and amount are always at hand.
func (d *draft) t(key string, more ...args) string {
	a := args{"vendor": oneLine(d.f.Vendor), "payable": d.f.Payable, "number": oneLine(d.f.Number), "ref": d.ref()}
	for _, m := range more {
		for k, v := range m {
			a[k] = v
		}
	}
	return d.p.T(key, a)
}

func (d *draft) ref() string {
	if d.token == "" {
		return ""
	}
	return reply.Head(d.token)
}

// moment tells day and time of day where the customer is.
func (d *draft) moment(t time.Time) string { return d.p.DateTime(t.In(d.w.c.Zone)) }

// request asks for a decision.
func (d *draft) request() page {
	p := page{
		Lang:    d.p.Lang(),
		Subject: d.t("mail.request.subject", args{"by": d.p.ShortDate(d.f.Expires.In(d.w.c.Zone))}),
		Title:   d.t("mail.request.title"),
		Intro:   []string{d.t("mail.request.intro", args{"asker": oneLine(d.f.Asker), "until": d.moment(d.f.Expires)})},
		Rows:    d.rows(),
		Before:  d.t("mail.how.buttons"),
		Link:    d.invoiceLink(),
		Footer:  append([]string{d.t("mail.footer.expires", args{"until": d.moment(d.f.Expires)})}, d.footer()...),
	}
	if q := oneLine(d.f.Question); q != "" {
		p.Intro = append(p.Intro, d.t("mail.request.question", args{"asker": oneLine(d.f.Asker), "question": q}))
	}
	p.Sections = append(p.Sections, d.findings())
	if len(d.f.Recent) > 0 {
		p.Sections = append(p.Sections, d.recent())
	}
	p.Sections = append(p.Sections, d.how())
	p.Actions = []action{
		{Label: d.t("mail.action.approve"), URL: d.mailto("mail.word.approve"), Main: true},
		{Label: d.t("mail.action.reject"), URL: d.mailto("mail.word.reject")},
		{Label: d.t("mail.action.hold"), URL: d.mailto("mail.word.hold")},
	}
	return p
}

// rows are the facts of the invoice.
func (d *draft) rows() []row {
	f := d.f
	invoice, due := oneLine(f.Number), d.p.Money(f.Payable)
	if !f.Issued.IsZero() {
		invoice = d.t("mail.value.invoice", args{"issued": f.Issued})
	}
	if !f.Due.IsZero() {
		due = d.t("mail.value.payable_due", args{"due": f.Due})
	}
	orders := d.t("mail.value.no_order")
	if len(f.Orders) > 0 {
		orders = oneLine(join(f.Orders))
	}
	bank := d.t("mail.value.bank_none")
	if !f.BankSince.IsZero() {
		bank = d.t("mail.value.bank_since", args{"month": d.p.Month(f.BankSince)})
	}
	rows := []row{
		{d.t("mail.row.vendor"), oneLine(f.Vendor)},
		{d.t("mail.row.invoice"), invoice},
		{d.t("mail.row.payable"), due},
		{d.t("mail.row.order"), orders},
	}
	if f.Asker != "" {
		rows = append(rows, row{d.t("mail.row.asker"), oneLine(f.Asker)})
	}
	if f.Entity != "" {
		rows = append(rows, row{d.t("mail.row.entity"), oneLine(f.Entity)})
	}
	return append(rows, row{d.t("mail.row.bank"), bank})
}

func join(words []string) string {
	s := ""
	for i, w := range words {
		if i > 0 {
			s += ", "
		}
		s += w
	}
	return s
}

// findings says each open finding in one sentence with its figures.
func (d *draft) findings() section {
	if len(d.f.Findings) == 0 {
		return section{Title: d.t("mail.request.no_findings")}
	}
	s := section{Title: d.p.N("mail.request.findings", len(d.f.Findings))}
	for _, f := range d.f.Findings {
		s.Items = append(s.Items, oneLine(d.p.Finding(f)))
	}
	return s
}

// maxRecent is how many earlier decisions a request shows.
const maxRecent = 3

func (d *draft) recent() section {
	s := section{Title: d.t("mail.request.recent")}
	for i, r := range d.f.Recent {
		if i == maxRecent {
			break
		}
		key := "mail.recent.rejected"
		if r.Verdict == "approved" || r.Verdict == string(payable.VerdictApprove) {
			key = "mail.recent.approved"
		}
		s.Items = append(s.Items, d.t(key, args{"at": r.At.In(d.w.c.Zone), "number": oneLine(r.Number), "payable": r.Payable, "by": oneLine(r.By)}))
	}
	return s
}

// how lists the words that are understood.
func (d *draft) how() section {
	s := section{Title: d.t("mail.how.title"), Intro: d.t("mail.how.intro")}
	for _, w := range []struct{ sentence, word string }{
		{"mail.how.approve", "mail.word.approve"},
		{"mail.how.reject", "mail.word.reject"},
		{"mail.how.hold", "mail.word.hold"},
		{"mail.how.ask", "mail.word.ask"},
		{"mail.how.delegate", "mail.word.delegate"},
	} {
		s.Items = append(s.Items, d.t(w.sentence, args{"word": d.t(w.word)}))
	}
	return s
}

// mailto is a link that starts a mail with the word and the whole token in it: a
// new mail has no References.
func (d *draft) mailto(word string) template.URL {
	to := url.PathEscape(d.w.local) + "%2B" + d.token + "@" + d.w.domain
	return template.URL("mailto:" + to + "?subject=" + url.PathEscape("["+d.token+"]") + "&body=" + url.PathEscape(d.t(word)))
}

func (d *draft) invoiceLink() *action {
	if d.w.c.Portal == "" || d.f.Invoice == 0 {
		return d.homeLink()
	}
	return &action{Label: d.t("mail.portal.link"), URL: template.URL(d.w.c.Portal + "/invoices/" + strconv.FormatInt(int64(d.f.Invoice), 10))}
}

func (d *draft) homeLink() *action {
	if d.w.c.Portal == "" {
		return nil
	}
	return &action{Label: d.t("mail.portal.home"), URL: template.URL(d.w.c.Portal + "/")}
}

func (d *draft) footer() []string {
	out := []string{d.t("mail.footer.bank")}
	if d.f.Entity != "" {
		out = append(out, d.t("mail.footer.sender", args{"entity": oneLine(d.f.Entity)}))
	}
	return out
}

// titles of a receipt, by verdict.
var receiptTitles = map[payable.Verdict]string{
	payable.VerdictApprove:  "mail.receipt.approve.title",
	payable.VerdictReject:   "mail.receipt.reject.title",
	payable.VerdictHold:     "mail.receipt.hold.title",
	payable.VerdictAsk:      "mail.receipt.ask.title",
	payable.VerdictDelegate: "mail.receipt.delegate.title",
	payable.VerdictStop:     "mail.receipt.stop.title",
}

// receipt confirms what was carried out, and tells how to take it back.
func (d *draft) receipt() page {
	title := d.t(receiptTitles[d.f.Verdict])
	p := page{Lang: d.p.Lang(), Subject: title, Title: title, Rows: d.rows(), Link: d.invoiceLink(), Footer: d.footer()}
	if c := oneLine(d.f.Comment); c != "" {
		p.Intro = append(p.Intro, d.t("mail.receipt.comment", args{"comment": c}))
	}
	if d.token == "" {
		p.Intro = append(p.Intro, d.t("mail.receipt.not_you_portal"))
		return p
	}
	p.Subject = d.t("mail.receipt.subject", args{"title": title})
	if !d.f.HoldEnd.IsZero() {
		p.Intro = append(p.Intro, d.t("mail.receipt.until", args{"until": d.moment(d.f.HoldEnd)}))
	}
	p.Intro = append(p.Intro, d.t("mail.receipt.not_you", args{"word": d.t("mail.word.stop")}))
	p.Before = d.t("mail.how.buttons")
	p.Actions = []action{{Label: d.t("mail.action.stop"), URL: d.mailto("mail.word.stop"), Main: true}}
	return p
}

// refusal says why a reply was not carried out and what to do. It names nothing
// of the invoice: it may go to somebody who was never asked.
func (d *draft) refusal() page {
	d.f.Vendor, d.f.Number, d.f.Payable = "", "", payable.Money{}
	p := page{Lang: d.p.Lang(), Subject: d.t("mail.refusal.subject"), Title: d.t("mail.refusal.title"), Link: d.homeLink(), Footer: []string{d.t("mail.footer.bank")}}
	if s := oneLine(d.f.Subject); s != "" {
		p.Intro = append(p.Intro, d.t("mail.refusal.which", args{"subject": s}))
	}
	p.Intro = append(p.Intro, d.reason())
	if wantsWords[d.f.Reason] {
		p.Sections = append(p.Sections, d.how())
	}
	if p.Link != nil {
		p.Intro = append(p.Intro, d.t("mail.refusal.portal"))
	}
	return p
}

// wantsWords are the reasons that are answered with the list of words.
var wantsWords = map[string]bool{
	"mail.reason.nothing_new": true, "mail.reason.not_understood": true, "mail.reason.two_verbs": true,
	"mail.reason.no_question": true, "mail.reason.no_address": true,
}

// intent says that a word was kept and where to confirm it.
func (d *draft) intent() page {
	return page{
		Lang: d.p.Lang(), Subject: d.t("mail.intent.subject"), Title: d.t("mail.intent.title"),
		Intro: []string{d.t("mail.intent.kept"), d.reason()},
		Rows:  d.rows(), Link: d.invoiceLink(), Footer: d.footer(),
	}
}

// reason words why, with its figures. A reason without a sentence, such as one
// the database gave, is said in general words.
func (d *draft) reason() string {
	if d.f.Reason == "" || !d.p.Has(d.f.Reason) {
		return d.t("mail.reason.other")
	}
	a := args{}
	for k, v := range d.f.Figures {
		a[k] = v
		if at, err := time.Parse(time.RFC3339, v); err == nil {
			a[k] = at.In(d.w.c.Zone)
		}
	}
	return d.t(d.f.Reason, a)
}
