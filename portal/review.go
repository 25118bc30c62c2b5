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

// A reviewPage is one invoice with everything that bears on it.
type reviewPage struct {
	frame
	ID            payable.InvoiceID
	Version       int
	Heading       string
	Vendor        string
	Amount        string
	State         string
	Owner         string
	Cause         string
	Lease         string
	Credit        bool
	Copy          bool
	Order         payable.OrderID // the first one it bills
	May           may
	Things        string // "3 things to look at"
	Open          []findingView
	Settled       []findingView
	Held          bool // something open is not AP's to release
	Groups        []fieldGroup
	Lines         []lineView
	LineCols      []string
	Grid          []gridView
	Left          []gridView // lines without an order line
	Bank          bankView
	Vendors       []payable.Vendor // to choose from where none was resolved
	Askable       []payable.User
	Viewer        viewer
	Asked         []approvalView
	Replies       []replyView
	Events        []eventView
	Problems      []string // of the reading: evidence, in its own English
	NotHandedOver string   // why the ledger has not got it yet
	Document      payable.Hash
	Message       payable.Hash
	FileName      string
}

// may is what this person can do to this invoice now.
type may struct {
	Correct, Release, Ask, Approve, Reject, Hold, Return, Stop, Download bool
}

// Decide reports whether any verdict is open to the person.
func (m may) Decide() bool { return m.Approve || m.Reject || m.Hold || m.Return || m.Stop }

// undecided says whether people still have something to look at.
func undecided(inv payable.Invoice) bool {
	return inv.State == payable.Review || inv.State == payable.Held || inv.State == payable.Waiting
}

func mayDo(v visit, inv payable.Invoice) may {
	open := undecided(inv)
	own := inv.Submitter != "" && inv.Submitter == v.Name
	return may{
		Correct:  v.Can(payable.CorrectInvoice) && (open || inv.State == payable.Approved),
		Release:  v.Can(payable.ReleaseFinding) && (inv.State == payable.Review || inv.State == payable.Held),
		Ask:      v.Can(payable.AskApproval) && open,
		Approve:  v.Can(payable.DecideInvoice) && open && !own,
		Reject:   v.Can(payable.RejectInvoice) && (open || inv.State == payable.Refused || inv.State == payable.Approved),
		Hold:     v.Can(payable.HoldInvoice) && open && inv.State != payable.Held,
		Return:   v.Can(payable.HoldInvoice) && (inv.State == payable.Held || inv.State == payable.Waiting),
		Stop:     v.Can(payable.StopInvoice) && inv.State == payable.Approved,
		Download: v.Can(payable.Download),
	}
}

func invoiceID(r *http.Request) (payable.InvoiceID, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 1 {
		return 0, payable.ErrNotFound
	}
	return payable.InvoiceID(id), nil
}

// review shows one invoice.
//
//	GET /invoices/{id}?page=2
func (s *Server) review(w http.ResponseWriter, r *http.Request, v visit) error {
	id, err := invoiceID(r)
	if err != nil {
		return err
	}
	p, err := s.reviewOf(r, v, id)
	if err != nil {
		return err
	}
	s.show(w, r, v, http.StatusOK, "review.html", p)
	return nil
}

// reviewOf puts the page of one invoice together.
func (s *Server) reviewOf(r *http.Request, v visit, id payable.InvoiceID) (reviewPage, error) {
	ctx := r.Context()
	inv, err := s.DB.Invoice(ctx, id)
	if err != nil {
		return reviewPage{}, err
	}
	draft, err := s.DB.Draft(ctx, inv.Draft)
	if err != nil {
		return reviewPage{}, err
	}
	p := reviewPage{
		frame: s.frame(r, v, ""), ID: id, Version: inv.Version, State: v.L.T("page.state." + string(inv.State)), Owner: ownerName(v, inv.Owner),
		Vendor: inv.Seller.Name, Credit: inv.CreditNote, May: mayDo(v, inv), Problems: draft.Problems, Amount: "–",
	}
	if due, known := inv.AmountDue(); known {
		p.Amount = v.L.Money(due)
	}
	p.Heading = inv.Number
	if p.Heading == "" {
		p.Heading = v.L.T("page.queue.no_number")
	}
	if inv.State == payable.Captured {
		p.Cause = v.L.T("page.queue.matching")
	} else if key := "page.cause." + inv.Cause; inv.Cause != "" && v.L.Has(key) {
		p.Cause = v.L.T(key) // a check's id is said by its finding
	}
	for _, fill := range []func(*http.Request, visit, payable.Invoice, payable.Draft, *reviewPage) error{
		s.fillFindings, s.fillSource, s.fillVendor, s.fillGrid, s.fillHistory, s.fillTrouble,
	} {
		if err := fill(r, v, inv, draft, &p); err != nil {
			return p, err
		}
	}
	p.Groups = groupsOf(v, draft, p.Open)
	p.Lines, p.LineCols = linesOf(v, draft, p.Open)
	if !undecided(inv) {
		unmark(p.Groups, p.Lines)
	}
	p.Title = p.Vendor + " " + p.Heading
	p.Viewer.Marks = marksOf(draft)
	return p, nil
}

// A findingView is one finding in the reader's language.
type findingView struct {
	ID        payable.FindingID
	Check     payable.CheckID
	Outcome   string
	Said      string
	Line      string
	Owner     string
	Tolerance string
	First     payable.Term // where to go to correct it
	LineNo    int
	Release   bool   // this person may release it
	Second    string // a second person is still needed
	Releases  []payable.Release
	terms     []payable.Term
}

