package matching

import (
	"math"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// What speaks for an invoice line billing an order line, in thousandths. A pair
// needs enough, and words, a code or a number among it: equal amounts alone are
// a coincidence. The policy's ambiguity margin counts in the same measure.
const (
	byCode      = 500 // the vendor's or our item code is equal
	byOtherCode = -300
	byText      = 400 // for equal descriptions; words in many order lines count less
	byPrice     = 250 // the same price
	byNearPrice = 120 // within 2 %
	byExtension = 60
	byOpen      = 60 // no more than what is open
	byExactOpen = 30 // all of what is open, besides
	byNote      = 100
	byNumber    = 600 // the order line's number
	pairNeeds   = 400
	textNeeds   = 150 // of byText 1000, where nothing else names the item
)

// A lexicon knows how telling each word of the order lines is.
type lexicon struct {
	weight map[string]int64
	fixed  map[string]string // words of the invoice, with slips of reading mended
	vocab  []string
}

// newLexicon weighs the words of the targets' texts: one that stands in a single
// order line weighs 1000, one that stands in k of them 1000 ÷ k^1.5.
func newLexicon(targets []*target) *lexicon {
	count := map[string]int64{}
	for _, t := range targets {
		t.tokens = distinct(words(t.Text))
		for _, w := range t.tokens {
			count[w]++
		}
	}
	x := &lexicon{weight: map[string]int64{}, fixed: map[string]string{}}
	for _, w := range sortedKeys(count) {
		k := count[w]
		x.weight[w] = max(100_000/(k*isqrt(k*10_000)), 1)
		x.vocab = append(x.vocab, w)
	}
	return x
}

func isqrt(n int64) int64 { return int64(math.Sqrt(float64(n))) }

func distinct(ws []string) []string {
	slices.Sort(ws)
	return slices.Compact(ws)
}

// maxMended bounds how many unknown words are compared with the vocabulary.
const maxMended = 200

// mend returns the word of the order lines that w stands for: itself, or the
// only one that differs in one letter, as a scan makes of it.
func (x *lexicon) mend(w string) string {
	if x.weight[w] > 0 || len(w) < 5 {
		return w
	}
	if m, ok := x.fixed[w]; ok {
		return m
	}
	m := w
	if len(x.fixed) < maxMended {
		hits := 0
		for _, v := range x.vocab {
			if d := len(v) - len(w); -1 <= d && d <= 1 && levenshtein.ComputeDistance(v, w) == 1 {
				m, hits = v, hits+1
			}
		}
		if hits != 1 || strings.ContainsAny(w, "0123456789") { // M10 is no slip of M12
			m = w
		}
	}
	x.fixed[w] = m
	return m
}

// tokens returns the words of an invoice line that some order line has.
func (x *lexicon) tokens(text string) []string {
	var out []string
	for _, w := range words(text) {
		if w = x.mend(w); x.weight[w] > 0 {
			out = append(out, w)
		}
	}
	return distinct(out)
}

// similar returns how much of two lists of words is common, by weight, from 0 to
// 1000. Both must be sorted.
func (x *lexicon) similar(a, b []string) int64 {
	var common, all int64
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case j == len(b) || i < len(a) && a[i] < b[j]:
			all += x.weight[a[i]]
			i++
		case i == len(a) || a[i] > b[j]:
			all += x.weight[b[j]]
			j++
		default:
			common += x.weight[a[i]]
			all += x.weight[a[i]]
			i, j = i+1, j+1
		}
	}
	if all == 0 {
		return 0
	}
	return 1000 * common / all
}

// score returns what speaks for l billing t, 0 for no pair. Words are l's
// tokens, notes the normal delivery notes that l and the header name.
func (w *work) score(l *line, words []string, notes map[string]bool, t *target, x *lexicon) int64 {
	s, named := codes(l, t)
	if l.keys.line != "" && l.keys.line == t.keys.line {
		s, named = s+byNumber, true
	}
	for n := range notes {
		if t.notes[n] {
			s, named = s+byNote, true
			break
		}
	}
	text := x.similar(words, t.tokens)
	if text < textNeeds && !named && len(t.tokens) > 0 && l.Text != "" {
		return 0
	}
	s += text * byText / 1000
	if s+byPrice+byExtension+byOpen+byExactOpen < pairNeeds {
		return 0
	}
	s += w.figuresScore(l, t)
	if s < pairNeeds {
		return 0
	}
	return s
}

// codes compares item codes, and reports whether one is equal.
func codes(l *line, t *target) (int64, bool) {
	mine, yours := l.keys.sku != "" && t.keys.sku != "", l.keys.buyerSKU != "" && t.keys.buyerSKU != ""
	switch {
	case mine && l.keys.sku == t.keys.sku, yours && l.keys.buyerSKU == t.keys.buyerSKU:
		return byCode, true
	case mine, yours:
		return byOtherCode, false
	}
	return 0, false
}

// figuresScore returns what quantity, price and amount say. All are compared in
// the order line's unit; where that does not convert they say nothing.
func (w *work) figuresScore(l *line, t *target) int64 {
	q, ok := convert(l.qty, l.unit, t.unit)
	if !ok || !q.IsPositive() {
		return 0
	}
	var s int64
	left := t.left()
	if q.LessThanOrEqual(left) {
		s += byOpen
	}
	if q.Equal(left) {
		s += byExactOpen
	}
	if !l.hasNet || t.order.Currency != w.Invoice.Currency {
		return s
	}
	want := t.Net(q).Amount
	diff := l.goods().Sub(want).Abs()
	switch {
	case diff.LessThanOrEqual(w.minor()):
		s += byPrice
	case diff.Mul(decimal.NewFromInt(50)).LessThanOrEqual(want.Abs()):
		s += byNearPrice
	}
	if l.net.Equal(t.Net(t.Quantity).Amount) {
		s += byExtension
	}
	return s
}

// goods returns the line's net amount without its charge.
func (l *line) goods() decimal.Decimal { return l.net.Sub(value(l.Charge)) }

// left returns how much of an order line was ordered and is not billed. What
// arrived is no evidence for a pair: another receipt must only ever release a
// hold, never move a line to another order line. Among equal order lines spread
// takes those with goods first.
func (t *target) left() decimal.Decimal { return t.Quantity.Sub(t.billed) }

// needsReceipt reports whether the line is held against what arrived. That is
// the default: an order line that does not say is goods.
func (t *target) needsReceipt() bool {
	return t.Mode != payable.MatchTwoWay && t.Mode != payable.MatchNone
}

// classOf returns a key that is equal for order lines that are equal in price
// and coding: which of them is billed makes no difference.
func classOf(o *payable.PurchaseOrder, l *payable.OrderLine) string {
	base := l.PriceBase
	if base.IsZero() {
		base = decimal.NewFromInt(1)
	}
	return strings.Join([]string{
		id(o.Vendor), string(o.Currency), l.Price.Amount.String(), base.String(), unitOf(l.Unit).code, string(l.Mode),
		payable.NormalNumber(l.SKU), payable.NormalNumber(l.BuyerSKU), strings.Join(words(l.Text), " "),
	}, "\x00")
}
