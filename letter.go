package payable

import "time"

// A LetterKind says what an outgoing mail is about.
type LetterKind string

// The kinds of mail payable sends.
const (
	LetterRequest LetterKind = "request" // asks an approver
	LetterReceipt LetterKind = "receipt" // confirms a verdict that came by mail
	LetterRefusal LetterKind = "refusal" // a reply that was not carried out, and what to do
	LetterPortal  LetterKind = "portal"  // a reply kept as intent: confirm it in the portal
)

// LetterFacts is what a mail is worded from: frozen when the mail is queued, so
// that sending it again words it the same. The token is not among it; it is
// computed from the approval at sending.
type LetterFacts struct {
	Kind     LetterKind
	Language string // "en", "de", "fr", "cy"; "" for English
	To       string // full name of the recipient

	Invoice   InvoiceID
	Number    string
	Vendor    string
	Entity    string
	Issued    time.Time
	Due       time.Time
	Payable   Money
	Orders    []string
	Asker     string // who asks, full name or login name
	Question  string // the asker's own words, may be empty
	Findings  []Finding
	BankSince time.Time        // since when the vendor's approved account stands; zero if it has none
	Recent    []LetterDecision // last decisions on this vendor, newest first
	Expires   time.Time

	Verdict Verdict           // of a receipt
	Reason  string            // of a refusal: catalogue key
	Figures map[string]string // of Reason
	Subject string            // of the mail that is answered
	HoldEnd time.Time         // of a receipt: until when STOP helps
	Comment string            // of a receipt: the words that came with the verdict
}

// A LetterDecision is one earlier decision on a vendor, as a request shows it.
type LetterDecision struct {
	At      time.Time
	Number  string
	Payable Money
	Verdict string // approved, rejected
	By      string
}
