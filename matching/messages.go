package matching

// A Message is the sentence a finding is worded with: the names of the figures it
// carries, always all of them, and the English default. Catalogues translate it
// by key; a placeholder {name} takes the figure of that name.
type Message struct {
	Figures []string
	English string
}

func says(english string, figures ...string) Message { return Message{figures, english} }

var (
	arithFigures    = []string{"got", "want", "difference", "currency", "allowed"}
	quantityFigures = []string{"order", "order_line", "billed", "before", "unit", "allowed"}
	priceFigures    = []string{"order", "order_line", "got", "want", "percent", "difference", "currency", "allowed"}
	creditFigures   = []string{"order", "order_line", "credited", "billed"}
)

func with(figures []string, more ...string) []string {
	return append(append([]string(nil), figures...), more...)
}

// Messages lists every sentence a finding can have, by its key.
var Messages = map[string]Message{
	"because": says("Not looked at because of {check}.", "check"),
	"off":     says("The policy does not make the check {check}.", "check"),

	"DUPLICATE_FILE.new":      says("No other invoice came from this file."),
	"DUPLICATE_FILE.copy":     says("The same document came in before as invoice {invoice}.", "invoice"),
	"DUPLICATE_NUMBER.new":    says("Number {number} is new for this vendor.", "number"),
	"DUPLICATE_NUMBER.copy":   says("Number {number} is a copy of invoice {invoice}: same number, amount and date.", "number", "invoice"),
	"DUPLICATE_NUMBER.used":   says("Number {number} was used before by invoice {invoice} of {date} over {want}; this one is over {got} {currency}.", "number", "invoice", "want", "got", "currency", "date"),
	"VENDOR_RESOLVED.found":   says("The vendor is {vendor}, known by {by}.", "vendor", "by"),
	"VENDOR_RESOLVED.none":    says("No vendor fits \"{name}\", VAT id {vat_id}.", "name", "vat_id"),
	"VENDOR_RESOLVED.several": says("\"{name}\" may be any of the vendors {vendors}.", "name", "vendors"),
	"VENDOR_ACTIVE.active":    says("Vendor {vendor} is active.", "vendor"),
	"VENDOR_ACTIVE.blocked":   says("Vendor {vendor} is blocked in the master.", "vendor"),

	"BANK_IS_MASTERS.known":        says("The account on the document is one of vendor {vendor}.", "vendor"),
	"BANK_IS_MASTERS.none_printed": says("The document states no account; vendor {vendor} has one in the master.", "vendor"),
	"BANK_IS_MASTERS.misread":      says("Account {account} was probably misread: its check digits are wrong. Vendor {vendor} has no such account.", "vendor", "account"),
	"BANK_IS_MASTERS.master_empty": says("Vendor {vendor} has no approved account in the master; {printed} stand on the document.", "vendor", "printed"),
	"BANK_IS_MASTERS.foreign":      says("Account {account} on the document is not an approved account of vendor {vendor}. Call the vendor back on a known number.", "vendor", "account"),

	"DOC_CLASS.known":          says("The document is of class {class}.", "class"),
	"DOC_CLASS.other":          says("The document was read as \"{class}\", which does not fit how it was captured.", "class"),
	"DOC_CLASS.negative":       says("The document is of class {class} and asks for {amount} {currency}.", "class", "amount", "currency"),
	"REQUIRED_FIELDS.complete": says("All required fields were read."),
	"REQUIRED_FIELDS.missing":  says("Not read: {fields}.", "fields"),
	"LOW_CONFIDENCE.sure":      says("All required fields were read with enough certainty."),
	"LOW_CONFIDENCE.unsure":    says("Uncertain reading: {fields}.", "fields"),

	"EINVOICE_VS_PAGE.one_layer": says("The document has one layer; there is nothing to compare."),
	"EINVOICE_VS_PAGE.agree":     says("Structured data and page agree."),
	"EINVOICE_VS_PAGE.differs":   says("{field} is {xml} in the structured data and {page} on the page.", "field", "xml", "page"),

	"LINE_ARITH.agrees":      says("Quantity times price gives {want} {currency}.", arithFigures...),
	"LINE_ARITH.differs":     says("Quantity times price gives {want}, the line says {got} {currency}; allowed {allowed}.", arithFigures...),
	"LINE_ARITH.incomplete":  says("\"{text}\" states no quantity, price or amount to compare.", "text"),
	"LINE_ARITH.no_amount":   says("\"{text}\" states no amount.", "text"),
	"SUM_LINES.agrees":       says("The lines sum to {want} {currency}.", arithFigures...),
	"SUM_LINES.differs":      says("The lines sum to {want}, the net total says {got} {currency}; allowed {allowed}.", arithFigures...),
	"TAX_ARITH.agrees":       says("The tax of {got} {currency} follows from its rates.", arithFigures...),
	"TAX_ARITH.differs":      says("The rates give {want} tax, the document says {got} {currency}; allowed {allowed}.", arithFigures...),
	"TAX_ARITH.impossible":   says("Tax of {got} {currency} on {net} is beyond any rate.", "got", "net", "currency"),
	"TAX_ARITH.unreadable":   says("A row of the tax breakdown (rate {rate}) could not be read.", "rate"),
	"TAX_ARITH.no_tax":       says("The document states no tax."),
	"TAX_ARITH.no_breakdown": says("The document states no tax by rate."),
	"GROSS_ARITH.agrees":     says("The totals follow from one another; {got} {currency}.", arithFigures...),
	"GROSS_ARITH.differs":    says("The totals give {want}, the document says {got} {currency}; allowed {allowed}.", arithFigures...),
	"GROSS_ARITH.odd":        says("Rounding of {rounding} {currency} or prepaid amount of {prepaid} cannot be.", "rounding", "prepaid", "currency"),

	"ORDER_FOUND.found":      says("The document bills order {order}, known by {by}.", "order", "by"),
	"ORDER_FOUND.near":       says("The document names order {got}; it is taken for {order}.", "got", "order"),
	"ORDER_FOUND.not_named":  says("The document names no order; its lines fit order {order}.", "order"),
	"ORDER_FOUND.none":       says("The document names no order, and none fits its lines."),
	"ORDER_FOUND.unknown":    says("Order {order} is not known.", "order"),
	"ORDER_OPEN.open":        says("Order {order} is open.", "order"),
	"ORDER_OPEN.closed":      says("Order {order} is closed.", "order"),
	"ORDER_OPEN.cancelled":   says("Order {order} was cancelled.", "order"),
	"ORDER_OPEN.absent":      says("The ledger no longer sends order {order}.", "order"),
	"VENDOR_IS_ORDERS.same":  says("Order {order} was placed with vendor {vendor}.", "order", "vendor"),
	"VENDOR_IS_ORDERS.other": says("Order {order} was not placed with vendor {vendor}.", "order", "vendor"),
	"CURRENCY_MATCH.same":    says("Invoice, order and policy are in {currency}.", "currency"),
	"CURRENCY_MATCH.differs": says("The invoice is in {got}, order {order} in {want}.", "got", "want", "order"),
	"CURRENCY_MATCH.policy":  says("The invoice is in {got}; the policy states its amounts in {want}.", "got", "want"),

	"LINE_UNMATCHED.paired":   says("Bills order {order} line {order_line}, known by {by}.", "order", "order_line", "by"),
	"LINE_UNMATCHED.nothing":  says("\"{text}\" bills nothing.", "text"),
	"LINE_UNMATCHED.none":     says("No order line fits \"{text}\"; {amount} {currency} are without order.", "text", "amount", "currency"),
	"LINE_UNMATCHED.negative": says("\"{text}\" bills a quantity of {quantity}, {amount} {currency}: nothing, or less than nothing.", "text", "amount", "currency", "quantity"),
	"LINE_UNMATCHED.no_lines": says("No lines were read; {amount} {currency} are without order.", "amount", "currency"),
	"LINE_AMBIGUOUS.sure":     says("No other order line fits as well as order {order} line {order_line}.", "order", "order_line"),
	"LINE_AMBIGUOUS.equal":    says("Several order lines are equal; the oldest was taken, order {order} line {order_line}.", "order", "order_line"),
	"LINE_AMBIGUOUS.two":      says("Order {order} line {order_line} and order {other_order} line {other_line} fit about equally well.", "order", "order_line", "other_order", "other_line", "margin"),
	"UNIT_KNOWN.same":         says("The unit is the order's: {want}.", "got", "want"),
	"UNIT_KNOWN.converted":    says("Unit {got} was converted into {want}.", "got", "want"),
	"UNIT_KNOWN.assumed":      says("Unit \"{got}\" against \"{want}\": one is not stated and was taken for the other.", "got", "want"),
	"UNIT_KNOWN.unknown":      says("No conversion of unit {got} into the order's {want} is known.", "got", "want"),

	"QTY_ORDERED.within":        says("{billed} {unit} billed of {ordered} ordered in order {order} line {order_line}.", with(quantityFigures, "ordered")...),
	"QTY_ORDERED.above":         says("{billed} {unit} billed, {ordered} ordered in order {order} line {order_line} ({before} were billed before); allowed {allowed}.", with(quantityFigures, "ordered")...),
	"QTY_ORDERED.within_amount": says("{billed} {currency} billed of {ordered} in order {order} line {order_line}.", "order", "order_line", "billed", "ordered", "currency", "allowed"),
	"QTY_ORDERED.above_amount":  says("{billed} {currency} billed, {ordered} ordered in order {order} line {order_line}; allowed {allowed}.", "order", "order_line", "billed", "ordered", "currency", "allowed"),
	"QTY_RECEIVED.within":       says("{billed} {unit} billed of {received} received for order {order} line {order_line}.", with(quantityFigures, "received", "missing")...),
	"QTY_RECEIVED.above":        says("{billed} {unit} billed, {received} received for order {order} line {order_line} ({before} were billed before): {missing} are missing; allowed {allowed}.", with(quantityFigures, "received", "missing")...),
	"QTY_RECEIVED.not_needed":   says("Order {order} line {order_line} waits for no receipt.", "order", "order_line"),
	"QTY_RECEIVED.waived":       says("Order {order} line {order_line} is of too little worth to wait for a receipt.", "order", "order_line"),
	"NO_RECEIPT.received":       says("{received} {unit} were received for order {order} line {order_line}.", "order", "order_line", "received", "unit"),
	"NO_RECEIPT.not_needed":     says("Order {order} line {order_line} waits for no receipt.", "order", "order_line"),
	"NO_RECEIPT.waived":         says("{billed} {unit} of order {order} line {order_line} are billed and none were received; below {allowed} {currency} that passes.", "order", "order_line", "billed", "unit", "allowed", "currency"),
	"NO_RECEIPT.none":           says("{billed} {unit} of order {order} line {order_line} are billed and none were received.", "order", "order_line", "billed", "unit"),

	"UNIT_PRICE.within":     says("Price {got} {currency} against {want} in order {order} line {order_line}.", priceFigures...),
	"UNIT_PRICE.above":      says("Price {got} is {percent} % above order {order} line {order_line} ({want} {currency}), {difference} in all; allowed {allowed}.", priceFigures...),
	"UNIT_PRICE.below":      says("Price {got} is {percent} % below order {order} line {order_line} ({want} {currency}).", priceFigures...),
	"UNIT_PRICE.not_needed": says("Order {order} line {order_line} agrees no price.", "order", "order_line"),

	"CREDIT_REFERENCE.invoice": says("The credit note takes back from invoice {invoice}.", "invoice"),
	"CREDIT_REFERENCE.order":   says("The credit note takes back from order {order}.", "order"),
	"CREDIT_REFERENCE.unknown": says("The credit note names invoice {invoice}, which is not known.", "invoice"),
	"CREDIT_REFERENCE.none":    says("The credit note names neither an invoice nor an order."),
	"CREDIT_QTY.within":        says("{credited} {unit} credited of {billed} billed for order {order} line {order_line}.", with(creditFigures, "received", "unit")...),
	"CREDIT_QTY.above":         says("{credited} {unit} credited, {billed} billed for order {order} line {order_line}.", with(creditFigures, "received", "unit")...),
	"CREDIT_QTY.not_returned":  says("{credited} {unit} credited of {billed} billed for order {order} line {order_line}, and {received} are still here: no return is recorded.", with(creditFigures, "received", "unit")...),
	"CREDIT_AMOUNT.within":     says("{credited} {currency} credited of {billed} billed.", with(creditFigures, "currency")...),
	"CREDIT_AMOUNT.above":      says("{credited} {currency} credited, {billed} billed.", with(creditFigures, "currency")...),
	"CREDIT_AMOUNT.by_order":   says("The credit note names no invoice; its lines are held against the order."),
	"CREDIT_AMOUNT.currency":   says("The credit note is in {currency}, the invoice it names is not.", "currency"),

	"SMALL_DIFFERENCE.within": says("{left} {currency} beyond the goods of the lines.", "left", "currency", "allowed"),
	"SMALL_DIFFERENCE.above":  says("{left} {currency} are asked for beyond the goods of the lines: charges no order explains; allowed {allowed}.", "left", "currency", "allowed"),
	"SMALL_DIFFERENCE.below":  says("{left} {currency}: less is asked for than the lines say.", "left", "currency", "allowed"),
}
