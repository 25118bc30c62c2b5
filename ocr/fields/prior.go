package fields

import "github.com/payable-ap/payable"

// prior is where fitting begins and what it stays near to where the specimens
// say nothing: log-odds by judgement. Row "" holds what a field's own row does
// not say. What reads documents is the fitted file.
var prior = map[payable.Term]map[feature]float64{
	"": {
		bias: -3.2, labelLeft: 6.2, labelAbove: 5.2, labelStarts: 0.6, labelColon: 0.5, labelTaken: -2.4, skippedWord: -0.9, skippedNum: -0.8,
		distance: -0.25, foreign: -3.5, prose: -0.7, firstPage: 0.4, topZone: 0.3, twoPlaces: 0.7, hasMark: 0.5, badShape: -3, short: -1.2,
		checksum: 1.5, badChecksum: -1.5, largest: 1, repeated: 0.5, ambiguous: -1, inItems: -2, rightmost: 0.4, zero: -0.5,
		alone: 2, ownBlock: 2.5, otherBlock: -2.5, derived: -1.5, addedRows: 0.5, printedSum: 0.75,
		companyBelow: -2, personAbove: 2, joined: 0.5, afterNumber: 4.5, salutation: 3, inSumRow: 2,
		attention: -4, knownWords: -2, sentence: -2, bankName: -1.5, labelWord: -1, numberSign: 1, diagonal: -0.8, secondID: -1, department: -2.5, partOf: -1.5, otherParty: -2.5,
	},
	payable.InvoiceNumber: {bias: -3.4, topZone: 0.6, hasMark: 0.7},
	payable.IssueDate:     {bias: -2.6, topZone: 0.9, firstPage: 0.6},
	payable.DueDate:       {bias: -3.6, topZone: 0},
	payable.PONumber:      {bias: -4, hasMark: 0.6},
	payable.NetTotal:      {bias: -3.4, lastPage: 0.4, skippedNum: -0.5, topZone: -0.6},
	payable.TaxTotal:      {bias: -3.8, lastPage: 0.4, skippedNum: -0.5, topZone: -0.6, largest: -1.5},
	payable.GrossTotal:    {bias: -3, lastPage: 0.4, skippedNum: -0.5, topZone: -0.3, largest: 1.5},
	payable.AmountDue:     {bias: -3.6, lastPage: 0.4, skippedNum: -0.5, topZone: 0},
	payable.IBAN:          {badChecksum: -0.2, bias: 1.2, labelLeft: 2.5, labelAbove: 2, labelStarts: 0, foreign: 0, topZone: 0},
	payable.SellerVATID:   {bias: -1.6, labelLeft: 3.4, labelAbove: 2.6, foreign: -1, topZone: 0, badChecksum: -0.8},
	payable.BuyerVATID:    {bias: -3.2, foreign: -2, badChecksum: -0.8, secondID: 2.5},
	payable.SellerName: {salutation: -3, bias: -4.2, companyBelow: -0.5, personAbove: -0.3, joined: 1.2, labelLeft: 4.2, labelAbove: 3.5, legalForm: 1.6, domain: 1.8, nearVAT: 1.2, heading: 0.8, topZone: 0.9, repeated: 0.9,
		inWindow: -1.8, nameShape: 0.8, addressLine: 1.2, senderName: 2.5, foreign: -3, firstPage: 0.5, inItems: -4,
		mentions: 1, contact: 0.8, footZone: 0.3, firstLines: 0.6},
	payable.BuyerName: {bias: -3.6, labelLeft: 5, labelAbove: 4.4, legalForm: 0.5, inWindow: 3, nameShape: 0.6, addressLine: 1.4, foreign: -2, domain: -0.3, firstPage: 0.5,
		topZone: 0.4, repeated: 0, senderName: -4, inItems: -4, heading: -0.6,
		mentions: 0, contact: -0.5, footZone: -1, firstLines: 0},
}

// priorJoint is prior for values chosen together.
var priorJoint = jointVector{
	sumHolds: 4.5, rateHolds: 1.5, linesHold: 3, tableHolds: 2.5, sumBroken: -3.5, taxAbove: -4, noTaxHolds: 0.8, sellerAbove: 0.6,
}
