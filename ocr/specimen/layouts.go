package specimen

// Classic is a business letter: letterhead at the right, the buyer in the
// window of the envelope (DIN 5008), a ruled table, bank details in the foot.
var Classic = Layout{
	Name: "classic", Font: Helvetica, Head: HeadLetter, Logo: LogoCircle, Accent: Colour{31, 78, 121}, Meta: MetaList,
	Columns: []Column{ColPos, ColSKU, ColText, ColQuantity, ColUnit, ColPrice, ColRate, ColAmount},
	Table:   TableRuled, Totals: TotalsRight, Bank: BankFooter, Carry: true,
}

// Modern is what a design agency sells: a coloured band, boxes, a zebra table.
var Modern = Layout{
	Name: "modern", Font: Go, Head: HeadBand, Logo: LogoHexagon, Accent: Colour{0, 121, 107}, Meta: MetaGrid,
	Columns: []Column{ColText, ColSKU, ColQuantityUnit, ColPrice, ColRate, ColAmount},
	Table:   TableZebra, Totals: TotalsBox, Bank: BankBox, Dates: DateLong, Wording: 2, CodeBefore: true,
}

// Plain is what an old program prints: a typewriter's letters in columns.
var Plain = Layout{
	Name: "plain", Font: Courier, Size: 8.5, Head: HeadSplit, Meta: MetaPairs,
	Columns: []Column{ColQuantity, ColUnit, ColSKU, ColText, ColPrice, ColDiscount, ColAmount},
	Table:   TableOpen, Totals: TotalsRight, Bank: BankLine, Wording: 1, Carry: true,
}

// Catalogue is made for many lines: small letters, framed cells, sums carried
// from page to page.
var Catalogue = Layout{
	Name: "catalogue", Font: Helvetica, Size: 8, Head: HeadLetter, Logo: LogoBars, Accent: Colour{140, 30, 40}, Meta: MetaTable,
	Columns: []Column{ColPos, ColText, ColQuantity, ColUnit, ColPrice, ColDiscount, ColRate, ColAmount},
	Table:   TableBoxed, Totals: TotalsBox, Bank: BankFooter, Wording: 1, Carry: true, SKUBelow: true,
}

// Craft is a small workshop's: a centred letterhead in a serif face, sums left.
var Craft = Layout{
	Name: "craft", Font: Times, Size: 10.5, Head: HeadCentre, Logo: LogoDiamond, Accent: Colour{90, 62, 30}, Meta: MetaTable,
	Columns: []Column{ColText, ColQuantityUnit, ColPrice, ColAmount},
	Table:   TableRuled, Totals: TotalsLeft, Bank: BankBox, Dates: DateLong, SKUBelow: true,
}

// Ledger is an accounting program's: monospaced, framed, dates as ISO 8601.
var Ledger = Layout{
	Name: "ledger", Font: GoMono, Size: 7.5, Head: HeadBand, Logo: LogoBars, Accent: Colour{55, 60, 75}, Meta: MetaPairs,
	Columns: []Column{ColOrderLine, ColSKU, ColText, ColRate, ColPrice, ColQuantityUnit, ColAmount},
	Table:   TableBoxed, Totals: TotalsRight, Bank: BankFooter, Dates: DateISO, Wording: 2,
}

// Layouts returns the named layouts, the demo's six first. Each keeps its name
// and its look: what was fitted on one release is measured on the next.
func Layouts() []Layout {
	out := []Layout{Classic, Modern, Plain, Catalogue, Craft, Ledger}
	for _, trade := range [][]Layout{letters, agencies, programs, wholesalers, foreigners} {
		out = append(out, trade...)
	}
	return out
}
