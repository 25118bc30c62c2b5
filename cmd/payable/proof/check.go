package proof

import (
	"context"
	"fmt"
	"strings"
)

// Problems is what the checker found.
type Problems struct {
	Lost    []string // not there, or not at its end
	Doubled []string // there twice
	Mails   []string // sent twice with different Message-IDs
	Other   []string // not as it should be in another way
}

// None reports whether all is well.
func (p Problems) None() bool { return len(p.Lost)+len(p.Doubled)+len(p.Mails)+len(p.Other) == 0 }

// String lists everything, a line each.
func (p Problems) String() string {
	var b strings.Builder
	for _, g := range []struct {
		word string
		list []string
	}{{"lost", p.Lost}, {"doubled", p.Doubled}, {"mail", p.Mails}, {"fault", p.Other}} {
		for _, s := range g.list {
			fmt.Fprintf(&b, "%s: %s\n", g.word, s)
		}
	}
	return b.String()
}

func (p *Problems) lost(format string, args ...any) {
	p.Lost = append(p.Lost, fmt.Sprintf(format, args...))
}
func (p *Problems) doubled(format string, args ...any) {
	p.Doubled = append(p.Doubled, fmt.Sprintf(format, args...))
}
func (p *Problems) mail(format string, args ...any) {
	p.Mails = append(p.Mails, fmt.Sprintf(format, args...))
}
func (p *Problems) other(format string, args ...any) {
	p.Other = append(p.Other, fmt.Sprintf(format, args...))
}

// A checker compares what there is with what was sent. It reads IMAP, SQL, the
// sink's folder and the export folder, and nothing else.
type checker struct {
	Problems
	h    *house
	post *post
	ctx  context.Context
}

// check runs the whole comparison at rest; twice is how many mails the sink has
// more than once under one Message-ID.
func (h *house) check(ctx context.Context, p *post) (found Problems, twice int) {
	c := &checker{h: h, post: p, ctx: ctx}
	c.mailbox()
	c.documents()
	c.invoices()
	c.exports()
	c.approvals()
	twice = c.outgoing()
	for _, args := range [][]string{{"audit", "verify"}, {"replay"}} {
		out, err := h.payable(args...)
		if err != nil {
			c.other("%v", err)
			continue
		}
		h.note("%s: %s", strings.Join(args, " "), out)
	}
	return c.Problems, twice
}

// query reads rows; where it cannot, that is a problem itself.
func (c *checker) query(sql string, rows any) {
	if err := c.h.ask(c.ctx, sql, rows); err != nil {
		c.other("%v", err)
	}
}

// documents checks that every mail and every document has come to an end, and
// every document of every mail has an occurrence.
func (c *checker) documents() {
	var messages []struct{ Hash, State string }
	c.query(`SELECT hash, state FROM message`, &messages)
	states := map[string]string{}
	for _, m := range messages {
		if states[m.Hash] = m.State; m.State == "stored" || m.State == "parked" {
			c.lost("message %.12s rests in state %s", m.Hash, m.State)
		}
	}
	var occurrences []struct {
		ID            int
		Message, Part string
		State, Reason string
	}
	c.query(`SELECT id, message_hash AS message, part, state, reason FROM occurrence`, &occurrences)
	count := map[string]int{}
	for _, o := range occurrences {
		count[o.Message]++
		if o.State != "captured" && o.State != "copy" {
			c.lost("document %d rests in state %s: %s", o.ID, o.State, o.Reason)
		}
	}
	for _, p := range c.post.parcels {
		hash := sum(p.raw)
		switch n := count[hash]; {
		case n < p.documents:
			c.lost("mail %.12s (%s) has %d documents of %d", hash, p.kind, n, p.documents)
		case n > p.documents:
			c.doubled("mail %.12s (%s) has %d documents instead of %d", hash, p.kind, n, p.documents)
		}
		if p.state != "" && states[hash] != string(p.state) {
			c.lost("mail %.12s (%s) ended as %q, not as %q", hash, p.kind, states[hash], p.state)
		}
	}
}

// invoices checks that every number exists once and has come to its end.
func (c *checker) invoices() {
	var rows []struct {
		ID            int
		Number, State string
		Cause         string
	}
	c.query(`SELECT i.id, h.number, i.state, i.cause FROM invoice i JOIN invoice_header h ON h.draft_id = i.draft_id`, &rows)
	ids := map[string][]int{}
	for _, r := range rows {
		ids[r.Number] = append(ids[r.Number], r.ID)
		plan, known := c.post.invoices[r.Number]
		switch {
		case !known:
			c.other("invoice %d has the number %q, which nobody sent", r.ID, r.Number)
		case r.State != plan.end():
			c.lost("invoice %d (%s, plan %q) rests in state %s (%s), not %s", r.ID, r.Number, plan, r.State, r.Cause, plan.end())
		}
	}
	for number := range c.post.invoices {
		switch n := ids[number]; {
		case len(n) == 0:
			c.lost("invoice %s is not there", number)
		case len(n) > 1:
			c.doubled("invoice %s is there %d times: %v", number, len(n), n)
		}
	}
}

// approvals checks that every question has one answer that was carried out.
func (c *checker) approvals() {
	var rows []struct {
		ID, Acted             int
		State, Number, Reason string
	}
	c.query(`SELECT a.id, a.state, h.number, (SELECT string_agg(r.reason, ', ') FROM approval_reply r WHERE r.approval_id = a.id) AS reason, (SELECT count(*) FROM approval_reply r WHERE r.approval_id = a.id AND r.acted) AS acted
		FROM approval a JOIN invoice i ON i.id = a.invoice_id JOIN invoice_header h ON h.draft_id = i.draft_id WHERE a.kind = 'question'`, &rows)
	asked := map[string]int{}
	for _, r := range rows {
		asked[r.Number]++
		want := "approved"
		if c.post.invoices[r.Number] == reject {
			want = "rejected"
		}
		switch {
		case r.State != want:
			c.lost("approval %d (%s) ended as %s, not %s (%s)", r.ID, r.Number, r.State, want, r.Reason)
		case r.Acted != 1:
			c.doubled("approval %d (%s) was carried out %d times", r.ID, r.Number, r.Acted)
		}
	}
	for number, plan := range c.post.invoices {
		if needs := plan == approve || plan == reject || plan == refuse; needs && asked[number] != 1 {
			c.other("invoice %s (plan %s) was asked about %d times", number, plan, asked[number])
		}
	}
	var left []struct {
		Number string
		N      int
	}
	c.query(`SELECT h.number, count(*) AS n FROM event e JOIN invoice i ON e.subject = 'invoice ' || i.id JOIN invoice_header h ON h.draft_id = i.draft_id
		WHERE e.action = 'invoice.export' AND e.allowed GROUP BY 1`, &left)
	for _, l := range left {
		most := 1
		if c.post.invoices[l.Number] == refuse {
			most = 2 // the ledger's refusal lies between
		}
		if l.N > most {
			c.doubled("invoice %s was handed over %d times", l.Number, l.N)
		}
	}
}
