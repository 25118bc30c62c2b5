package specimen

// Colours of houses.
var (
	navy, teal, wine, moss  = Colour{20, 45, 95}, Colour{0, 110, 115}, Colour{120, 20, 45}, Colour{60, 90, 40}
	rust, slate, plum, blue = Colour{170, 75, 20}, Colour{60, 70, 85}, Colour{95, 45, 110}, Colour{20, 95, 175}
	black, ochre, red, pine = Colour{25, 25, 25}, Colour{150, 110, 20}, Colour{185, 30, 30}, Colour{15, 80, 60}
)

// letters are business letters of firms with a printed letterhead.
var letters = []Layout{
	{Name: "window", Font: Helvetica, Size: 9.5, Head: HeadWindow, Logo: LogoTriangle, Accent: navy, Meta: MetaColon, Columns: []Column{ColSKU, ColText, ColQuantity, ColPrice, ColAmount},
		Table: TableColumns, Totals: TotalsRight, Bank: BankList, Terms: TermsSentence, Dates: DateLong, Wording: 3, Colon: true},
	{Name: "chancery", Font: Times, Size: 11, Leading: 1.4, Head: HeadCentre, Accent: black, Meta: MetaSentence, Columns: []Column{ColText, ColQuantityUnit, ColPrice, ColAmount},
		Table: TableEnds, Totals: TotalsRight, Bank: BankSentence, Terms: TermsSentence, Dates: DateLong, Wording: 4},
	{Name: "sender", Font: Helvetica, Head: HeadFoot, Logo: LogoRing, Accent: teal, Meta: MetaAligned, Columns: []Column{ColPos, ColText, ColQuantityUnit, ColPrice, ColAmount},
		Table: TableRuled, Totals: TotalsFull, Bank: BankFooter, Dates: DateShort, Money: MoneySymbolAfter, Wording: 5, SKUBelow: true},
	{Name: "joiner", Font: Go, Size: 9, Head: HeadLogo, Logo: LogoSquares, Accent: rust, Meta: MetaList, Columns: []Column{ColPos, ColQuantity, ColUnit, ColText, ColPrice, ColAmount},
		Table: TableEnds, Totals: TotalsInTable, Bank: BankFooter, Terms: TermsDays, Money: MoneySymbolAfter, Marked: true, Wording: 6, Subtotals: true, TitleNumber: true},
	{Name: "broadsheet", Font: Times, Size: 9.5, Head: HeadColumns, Logo: LogoWaves, Accent: wine, Meta: MetaAbove, Columns: []Column{ColText, ColQuantity, ColPrice, ColRate, ColAmount},
		Table: TableBare, Totals: TotalsRight, Breakdown: BreakdownLeft, Bank: BankLine, Dates: DateAbbrev, Wording: 7},
	{Name: "steelworks", Font: Helvetica, Size: 8, Head: HeadLetter, Logo: LogoBars, Accent: slate, Meta: MetaAligned, Columns: []Column{ColOrderLine, ColText, ColQuantity, ColUnit, ColPrice, ColAmount},
		Table: TableBoxed, Totals: TotalsRow, Bank: BankFooter, Dates: DateTwoDigits, Wording: 8, SKUBefore: true, Carry: true, Colon: true},
	{Name: "clinic", Font: GoMedium, Size: 8.5, Leading: 1.45, Head: HeadWindow, Logo: LogoCross, Accent: red, Meta: MetaTable, Columns: []Column{ColPos, ColText, ColQuantity, ColPrice, ColAmount},
		Table: TableBare, Totals: TotalsFull, Bank: BankBox, Terms: TermsDate, Dates: DateShort, Wording: 9, TitleNumber: true},
	{Name: "parish", Font: Times, Size: 12, Head: HeadLetter, Logo: LogoCross, Accent: plum, Meta: MetaColon, Columns: []Column{ColText, ColAmount},
		Table: TableBare, Totals: TotalsRight, Bank: BankList, Dates: DateLong, Wording: 10},
}

