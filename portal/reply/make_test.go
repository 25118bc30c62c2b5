package reply

import (
	"strings"
	"testing"

	payable "github.com/payable-ap/payable"
)

// A draft is a case before it is written to testdata/cases.
type draft struct {
	name   string
	letter letter
	want   expectation
}

// from is the world and the keys the cases are made in.
type maker struct {
	t             testing.TB
	corp, evil    seal
	request, stop string // tokens
	other         string // the token of another request
	out           []draft
}

const covered = "from:to:subject:date:message-id:in-reply-to:references:mime-version:content-type"

func newMaker(t testing.TB) *maker {
	a := asks(aSecret)
	return &maker{
		t:       t,
		corp:    seal{domain: "corp.example", selector: "s1", key: key(t, "corp"), fields: covered},
		evil:    seal{domain: "evil.example", selector: "s1", key: key(t, "evil"), fields: covered},
		request: Token(secretKey, a, "pay.corp.example"),
		stop:    StopToken(secretKey, stops(), "pay.corp.example"),
		other:   Token(secretKey, asks(otherSecret), "pay.corp.example"),
	}
}

// reply is a reply to the request, written with Apple Mail in English.
func (m *maker) reply(text string) letter { return m.replyWith(clients[5], text, "en") }

func (m *maker) replyWith(c client, text, lang string) letter {
	return c.write(m.envelope(m.request, "approval"), text, lang)
}

func (m *maker) envelope(token, kind string) letter {
	return letter{}.with(
		"From: =?UTF-8?Q?Si=C3=A2n_Rhys?= <sian.rhys@corp.example>",
		"To: Payable <approvals+"+token+"@pay.corp.example>",
		"Subject: Re: ["+Head(token)+"] Approve 4,812.00 GBP to Acme Ltd? Reply by Fri 27 Nov",
		"Date: Mon, 23 Nov 2026 08:58:11 +0000",
		"Message-ID: <7C1E2A40-51D3-4F0B@corp.example>",
		"In-Reply-To: <"+kind+"."+token+"@pay.corp.example>",
		"References: <"+kind+"."+token+"@pay.corp.example>",
	)
}

// stopping is a reply to the receipt.
func (m *maker) stopping(text string) letter {
	return clients[5].write(m.envelope(m.stop, "receipt").set("References", "<approval."+m.request+"@pay.corp.example> <7C1E2A40-51D3-4F0B@corp.example>\n <receipt."+m.stop+"@pay.corp.example>"), text, "en")
}

func (m *maker) add(name string, l letter, want expectation) {
	if want.By == "" && len(want.Fails) == 0 {
		want.By = "sian"
	}
	m.out = append(m.out, draft{name, l, want})
}

// good adds a mail that is carried out.
func (m *maker) good(name, about string, v payable.Verdict, l letter, more ...func(*expectation)) {
	want := expectation{About: about, Verdict: v, Answer: payable.AnswerReceipt, Auth: "dkim"}
	for _, f := range more {
		f(&want)
	}
	m.add(name, l.sign(m.corp), want)
}

// fails adds a mail that is refused by fails[0].
func (m *maker) fails(name, about, reason string, fails []int, l letter, more ...func(*expectation)) {
	want := expectation{About: about, Reason: "mail.reason." + reason, Fails: fails, Verdict: payable.VerdictApprove, Answer: payable.AnswerRefusal, Auth: "dkim", By: "sian"}
	for _, f := range more {
		f(&want)
	}
	m.add(name, l, want)
}

func in(pairs ...any) func(*expectation) {
	return func(w *expectation) {
		if w.World == nil {
			w.World = map[string]any{}
		}
		for i := 0; i < len(pairs); i += 2 {
			w.World[pairs[i].(string)] = pairs[i+1]
		}
	}
}

func with(field string, v any) func(*expectation) {
	return func(w *expectation) {
		if w.Config == nil {
			w.Config = map[string]any{}
		}
		w.Config[field] = v
	}
}

func verdict(v payable.Verdict) func(*expectation) { return func(w *expectation) { w.Verdict = v } }
func argument(s string) func(*expectation)         { return func(w *expectation) { w.Arg = s } }
func by(s string) func(*expectation)               { return func(w *expectation) { w.By = s } }
func proof(s string) func(*expectation)            { return func(w *expectation) { w.Auth = s } }
func answer(a payable.ReplyAnswer) func(*expectation) {
	return func(w *expectation) { w.Answer = a }
}
func alarms(w *expectation)  { w.Alarm = true }
func absence(w *expectation) { w.Absent = true }
func nobody(w *expectation)  { w.By = "" }
func unanswered(w *expectation) {
	w.Answer = payable.AnswerNone
}
func noVerdict(w *expectation) { w.Verdict = "" }
func toPortal(w *expectation)  { w.Answer = payable.AnswerPortal }

