package portal

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
)

// correct saves what a person changed as a new draft. What two people changed at
// once is shown to the second, with both values.
//
//	POST /invoices/{id}/correction  version=3  f.issue_date=2026-11-21  l.2.quantity=5 …
func (s *Server) correct(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx := r.Context()
	id, seen, err := seenInvoice(r)
	if err != nil {
		return err
	}
	corr, err := correctionOf(r, v)
	if err != nil {
		return err
	}
	err = s.DB.CorrectInvoice(ctx, v.Actor, id, seen, corr)
	if errors.Is(err, payable.ErrConflict) {
		return s.conflict(w, r, v, id, seen, corr)
	}
	if err != nil {
		return err
	}
	s.note(r, v.L.T("page.done.corrected"))
	backTo(w, r, id)
	return nil
}

// correctionOf reads the form. Fields come as f.term, lines as l.number.term;
// what the form does not name stays as it is. Numbers and dates come as the
// person's language writes them.
func correctionOf(r *http.Request, v visit) (postgres.Correction, error) {
	corr := postgres.Correction{Fields: map[payable.Term]string{}, Lines: map[int]map[payable.Term]string{}}
	if err := r.ParseForm(); err != nil {
		return corr, payable.Refuse("form", "form_unreadable", "cannot be read: send it again")
	}
	for name, values := range r.PostForm {
		if t, ok := strings.CutPrefix(name, "f."); ok && editable(payable.Term(t)) {
			corr.Fields[payable.Term(t)] = entered(v, payable.Term(t), strings.TrimSpace(values[0]))
		}
		rest, ok := strings.CutPrefix(name, "l.")
		if !ok {
			continue
		}
		number, t, _ := strings.Cut(rest, ".")
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > 5000 || !slices.Contains(lineTerms, payable.Term(t)) {
			return corr, payable.Refuse("line", "no_line_field", `"{name}" is not a field of a line`, "name", name)
		}
		value := entered(v, payable.Term(t), strings.TrimSpace(values[0]))
		if corr.Lines[n] == nil {
			corr.Lines[n] = map[payable.Term]string{}
		}
		corr.Lines[n][payable.Term(t)] = value
	}
	dropEmpty(corr.Lines)
	return corr, nil
}

// dropEmpty leaves out the empty row at the end that is there for a line the
// reader missed.
func dropEmpty(lines map[int]map[payable.Term]string) {
	last := 0
	for n := range lines {
		last = max(last, n)
	}
	for _, value := range lines[last] {
		if value != "" {
			return
		}
	}
	delete(lines, last)
}

func editable(t payable.Term) bool {
	for _, g := range groups {
		if slices.Contains(g.terms, t) {
			return true
		}
	}
	return false
}

// A clash is one value that both changed, or only the other one.
type clash struct{ Label, Mine, Theirs string }

// conflict shows both values side by side. Nothing was saved.
func (s *Server) conflict(w http.ResponseWriter, r *http.Request, v visit, id payable.InvoiceID, seen int, corr postgres.Correction) error {
	inv, err := s.DB.Invoice(r.Context(), id)
	if err != nil {
		return err
	}
	if inv.Version == seen {
		return payable.ErrConflict // not the version but the state: somebody decided
	}
	now, err := s.DB.Draft(r.Context(), inv.Draft)
	if err != nil {
		return err
	}
	var clashes []clash
	currency := payable.Currency(now.Value(payable.CurrencyCode))
	for _, g := range groups {
		for _, t := range g.terms {
			if mine, sent := corr.Fields[t]; sent && !payable.SameValue(t, mine, now.Value(t)) {
				clashes = append(clashes, clash{v.L.T("page.field." + string(t)), shown(v, t, mine, currency), shown(v, t, now.Value(t), currency)})
			}
		}
	}
	for i, l := range now.Lines {
		for _, t := range lineTerms {
			if mine, sent := corr.Lines[i+1][t]; sent && !payable.SameValue(t, mine, l[t].Value) {
				label := v.L.T("page.review.line_field", map[string]any{"line": i + 1, "field": v.L.T("page.field." + string(t))})
				clashes = append(clashes, clash{label, shown(v, t, mine, currency), shown(v, t, l[t].Value, currency)})
			}
		}
	}
	by := now.By
	if by == "" {
		by = v.L.T("page.actor.system")
	}
	s.show(w, r, v, http.StatusConflict, "conflict.html", struct {
		frame
		ID      payable.InvoiceID
		By      string
		Clashes []clash
	}{s.frame(r, v, v.L.T("page.conflict.title")), id, by, clashes})
	return nil
}

// chooseVendor says whose invoice it is where the reader could not tell.
//
//	POST /invoices/{id}/vendor  version=3  vendor=12
func (s *Server) chooseVendor(w http.ResponseWriter, r *http.Request, v visit) error {
	id, seen, err := seenInvoice(r)
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(r.PostFormValue("vendor"), 10, 64)
	if err != nil {
		return payable.Refuse("vendor", "choose_vendor", "choose one of the list")
	}
	if _, err := s.DB.Vendor(r.Context(), payable.VendorID(n)); err != nil {
		return err
	}
	err = s.DB.CorrectInvoice(r.Context(), v.Actor, id, seen, postgres.Correction{Overrides: &payable.Overrides{Vendor: payable.VendorID(n)}})
	if err != nil {
		return err
	}
	s.note(r, v.L.T("page.done.corrected"))
	backTo(w, r, id)
	return nil
}
