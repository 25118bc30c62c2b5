package fields

// A feature is one thing that speaks for or against a value being a field's.
type feature uint8

const (
	bias         feature = iota
	labelLeft            // a label of the field left of the value, times its rank
	labelAbove           // a label of the field above it, times its rank
	labelStarts          // the label begins its phrase
	labelColon           // the label ends in a colon
	labelTaken           // the label above has another value of its own
	skippedWord          // per unknown word between label and value
	skippedNum           // per other value between
	distance             // per tenth of the page's width between label and value
	foreign              // a nearer label of something else
	prose                // the label stands within running text
	firstPage            // on the first page
	lastPage             // on the last page
	topZone              // in the upper third of its page
	lowZone              // in the lower half of its page
	twoPlaces            // an amount printed with the currency's decimals
	hasMark              // an amount with its currency, an identifier with letters and digits
	badShape             // an identifier that looks like an amount, a year, a page
	short                // an identifier of one or two characters
	checksum             // check digits agree
	badChecksum          // check digits disagree
	largest              // the largest amount of the page
	repeated             // per further place with the same value
	ambiguous            // could be read in two ways
	inItems              // within the table of items
	legalForm            // a name with GmbH, Ltd, …
	domain               // a name that a web or mail address of the page repeats, by how much of it
	nearVAT              // a name in the block of the VAT id
	heading              // a name printed large
	inWindow             // in the address window
	nameShape            // a name of one to six words in capitals or title case
	addressLine          // an address follows in the same block
	rightmost            // the last amount of its line
	zero                 // an amount of nothing
	senderName           // a name that a one-line sender's address begins with
	alone                // the only date of the letterhead, without a label
	ownBlock             // a VAT id in the party's own address
	otherBlock           // a VAT id in the other party's address
	derived              // a total computed, not found on the page
	addedRows            // it is the sum of several printed rows of tax
	printedSum           // the sum of the VAT breakdown, printed too
	companyBelow         // the line under it is a company's: it is a person there
	personAbove          // a company under a line that is none
	joined               // a name over two lines
	afterNumber          // a date that follows the invoice number on its line
	salutation           // under a line that addresses somebody: "Herrn", "Messrs"
	inSumRow             // in a row of totals in which net and tax make gross
	attention            // a name after "Attn:" or the like: a person at a party
	mentions             // how often the page says the name elsewhere, a third each, at most once
	knownWords           // the share of a name's words that labels and titles are made of
	contact              // a name in a block with telephone, mail, register or account
	footZone             // at the foot of its page
	firstLines           // on the first two lines of the document
	sentence             // a name that reads like a sentence
	bankName             // a name that a bank could have
	labelWord            // a name that begins with the words of a label
	numberSign           // an identifier with "#", "No." or the like before it
	diagonal             // the label ends the line above, the value stands below and beyond it
	secondID             // another VAT id of the document stands with the seller
	partOf               // a name that a longer one with a legal form begins with
	otherParty           // a name in a block that a label gives to another party
	department           // a name with the word for a part of a company: "Accounts Payable"
	features             // how many there are
)

// featureNames names the features in the fitted file, in their order.
var featureNames = [features]string{
	"bias", "labelLeft", "labelAbove", "labelStarts", "labelColon", "labelTaken", "skippedWord", "skippedNum", "distance", "foreign", "prose",
	"firstPage", "lastPage", "topZone", "lowZone", "twoPlaces", "hasMark", "badShape", "short", "checksum", "badChecksum", "largest", "repeated",
	"ambiguous", "inItems", "legalForm", "domain", "nearVAT", "heading", "inWindow", "nameShape", "addressLine", "rightmost", "zero", "senderName",
	"alone", "ownBlock", "otherBlock", "derived", "addedRows", "printedSum", "companyBelow", "personAbove", "joined", "afterNumber", "salutation", "inSumRow",
	"attention", "mentions", "knownWords", "contact", "footZone", "firstLines", "sentence", "bankName", "labelWord", "numberSign", "diagonal", "secondID", "partOf", "otherParty", "department",
}

// A vector is how strongly each feature holds for one candidate, or the weights
// of one field.
type vector [features]float64

func (v *vector) times(w *vector) float64 {
	z := 0.0
	for i, x := range v {
		z += x * w[i] // in a fixed order: sums of floats depend on it
	}
	return z
}

// A jointFeature is one thing that speaks for or against values chosen
// together.
type jointFeature uint8

const (
	sumHolds      jointFeature = iota // net + tax = gross
	rateHolds                         // tax = a printed rate of net
	linesHold                         // the lines add up to net, allowances and charges counted
	tableHolds                        // the VAT breakdown adds up to net or tax
	sumBroken                         // net + tax misses gross
	taxAbove                          // more tax than net
	noTaxHolds                        // net = gross and no tax found
	sellerAbove                       // the seller stands above the buyer
	jointFeatures                     // how many there are
)

var jointNames = [jointFeatures]string{"sumHolds", "rateHolds", "linesHold", "tableHolds", "sumBroken", "taxAbove", "noTaxHolds", "sellerAbove"}

type jointVector [jointFeatures]float64

func (v jointVector) times(w *jointVector) float64 {
	z := 0.0
	for i, x := range v {
		z += x * w[i]
	}
	return z
}
