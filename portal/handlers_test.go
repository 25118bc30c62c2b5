package portal

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
)

func (s *site) invoice(id payable.InvoiceID) payable.Invoice {
	s.t.Helper()
	v, err := s.db.Invoice(context.Background(), id)
	check(s.t, err)
	return v
}

func form(pairs ...string) url.Values {
	f := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		f.Add(pairs[i], pairs[i+1])
	}
	return f
}

// TestLoginIsHeldBack checks SAFETY.md: five failures, then a wait, for the
// account and for the address, and the same answer for who does not exist.
func TestLoginIsHeldBack(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	wrong := form("name", "bo", "password", "wrong password")
	_, known := b.post("/login", wrong)
	_, unknown := b.post("/login", form("name", "nobody", "password", "wrong password"))
	if strings.ReplaceAll(known, `value="bo"`, "") != strings.ReplaceAll(unknown, `value="nobody"`, "") {
		t.Error("the answer tells whether the user exists")
	}
	for i := 3; i <= 5; i++ {
		if status, _ := b.post("/login", wrong); status != http.StatusUnprocessableEntity {
			t.Fatalf("attempt %d: %d, want 422", i, status)
		}
	}
	if status, _ := b.post("/login", form("name", "ana", "password", password)); status != http.StatusTooManyRequests {
		t.Errorf("the right password from an address held back: %d, want 429", status)
	}
	time.Sleep(2500 * time.Millisecond) // the second failure over four waits two seconds at most here
	if status, _ := b.post("/login", form("name", "bo", "password", password)); status != http.StatusSeeOther {
		t.Errorf("the right password after the wait: %d, want 303", status)
	}
}

// TestSessions checks the cookie, that logging in changes its value, and that
// locking a user out or changing the password ends what is open.
func TestSessions(t *testing.T) {
	s := newSite(t)
	b := s.as("bo")
	u, err := url.Parse(s.http.URL)
	check(t, err)
	if c := b.client.Jar.Cookies(u); len(c) != 1 || c[0].Name != "payable" {
		t.Errorf("cookies: %v, want the one of the session", c)
	}
	if status, _ := b.get("/queue"); status != http.StatusOK {
		t.Fatalf("queue: %d", status)
	}
	other, err := s.srv.Hash.Hash(context.Background(), "another long password")
	check(t, err)
	bo, err := s.db.User(context.Background(), "bo")
	check(t, err)
	check(t, s.db.SaveUser(context.Background(), payable.System, bo, other))
	if status, _ := b.get("/queue"); status != http.StatusSeeOther {
		t.Errorf("after the password changed: %d, want 303 to the login", status)
	}
	cai := s.as("cai")
	gone, err := s.db.User(context.Background(), "cai")
	check(t, err)
	gone.Active = false
	check(t, s.db.SaveUser(context.Background(), payable.System, gone, ""))
	if status, _ := cai.get("/queue"); status != http.StatusSeeOther {
		t.Errorf("a locked-out user: %d, want 303 to the login", status)
	}
}

// TestOverTLS checks what changes where the portal is reached over https.
func TestOverTLS(t *testing.T) {
	s := newSite(t)
	srv := &Server{DB: s.db, PublicURL: "https://payable.example"}
	h, err := srv.Handler()
	check(t, err)
	s.http.Config.Handler = h
	resp, err := http.PostForm(s.http.URL+"/login", form("name", "bo", "password", password))
	check(t, err)
	defer resp.Body.Close()
	resp, err = (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).PostForm(s.http.URL+"/login", form("name", "bo", "password", password))
	check(t, err)
	defer resp.Body.Close()
	c := resp.Header.Get("Set-Cookie")
	for _, part := range []string{"__Host-payable=", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"} {
		if !strings.Contains(c, part) {
			t.Errorf("cookie %q lacks %s", c, part)
		}
	}
	if strings.Contains(c, "Domain") || resp.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("cookie %q, HSTS %q", c, resp.Header.Get("Strict-Transport-Security"))
	}
}

