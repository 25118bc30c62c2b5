package portal

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
)

type auditPage struct {
	frame
	Subject string
	Events  []eventView
	Older   string
	Chain   string
	Whole   bool
}

// audit shows who did what, of one subject or of all, and whether the chain
// holds.
//
//	GET /audit?subject=invoice+17&before=4000&verify=1
func (s *Server) audit(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx := r.Context()
	p := auditPage{frame: s.frame(r, v, v.L.T("page.audit.title")), Subject: strings.TrimSpace(r.FormValue("subject"))}
	if n, err := strconv.Atoi(p.Subject); err == nil {
		p.Subject = fmt.Sprintf("invoice %d", n) // a bare number is an invoice's
	}
	trails, err := s.DB.Trails(ctx, s.Entity, p.Subject, int64(atoi(r.FormValue("before"))), perPage)
	if err != nil {
		return err
	}
	p.Events = eventsOf(v, trails)
	if len(trails) == perPage {
		p.Older = "/audit?" + url.Values{"subject": {p.Subject}, "before": {strconv.FormatInt(trails[len(trails)-1].Seq, 10)}}.Encode()
	}
	report, err := s.chain.report(ctx, s.DB)
	if err != nil {
		return err
	}
	p.Whole = report.Broken == ""
	p.Chain = v.L.T("page.audit.whole", map[string]any{"events": report.Events, "until": v.when(report.Until)})
	if !p.Whole {
		p.Chain = v.L.T("page.audit.broken", map[string]any{"until": v.when(report.Until), "reason": report.Broken})
	}
	s.show(w, r, v, http.StatusOK, "audit.html", p)
	return nil
}

// auditCSV exports the events of a subject, or the newest of all.
//
//	GET /audit.csv?subject=invoice+17
func (s *Server) auditCSV(w http.ResponseWriter, r *http.Request, v visit) error {
	trails, err := s.DB.Trails(r.Context(), s.Entity, strings.TrimSpace(r.FormValue("subject")), 0, 10000)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="payable-audit.csv"`)
	out := csv.NewWriter(w)
	rows := [][]string{{"seq", "at", "actor", "action", "subject", "allowed", "detail", "hash"}}
	for _, t := range trails {
		rows = append(rows, []string{strconv.FormatInt(t.Seq, 10), t.At.UTC().Format(time.RFC3339Nano), guarded(t.Actor), string(t.Action), guarded(t.Subject), strconv.FormatBool(t.Allowed), guarded(string(t.Event.Detail)), fmt.Sprintf("%x", t.Hash)})
	}
	return out.WriteAll(rows)
}

// guarded keeps a spreadsheet from taking a stranger's text for a formula.
func guarded(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n|%", rune(s[0])) {
		return "'" + s
	}
	return s
}

type folderView struct {
	Account, Folder, Seen, Problem, Sum string
	Holds, Connected                    bool
}

type parkedView struct{ Where, Reason, When string }

type healthPage struct {
	frame
	Folders  []folderView
	Parked   []parkedView
	SumSaid  string
	SumHolds bool
	LastMail string
	Fresh    []detail
}

// health shows whether every mail and every document is accounted for.
//
//	GET /health
func (s *Server) health(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx := r.Context()
	p := healthPage{frame: s.frame(r, v, v.L.T("page.health.title"))}
	folders, err := s.DB.Folders(ctx)
	if err != nil {
		return err
	}
	for _, f := range folders {
		p.Folders = append(p.Folders, folderView{
			Account: f.Account, Folder: f.Folder, Seen: v.when(f.ObservedAt), Problem: f.Problem, Holds: f.Holds(), Connected: f.Connected,
			Sum: v.L.T("page.health.mails", map[string]any{"server": f.OnServer, "ledger": f.InLedger, "gone": f.Gone, "missing": f.Missing}),
		})
	}
	parked, err := s.DB.ParkedMails(ctx)
	if err != nil {
		return err
	}
	for _, m := range parked {
		p.Parked = append(p.Parked, parkedView{fmt.Sprintf("%s / %s / %d", m.Account, m.Folder, m.UID), m.Reason, v.when(m.At)})
	}
	ends, err := s.DB.Ends(ctx, s.Entity)
	if err != nil {
		return err
	}
	p.SumSaid, p.SumHolds = sumOf(v, ends), ends.Holds()
	fresh, err := s.DB.Fresh(ctx, s.Entity)
	if err != nil {
		return err
	}
	for _, kind := range []string{"orders", "receipts", "vendors"} {
		said := v.L.T("page.health.never")
		if at, known := fresh[kind]; known {
			said = v.when(at)
		}
		p.Fresh = append(p.Fresh, detail{v.L.T("page.import_kind." + kind), said})
	}
	s.show(w, r, v, http.StatusOK, "health.html", p)
	return nil
}

// retryDocument has a document read again.
//
//	POST /documents/{id}/retry
func (s *Server) retryDocument(w http.ResponseWriter, r *http.Request, v visit) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return payable.ErrNotFound
	}
	if err := s.DB.RetryDocument(r.Context(), v.Actor, payable.OccurrenceID(id)); err != nil {
		return err
	}
	s.note(r, v.L.T("page.done.retry"))
	http.Redirect(w, r, "/queue?tab=quarantine", http.StatusSeeOther)
	return nil
}

// retryMessage has a mail looked at again.
//
//	POST /messages/{hash}/retry
func (s *Server) retryMessage(w http.ResponseWriter, r *http.Request, v visit) error {
	hash := r.PathValue("hash")
	if !hashShape.MatchString(hash) {
		return payable.ErrNotFound
	}
	if err := s.DB.RetryMessage(r.Context(), v.Actor, payable.Hash(hash)); err != nil {
		return err
	}
	s.note(r, v.L.T("page.done.retry"))
	http.Redirect(w, r, "/queue?tab=quarantine", http.StatusSeeOther)
	return nil
}

// A chainView remembers the last verification of the chain for a minute: it
// reads every event there is, and the page is looked at more often than that.
type chainView struct {
	mu     sync.Mutex
	at     time.Time
	latest postgres.ChainReport
}

func (c *chainView) report(ctx context.Context, db *postgres.DB) (postgres.ChainReport, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.at) < time.Minute {
		return c.latest, nil
	}
	r, err := db.VerifyChain(ctx)
	if err == nil {
		c.at, c.latest = time.Now(), r
	}
	return r, err
}