// drafts makes all cases, rung by rung.
func drafts(t testing.TB) []draft {
	m := newMaker(t)
	m.goodOnes()
	m.lowRungs()
	m.tokenRung()
	m.senderRung()
	m.textRung()
	m.businessRung()
	m.proofRung()
	m.ceilingRung()
	return m.out
}

func (m *maker) goodOnes() {
	for i, c := range clients {
		lang := []string{"en", "de", "fr", "cy"}[i%4]
		text := map[string]string{"en": "Approved, thanks.", "de": "Freigegeben", "fr": "Approuvé", "cy": "Cymeradwyo"}[lang]
		m.good("00-"+c.name, "approval written with "+c.name+" in "+lang, payable.VerdictApprove, m.replyWith(c, text, lang))
	}
	m.good("00-reject", "a rejection with its reason", payable.VerdictReject, m.reply("REJECT wrong price, see order 4711"), argument("wrong price, see order 4711"))
	m.good("00-hold", "a hold after a greeting", payable.VerdictHold, m.reply("Hi team,\n\nhold: goods not complete"), argument("goods not complete"))
	m.good("00-ask", "a question on the lines below the word", payable.VerdictAsk, m.reply("ASK\n\nWho ordered this?"), argument("Who ordered this?"))
	m.good("00-delegate", "handed on to a colleague", payable.VerdictDelegate, m.reply("Delegate to mair.jones@corp.example"), argument("mair.jones@corp.example"))
	m.good("00-delegate-answers", "the delegate answers", payable.VerdictApprove, m.reply("approve").set("From", "Tomos <tomos.pugh@corp.example>"), by("tomos"))
	m.good("00-mailto", "a mailto: action: no References, the token in recipient and subject", payable.VerdictApprove,
		m.reply("APPROVE").drop("References").drop("In-Reply-To").set("Subject", "APPROVE ["+m.request+"]"))
	m.good("00-plus-dropped", "a provider that drops the plus-address", payable.VerdictApprove, m.reply("Approve").set("To", "approvals@pay.corp.example"))
	m.good("00-external-tag", "a gateway puts [EXTERNAL] into the subject", payable.VerdictApprove,
		m.reply("Approve").set("Subject", "RE: [EXTERNAL] ["+strings.ToUpper(Head(m.request))+"] Approve 4,812.00 GBP to Acme Ltd?"))
	m.good("00-suppress", "Outlook's X-Auto-Response-Suppress on what a person wrote", payable.VerdictApprove, m.reply("Approve").with("X-Auto-Response-Suppress: All"))
	m.good("00-stop", "STOP answers the receipt", payable.VerdictStop, m.stopping("STOP"), in("InvoiceState", "approved"))
	m.good("00-stop-late", "STOP after the request's own time, while the hold runs", payable.VerdictStop, m.stopping("Stop!"), in("InvoiceState", "approved", "Now", "2026-11-27T17:20:00Z"))
	m.good("00-two-signatures", "a list of signatures, the stranger's first", payable.VerdictApprove, m.reply("Approve").sign(m.evil))
	m.good("00-bottom", "the word below the quote", payable.VerdictApprove, m.reply("").plain(intros["thunderbird"]["en"]+"\n"+marked(asked)+"\n\nApproved\n"))
	safe := func(name, about string, v payable.Verdict, l letter) {
		m.add(name, l, expectation{About: about, Verdict: v, Answer: payable.AnswerReceipt})
	}
	safe("00-reject-unsigned", "a rejection needs no signature", payable.VerdictReject, m.reply("Reject: not ours"))
	safe("00-ask-unsigned", "nor does a question", payable.VerdictAsk, m.reply("Ask who signed the delivery note?"))
	authres := "Authentication-Results: mx.corp.example (amavis); spf=pass smtp.mailfrom=corp.example;\n dkim=none; dmarc=pass (p=reject) header.from=corp.example"
	hop := "Received: from smtp.corp.example (smtp.corp.example [192.0.2.5])\n by mx.corp.example with ESMTPS id 4711; Mon, 23 Nov 2026 08:58:12 +0000"
	m.add("00-dmarc", m.reply("Approve").top(authres, hop), expectation{About: "our own server says dmarc=pass", Verdict: payable.VerdictApprove, Answer: payable.AnswerReceipt, Auth: "authentication-results", Config: map[string]any{"AuthservIDs": []string{"mx.corp.example"}}})
	m.add("00-microsoft", m.reply("Approve").top("Authentication-Results: spf=pass (sender IP is 192.0.2.5)\n smtp.mailfrom=corp.example; dkim=none (message not signed)\n header.d=none;dmarc=pass action=none\n header.from=corp.example;compauth=pass reason=100", hop),
		expectation{About: "Microsoft 365's results have no name", Verdict: payable.VerdictApprove, Answer: payable.AnswerReceipt, Auth: "authentication-results", Config: map[string]any{"AuthservIDs": []string{NoAuthservID}, "TrustedHosts": []string{"mx.corp.example"}}})
	m.add("00-internal", m.reply("Approve").top("Received: from laptop [203.0.113.9] (unknown [10.1.7.20]) by mail.corp.example with ESMTPSA id 1; Mon, 23 Nov 2026 08:58:12 +0000"),
		expectation{About: "a path the administrator declared internal", Verdict: payable.VerdictApprove, Answer: payable.AnswerReceipt, Auth: "internal", Config: map[string]any{"Internal": []Path{office}}})
	m.add("00-exchange", m.reply("Approve").top("X-MS-Exchange-Organization-AuthAs: Internal"),
		expectation{About: "sent inside one Exchange Online tenant", Verdict: payable.VerdictApprove, Answer: payable.AnswerReceipt, Auth: "exchange-online", Config: map[string]any{"ExchangeOnline": true}})
}