// agencies buy their look.
var agencies = []Layout{
	{Name: "sidebar", Font: Go, Size: 8.5, Head: HeadSidebar, Logo: LogoRing, Accent: navy, Meta: MetaAbove, Columns: []Column{ColText, ColQuantity, ColPrice, ColAmount},
		Table: TableEnds, Totals: TotalsRight, Bank: BankList, Dates: DateLong, Money: MoneySymbolBefore, Wording: 11},
	{Name: "studio", Font: GoMedium, Size: 9, Leading: 1.5, Head: HeadColumns, Logo: LogoCircle, Accent: plum, Meta: MetaList, Columns: []Column{ColText, ColQuantityUnit, ColPrice, ColAmount},
		Table: TableBare, Totals: TotalsBox, Bank: BankList, Terms: TermsSentence, Dates: DateAbbrev, Money: MoneySymbolBefore, Marked: true, Wording: 12, Upper: true},
	{Name: "bright", Font: Helvetica, Head: HeadBand, Logo: LogoTriangle, Accent: rust, Meta: MetaRow, Columns: []Column{ColPos, ColText, ColQuantity, ColPrice, ColRate, ColGross},
		Table: TableFilled, Totals: TotalsBox, Breakdown: BreakdownLeft, Bank: BankBox, Dates: DateShort, Money: MoneySymbolAfter, Wording: 13, Centred: true},
	{Name: "minimal", Font: Helvetica, Size: 8, Leading: 1.6, Margin: 28, Head: HeadCorner, Accent: black, Meta: MetaAbove, Columns: []Column{ColText, ColQuantity, ColPrice, ColAmount},
		Table: TableBare, Totals: TotalsRight, Bank: BankLine, Dates: DateISO, Wording: 14},
	{Name: "night", Font: Go, Size: 8.5, Head: HeadBand, Logo: LogoSquares, Accent: black, Meta: MetaGrid, Columns: []Column{ColSKU, ColText, ColQuantity, ColPrice, ColDiscount, ColAmount},
		Table: TableZebra, Totals: TotalsFull, Bank: BankSentence, Dates: DateDashes, Wording: 15, CodeBefore: true, Upper: true},
	{Name: "rail", Font: Helvetica, Size: 8.5, Head: HeadSidebar, Logo: LogoWaves, Accent: pine, Meta: MetaColon, Columns: []Column{ColPos, ColText, ColQuantityUnit, ColPrice, ColAmount},
		Table: TableRuled, Totals: TotalsFull, Bank: BankBox, Terms: TermsBoth, Dates: DateShort, Wording: 16, SKUBelow: true},
	{Name: "festival", Font: GoMedium, Size: 10, Head: HeadLogo, Logo: LogoHexagon, Accent: wine, Meta: MetaGrid, Columns: []Column{ColQuantity, ColText, ColPrice, ColAmount},
		Table: TableFilled, Totals: TotalsLeft, Bank: BankList, Dates: DateLong, Money: MoneySymbolBefore, Marked: true, Wording: 17, Stamp: StampPaid},
}

