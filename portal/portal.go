// Package portal holds the pages on which people clear exceptions: login, the
// queue, the review of one invoice with its page beside it, orders and receipts,
// the audit trail, health.
//
// Its promises:
//
//   - Every route stands in one list, [Server.routes], with the action it needs;
//     nothing is reached that is not in it.
//   - Nothing changes on GET. What changes is asked for with the version of the
//     invoice the person saw: of two who decide at once, one is told.
//   - Every form works without JavaScript. Nothing is inline: the pages' policy
//     is default-src 'none'.
//   - Vendors' files are never shown, only pictures of their pages that the
//     document worker drew; names and texts from mails are hostile strings.
//   - What people read comes from package locale.
//
// A request goes headers -> origin check -> session -> permission -> handler,
// and a handler's error goes through [Server.fail], which alone knows status
// codes. To add a page, write a handler that returns an error, a template, and
// its entry in routes; the tests walk the list.
package portal

import (
	"context"
	"embed"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/netip"

	"github.com/alexedwards/scs/v2"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/portal/auth"
	"github.com/payable-ap/payable/portal/locale"
)

//go:embed templates static
var files embed.FS

// A Server serves the portal. Its fields are set before [Server.Handler] and not
// changed afterwards. DB is required; what a nil function would give is left out
// of the pages.
type Server struct {
	DB     *postgres.DB
	Log    *slog.Logger     // slog.Default() if nil
	Bundle *locale.Bundle   // locale.New() if nil
	Hash   *auth.Passwords  // auth.New(0) if nil
	Entity payable.EntityID // postgres.MainEntity if zero

	// PublicURL is where people reach the portal, "https://payable.example". Over
	// https the cookie is bound to the host and browsers are told to stay there.
	PublicURL string
	// Proxies are the addresses whose X-Forwarded-For is believed; without them
	// every login behind a proxy seems to come from the proxy.
	Proxies []netip.Prefix

	// Draw returns a page of a document, from 1, as a PNG of about dpi, drawn in the
	// worker; payable.ErrNotFound where there is no such page.
	Draw func(ctx context.Context, document payable.Hash, page, dpi int) ([]byte, error)
	// Words returns the words of a page with their places.
	Words func(ctx context.Context, document payable.Hash, page int) (Page, error)
	// Renderer names the version of what draws: another one, another picture.
	Renderer string
	// PageDir is a folder for drawn pages, at most PageBytes in it (256 MB if
	// zero); without one, each page is drawn anew.
	PageDir   string
	PageBytes int64

	ReadOrders   func(io.Reader) ([]postgres.ImportedOrder, []postgres.RowProblem, error)
	ReadReceipts func(io.Reader) ([]postgres.ImportedReceipt, []postgres.RowProblem, error)
	ReadVendors  func(io.Reader) ([]postgres.ImportedVendor, []postgres.RowProblem, error)

	sessions *scs.SessionManager
	pages    *template.Template
	shelf    *shelf
	chain    chainView
	secure   bool
}

// A Page is what is written on one page of a document, in points from its top
// left.
type Page struct {
	Width, Height float64
	Words         []Word
}

// A Word is a run of characters without a blank.
type Word struct {
	Text string
	Box  payable.Box
}

// Handler returns the portal, ready to serve. The error is of the configuration.
func (s *Server) Handler() (http.Handler, error) {
	if err := s.prepare(); err != nil {
		return nil, err
	}
	return s.router(), nil
}
