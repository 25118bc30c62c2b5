package payable

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
	"time"
)

// ApprovalID identifies one question to one person.
type ApprovalID int64

// An ApprovalState says how a question ended.
type ApprovalState string

// The states of an approval. All but asked are final.
const (
	Asked             ApprovalState = "asked"
	ApprovalApproved  ApprovalState = "approved"
	ApprovalRejected  ApprovalState = "rejected"
	ApprovalHeld      ApprovalState = "held"
	ApprovalDelegated ApprovalState = "delegated"
	ApprovalExpired   ApprovalState = "expired"
	ApprovalVoid      ApprovalState = "void" // the invoice changed, or somebody decided elsewhere
)

// ApprovalMoves lists every change of state an approval may make.
var ApprovalMoves = map[ApprovalState][]ApprovalState{
	Asked: {ApprovalApproved, ApprovalRejected, ApprovalHeld, ApprovalDelegated, ApprovalExpired, ApprovalVoid},
}

// CanBecome reports whether an approval in state s may move to t.
func (s ApprovalState) CanBecome(t ApprovalState) bool { return allows(ApprovalMoves, s, t) }

// An Approval is one question to one person about one version of one invoice.
// It dies (void) when a material field changes or somebody decides elsewhere.
type Approval struct {
	ID       ApprovalID
	Invoice  InvoiceID
	Version  int   // of the invoice
	Payable  Money // what was asked about
	Approver string
	Asker    string
	Secret   []byte // 16 random bytes; the token is these and a MAC, never stored
	Asked    time.Time
	Expires  time.Time
	State    ApprovalState
	Answered time.Time
}

// A Verdict is what somebody decides about an invoice.
type Verdict string

// The verdicts. [VerdictStop] takes an approval back within its hold.
const (
	VerdictApprove  Verdict = "approve"
	VerdictReject   Verdict = "reject"
	VerdictHold     Verdict = "hold"
	VerdictAsk      Verdict = "ask"
	VerdictDelegate Verdict = "delegate"
	VerdictStop     Verdict = "stop"
)

// ParseVerdict reads a verdict as a form sends it.
func ParseVerdict(s string) (Verdict, error) {
	switch v := Verdict(strings.ToLower(strings.TrimSpace(s))); v {
	case VerdictApprove, VerdictReject, VerdictHold, VerdictAsk, VerdictDelegate, VerdictStop:
		return v, nil
	}
	return "", Refuse("verdict", "verdict_unknown", "must be approve, reject, hold, ask, delegate or stop")
}

// Safe reports whether a verdict only makes paying less likely. Safe verdicts
// by mail need no proof of who sent them beyond the token and the address.
func (v Verdict) Safe() bool { return v != VerdictApprove && v != VerdictDelegate }

// State returns the state a verdict puts an invoice in.
func (v Verdict) State() InvoiceState {
	switch v {
	case VerdictApprove:
		return Approved
	case VerdictReject:
		return Rejected
	case VerdictHold:
		return Held
	case VerdictDelegate:
		return Waiting
	}
	return Review // ask, stop
}

// NewSecret draws the random half of an approval's token: 16 bytes whose first
// eight characters in base32 have a digit, so that marks other mail systems put
// into subjects ("[EXTERNAL]") are never taken for the head of a token.
func NewSecret() []byte {
	for {
		b := make([]byte, 16)
		rand.Read(b) // never fails: crypto/rand ends the program instead
		if strings.ContainsAny(base32.StdEncoding.EncodeToString(b)[:8], "234567") {
			return b
		}
	}
}
