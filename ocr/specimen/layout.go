package specimen

// A Layout says how a page looks. Layouts are composed: every option works with
// every other, so a new one is a literal. Two layouts that differ in Head,
// Meta, Columns and Table look like two vendors.
type Layout struct {
	Name    string
	Font    Font
	Size    float64 // of the text in points; zero means 9
	Head    Head
	Logo    Logo
	Accent  Colour
	Meta    Meta
	Columns []Column
	Table   Table
	Totals  Sums
	Bank    Bank
	Dates   DateStyle
	Wording int  // which of a language's wordings labels use
	Carry   bool // print carried-forward sums on page breaks
	// SKUBelow prints item codes under the description where Columns has no SKU.
	SKUBelow bool
	// CodeBefore prints the currency's code before totals, not behind them.
	CodeBefore bool
}

// A Colour is red, green and blue, 0 to 255.
type Colour [3]int

// A Font is a typeface every PDF reader shows alike enough to be read.
type Font string

// The fonts. Core fonts of PDF are not embedded and hold Windows-1252 only; the
// Go fonts are embedded and hold the letters of all of Europe.
const (
	Helvetica Font = "helvetica"
	Times     Font = "times"
	Courier   Font = "courier"
	Go        Font = "go"
	GoMono    Font = "gomono"
)

// A Head is what the top of the first page looks like.
type Head int

// The heads.
const (
	HeadLetter Head = iota // logo left, letterhead right, address window below
	HeadBand               // a coloured band over the whole width, title in it
	HeadSplit              // seller left and buyer right, as plain text
	HeadCentre             // seller centred above a rule
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
)

// A Meta is how number, dates and references are shown.
type Meta int

// The ways to show numbers and dates.
const (
	MetaList  Meta = iota // label and value side by side, one below the other
	MetaGrid              // boxes with the label above the value
	MetaPairs             // "label: value" in two columns over the width
	MetaTable             // ruled table of two columns
)

// A Column is one column of the line table.
type Column int

// The columns. ColQuantityUnit prints quantity and unit in one cell.
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
)

// A Table is how lines are ruled.
type Table int

// The kinds of tables.
const (
	TableRuled Table = iota // thin rules between lines
	TableBoxed              // every cell framed
	TableZebra              // every second line shaded, coloured head
	TableOpen               // no rules but dashes, as a typewriter would
)

// Sums is where the sums stand.
type Sums int

// The places of the sums.
const (
	TotalsRight Sums = iota
	TotalsBox        // right, framed, the last row in the accent colour
	TotalsLeft
)

// A Bank is where payment details stand.
type Bank int

// The places of payment details.
const (
	BankFooter Bank = iota // small columns at the foot of every page
	BankBox                // a frame below the sums
	BankLine               // one line of text below the sums
)

// A DateStyle is how dates are printed.
type DateStyle int

// The date styles.
const (
	DateShort DateStyle = iota // the language's numeric form
	DateLong                   // with the month's name
	DateISO
)