func (m *maker) lowRungs() {
	l := m.reply("Approve")
	m.fails("01-not-stored", "judged before it was stored", "not_stored", []int{1}, l.sign(m.corp), in("Stored", false), unanswered)
	for name, line := range map[string]string{
		"auto-replied": "Auto-Submitted: auto-replied", "bounce": "Return-Path: <>", "autoreply": "X-Autoreply: yes",
		"autorespond": "X-Autorespond: Re: your mail", "precedence": "Precedence: auto_reply", "list": "List-Id: <approvals.lists.corp.example>",
		"unsubscribe": "List-Unsubscribe: <mailto:leave@lists.corp.example>",
	} {
		m.fails("02-"+name, "automatic by "+line, "automatic", []int{2}, l.with(line).sign(m.corp), unanswered, absence)
	}
	m.fails("02-report", "a delivery report", "automatic", []int{2}, l.set("Content-Type", `multipart/report; report-type=delivery-status; boundary="=_alternative"`).sign(m.corp), unanswered, absence)
	m.fails("02-out-of-office", "an out-of-office mail that quotes the request", "automatic", []int{2, 6, 10},
		m.reply("I am away until Monday.").with("Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All").sign(m.corp), unanswered, absence, noVerdict)
	m.fails("03-own-message-id", "a mail with a Message-ID of ours", "loop", []int{3}, l.set("Message-ID", "<receipt."+m.stop+"@pay.corp.example>").sign(m.corp), unanswered)
	m.fails("03-own-mail", "our own request comes back", "loop", []int{3, 5, 6, 10}, l.says("nothing").set("From", "Payable <approvals@pay.corp.example>").set("Message-ID", "<approval."+m.request+"@pay.corp.example>").plain(asked).sign(m.corp), unanswered, noVerdict, nobody)
	m.fails("03-too-many", "the fourth mail within an hour", "loop", []int{3}, l.sign(m.corp), in("ThreadMails", 4), unanswered)
}

