package matching

import (
	"strings"
	"time"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// The fields that each group of checks looks at, for the boxes on the page.
var (
	vendorTerms     = []payable.Term{payable.SellerName, payable.SellerVATID, payable.IBAN}
	numberTerms     = []payable.Term{payable.InvoiceNumber, payable.IssueDate, payable.GrossTotal}
	bankTerms       = []payable.Term{payable.IBAN}
	requiredTerms   = []payable.Term{payable.InvoiceNumber, payable.IssueDate, payable.SellerName, payable.CurrencyCode, payable.GrossTotal}
	orderTerms      = []payable.Term{payable.PONumber, payable.DespatchNumber}
	currencyTerms   = []payable.Term{payable.CurrencyCode}
	lineTerms       = []payable.Term{payable.LineDescription, payable.LineSKU, payable.LineBuyerSKU}
	lineAmountTerms = []payable.Term{payable.LineQuantity, payable.LineUnitPrice, payable.LineTotal}
	unitTerms       = []payable.Term{payable.LineUnit}
	quantityTerms   = []payable.Term{payable.LineQuantity}
	priceTerms      = []payable.Term{payable.LineUnitPrice, payable.LineTotal}
	creditTerms     = []payable.Term{payable.PrecedingInvoice, payable.PONumber}
	sumTerms        = []payable.Term{payable.NetTotal, payable.TaxTotal, payable.GrossTotal, payable.AmountDue}
	taxTerms        = []payable.Term{payable.TaxTotal}
	comparedTerms   = []payable.Term{payable.AmountDue, payable.IBAN, payable.InvoiceNumber, payable.IssueDate, payable.SellerVATID,
		payable.NetTotal, payable.TaxTotal, payable.GrossTotal}
)

// documentClass reports what is neither an invoice nor a credit note, and what
// is read as one and says the other: the sign of the payment hangs on it.
func documentClass(w *work) []payable.Finding {
	credit := w.Invoice.CreditNote
	due, _ := w.Invoice.AmountDue()
	class := string(w.Draft.DocType)
	switch t := w.Draft.DocType; {
	case t != payable.DocInvoice && t != payable.DocCreditNote, credit != (t == payable.DocCreditNote):
		return one(review, "DOC_CLASS.other", "class", class)
	case due.Amount.IsNegative():
		return one(review, "DOC_CLASS.negative", "class", class, "amount", amount(due.Amount, due.Currency), "currency", string(due.Currency))
	}
	return one(pass, "DOC_CLASS.known", "class", class)
}

// requiredFields reports what must stand on an invoice and was not read.
func requiredFields(w *work) []payable.Finding {
	v := w.Invoice
	var missing []payable.Term
	for _, t := range []struct {
		term payable.Term
		here bool
	}{
		{payable.InvoiceNumber, payable.NormalNumber(v.Number) != ""},
		{payable.IssueDate, !v.Issued.IsZero()},
		{payable.SellerName, strings.TrimSpace(v.Seller.Name) != "" || v.Seller.VATID != "" || w.vendor.vendor != nil},
		{payable.CurrencyCode, v.Currency.Valid()},
		{payable.GrossTotal, v.Gross != nil},
	} {
		if !t.here {
			missing = append(missing, t.term)
		}
	}
	if len(missing) == 0 {
		return one(pass, "REQUIRED_FIELDS.complete")
	}
	f := found(review, "REQUIRED_FIELDS.missing", "fields", joinTerms(missing))
	f.Terms = missing
	return []payable.Finding{f}
}

func joinTerms(terms []payable.Term) string {
	var out []string
	for _, t := range terms {
		out = append(out, string(t))
	}
	return strings.Join(out, ", ")
}

// lowConfidence reports required fields that may have been misread. What is not
// there is REQUIRED_FIELDS; what a person entered is never doubted.
func lowConfidence(w *work) []payable.Finding {
	v := w.Invoice
	var unsure []payable.Term
	for _, t := range []struct {
		term payable.Term
		here bool
	}{
		{payable.InvoiceNumber, v.Number != ""},
		{payable.IssueDate, !v.Issued.IsZero()},
		{payable.CurrencyCode, v.Currency != ""},
		{payable.GrossTotal, v.Gross != nil},
		// An amount due that is the gross total is as sure as that.
		{payable.AmountDue, v.Payable != nil && (v.Gross == nil || !v.Payable.Equal(*v.Gross))},
	} {
		f := w.Draft.Fields[t.term]
		limit, ok := w.Policy.Confidence[t.term]
		if !ok {
			limit, ok = w.Policy.Confidence[""]
		}
		if sure := ok && f.Confidence >= limit; t.here && f.Source != payable.SourcePerson && !sure {
			unsure = append(unsure, t.term)
		}
	}
	if len(unsure) == 0 {
		if w.nothingRequired() {
			return []payable.Finding{because(0, payable.RequiredFields)}
		}
		return one(pass, "LOW_CONFIDENCE.sure")
	}
	f := found(review, "LOW_CONFIDENCE.unsure", "fields", joinTerms(unsure))
	f.Terms = unsure
	return []payable.Finding{f}
}

// nothingRequired reports that none of the required fields was read.
func (w *work) nothingRequired() bool {
	v := w.Invoice
	return v.Number == "" && v.Issued.IsZero() && v.Currency == "" && v.Gross == nil && v.Payable == nil
}

// How sure the page's reading must be to contradict the structured data at all,
// and to stop the payment.
const (
	pageCounts = 0.5
	pageIsSure = 0.98
)

// eInvoiceVsPage reports fields that structured data and page of one document
// state differently: a person checks the page, the machine pays the XML. What
// the page does not state, or was hardly read, contradicts nothing.
func eInvoiceVsPage(w *work) []payable.Finding {
	if w.Page == nil {
		return one(none, "EINVOICE_VS_PAGE.one_layer")
	}
	worst := found(pass, "EINVOICE_VS_PAGE.agree")
	for _, term := range comparedTerms {
		x, p := w.Draft.Fields[term], w.Page.Fields[term]
		if x.Value == "" || p.Value == "" || p.Confidence < pageCounts || sameValue(term, x.Value, p.Value) {
			continue
		}
		f := found(review, "EINVOICE_VS_PAGE.differs", "field", string(term), "xml", x.Value, "page", p.Value)
		// Where the page states no amount due, its gross total is what one would pay.
		due := term == payable.AmountDue || term == payable.GrossTotal && w.Page.Value(payable.AmountDue) == ""
		if (due || term == payable.IBAN) && p.Confidence >= pageIsSure {
			f.Outcome, f.Owner = block, apLead
		}
		f.Terms = []payable.Term{term}
		if f.Outcome > worst.Outcome {
			worst = f
		}
	}
	return []payable.Finding{worst}
}

// sameValue compares two readings of a field: amounts by value, dates as dates,
// the rest without case, blanks and punctuation.
func sameValue(term payable.Term, a, b string) bool {
	switch term {
	case payable.AmountDue, payable.NetTotal, payable.TaxTotal, payable.GrossTotal:
		x, err1 := decimal.NewFromString(a)
		y, err2 := decimal.NewFromString(b)
		return err1 == nil && err2 == nil && sane(x) && sane(y) && x.Equal(y)
	case payable.IssueDate:
		x, err1 := time.Parse(time.DateOnly, a)
		y, err2 := time.Parse(time.DateOnly, b)
		return err1 == nil && err2 == nil && x.Equal(y)
	case payable.InvoiceNumber:
		return payable.NormalNumber(a) == payable.NormalNumber(b)
	}
	return identifier(a) == identifier(b)
}
