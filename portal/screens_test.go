package portal

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// axe is axe-core 4.14.1 by Deque, MPL-2.0 (testdata/axe/LICENSE): used here and
// never shipped.
//
//go:embed testdata/axe/axe.min.js
var axe string

// A tab is a page in a browser of the test's own. What the browser complains
// about is kept: a script or style that our own policy refuses stands there.
type tab struct {
	t    *testing.T
	ctx  context.Context
	mu   sync.Mutex
	said []string
}

func chromium(t *testing.T) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx}
	check(t, chromedp.Listen(ctx, b.hear))
	b.ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	return b
}

func (b *tab) hear(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := ev.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" {
			b.said = append(b.said, e.Entry.Text+" "+e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		b.said = append(b.said, e.ExceptionDetails.Text)
	}
}

// complaints returns what the browser said, but for answers that are no fault of
// a page.
func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(b.said), func(c string) bool { return strings.Contains(c, "/nothing") })
}

// do has the browser do something, within half a minute.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v on the page:\n%s", err, eval[string](b, `location.pathname + " " + document.activeElement.id + "\n" + document.body.innerText`))
	}
}

// eval returns what a script says of the open page.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	check(b.t, err)
	return v
}

// enter logs a user in with the form, as a person does.
func (b *tab) enter(s *site, name string) {
	b.t.Helper()
	// Where nobody looks at the window, nothing in it gets the focus by itself.
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return err
	}))
	b.do(chromedp.Navigate(s.http.URL+"/login"), chromedp.SendKeys(chromedp.CSS("#name"), name), chromedp.SendKeys(chromedp.CSS("#password"), password+kb.Enter), chromedp.WaitVisible(chromedp.CSS(".nav")))
}

// until waits for the page to say yes.
func (b *tab) until(script string) {
	b.t.Helper()
	end := time.Now().Add(20 * time.Second)
	for {
		yes, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](script))
		if err == nil && yes { // between two pages there is none to ask
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("never: %s, %v, at %s", script, err, eval[string](b, "location.href + document.activeElement.outerHTML.slice(0, 200)"))
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// looks sets window and light.
func looks(width, height int64, scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Steps(chromedp.EmulateViewport(width, height), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return err
	}))
}