func (m *maker) tokenRung() {
	l := m.reply("Approve")
	none := func(w *expectation) { w.By, w.Fails, w.World = "", []int{4, 5, 7, 9, 10}, nil }
	m.fails("04-none", "no token anywhere", "no_token", nil, l.set("To", "approvals@pay.corp.example").drop("References").drop("In-Reply-To").set("Subject", "Approve").sign(m.corp), none)
	m.fails("04-head-only", "the subject's eight characters alone", "no_token", nil, l.set("To", "approvals@pay.corp.example").drop("References").drop("In-Reply-To").sign(m.corp), none)
	m.fails("04-one-place", "the token in the recipient alone", "bad_token", []int{4}, l.drop("References").drop("In-Reply-To").set("Subject", "Re: your request").sign(m.corp), alarms)
	m.fails("04-another-in-references", "recipient and references name two requests", "bad_token", []int{4}, l.set("References", "<approval."+m.other+"@pay.corp.example>").sign(m.corp), alarms)
	m.fails("04-another-in-subject", "the whole token of another request in the subject", "bad_token", []int{4}, l.set("Subject", "Re: ["+m.other+"] Approve?").sign(m.corp), alarms)
	m.fails("04-another-head", "the head of another request in the subject", "bad_token", []int{4}, l.set("Subject", "Re: ["+Head(m.other)+"] Approve?").sign(m.corp), alarms)
	m.fails("04-another-recipient", "sent to two requests at once", "bad_token", []int{4}, l.with("Cc: approvals+"+m.other+"@pay.corp.example").sign(m.corp), alarms)
	forged := encoding.EncodeToString(append(append([]byte{}, aSecret...), make([]byte, 16)...))
	m.fails("04-mac-wrong", "the secret is right, the MAC is not", "bad_token", []int{4}, m.swap(l, forged).sign(m.corp), alarms)
	elsewhere := Token(secretKey, asks(aSecret), "pay.other.example")
	m.fails("04-other-instance", "a token of another instance", "bad_token", []int{4}, m.swap(l, elsewhere).sign(m.corp), alarms)
	m.fails("04-unknown", "a token no request has", "bad_token", []int{4, 5, 7, 9, 10}, l.sign(m.corp), in("Known", false), alarms, nobody)
	m.fails("04-expired", "a second past its time", "late", []int{4}, l.sign(m.corp), in("Now", "2026-11-27T17:00:01Z"), answer(payable.AnswerFresh))
	m.fails("04-expired-exactly", "at its time", "late", []int{4}, l.sign(m.corp), in("Now", "2026-11-27T17:00:00Z"), answer(payable.AnswerFresh))
	m.good("04-last-second", "a second before its time", payable.VerdictApprove, l, in("Now", "2026-11-27T16:59:59Z"))
	m.fails("04-expired-state", "the clock closed it", "late", []int{4}, l.sign(m.corp), in("State", "expired"), answer(payable.AnswerFresh))
	m.fails("04-expired-and-gone", "late, and the invoice was decided elsewhere", "late", []int{4, 7}, l.sign(m.corp), in("State", "expired", "InvoiceState", "approved"))
	m.fails("04-replayed", "the same mail once more", "decided", []int{4}, l.sign(m.corp), in("State", "approved", "DecidedBy", "Siân Rhys"), alarms)
	m.fails("04-void", "the invoice changed after the request went out", "changed", []int{4}, l.sign(m.corp), in("State", "void"))
	m.fails("04-void-elsewhere", "somebody decided in the portal", "decided_elsewhere", []int{4, 7}, l.sign(m.corp), in("State", "void", "InvoiceState", "approved"))
	m.fails("04-stop-for-another", "a receipt's token and another request's in the subject", "bad_token", []int{4}, m.stopping("STOP").set("Subject", "Re: ["+Head(m.stop)+"] ["+m.other+"]").sign(m.corp), alarms, verdict(payable.VerdictStop), in("InvoiceState", "approved"))
	m.fails("06-stop-kind-guess", "the request's token written as a receipt's", "stop_elsewhere", []int{6}, m.reply("STOP").set("References", "<receipt."+m.request+"@pay.corp.example>").sign(m.corp), noVerdict)
	m.fails("04-payable-swapped", "the request is rebound to another amount", "bad_token", []int{4}, l.sign(m.corp), in("Payable", "5812.00", "InvoicePayable", "5812.00"), alarms)
	m.fails("04-version-swapped", "the request is rebound to another version", "bad_token", []int{4}, l.sign(m.corp), in("Version", 3, "InvoiceVersion", 3), alarms)
	m.fails("04-nothing-to-stop", "STOP a second time", "nothing_to_stop", []int{4, 7}, m.stopping("STOP").sign(m.corp), verdict(payable.VerdictStop), in("State", "held", "InvoiceState", "held"))
}

// swap puts another token into every place of a mail.
func (m *maker) swap(l letter, token string) letter {
	out := letter{body: l.body}
	for _, h := range l.header {
		out.header = append(out.header, strings.ReplaceAll(h, m.request, token))
	}
	return out
}