// TestHeaders checks that every answer carries the policy, whatever it is.
func TestHeaders(t *testing.T) {
	s := newSite(t)
	b := s.as("bo")
	for _, path := range []string{"/login", "/queue", "/static/style.css", "/nothing", "/documents/" + string(s.document) + "/original", "/livez"} {
		resp, err := b.client.Get(s.http.URL + path)
		check(t, err)
		resp.Body.Close()
		for name, want := range map[string]string{"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"} {
			if got := resp.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}

// TestOtherSites checks that a form on another site changes nothing.
func TestOtherSites(t *testing.T) {
	s := newSite(t)
	b := s.as("ana")
	for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
		r, err := http.NewRequest("POST", s.http.URL+fmt.Sprintf("/invoices/%d/decision", s.price), strings.NewReader("version=1&verdict=approve"))
		check(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(header[0], header[1])
		if status, _ := b.do(r, nil); status != http.StatusForbidden {
			t.Errorf("%s: %s: %d, want 403", header[0], header[1], status)
		}
	}
	if got := s.invoice(s.price).State; got != payable.Review {
		t.Errorf("state is %s", got)
	}
}

// TestWhereLoginLeads checks that the login leads nowhere else.
func TestWhereLoginLeads(t *testing.T) {
	for to, want := range map[string]string{
		"/invoices/17": "/invoices/17", "/queue?tab=review": "/queue?tab=review", "//evil.example": "", "https://evil.example": "", "/\\evil.example": "", "javascript:x": "", "": "",
	} {
		if got := inside(to); got != want {
			t.Errorf("inside(%q) = %q, want %q", to, got, want)
		}
	}
}

// TestDecide goes through the verdicts as the people who may give them.
func TestDecide(t *testing.T) {
	s := newSite(t)
	clerk, manager, small := s.as("bo"), s.as("ana"), s.as("eve")
	path := func(id payable.InvoiceID) string { return fmt.Sprintf("/invoices/%d/decision", id) }
	for _, tt := range []struct {
		name   string
		who    *browser
		id     payable.InvoiceID
		form   url.Values
		status int
		state  payable.InvoiceState
	}{
		{"a clerk may not approve", clerk, s.clean, form("version", "1", "verdict", "approve"), 403, payable.Review},
		{"above the approver's limit", small, s.clean, form("version", "1", "verdict", "approve"), 422, payable.Review},
		{"a block stands", manager, s.foreign, form("version", "1", "verdict", "approve"), 422, payable.Review},
		{"a version nobody has seen", manager, s.clean, form("version", "2", "verdict", "approve"), 409, payable.Review},
		{"no version", manager, s.clean, form("verdict", "approve"), 422, payable.Review},
		{"no such verdict", manager, s.clean, form("version", "1", "verdict", "pay"), 422, payable.Review},
		{"an approver approves", manager, s.clean, form("version", "1", "verdict", "approve"), 303, payable.Approved},
		{"again", manager, s.clean, form("version", "1", "verdict", "approve"), 409, payable.Approved},
		{"a rejection needs a reason", clerk, s.foreign, form("version", "1", "verdict", "reject"), 422, payable.Review},
		{"a clerk holds", clerk, s.foreign, form("version", "1", "verdict", "hold"), 303, payable.Held},
		{"a clerk rejects", clerk, s.foreign, form("version", "1", "verdict", "reject", "note", "not ours"), 303, payable.Rejected},
		{"the one who was asked answers with the button", manager, s.waiting, form("version", "1", "verdict", "approve"), 303, payable.Approved},
		{"an approval is stopped", clerk, s.approved, form("version", "1", "verdict", "stop"), 303, payable.Review},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, _ := tt.who.post(path(tt.id), tt.form)
			if got := s.invoice(tt.id).State; status != tt.status || got != tt.state {
				t.Errorf("%v: %d and %s, want %d and %s", tt.form, status, got, tt.status, tt.state)
			}
		})
	}
}

// TestReleaseAndAsk lets a finding pass with a reason and asks a manager.
func TestReleaseAndAsk(t *testing.T) {
	s := newSite(t)
	b := s.as("bo")
	fs, err := s.db.Findings(context.Background(), s.price)
	check(t, err)
	release := fmt.Sprintf("/invoices/%d/findings/%d/release", s.price, fs[0].ID)
	if status, _ := b.post(release, form("version", "1")); status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d, want 422", status)
	}
	french := s.as("bo")
	french.language = "fr"
	if _, body := french.post(release, form("version", "1")); !strings.Contains(body, "Motif") || !strings.Contains(body, "est vide : dites pourquoi") {
		t.Errorf("a refusal in French: %s", body)
	}
	if status, _ := b.post(release, form("version", "1", "reason", "agreed on the telephone")); status != http.StatusSeeOther {
		t.Errorf("with a reason: %d, want 303", status)
	}
	if _, body := b.get(fmt.Sprintf("/invoices/%d", s.price)); !strings.Contains(body, "agreed on the telephone") {
		t.Error("the page does not show the release")
	}
	question := fmt.Sprintf("/invoices/%d/question", s.price)
	for approver, want := range map[string]int{"otto": 422, "nobody": 422, "eve": 422, "ana": 303} {
		if status, _ := b.post(question, form("version", "1", "approver", approver, "question", "agreed?")); status != want {
			t.Errorf("asking %s: %d, want %d", approver, status, want)
		}
	}
	if got := s.invoice(s.price).State; got != payable.Waiting {
		t.Errorf("state is %s, want waiting", got)
	}
}

