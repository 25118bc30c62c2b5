package portal

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/payable-ap/payable"
)

// maxNote bounds a note or a question, in characters.
const maxNote = 2000

// version reads the version of the invoice the person saw.
func version(r *http.Request) (int, error) {
	n, err := strconv.Atoi(r.PostFormValue("version"))
	if err != nil || n < 1 {
		return 0, payable.Refuse("version", "version_missing", "is missing: open the invoice again")
	}
	return n, nil
}

// seenInvoice reads which invoice a form is about, and the version the person saw.
func seenInvoice(r *http.Request) (payable.InvoiceID, int, error) {
	id, err := invoiceID(r)
	if err != nil {
		return 0, 0, err
	}
	seen, err := version(r)
	return id, seen, err
}

// words of a person in a form, bounded.
func text(r *http.Request, name string) string {
	s := []rune(strings.TrimSpace(r.PostFormValue(name)))
	return string(s[:min(len(s), maxNote)])
}

func backTo(w http.ResponseWriter, r *http.Request, id payable.InvoiceID) {
	http.Redirect(w, r, "/invoices/"+strconv.FormatInt(int64(id), 10), http.StatusSeeOther)
}

// decide records a verdict on an invoice and returns to it.
//
//	POST /invoices/{id}/decision  version=3  verdict=approve|reject|hold|ask|stop  note=...
func (s *Server) decide(w http.ResponseWriter, r *http.Request, v visit) error {
	id, seen, err := seenInvoice(r)
	if err != nil {
		return err
	}
	verdict, err := payable.ParseVerdict(r.PostFormValue("verdict"))
	if err != nil {
		return err
	}
	note := text(r, "note")
	if note == "" && (verdict == payable.VerdictReject || verdict == payable.VerdictAsk) {
		return payable.Refuse("note", "note_needed", "say why, in a few words")
	}
	if err := s.DB.Decide(r.Context(), v.Actor, id, seen, verdict, note); err != nil {
		return err
	}
	s.note(r, v.L.T("page.done."+string(verdict)))
	backTo(w, r, id)
	return nil
}

// release lets a finding pass, with a reason.
//
//	POST /invoices/{id}/findings/{finding}/release  version=3  reason=...
func (s *Server) release(w http.ResponseWriter, r *http.Request, v visit) error {
	id, seen, err := seenInvoice(r)
	if err != nil {
		return err
	}
	finding, err := strconv.ParseInt(r.PathValue("finding"), 10, 64)
	if err != nil {
		return payable.ErrNotFound
	}
	if err := s.DB.ReleaseFinding(r.Context(), v.Actor, id, seen, payable.FindingID(finding), text(r, "reason")); err != nil {
		return err
	}
	s.note(r, v.L.T("page.done.release"))
	backTo(w, r, id)
	return nil
}

// ask puts a question to a manager.
//
//	POST /invoices/{id}/question  version=3  approver=ana  question=...
func (s *Server) ask(w http.ResponseWriter, r *http.Request, v visit) error {
	id, seen, err := seenInvoice(r)
	if err != nil {
		return err
	}
	approver := r.PostFormValue("approver")
	if err := s.DB.AskApproval(r.Context(), v.Actor, id, seen, approver, text(r, "question")); err != nil {
		return err
	}
	s.note(r, v.L.T("page.done.asked", map[string]any{"name": approver}))
	backTo(w, r, id)
	return nil
}

// claim takes a five-minute lease, so that others see who is at it.
//
//	POST /invoices/{id}/claim
func (s *Server) claim(w http.ResponseWriter, r *http.Request, v visit) error {
	id, err := invoiceID(r)
	if err != nil {
		return err
	}
	if v.Can(payable.CorrectInvoice) || v.Can(payable.DecideInvoice) {
		if _, err := s.DB.ClaimInvoice(r.Context(), v.Actor, id); err != nil {
			return err
		}
	}
	backTo(w, r, id)
	return nil
}
