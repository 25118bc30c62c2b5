package proof

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// clerkPassword opens the portal for the clerk of a proof.
const clerkPassword = "a proof needs a password"

// A browser is the clerk at the portal: what they do goes over HTTP to a server
// that is killed under their hands, and they try again.
type browser struct {
	address string // of the portal
	part    *part  // its process
	client  *http.Client

	requests atomic.Int64
}

func newBrowser(address string, p *part) (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return &browser{address: address, part: p, client: &http.Client{Jar: jar, Timeout: 20 * time.Second}}, nil
}

// freeAddress is a loopback address nobody listens on now.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// ask puts an invoice to a manager, as the button does.
func (b *browser) ask(ctx context.Context, r standing, approver string) error {
	form := url.Values{"version": {fmt.Sprint(r.Version)}, "approver": {approver}, "question": {""}}
	return b.post(ctx, fmt.Sprintf("/invoices/%d/question", r.ID), form)
}

// browse looks at the queue and at invoices, one after the other, until ctx ends:
// somebody always has the portal open. What fails is looked at again.
func (b *browser) browse(ctx context.Context) {
	for n := 1; ctx.Err() == nil; n++ {
		path := "/queue"
		if n%2 == 0 {
			path = fmt.Sprintf("/invoices/%d", n/2%200+1)
		}
		status, where, err := b.send(ctx, http.MethodGet, path, nil)
		if err == nil && status == http.StatusOK && strings.HasPrefix(where, "/login") {
			_, _, err = b.logIn(ctx)
		}
		pause := 20 * time.Millisecond
		if err != nil {
			pause = 200 * time.Millisecond // it is coming up
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

func (b *browser) logIn(ctx context.Context) (int, string, error) {
	return b.send(ctx, http.MethodPost, "/login", url.Values{"name": {clerk.Name}, "password": {clerkPassword}})
}

// post sends a form, logging in first where the portal wants that. A conflict is
// no error: somebody, or an earlier try whose answer was lost, was first.
func (b *browser) post(ctx context.Context, path string, form url.Values) error {
	for range 2 {
		status, where, err := b.send(ctx, http.MethodPost, path, form)
		switch {
		case err != nil:
			return err
		case status == http.StatusConflict:
			return nil
		case status == http.StatusOK && !strings.HasPrefix(where, "/login"):
			return nil
		case !strings.HasPrefix(where, "/login"):
			return fmt.Errorf("the portal answers %d to %s", status, path)
		}
		if _, _, err := b.logIn(ctx); err != nil {
			return err
		}
	}
	return fmt.Errorf("the portal does not let the clerk in")
}

// send returns the status and the path of the page the portal leads to.
func (b *browser) send(ctx context.Context, method, path string, form url.Values) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://"+b.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	defer b.part.serving(b.requests.Add(1))()
	resp, err := b.client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, resp.Request.URL.Path, err
}

// serving notes that the process answers a person, which its log does not say,
// until the returned function is called. The killer hears of one in forty: there
// are so many that it would hear of nothing else.
func (p *part) serving(number int64) func() {
	p.mu.Lock()
	defer p.mu.Unlock()
	request := fmt.Sprint("request ", number)
	p.running[request] = Serving
	if number%40 == 0 {
		p.tell(Serving)
	}
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.running, request)
	}
}
