package reply

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	payable "github.com/payable-ap/payable"
)

// said lists what managers write, by language, and what it must mean.
var said = []struct {
	lang, text string
	want       payable.Verdict
}{
	{"en", "APPROVE", payable.VerdictApprove}, {"en", "approved.", payable.VerdictApprove}, {"en", "Approved, thanks.", payable.VerdictApprove},
	{"en", "Hi Carys,\n\nApproved\n\nRegards\nSiân", payable.VerdictApprove}, {"en", "I approve", payable.VerdictApprove}, {"en", "Please approve", payable.VerdictApprove},
	{"en", "Good morning\n\nApprove please", payable.VerdictApprove}, {"en", "Reject: price is wrong", payable.VerdictReject}, {"en", "REJECT not our order", payable.VerdictReject},
	{"en", "rejected", payable.VerdictReject}, {"en", "Hold until the goods are complete", payable.VerdictHold}, {"en", "On hold", payable.VerdictHold},
	{"en", "ASK who signed for the goods?", payable.VerdictAsk}, {"en", "Delegate to mair.jones@corp.example", payable.VerdictDelegate},
	{"de", "Freigegeben", payable.VerdictApprove}, {"de", "freigabe", payable.VerdictApprove}, {"de", "Hallo zusammen,\n\nfreigegeben, danke!\n\nViele Grüße\nSiân", payable.VerdictApprove},
	{"de", "Genehmigt.", payable.VerdictApprove}, {"de", "Ich genehmige", payable.VerdictApprove}, {"de", "Abgelehnt, Preis falsch", payable.VerdictReject},
	{"de", "Ablehnen: nicht bestellt", payable.VerdictReject}, {"de", "Zurückstellen bis Montag", payable.VerdictHold}, {"de", "Frage: Wer hat das bestellt?", payable.VerdictAsk},
	{"de", "Delegieren an mair.jones@corp.example", payable.VerdictDelegate},
	{"fr", "Approuvé", payable.VerdictApprove}, {"fr", "Approuvée, merci", payable.VerdictApprove}, {"fr", "Bonjour,\n\nJ’approuve.\n\nCordialement\nSiân", payable.VerdictApprove},
	{"fr", "Bon à payer", payable.VerdictApprove}, {"fr", "Refusé : prix erroné", payable.VerdictReject}, {"fr", "Refuser pas commandé", payable.VerdictReject},
	{"fr", "En attente, livraison partielle", payable.VerdictHold}, {"fr", "Demander qui a commandé ?", payable.VerdictAsk}, {"fr", "Déléguer à mair.jones@corp.example", payable.VerdictDelegate},
	{"cy", "Cymeradwyo", payable.VerdictApprove}, {"cy", "Cymeradwywyd, diolch", payable.VerdictApprove}, {"cy", "Bore da Carys,\n\nWedi'i gymeradwyo.\n\nCofion\nSiân", payable.VerdictApprove},
	{"cy", "Gwrthod: pris anghywir", payable.VerdictReject}, {"cy", "Oedi tan ddydd Llun", payable.VerdictHold}, {"cy", "Gofyn pwy archebodd hwn?", payable.VerdictAsk},
	{"cy", "Dirprwyo i mair.jones@corp.example", payable.VerdictDelegate},
}

// TestGenuineReplies writes everything managers say with every mail program, and
// expects all of it to be understood on the first try and carried out.
func TestGenuineReplies(t *testing.T) {
	m := newMaker(t)
	lookup := nameServer(t)
	all, right := 0, 0
	for _, c := range clients {
		for _, s := range said {
			all++
			raw := m.replyWith(c, s.text, s.lang).sign(m.corp).bytes()
			got := Judge(judged(t, raw, expectation{About: s.text}, lookup))
			if got.Act && got.Verdict == s.want && got.By == "sian" {
				right++
				continue
			}
			t.Errorf("%s, %q: %+v", c.name, s.text, got)
		}
	}
	t.Logf("%d of %d genuine replies understood on the first try", right, all)
	if all < 300 {
		t.Errorf("only %d replies: the table has lost some", all)
	}
}

// An attack makes of a genuine approval something that must not be carried out.
type attack struct {
	name  string
	world map[string]any
	spoil func(m *maker, l letter) letter // gets the letter before it is signed, signs it or not
}

