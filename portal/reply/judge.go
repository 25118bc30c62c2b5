package reply

import (
	"strings"

	payable "github.com/payable-ap/payable"
)

// A Case is everything a reply is judged by.
type Case struct {
	Facts  payable.ReplyCase // loaded by the database, in the transaction that acts
	Reply  *Reply
	Auth   Auth
	Config Config
}

// Judge climbs the ladder. It is pure: the same case gives the same outcome.
func Judge(c Case) payable.ReplyOutcome { return climb(c, ladder) }

// state is a case with what the rungs look at worked out beforehand, so that no
// rung depends on another having run.
type state struct {
	Case
	stop    bool          // the token is a receipt's
	who     *payable.User // who answers: the approver or a delegate; nil for anybody else
	cmd     Command
	verdict payable.Verdict
}

func climb(c Case, rungs []rung) payable.ReplyOutcome {
	s := &state{Case: c, cmd: c.Reply.Command}
	s.who = s.answerer()
	s.stop = s.isStop()
	s.cmd = s.command()
	s.verdict = s.cmd.heard
	out := payable.ReplyOutcome{
		Verdict: s.verdict, Argument: s.cmd.Argument, Line: s.cmd.Line, Language: s.language(),
	}
	if s.who != nil {
		out.By = s.who.Name
	} else if s.Facts.Approval != nil {
		out.By = s.Facts.Approval.Approver
	}
	for _, r := range rungs {
		if r.number > lastSafe && r.number < done && s.verdict.Safe() {
			continue
		}
		res := r.try(s)
		out.Rungs = append(out.Rungs, payable.Rung{Number: r.number, Name: r.name, Passed: res.reason == "", Reason: res.reason, Detail: res.detail})
		if res.reason != "" {
			return s.refused(out, res)
		}
	}
	out.Act, out.Answer, out.AnswerTo = true, payable.AnswerReceipt, s.Reply.From
	return out
}

// refused fills in what follows from a rung that failed.
func (s *state) refused(out payable.ReplyOutcome, res result) payable.ReplyOutcome {
	out.Reason, out.Figures, out.Alarm = res.reason, res.figures, res.alarm
	out.Absent, out.Intent = res.absent, res.answer == payable.AnswerPortal
	out.Answer, out.AnswerTo = res.answer, s.answerTo()
	if out.AnswerTo == "" {
		out.Answer = payable.AnswerNone
	}
	if out.Answer == payable.AnswerNone {
		out.AnswerTo = ""
	}
	if s.who == nil {
		out.By = ""
	}
	if s.cmd.Problem != "" {
		out.Verdict, out.Argument = "", ""
	}
	return out
}

// answerTo returns whom to answer. An answer goes to the address of one of our
// users, or to one that proved to be the sender's: a forged From must not make us
// write to strangers.
func (s *state) answerTo() string {
	if s.Reply.From == "" || s.fromUs() {
		return ""
	}
	if s.who != nil || s.Facts.Sender != nil || s.Auth.Passed {
		return s.Reply.From
	}
	return ""
}

func (s *state) language() string {
	switch {
	case s.who != nil:
		return s.who.Language
	case s.Facts.Sender != nil:
		return s.Facts.Sender.Language
	}
	return ""
}

// answerer finds the approver or the delegate whose address the mail comes from.
func (s *state) answerer() *payable.User {
	if s.Facts.Approval == nil || s.Reply.From == "" {
		return nil
	}
	for _, u := range append([]payable.User{s.Facts.Approver}, s.Facts.Delegates...) {
		for _, a := range u.Addresses {
			if strings.EqualFold(a, s.Reply.From) {
				return &u
			}
		}
	}
	return nil
}

// isStop reports whether the leading token is the receipt's.
func (s *state) isStop() bool {
	lead, ok := s.Reply.Tokens.leading()
	return ok && s.Facts.Approval != nil && same(lead, StopToken(s.Config.Key, *s.Facts.Approval, s.Config.Instance))
}

// command fits the command to the token: a receipt's takes STOP and nothing
// else, a request's everything but STOP.
func (s *state) command() Command {
	cmd := s.cmd
	switch {
	case cmd.Verdict == "" || s.stop == (cmd.Verdict == payable.VerdictStop):
	case s.stop:
		cmd = cmd.but(onlyStop)
	default:
		cmd = cmd.but(notStop)
	}
	return cmd
}

// fromUs reports whether the mail is one of ours that came back.
func (s *state) fromUs() bool {
	local, domain, found := strings.Cut(strings.ToLower(s.Config.Address), "@")
	if !found {
		return false
	}
	from, of, _ := strings.Cut(s.Reply.From, "@")
	from, _, _ = strings.Cut(from, "+")
	if from == local && of == domain {
		return true
	}
	kind, rest, _ := strings.Cut(strings.ToLower(s.Reply.MessageID), ".")
	return isOurs[kind] && strings.HasSuffix(rest, "@"+domain)
}

// isOurs lists what our own Message-IDs begin with.
var isOurs = map[string]bool{"approval": true, "receipt": true, "answer": true, "notice": true}