func (m *maker) senderRung() {
	l := m.reply("Approve")
	m.fails("05-two-from", "two From fields, the approver's signed one below", "sender_unclear", []int{5, 8}, l.sign(m.corp).top("From: mallory@evil.example"), alarms, nobody, unanswered, proof(""))
	for name, line := range map[string]string{
		"from-blank-colon": "From : mallory@evil.example", "from-tab-colon": "From\t: mallory@evil.example",
		"from-folded-colon": "From\n : mallory@evil.example", "from-upper": "FROM: mallory@evil.example",
		"from-in-continuation": "X-Note: see\n From: mallory@evil.example",
	} {
		m.fails("05-"+name, "a second sender hidden as "+strings.ReplaceAll(line, "\n", "|"), "sender_unclear", []int{5, 8}, l.sign(m.corp).top(line), alarms, nobody, unanswered, proof(""))
	}
	m.fails("05-leading-blank", "a From with a blank before it opens the mail", "sender_unclear", []int{5, 8}, l.sign(m.corp).top(" From: mallory@evil.example"), alarms, nobody, unanswered, proof(""))
	unclear := func(name, about, from string) {
		m.fails(name, about, "sender_unclear", []int{5, 8}, l.set("From", from).sign(m.corp), alarms, nobody, unanswered, proof(""))
	}
	unclear("05-two-mailboxes", "two addresses in From", "sian.rhys@corp.example, mallory@evil.example")
	unclear("05-group", "a group in From", "managers: sian.rhys@corp.example;")
	unclear("05-quoted-local", "a quoted local part", `"sian.rhys@corp.example"@evil.example`)
	unclear("05-comment", "the approver in a comment", "mallory@evil.example (sian.rhys@corp.example)")
	unclear("05-two-angles", "two addresses in angle brackets", "<sian.rhys@corp.example> <mallory@evil.example>")
	unclear("05-empty", "no address", "Sian Rhys")
	m.fails("05-no-from", "no From field", "sender_unclear", []int{5, 8}, l.drop("From").sign(m.corp), alarms, nobody, unanswered, proof(""))
	m.fails("05-display-name", "the approver as the name of a stranger", "not_asked", []int{5}, l.set("From", `"sian.rhys@corp.example" <mallory@evil.example>`).sign(m.evil), alarms, nobody)
	m.fails("05-forwarded", "a colleague answers the mail she was forwarded", "not_asked", []int{5}, l.set("From", "Mair Jones <mair.jones@corp.example>").sign(m.corp), alarms, nobody)
	m.fails("05-copied", "a colleague in copy answers", "not_asked", []int{5}, l.set("From", "Mair Jones <mair.jones@corp.example>").with("Cc: sian.rhys@corp.example").sign(m.corp), alarms, nobody)
	m.fails("05-lookalike", "a lookalike of the approver's domain", "not_asked", []int{5}, l.set("From", "sian.rhys@corp.example.evil.example").sign(seal{domain: "corp.example.evil.example", selector: "s1", key: m.evil.key, fields: covered}), alarms, nobody)
	m.fails("05-on-behalf", "an assistant sends on behalf", "on_behalf", []int{5}, l.with("Sender: Tomos Pugh <tomos.pugh@corp.example>").sign(m.corp))
	m.good("05-sender-same", "a Sender field that agrees", payable.VerdictApprove, l.with("Sender: sian.rhys@corp.example"))
}

