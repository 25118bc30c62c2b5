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

// post sends a form, logging in first where the portal wants that. A conflict is
// no error: somebody, or an earlier try whose answer was lost, was first.
func (b *browser) post(ctx context.Context, path string, form url.Values) error {
	for range 2 {
		status, where, err := b.send(ctx, path, form)
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
		if _, _, err := b.send(ctx, "/login", url.Values{"name": {clerk.Name}, "password": {clerkPassword}}); err != nil {
			return err
		}
	}
	return fmt.Errorf("the portal does not let the clerk in")
}

// send returns the status and the path of the page the portal leads to.
func (b *browser) send(ctx context.Context, path string, form url.Values) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+b.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	b.part.serving(true)
	defer b.part.serving(false)
	resp, err := b.client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, resp.Request.URL.Path, err
}

// serving notes that the process is answering a person, which its log does not
// say.
func (p *part) serving(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !on {
		delete(p.running, "a person")
		return
	}
	p.running["a person"] = Serving
	p.tell(Serving)
}
