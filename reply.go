package payable

import "time"

// A ReplyQuery is what the database must be told of a mail to put together the
// [ReplyCase] it is judged by. Everything in it was written by a stranger.
type ReplyQuery struct {
	Message    Hash   // of the stored raw mail
	Secret     []byte // the first 16 bytes of the token the mail carries; nil if it carries none
	From       string // the only From address, lower case; empty if there is not exactly one
	DelegateTo string // the address a DELEGATE names, lower case; empty otherwise
}

// A ReplyCase is what the database knows when a mail answers an approval: all
// facts the judgement needs besides the mail itself. It is loaded inside the
// transaction that carries the verdict out, with approval and invoice locked, so
// that of two replies one finds the other's work.
type ReplyCase struct {
	Now     time.Time // Postgres's clock
	Message Hash      // of the raw mail as it is stored; empty if it is not

	// Approval is the question whose Secret the mail carries; nil if there is
	// none, and then the fields down to Decisions say nothing.
	Approval  *Approval
	DecidedBy string    // full name of who ended the question or decided the invoice; empty while open
	DecidedAt time.Time // when they did
	Invoice   Invoice   // as it is now, of which Approval asked about one version
	Worst     Outcome   // the gravest finding of Invoice that nobody has released
	Vendor    Vendor    // the vendor of Invoice
	// BankChanged is when the vendor's bank accounts were last added, verified or
	// ended; zero if never. BankEditor is the user name of who did it last.
	BankChanged time.Time
	BankEditor  string
	Policy      Policy // the one in force
	Approver    User   // of Approval
	Delegates   []User // who may answer for Approver now
	// DelegateTo is the user with the address of [ReplyQuery.DelegateTo]; nil if
	// there is none. Chain lists the user names this question was with before and
	// the approver it is with now.
	DelegateTo *User
	Chain      []string
	// ThreadMails counts mails that carried this Approval's secret in the last
	// hour, this one included. Decisions counts what Approver and Delegates decided
	// by mail in the last hour.
	ThreadMails int
	Decisions   int

	// Sender is the active user with the address of [ReplyQuery.From], whatever
	// Approval says; nil if there is none.
	Sender *User
}

// A Rung is the recorded result of one check of a reply. Rungs are evidence:
// they are shown on the invoice and never change.
type Rung struct {
	Number int    // 1 to 10, in the order they are tried
	Name   string // "stored", "not_automatic", …; released names never change
	Passed bool
	Reason string // catalogue key of the sentence for the sender, empty if passed
	Detail string // what was seen, in plain English, for the evidence
}

// A ReplyAnswer says what is sent back for a reply.
type ReplyAnswer string

// The answers to a reply. A receipt follows a verdict that was carried out; a
// refusal says what to do instead; portal says that the word was kept as intent
// and where to confirm it; fresh is a new request for one that came late.
const (
	AnswerNone    ReplyAnswer = ""
	AnswerReceipt ReplyAnswer = "receipt"
	AnswerRefusal ReplyAnswer = "refusal"
	AnswerPortal  ReplyAnswer = "portal"
	AnswerFresh   ReplyAnswer = "fresh"
)

// A ReplyOutcome is the judgement about one reply, reached from a [ReplyCase]
// and the mail. Whoever receives it carries it out and stores it, whole, in the
// transaction that loaded the case.
type ReplyOutcome struct {
	Verdict  Verdict // what the sender wants; empty if not understood
	Argument string  // reason, question or address that came with it
	By       string  // user name of who answered: the approver or a delegate; empty if unknown
	Act      bool    // carry Verdict out, in the name of By
	Intent   bool    // store Verdict as intent only: it waits for the portal
	Absent   bool    // an automatic mail: the clock for the delegate starts
	Alarm    bool    // forged, replayed or forwarded: three of them tell AP
	Answer   ReplyAnswer
	AnswerTo string            // address to answer; empty exactly for AnswerNone
	Language string            // of the answer: the approver's, else the sender's; empty if unknown
	Reason   string            // catalogue key of the sentence that says why; empty if Act
	Figures  map[string]string // of that sentence
	Line     string            // the line of the mail that was taken as the command
	Rungs    []Rung            // those tried; all but the last passed
}
