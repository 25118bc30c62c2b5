package portal

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
)

type lessonView struct {
	ID                               int64
	Field, Where, Documents, By, Day string
	State                            string
	Used, Gone                       bool
}

type vendorPage struct {
	frame
	Vendor                 payable.Vendor
	VAT, Senders, Names    string
	Accounts               []string
	Lessons                []lessonView
	Invoices               []queueRow
	MayForget, MayLookInto bool
}

// vendorInvoices is how many of a vendor's invoices its page lists.
const vendorInvoices = 20

// vendor shows who a vendor is, what was learnt of its documents and its latest
// invoices. What was learnt can be forgotten here.
//
//	GET /vendors/{id}
func (s *Server) vendor(w http.ResponseWriter, r *http.Request, v visit) error {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return payable.ErrNotFound
	}
	id := payable.VendorID(n)
	vendor, err := s.DB.Vendor(r.Context(), id)
	if err != nil {
		return err
	}
	layouts, err := s.DB.LayoutsOf(r.Context(), id)
	if err != nil {
		return err
	}
	p := vendorPage{
		frame: s.frame(r, v, vendor.Name), Vendor: vendor, VAT: strings.Join(vendor.VATIDs, ", "), Senders: strings.Join(vendor.Senders, ", "), Names: strings.Join(vendor.Names, ", "),
		MayForget: v.Can(payable.ForgetLesson), MayLookInto: v.Can(payable.ViewInvoices),
	}
	for _, b := range vendor.Bank {
		p.Accounts = append(p.Accounts, v.L.T("page.vendor.account_since", map[string]any{"iban": b.IBAN, "day": v.day(b.Since)}))
	}
	for _, y := range layouts {
		for _, l := range y.Lessons {
			p.Lessons = append(p.Lessons, lessonOf(v, l))
		}
	}
	if p.MayLookInto {
		invoices, err := s.DB.InvoicesOfVendor(r.Context(), id, vendorInvoices)
		if err != nil {
			return err
		}
		for _, q := range invoices {
			p.Invoices = append(p.Invoices, rowOf(v, q, time.Time{}))
		}
	}
	s.show(w, r, v, http.StatusOK, "vendor.html", p)
	return nil
}

func lessonOf(v visit, l postgres.Lesson) lessonView {
	return lessonView{
		ID: l.ID, Field: v.L.T("page.field." + string(l.Term)), By: l.TaughtBy, Day: v.day(l.Learnt), State: v.L.T("page.vendor.state." + l.State),
		Where:     v.L.T("page.vendor.place."+l.Shown.Place, map[string]any{"words": l.Shown.Printed, "value": l.Shown.Value}),
		Documents: v.L.T("page.vendor.agree", map[string]any{"held": l.Held, "missed": l.Missed}),
		Used:      l.State == "active", Gone: l.State == "forgotten",
	}
}

// forgetLesson has one thing learnt no longer used.
//
//	POST /vendors/{id}/lessons/{lesson}/forget
func (s *Server) forgetLesson(w http.ResponseWriter, r *http.Request, v visit) error {
	vendor, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	lesson, err2 := strconv.ParseInt(r.PathValue("lesson"), 10, 64)
	if err != nil || err2 != nil {
		return payable.ErrNotFound
	}
	if err := s.DB.ForgetLesson(r.Context(), v.Actor, lesson); err != nil {
		return err
	}
	s.note(r, v.L.T("page.done.forgotten"))
	http.Redirect(w, r, fmt.Sprintf("/vendors/%d", vendor), http.StatusSeeOther)
	return nil
}