// programs are what accounting programs print as they come.
var programs = []Layout{
	{Name: "corner", Paper: USLetter, Font: Helvetica, Head: HeadCorner, Logo: LogoDiamond, Accent: blue, Meta: MetaAligned, Columns: []Column{ColText, ColQuantity, ColPrice, ColAmount},
		Table: TableFilled, Totals: TotalsRight, Bank: BankLine, Dates: DateUS, Money: MoneySymbolBefore, Wording: 18},
	{Name: "ledgerette", Paper: USLetter, Font: Times, Size: 10, Head: HeadCorner, Accent: slate, Meta: MetaRow, Columns: []Column{ColQuantity, ColSKU, ColText, ColPrice, ColAmount},
		Table: TableColumns, Totals: TotalsInTable, Bank: BankSentence, Dates: DateShort, Money: MoneySymbolBefore, Marked: true, Wording: 19, Upper: true},
	{Name: "boxes", Font: Helvetica, Size: 8.5, Head: HeadBoxes, Logo: LogoSquares, Accent: blue, Meta: MetaRow, Columns: []Column{ColSKU, ColText, ColUnit, ColQuantity, ColPrice, ColDiscount, ColAmount, ColCode},
		Table: TableColumns, Totals: TotalsRight, Breakdown: BreakdownLeft, Bank: BankList, Dates: DateShort, Wording: 20, Upper: true},
	{Name: "terminal", Font: Courier, Size: 9, Head: HeadFoot, Accent: black, Meta: MetaColon, Columns: []Column{ColPos, ColSKU, ColText, ColQuantity, ColPrice, ColAmount},
		Table: TableOpen, Totals: TotalsFull, Bank: BankLine, Dates: DateShort, Numbers: NumbersPlain, Wording: 21},
	{Name: "printer", Font: Courier, Size: 8, Head: HeadBoxes, Accent: black, Meta: MetaPairs, Columns: []Column{ColSKU, ColText, ColQuantityUnit, ColPrice, ColRate, ColAmount},
		Table: TableOpen, Totals: TotalsInTable, Breakdown: BreakdownBelow, Bank: BankList, Dates: DateDashes, Wording: 22, Upper: true, Glued: true},
	{Name: "cloud", Font: Go, Size: 8.5, Leading: 1.4, Head: HeadCorner, Logo: LogoCircle, Accent: teal, Meta: MetaGrid, Columns: []Column{ColText, ColQuantity, ColPrice, ColRate, ColAmount},
		Table: TableZebra, Totals: TotalsRight, Bank: BankBox, Terms: TermsDate, Dates: DateAbbrev, Wording: 23, Centred: true},
	{Name: "wide", Paper: A4Landscape, Font: Helvetica, Size: 8, Head: HeadSplit, Accent: navy, Meta: MetaPairs,
		Columns: []Column{ColPos, ColOrderLine, ColSKU, ColText, ColQuantity, ColUnit, ColPrice, ColDiscount, ColAmount, ColRate, ColTax, ColGross},
		Table:   TableBoxed, Totals: TotalsRight, Breakdown: BreakdownLeft, Bank: BankLine, Dates: DateISO, Wording: 24, WrapHead: true, Colon: true},
	{Name: "mono", Font: GoMono, Size: 8, Head: HeadWindow, Logo: LogoBars, Accent: pine, Meta: MetaAligned, Columns: []Column{ColPos, ColText, ColQuantityUnit, ColPrice, ColAmount},
		Table: TableEnds, Totals: TotalsRight, Bank: BankBox, Dates: DateISO, Wording: 25, SKUBelow: true, Colon: true, Numbers: NumbersSpace},
	{Name: "till roll", Font: Courier, Size: 8.5, Head: HeadCentre, Accent: black, Meta: MetaPairs, Columns: []Column{ColQuantity, ColText, ColGross},
		Table: TableBare, Totals: TotalsInTable, Bank: BankLine, Dates: DateTwoDigits, Wording: 26},
	{Name: "service", Font: Helvetica, Size: 9, Head: HeadSplit, Logo: LogoNone, Accent: slate, Meta: MetaTable, Columns: []Column{ColText, ColQuantityUnit, ColPrice, ColAmount},
		Table: TableFilled, Totals: TotalsInTable, Bank: BankSentence, Terms: TermsDays, Dates: DateLong, Wording: 27, Subtotals: true},
}

// wholesalers have many columns, many lines and several rates.
var wholesalers = []Layout{
	{Name: "foods", Font: Helvetica, Size: 7.5, Head: HeadColumns, Logo: LogoWaves, Accent: moss, Meta: MetaColon, Columns: []Column{ColSKU, ColText, ColQuantity, ColUnit, ColPrice, ColCode, ColAmount},
		Table: TableZebra, Totals: TotalsRight, Breakdown: BreakdownLeft, Bank: BankFooter, Dates: DateTwoDigits, Wording: 28, Carry: true},
	{Name: "parts", Font: Go, Size: 7.5, Head: HeadLetter, Logo: LogoHexagon, Accent: blue, Meta: MetaRow, Columns: []Column{ColPos, ColSKU, ColText, ColQuantityUnit, ColPrice, ColDiscount, ColAmount},
		Table: TableBoxed, Totals: TotalsRow, Bank: BankFooter, Dates: DateShort, Wording: 29, Carry: true, WrapHead: true, ChargesInTable: true, Money: MoneyInHead},
	{Name: "paper", Font: Helvetica, Size: 8.5, Head: HeadLogo, Logo: LogoDiamond, Accent: ochre, Meta: MetaPairs, Columns: []Column{ColText, ColQuantity, ColUnit, ColPrice, ColRate, ColAmount},
		Table: TableColumns, Totals: TotalsBox, Breakdown: BreakdownBelow, Bank: BankFooter, Dates: DateShort, Wording: 30, SKUBefore: true, Colon: true},
	{Name: "pharma", Font: Helvetica, Size: 7, Margin: 12, Head: HeadBoxes, Logo: LogoCross, Accent: teal, Meta: MetaGrid,
		Columns: []Column{ColPos, ColSKU, ColText, ColUnit, ColQuantity, ColPrice, ColDiscount, ColRate, ColAmount, ColGross},
		Table:   TableRuled, Totals: TotalsRow, Breakdown: BreakdownBelow, Bank: BankLine, Dates: DateShort, Wording: 31, Carry: true, WrapHead: true, Colon: true},
	{Name: "timber", Font: Times, Size: 9, Head: HeadSplit, Logo: LogoTriangle, Accent: moss, Meta: MetaRow, Columns: []Column{ColQuantityUnit, ColText, ColPrice, ColAmount},
		Table: TableBoxed, Totals: TotalsRight, Bank: BankFooter, Dates: DateLong, Wording: 32, Glued: true, ChargesInTable: true, Stamp: StampReceived},
	{Name: "export", Font: Helvetica, Size: 8, Head: HeadBoxes, Accent: black, Meta: MetaTable, Columns: []Column{ColSKU, ColText, ColQuantity, ColUnit, ColPrice, ColAmount},
		Table: TableBoxed, Totals: TotalsInTable, Bank: BankSentence, Dates: DateDashes, Wording: 33, Money: MoneyInHead, Upper: true, Numbers: NumbersEnglish},
	{Name: "groups", Font: GoMedium, Size: 8, Head: HeadFoot, Logo: LogoBars, Accent: red, Meta: MetaTable, Columns: []Column{ColPos, ColText, ColQuantity, ColUnit, ColPrice, ColAmount},
		Table: TableFilled, Totals: TotalsRight, Breakdown: BreakdownBelow, Bank: BankFooter, Terms: TermsSentence, Dates: DateShort, Wording: 34, Subtotals: true, Carry: true, SKUBelow: true},
	{Name: "field", Paper: A4Landscape, Font: Times, Size: 9, Head: HeadColumns, Accent: moss, Meta: MetaAligned, Columns: []Column{ColText, ColSKU, ColQuantityUnit, ColPrice, ColDiscount, ColAmount},
		Table: TableZebra, Totals: TotalsLeft, Bank: BankBox, Dates: DateAbbrev, Wording: 35},
}

