package portal

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/payable-ap/payable"
)

// fail answers a request that could not be done: the one place that turns an
// error into a status code, and the one that logs.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, v visit, err error) {
	var invalid *payable.InvalidError
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		s.answer(w, r, v, http.StatusRequestEntityTooLarge, v.L.T("page.error.too_large"))
	case errors.As(err, &invalid):
		s.answer(w, r, v, http.StatusUnprocessableEntity, reasonOf(v, invalid))
	case errors.Is(err, payable.ErrNotFound):
		s.answer(w, r, v, http.StatusNotFound, v.L.T("page.error.not_found"))
	case errors.Is(err, payable.ErrForbidden):
		s.answer(w, r, v, http.StatusForbidden, v.L.T("page.error.forbidden"))
	case errors.Is(err, payable.ErrConflict):
		s.answer(w, r, v, http.StatusConflict, v.L.T("page.error.conflict"))
	case errors.Is(err, context.Canceled):
		w.WriteHeader(499) // the browser has gone; nobody reads this
	default:
		s.Log.Error("request", "method", r.Method, "path", r.URL.Path, "user", v.Name, "error", err)
		s.answer(w, r, v, http.StatusInternalServerError, v.L.T("page.error.fault"))
	}
}

// reasonOf words a refusal in the person's language, behind the field's name
// where it is one of a form.
func reasonOf(v visit, e *payable.InvalidError) string {
	if key := "page.field." + e.Field; e.Field != "" && v.L.Has(key) {
		return v.L.T(key) + ": " + v.L.Sentence(e.Reason)
	}
	return v.L.Sentence(e.Reason)
}

// answer shows a sentence in place of the page that was asked for.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, v visit, status int, sentence string) {
	s.show(w, r, v, status, "error.html", struct {
		frame
		Sentence string
		Back     string
	}{s.frame(r, v, v.L.T("page.error.title")), sentence, back(r)})
}

// tooMany answers whoever tries too often.
func (s *Server) tooMany(w http.ResponseWriter, r *http.Request, v visit, wait time.Duration) {
	seconds := int(wait/time.Second) + 1
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	s.loginForm(w, r, v, http.StatusTooManyRequests, v.L.N("page.login.wait", seconds))
}

// back is where the person came from, as far as the request itself says.
func back(r *http.Request) string {
	if id := r.PathValue("id"); id != "" && len(r.URL.Path) > 10 && r.URL.Path[:10] == "/invoices/" {
		return "/invoices/" + id
	}
	return "/"
}
