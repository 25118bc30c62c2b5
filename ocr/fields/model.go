package fields

import (
	_ "embed"
	"encoding/json"
	"sync"

	"github.com/payable-ap/payable"
)

// A Model is the weights values are scored with. It is not changed once made
// and may be used concurrently.
type Model struct {
	terms   map[payable.Term]*vector
	joint   jointVector
	tables  map[string][]Knot // of the calibration, by grade; nil for none
	trains  func(Choice)      // told of every choice, to learn from; nil mostly
	forgets uint64            // how much of the lexicon is not known, of 2^32
	seed    uint64

	thresholds map[payable.Term]float64 // see [Threshold]
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

// fittedFile is what "make fit" wrote: weights, calibration, and how they were
// made.
//
//go:embed fitted.json
var fittedFile []byte

// fitted is the model documents are read with. The file is part of the program:
// one that does not parse is a fault of the build and panics.
var fitted = sync.OnceValue(func() *Model {
	var f struct {
		Weights     map[string]map[string]float64
		Calibration map[string][]Knot
		Thresholds  map[payable.Term]float64
	}
	if err := json.Unmarshal(fittedFile, &f); err != nil {
		panic(err)
	}
	m := NewModel(f.Weights, f.Calibration)
	m.thresholds = f.Thresholds
	return m
})

// Threshold returns the lowest confidence at which at most one in 200 values of
// a field was wrong on specimens of layouts the weights had not seen, and false
// for a field that reached that at no confidence. A customer who wants no more
// wrong than that among the values nobody looks at asks for it in the policy.
func Threshold(t payable.Term) (float64, bool) {
	p, ok := fitted().thresholds[t]
	return p, ok
}
