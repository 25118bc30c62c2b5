package matching

import (
	"cmp"
	"slices"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// work is a case with what was worked out from it before the rules run. Rules
// read it; only apply and the duplicate rules write, in the order of the table.
type work struct {
	payable.Case
	vendor    vendorChoice
	orders    orderChoice
	lines     []*line   // by line number
	targets   []*target // order lines that may be billed, oldest order first
	lineByID  map[payable.OrderLineID]*target
	open      map[payable.CheckID]bool // checks with a finding above INFO so far
	copyOf    payable.InvoiceID
	copyCheck payable.CheckID // the check that found the original
}

// A line is an invoice line and what became of it.
type line struct {
	payable.InvoiceLine
	no     int             // unique; its Number unless that is missing or taken
	qty    decimal.Decimal // what is allocated or remains; see quantity
	net    decimal.Decimal // printed, else computed; zero where neither is possible
	hasNet bool
	target *target // the order line it was paired with, nil if none
	how    string  // why that one: override, line_number, score
	rival  *target // for an ambiguous line, the second candidate
	first  *target // and the first
	equal  bool    // equal order lines stood to choose from; the oldest was taken
	why    payable.CheckID
	parts  []*part
	keys   keys
	unit   unit
}

// keys are the numbers of a line in their normal form. They are compared for every
// pair of invoice line and order line.
type keys struct{ sku, buyerSKU, order, line string }

func keysOf(sku, buyerSKU, order, line string) keys {
	return keys{payable.NormalNumber(sku), payable.NormalNumber(buyerSKU), payable.NormalNumber(order), payable.NormalNumber(line)}
}

// A part is so much of an invoice line on one order line.
type part struct {
	line   *line
	target *target
	qty    decimal.Decimal // in the order line's unit
	net    decimal.Decimal // with its share of the line's charge
	goods  decimal.Decimal // without it
	cover  []payable.Covered
}

// A target is an order line with what is known of it.
type target struct {
	*payable.OrderLine
	order    *payable.PurchaseOrder
	place    int // among all targets, oldest order first
	billed   decimal.Decimal
	billedAt decimal.Decimal // its net
	received decimal.Decimal // less what went back
	receipts []payable.ReceiptLine
	class    string // equal for order lines that are equal in price and coding
	tokens   []string
	notes    map[string]bool // its delivery notes, in their normal form
	keys     keys
	unit     unit
	parts    []*part
}

// derive settles vendor, orders and allocation.
func derive(c Case) *work {
	w := &work{Case: c, open: map[payable.CheckID]bool{}}
	w.clean()
	w.readLines()
	w.vendor = chooseVendor(w.Case)
	w.readOrders()
	w.orders = w.chooseOrders()
	w.allocate()
	return w
}

// clean drops totals that no invoice can state, as if they had not been read.
func (w *work) clean() {
	v := &w.Invoice
	for _, p := range []**decimal.Decimal{&v.Net, &v.Tax, &v.Gross, &v.Prepaid, &v.Rounding, &v.Payable, &v.Allowances, &v.Charges} {
		*p = sound(*p)
	}
}

func sound(d *decimal.Decimal) *decimal.Decimal {
	if d == nil || !sane(*d) {
		return nil
	}
	return d
}

// readLines puts the invoice's lines in order of their numbers, so that their
// order in the case does not matter, and gives each a number of its own.
func (w *work) readLines() {
	taken := map[int]bool{}
	for _, l := range w.Invoice.Lines {
		for _, p := range []**decimal.Decimal{&l.Quantity, &l.UnitPrice, &l.PriceBase, &l.Net, &l.Allowance, &l.Charge} {
			*p = sound(*p)
		}
		no := l.Number
		for no < 1 || taken[no] {
			no = max(no, 0) + 1
		}
		taken[no] = true
		n := &line{InvoiceLine: l, no: no, keys: keysOf(l.SKU, l.BuyerSKU, l.OrderRef, l.OrderLine), unit: unitOf(l.Unit)}
		n.qty = n.quantity()
		n.net, n.hasNet = n.amount(w.Invoice.Currency)
		w.lines = append(w.lines, n)
	}
	slices.SortFunc(w.lines, func(a, b *line) int { return cmp.Compare(a.no, b.no) })
}

// base returns the quantity a price is for, 1 where none is stated (BT-149).
func (l *line) base() decimal.Decimal {
	if l.PriceBase == nil || !l.PriceBase.IsPositive() {
		return decimal.NewFromInt(1)
	}
	return *l.PriceBase
}

// quantity returns the printed quantity. Where none is printed it is what amount
// and price say, and 1 for a line that states an amount only.
func (l *line) quantity() decimal.Decimal {
	switch {
	case l.Quantity != nil:
		return *l.Quantity
	case l.Net != nil && l.UnitPrice != nil && !l.UnitPrice.IsZero():
		return l.Net.Mul(l.base()).DivRound(*l.UnitPrice, 6)
	}
	return decimal.NewFromInt(1)
}

// amount returns the line's net amount as printed, else as its own figures give
// it, and whether either is possible.
func (l *line) amount(c payable.Currency) (decimal.Decimal, bool) {
	if l.Net != nil {
		return *l.Net, true
	}
	if l.UnitPrice == nil || l.Quantity == nil {
		return decimal.Zero, false
	}
	return l.computed().Round(c.Digits()), true
}

// computed returns quantity × price ÷ base − allowance + charge, not rounded.
// Both quantity and price must be there.
func (l *line) computed() decimal.Decimal {
	net := l.Quantity.Mul(*l.UnitPrice).DivRound(l.base(), 12)
	return net.Sub(value(l.Allowance)).Add(value(l.Charge))
}

// value returns what p points at, zero for nil.
func value(p *decimal.Decimal) decimal.Decimal {
	if p == nil {
		return decimal.Zero
	}
	return *p
}

// readOrders turns every order line of the case into a target, oldest order
// first. Order lines with numbers that no order can have are left out.
func (w *work) readOrders() {
	orders := slices.Clone(w.Orders)
	slices.SortFunc(orders, func(a, b payable.PurchaseOrder) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.ID, b.ID))
	})
	w.Orders = orders
	w.lineByID = map[payable.OrderLineID]*target{}
	for i := range orders {
		for j := range orders[i].Lines {
			l := &orders[i].Lines[j]
			if w.lineByID[l.ID] != nil || !usable(*l) {
				continue
			}
			t := &target{OrderLine: l, order: &orders[i], place: len(w.targets), class: classOf(&orders[i], l), notes: map[string]bool{},
				keys: keysOf(l.SKU, l.BuyerSKU, orders[i].Number, l.Number), unit: unitOf(l.Unit),
				billed: l.OpeningBilled, billedAt: l.OpeningBilledAmount, received: l.OpeningReceived}
			w.targets = append(w.targets, t)
			w.lineByID[l.ID] = t
		}
	}
	for _, b := range w.Billed {
		if t := w.lineByID[b.OrderLine]; t != nil && (w.Invoice.ID == 0 || b.Invoice != w.Invoice.ID) && sane(b.Quantity) && sane(b.Net) {
			t.billed, t.billedAt = t.billed.Add(b.Quantity), t.billedAt.Add(b.Net)
		}
	}
	for _, r := range w.Receipts {
		if t := w.lineByID[r.OrderLine]; t != nil && sane(r.Quantity) {
			t.received = t.received.Add(r.Quantity)
			t.receipts = append(t.receipts, r)
			if n := payable.NormalNumber(r.Despatch); n != "" {
				t.notes[n] = true
			}
		}
	}
	for _, t := range w.targets {
		slices.SortFunc(t.receipts, func(a, b payable.ReceiptLine) int {
			return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.ID, b.ID))
		})
	}
}

