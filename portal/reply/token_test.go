package reply

import (
	"bytes"
	"strings"
	"testing"
	"time"

	payable "github.com/payable-ap/payable"
)

// TestTokenBinds checks that a token is another one as soon as anything it is
// bound to is different.
func TestTokenBinds(t *testing.T) {
	a := asks(aSecret)
	base := Token(secretKey, a, "pay.corp.example")
	seen := map[string]string{base: "the request"}
	add := func(what, token string) {
		if was, known := seen[token]; known {
			t.Errorf("%s has the token of %s", what, was)
		}
		seen[token] = what
	}
	add("the receipt", StopToken(secretKey, a, "pay.corp.example"))
	add("another instance", Token(secretKey, a, "pay.other.example"))
	add("another key", Token(bytes.Repeat([]byte{8}, 32), a, "pay.corp.example"))
	for what, change := range map[string]func(*payable.Approval){
		"another approval":       func(a *payable.Approval) { a.ID++ },
		"another invoice":        func(a *payable.Approval) { a.Invoice++ },
		"another approver":       func(a *payable.Approval) { a.Approver = "tomos" },
		"another version":        func(a *payable.Approval) { a.Version++ },
		"a cent more":            func(a *payable.Approval) { a.Payable = payable.NewMoney("4812.01", "GBP") },
		"another currency":       func(a *payable.Approval) { a.Payable = payable.NewMoney("4812.00", "EUR") },
		"a second later":         func(a *payable.Approval) { a.Expires = a.Expires.Add(time.Second) },
		"another secret":         func(a *payable.Approval) { a.Secret = otherSecret },
		"letters moved along":    func(a *payable.Approval) { a.Approver = "sianGBP" },
		"the other half of them": func(a *payable.Approval) { a.Payable.Currency = "GB" },
	} {
		b := a
		change(&b)
		add(what, Token(secretKey, b, "pay.corp.example"))
	}
	// What the database may give back differently is the same.
	c := a
	c.Payable = payable.NewMoney("4812", "GBP")
	c.Expires = a.Expires.In(time.FixedZone("CET", 3600))
	c.State, c.Answered = payable.ApprovalApproved, a.Expires
	if got := Token(secretKey, c, "pay.corp.example"); got != base {
		t.Errorf("the same request, read back, has another token: %s and %s", got, base)
	}
}

// TestParseToken checks shapes, not MACs.
func TestParseToken(t *testing.T) {
	good := Token(secretKey, asks(aSecret), "pay.corp.example")
	last := strings.IndexByte("abcdefghijklmnopqrstuvwxyz234567", good[51])
	for _, tt := range []struct {
		name, token string
		fine        bool
	}{
		{"a token", good, true},
		{"in capitals, as mail servers like it", strings.ToUpper(good), true},
		{"a character short", good[:51], false},
		{"a character long", good + "a", false},
		{"a digit that base32 lacks", "1" + good[1:], false},
		{"bits beyond the end, which decode alike", good[:51] + string("abcdefghijklmnopqrstuvwxyz234567"[last^1]), false},
		{"nothing", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			secret, _, err := ParseToken(tt.token)
			if (err == nil) != tt.fine || tt.fine && !bytes.Equal(secret, aSecret) {
				t.Errorf("%q: %x, %v; want fine %v", tt.token, secret, err, tt.fine)
			}
		})
	}
}

// TestNewSecret checks that heads are never what gateways put in brackets.
func TestNewSecret(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		s := payable.NewSecret()
		head := encoding.EncodeToString(s)[:HeadLength]
		if !isHead(head) || seen[string(s)] || len(s) != 16 {
			t.Fatalf("secret %x with head %q", s, head)
		}
		seen[string(s)] = true
	}
	for _, word := range []string{"external", "internal", "phishing", "abc", "", "abcd2345x", "ABCD2345", "abcd-345"} {
		if isHead(word) {
			t.Errorf("%q is taken for a head", word)
		}
	}
}