func (m *maker) textRung() {
	no := func(name, about, text, reason string, also ...int) {
		m.fails("06-"+name, about, reason, append([]int{6}, also...), m.reply(text).sign(m.corp), noVerdict)
	}
	no("only-quote", "nothing but the quote", "", "nothing_new", 10)
	no("do-not", "a negated verb", "Don't approve", "not_understood", 10)
	no("not-approved", "a negated inflection", "Not approved", "not_understood", 10)
	no("ok", "a word that is not on the list", "ok", "not_understood", 10)
	no("thumb", "a thumbs-up", "\U0001F44D", "not_understood", 10)
	no("conditional", "a condition behind the verb", "Approve if the price is right", "not_understood", 10)
	no("question", "a question", "Approve?", "not_understood", 10)
	no("two-verbs", "two verbs on two lines", "Approve\nReject", "two_verbs")
	no("either", "two verbs on one line", "approve / reject", "not_understood", 10)
	no("cyrillic", "an A of another alphabet", "\u0410PPROVE", "not_understood", 10)
	no("zero-width", "a joiner inside the word", "APP\u200dROVE", "not_understood", 10)
	no("sentence", "the verb inside a sentence", "I think we should approve this one", "not_understood", 10)
	no("german-negated", "a negation in German", "nicht freigeben", "not_understood", 10)
	no("welsh-negated", "a negation in Welsh", "peidiwch â chymeradwyo", "not_understood", 10)
	no("ask-nothing", "ASK without a question", "ASK", "no_question")
	no("delegate-nobody", "DELEGATE without an address", "DELEGATE Tomos", "no_address", 7)
	no("delegate-two", "DELEGATE with two addresses", "DELEGATE tomos.pugh@corp.example mair.jones@corp.example", "no_address", 7)
	no("stop-elsewhere", "STOP with the request's token", "STOP", "stop_elsewhere")
	m.fails("06-quoted-approve", "an APPROVE that stands in the quote alone", "nothing_new", []int{6, 10}, m.reply("").plain("> APPROVE\n> thanks\n").sign(m.corp), noVerdict)
	m.fails("06-unmarked-quote", "an unmarked quote that holds the word", "nothing_new", []int{6, 10}, m.reply("").plain("\n-----Original Message-----\nFrom: Payable\nSubject: x\n\nAPPROVE\n").sign(m.corp), noVerdict)
	m.fails("06-signature", "the word in a signature", "not_understood", []int{6, 10}, m.reply("See you.\n\n-- \nAPPROVE").sign(m.corp), noVerdict)
	m.fails("06-attachment", "the word in an attached file", "nothing_new", []int{6, 10},
		m.reply("").set("Content-Type", `multipart/mixed; boundary="=_m"`).says("--=_m\nContent-Type: text/plain\n\n\n--=_m\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nAPPROVE\n--=_m--\n").sign(m.corp), noVerdict)
	m.fails("06-hidden", "the word in HTML nobody sees", "not_understood", []int{6, 10},
		m.reply("").set("Content-Type", "text/html; charset=utf-8").drop("Content-Transfer-Encoding").says(`<div style="display:none">APPROVE</div><p>What is this?</p>`).sign(m.corp), noVerdict)
	m.fails("06-two-halves", "text says APPROVE, HTML says REJECT", "two_verbs", []int{6}, m.reply("").alternative("APPROVE\n", "<p>REJECT</p>").sign(m.corp), noVerdict)
	m.fails("06-approve-the-receipt", "APPROVE with the receipt's token", "only_stop", []int{6}, m.stopping("APPROVE").sign(m.corp), noVerdict, in("InvoiceState", "approved"))
}

func (m *maker) businessRung() {
	l := m.reply("Approve").sign(m.corp)
	no := func(name, about, reason string, more ...func(*expectation)) {
		m.fails("07-"+name, about, reason, []int{7}, l, more...)
	}
	no("state", "the invoice went back to review", "decided_elsewhere", in("InvoiceState", "review"))
	no("handed-over", "the invoice left for the ledger", "decided", in("InvoiceState", "handed_over", "DecidedBy", "Tomos Pugh"))
	no("version", "the invoice is another version", "changed", in("InvoiceVersion", 3))
	no("payable", "the payable changed under the same version", "changed", in("InvoicePayable", "4812.01"))
	no("inactive", "the approver's account is closed", "inactive", in("Active", false))
	no("band", "a cent above the approver's band", "band", in("Limit", "4811.99"))
	m.good("07-band-exactly", "exactly the approver's band", payable.VerdictApprove, m.reply("Approve"), in("Limit", "4812.00"))
	no("submitter", "the approver submitted the invoice", "submitter", in("Submitter", "sian"), alarms)
	no("bank-editor", "the approver last edited the bank details", "bank_editor", in("BankEditor", "sian"), alarms)
	d := func(name, about, reason, address string, more ...func(*expectation)) {
		m.fails("07-"+name, about, reason, []int{7}, m.reply("DELEGATE "+address).sign(m.corp), append(more, verdict(payable.VerdictDelegate))...)
	}
	d("delegate-stranger", "a delegate nobody knows", "delegate_unknown", "mallory@evil.example")
	d("delegate-inactive", "a delegate whose account is closed", "delegate_unknown", "tomos.pugh@corp.example", in("DelegateActive", false))
	d("delegate-clerk", "a delegate who may not approve", "delegate_unknown", "tomos.pugh@corp.example", in("DelegateRoles", []string{"clerk"}))
	d("delegate-self", "a delegation to oneself", "delegate_circle", "sian.rhys@corp.example")
	d("delegate-circle", "a delegation back to who was asked before", "delegate_circle", "mair.jones@corp.example", in("Chain", []string{"mair", "sian"}))
	d("delegate-band", "a delegate whose band is too low", "delegate_band", "tomos.pugh@corp.example", in("DelegateLimit", "100"))
	d("delegate-submitter", "a delegate who submitted the invoice", "delegate_unfit", "tomos.pugh@corp.example", in("Submitter", "tomos"))
	m.fails("07-stop-too-late", "STOP after the invoice left", "decided_elsewhere", []int{7}, m.stopping("STOP").sign(m.corp), verdict(payable.VerdictStop), in("InvoiceState", "handed_over"))
	m.fails("07-reject-version", "a safe verdict about another version", "changed", []int{7}, m.reply("Reject").sign(m.corp), verdict(payable.VerdictReject), in("InvoiceVersion", 3))
	m.fails("10-role", "an approver who has lost the role", "role", []int{10}, l, in("Roles", []string{"clerk"}))
	m.fails("10-reject-role", "an auditor rejects", "role", []int{10}, m.reply("Reject").sign(m.corp), verdict(payable.VerdictReject), in("Roles", []string{"auditor"}))
}

