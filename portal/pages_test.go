package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/portal/locale"
)

// logins are the users of the tests with one role each.
var logins = map[string]payable.Role{"bo": payable.Clerk, "ana": payable.Approver, "otto": payable.Auditor, "root": payable.Administrator}

// path fills a route's placeholders with something that exists.
func (s *site) path(pattern string) string {
	p := strings.NewReplacer("{hash}", string(s.document), "{page}", "1", "{finding}", "999999", "{lesson}", "999999").Replace(pattern)
	if strings.HasPrefix(p, "/orders/") || strings.HasPrefix(p, "/vendors/") {
		return strings.Replace(p, "{id}", "1", 1)
	}
	return strings.Replace(p, "{id}", fmt.Sprint(s.price), 1)
}

// TestEveryRouteDeclaresItsPermission walks the router: what it answers to is
// the list, and only logging in needs no action.
func TestEveryRouteDeclaresItsPermission(t *testing.T) {
	s := newSite(t)
	declared := map[string]payable.Action{}
	for _, rt := range s.srv.routes() {
		declared[rt.method+" "+rt.path] = rt.needs
	}
	open := []string{"GET /login", "POST /login"}
	outside := []string{"/static/*", "/livez"}
	n := 0
	err := chi.Walk(s.srv.router().(chi.Routes), func(method, path string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if slices.Contains(outside, path) {
			return nil
		}
		n++
		needs, known := declared[method+" "+path]
		if !known || needs == "" && !slices.Contains(open, method+" "+path) {
			t.Errorf("%s %s declares no permission", method, path)
		}
		return nil
	})
	check(t, err)
	if n != len(declared) {
		t.Errorf("the router has %d routes, the list %d", n, len(declared))
	}
}

// TestEveryRoleOnEveryRoute tries all of them: who may is let in, who may not
// gets 403, and who has not logged in is sent to do so.
func TestEveryRoleOnEveryRoute(t *testing.T) {
	s := newSite(t)
	nobody := s.browser()
	browsers := map[string]*browser{}
	for name := range logins {
		browsers[name] = s.as(name)
	}
	try := func(b *browser, rt route) int {
		status, _ := b.get(s.path(rt.path))
		if rt.method == http.MethodPost {
			status, _ = b.post(s.path(rt.path), url.Values{"version": {"999"}, "verdict": {"hold"}, "kind": {"orders"}})
		}
		return status
	}
	for _, rt := range s.srv.routes() {
		if rt.needs == "" || rt.path == "/logout" {
			continue
		}
		if got := try(nobody, rt); got != http.StatusSeeOther {
			t.Errorf("%s %s without a login: %d, want 303 to the login", rt.method, rt.path, got)
		}
		for name, role := range logins {
			may := payable.Actor{Name: name, Roles: []payable.Role{role}}.Can(rt.needs)
			if got := try(browsers[name], rt); (got == http.StatusForbidden) == may {
				t.Errorf("%s %s as %s: %d, may: %v", rt.method, rt.path, role, got, may)
			} else if got >= 500 {
				t.Errorf("%s %s as %s: %d", rt.method, rt.path, role, got)
			}
		}
	}
}

var missingKey = regexp.MustCompile(`\b(page|check|mail)\.[a-z_A-Z]+[a-zA-Z0-9_.]*`)

// screens are the pages people see, with who sees them.
func (s *site) screens() [][2]string {
	out := [][2]string{{"", "/login"}, {"bo", "/help"}, {"bo", "/upload"}, {"bo", "/import"}, {"bo", "/orders"}, {"bo", "/orders/1"}, {"bo", "/receipts"}, {"otto", "/audit"}, {"otto", "/health"}, {"root", "/users"}, {"root", "/users?edit=ana"}, {"bo", "/vendors/1"}, {"root", "/vendors/1"}, {"bo", "/nothing"}, {"bo", "/queue?q=nothing"}}
	for _, l := range []string{"review", "waiting", "receipt", "duplicate", "unreadable", "stop", "refused", "quarantine", "done"} {
		out = append(out, [2]string{"bo", "/queue?tab=" + l})
	}
	for _, id := range []payable.InvoiceID{s.price, s.clean, s.foreign, s.waiting, s.approved} {
		out = append(out, [2]string{"bo", fmt.Sprintf("/invoices/%d", id)}, [2]string{"ana", fmt.Sprintf("/invoices/%d", id)})
	}
	return out
}

// TestEveryPageInEveryLanguage renders all screens in all languages and looks
// for keys that were not put into words.
func TestEveryPageInEveryLanguage(t *testing.T) {
	s := newSite(t)
	browsers := map[string]*browser{"": s.browser(), "bo": s.as("bo"), "ana": s.as("ana"), "otto": s.as("otto"), "root": s.as("root")}
	for _, lang := range locale.Languages() {
		for name, b := range browsers {
			if name != "" {
				b.post("/language", url.Values{"lang": {lang}})
			}
		}
		for _, screen := range s.screens() {
			path := screen[1]
			if screen[0] == "" {
				path += "?lang=" + lang
			}
			status, body := browsers[screen[0]].get(path)
			if status != http.StatusOK && path != "/nothing" {
				t.Errorf("%s in %s: %d", path, lang, status)
			}
			if !strings.Contains(body, `<html lang="`+lang+`"`) {
				t.Errorf("%s is not in %s", path, lang)
			}
			if !strings.HasSuffix(strings.TrimSpace(body), "</html>") {
				t.Errorf("%s in %s ends in the middle", path, lang)
			}
			for _, k := range missingKey.FindAllString(body, -1) {
				t.Errorf("%s in %s shows the key %s", path, lang, k)
			}
			for _, bad := range []string{"<script>alert", "style=", "onclick=", "<style", "javascript:", "<no value>"} {
				if strings.Contains(body, bad) {
					t.Errorf("%s in %s contains %s", path, lang, bad)
				}
			}
		}
	}
}

// TestCatalogueIsWhole checks that every page's sentence exists in all
// languages: a page half in English is not a translation.
func TestCatalogueIsWhole(t *testing.T) {
	key := regexp.MustCompile(`(?m)^  "(page\.[^"]+)":`)
	have := map[string][]string{}
	for _, lang := range locale.Languages() {
		text, err := os.ReadFile("locale/page." + lang + ".json")
		check(t, err)
		for _, m := range key.FindAllStringSubmatch(string(text), -1) {
			have[m[1]] = append(have[m[1]], lang)
		}
	}
	for k, langs := range have {
		if len(langs) != len(locale.Languages()) {
			t.Errorf("%s is only in %v", k, langs)
		}
	}
}
