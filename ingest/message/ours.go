package message

import (
	"regexp"
	"slices"
	"strings"
)

// Ours says what mails of ours look like. The zero value knows none.
type Ours struct {
	// Approvals is the address requests ask to be answered to, without a token:
	// "approvals@example.com". The token travels as "approvals+<token>@…".
	Approvals string
	// Domain stands behind the @ of the Message-IDs payable writes. People of the
	// same domain write mail too: the part before it must have our shape.
	Domain string
}

var (
	// A token is 32 bytes in lower-case base32: 52 characters. Mail programs may
	// change the case of addresses and subjects.
	tokenInSubject = regexp.MustCompile(`(?i)(?:^|[^a-z0-9])([a-z2-7]{52})(?:$|[^a-z0-9])`)
	headInSubject  = regexp.MustCompile(`(?i)\[[^\]]*[a-z2-7]{8}\]`)
	// Ids are written by portal/notify: requests and receipts carry a token, other
	// mails a hash.
	tokenInID   = regexp.MustCompile(`(?i)<?(?:approval|receipt)\.([a-z2-7]{52})@([a-z0-9.-]+)`)
	ownID       = regexp.MustCompile(`(?i)<(?:approval|receipt|answer)\.[a-z2-7]{32,52}@([a-z0-9.-]+)>`)
	plusAddress = regexp.MustCompile(`(?i)([a-z0-9._-]+)\+([a-z2-7]{52})@([a-z0-9.-]+)`)
)

// recipients are the fields an address we were written at may stand in.
var recipients = []string{"To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Resent-To"}

// Tokens returns every approval token the header of m carries, lower case, each
// once: in an address it was sent to, in References or In-Reply-To, or in the
// subject. Whether one is genuine only portal/reply can say.
func (o Ours) Tokens(m *Mail) []string {
	var out []string
	add := func(token string) {
		if token = strings.ToLower(token); !slices.Contains(out, token) {
			out = append(out, token)
		}
	}
	for _, name := range recipients {
		for _, v := range m.Values(name) {
			for _, g := range plusAddress.FindAllStringSubmatch(v, -1) {
				if o.is(g[1] + "@" + g[3]) {
					add(g[2])
				}
			}
		}
	}
	for _, name := range []string{"In-Reply-To", "References"} {
		for _, v := range m.Values(name) {
			for _, g := range tokenInID.FindAllStringSubmatch(v, -1) {
				if o.Domain == "" || strings.EqualFold(g[2], o.Domain) {
					add(g[1])
				}
			}
		}
	}
	for _, g := range tokenInSubject.FindAllStringSubmatch(m.Subject, -1) {
		add(g[1])
	}
	return out
}

// is reports whether addr is where approvals are answered. Without a
// configuration (payable mail) the usual local part will do.
func (o Ours) is(addr string) bool {
	if o.Approvals == "" {
		return strings.HasPrefix(strings.ToLower(addr), "approvals@")
	}
	return strings.EqualFold(addr, o.Approvals)
}

// asked reports whether m looks like an answer to a request whose token got
// lost on the way: it went to the approvals address, and says it is an answer or
// shows the head of a token in its subject.
func (o Ours) asked(m *Mail) bool {
	to := false
	for _, name := range recipients {
		for _, v := range m.Values(name) {
			for _, a := range strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(" ,;<>\"()", r) }) {
				to = to || o.is(a)
			}
		}
	}
	return to && (headInSubject.MatchString(m.Subject) || m.Get("In-Reply-To") != "" || m.Get("References") != "")
}

// answers reports whether m refers to a mail payable sent.
func (o Ours) answers(m *Mail) bool {
	if o.Domain == "" {
		return false
	}
	for _, name := range []string{"In-Reply-To", "References"} {
		for _, v := range m.Values(name) {
			for _, g := range ownID.FindAllStringSubmatch(v, -1) {
				if strings.EqualFold(g[1], o.Domain) {
					return true
				}
			}
		}
	}
	return false
}
