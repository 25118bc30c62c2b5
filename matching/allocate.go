package matching

import (
	"cmp"
	"slices"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// allocate settles which order line each invoice line bills: a person's word
// first, then order line numbers, then one assignment of all other lines.
func (w *work) allocate() {
	var rest []*line
	for _, l := range w.lines {
		switch {
		case !l.qty.IsPositive():
			l.why = payable.LineUnmatched // nothing is billed, or taken back, on an order line by an invoice
		case w.pairByPerson(l), w.pairByNumber(l):
		default:
			rest = append(rest, l)
		}
	}
	w.pairByScore(rest)
	for _, l := range w.spreadOrder() {
		w.spread(l)
	}
	w.coverByReceipts()
	for _, l := range w.lines {
		if len(l.parts) == 0 && l.why == "" {
			l.why = w.withoutOrder()
		}
	}
}

// pairByPerson pairs a line as a person said. Any order of the case will do.
func (w *work) pairByPerson(l *line) bool {
	chosen, ok := w.Overrides.Pairs[l.no]
	if !ok {
		return false
	}
	l.target, l.how = w.lineByID[chosen], "override"
	return l.target != nil
}

// pairByNumber pairs a line that names its order line, where the document leaves
// no doubt which order it means and the item codes do not say otherwise.
func (w *work) pairByNumber(l *line) bool {
	if l.keys.line == "" || !w.orders.named {
		return false
	}
	var hit *target
	for _, t := range w.targets {
		if !w.orders.candidates[t.order.ID] || t.keys.line != l.keys.line || l.keys.order != "" && l.keys.order != t.keys.order {
			continue
		}
		if hit != nil {
			return false
		}
		hit = t
	}
	if hit == nil {
		return false
	}
	if s, _ := codes(l, hit); s < 0 {
		return false
	}
	l.target, l.how = hit, "line_number"
	return true
}

// spreadOrder returns the lines in the order in which they take what is open on
// order lines: those whose order line was named first, then the dearest. Neither
// their order on the document nor a split of one changes what is taken.
func (w *work) spreadOrder() []*line {
	lines := slices.Clone(w.lines)
	slices.SortStableFunc(lines, func(a, b *line) int {
		if scored := cmp.Compare(fromScore(a), fromScore(b)); scored != 0 {
			return scored
		}
		return b.goods().Mul(a.qty).Cmp(a.goods().Mul(b.qty))
	})
	return lines
}

func fromScore(l *line) int {
	if l.how == "score" {
		return 1
	}
	return 0
}

// spread puts a paired line on order lines that are equal in price and coding,
// oldest first: first as far as goods arrived, then as far as ordered. What
// exceeds them all goes to the oldest, where QTY_ORDERED reports it. A line whose
// order line a person or the document named stays there whole.
func (w *work) spread(l *line) {
	if l.target == nil {
		return
	}
	q, ok := convert(l.qty, l.unit, l.target.unit)
	if !ok {
		l.why = payable.UnitKnown
		return
	}
	targets := w.equals(l)
	share := map[*target]decimal.Decimal{}
	rest := q
	take := func(t *target, room decimal.Decimal) {
		if n := decimal.Min(rest, room.Sub(share[t])); n.IsPositive() {
			share[t] = share[t].Add(n)
			rest = rest.Sub(n)
		}
	}
	if w.Invoice.CreditNote {
		for _, t := range targets {
			take(t, t.billed.Sub(t.taken()))
		}
	} else {
		for _, t := range targets {
			if t.needsReceipt() {
				take(t, decimal.Min(t.received, t.Quantity).Sub(t.billed).Sub(t.taken()))
			}
		}
		for _, t := range targets {
			take(t, t.Quantity.Sub(t.billed).Sub(t.taken()))
		}
	}
	share[targets[0]] = share[targets[0]].Add(rest)
	l.book(targets, share, q, w.Invoice.Currency)
	l.target = l.parts[0].target
}

// equals returns the order lines that a paired line may bill, oldest first.
func (w *work) equals(l *line) []*target {
	if l.how != "score" {
		return []*target{l.target}
	}
	var out []*target
	for _, t := range w.targets {
		named := l.OrderRef == "" || t.order == l.target.order
		if t.class == l.target.class && w.orders.candidates[t.order.ID] && named {
			out = append(out, t)
		}
	}
	return out
}

// taken returns how much of a target the lines before bill.
func (t *target) taken() decimal.Decimal {
	sum := decimal.Zero
	for _, p := range t.parts {
		sum = sum.Add(p.qty)
	}
	return sum
}

// book writes a line's parts, its amount divided by quantity, the last part
// taking what rounding leaves.
func (l *line) book(targets []*target, share map[*target]decimal.Decimal, q decimal.Decimal, c payable.Currency) {
	net, goods := l.net, l.goods()
	left, netLeft, goodsLeft := q, net, goods
	for _, t := range targets {
		n := share[t]
		if !n.IsPositive() {
			continue
		}
		left = left.Sub(n)
		p := &part{line: l, target: t, qty: n, net: netLeft, goods: goodsLeft}
		if left.IsPositive() {
			p.net = net.Mul(n).DivRound(q, c.Digits())
			p.goods = goods.Mul(n).DivRound(q, c.Digits())
		}
		netLeft, goodsLeft = netLeft.Sub(p.net), goodsLeft.Sub(p.goods)
		l.parts = append(l.parts, p)
		t.parts = append(t.parts, p)
	}
}

// coverByReceipts says which receipts each part is covered by: first in, first
// out by date, after what was received and billed before and what other invoices
// bill. What went back is taken off the newest receipts. A credit note needs no
// cover.
func (w *work) coverByReceipts() {
	if w.Invoice.CreditNote {
		return
	}
	for _, t := range w.targets {
		if len(t.parts) > 0 && t.needsReceipt() {
			t.cover()
		}
	}
}

func (t *target) cover() {
	stock := slices.Clone(t.receipts)
	back := decimal.Zero
	for _, r := range stock {
		if r.Quantity.IsNegative() {
			back = back.Sub(r.Quantity)
		}
	}
	for i := len(stock) - 1; i >= 0; i-- {
		n := decimal.Max(decimal.Min(stock[i].Quantity, back), decimal.Zero)
		stock[i].Quantity = decimal.Max(stock[i].Quantity.Sub(n), decimal.Zero)
		back = back.Sub(n)
	}
	gone := t.billed // taken by others, the opening balance first
	opening := decimal.Max(t.OpeningReceived.Sub(back), decimal.Zero)
	n := decimal.Min(opening, gone)
	opening, gone = opening.Sub(n), gone.Sub(n)
	i := 0
	draw := func(q decimal.Decimal, use func(payable.ReceiptLineID, decimal.Decimal)) {
		for i < len(stock) && q.IsPositive() {
			n := decimal.Min(q, stock[i].Quantity)
			if n.IsPositive() {
				use(stock[i].ID, n)
				q, stock[i].Quantity = q.Sub(n), stock[i].Quantity.Sub(n)
			}
			if !stock[i].Quantity.IsPositive() {
				i++
			}
		}
	}
	draw(gone, func(payable.ReceiptLineID, decimal.Decimal) {})
	for _, p := range t.parts {
		q := p.qty
		n := decimal.Max(decimal.Min(q, opening), decimal.Zero)
		q, opening = q.Sub(n), opening.Sub(n)
		draw(q, func(r payable.ReceiptLineID, n decimal.Decimal) {
			p.cover = append(p.cover, payable.Covered{ReceiptLine: r, Quantity: n})
		})
	}
}