func (m *maker) proofRung() {
	l := m.reply("Approve")
	no := func(name, about string, l letter, more ...func(*expectation)) {
		m.fails("08-"+name, about, "not_authentic", []int{8}, l, append(more, alarms, proof(""))...)
	}
	altered := func(change func(*seal)) letter {
		s := m.corp
		change(&s)
		return l.sign(s)
	}
	no("unsigned", "no signature: From is forged in a minute", l)
	no("stranger", "signed by a stranger's domain", l.sign(m.evil))
	no("lookalike", "signed by a domain that only begins like the approver's", l.sign(sealOf(m.evil, "corp.example.evil.example")))
	no("wrong-key", "signed with a stranger's key in the approver's name", altered(func(s *seal) { s.key = m.evil.key }))
	no("body-length", "l= lets text be appended", altered(func(s *seal) { s.length = 20 }))
	no("body-length-whole", "l= that covers the whole body", altered(func(s *seal) { s.length = 1 << 20 }))
	no("sha1", "rsa-sha1", altered(func(s *seal) { s.sha1 = true }))
	no("subject-not-covered", "h= without Subject", altered(func(s *seal) { s.fields = "from:to:date:message-id" }))
	no("from-not-covered", "h= without From", altered(func(s *seal) { s.fields = "to:subject:date" }))
	no("no-key", "a selector without a key", altered(func(s *seal) { s.selector = "gone" }))
	no("revoked", "a revoked key", altered(func(s *seal) { s.selector = "s2" }))
	no("other-service", "a key that is not for mail", altered(func(s *seal) { s.selector, s.key = "s3", m.evil.key }))
	no("body-changed", "the word was changed on the way", m.reply("Reject").sign(m.corp).replace("Reject", "Approve"))
	no("subject-changed", "the subject was changed on the way", l.sign(m.corp).set("Subject", "Re: ["+Head(m.request)+"] Approve?"))
	no("second-subject", "a second Subject on top of the signed one", l.sign(m.corp).top("Subject: Re: ["+Head(m.request)+"] hello"))
	no("results-not-ours", "dmarc=pass of a server that is not ours", l.top("Authentication-Results: mx.evil.example; dmarc=pass header.from=corp.example", "Received: from a [192.0.2.5] by mx.corp.example; Mon, 23 Nov 2026 08:58:12 +0000"), with("AuthservIDs", []string{"mx.corp.example"}))
	no("results-below", "dmarc=pass in our name, below the line our server added", l.top("Received: from a [192.0.2.5] by mx.corp.example; Mon, 23 Nov 2026 08:58:12 +0000", "Authentication-Results: mx.corp.example; dmarc=pass header.from=corp.example", "Received: from b [192.0.2.6] by mx.corp.example; Mon, 23 Nov 2026 08:58:10 +0000"), with("AuthservIDs", []string{"mx.corp.example"}))
	no("results-second", "our server says fail, a copied field below says pass", l.top("Authentication-Results: mx.corp.example; dmarc=fail header.from=corp.example", "Authentication-Results: mx.corp.example; dmarc=pass header.from=corp.example", "Received: from a [192.0.2.5] by mx.corp.example; Mon, 23 Nov 2026 08:58:12 +0000"), with("AuthservIDs", []string{"mx.corp.example"}))
	no("results-smuggled", "dmarc=pass smuggled into the envelope sender", l.top(`Authentication-Results: mx.corp.example; spf=none smtp.mailfrom="a; dmarc=pass header.from=corp.example; "@evil.example`, "Received: from a [192.0.2.5] by mx.corp.example; Mon, 23 Nov 2026 08:58:12 +0000"), with("AuthservIDs", []string{"mx.corp.example"}))
	no("results-other-domain", "dmarc=pass for another domain", l.top("Authentication-Results: mx.corp.example; dmarc=pass header.from=evil.example", "Received: from a [192.0.2.5] by mx.corp.example; Mon, 23 Nov 2026 08:58:12 +0000"), with("AuthservIDs", []string{"mx.corp.example"}))
	no("results-nobody-asked", "dmarc=pass where no server is configured", l.top("Authentication-Results: mx.corp.example; dmarc=pass header.from=corp.example", "Received: from a [192.0.2.5] by mx.corp.example; Mon, 23 Nov 2026 08:58:12 +0000"))
	no("internal-outside", "the internal server took it from outside", l.top("Received: from x (x [198.51.100.7]) by mail.corp.example; Mon, 23 Nov 2026 08:58:12 +0000"), with("Internal", []Path{office}))
	no("internal-claimed", "the client calls itself by an inside address", l.top("Received: from [10.1.2.3] (x [198.51.100.7]) by mail.corp.example; Mon, 23 Nov 2026 08:58:12 +0000"), with("Internal", []Path{office}))
	no("internal-below", "an internal line below one from outside", l.top("Received: from x (x [198.51.100.7]) by mx.corp.example; Mon, 23 Nov 2026 08:58:12 +0000", "Received: from y (y [10.1.2.3]) by mail.corp.example; Mon, 23 Nov 2026 08:58:10 +0000"), with("Internal", []Path{office}))
	no("exchange-off", "Exchange's header where the preset is off", l.top("X-MS-Exchange-Organization-AuthAs: Internal"))
	no("exchange-twice", "Exchange's header twice", l.top("X-MS-Exchange-Organization-AuthAs: Internal", "X-MS-Exchange-Organization-AuthAs: Anonymous"), with("ExchangeOnline", true))
	m.fails("08-delegate-unsigned", "DELEGATE hands power on: it needs proof too", "not_authentic", []int{8}, m.reply("Delegate mair.jones@corp.example"), alarms, proof(""), verdict(payable.VerdictDelegate))
}

