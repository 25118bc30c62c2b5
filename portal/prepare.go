package portal

import (
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/portal/auth"
	"github.com/payable-ap/payable/portal/locale"
)

// prepare fills in what was left out and makes the session manager.
func (s *Server) prepare() error {
	u, err := url.Parse(s.PublicURL)
	if err != nil || s.PublicURL != "" && (u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return payable.Invalid("public-url", `"`+s.PublicURL+`" is not an address such as https://payable.example`)
	}
	s.secure = u.Scheme == "https"
	if s.Log == nil {
		s.Log = slog.Default()
	}
	if s.Bundle == nil {
		s.Bundle = locale.New()
	}
	if s.Entity == 0 {
		s.Entity = postgres.MainEntity
	}
	if s.Hash == nil {
		if s.Hash, err = auth.New(0); err != nil {
			return err
		}
	}
	if s.shelf, err = newShelf(s.PageDir, s.PageBytes); err != nil {
		return err
	}
	s.pages = template.Must(template.New("").Funcs(funcs()).ParseFS(files, "templates/*.html"))
	s.sessions = s.sessionManager()
	return nil
}

// sessionManager keeps sessions in Postgres under the hash of their id: 30
// minutes idle, 12 hours at most (SAFETY.md).
func (s *Server) sessionManager() *scs.SessionManager {
	m := scs.New()
	m.Store = s.DB.SessionStore()
	m.HashTokenInStore = true
	m.IdleTimeout = 30 * time.Minute
	m.Lifetime = 12 * time.Hour
	m.Cookie.Name = "payable"
	m.Cookie.Path = "/"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode // a link in a mail leads to the invoice, logged in
	m.Cookie.Persist = false                 // gone with the browser, on a shared machine too
	if s.secure {
		m.Cookie.Name, m.Cookie.Secure = "__Host-payable", true
	}
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		s.fail(w, r, s.stranger(r), err)
	}
	return m
}
