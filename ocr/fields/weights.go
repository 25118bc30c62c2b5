package fields

import "github.com/payable-ap/payable"

// A feature is one thing that speaks for or against a value being a field's.
type feature uint8

const (
	bias        feature = iota
	labelLeft           // a label of the field left of the value, times its rank
	labelAbove          // a label of the field above it, times its rank
	labelStarts         // the label begins its phrase
	labelColon          // the label ends in a colon
	labelTaken          // the label above has another value of its own
	skippedWord         // per unknown word between label and value
	skippedNum          // per other value between
	distance            // per tenth of the page's width between label and value
	foreign             // a nearer label of something else
	prose               // the label stands within running text
	firstPage           // on the first page
	lastPage            // on the last page
	topZone             // in the upper third of its page
	lowZone             // in the lower half of its page
	twoPlaces           // an amount printed with the currency's decimals
	hasMark             // an amount with its currency, an identifier with letters and digits
	badShape            // an identifier that looks like an amount, a year, a page
	short               // an identifier of one or two characters
	checksum            // check digits agree
	badChecksum         // check digits disagree
	largest             // the largest amount of the page
	repeated            // per further place with the same value
	ambiguous           // could be read in two ways
	inItems             // within the table of items
	legalForm           // a name with GmbH, Ltd, …
	domain              // a name that a web or mail address of the page repeats
	nearVAT             // a name in the block of the VAT id
	heading             // a name printed large
	inWindow            // in the address window
	nameShape           // a name of one to six words in capitals or title case
	addressLine         // an address follows in the same block
	rightmost           // the last amount of its line
	zero                // an amount of nothing
	senderName          // a name that a one-line sender's address begins with
	features            // how many there are
)

// weights is the model: log-odds of a value being the field's, summed over its
// features. Row "" holds what a field's own row does not say.
var weights = map[payable.Term]map[feature]float64{
	"": {
		bias: -3.2, labelLeft: 6.2, labelAbove: 5.2, labelStarts: 0.6, labelColon: 0.5, labelTaken: -2.4, skippedWord: -0.9, skippedNum: -0.8,
		distance: -0.25, foreign: -3.5, prose: -0.7, firstPage: 0.4, topZone: 0.3, twoPlaces: 0.7, hasMark: 0.5, badShape: -3, short: -1.2,
		checksum: 1.5, badChecksum: -1.5, largest: 1, repeated: 0.5, ambiguous: -1, inItems: -2, rightmost: 0.4, zero: -0.5,
	},
	payable.InvoiceNumber: {bias: -3.4, topZone: 0.6, hasMark: 0.7},
	payable.IssueDate:     {bias: -2.6, topZone: 0.9, firstPage: 0.6},
	payable.DueDate:       {bias: -3.6, topZone: 0},
	payable.PONumber:      {bias: -4, hasMark: 0.6},
	payable.NetTotal:      {bias: -3.4, lastPage: 0.4, skippedNum: -0.5, topZone: -0.6},
	payable.TaxTotal:      {bias: -3.8, lastPage: 0.4, skippedNum: -0.5, topZone: -0.6, largest: -1.5},
	payable.GrossTotal:    {bias: -3, lastPage: 0.4, skippedNum: -0.5, topZone: -0.3, largest: 1.5},
	payable.AmountDue:     {bias: -3.6, lastPage: 0.4, skippedNum: -0.5, topZone: 0},
	payable.IBAN:          {bias: 1.2, labelLeft: 2.5, labelAbove: 2, labelStarts: 0, foreign: 0, topZone: 0},
	payable.SellerVATID:   {bias: -1.6, labelLeft: 3.4, labelAbove: 2.6, foreign: -1, topZone: 0, badChecksum: -0.8},
	payable.BuyerVATID:    {bias: -3.2, foreign: -2, badChecksum: -0.8},
	payable.SellerName: {bias: -4.2, labelLeft: 3.6, labelAbove: 3.2, legalForm: 1.6, domain: 1.8, nearVAT: 1.2, heading: 0.8, topZone: 0.9, repeated: 0.9,
		inWindow: -1.8, nameShape: 0.8, addressLine: 1.2, senderName: 2.5, foreign: -3, firstPage: 0.5, inItems: -4},
	payable.BuyerName: {bias: -3.6, labelLeft: 5, labelAbove: 4.4, legalForm: 0.5, inWindow: 3, nameShape: 0.6, addressLine: 1.4, foreign: -2, domain: -0.3, firstPage: 0.5,
		topZone: 0.4, repeated: 0, senderName: -4, inItems: -4, heading: -0.6},
}

// weight returns what a feature counts for a field.
func weight(t payable.Term, f feature) float64 {
	if w, ok := weights[t][f]; ok {
		return w
	}
	return weights[""][f]
}

// The joint choice of the totals adds these for what the sums say.
const (
	sumHolds    = 4.5  // net + tax = gross
	rateHolds   = 1.5  // tax = a printed rate of net
	linesHold   = 3.0  // the lines add up to net, allowances and charges counted
	tableHolds  = 2.5  // the VAT breakdown adds up to net or tax
	sumBroken   = -3.5 // net + tax misses gross
	taxAbove    = -4.0 // more tax than net
	noTaxHolds  = 0.8  // net = gross and no tax found
	derivedLoss = -1.5 // a total computed, not found on the page
	brokenLogit = -0.2 // of a labelled account whose check digits disagree
	loneDate    = 2.0  // the only date of the letterhead, without a label
	sellerAbove = 0.6  // the seller stands above the buyer
)