func sealOf(s seal, domain string) seal { s.domain = domain; return s }

func (m *maker) ceilingRung() {
	l := m.reply("Approve").sign(m.corp)
	no := func(name, about, reason string, more ...func(*expectation)) {
		m.fails("09-"+name, about, reason, []int{9}, l, append(more, toPortal)...)
	}
	no("ceiling", "a cent above the ceiling", "ceiling", in("Ceiling", "4811.99"))
	m.good("09-ceiling-exactly", "exactly the ceiling", payable.VerdictApprove, m.reply("Approve"), in("Ceiling", "4812.00"))
	no("off", "approval by mail is off", "mail_off", in("Ceiling", "0"))
	no("blocked", "a finding blocks", "blocked", in("Worst", "block"))
	no("first-invoice", "the vendor's first invoice", "first_invoice", in("VendorInvoices", 0))
	no("bank-29-days", "bank details changed 29 days ago", "bank_changed", in("BankChanged", "2026-10-25T09:00:00Z"))
	m.good("09-bank-30-days", "bank details changed 30 days ago", payable.VerdictApprove, m.reply("Approve"), in("BankChanged", "2026-10-24T09:00:00Z"))
	no("too-many", "the 31st decision within an hour", "too_many", in("Decisions", 30))
	m.good("09-thirtieth", "the 30th decision within an hour", payable.VerdictApprove, m.reply("Approve"), in("Decisions", 29))
	m.fails("09-delegate", "DELEGATE above the ceiling", "ceiling", []int{9}, m.reply("Delegate mair.jones@corp.example").sign(m.corp), in("Ceiling", "1"), verdict(payable.VerdictDelegate), toPortal)
}