func usable(l payable.OrderLine) bool {
	for _, d := range []decimal.Decimal{l.Quantity, l.Price.Amount, l.PriceBase, l.OpeningBilled, l.OpeningBilledAmount, l.OpeningReceived} {
		if !sane(d) {
			return false
		}
	}
	return !l.PriceBase.IsNegative()
}

// wholeLines returns every line as its own remainder.
func (w *work) wholeLines() []payable.Remainder {
	var out []payable.Remainder
	for _, l := range w.lines {
		out = append(out, payable.Remainder{Line: l.no, Quantity: l.qty, Net: l.net})
	}
	return out
}

// allocations returns the rows of the decision. A line is allocated whole or
// remains whole, so that its rows always sum to its quantity.
func (w *work) allocations() ([]payable.Allocation, []payable.Remainder) {
	var out []payable.Allocation
	var rest []payable.Remainder
	for _, l := range w.lines {
		for _, p := range l.parts {
			out = append(out, payable.Allocation{Line: l.no, OrderLine: p.target.ID, Quantity: p.qty, Net: p.net, Receipts: p.cover})
		}
		if len(l.parts) == 0 {
			rest = append(rest, payable.Remainder{Line: l.no, Quantity: l.qty, Net: l.net})
		}
	}
	return out, rest
}
