package portal

import (
	"net/http"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
)

type orderRow struct {
	ID                               payable.OrderID
	Number, Vendor, State, Date, Net string
	Buyer, Lines, Open               string
	Done                             bool
}

type listPage struct {
	frame
	Search       string
	Older, Newer string
	Orders       []orderRow
	Receipts     []receiptRow
}

// orders lists purchase orders, newest first.
//
//	GET /orders?q=4711&from=50
func (s *Server) orders(w http.ResponseWriter, r *http.Request, v visit) error {
	p := listPage{frame: s.frame(r, v, v.L.T("page.orders.title")), Search: r.FormValue("q")}
	from := max(0, atoi(r.FormValue("from")))
	rows, err := s.DB.OrderRows(r.Context(), s.Entity, p.Search, from, perPage+1)
	if err != nil {
		return err
	}
	p.Older, p.Newer = pager(r.URL, from, len(rows))
	for _, o := range rows[:min(len(rows), perPage)] {
		row := orderRow{
			ID: o.ID, Number: o.Number, Vendor: o.Vendor, State: v.L.T("page.order_state." + string(o.State)), Date: "–", Buyer: o.Buyer,
			Net: v.amount(&o.Net, o.Currency), Lines: v.L.N("page.orders.lines", o.Lines), Done: o.Open == 0, Open: v.L.T("page.orders.billed_in_full"),
		}
		if o.Ordered != nil {
			row.Date = v.day(*o.Ordered)
		}
		if o.Open > 0 {
			row.Open = v.L.N("page.orders.open_lines", o.Open)
		}
		p.Orders = append(p.Orders, row)
	}
	s.show(w, r, v, http.StatusOK, "orders.html", p)
	return nil
}

type orderLineView struct {
	Number, Text, SKU                        string
	Ordered, Received, Billed, Open, Missing string
	Price, Mode                              string
	Done, Over                               bool
}

type orderPage struct {
	frame
	Order    payable.PurchaseOrder
	Vendor   string
	State    string
	Date     string
	Lines    []orderLineView
	Receipts []receiptRow
	Invoices []queueRow
}

// order shows one order: ordered, received, billed and open, line by line.
//
//	GET /orders/{id}
func (s *Server) order(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx := r.Context()
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return payable.ErrNotFound
	}
	id := payable.OrderID(n)
	found, err := s.DB.Orders(ctx, []payable.OrderID{id})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return payable.ErrNotFound
	}
	o := found[0]
	vendor, err := s.DB.Vendor(ctx, o.Vendor)
	if err != nil {
		return err
	}
	lines, err := s.DB.OrderLines(ctx, id)
	if err != nil {
		return err
	}
	p := orderPage{frame: s.frame(r, v, v.L.T("page.order.title", map[string]any{"number": o.Number})), Order: o, Vendor: vendor.Name, State: v.L.T("page.order_state." + string(o.State)), Date: v.day(o.Date)}
	for _, l := range lines {
		p.Lines = append(p.Lines, orderLineOf(v, l))
	}
	receipts, err := s.DB.ReceiptRows(ctx, s.Entity, id, "", 0, 200)
	if err != nil {
		return err
	}
	p.Receipts = receiptRows(v, receipts)
	invoices, err := s.DB.InvoicesOfOrder(ctx, id)
	if err != nil {
		return err
	}
	for _, q := range invoices {
		p.Invoices = append(p.Invoices, rowOf(v, q, time.Time{}))
	}
	s.show(w, r, v, http.StatusOK, "order.html", p)
	return nil
}

func orderLineOf(v visit, l postgres.OrderLineRow) orderLineView {
	open := l.Quantity.Sub(l.Billed)
	view := orderLineView{
		Number: l.Number, Text: l.Text, SKU: l.SKU, Ordered: unit(v, l.Quantity, l.Unit), Received: unit(v, l.Received, l.Unit), Billed: unit(v, l.Billed, l.Unit),
		Open: unit(v, decimal.Max(open, decimal.Decimal{}), l.Unit), Price: priceOf(v, l.OrderLine), Mode: v.L.T("page.mode." + string(l.Mode)),
		Done: open.Sign() <= 0, Over: open.Sign() < 0,
	}
	if missing := l.Billed.Sub(l.Received); l.Mode == payable.MatchThreeWay && missing.Sign() > 0 {
		view.Missing = v.L.T("page.order.missing", map[string]any{"quantity": v.L.Decimal(missing)})
	}
	return view
}

type receiptRow struct {
	postgres.ReceiptRow
	Day, Amount string
	Return      bool
}

func receiptRows(v visit, rows []postgres.ReceiptRow) []receiptRow {
	var out []receiptRow
	for _, x := range rows {
		out = append(out, receiptRow{x, v.day(x.Date), unit(v, x.Quantity, x.Unit), x.Quantity.IsNegative()})
	}
	return out
}

// receipts lists what arrived, newest first.
//
//	GET /receipts?q=GR-1&from=50
func (s *Server) receipts(w http.ResponseWriter, r *http.Request, v visit) error {
	p := listPage{frame: s.frame(r, v, v.L.T("page.receipts.title")), Search: r.FormValue("q")}
	from := max(0, atoi(r.FormValue("from")))
	rows, err := s.DB.ReceiptRows(r.Context(), s.Entity, 0, p.Search, from, perPage+1)
	if err != nil {
		return err
	}
	p.Older, p.Newer = pager(r.URL, from, len(rows))
	p.Receipts = receiptRows(v, rows[:min(len(rows), perPage)])
	s.show(w, r, v, http.StatusOK, "receipts.html", p)
	return nil
}
