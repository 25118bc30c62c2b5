// Package reply judges mails that answer an approval request.
//
// A reply is a capped business instruction, never a login: it may only do what
// the ladder in this package allows. [Read] takes a mail apart, [Authenticate]
// finds out who really sent it, and [Judge] climbs ten rungs with both and what
// the database knows. All three are pure (Authenticate asks DNS through the
// function it is given), so a judgement can be repeated from the stored mail.
//
//	raw mail --Read--> Reply --+
//	raw mail --Authenticate--> Auth --+--Judge--> payable.ReplyOutcome
//	database ----------> ReplyCase ---+
//
// The first rung that fails decides. APPROVE and DELEGATE need all rungs;
// verdicts that only make paying less likely act at rung 7.
//
// To add a rung, write its function, enter it in ladder, give its reasons
// sentences in the catalogues (mail.reason.*), and add to testdata/cases a mail
// that fails only this rung: the test that takes rungs out one by one demands
// it. To teach it a word, see words in verbs.go; a mail program's way of
// quoting, see quote.go and html.go.
package reply

import (
	"strings"

	payable "github.com/payable-ap/payable"
)

// A Reply is a mail taken apart. Everything in it was written by a stranger.
type Reply struct {
	Hash      payable.Hash // of the raw bytes
	MessageID string       // without angle brackets
	Subject   string       // decoded
	// From is the address of the only From field, lower case. It is empty when
	// there is not exactly one field with exactly one plain address, and then
	// FromProblem says what is wrong.
	From        string
	FromProblem string
	// OnBehalf is the address of a Sender field that is not From's.
	OnBehalf  string
	Tokens    Tokens
	Automatic string // the mark that says no person wrote this; empty if none
	Text      string // what the sender wrote, quotes and signature removed
	Command   Command
}

// Read takes a mail apart. It fails only where there is no header at all: a mail
// that is broken further in gives what could be read of it, and the ladder turns
// it down.
func Read(raw []byte) (*Reply, error) {
	h := parseHeader(raw)
	if len(h) == 0 {
		return nil, payable.Invalid("mail", "has no header")
	}
	r := &Reply{
		Hash:      payable.HashOf(raw),
		MessageID: h.messageID(),
		Subject:   decodeWords(h.first("subject")),
		Automatic: h.automatic(),
	}
	r.From, r.FromProblem = h.from()
	r.OnBehalf = h.onBehalf(r.From)
	r.Tokens = h.tokens(r.Subject)
	plain, html := bodies(raw)
	r.Text, r.Command = understand(plain, html)
	return r, nil
}

// understand reads the command. A mail carries its text up to twice; where the
// two halves give two different verdicts neither counts.
func understand(plain, html string) (string, Command) {
	text := NewText(plain)
	if strings.TrimSpace(text) == "" {
		text = NewTextHTML(html)
		return text, ParseCommand(text)
	}
	cmd := ParseCommand(text)
	if html != "" {
		other := ParseCommand(NewTextHTML(html))
		if other.Verdict != "" && cmd.Verdict != "" && other.Verdict != cmd.Verdict {
			cmd = cmd.but(twoVerbs)
		}
	}
	return text, cmd
}

// Query returns what the database must be told to load the case of r.
func (r *Reply) Query() payable.ReplyQuery {
	q := payable.ReplyQuery{Message: r.Hash, From: r.From}
	if t, ok := r.Tokens.leading(); ok {
		q.Secret, _, _ = ParseToken(t) // what is in Tokens has the right shape
	}
	if r.Command.Verdict == payable.VerdictDelegate {
		q.DelegateTo = r.Command.Argument
	}
	return q
}
