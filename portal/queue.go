package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
)

// perPage is how many rows a list shows.
const perPage = 50

// A queueRow is a row of the queue in the reader's language.
type queueRow struct {
	ID                       payable.InvoiceID
	Age                      chip
	Vendor, Number, Gross    string
	Why, Owner, State, Lease string
	Grave                    string // outcome of Why
	Doubts                   int
	Credit                   bool
	Copy                     payable.InvoiceID
}

type queuePage struct {
	frame
	Tab        string
	Tabs       []link
	Search     string
	Rows       []queueRow
	Odd        []oddRow
	Facts      bool // rows are Odd
	Retry      bool
	Older      string // link to the next rows
	Newer      string
	Day        postgres.Day
	LastMail   string
	Ends       postgres.Ends
	Freshness  []string
	WorkSaid   string
	EmptySaid  string
	SumSaid    string
	SumHolds   bool
	CountsSaid string
}

// queue lists what waits for people, by tab.
//
//	GET /queue?tab=review&q=acme&from=50
func (s *Server) queue(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx := r.Context()
	p := queuePage{frame: s.frame(r, v, v.L.T("page.queue.title")), Tab: r.FormValue("tab"), Search: r.FormValue("q")}
	tab := postgres.Tab(p.Tab)
	if !slices.Contains(postgres.Tabs, tab) {
		tab = postgres.TabReview
		if v.Can(payable.DecideInvoice) && !v.Can(payable.CorrectInvoice) {
			tab = postgres.TabWaiting // what a manager comes for
		}
	}
	p.Tab = string(tab)
	if err := s.tabs(r, v, &p); err != nil {
		return err
	}
	from := max(0, atoi(r.FormValue("from")))
	if tab == postgres.TabUnreadable || tab == postgres.TabQuarantine {
		p.Facts, p.Retry = true, v.Can(payable.RetryDocument)
		odd, err := s.DB.Oddities(ctx, s.Entity, tab, 200)
		p.Odd = oddRows(v, odd)
		if err != nil {
			return err
		}
	} else {
		// Across tabs one searches in all of them.
		f := postgres.QueueFilter{Tab: tab, Search: p.Search, Offset: from, Limit: perPage + 1}
		if p.Search != "" && r.FormValue("all") != "" {
			f.Tab = ""
		}
		rows, err := s.DB.Queue(ctx, s.Entity, f)
		if err != nil {
			return err
		}
		now, err := s.DB.Now(ctx)
		if err != nil {
			return err
		}
		p.Older, p.Newer = pager(r.URL, from, len(rows))
		for _, q := range rows[:min(len(rows), perPage)] {
			p.Rows = append(p.Rows, rowOf(v, q, now))
		}
	}
	s.show(w, r, v, http.StatusOK, "queue.html", p)
	return nil
}

// tabs fills in counters and what surrounds the rows.
func (s *Server) tabs(r *http.Request, v visit, p *queuePage) error {
	ctx := r.Context()
	counts, err := s.DB.Counts(ctx, s.Entity)
	if err != nil {
		return err
	}
	for _, t := range postgres.Tabs {
		to := "/queue?" + url.Values{"tab": {string(t)}}.Encode()
		p.Tabs = append(p.Tabs, link{Text: v.L.T("page.tab." + string(t)), To: to, Count: counts[t], Here: string(t) == p.Tab})
	}
	if p.Day, err = s.DB.Today(ctx, s.Entity); err != nil {
		return err
	}
	if p.Ends, err = s.DB.Ends(ctx, s.Entity); err != nil {
		return err
	}
	fresh, err := s.DB.Fresh(ctx, s.Entity)
	if err != nil {
		return err
	}
	for _, kind := range []string{"orders", "receipts"} {
		said := v.L.T("page.fresh_never." + kind)
		if at, known := fresh[kind]; known {
			said = v.L.T("page.fresh."+kind, map[string]any{"at": v.when(at)})
		}
		p.Freshness = append(p.Freshness, said)
	}
	if p.Day.InWork > 0 {
		p.WorkSaid = v.L.N("page.queue.in_work", p.Day.InWork)
	}
	if p.Day.LastMail.IsZero() {
		p.LastMail = v.L.T("page.queue.no_mail")
	} else {
		p.LastMail = v.L.T("page.queue.last_mail", map[string]any{"at": v.when(p.Day.LastMail)})
	}
	p.CountsSaid = v.L.N("page.queue.captured", p.Day.Captured) + " " + v.L.N("page.queue.straight", p.Day.Straight)
	p.EmptySaid = v.L.T("page.queue.empty")
	if p.Search != "" {
		p.EmptySaid = v.L.T("page.queue.nothing_found", map[string]any{"search": p.Search})
	}
	p.SumSaid, p.SumHolds = sumOf(v, p.Ends), p.Ends.Holds()
	return nil
}

