package reply

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"strings"

	payable "github.com/payable-ap/payable"
)

// TokenLength is the number of characters of a token: 16 random bytes and 16
// bytes of MAC in base32, so that "approvals+" and a token fit the 64 characters
// of a local part.
const TokenLength = 52

// HeadLength is how many characters of the token a subject shows.
const HeadLength = 8

var encoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Token returns the token of the request that asks a: its secret and a MAC over
// instance, approval, approver, invoice version, payable and expiry. It is
// computed again whenever it is needed and never stored.
func Token(key []byte, a payable.Approval, instance string) string {
	return token(key, a, instance, "request")
}

// StopToken returns the token of a receipt, which only takes STOP. a is the
// permission to stop, an approval with a secret of its own; the MAC differs from
// that of a request, so that neither can ever be used for the other.
func StopToken(key []byte, a payable.Approval, instance string) string {
	return token(key, a, instance, "stop")
}

func token(key []byte, a payable.Approval, instance, purpose string) string {
	mac := hmac.New(sha256.New, key)
	part := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		mac.Write(n[:])
		mac.Write([]byte(s))
	}
	num := func(v int64) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(v))
		mac.Write(n[:])
	}
	part("payable token v1")
	part(purpose)
	part(instance)
	num(int64(a.ID))
	num(int64(a.Invoice))
	part(a.Approver)
	num(int64(a.Version))
	part(a.Payable.Amount.String())
	part(string(a.Payable.Currency))
	num(a.Expires.Unix())
	part(string(a.Secret))
	sum := mac.Sum(nil)[:16]
	return encoding.EncodeToString(append(append([]byte{}, a.Secret...), sum...))
}

// ParseToken splits a token into its secret and its MAC. It says nothing about
// whether the MAC is right.
func ParseToken(t string) (secret, mac []byte, err error) {
	b, err := encoding.DecodeString(strings.ToLower(t))
	if err != nil || len(b) != 32 || encoding.EncodeToString(b) != strings.ToLower(t) {
		return nil, nil, payable.Invalid("token", "is not 52 letters and digits of a token")
	}
	return b[:16], b[16:], nil
}

// Head returns what a subject shows of a token.
func Head(token string) string { return token[:HeadLength] }

// isHead reports whether s could be the head of a token of ours: base32 with at
// least one digit, as [payable.NewSecret] sees to.
func isHead(s string) bool {
	return len(s) == HeadLength && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz234567") == "" && strings.ContainsAny(s, "234567")
}

// same compares two tokens in constant time.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// Tokens are the tokens a mail carries, lower case, by the place they stand in.
type Tokens struct {
	Recipient  []string // of approvals+<token>@ in To, Cc and the delivery fields
	Subject    []string // whole, as mailto: actions write them
	References []string // of our Message-IDs in References and In-Reply-To, the one answered last
	Heads      []string // first eight characters, in the subject
}

// all returns the whole tokens, the one that leads first.
func (t Tokens) all() []string {
	var out []string
	out = append(out, t.Recipient...)
	out = append(out, t.Subject...)
	for i := len(t.References) - 1; i >= 0; i-- {
		out = append(out, t.References[i])
	}
	return out
}

// leading returns the token that says what is answered: the address written to,
// else the subject, else the mail referred to last. It reports false where the
// mail carries no whole token.
func (t Tokens) leading() (string, bool) {
	all := t.all()
	if len(all) == 0 {
		return "", false
	}
	return all[0], true
}

// places counts the places that name the secret of the leading token.
func (t Tokens) places() int {
	lead, ok := t.leading()
	if !ok {
		return 0
	}
	n := 0
	for _, place := range [][]string{t.Recipient, t.References, append(append([]string{}, t.Subject...), t.Heads...)} {
		for _, s := range place {
			if s[:HeadLength] == lead[:HeadLength] {
				n++
				break
			}
		}
	}
	return n
}
