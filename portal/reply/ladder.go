package reply

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	payable "github.com/payable-ap/payable"
)

// A rung is one check of a reply.
type rung struct {
	number int
	name   string
	try    func(*state) result
}

// A result is what a rung saw. An empty reason passes.
type result struct {
	reason  string // catalogue key
	detail  string
	figures map[string]string
	answer  payable.ReplyAnswer
	alarm   bool
	absent  bool
}

// lastSafe is where verdicts that only make paying less likely leave the ladder
// for its last rung; done is that.
const (
	lastSafe = 7
	done     = 10
)

// ladder is the rungs in the order they are tried. The first that fails decides.
var ladder = []rung{
	{1, "stored", stored},
	{2, "not_automatic", notAutomatic},
	{3, "not_a_loop", notALoop},
	{4, "token", tokenIsRight},
	{5, "one_sender", oneSender},
	{6, "understood", understood},
	{7, "business", business},
	{8, "authentic", authentic},
	{9, "ceiling", ceiling},
	{10, "done", mayBeDone},
}

func pass(format string, args ...any) result { return result{detail: fmt.Sprintf(format, args...)} }

func refuse(reason, format string, args ...any) result {
	return result{reason: reason, detail: fmt.Sprintf(format, args...), answer: payable.AnswerRefusal}
}

// alarm refuses what no honest manager does by accident often.
func alarm(reason, format string, args ...any) result {
	r := refuse(reason, format, args...)
	r.alarm = true
	return r
}

// silent refuses without an answer.
func silent(reason, format string, args ...any) result {
	r := refuse(reason, format, args...)
	r.answer = payable.AnswerNone
	return r
}

// 1. The raw mail is stored under its hash before anything reads it.
func stored(s *state) result {
	if s.Facts.Message == "" || s.Facts.Message != s.Reply.Hash {
		return silent("mail.reason.not_stored", "these bytes are not stored: %s", s.Reply.Hash)
	}
	return pass("stored as %s", s.Reply.Hash)
}

// 2. A machine's mail is recorded as an absence and never answered.
func notAutomatic(s *state) result {
	if s.Reply.Automatic == "" {
		return pass("no mark of automatic mail")
	}
	r := silent("mail.reason.automatic", "%s", s.Reply.Automatic)
	r.absent = s.who != nil && s.tokenProblem() == ""
	return r
}

// maxThread is how many mails an hour one question may get.
const maxThread = 3

// 3. Neither our own mail that came back nor a machine's answer to each of our
// answers is answered again.
func notALoop(s *state) result {
	switch {
	case s.fromUs():
		return silent("mail.reason.loop", "the mail is one of ours: %s", s.Reply.MessageID)
	case s.Facts.ThreadMails > maxThread:
		return silent("mail.reason.loop", "%d mails on this question within an hour", s.Facts.ThreadMails)
	}
	return pass("%d mails on this question within an hour", s.Facts.ThreadMails)
}

// 4. The token is ours, stands in two places, and is still good.
func tokenIsRight(s *state) result {
	if _, ok := s.Reply.Tokens.leading(); !ok {
		return refuse("mail.reason.no_token", "no token in recipient, references or subject")
	}
	if p := s.tokenProblem(); p != "" {
		return alarm("mail.reason.bad_token", "%s", p)
	}
	a := s.Facts.Approval
	if s.stop {
		// Its own time does not matter: as long as the invoice is here, STOP helps.
		if a.State != payable.Asked && a.State != payable.ApprovalExpired {
			return refuse("mail.reason.nothing_to_stop", "the permission to stop is %s", a.State)
		}
		return pass("the receipt's token, in %d places", s.Reply.Tokens.places())
	}
	switch {
	case a.State == payable.ApprovalVoid && (s.Facts.Invoice.State == payable.Waiting || s.Facts.Invoice.Version != a.Version):
		return refuse("mail.reason.changed", "the request is void")
	case a.State == payable.ApprovalVoid:
		return s.decided("the request is void", false)
	case a.State != payable.Asked && a.State != payable.ApprovalExpired:
		return s.decided("the request is "+string(a.State), true)
	case a.State == payable.ApprovalExpired || !s.Facts.Now.Before(a.Expires):
		return s.late()
	}
	return pass("the request's token, in %d places", s.Reply.Tokens.places())
}

// decided says by whom and when, where that is known.
func (s *state) decided(detail string, alarmed bool) result {
	r := refuse("mail.reason.decided_elsewhere", "%s", detail)
	r.alarm = alarmed
	if s.Facts.DecidedBy != "" && !s.Facts.DecidedAt.IsZero() {
		r.reason = "mail.reason.decided"
		r.figures = map[string]string{"by": s.Facts.DecidedBy, "at": s.Facts.DecidedAt.UTC().Format(time.RFC3339)}
	}
	return r
}

