package portal

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
)

// A gridView is one row of the three-way table: what the invoice bills, what
// was ordered, what arrived, and the differences with sign and word.
type gridView struct {
	Line                                  int
	Text                                  string
	Quantity, Price, Net                  string // invoice
	Order                                 payable.OrderID
	OrderNo, Ordered, OrderPrice          string
	Before                                string // billed before by others
	Received, Receipts                    string
	PriceDiff, QuantityDiff, ReceivedDiff difference
	TwoWay                                bool
}

// A difference is worded for people and toned for the eye: "+0.45 above".
type difference struct{ Said, Tone string }

// fillGrid makes the three-way table from the current decision.
func (s *Server) fillGrid(r *http.Request, v visit, inv payable.Invoice, _ payable.Draft, p *reviewPage) error {
	rows, err := s.DB.Grid(r.Context(), inv.ID)
	if err != nil {
		return err
	}
	seen := map[int]bool{}
	for _, g := range rows {
		seen[g.Line] = true
		if p.Order == 0 {
			p.Order = g.Order
		}
		p.Grid = append(p.Grid, gridOf(v, inv, g))
	}
	for _, l := range inv.Lines {
		if !seen[l.Number] {
			p.Left = append(p.Left, gridView{Line: l.Number, Text: l.Text, Quantity: v.number(l.Quantity), Price: v.amount(l.UnitPrice, inv.Currency), Net: v.amount(l.Net, inv.Currency)})
		}
	}
	return nil
}

func gridOf(v visit, inv payable.Invoice, g postgres.GridRow) gridView {
	row := gridView{
		Line: g.Line, Quantity: unit(v, g.Quantity, g.OrderLine.Unit), Net: v.amount(&g.Net, inv.Currency), Text: g.OrderLine.Text,
		Order: g.Order, OrderNo: g.OrderNo + " / " + g.OrderLine.Number, Ordered: unit(v, g.OrderLine.Quantity, g.OrderLine.Unit),
		OrderPrice: priceOf(v, g.OrderLine), Received: unit(v, g.Received, g.OrderLine.Unit), Receipts: strings.Join(g.Receipts, ", "),
		TwoWay: g.OrderLine.Mode != payable.MatchThreeWay, Price: "–",
	}
	if i := slices.IndexFunc(inv.Lines, func(l payable.InvoiceLine) bool { return l.Number == g.Line }); i >= 0 {
		row.Price = v.amount(inv.Lines[i].UnitPrice, inv.Currency)
		if inv.Lines[i].Text != "" {
			row.Text = inv.Lines[i].Text
		}
	}
	if !g.Billed.IsZero() {
		row.Before = v.L.T("page.grid.before", map[string]any{"quantity": v.L.Decimal(g.Billed)})
	}
	sign := decimal.NewFromInt(1)
	if inv.CreditNote {
		sign = sign.Neg()
	}
	billed := g.Billed.Add(g.Quantity.Mul(sign))
	row.QuantityDiff = over(v, billed.Sub(g.OrderLine.Quantity), "", "page.grid.above_ordered")
	if !row.TwoWay {
		row.ReceivedDiff = over(v, billed.Sub(g.Received), "", "page.grid.above_received")
	}
	if inv.Currency == g.OrderLine.Price.Currency {
		want := g.OrderLine.Net(g.Quantity).Amount
		row.PriceDiff = worded(v, g.Net.Sub(want), v.L.Money(payable.Money{Amount: g.Net.Sub(want), Currency: inv.Currency}))
	}
	return row
}

// unit writes a quantity with its unit.
func unit(v visit, q decimal.Decimal, u string) string {
	return strings.TrimSpace(v.L.Decimal(q) + " " + v.L.Unit(u))
}

// priceOf writes an order line's price, and for how many where that is not one.
func priceOf(v visit, l payable.OrderLine) string {
	s := v.L.Money(l.Price)
	if base := l.PriceBase; !base.IsZero() && !base.Equal(decimal.NewFromInt(1)) {
		s += " / " + v.L.Decimal(base)
	}
	return s
}

// over words a quantity above what was agreed; below is no difference to act on,
// since more may be billed later.
func over(v visit, d decimal.Decimal, unit, key string) difference {
	if d.Sign() <= 0 {
		return difference{v.L.T("page.grid.within"), "good"}
	}
	return difference{v.L.T(key, map[string]any{"quantity": "+" + v.L.Decimal(d)}), "bad"}
}

// worded words a difference of price.
func worded(v visit, d decimal.Decimal, amount string) difference {
	switch d.Sign() {
	case 1:
		return difference{v.L.T("page.grid.above", map[string]any{"amount": "+" + amount}), "bad"}
	case -1:
		return difference{v.L.T("page.grid.below", map[string]any{"amount": amount}), "quiet"}
	}
	return difference{v.L.T("page.grid.as_agreed"), "good"}
}

// A bankView is where the money would go, from the master and never from the
// document.
type bankView struct {
	Vendor   string
	Number   string
	ID       payable.VendorID
	Known    bool
	Accounts []accountView
	Printed  []printedView
}

type accountView struct{ IBAN, BIC, Since string }

// A printedView is an account the document names, and whether the master has it.
type printedView struct {
	IBAN string
	Same bool
}

// fillVendor shows the vendor of the master and its approved accounts beside
// what the document says.
func (s *Server) fillVendor(r *http.Request, v visit, inv payable.Invoice, _ payable.Draft, p *reviewPage) error {
	ctx := r.Context()
	if inv.Vendor == 0 {
		for _, b := range inv.Bank {
			p.Bank.Printed = append(p.Bank.Printed, printedView{IBAN: spaced(b)})
		}
		var err error
		if p.May.Correct {
			p.Vendors, err = s.DB.Vendors(ctx, s.Entity)
		}
		return err
	}
	vendor, err := s.DB.Vendor(ctx, inv.Vendor)
	if err != nil {
		return err
	}
	now, err := s.DB.Now(ctx)
	if err != nil {
		return err
	}
	p.Vendor = vendor.Name
	p.Bank.ID, p.Bank.Vendor, p.Bank.Number, p.Bank.Known = vendor.ID, vendor.Name, vendor.Number, true
	for _, b := range inv.Bank {
		p.Bank.Printed = append(p.Bank.Printed, printedView{IBAN: spaced(b), Same: approved(vendor, b, now)})
	}
	for _, b := range vendor.Bank {
		if b.Approved(now) {
			p.Bank.Accounts = append(p.Bank.Accounts, accountView{spaced(b.IBAN), b.BIC, v.day(b.Since.In(v.Zone))})
		}
	}
	return nil
}

func approved(vendor payable.Vendor, iban string, now time.Time) bool {
	return slices.ContainsFunc(vendor.Bank, func(b payable.BankAccount) bool { return b.IBAN == iban && b.Approved(now) })
}

// spaced writes an account in groups of four, as it is printed and compared.
func spaced(iban string) string {
	var out strings.Builder
	for i, r := range iban {
		if i > 0 && i%4 == 0 {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
	}
	return out.String()
}
