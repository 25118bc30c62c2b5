package payable

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// A Hash is the SHA-256 of some bytes in lower-case hexadecimal: the name of a
// message or document.
type Hash string

// HashOf returns the name of b.
func HashOf(b []byte) Hash {
	h := sha256.Sum256(b)
	return Hash(hex.EncodeToString(h[:]))
}

// A MailboxEntry is one row of the ledger: a place on a mail server where a
// message was seen. Its four parts are the key that makes capturing the same
// mail twice impossible (RFC 9051 section 2.3.1.1: UIDs never come back while
// UIDVALIDITY stays).
type MailboxEntry struct {
	Account     string // name of the mailbox in the configuration
	Folder      string
	UIDValidity uint32
	UID         uint32
}

// A MessageState says how far a message has come.
type MessageState string

// The states of a message. Stored and Parked are the only ones work goes on
// from; every other end has its reason beside it.
const (
	MessageStored     MessageState = "stored"     // raw bytes safe, not yet looked at
	MessageInvoice    MessageState = "invoice"    // carries documents
	MessageReply      MessageState = "reply"      // an answer to a mail of ours
	MessageBounce     MessageState = "bounce"     // a delivery report about a mail of ours
	MessageAutomatic  MessageState = "automatic"  // out of office, newsletter, list
	MessageOther      MessageState = "other"      // a person wrote, without a document
	MessageUnreadable MessageState = "unreadable" // encrypted, password-protected, a link instead of a document
	MessageRefused    MessageState = "refused"    // larger than the limit: headers kept
	MessageParked     MessageState = "parked"     // failed its attempts; a person sees it
)

var messageMoves = map[MessageState][]MessageState{
	MessageStored: {MessageInvoice, MessageReply, MessageBounce, MessageAutomatic, MessageOther, MessageUnreadable, MessageParked},
	MessageParked: {MessageStored},
}

// CanBecome reports whether a message in state s may move to t.
func (s MessageState) CanBecome(t MessageState) bool { return allows(messageMoves, s, t) }

// A Message is a mail as it arrived: raw bytes, named by their SHA-256. Several
// [MailboxEntry] rows may point at one message.
type Message struct {
	Hash      Hash
	Size      int64
	MessageID string // as the sender wrote it: evidence, never a key
	From      string // raw header value, hostile
	To        string
	Subject   string // decoded, hostile
	Date      time.Time
	Stored    time.Time
	State     MessageState
	Reason    string // why it is in this state, one sentence
}

// allows reports whether the table of moves leads from s to t.
func allows[S comparable](moves map[S][]S, s, t S) bool {
	for _, m := range moves[s] {
		if m == t {
			return true
		}
	}
	return false
}