var attacks = []attack{
	{"unsigned", nil, func(m *maker, l letter) letter { return l }},
	{"a stranger's signature", nil, func(m *maker, l letter) letter { return l.sign(m.evil) }},
	{"a stranger's key in our name", nil, func(m *maker, l letter) letter { s := m.corp; s.key = m.evil.key; return l.sign(s) }},
	{"sha1", nil, func(m *maker, l letter) letter { s := m.corp; s.sha1 = true; return l.sign(s) }},
	{"l=", nil, func(m *maker, l letter) letter { s := m.corp; s.length = 10; return l.sign(s) }},
	{"Subject not signed", nil, func(m *maker, l letter) letter { s := m.corp; s.fields = "from:to:date"; return l.sign(s) }},
	{"body changed", nil, func(m *maker, l letter) letter { l = l.sign(m.corp); return l.says(l.body + "x\n") }},
	{"subject changed", nil, func(m *maker, l letter) letter { return l.sign(m.corp).set("Subject", l.get("Subject")+" now") }},
	{"second Subject", nil, func(m *maker, l letter) letter { return l.sign(m.corp).top("Subject: " + l.get("Subject")) }},
	{"second From on top", nil, func(m *maker, l letter) letter { return l.sign(m.corp).top("From: mallory@evil.example") }},
	{"second From below", nil, func(m *maker, l letter) letter { return l.with("From: mallory@evil.example").sign(m.corp) }},
	{"From blank colon", nil, func(m *maker, l letter) letter { return l.sign(m.corp).top("From : mallory@evil.example") }},
	{"From folded colon", nil, func(m *maker, l letter) letter { return l.sign(m.corp).top("From\n : mallory@evil.example") }},
	{"From in a continuation", nil, func(m *maker, l letter) letter { return l.sign(m.corp).top("X: y\n From: mallory@evil.example") }},
	{"blank before From", nil, func(m *maker, l letter) letter { return l.sign(m.corp).top(" From: mallory@evil.example") }},
	{"signed by whom it names last", nil, func(m *maker, l letter) letter { return l.sign(m.evil).top("From: mallory@evil.example") }},
	{"the approver as display name", nil, func(m *maker, l letter) letter {
		return l.set("From", `"sian.rhys@corp.example" <mallory@evil.example>`).sign(m.evil)
	}},
	{"the approver in a comment", nil, func(m *maker, l letter) letter {
		return l.set("From", "mallory@evil.example (sian.rhys@corp.example)").sign(m.evil)
	}},
	{"two mailboxes", nil, func(m *maker, l letter) letter {
		return l.set("From", "sian.rhys@corp.example, mallory@evil.example").sign(m.corp)
	}},
	{"forwarded to a colleague", nil, func(m *maker, l letter) letter { return l.set("From", "mair.jones@corp.example").sign(m.corp) }},
	{"lookalike address", nil, func(m *maker, l letter) letter {
		return l.set("From", "sian.rhys@corp.example.evil.example").sign(sealOf(m.evil, "corp.example.evil.example"))
	}},
	{"on behalf", nil, func(m *maker, l letter) letter { return l.with("Sender: tomos.pugh@corp.example").sign(m.corp) }},
	{"out of office", nil, func(m *maker, l letter) letter { return l.with("Auto-Submitted: auto-replied").sign(m.corp) }},
	{"a list", nil, func(m *maker, l letter) letter { return l.with("List-Id: <x.corp.example>").sign(m.corp) }},
	{"bounce", nil, func(m *maker, l letter) letter { return l.sign(m.corp).top("Return-Path: <>") }},
	{"our own Message-ID", nil, func(m *maker, l letter) letter {
		return l.set("Message-ID", "<approval."+m.request+"@pay.corp.example>").sign(m.corp)
	}},
	{"no token", nil, func(m *maker, l letter) letter {
		return l.set("To", "approvals@pay.corp.example").drop("References").drop("In-Reply-To").sign(m.corp)
	}},
	{"another request's references", nil, func(m *maker, l letter) letter {
		return l.set("References", "<approval."+m.other+"@pay.corp.example>").sign(m.corp)
	}},
	{"another request's subject", nil, func(m *maker, l letter) letter { return l.set("Subject", "["+Head(m.other)+"]").sign(m.corp) }},
	{"one bit of the MAC", nil, func(m *maker, l letter) letter {
		b := []byte(m.request)
		b[40] = map[bool]byte{true: 'b', false: 'a'}[b[40] == 'a']
		return m.swap(l, string(b)).sign(m.corp)
	}},
	{"a token in one place", nil, func(m *maker, l letter) letter {
		return l.drop("References").drop("In-Reply-To").set("Subject", "Re: hello").sign(m.corp)
	}},
	{"the stop token", nil, func(m *maker, l letter) letter { return m.swap(l, m.stop).sign(m.corp) }},
	{"expired", map[string]any{"Now": "2026-11-28T00:00:00Z"}, signed},
	{"replayed", map[string]any{"State": "approved"}, signed},
	{"void", map[string]any{"State": "void"}, signed},
	{"another version", map[string]any{"InvoiceVersion": 3}, signed},
	{"another amount", map[string]any{"InvoicePayable": "48120.00"}, signed},
	{"rebound to another amount", map[string]any{"Payable": "48120.00", "InvoicePayable": "48120.00", "Ceiling": "99999", "Limit": ""}, signed},
	{"already handed over", map[string]any{"InvoiceState": "handed_over"}, signed},
	{"closed account", map[string]any{"Active": false}, signed},
	{"above the band", map[string]any{"Limit": "4811"}, signed},
	{"above the ceiling", map[string]any{"Ceiling": "4811"}, signed},
	{"blocked", map[string]any{"Worst": "block"}, signed},
	{"first invoice", map[string]any{"VendorInvoices": 0}, signed},
	{"fresh bank account", map[string]any{"BankChanged": "2026-11-20T00:00:00Z"}, signed},
	{"own submission", map[string]any{"Submitter": "sian"}, signed},
	{"own bank edit", map[string]any{"BankEditor": "sian"}, signed},
	{"lost role", map[string]any{"Roles": []string{"clerk"}}, signed},
	{"the tenth mail this hour", map[string]any{"ThreadMails": 10}, signed},
	{"not stored", map[string]any{"Stored": false}, signed},
}