// runAxe returns what axe-core finds wrong with the page, one line each.
const runAxe = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.help + " at " + v.nodes.map(n => n.target.join(" ") + " " + (n.any[0]?.message ?? "")).join(", ")).join("\n"))`

// TestScreens opens the screens in a real browser, wide and narrow, light and
// dark: axe-core finds nothing wrong, nothing is wider than the window, and the
// browser complains about nothing. With PAYABLE_SCREENS set to a folder, it
// leaves pictures there to be looked at.
func TestScreens(t *testing.T) {
	s := newSite(t)
	b := chromium(t)
	b.enter(s, "bo")
	for _, screen := range []struct{ name, path string }{
		{"queue", "/queue?tab=review"}, {"quarantine", "/queue?tab=quarantine"}, {"empty", "/queue?tab=refused"}, {"review", fmt.Sprintf("/invoices/%d", s.price)},
		{"stop", fmt.Sprintf("/invoices/%d", s.foreign)}, {"waiting", fmt.Sprintf("/invoices/%d", s.waiting)}, {"orders", "/orders"}, {"order", "/orders/1"}, {"receipts", "/receipts"},
		{"import", "/import"}, {"audit", "/audit"}, {"health", "/health"}, {"upload", "/upload"}, {"help", "/help"}, {"nothing", "/nothing"},
	} {
		for _, width := range []int64{1440, 390} {
			b.do(looks(width, 900, "light"), chromedp.Navigate(s.http.URL+screen.path), chromedp.WaitReady(chromedp.CSS("main")))
			eval[bool](b, axe+"; true")
			for _, scheme := range []string{"light", "dark"} {
				b.look(screen.name, width, scheme)
			}
		}
	}
	for _, c := range b.complaints() {
		t.Errorf("the browser says: %s", c)
	}
}

// look checks the open page in one light.
func (b *tab) look(name string, width int64, scheme string) {
	t := b.t
	t.Helper()
	b.do(looks(width, 900, scheme))
	if found := eval[string](b, runAxe); found != "" {
		t.Errorf("%s at %d px, %s:\n%s", name, width, scheme, found)
	}
	if wide := eval[int64](b, `document.scrollingElement.scrollWidth`); wide > width {
		t.Errorf("%s at %d px is %d px wide", name, width, wide)
	}
	dir := os.Getenv("PAYABLE_SCREENS")
	if dir == "" {
		return
	}
	shot, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	check(t, err)
	check(t, os.MkdirAll(dir, 0o755))
	check(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", name, width, scheme)), shot, 0o644))
}

// TestPhone checks the manager's view: at 320 px and with text twice as large
// nothing is wider than the window, the verdict comes first, and approve and
// reject are in sight.
func TestPhone(t *testing.T) {
	s := newSite(t)
	b := chromium(t)
	b.enter(s, "ana")
	for _, tt := range []struct {
		name  string
		width int64
		text  string
	}{{"390 px", 390, "100%"}, {"320 px", 320, "100%"}, {"twice the text", 640, "200%"}} {
		b.do(looks(tt.width, 700, "light"), chromedp.Navigate(s.http.URL+fmt.Sprintf("/invoices/%d", s.waiting)), chromedp.WaitReady(chromedp.CSS(".verdict")))
		wide := eval[int64](b, `document.documentElement.style.fontSize = "`+tt.text+`"; document.scrollingElement.scrollWidth`)
		first := eval[bool](b, `document.querySelector(".verdict").getBoundingClientRect().top < document.querySelector(".values").getBoundingClientRect().top`)
		buttons := eval[string](b, `[...document.querySelectorAll(".verdicts button")].filter(b => { const r = b.getBoundingClientRect(); return r.width && r.top >= 0 && r.bottom <= innerHeight }).map(b => b.value).join(" ")`)
		if wide > tt.width || !first || buttons != "approve reject" {
			t.Errorf("%s: %d px wide, verdict first %v, in sight: %q", tt.name, wide, first, buttons)
		}
	}
}

// TestFieldAndPage checks both ways between a field and its place: focusing
// shows the box, clicking the box goes to the field, clicking a word fills it,
// and what is saved stands in the database.
func TestFieldAndPage(t *testing.T) {
	s := newSite(t)
	b := chromium(t)
	b.enter(s, "bo")
	due := chromedp.CSS("#f-due_date")
	b.do(looks(1440, 900, "light"), chromedp.Navigate(s.http.URL+fmt.Sprintf("/invoices/%d", s.price)), chromedp.Focus(due))
	lit := eval[string](b, `document.querySelector(".box.on")?.dataset.field ?? ""`)
	b.until(`document.querySelectorAll(".word").length === 4`) // two on each of two pages
	focused := eval[string](b, `document.querySelector('.box[data-field="f-gross_total"]').dispatchEvent(new MouseEvent("click", {bubbles: true})); document.activeElement.id`)
	b.do(chromedp.Focus(due))
	value := eval[string](b, `document.querySelector(".word").dispatchEvent(new MouseEvent("click", {bubbles: true})); document.activeElement.value`)
	if lit != "f-due_date" || focused != "f-gross_total" || value != "2026-11-27" {
		t.Errorf("lit %q, focused %q, captured %q", lit, focused, value)
	}
	b.do(chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent("s"), chromedp.WaitVisible(chromedp.CSS(".note")))
	if got := s.invoice(s.price).Due.Format(time.DateOnly); got != "2026-11-27" {
		t.Errorf("saved as due on %s", got)
	}
	if c := b.complaints(); len(c) > 0 {
		t.Errorf("the browser says: %v", c)
	}
}

// TestKeys goes from the queue to a verdict without a mouse.
func TestKeys(t *testing.T) {
	s := newSite(t)
	b := chromium(t)
	b.enter(s, "ana")
	keys := `document.documentElement.dataset.keys === "all" && `
	b.do(chromedp.Navigate(s.http.URL + "/queue?tab=review"))
	b.until(keys + `document.querySelector("[data-row]") !== null`)
	b.do(chromedp.KeyEvent("?"))
	help := eval[bool](b, `document.querySelector("#keys").open`)
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until(`!document.querySelector("#keys").open`)
	b.do(chromedp.KeyEvent("/"), chromedp.KeyEvent("R-18"+kb.Enter))
	b.until(keys + `location.search.includes("R-18")`)
	b.do(chromedp.KeyEvent("j"), chromedp.KeyEvent(kb.Enter))
	b.until(keys + `document.querySelector(".desk") !== null`)
	at := eval[string](b, "location.pathname")
	b.do(chromedp.KeyEvent("a"))
	b.until(`document.querySelector(".note") !== null`)
	if at != fmt.Sprintf("/invoices/%d", s.clean) || !help {
		t.Errorf("opened %s, help %v", at, help)
	}
	if got := s.invoice(s.clean).State; got != "approved" {
		t.Errorf("state is %s, want approved", got)
	}
}