// TestCorrectAtOnce checks that the second of two who correct sees both values,
// and that nothing of theirs was saved.
func TestCorrectAtOnce(t *testing.T) {
	s := newSite(t)
	bo, cai := s.as("bo"), s.as("cai")
	path := fmt.Sprintf("/invoices/%d/correction", s.price)
	if status, _ := bo.post(path, form("version", "1", "f.due_date", "2026-12-01", "l.1.quantity", "79", "l.2.description", "")); status != http.StatusSeeOther {
		t.Fatalf("the first: %d, want 303", status)
	}
	status, body := cai.post(path, form("version", "1", "f.due_date", "2026-12-24"))
	if status != http.StatusConflict || !strings.Contains(body, "2026-12-01") || !strings.Contains(body, "2026-12-24") || !strings.Contains(body, "bo") {
		t.Errorf("the second: %d, want 409 with both values and who", status)
	}
	inv := s.invoice(s.price)
	if got := inv.Due.Format(time.DateOnly); got != "2026-12-01" || inv.Lines[0].Quantity.String() != "79" || len(inv.Lines) != 1 {
		t.Errorf("due %s, %d lines, quantity %s", got, len(inv.Lines), inv.Lines[0].Quantity)
	}
	for _, bad := range []url.Values{form("version", "2", "f.due_date", "tomorrow"), form("version", "2", "f.gross_total", "12,5,0"), form("version", "2", "l.x.quantity", "1"), form("version", "2", "l.9.quantity", "1")} {
		if status, _ := bo.post(path, bad); status != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d, want 422", bad, status)
		}
	}
}

