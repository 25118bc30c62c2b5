package specimen

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// RandomLayout composes a layout from all options. The same seed gives the same
// layout; two seeds seldom give layouts that look alike.
func RandomLayout(seed uint64) Layout {
	r := rand.New(rand.NewPCG(seed, 0x1a707))
	l := Layout{
		Name: fmt.Sprintf("random-%d", seed),
		Font: pick(r, Helvetica, Helvetica, Times, Courier, Go, GoMedium, GoMono), Paper: pick(r, A4, A4, A4, A4, A4, A4, USLetter, A4Landscape),
		Leading: pick(r, 1.2, 1.28, 1.28, 1.4, 1.5), Margin: pick(r, 15.0, 18, 20, 20, 25),
		Head: Head(r.IntN(len(heads))), Logo: Logo(r.IntN(int(LogoCross) + 1)), Accent: randomColour(r),
		Meta: Meta(r.IntN(int(MetaSentence) + 1)), Colon: r.IntN(3) == 0, Upper: r.IntN(7) == 0, TitleNumber: r.IntN(5) == 0,
		Table: Table(r.IntN(int(TableFilled) + 1)), Centred: r.IntN(4) == 0, WrapHead: r.IntN(4) == 0, Glued: r.IntN(8) == 0,
		SKUBelow: r.IntN(3) == 0, SKUBefore: r.IntN(6) == 0, Subtotals: r.IntN(2) == 0, Carry: r.IntN(2) == 0, ChargesInTable: r.IntN(6) == 0,
		Totals: Sums(r.IntN(int(TotalsRow) + 1)), Breakdown: Breakdown(r.IntN(int(BreakdownBelow) + 1)), Bank: Bank(r.IntN(int(BankList) + 1)),
		Terms: Terms(r.IntN(int(TermsDays) + 1)), Dates: DateStyle(r.IntN(int(DateUS) + 1)), Money: Money(r.IntN(int(MoneyMeta) + 1)),
		CodeBefore: r.IntN(3) == 0, Marked: r.IntN(4) == 0, Negative: r.IntN(2) == 0, Wording: r.IntN(1000),
	}
	l.Size = pick(r, 8, 8.5, 9, 9, 9.5, 10, 11)
	if l.Font == Courier || l.Font == GoMono {
		l.Size = pick(r, 7, 7.5, 8, 8.5)
	}
	if r.IntN(6) == 0 {
		l.Numbers = Numbers(r.IntN(int(NumbersContinental) + 1))
	}
	if r.IntN(7) == 0 {
		l.Stamp = pick(r, StampPaid, StampCopy, StampReceived)
	}
	if l.Money == MoneyInHead || l.Money == MoneyMeta {
		l.Marked = false
	}
	l.Columns = randomColumns(r)
	l.Quirks = randomQuirks(r)
	l.varyLines(seed)
	return l
}

// randomColour is dark enough for white letters.
func randomColour(r *rand.Rand) Colour {
	return pick(r, navy, teal, wine, moss, rust, slate, plum, blue, black, ochre, red, pine, Colour{r.IntN(140), r.IntN(120), r.IntN(140)})
}

// randomColumns returns columns in one of the orders people put them in, with
// some left out.
func randomColumns(r *rand.Rand) []Column {
	orders := [][]Column{
		{ColPos, ColOrderLine, ColSKU, ColText, ColQuantity, ColUnit, ColPrice, ColDiscount, ColRate, ColAmount},
		{ColPos, ColText, ColSKU, ColQuantityUnit, ColPrice, ColDiscount, ColAmount, ColCode},
		{ColQuantity, ColUnit, ColSKU, ColText, ColPrice, ColDiscount, ColRate, ColAmount},
		{ColSKU, ColText, ColPrice, ColQuantityUnit, ColDiscount, ColRate, ColTax, ColAmount},
		{ColPos, ColQuantityUnit, ColSKU, ColText, ColRate, ColPrice, ColDiscount, ColAmount},
		{ColText, ColQuantity, ColPrice, ColRate, ColAmount, ColTax, ColGross},
	}
	// What may be missing, and how often out of ten. Discounts and rates are
	// said elsewhere then.
	missing := map[Column]int{ColPos: 4, ColOrderLine: 6, ColSKU: 4, ColUnit: 4, ColDiscount: 4, ColRate: 4, ColTax: 7, ColGross: 6, ColCode: 5}
	return slices.DeleteFunc(slices.Clone(pick(r, orders...)), func(c Column) bool { return r.IntN(10) < missing[c] })
}
