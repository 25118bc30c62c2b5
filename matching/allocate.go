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
	for _, l := range w.lines {
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
	n := payable.NormalNumber(l.OrderLine)
	if n == "" || !w.orders.named {
		return false
	}
	var hit *target
	for _, t := range w.targets {
		ref := payable.NormalNumber(l.OrderRef)
		if !w.orders.candidates[t.order.ID] || payable.NormalNumber(t.Number) != n || ref != "" && ref != payable.NormalNumber(t.order.Number) {
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

// An edge says that l may bill t.
type edge struct {
	target *target
	score  int64
}

// pairByScore assigns lines to the order lines that fit them best, over the
// whole invoice. Groups of lines that share no order line are solved apart.
func (w *work) pairByScore(lines []*line) {
	var targets []*target
	for _, t := range w.targets {
		if w.orders.candidates[t.order.ID] && (w.orders.named || t.Quantity.GreaterThan(t.billed)) {
			targets = append(targets, t)
		}
	}
	x := newLexicon(targets)
	header := map[string]bool{}
	for _, d := range w.Invoice.Despatch {
		header[payable.NormalNumber(d)] = true
	}
	delete(header, "")
	edges := make([][]edge, len(lines))
	for i, l := range lines {
		notes := header
		if n := payable.NormalNumber(l.Despatch); n != "" {
			notes = map[string]bool{n: true}
		}
		tokens := x.tokens(l.Text)
		ref := payable.NormalNumber(l.OrderRef)
		for _, t := range targets {
			if ref != "" && ref != payable.NormalNumber(t.order.Number) && !w.isNear(l.OrderRef, t.order.Number) {
				continue
			}
			if s := w.score(l, tokens, notes, t, x); s > 0 {
				edges[i] = append(edges[i], edge{t, s})
			}
		}
	}
	for _, group := range groups(edges) {
		w.solve(lines, edges, group)
	}
}

func (w *work) isNear(ref, number string) bool {
	return slices.ContainsFunc(w.orders.near, func(n [2]string) bool { return sameNumber(n[0], ref) && n[1] == number })
}

// groups returns the rows that are connected by common targets, each group and
// the groups in order of their first row. Rows without an edge are in none.
func groups(edges [][]edge) [][]int {
	parent := make([]int, len(edges))
	var find func(int) int
	find = func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	first := map[int]int{} // of a target's place, the first row
	for i := range edges {
		parent[i] = i
		for _, e := range edges[i] {
			if f, ok := first[e.target.place]; ok {
				a, b := find(f), find(i)
				parent[max(a, b)] = min(a, b)
			} else {
				first[e.target.place] = i
			}
		}
	}
	var out [][]int
	at := map[int]int{}
	for i := range edges {
		if len(edges[i]) == 0 {
			continue
		}
		r := find(i)
		if _, ok := at[r]; !ok {
			at[r] = len(out)
			out = append(out, nil)
		}
		out[at[r]] = append(out[at[r]], i)
	}
	return out
}

// What it costs, in thousandths, that two lines bill one order line: little
// where it has room for both, more where they exceed it. Tie breaks are a
// thousandth of a thousandth: the oldest order line first.
const (
	sharing  = 30
	exceeds  = 200
	scale    = 1_000_000
	tieBreak = 1
)

// A seat is a target's place for one line. Seats after the first are dearer.
type seat struct {
	target *target
	dearer int64
}

// solve assigns one group of lines, and tells the sure pairs from the ambiguous.
func (w *work) solve(lines []*line, edges [][]edge, rows []int) {
	seats := w.seats(lines, edges, rows)
	at := map[int][]int{} // of a target's place, its seats
	for j, s := range seats {
		at[s.target.place] = append(at[s.target.place], j)
	}
	cost := make([][]int64, len(rows))
	for r, i := range rows {
		cost[r] = make([]int64, len(seats)+len(rows))
		for j := range cost[r] {
			cost[r][j] = never
		}
		cost[r][len(seats)+r] = 0 // left over
		for _, e := range edges[i] {
			for _, j := range at[e.target.place] {
				cost[r][j] = -(e.score-seats[j].dearer)*scale + int64(e.target.place)*tieBreak
			}
		}
	}
	a := assign(cost)
	margin := int64(w.Policy.AmbiguityMargin * 1000 * scale)
	for r, i := range rows {
		j := a.col[r+1] - 1
		if j >= len(seats) {
			continue
		}
		l, best := lines[i], seats[j].target
		same := func(k int) bool { return k < len(seats) && seats[k].target.class == best.class }
		extra, k := a.without(r+1, same)
		if k < len(seats) && k >= 0 && extra < margin {
			l.why, l.first, l.rival = payable.LineAmbiguous, best, seats[k].target
			continue
		}
		l.target, l.how = best, "score"
		l.equal = slices.ContainsFunc(edges[i], func(e edge) bool { return e.target != best && e.target.class == best.class })
	}
}

// seats returns a seat per target, and more for targets that several lines may
// bill: a vendor splits an order line, or bills it twice. As many lines get a
// seat there as have it among their best.
func (w *work) seats(lines []*line, edges [][]edge, rows []int) []seat {
	wanted := map[int][]decimal.Decimal{} // of a target's place, the quantities of lines that want it
	byPlace := map[int]*target{}
	for _, i := range rows {
		best := int64(0)
		for _, e := range edges[i] {
			best = max(best, e.score)
		}
		for _, e := range edges[i] {
			byPlace[e.target.place] = e.target
			if e.score+exceeds >= best {
				q, _ := convert(lines[i].qty, lines[i].Unit, e.target.Unit)
				wanted[e.target.place] = append(wanted[e.target.place], q)
			}
		}
	}
	places := make([]int, 0, len(byPlace))
	for p := range byPlace {
		places = append(places, p)
	}
	slices.Sort(places)
	var out []seat
	for _, p := range places {
		t := byPlace[p]
		qs := wanted[p]
		slices.SortFunc(qs, func(a, b decimal.Decimal) int { return a.Cmp(b) })
		sum := decimal.Zero
		for k := range max(len(qs), 1) {
			s := seat{target: t}
			if k < len(qs) {
				sum = sum.Add(qs[k])
			}
			switch {
			case k > 0 && sum.GreaterThan(t.left()):
				s.dearer = exceeds
			case k > 0:
				s.dearer = sharing
			}
			out = append(out, s)
		}
	}
	return out
}

// spread puts a paired line on its order line, and what exceeds it on order
// lines that are equal in price and coding, oldest first: first as far as goods
// arrived, then as far as ordered. What exceeds them all stays on the line's own
// order line, where QTY_ORDERED reports it. A line whose order line a person or
// the document named stays there whole.
func (w *work) spread(l *line) {
	if l.target == nil {
		return
	}
	q, ok := convert(l.qty, l.Unit, l.target.Unit)
	if !ok {
		l.why = payable.UnitKnown
		return
	}
	targets := []*target{l.target}
	if l.how == "score" {
		for _, t := range w.targets {
			if t != l.target && t.class == l.target.class && w.orders.candidates[t.order.ID] {
				targets = append(targets, t)
			}
		}
		slices.SortStableFunc(targets, func(a, b *target) int { return cmp.Compare(a.place, b.place) })
	}
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
	share[l.target] = share[l.target].Add(rest)
	l.book(targets, share, q, w.Invoice.Currency)
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