// late answers a reply after its time with a fresh request, if there is still
// something to ask.
func (s *state) late() result {
	r := refuse("mail.reason.late", "the request ended at %s", s.Facts.Approval.Expires.UTC().Format(time.RFC3339))
	if s.who != nil && s.Facts.Invoice.Version == s.Facts.Approval.Version && slices.Contains([]payable.InvoiceState{payable.Waiting, payable.Review}, s.Facts.Invoice.State) {
		r.answer = payable.AnswerFresh
	}
	return r
}

// tokenProblem returns what is wrong with the tokens as such: unknown, forged,
// contradicting or in one place only.
func (s *state) tokenProblem() string {
	t, a := s.Reply.Tokens, s.Facts.Approval
	if a == nil {
		return "no request has this token"
	}
	request, stop := Token(s.Config.Key, *a, s.Config.Instance), StopToken(s.Config.Key, *a, s.Config.Instance)
	for i, tok := range t.all() {
		switch {
		case same(tok, request), same(tok, stop):
		case s.stop && i >= len(t.Recipient)+len(t.Subject):
			// The thread of a receipt began with the request: its token may stand in
			// the references, and STOP is safe.
		case tok[:HeadLength] == request[:HeadLength]:
			return "a token whose MAC is wrong, or that was made for other facts"
		default:
			return "tokens of two requests"
		}
	}
	for _, head := range t.Heads {
		if head != Head(request) { // the stop token begins with the same secret
			return "the subject names another request"
		}
	}
	if t.places() < 2 {
		return "the token stands in one place only"
	}
	return ""
}

// 5. There is one sender, and it is who was asked.
func oneSender(s *state) result {
	switch {
	case s.Reply.FromProblem != "":
		return alarm("mail.reason.sender_unclear", "%s", s.Reply.FromProblem)
	case s.who == nil:
		return alarm("mail.reason.not_asked", "the sender is neither the approver nor a delegate")
	case s.Reply.OnBehalf != "":
		return refuse("mail.reason.on_behalf", "a Sender field names somebody else")
	}
	return pass("%s", s.who.Name)
}

// problemReasons maps what is wrong with a text to its sentence.
var problemReasons = map[Problem]string{
	nothingNew: "mail.reason.nothing_new", unknown: "mail.reason.not_understood", twoVerbs: "mail.reason.two_verbs",
	noQuestion: "mail.reason.no_question", noAddress: "mail.reason.no_address", onlyStop: "mail.reason.only_stop", notStop: "mail.reason.stop_elsewhere",
}

// 6. The first new line is one of the words.
func understood(s *state) result {
	if s.cmd.Verdict != "" {
		return pass("%q is %s", s.cmd.Line, s.cmd.Verdict)
	}
	reason := problemReasons[s.cmd.Problem]
	if reason == "" {
		reason = "mail.reason.not_understood"
	}
	return refuse(reason, "%q: %s", s.cmd.Line, s.cmd.Problem)
}

// 7. The question still stands, and the person may decide it.
func business(s *state) result {
	inv, a := s.Facts.Invoice, s.Facts.Approval
	if a == nil {
		return refuse("mail.reason.bad_token", "no request")
	}
	asked := payable.Waiting
	if s.stop {
		asked = payable.Approved
	}
	due, _ := inv.AmountDue()
	switch {
	case inv.State != asked:
		return s.decided("the invoice is "+string(inv.State), false)
	case inv.Version != a.Version:
		return refuse("mail.reason.changed", "asked about version %d, it is now %d", a.Version, inv.Version)
	case due.Currency != a.Payable.Currency || !due.Amount.Equal(a.Payable.Amount):
		return refuse("mail.reason.changed", "the payable is not what was asked about")
	case s.stop:
		return s.person(s.who)
	}
	if r := s.person(s.who); r.reason != "" {
		return r
	}
	if s.verdict.Safe() {
		return pass("version %d as asked", inv.Version)
	}
	return s.authority()
}

// person checks who answers, and the approver on whose behalf.
func (s *state) person(who *payable.User) result {
	if who == nil {
		who = &s.Facts.Approver
	}
	switch {
	case !who.Active || !s.Facts.Approver.Active:
		return refuse("mail.reason.inactive", "the account is closed")
	case s.stop:
		return pass("may stop")
	case who.Name == s.Facts.Invoice.Submitter:
		return alarm("mail.reason.submitter", "the approver submitted the invoice")
	case who.Name == s.Facts.BankEditor:
		return alarm("mail.reason.bank_editor", "the approver last edited the vendor's bank details")
	}
	return pass("may answer")
}

