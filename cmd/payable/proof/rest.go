package proof

import (
	"context"
	"fmt"
	"time"
)

// inWork counts what is due or under way, by the states in the database.
const inWork = `
	SELECT (SELECT count(*) FROM mailbox_entry WHERE marked_at IS NULL) AS unmarked,
		(SELECT count(*) FROM mailbox_entry) AS entries,
		(SELECT count(*) FROM message WHERE state = 'stored') AS messages,
		(SELECT count(*) FROM occurrence WHERE state IN ('received', 'reading')) AS documents,
		(SELECT count(*) FROM invoice WHERE state IN ('captured', 'approved', 'waiting')) AS invoices,
		(SELECT count(*) FROM message WHERE state = 'reply' AND NOT EXISTS (SELECT FROM approval_reply r WHERE r.message_hash = hash)) AS replies,
		(SELECT count(*) FROM outbox WHERE state = 'queued') AS letters,
		(SELECT count(*) FROM export WHERE state = 'pending') AS exports,
		(SELECT count(*) FROM approval WHERE state = 'asked') AS questions`

// A load is a row of inWork.
type load struct{ Unmarked, Entries, Messages, Documents, Invoices, Replies, Letters, Exports, Questions int }

func (l load) open() int {
	return l.Unmarked + l.Messages + l.Documents + l.Invoices + l.Replies + l.Letters + l.Exports + l.Questions
}

// rest waits until nothing is under way, twice in a row, and says what still is
// where that takes too long.
func (h *house) rest(ctx context.Context, p *post, most time.Duration) string {
	last, calm := "", 0
	for start := time.Now(); time.Since(start) < most && ctx.Err() == nil; time.Sleep(time.Second) {
		if last = h.restless(ctx, p); last != "" {
			calm = 0
			continue
		}
		if calm++; calm == 2 {
			return ""
		}
	}
	return last
}

func (h *house) restless(ctx context.Context, p *post) string {
	var rows []load
	if err := h.ask(ctx, inWork, &rows); err != nil {
		return err.Error()
	}
	if sent := p.in("INBOX") + p.in("Junk"); rows[0].open() > 0 || rows[0].Entries < sent {
		return fmt.Sprintf("%+v of %d mails", rows[0], sent)
	}
	var open []standing
	if err := h.ask(ctx, todo, &open); err != nil {
		return err.Error()
	}
	for _, r := range open {
		if p.waits(r) {
			return fmt.Sprintf("invoice %s is in state %s and a person has to act", r.Number, r.State)
		}
	}
	return ""
}
