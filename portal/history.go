package portal

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
)

// An approvalView is one question that was asked about the invoice.
type approvalView struct {
	Approver, Asker, State, Asked, Expires, Amount string
	Version                                        int
	Open                                           bool
}

// A replyView is a mail that came in about the invoice, and how far it got.
type replyView struct {
	postgres.StoredReply
	When, Said string
}

// An eventView is one event as a sentence.
type eventView struct {
	Seq         int64
	When        string
	Said        string
	Subject, To string
	Refused     bool
	Details     []detail
}

// A detail is one fact of an event: what was, what is.
type detail struct{ Name, Value string }

// fillHistory adds who was asked, what came back, what happened, and whom one
// could ask.
func (s *Server) fillHistory(r *http.Request, v visit, inv payable.Invoice, _ payable.Draft, p *reviewPage) error {
	ctx := r.Context()
	asked, err := s.DB.Approvals(ctx, inv.ID)
	if err != nil {
		return err
	}
	for _, a := range asked {
		p.Asked = append(p.Asked, approvalView{
			Approver: a.Approver, Asker: a.Asker, State: v.L.T("page.approval." + string(a.State)), Asked: v.when(a.Asked), Expires: v.when(a.Expires),
			Amount: v.L.Money(a.Payable), Version: a.Version, Open: a.State == payable.Asked,
		})
	}
	replies, err := s.DB.Replies(ctx, inv.ID)
	if err != nil {
		return err
	}
	for _, m := range replies {
		p.Replies = append(p.Replies, replyView{m, v.when(m.At), replySaid(v, m)})
	}
	trails, err := s.DB.Trails(ctx, inv.Entity, fmt.Sprintf("invoice %d", inv.ID), 0, 100)
	if err != nil {
		return err
	}
	p.Events = eventsOf(v, trails)
	if !p.May.Ask {
		return nil
	}
	users, err := s.DB.Users(ctx)
	for _, u := range users {
		if u.Active && u.Name != v.Name && u.Name != inv.Submitter && u.Actor().Can(payable.DecideInvoice) {
			p.Askable = append(p.Askable, u)
		}
	}
	return err
}

func replySaid(v visit, m postgres.StoredReply) string {
	switch {
	case m.Acted:
		return v.L.T("page.reply.acted")
	case m.Intent:
		return v.L.T("page.reply.intent")
	}
	return v.L.T("page.reply.refused")
}

func eventsOf(v visit, trails []postgres.Trail) []eventView {
	var out []eventView
	for _, t := range trails {
		out = append(out, eventOf(v, t))
	}
	return out
}

// eventOf words one event. Details are shown as they stand in the chain.
func eventOf(v visit, t postgres.Trail) eventView {
	e := eventView{Seq: t.Seq, When: v.when(t.At), Subject: t.Subject, Refused: !t.Allowed}
	what := v.L.T("page.event." + string(t.Action))
	who := t.Actor
	if key := "page.actor." + t.Actor; v.L.Has(key) {
		who = v.L.T(key)
	}
	key := "page.event_done"
	if !t.Allowed {
		key = "page.event_refused"
	}
	e.Said = v.L.T(key, map[string]any{"who": who, "what": what})
	if kind, id, ok := strings.Cut(t.Subject, " "); ok && kind == "invoice" {
		if _, err := strconv.Atoi(id); err == nil {
			e.To = "/invoices/" + id
		}
	}
	var names []string
	for name := range t.Details {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		e.Details = append(e.Details, detail{name, fmt.Sprint(t.Details[name])})
	}
	names = names[:0]
	for name := range t.Personal {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		e.Details = append(e.Details, detail{name, t.Personal[name]})
	}
	return e
}
