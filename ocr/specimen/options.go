package specimen

// A Head is what the top of the first page looks like.
type Head int

// The heads.
const (
	HeadLetter  Head = iota // logo left, letterhead right, address window below
	HeadBand                // a coloured band over the whole width, title in it
	HeadSplit               // seller left and buyer right, as plain text
	HeadCentre              // seller centred above a rule
	HeadCorner              // seller top left, a large title top right, buyer below
	HeadWindow              // letterhead left, address window right, as in France and Italy
	HeadSidebar             // a coloured column at the left holds all about the seller
	HeadBoxes               // seller and buyer in two frames
	HeadFoot                // no letterhead: the seller is in the sender's line and the foot
	HeadColumns             // title above three columns: seller, buyer, numbers
	HeadLogo                // a large name in the accent colour at the right, the rest in small print under it
)

// A Logo is a drawn shape. Seller names in logos would be pictures; here the
// name is printed beside it.
type Logo int

// The logos.
const (
	LogoNone Logo = iota
	LogoCircle
	LogoBars
	LogoHexagon
	LogoDiamond
	LogoTriangle
	LogoRing
	LogoWaves
	LogoSquares
	LogoCross
)

// A Meta is how number, dates and references are shown.
type Meta int

// The ways to show numbers and dates.
const (
	MetaList     Meta = iota // label and value side by side, one below the other
	MetaGrid                 // boxes with the label above the value
	MetaPairs                // "label: value" in two columns over the width
	MetaTable                // ruled table of two columns
	MetaColon                // "Label: value" run together, one below the other
	MetaAligned              // labels flush right against the values
	MetaAbove                // small labels above their values, one below the other
	MetaRow                  // a table with one row of names and one of values
	MetaSentence             // "Invoice No. 17 of 3 March 2026", the rest behind it
)

// wide reports whether it wants the page's whole width.
func (m Meta) wide() bool {
	return m == MetaGrid || m == MetaPairs || m == MetaRow || m == MetaSentence
}

// A Column is one column of the line table.
type Column int

// The columns. ColQuantityUnit prints quantity and unit in one cell, ColCode a
// letter that the VAT breakdown explains, ColTax the line's tax and ColGross its
// amount with tax. ColList and ColOff print a price before a discount that the
// unit price has already, ColPer for how many units the price is, ColOrdered a
// quantity that is not the one billed, ColDay when a line was delivered.
const (
	ColPos Column = iota
	ColSKU
	ColText
	ColQuantity
	ColUnit
	ColQuantityUnit
	ColPrice
	ColDiscount
	ColRate
	ColAmount
	ColOrderLine
	ColCode
	ColTax
	ColGross
	ColList
	ColOff
	ColPer
	ColOrdered
	ColDay
)

// A Table is how lines are ruled.
type Table int

// The kinds of tables.
const (
	TableRuled   Table = iota // thin rules between lines
	TableBoxed                // every cell framed
	TableZebra                // every second line shaded, coloured head
	TableOpen                 // no rules but dashes, as a typewriter would
	TableEnds                 // a rule under the head and one below the last line
	TableColumns              // rules between columns, none between lines
	TableBare                 // no rules at all
	TableFilled               // head in the accent colour with white letters, thin rules
)

// Sums is where the sums stand.
type Sums int

// The places of the sums.
const (
	TotalsRight Sums = iota
	TotalsBox        // right, framed, the last row in the accent colour
	TotalsLeft
	TotalsFull    // over the whole width, ruled
	TotalsInTable // in the table's last rows
	TotalsRow     // side by side, names above amounts
)

// A Breakdown is where taxes are listed by rate.
type Breakdown int

// The places of the breakdown. Without one the sums list each rate.
const (
	BreakdownNone  Breakdown = iota
	BreakdownLeft            // beside the sums
	BreakdownBelow           // under them
)

// A Bank is where payment details stand.
type Bank int

// The places of payment details.
const (
	BankFooter   Bank = iota // small columns at the foot of every page
	BankBox                  // a frame below the sums
	BankLine                 // one line of text below the sums
	BankSentence             // "Please transfer to IBAN … at …"
	BankList                 // label: value, one below the other
)

// Terms is how the page says when to pay.
type Terms int

// The ways to say when to pay.
const (
	TermsBoth     Terms = iota // a due date among number and date, and a sentence
	TermsDate                  // the due date only
	TermsSentence              // the sentence with the date only
	TermsDays                  // a number of days: the page shows no due date
)

// A Stamp is put over the first page.
type Stamp int

// The stamps.
const (
	StampNone     Stamp = iota
	StampPaid           // slanted, framed, in red, left of the sums
	StampCopy           // large and pale across the page
	StampReceived       // the receiver's, with a date that is none of the document's
)
