package main

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A visitor is a person at a real browser.
type visitor struct {
	t      testing.TB
	ctx    context.Context
	portal string
}

// visit opens a browser with nothing in it.
func visit(t testing.TB, portal string) *visitor {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.DisableGPU, chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1440, 900))
	allocator, closeBrowser := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		closeTab()
		closeBrowser()
		time.Sleep(200 * time.Millisecond) // chromium still writes into its folder, which goes next
	})
	check(t, chromedp.Do(ctx))
	return &visitor{t, ctx, portal}
}

// do has the browser do something, within 20 seconds.
func (v *visitor) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		v.t.Fatalf("%s: %v\non the page:\n%s", what, err, v.text("body"))
	}
}

// text is what a person sees of the first element that fits, "" where none does.
func (v *visitor) text(selector string) string {
	return ask[string](v, `(document.querySelector(`+strconv.Quote(selector)+`) || {innerText: ""}).innerText`)
}

// ask evaluates a question about the page.
func ask[T any](v *visitor, script string) T {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 20*time.Second)
	defer cancel()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		v.t.Fatalf("%s: %v", script, err)
	}
	return out
}

func (v *visitor) open(path string) {
	v.t.Helper()
	v.do("open "+path, chromedp.Navigate(v.portal+path))
}

// submit presses a button and waits for the page after it, which says what was
// done.
func (v *visitor) submit(what, button string) string {
	v.t.Helper()
	v.do(what, chromedp.Click(chromedp.CSS(button)), chromedp.WaitVisible(chromedp.CSS(".note")))
	return v.text(".note")
}

// fill puts a value in the place of what a field holds.
func fill(selector, value string) chromedp.Action[chromedp.Void] {
	s := chromedp.CSS(selector)
	return chromedp.Steps(chromedp.Clear(s), chromedp.SendKeys(s, value))
}

func (v *visitor) logIn(name, password string) {
	v.t.Helper()
	v.open("/login")
	v.do("log in", fill("#name", name), fill("#password", password), chromedp.Click(chromedp.CSS("main button.primary")), chromedp.WaitVisible(chromedp.CSS("nav.nav")))
}

// choose picks an entry of a list.
func choose(selector, value string) chromedp.Action[chromedp.Void] {
	return chromedp.SetValue(chromedp.CSS(selector), value)
}

func press(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector))
}