// authority checks the band of who says yes, and of who is to say it instead.
func (s *state) authority() result {
	who := s.who
	if who == nil {
		who = &s.Facts.Approver
	}
	if s.verdict == payable.VerdictApprove {
		if !inBand(*who, s.Facts.Approval.Payable, s.Facts.Policy) {
			return refuse("mail.reason.band", "above the approver's limit %s", who.Limit)
		}
		return pass("version %d as asked, in band", s.Facts.Invoice.Version)
	}
	to := s.Facts.DelegateTo
	switch {
	case to == nil || !to.Active || !to.Actor().Can(payable.DecideInvoice):
		return refuse("mail.reason.delegate_unknown", "the delegate is no active approver")
	case to.Name == who.Name || slices.Contains(s.Facts.Chain, to.Name):
		return refuse("mail.reason.delegate_circle", "the question was with the delegate already")
	case to.Name == s.Facts.Invoice.Submitter || to.Name == s.Facts.BankEditor:
		return refuse("mail.reason.delegate_unfit", "the delegate submitted the invoice or edited the bank details")
	case !inBand(*to, s.Facts.Approval.Payable, s.Facts.Policy):
		return refuse("mail.reason.delegate_band", "above the delegate's limit %s", to.Limit)
	}
	return pass("to %s", to.Name)
}

// inBand reports whether u may approve m. Without a rate between the currencies
// only who has no limit may.
func inBand(u payable.User, m payable.Money, p payable.Policy) bool {
	if u.Limit == "" {
		return true
	}
	limit, err := decimal.NewFromString(u.Limit)
	return err == nil && m.Currency == p.Currency && m.Amount.Abs().LessThanOrEqual(limit)
}

// 8. The mail is proved to be the sender's.
func authentic(s *state) result {
	if !s.Auth.Passed {
		return alarm("mail.reason.not_authentic", "%s", s.Auth.Detail)
	}
	return pass("%s: %s", s.Auth.Method, s.Auth.Detail)
}

const (
	bankQuiet    = 30 * 24 * time.Hour // how long bank details must be unchanged
	maxDecisions = 30                  // by mail, an hour
)

// 9. What may be approved by mail is capped. Above the cap the word is kept as
// intent and confirmed in the portal, never dropped.
func ceiling(s *state) result {
	f := s.Facts
	portal := func(reason, format string, args ...any) result {
		r := refuse(reason, format, args...)
		r.answer = payable.AnswerPortal
		return r
	}
	p := payable.Money{}
	if f.Approval != nil {
		p = f.Approval.Payable
	}
	changed := f.BankChanged
	for _, b := range f.Vendor.Bank {
		for _, t := range []time.Time{b.Since, b.Until} {
			if t.After(changed) && !t.After(f.Now) {
				changed = t
			}
		}
	}
	switch {
	case f.Policy.ReplyCeiling.Sign() <= 0:
		return portal("mail.reason.mail_off", "approval by mail is switched off")
	case p.Currency != f.Policy.Currency:
		return portal("mail.reason.currency", "%s is not the policy's currency", p.Currency)
	case p.Amount.Abs().GreaterThan(f.Policy.ReplyCeiling):
		r := portal("mail.reason.ceiling", "%s is above the ceiling %s", p, f.Policy.ReplyCeiling)
		r.figures = map[string]string{"ceiling": f.Policy.ReplyCeiling.String(), "currency": string(f.Policy.Currency)}
		return r
	case f.Worst >= payable.Block:
		return portal("mail.reason.blocked", "a finding blocks the invoice")
	case f.Vendor.Invoices == 0:
		return portal("mail.reason.first_invoice", "the vendor's first invoice")
	case !changed.IsZero() && f.Now.Sub(changed) < bankQuiet:
		return portal("mail.reason.bank_changed", "bank details changed on %s", changed.UTC().Format(time.DateOnly))
	case f.Decisions >= maxDecisions:
		return portal("mail.reason.too_many", "%d decisions by mail within an hour", f.Decisions)
	}
	return pass("%s is within the ceiling %s", p, f.Policy.ReplyCeiling)
}

// actions maps a verdict to what carrying it out needs permission for.
var actions = map[payable.Verdict]payable.Action{
	payable.VerdictApprove:  payable.DecideInvoice,
	payable.VerdictReject:   payable.RejectInvoice,
	payable.VerdictHold:     payable.HoldInvoice,
	payable.VerdictAsk:      payable.HoldInvoice,
	payable.VerdictDelegate: payable.DecideInvoice,
	payable.VerdictStop:     payable.StopInvoice,
}

// 10. What follows is one transaction: decision, evidence, event, job, receipt.
// It needs the permission the portal's button needs, looked at here so that a
// lack of it is answered and not rolled back.
func mayBeDone(s *state) result {
	who := s.who
	if who == nil {
		who = &s.Facts.Approver
	}
	if !who.Actor().Can(actions[s.verdict]) {
		return refuse("mail.reason.role", "%s may not %s", strings.Join(roleNames(*who), ", "), actions[s.verdict])
	}
	return pass("%s in one transaction", s.verdict)
}

func roleNames(u payable.User) []string {
	out := make([]string, len(u.Roles))
	for i, r := range u.Roles {
		out[i] = string(r)
	}
	return out
}
