package proof

import (
	"bytes"
	"context"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
)

// clerk asks; approvers say yes, of whom there are several because none may
// decide more than thirty times an hour by mail; the strict one always says no.
var (
	clerk     = payable.User{Name: "carla", FullName: "Carla Brandt", Roles: []payable.Role{payable.Clerk}, Active: true}
	approvers = []string{"sian", "tomos", "ana", "bruno"}
	strict    = "nina"
)

func address(name string) string { return name + "@weserblick.example" }

// People do what the plans say: the clerk asks in the portal, the approvers answer by mail, the
// ledger refuses. They go on trying while the database is away.
type people struct {
	h       *house
	post    *post
	seen    map[string]bool // files of the sink
	replied map[string]bool // by Message-ID of the request
	replies int
}

// run acts until ctx ends.
func (p *people) run(ctx context.Context) {
	p.seen, p.replied = map[string]bool{}, map[string]bool{}
	for ctx.Err() == nil {
		// An error is the database's absence, and the next turn tries again; what is
		// wrong for good shows in the checker.
		if err := p.decide(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintf(p.h.log, "people: %v\n", err)
		}
		if err := p.answer(); err != nil {
			fmt.Fprintf(p.h.log, "people: %v\n", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(300 * time.Millisecond):
		}
	}
}

// A standing is where an invoice is.
type standing struct {
	ID      payable.InvoiceID
	Version int
	Number  string
	State   string
	Answer  string // of the ledger
}

// todo lists what people have to act on.
const todo = `
	SELECT i.id, i.version, h.number, i.state, coalesce((SELECT max(answer) FROM export x WHERE x.invoice_id = i.id), '') AS answer
	FROM invoice i JOIN invoice_header h ON h.draft_id = i.draft_id
	WHERE i.copy_of IS NULL AND i.state IN ('review', 'held', 'refused', 'handed_over')`

func (p *people) decide(ctx context.Context) error {
	var rows []standing
	if err := p.h.ask(ctx, todo, &rows); err != nil {
		return err
	}
	for _, r := range rows {
		if err := p.act(ctx, r); err != nil {
			return fmt.Errorf("invoice %d: %w", r.ID, err)
		}
	}
	return nil
}

// waits reports whether somebody has yet to act on an invoice.
func (p *post) waits(r standing) bool {
	plan, known := p.invoices[r.Number]
	switch r.State {
	case "handed_over":
		return plan == refuse && r.Answer == ""
	case "held":
		return plan != held && known
	}
	return known
}

func (p *people) act(ctx context.Context, r standing) error {
	if !p.post.waits(r) {
		return nil
	}
	switch plan := p.post.invoices[r.Number]; {
	case r.State == "handed_over":
		return p.h.db.AnswerExport(ctx, payable.System, r.ID, false, "period 10 is closed")
	case r.State == "refused":
		return p.h.db.Decide(ctx, clerk.Actor(), r.ID, r.Version, payable.VerdictAsk, "")
	case plan == reject:
		return p.h.clerk.ask(ctx, r, strict)
	}
	return p.h.clerk.ask(ctx, r, approvers[int(r.ID)%len(approvers)])
}

// answer replies to requests that have arrived, once each; every fourth reply is
// delivered twice, as mail servers do.
func (p *people) answer() error {
	files, err := filepath.Glob(p.h.path("sink/*.eml"))
	if err != nil {
		return err
	}
	for _, f := range files {
		if p.seen[f] {
			continue
		}
		raw, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		if err := p.reply(raw); err != nil {
			return fmt.Errorf("%s: %w", f, err)
		}
		p.seen[f] = true
	}
	return nil
}

func (p *people) reply(raw []byte) error {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	id := m.Header.Get("Message-Id")
	if !strings.HasPrefix(id, "<approval.") || p.replied[id] {
		return nil
	}
	to, err := mail.ParseAddress(m.Header.Get("Reply-To"))
	if err != nil {
		return err
	}
	from, err := mail.ParseAddress(m.Header.Get("To"))
	if err != nil {
		return err
	}
	words := "APPROVE\n"
	if from.Address == address(strict) {
		words = "REJECT the price is not what we agreed on\n"
	}
	answer := specimen.Mail(specimen.Message{From: *from, To: *to, Date: time.Now(), Subject: "Re: your question", Body: words,
		Header: []string{"In-Reply-To: " + id, "References: " + id}})
	p.replied[id] = true
	copies := 1
	if p.replies%4 == 3 {
		copies = 2
	}
	p.replies++
	for range copies {
		if err := p.post.deliver(p.h, "INBOX", answer); err != nil {
			return err
		}
	}
	return nil
}