// sumOf words the second of the two equations.
func sumOf(v visit, e postgres.Ends) string {
	return v.L.T("page.health.documents", map[string]any{
		"total": e.Total, "captured": e.Captured, "copy": e.Copy, "other": e.NotInvoice, "unreadable": e.Unreadable, "quarantined": e.Quarantined, "work": e.InWork,
	})
}

func rowOf(v visit, q postgres.QueueRow, now time.Time) queueRow {
	row := queueRow{
		ID: q.ID, Vendor: q.Vendor, Number: q.Number, Gross: v.amount(q.Gross, q.Currency), Doubts: q.Doubts, Credit: q.CreditNote, Copy: q.CopyOf,
		Age: v.age(q.Due, now), Owner: ownerName(v, q.Owner), State: v.L.T("page.state." + string(q.State)),
	}
	if q.LeasedBy != "" && q.LeasedBy != v.Name {
		row.Lease = v.L.T("page.queue.leased", map[string]any{"name": q.LeasedBy})
	}
	switch {
	case q.Why != nil:
		row.Why, row.Grave = said(v, q.Why.Finding), q.Why.Outcome.String()
	case q.CopyOf != 0:
		row.Why = v.L.T("page.queue.copy_of", map[string]any{"invoice": int64(q.CopyOf)})
	case q.State == payable.Captured:
		row.Why = v.L.T("page.queue.matching")
	case q.Cause != "":
		row.Why = causeSaid(v, q.Cause)
	case q.State == payable.Review || q.State == payable.Waiting:
		row.Why = v.L.T("page.queue.clear")
	}
	if row.Number == "" {
		row.Number = v.L.T("page.queue.no_number")
	}
	return row
}

// causeSaid words why an invoice stands where it does when no finding says it.
func causeSaid(v visit, cause string) string {
	if key := "page.cause." + cause; cause != "" && v.L.Has(key) {
		return v.L.T(key)
	}
	return cause
}

// ownerName words a role; a user's name stays as it is.
func ownerName(v visit, owner string) string {
	if key := "page.owner." + owner; owner != "" && v.L.Has(key) {
		return v.L.T(key)
	}
	return owner
}

// An oddRow is a mail or document without an invoice: facts, never its content.
type oddRow struct {
	postgres.Oddity
	At, Bytes, Said string
	Original        payable.Hash
}

func oddRows(v visit, odd []postgres.Oddity) []oddRow {
	var out []oddRow
	for _, o := range odd {
		row := oddRow{Oddity: o, At: v.when(o.At), Bytes: v.L.N("page.odd.bytes", int(o.Size)), Said: v.L.T("page.odd." + o.State), Original: o.Document}
		if o.Occurrence == 0 {
			row.Original = o.Message
		}
		out = append(out, row)
	}
	return out
}

// pager returns links to older and newer rows; found is one more than a page
// holds where there are more.
func pager(u *url.URL, from, found int) (older, newer string) {
	at := func(n int) string {
		q := u.Query()
		q.Del("from")
		if n > 0 {
			q.Set("from", strconv.Itoa(n))
		}
		return u.Path + "?" + q.Encode()
	}
	if found > perPage {
		older = at(from + perPage)
	}
	if from > 0 {
		newer = at(max(0, from-perPage))
	}
	return older, newer
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n > 1_000_000 {
		return 0
	}
	return n
}
