package reply

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
	"golang.org/x/net/publicsuffix"
)

// A Config says what this instance is called and what it may trust about mail.
// Its zero value trusts nothing but DKIM verified by ourselves.
type Config struct {
	Instance string // part of every token's MAC
	Key      []byte // 32 secret bytes of the instance
	Address  string // where replies go, without a token: approvals@example.com

	// AuthservIDs are the names our own receiving servers give themselves in
	// Authentication-Results; [NoAuthservID] for Microsoft 365, which gives none.
	AuthservIDs []string
	// TrustedHosts are the names of our receiving servers in "by" of Received;
	// AuthservIDs where empty. Results below the first such line are ignored: the
	// sender could have written them.
	TrustedHosts []string
	// Internal lists paths only our own people can send by.
	Internal []Path
	// InternalMailbox declares the whole mailbox such a path, as the demo does
	// with its built-in one.
	InternalMailbox bool
	// ExchangeOnline trusts X-MS-Exchange-Organization-AuthAs: Internal. The
	// self-test must have seen that header removed from mail of outsiders.
	ExchangeOnline bool
}

// NoAuthservID stands in [Config.AuthservIDs] for results without a name.
const NoAuthservID = "-"

// A Path is mail taken by one of our hosts from one of our networks.
type Path struct {
	By   string       // as in "by" of the topmost Received
	From netip.Prefix // where it took the mail from
}

// An Auth says whether, and by what, a mail was proved to come from its sender.
type Auth struct {
	Passed bool
	Method string // "dkim", "authentication-results", "internal", "exchange-online"; empty if none
	Detail string // what was tried and seen, in plain English
}

// A LookupTXT asks DNS for the TXT records of a name. [net.Resolver.LookupTXT]
// is one.
type LookupTXT func(ctx context.Context, name string) ([]string, error)

// maxSignatures is how many DKIM signatures of one mail are looked at: each
// costs a DNS question and a hash of the whole mail.
const maxSignatures = 5

// Authenticate finds out whether raw comes from the address in its From field.
// It returns an error only where DNS could not be asked and nothing else proved
// the sender, so that the mail is judged again later.
func Authenticate(ctx context.Context, raw []byte, lookup LookupTXT, c Config) (Auth, error) {
	h := parseHeader(raw)
	from, problem := h.from()
	if problem != "" {
		return Auth{Detail: problem}, nil
	}
	if how, ok := h.internal(c); ok {
		return how, nil
	}
	signed, dnsErr := verifyDKIM(ctx, raw, h, from, lookup)
	if signed.Passed {
		return signed, nil
	}
	if by, ok := h.results(from, c); ok {
		return by, nil
	}
	return signed, dnsErr
}

// internal reports the paths the administrator declared.
func (h header) internal(c Config) (Auth, bool) {
	if c.InternalMailbox {
		return Auth{Passed: true, Method: "internal", Detail: "the mailbox is declared internal"}, true
	}
	if c.ExchangeOnline {
		if as := h.all("x-ms-exchange-organization-authas"); len(as) == 1 && strings.EqualFold(as[0], "Internal") {
			return Auth{Passed: true, Method: "exchange-online", Detail: "Exchange Online marked it as sent inside the organisation"}, true
		}
	}
	received := h.all("received")
	if len(received) == 0 {
		return Auth{}, false
	}
	from, by := hop(received[0])
	for _, p := range c.Internal {
		if strings.EqualFold(p.By, by) && from.IsValid() && p.From.Contains(from.Unmap()) {
			return Auth{Passed: true, Method: "internal", Detail: fmt.Sprintf("taken by %s from %s", by, from)}, true
		}
	}
	return Auth{}, false
}

var (
	receivedBy   = regexp.MustCompile(`(?i)(?:^|\s)by\s+([A-Za-z0-9.:_-]+)`)
	receivedFrom = regexp.MustCompile(`\[(?:IPv6:)?([0-9a-fA-F.:]+)\]`)
)

// hop reads a Received field: the address in brackets the server saw itself,
// and the server's own name. Addresses after "by" are somebody else's.
func hop(received string) (from netip.Addr, by string) {
	at := receivedBy.FindStringSubmatchIndex(received)
	if at == nil {
		return netip.Addr{}, ""
	}
	by = received[at[2]:at[3]]
	all := receivedFrom.FindAllStringSubmatch(received[:at[0]], -1)
	if len(all) == 0 {
		return netip.Addr{}, by
	}
	// The last one counts: what the client called itself stands before it.
	if a, err := netip.ParseAddr(all[len(all)-1][1]); err == nil {
		from = a
	}
	return from, by
}

// verifyDKIM looks for one signature that is valid, of the sender's own domain,
// and covers From and Subject. Signatures with l= or sha1 never count.
func verifyDKIM(ctx context.Context, raw []byte, h header, from string, lookup LookupTXT) (Auth, error) {
	var temporary error
	ask := func(name string) ([]string, error) {
		txt, err := lookup(ctx, name)
		var dns *net.DNSError
		_, domain, _ := strings.Cut(name, "._domainkey.")
		// The silence of a stranger's name server must not hold up a mail that his
		// signature could not prove anyway.
		if err != nil && (!errors.As(err, &dns) || !dns.IsNotFound) && aligned(domain, from) {
			temporary = fmt.Errorf("asking DNS for %s: %w", name, err)
		}
		return txt, err
	}
	found, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: ask, MaxVerifications: maxSignatures})
	if err != nil && !errors.Is(err, dkim.ErrTooManySignatures) {
		return Auth{Detail: "DKIM: " + err.Error()}, temporary
	}
	if len(found) == 0 {
		return Auth{Detail: "no DKIM signature"}, nil
	}
	var why []string
	for _, v := range found {
		if problem := h.unfit(v, from); problem != "" {
			why = append(why, v.Domain+": "+problem)
			continue
		}
		return Auth{Passed: true, Method: "dkim", Detail: "signed by " + v.Domain}, nil
	}
	return Auth{Detail: "DKIM: " + strings.Join(why, "; ")}, temporary
}

// unfit returns why a signature proves nothing about the sender; empty if it
// does. go-msgauth turns down l= and sha1 by itself; the tests here hold it to that.
func (h header) unfit(v *dkim.Verification, from string) string {
	covers := func(name string) bool {
		return slices.ContainsFunc(v.HeaderKeys, func(k string) bool { return strings.EqualFold(k, name) })
	}
	switch {
	case v.Err != nil:
		return v.Err.Error()
	case !aligned(v.Domain, from):
		return "not the sender's domain"
	case !covers("from") || !covers("subject"):
		return "does not cover From and Subject"
	case len(h.all("subject")) > 1:
		return "a second Subject that is not signed"
	}
	return ""
}

// aligned reports whether a signing domain speaks for an address: both have the
// same organisational domain (RFC 7489 section 3.1.1, relaxed).
func aligned(domain, address string) bool {
	_, of, found := strings.Cut(address, "@")
	if !found {
		return false
	}
	a, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(strings.TrimSuffix(domain, ".")))
	if err != nil {
		return false
	}
	b, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(of))
	return err == nil && a == b
}