// TestCorrectInOnesLanguage types amounts and dates as German writes them, saves
// the whole form a second time, and finds nothing changed by that.
func TestCorrectInOnesLanguage(t *testing.T) {
	s := newSite(t)
	b := s.as("bo")
	b.language = "de"
	path := fmt.Sprintf("/invoices/%d", s.price)
	typed := form("version", "1", "f.due_date", "24.12.2026", "f.gross_total", "1.234,5", "l.1.quantity", "0,125")
	if status, body := b.post(path+"/correction", typed); status != http.StatusSeeOther {
		t.Fatalf("%d, want 303: %s", status, body)
	}
	inv := s.invoice(s.price)
	if inv.Due.Format(time.DateOnly) != "2026-12-24" || inv.Gross.String() != "1234.5" || inv.Lines[0].Quantity.String() != "0.125" {
		t.Errorf("due %s, gross %s, quantity %s", inv.Due, inv.Gross, inv.Lines[0].Quantity)
	}
	_, body := b.get(path)
	for _, want := range []string{`value="24.12.2026"`, `value="1234,50"`, `value="0,125"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page has no field with %s", want)
		}
	}
	again := form("version", strconv.Itoa(inv.Version), "f.due_date", "24.12.2026", "f.gross_total", "1234,50", "l.1.quantity", "0,125")
	if status, _ := b.post(path+"/correction", again); status != http.StatusSeeOther || s.invoice(s.price).Draft != inv.Draft {
		t.Errorf("the same values again: %d, and draft %d after %d", status, s.invoice(s.price).Draft, inv.Draft)
	}
	bad := form("version", strconv.Itoa(inv.Version), "f.due_date", "31.02.2027")
	if status, body := b.post(path+"/correction", bad); status != http.StatusUnprocessableEntity || !strings.Contains(body, "31.02.2027“ ist kein Datum wie 21.11.2026") {
		t.Errorf("a day that is none: %d %s", status, body)
	}
}

// TestDownload checks that an original comes as an attachment under a harmless
// name, and that the audit's CSV runs nothing.
func TestDownload(t *testing.T) {
	s := newSite(t)
	b := s.as("otto")
	odd, err := s.db.Oddities(context.Background(), postgres.MainEntity, postgres.TabQuarantine, 1)
	check(t, err)
	resp, err := b.client.Get(s.http.URL + "/documents/" + string(odd[0].Document) + "/original")
	check(t, err)
	resp.Body.Close()
	if d := resp.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") || strings.ContainsAny(d, "<>|/") {
		t.Errorf("Content-Disposition is %q", d)
	}
	if ct := resp.Header.Get("Content-Type"); ct != "application/octet-stream" {
		t.Errorf("Content-Type is %q", ct)
	}
	for _, path := range []string{"/documents/" + strings.Repeat("0", 64) + "/original", "/documents/x/original", "/documents/" + string(s.document) + "/pages/3.png", "/documents/" + string(s.document) + "/pages/0.png"} {
		if status, _ := b.get(path); status != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, status)
		}
	}
	for in, want := range map[string]string{"=1+1": "'=1+1", "+49": "'+49", "-2": "'-2", "@x": "'@x", "\tx": "'\tx", "bo": "bo", "": ""} {
		if got := guarded(in); got != want {
			t.Errorf("guarded(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"../../etc/passwd": "passwd", `C:\a\b.pdf`: "b.pdf", ".htaccess": "htaccess", "a\u202efdp.exe": "a_fdp.exe", "-rf": "rf", "\"x\".pdf": "_x_.pdf"} {
		if got := fileName(in, payable.Hash(strings.Repeat("a", 64))); got != want {
			t.Errorf("fileName(%q) = %q, want %q", in, got, want)
		}
	}
}

func (b *browser) postFile(path, kind, step, name, content string) (int, string) {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	check(b.t, w.WriteField("kind", kind))
	check(b.t, w.WriteField("step", step))
	f, err := w.CreateFormFile("file", name)
	check(b.t, err)
	_, err = f.Write([]byte(content))
	check(b.t, err)
	check(b.t, w.Close())
	r, err := http.NewRequest("POST", b.http.URL+path, &body)
	check(b.t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.do(r, nil)
}

// TestImport checks the preview, that a bad row is named and nothing half
// imported, and the import itself.
func TestImport(t *testing.T) {
	s := newSite(t)
	b := s.as("bo")
	orders := func() int {
		rows, err := s.db.OrderRows(context.Background(), postgres.MainEntity, "", 0, 100)
		check(t, err)
		return len(rows)
	}
	before := orders()
	status, body := b.postFile("/import", "orders", "import", "o.csv", "4712;5\n4713;five\n")
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, "&#34;five&#34; is not a number") || orders() != before {
		t.Errorf("a bad row: %d, %d orders", status, orders()-before)
	}
	status, body = b.postFile("/import", "orders", "check", "o.csv", "4712;5\n4713;6\n")
	if status != http.StatusOK || !strings.Contains(body, "4712") || orders() != before {
		t.Errorf("the preview: %d, %d orders", status, orders()-before)
	}
	if status, _ = b.postFile("/import", "orders", "import", "o.csv", "4712;5\n4713;6\n"); status != http.StatusOK || orders() != before+2 {
		t.Errorf("the import: %d, %d orders", status, orders()-before)
	}
	if status, _ = b.postFile("/import", "vendors", "import", "v.csv", "x"); status != http.StatusForbidden {
		t.Errorf("a clerk imports vendors: %d, want 403", status)
	}
}

// TestUpload takes a document in and shows it waiting.
func TestUpload(t *testing.T) {
	s := newSite(t)
	ends := func() int64 {
		e, err := s.db.Ends(context.Background(), postgres.MainEntity)
		check(t, err)
		if !e.Holds() {
			t.Errorf("the equation does not hold: %+v", e)
		}
		return e.Total
	}
	before := ends()
	if status, _ := s.as("bo").postFile("/upload", "", "", "a.pdf", "%PDF-1.7 new"); status != http.StatusSeeOther || ends() != before+1 {
		t.Errorf("upload: %d, %d new", status, ends()-before)
	}
	if status, _ := s.as("bo").postFile("/upload", "", "", "a.pdf", ""); status != http.StatusUnprocessableEntity {
		t.Errorf("an empty file: %d, want 422", status)
	}
}

// TestUsers adds a user, refuses a toxic pair, and does not let an administrator
// lock themselves out.
func TestUsers(t *testing.T) {
	s := newSite(t)
	b := s.as("root")
	add := func(pairs ...string) int {
		status, _ := b.post("/users", form(append(pairs, "active", "1")...))
		return status
	}
	for name, tt := range map[string]struct{ got, want int }{
		"a new one":            {add("new", "1", "name", "dai", "role", "clerk", "address", "dai@customer.example", "password", password), 303},
		"a short password":     {add("new", "1", "name", "dot", "role", "clerk", "password", "short"), 422},
		"a toxic pair":         {add("new", "1", "name", "eda", "role", "clerk", "role", "auditor", "password", password), 422},
		"one there is":         {add("new", "1", "name", "bo", "role", "clerk", "password", password), 422},
		"one's own role":       {add("new", "0", "name", "root", "role", "auditor"), 422},
		"somebody's address":   {add("new", "1", "name", "fay", "role", "clerk", "address", "bo@customer.example", "password", password), 422},
		"a change of language": {add("new", "0", "name", "bo", "role", "clerk", "language", "cy"), 303},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %d, want %d", name, tt.got, tt.want)
		}
	}
	s.as("dai")
}
