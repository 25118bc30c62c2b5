package specimen

import (
	"math/rand/v2"
	"slices"
)

// Lines says how the rows of the line table are set. The zero value is the
// plainest: figures beside the first row of a description, names over every
// column.
type Lines struct {
	Rows Rows
	// Lead is a sentence with a number between the columns' names and the first line.
	Lead bool
	// NoNames leaves the columns without names, UnnamedUnit only that of units.
	NoNames, UnnamedUnit bool
	// DiscountRow prints a line's discount as a row of its own, with its amount
	// in the column of amounts, where the line's is the one before discount.
	DiscountRow bool
	// OrderBelow prints the order's line under the description where Columns has
	// none for it, Codes several item numbers there, each with its name.
	OrderBelow, Codes bool
	// PriceUnit writes the unit behind the price, as "12.50 / pcs".
	PriceUnit bool
	// Lump leaves quantity, unit and price out where the quantity is one.
	Lump bool
	// Centred sets all figures in the middle of their columns.
	Centred bool
}

// Rows is where a line's figures stand beside its description.
type Rows int

// The places of figures: on the first, the middle or the last row of the
// description, or on a row of their own with the description, and its name,
// below or above them.
const (
	RowsTop Rows = iota
	RowsMiddle
	RowsBottom
	RowsBelow
	RowsAbove
)

// stacked reports whether the description has rows of its own.
func (r Rows) stacked() bool { return r == RowsBelow || r == RowsAbove }

// varyLines gives about half of the composed layouts rows out of the ordinary.
// It draws from a source of its own, so that the rest of a seed's layout does
// not depend on what is added here.
func (l *Layout) varyLines(seed uint64) {
	r := rand.New(rand.NewPCG(seed, 0x7ab1e5))
	if r.IntN(2) == 0 {
		return
	}
	some := func(n int) bool { return r.IntN(n) == 0 }
	l.Lines = Lines{
		Rows: pick(r, RowsTop, RowsTop, RowsMiddle, RowsBottom, RowsBelow, RowsAbove),
		Lead: some(5), NoNames: some(9), UnnamedUnit: some(4), DiscountRow: some(3), OrderBelow: some(3), Codes: some(4),
		PriceUnit: some(4), Lump: some(5), Centred: some(6),
	}
	insert := func(c Column, before ...Column) {
		for _, b := range before {
			if i := slices.Index(l.Columns, b); i >= 0 {
				l.Columns = slices.Insert(slices.Clone(l.Columns), i, c)
				return
			}
		}
	}
	switch r.IntN(8) {
	case 0:
		l.Columns = slices.DeleteFunc(l.Columns, func(c Column) bool { return c == ColDiscount })
		insert(ColList, ColPrice)
		insert(ColOff, ColPrice)
	case 1:
		l.Columns = slices.DeleteFunc(l.Columns, func(c Column) bool { return c == ColDiscount })
		insert(ColPer, ColAmount, ColRate)
	case 2:
		insert(ColOrdered, ColQuantity, ColQuantityUnit)
	case 3:
		insert(ColDay, ColText)
	}
	if l.Lines.Rows.stacked() || l.Lines.NoNames {
		l.Lines.Lead = false
	}
}
