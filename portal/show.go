package portal

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/portal/locale"
)

// A frame is what every page carries around its own.
type frame struct {
	L     locale.Printer
	User  payable.User
	Title string
	Path  string // of this page, with its query: where a form leads back to
	Nav   []link
	Note  string // said once after something was done
	Langs []link
	Keys  []keyHelp
}

// A link is one entry of a list of places.
type link struct {
	Text, To string
	Count    int
	Here     bool
}

func (s *Server) frame(r *http.Request, v visit, title string) frame {
	f := frame{L: v.L, User: v.User, Title: title, Path: "/", Keys: keymap}
	if r.Method == http.MethodGet {
		f.Path = r.URL.RequestURI()
	}
	for _, lang := range locale.Languages() {
		f.Langs = append(f.Langs, link{Text: v.L.T("page.language." + lang), To: lang, Here: lang == v.L.Lang()})
	}
	if v.Name == "" {
		return f
	}
	f.Note = s.sessions.PopString(r.Context(), sessionNote)
	for _, n := range []struct {
		key, to string
		needs   payable.Action
	}{
		{"page.nav.queue", "/queue", payable.ViewInvoices}, {"page.nav.orders", "/orders", payable.ViewOrders}, {"page.nav.receipts", "/receipts", payable.ViewOrders},
		{"page.nav.upload", "/upload", payable.UploadDocument}, {"page.nav.import", "/import", payable.ImportOrders}, {"page.nav.import", "/import", payable.ImportVendors},
		{"page.nav.audit", "/audit", payable.ViewAudit}, {"page.nav.health", "/health", payable.ViewHealth}, {"page.nav.users", "/users", payable.SaveUser},
	} {
		if v.Can(n.needs) {
			f.Nav = append(f.Nav, link{Text: v.L.T(n.key), To: n.to, Here: strings.HasPrefix(r.URL.Path, n.to)})
		}
	}
	return f
}

// note has a sentence said on the next page this person sees.
func (s *Server) note(r *http.Request, sentence string) {
	s.sessions.Put(r.Context(), sessionNote, sentence)
}

// show writes a page. It is made in memory first, so that one that cannot be
// made does not end in the middle with a status that says all is well.
func (s *Server) show(w http.ResponseWriter, r *http.Request, v visit, status int, name string, data any) {
	var page bytes.Buffer
	if err := s.pages.ExecuteTemplate(&page, name, data); err != nil {
		s.Log.Error("page", "name", name, "path", r.URL.Path, "user", v.Name, "error", err)
		http.Error(w, v.L.T("page.error.fault"), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // the browser has gone
}

func funcs() template.FuncMap {
	return template.FuncMap{"args": locale.Args}
}

// amount writes an amount that a document may lack.
func (v visit) amount(d *decimal.Decimal, c payable.Currency) string {
	if d == nil {
		return "–"
	}
	return v.L.Money(payable.Money{Amount: *d, Currency: c})
}

// number writes a number that a document may lack.
func (v visit) number(d *decimal.Decimal) string {
	if d == nil {
		return "–"
	}
	return v.L.Decimal(*d)
}

// when writes a moment in the entity's time zone.
func (v visit) when(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return v.L.DateTime(t.In(v.Zone))
}

// day writes a date, which has no time zone.
func (v visit) day(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return v.L.Date(t)
}

// A chip is a word with an urgency, never colour alone.
type chip struct{ Word, Tone string }

// age says how long there is until an invoice is due.
func (v visit) age(due, now time.Time) chip {
	if due.IsZero() {
		return chip{v.L.T("page.age.unknown"), "quiet"}
	}
	today := now.In(v.Zone)
	days := int(due.Sub(time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
	switch {
	case days < 0:
		return chip{v.L.N("page.age.late", -days), "bad"}
	case days == 0:
		return chip{v.L.T("page.age.today"), "bad"}
	case days <= 3:
		return chip{v.L.N("page.age.left", days), "warn"}
	}
	return chip{v.L.N("page.age.left", days), "quiet"}
}