func (s *Server) fillFindings(r *http.Request, v visit, _ payable.Invoice, _ payable.Draft, p *reviewPage) error {
	all, err := s.DB.Findings(r.Context(), p.ID)
	if err != nil {
		return err
	}
	for _, f := range all {
		view := findingOf(v, f, p.May.Release)
		if f.Outcome.Open() && !f.Released() {
			p.Held = p.Held || f.Outcome == payable.Hold
			p.Open = append(p.Open, view)
		} else {
			p.Settled = append(p.Settled, view)
		}
	}
	// The gravest first: a block is what the person must see.
	sortFindings(p.Open)
	p.Things = v.L.T("page.review.nothing")
	if n := len(p.Open); n > 0 {
		p.Things = v.L.N("page.review.things", n)
	}
	return nil
}

func findingOf(v visit, f postgres.StoredFinding, release bool) findingView {
	view := findingView{
		ID: f.ID, Check: f.Check, Outcome: f.Outcome.String(), Said: said(v, f.Finding), Owner: ownerName(v, f.Owner), Tolerance: v.L.Tolerance(f.Tolerance), LineNo: f.Line,
		Releases: f.Releases, terms: f.Terms,
	}
	if f.Line > 0 {
		view.Line = v.L.T("page.review.line", map[string]any{"line": f.Line})
	}
	for _, t := range f.Terms {
		if f.Line > 0 && slices.Contains(lineTerms, t) || f.Line == 0 && editable(t) {
			view.First = t
			break
		}
	}
	mine := false
	for _, rel := range f.Releases {
		mine = mine || rel.By == v.Name
	}
	view.Release = release && !mine && f.Outcome.Open() && f.Outcome != payable.Hold && !f.Released()
	if f.Outcome == payable.Block && len(f.Releases) == 1 {
		view.Second = v.L.T("page.review.second", map[string]any{"name": f.Releases[0].By})
	}
	return view
}

// fillSource says where the invoice came from and which pages there are to see.
func (s *Server) fillSource(r *http.Request, v visit, inv payable.Invoice, draft payable.Draft, p *reviewPage) error {
	ctx := r.Context()
	occ, err := s.DB.Occurrence(ctx, inv.Occurrence)
	if err != nil {
		return err
	}
	p.Document, p.Message, p.FileName = occ.Document, occ.Message, occ.FileName
	if p.Lease, err = s.DB.Lease(ctx, inv.ID); err != nil {
		return err
	}
	if p.Lease == v.Name {
		p.Lease = ""
	}
	pages := draft.PageRange
	if pages[0] == 0 {
		page, err := s.DB.PageReading(ctx, inv.Occurrence, max(1, draft.Ordinal))
		if err != nil {
			return err
		}
		if page != nil {
			pages = page.PageRange
		}
	}
	if pages[0] == 0 && !strings.Contains(occ.MediaType, "xml") {
		pages = [2]int{1, 1}
	}
	p.Viewer = viewer{Document: occ.Document, Zoom: r.FormValue("zoom") == "1", DPI: viewDPI, Words: s.Words != nil}
	if p.Viewer.Zoom {
		p.Viewer.DPI = zoomDPI
	}
	if pages[0] == 0 || s.Draw == nil {
		return nil
	}
	width, height, err := s.size(ctx, occ.Document, pages[0])
	if err != nil {
		// A document may have no page to draw (XML), or one that cannot be drawn; its
		// values are still there to work with.
		if !errors.Is(err, payable.ErrNotFound) {
			s.Log.Warn("page not drawn", "invoice", inv.ID, "error", err)
		}
		return nil
	}
	for n := pages[0]; n <= pages[1] && n < pages[0]+perPage; n++ {
		p.Viewer.Pages = append(p.Viewer.Pages, pageView{Number: n, Width: width, Height: height})
	}
	return nil
}

// A viewer is the left half: pages as pictures, and the places values were read
// from.
type viewer struct {
	Document payable.Hash
	Pages    []pageView
	Marks    []mark
	DPI      int
	Zoom     bool
	Words    bool
}

type pageView struct {
	Number        int
	Width, Height float64
}

// A mark is the place of one value on a page, in points.
type mark struct {
	Field      string // id of the field beside the page
	Page       int
	X, Y, W, H float64
	Label      string
}

// On returns the marks of one page.
func (v viewer) On(page int) []mark {
	var out []mark
	for _, m := range v.Marks {
		if m.Page == page {
			out = append(out, m)
		}
	}
	return out
}

func marksOf(d payable.Draft) []mark {
	var out []mark
	add := func(id string, f payable.Field) {
		if b := f.Box; b != nil && f.Page > 0 && b.X1 > b.X0 && b.Y1 > b.Y0 {
			out = append(out, mark{Field: id, Page: f.Page, X: b.X0 - 1.5, Y: b.Y0 - 1.5, W: b.X1 - b.X0 + 3, H: b.Y1 - b.Y0 + 3, Label: f.Value})
		}
	}
	for _, g := range groups {
		for _, t := range g.terms {
			if f, ok := d.Fields[t]; ok {
				add("f-"+string(t), f)
			}
		}
	}
	for i, l := range d.Lines {
		for _, t := range lineTerms {
			if f, ok := l[t]; ok {
				add("l-"+strconv.Itoa(i+1)+"-"+string(t), f)
			}
		}
	}
	return out
}

// fillTrouble says why an approved invoice could not be handed over yet.
func (s *Server) fillTrouble(r *http.Request, v visit, inv payable.Invoice, _ payable.Draft, p *reviewPage) error {
	if inv.State != payable.Approved {
		return nil
	}
	why, err := s.DB.ExportTrouble(r.Context(), inv.ID)
	if err == nil && why != "" {
		p.NotHandedOver = v.L.T("page.review.not_handed_over", map[string]any{"reason": why})
	}
	return err
}
