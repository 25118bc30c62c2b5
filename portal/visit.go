package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/portal/locale"
)

// A visit is who makes a request and in which language they read.
type visit struct {
	payable.Actor
	User   payable.User
	L      locale.Printer
	Entity payable.Entity
	Zone   *time.Location // of Entity: in which times of day are told
}

// The keys of a session.
const (
	sessionUser = "user"
	sessionMark = "mark" // of the password the session began with
	sessionNote = "note" // said once on the next page

	sessionLanguage = "language" // chosen for this session
)

// serve wraps a route's handler: who is it, may they, and what went wrong.
func (s *Server) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // nothing of an invoice stays on a shared machine
		if r.Method == http.MethodPost {
			r.Body = http.MaxBytesReader(w, r.Body, maxUpload+1<<20)
		}
		if rt.needs == "" {
			v := s.stranger(r)
			if err := rt.do(w, r, v); err != nil {
				s.fail(w, r, v, err)
			}
			return
		}
		v, err := s.visitor(r)
		if errors.Is(err, payable.ErrNotFound) {
			s.toLogin(w, r)
			return
		}
		if err == nil && !v.Can(rt.needs) {
			err = payable.ErrForbidden
		}
		if err == nil {
			err = rt.do(w, r, v)
		}
		if err != nil {
			s.fail(w, r, v, err)
		}
	})
}

// visitor returns who is logged in, or [payable.ErrNotFound]. User and roles are
// read anew each time: whoever is locked out or loses a role is so at once, and
// a changed password ends the sessions that began with the old one.
func (s *Server) visitor(r *http.Request) (visit, error) {
	name := s.sessions.GetString(r.Context(), sessionUser)
	if name == "" {
		return s.stranger(r), payable.ErrNotFound
	}
	hash, err := s.DB.PasswordHash(r.Context(), name)
	if err != nil {
		return s.stranger(r), err
	}
	if markOf(hash) != s.sessions.GetString(r.Context(), sessionMark) {
		return s.stranger(r), payable.ErrNotFound
	}
	u, err := s.DB.User(r.Context(), name)
	if err != nil {
		return s.stranger(r), err
	}
	e, err := s.DB.Entity(r.Context(), s.Entity)
	if err != nil {
		return s.stranger(r), err
	}
	zone, err := time.LoadLocation(e.TimeZone)
	if err != nil {
		zone = time.UTC // a zone this machine does not know: times are still right
	}
	return visit{Actor: u.Actor(), User: u, Entity: e, Zone: zone, L: s.Bundle.For(s.sessions.GetString(r.Context(), sessionLanguage), u.Language, r.Header.Get("Accept-Language"))}, nil
}

func markOf(hash string) string {
	sum := sha256.Sum256([]byte(hash))
	return hex.EncodeToString(sum[:8])
}

// stranger is somebody who has not logged in.
func (s *Server) stranger(r *http.Request) visit {
	return visit{Zone: time.UTC, L: s.Bundle.For(r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"))}
}

// toLogin sends somebody to the login page and back to where they wanted to go.
func (s *Server) toLogin(w http.ResponseWriter, r *http.Request) {
	target := "/login"
	if r.Method == http.MethodGet && r.URL.Path != "/" {
		target += "?" + url.Values{"to": {r.URL.RequestURI()}}.Encode()
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// address is where a request comes from: the connection's other end, or, behind
// a proxy of ours, the last address of X-Forwarded-For that is not one of ours.
func (s *Server) address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	for i := len(hops) - 1; i >= 0 && s.ours(host); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		host = hop.String()
	}
	return host
}

func (s *Server) ours(host string) bool {
	a, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range s.Proxies {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}
