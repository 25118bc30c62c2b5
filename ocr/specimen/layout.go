package specimen

// A Layout says how a page looks. Layouts are composed: every option works with
// every other, so a new one is a literal. Two layouts that differ in Head,
// Meta, Columns and Table look like two vendors. The zero value of an option is
// the plainest choice.
type Layout struct {
	Name    string
	Paper   Paper
	Margin  float64 // of text at left and right in millimetres; zero means 20
	Font    Font
	Size    float64 // of the text in points; zero means 9
	Leading float64 // distance of baselines as a multiple of the size; zero means 1.28
	Head    Head
	Logo    Logo
	Accent  Colour
	Meta    Meta
	// TitleNumber prints the document's number behind its title and nowhere else.
	TitleNumber bool
	Colon       bool // behind labels
	Upper       bool // labels in capitals

	Columns   []Column
	Table     Table
	Centred   bool // quantities, units and rates in the middle of their column
	WrapHead  bool // long names of columns on several lines
	Glued     bool // no blank between quantity and unit
	SKUBelow  bool // item codes under the description where Columns has no SKU
	SKUBefore bool // or in front of it
	Subtotals bool // a sum after each group of lines
	Carry     bool // carried-forward sums on page breaks
	// ChargesInTable prints charges and allowances of the document as rows below
	// the lines: text and amount, no quantity.
	ChargesInTable bool
	Lines          Lines

	Totals    Sums
	Breakdown Breakdown
	Bank      Bank
	Terms     Terms
	Stamp     Stamp
	Quirks    Quirk
	Dates     DateStyle
	Numbers   Numbers
	Money     Money
	// CodeBefore prints the currency's code before totals, not behind them.
	CodeBefore bool
	Marked     bool // the currency's symbol with every price and amount of the table
	Negative   bool // a credit note's quantities and amounts with a minus
	// Wording chooses among a language's wordings. 0, 1 and 2 are three houses'
	// styles; higher numbers mix them, each number in its own way.
	Wording int
}

// Writes reports whether the layout's font has the letters of a language.
func (l Layout) Writes(lang string) bool {
	return lang != "cy" || l.Font == Go || l.Font == GoMono || l.Font == GoMedium
}

// For returns the layout with a font that can write the language: core fonts
// have no ŵ, and Welsh is set in the embedded font nearest to them.
func (l Layout) For(lang string) Layout {
	if l.Writes(lang) {
		return l
	}
	switch l.Font {
	case Courier:
		l.Font = GoMono
	default:
		l.Font = Go
	}
	return l
}

// withDefaults fills in what zero stands for.
func (l Layout) withDefaults() Layout {
	if l.Size == 0 {
		l.Size = 9
	}
	if l.Leading == 0 {
		l.Leading = 1.28
	}
	if l.Margin == 0 {
		l.Margin = 20
	}
	return l
}

// A Colour is red, green and blue, 0 to 255.
type Colour [3]int

// A Paper is the page's size.
type Paper int

// The papers.
const (
	A4 Paper = iota
	A4Landscape
	USLetter
)

// size returns width and height in millimetres.
func (p Paper) size() (w, h float64) {
	switch p {
	case A4Landscape:
		return pageHeight, pageWidth
	case USLetter:
		return 215.9, 279.4
	}
	return pageWidth, pageHeight
}

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
	GoMedium  Font = "gomedium"
)

// A DateStyle is how dates are printed.
type DateStyle int

// The date styles.
const (
	DateShort DateStyle = iota // the language's numeric form
	DateLong                   // with the month's name
	DateISO
	DateTwoDigits // the numeric form with a year of two digits
	DateAbbrev    // the month's first three letters: 4 Mar 2026
	DateDashes    // 04-Mar-2026
	DateUS        // March 4, 2026; in languages but English like DateLong
)

// Numbers is how figures are grouped.
type Numbers int

// The ways to group figures.
const (
	NumbersOfLanguage  Numbers = iota
	NumbersPlain               // 1234,50: no groups, the language's decimal sign
	NumbersApostrophe          // 1'234.50, as in Switzerland
	NumbersSpace               // 1 234,50
	NumbersEnglish             // 1,234.50, an English program abroad
	NumbersContinental         // 1.234,50
)

// Money is how a page says its currency.
type Money int

// The ways to say the currency.
const (
	MoneyCode         Money = iota // EUR, behind totals or (CodeBefore) before them
	MoneySymbolBefore              // €12.50
	MoneySymbolAfter               // 12.50 €
	MoneyInHead                    // in the names of the table's columns: Amount EUR
	MoneyMeta                      // among number and date: Currency EUR
)
