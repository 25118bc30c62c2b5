package imap

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/payable-ap/payable"
)

// A Security says how the connection is encrypted.
type Security string

// The kinds of connection. Plain is refused except on the loopback interface.
const (
	TLS      Security = "tls"      // from the first byte, port 993
	StartTLS Security = "starttls" // upgraded before anything is said, port 143
	Plain    Security = "plain"
)

// A Mark is what a captured mail gets on the server, for people who look into
// the mailbox with their mail program.
type Mark string

// The marks.
const (
	MarkKeyword Mark = "keyword" // the keyword $Payable
	MarkMove    Mark = "move"    // moved to Account.MoveTo; needs the server's MOVE (RFC 6851)
	MarkNone    Mark = "none"    // the ledger alone knows
)

// Keyword is the flag a captured mail gets under [MarkKeyword].
const Keyword = "$Payable"

// An Account is a mailbox to watch.
type Account struct {
	Name     string // in the ledger's key; changing it makes all mail new
	Address  string // host:port
	Security Security
	// TLS is the configuration for encrypted connections; nil trusts the system's
	// authorities. ServerName is taken from Address where it is empty.
	TLS      *tls.Config
	User     string
	Password string
	// Token, if set, is asked for an OAuth 2 access token at each connection, and
	// XOAUTH2 is used instead of a password.
	Token func(ctx context.Context) (string, error)
	// Folders to watch. Empty means INBOX and whatever folder the server declares
	// as \Junk: invoices land there, and nobody else looks.
	Folders []string
	Mark    Mark // MarkKeyword if empty
	MoveTo  string
}

// Check reports the first thing wrong with the configuration, as a
// [payable.InvalidError] that names the field.
func (a Account) Check() error {
	host, _, err := net.SplitHostPort(a.Address)
	switch {
	case a.Name == "":
		return payable.Invalid("name", "a mailbox needs a name, such as invoices")
	case err != nil || host == "":
		return payable.Invalid("address", fmt.Sprintf("%q is not host:port, such as imap.example.com:993", a.Address))
	case !slices.Contains([]Security{"", TLS, StartTLS, Plain}, a.Security):
		return payable.Invalid("security", fmt.Sprintf("%q is none of tls, starttls, plain", a.Security))
	case a.User == "":
		return payable.Invalid("user", "a mailbox needs a user to log in as")
	case a.Password == "" && a.Token == nil:
		return payable.Invalid("password", "a mailbox needs a password or a token")
	case !slices.Contains([]Mark{"", MarkKeyword, MarkMove, MarkNone}, a.Mark):
		return payable.Invalid("mark", fmt.Sprintf("%q is none of keyword, move, none", a.Mark))
	case a.Mark == MarkMove && a.MoveTo == "":
		return payable.Invalid("move_to", "mark=move needs the folder to move captured mail to")
	case a.Mark == MarkMove && a.watches(a.MoveTo):
		return payable.Invalid("move_to", fmt.Sprintf("%q is itself watched: every mail would be new again there", a.MoveTo))
	}
	return nil
}

func (a Account) watches(folder string) bool {
	if len(a.Folders) == 0 {
		return strings.EqualFold(folder, "INBOX")
	}
	return slices.Contains(a.Folders, folder)
}
