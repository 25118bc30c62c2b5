package fields

import (
	"sync"

	"github.com/payable-ap/payable"
)

// A Model is the weights values are scored with. It is not changed once made
// and may be used concurrently.
type Model struct {
	terms  map[payable.Term]*vector
	joint  jointVector
	trains bool // keep every candidate, also the hopeless, to learn from
}

// scoredTerms lists the fields with weights of their own.
var scoredTerms = []payable.Term{
	payable.InvoiceNumber, payable.IssueDate, payable.DueDate, payable.PONumber, payable.DespatchNumber, payable.PrecedingInvoice,
	payable.SellerName, payable.SellerVATID, payable.BuyerName, payable.BuyerVATID, payable.IBAN,
	payable.NetTotal, payable.TaxTotal, payable.GrossTotal, payable.AmountDue, payable.PrepaidAmount,
	payable.RoundingAmount, payable.DocumentAllowances, payable.DocumentCharges,
}

// of returns the weights of a field.
func (m *Model) of(t payable.Term) *vector { return m.terms[t] }

// Prior returns the model fitting begins with.
func Prior() *Model {
	m := &Model{terms: map[payable.Term]*vector{}, joint: priorJoint}
	for _, t := range scoredTerms {
		v := &vector{}
		for f := range v {
			w, ok := prior[t][feature(f)]
			if !ok {
				w = prior[""][feature(f)]
			}
			v[f] = w
		}
		m.terms[t] = v
	}
	return m
}

var fitted = sync.OnceValue(Prior)
