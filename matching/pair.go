package matching

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// An edge says that l may bill t.
type edge struct {
	target *target
	score  int64
}

// pairByScore assigns lines to the order lines that fit them best, over the
// whole invoice. Lines that say the same are one for this purpose, so that a line
// split in two is paired as it would be whole; groups of lines that share no order
// line are solved apart.
func (w *work) pairByScore(all []*line) {
	lines, members := bundles(all)
	edges := w.edges(lines)
	for _, group := range groups(edges) {
		seats := w.seats(lines, edges, group)
		if len(group)*(len(seats)+len(group)) > maxCells {
			pairAlone(lines, edges, group, w.margin())
		} else {
			w.solve(lines, edges, group, seats)
		}
	}
	for i, b := range lines {
		for _, l := range members[i] {
			l.target, l.how, l.why, l.first, l.rival, l.equal = b.target, b.how, b.why, b.first, b.rival, b.equal
		}
	}
}

// edges returns, for each line, the order lines it may bill.
func (w *work) edges(lines []*line) [][]edge {
	var targets []*target
	for _, t := range w.targets {
		if w.orders.candidates[t.order.ID] && (w.orders.named || t.Quantity.GreaterThan(t.billed)) {
			targets = append(targets, t)
		}
	}
	x := newLexicon(targets)
	header := normalSet(w.Invoice.Despatch)
	out := make([][]edge, len(lines))
	for i, l := range lines {
		notes := header
		if own := normalSet([]string{l.Despatch}); len(own) > 0 {
			notes = own
		}
		tokens := x.tokens(l.Text)
		for _, t := range targets {
			if l.keys.order != "" && l.keys.order != t.keys.order && !w.isNear(l.keys.order, t.keys.order) {
				continue
			}
			if s := w.score(l, tokens, notes, t, x); s > 0 {
				out[i] = append(out[i], edge{t, s})
			}
		}
	}
	return out
}

// normalSet returns the normal forms of numbers as a set.
func normalSet(numbers []string) map[string]bool {
	set := map[string]bool{}
	for _, n := range numbers {
		if n = payable.NormalNumber(n); n != "" {
			set[n] = true
		}
	}
	return set
}

// bundles returns a line for all that differ in quantity and amount only, with
// their sums, and which lines each stands for.
func bundles(all []*line) ([]*line, [][]*line) {
	var out []*line
	var members [][]*line
	at := map[string]int{}
	for _, l := range all {
		k := l.item()
		i, ok := at[k]
		if !ok {
			at[k] = len(out)
			b := *l
			out, members = append(out, &b), append(members, []*line{l})
			continue
		}
		b := out[i]
		charge := value(b.Charge).Add(value(l.Charge))
		b.qty, b.net, b.Charge = b.qty.Add(l.qty), b.net.Add(l.net), &charge
		members[i] = append(members[i], l)
	}
	return out, members
}

// item returns what a line says besides quantity and amount.
func (l *line) item() string {
	price := l.goods().DivRound(l.qty, 4).String()
	if l.UnitPrice != nil {
		price = l.UnitPrice.DivRound(l.base(), 12).String()
	}
	return strings.Join([]string{l.keys.sku, l.keys.buyerSKU, strings.Join(words(l.Text), " "), l.unit.code,
		l.keys.order, l.keys.line, payable.NormalNumber(l.Despatch), price, strconv.FormatBool(l.hasNet)}, "\x00")
}

// isNear reports whether the order numbered was taken for the one named ref, both
// in their normal form.
func (w *work) isNear(ref, numbered string) bool {
	return slices.ContainsFunc(w.orders.near, func(n [2]string) bool {
		return payable.NormalNumber(n[0]) == ref && payable.NormalNumber(n[1]) == numbered
	})
}

// groups returns the rows that are connected by common targets, each group and
// the groups in order of their first row. Rows without an edge are in none.
func groups(edges [][]edge) [][]int {
	parent := make([]int, len(edges))
	find := func(i int) int {
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
func (w *work) solve(lines []*line, edges [][]edge, rows []int, seats []seat) {
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
	for r, i := range rows {
		j := a.col[r+1] - 1
		if j >= len(seats) {
			continue
		}
		l, best := lines[i], seats[j].target
		same := func(k int) bool { return k < len(seats) && seats[k].target.class == best.class }
		extra, k := a.without(r+1, same)
		if k < len(seats) && k >= 0 && extra < w.margin()*scale {
			l.why, l.first, l.rival = payable.LineAmbiguous, best, seats[k].target
			continue
		}
		l.target, l.how = best, "score"
		l.equal = slices.ContainsFunc(edges[i], func(e edge) bool { return e.target != best && e.target.class == best.class })
	}
}

// margin returns the policy's ambiguity margin in thousandths.
func (w *work) margin() int64 { return int64(w.Policy.AmbiguityMargin * 1000) }

// maxCells is the largest group that is solved as a whole: some 8 MB of costs,
// and a second or two. Hundreds of different lines that all fit hundreds of order
// lines equally well are no invoice anybody wrote.
const maxCells = 1_000_000

// pairAlone pairs each line of a group with what fits it best, whatever the others
// take, and finds more of them ambiguous than solving the group would.
func pairAlone(lines []*line, edges [][]edge, rows []int, margin int64) {
	for _, i := range rows {
		best := slices.MaxFunc(edges[i], func(a, b edge) int { return cmp.Compare(a.score, b.score) })
		l := lines[i]
		l.target, l.how = best.target, "score"
		for _, e := range edges[i] {
			if e.target.class == best.target.class {
				l.equal = l.equal || e.target != best.target
			} else if best.score-e.score < margin {
				l.target, l.how, l.why, l.first, l.rival = nil, "", payable.LineAmbiguous, best.target, e.target
				break
			}
		}
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
				q, _ := convert(lines[i].qty, lines[i].unit, e.target.unit)
				wanted[e.target.place] = append(wanted[e.target.place], q)
			}
		}
	}
	places := make([]int, 0, len(byPlace))
	for p := range byPlace {
		places = append(places, p)
	}
	slices.Sort(places)
	most := 2 + 2*len(rows)/len(places) // no target needs more than its share of the lines, save in small groups
	if len(rows) <= 20 {
		most = len(rows)
	}
	var out []seat
	for _, p := range places {
		t := byPlace[p]
		qs := wanted[p]
		slices.SortFunc(qs, func(a, b decimal.Decimal) int { return a.Cmp(b) })
		sum := decimal.Zero
		for k := range max(min(len(qs), most), 1) {
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
