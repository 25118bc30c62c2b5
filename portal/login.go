package portal

import (
	"errors"
	"net/http"
	"strings"

	"github.com/payable-ap/payable"
)

// loginPage shows the login form.
//
//	GET /login?to=/invoices/17
func (s *Server) loginPage(w http.ResponseWriter, r *http.Request, v visit) error {
	s.loginForm(w, r, v, http.StatusOK, "")
	return nil
}

func (s *Server) loginForm(w http.ResponseWriter, r *http.Request, v visit, status int, problem string) {
	s.show(w, r, v, status, "login.html", struct {
		frame
		Problem, To, Name string
	}{s.frame(r, v, v.L.T("page.login.title")), problem, inside(r.FormValue("to")), r.PostFormValue("name")})
}

// login lets a user in. After five failures account and address are held back,
// from a second to a quarter of an hour (SAFETY.md); who does not exist is told
// the same in the same time.
//
//	POST /login  name=ana  password=...  to=/invoices/17
func (s *Server) login(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx := r.Context()
	name := strings.ToLower(strings.TrimSpace(r.PostFormValue("name")))
	if len(name) > 100 {
		name = name[:100]
	}
	address := s.address(r)
	keys := []string{"user " + name, "address " + address}
	for _, k := range keys {
		wait, err := s.DB.Locked(ctx, k)
		if err != nil {
			return err
		}
		if wait > 0 {
			s.tooMany(w, r, v, wait)
			return nil
		}
	}
	hash, err := s.DB.PasswordHash(ctx, name)
	if err != nil && !errors.Is(err, payable.ErrNotFound) {
		return err
	}
	ok, err := s.Hash.Verify(ctx, r.PostFormValue("password"), hash)
	if err != nil {
		return err
	}
	if !ok {
		for _, k := range keys {
			if err := s.DB.LoginFailed(ctx, k); err != nil {
				return err
			}
		}
		s.loginForm(w, r, v, http.StatusUnprocessableEntity, v.L.T("page.login.wrong"))
		return nil
	}
	return s.letIn(w, r, name, hash, address)
}

// letIn begins a session under a new id, so that one planted before is worth
// nothing.
func (s *Server) letIn(w http.ResponseWriter, r *http.Request, name, hash, address string) error {
	ctx := r.Context()
	u, err := s.DB.User(ctx, name)
	if err != nil {
		return err
	}
	if err := s.DB.LoggedIn(ctx, u.Actor(), address); err != nil {
		return err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, sessionUser, u.Name)
	s.sessions.Put(ctx, sessionMark, markOf(hash))
	to := inside(r.PostFormValue("to"))
	if to == "" {
		to = "/"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// inside returns a path of this portal, or "" for an address elsewhere.
func inside(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return ""
	}
	return to
}

// logout ends the session.
//
//	POST /logout
func (s *Server) logout(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
	return nil
}

// home leads to the first page somebody may see.
//
//	GET /
func (s *Server) home(w http.ResponseWriter, r *http.Request, v visit) error {
	to := "/health"
	if v.Can(payable.ViewInvoices) {
		to = "/queue"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// language changes the language of this session; the user's own is set by the
// administrator.
//
//	POST /language  lang=cy
func (s *Server) language(w http.ResponseWriter, r *http.Request, v visit) error {
	s.sessions.Put(r.Context(), sessionLanguage, s.Bundle.For(r.PostFormValue("lang")).Lang())
	to := inside(r.PostFormValue("to"))
	if to == "" {
		to = "/"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