func signed(m *maker, l letter) letter { return l.sign(m.corp) }

// ambiguous lists texts that are no decision, whoever signs them.
var ambiguous = []string{
	"", "ok", "OK, go ahead", "👍", "yes", "Yes please", "fine by me", "Don't approve", "do not approve", "not approved", "approve?", "Approve!?", "approve or reject",
	"I can't approve this", "approve if the price is right", "Approve\nReject", "Approved\n\nHOLD", "we should approve", "Approve 3", "approve all", "pre-approved", "disapprove",
	"unapprove", "approval", "nicht freigeben", "keine Freigabe", "Freigabe?", "pas approuvé", "n'approuve pas", "peidiwch â chymeradwyo", "APPR0VE", "\u0410pprove",
	"A P P R O V E", "approve-", "> approve", "| approve", "-- \napprove", "Thanks\napprove", "See below\n\napprove", "delegate", "delegate to Tomos", "ask", "stop", "Please stop",
}

// TestForgedReplies tries every attack with every mail program and every
// ambiguous text, and expects none to approve or delegate.
func TestForgedReplies(t *testing.T) {
	m := newMaker(t)
	lookup := nameServer(t)
	all, accepted := 0, 0
	try := func(name string, raw []byte, world map[string]any) {
		all++
		got := Judge(judged(t, raw, expectation{About: name, World: world}, lookup))
		if got.Act {
			accepted++
			t.Errorf("%s was carried out: %+v", name, got)
		}
	}
	for _, c := range clients {
		for i, a := range attacks {
			s := said[(i*3)%len(said)]
			for s.want != payable.VerdictApprove {
				i++
				s = said[(i*3)%len(said)]
			}
			try(fmt.Sprintf("%s, %s", a.name, c.name), a.spoil(m, m.replyWith(c, s.text, s.lang)).bytes(), a.world)
		}
		for _, text := range ambiguous {
			if c.name == "html-only" && (strings.HasPrefix(text, "> ") || strings.HasPrefix(text, "| ") || strings.HasPrefix(text, "-- ")) {
				continue // marks of plain text
			}
			try(fmt.Sprintf("%q, %s", text, c.name), m.replyWith(c, text, "en").sign(m.corp).bytes(), nil)
		}
	}
	t.Logf("%d of %d forged or ambiguous replies accepted", accepted, all)
	if all < 400 {
		t.Errorf("only %d attempts: the tables have lost some", all)
	}
}

// TestWordsAreDistinct checks that no word means two things, and that nothing
// negated is on the list.
func TestWordsAreDistinct(t *testing.T) {
	seen := map[string]payable.Verdict{}
	for _, entry := range words {
		for _, w := range entry.words {
			f := fold(w)
			if v, known := seen[f]; known && v != entry.verdict {
				t.Errorf("%q means %s and %s", w, v, entry.verdict)
			}
			seen[f] = entry.verdict
			for _, no := range []string{"not", "nicht", "kein", "pas", "dim", "ddim", "don't", "peidiwch"} {
				if slices.Contains(strings.Fields(f), no) {
					t.Errorf("%q holds a negation", w)
				}
			}
		}
	}
	for _, c := range append(slices.Clone(courtesies), greetings...) {
		if v := seen[fold(c)]; v != "" {
			t.Errorf("courtesy or greeting %q is also %s", c, v)
		}
	}
}