// foreigners mix habits: figures of one country in the words of another, copies,
// credit notes with a minus.
var foreigners = []Layout{
	{Name: "alpine", Font: Helvetica, Head: HeadWindow, Logo: LogoCross, Accent: red, Meta: MetaList, Columns: []Column{ColText, ColQuantity, ColUnit, ColPrice, ColAmount},
		Table: TableRuled, Totals: TotalsRight, Bank: BankList, Dates: DateLong, Numbers: NumbersApostrophe, Wording: 36, CodeBefore: true, Negative: true, Terms: TermsDays},
	{Name: "copybook", Font: Helvetica, Size: 9, Head: HeadLetter, Accent: navy, Meta: MetaAbove, Columns: []Column{ColPos, ColText, ColQuantity, ColPrice, ColAmount},
		Table: TableEnds, Totals: TotalsRight, Bank: BankFooter, Dates: DateShort, Wording: 37, Stamp: StampCopy, Negative: true, Colon: true, Money: MoneyMeta},
	{Name: "continental", Font: Go, Head: HeadCorner, Logo: LogoRing, Accent: ochre, Meta: MetaTable, Columns: []Column{ColSKU, ColText, ColQuantity, ColPrice, ColRate, ColTax, ColGross},
		Table: TableRuled, Totals: TotalsBox, Bank: BankSentence, Dates: DateISO, Numbers: NumbersContinental, Wording: 38, WrapHead: true},
	{Name: "harbour", Font: Times, Size: 10, Head: HeadLogo, Accent: navy, Meta: MetaSentence, Columns: []Column{ColQuantity, ColText, ColPrice, ColAmount},
		Table: TableColumns, Totals: TotalsInTable, Bank: BankBox, Terms: TermsSentence, Dates: DateLong, Money: MoneySymbolAfter, Wording: 39, Stamp: StampReceived, TitleNumber: true},
	{Name: "atelier", Font: Go, Size: 10, Leading: 1.5, Head: HeadCentre, Logo: LogoWaves, Accent: plum, Meta: MetaGrid, Columns: []Column{ColText, ColQuantity, ColPrice, ColAmount},
		Table: TableEnds, Totals: TotalsLeft, Bank: BankLine, Dates: DateLong, Numbers: NumbersSpace, Wording: 40, Negative: true},
	{Name: "customs", Font: GoMono, Size: 7, Head: HeadSplit, Accent: black, Meta: MetaRow, Columns: []Column{ColPos, ColSKU, ColText, ColQuantity, ColUnit, ColPrice, ColAmount, ColRate},
		Table: TableBare, Totals: TotalsRow, Bank: BankList, Dates: DateISO, Numbers: NumbersPlain, Wording: 41, Money: MoneyMeta, Upper: true},
}
