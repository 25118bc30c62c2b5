package score

import (
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// How two values of a field are compared.
type sameness func(truth, read string) bool

// header lists the scored header fields in the order they are printed.
var header = []struct {
	term payable.Term
	same sameness
	core bool // a document is right when all of these that are known are
}{
	{payable.InvoiceNumber, sameID, true},
	{payable.IssueDate, sameDate, true},
	{payable.DueDate, sameDate, false},
	{payable.CurrencyCode, sameID, true},
	{payable.PONumber, sameID, false},
	{payable.SellerName, sameName, true},
	{payable.SellerVATID, sameID, false},
	{payable.BuyerName, sameName, false},
	{payable.BuyerVATID, sameID, false},
	{payable.IBAN, sameID, false},
	{payable.NetTotal, sameNumber, true},
	{payable.TaxTotal, sameNumber, true},
	{payable.GrossTotal, sameNumber, true},
	{payable.AmountDue, sameNumber, false},
}

// line lists the scored line fields.
var line = []struct {
	term payable.Term
	same sameness
}{
	{payable.LineDescription, sameDescription},
	{payable.LineQuantity, sameNumber},
	{payable.LineUnit, sameID},
	{payable.LineUnitPrice, sameNumber},
	{payable.LineTotal, sameNumber},
	{payable.LineVATRate, sameNumber},
	{payable.LineSKU, sameID},
	{payable.LinePOLine, sameID},
}

func sameNumber(truth, read string) bool {
	a, err := decimal.NewFromString(strings.TrimSpace(truth))
	b, err2 := decimal.NewFromString(strings.TrimSpace(read))
	return err == nil && err2 == nil && a.Round(2).Equal(b.Round(2))
}

func sameDate(truth, read string) bool { return strings.TrimSpace(truth) == strings.TrimSpace(read) }

func sameID(truth, read string) bool {
	a, b := bare(truth), bare(read)
	if a == "" && b == "" { // nothing but punctuation
		return strings.TrimSpace(truth) == strings.TrimSpace(read)
	}
	return a == b
}

func sameName(truth, read string) bool        { return Similarity(truth, read) >= 0.85 }
func sameDescription(truth, read string) bool { return Similarity(truth, read) >= 0.8 }

// bare keeps letters and digits, folded.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// Similarity compares two texts as sets of words, 0 to 1: the larger of twice the
// shared words by all words (Dice), and of the edit similarity of the words in
// alphabetical order, which forgives a misread letter. A part is not the whole: of
// "Muster" and "Muster GmbH" it makes 0.71, where the token_set_ratio of some
// libraries makes 1.
func Similarity(a, b string) float64 {
	x, y := words(a), words(b)
	if len(x) == 0 || len(y) == 0 {
		if len(x) == len(y) && strings.TrimSpace(a) == strings.TrimSpace(b) {
			return 1
		}
		return 0
	}
	shared := 0
	for w := range x {
		if y[w] {
			shared++
		}
	}
	dice := 2 * float64(shared) / float64(len(x)+len(y))
	if dice == 1 {
		return 1
	}
	s, t := sorted(x), sorted(y)
	if len(s) > 2000 || len(t) > 2000 { // edit distance is quadratic
		return dice
	}
	longest := max(len([]rune(s)), len([]rune(t)))
	return max(dice, 1-float64(levenshtein.ComputeDistance(s, t))/float64(longest))
}
