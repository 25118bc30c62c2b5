// Package matching decides whether an invoice may be paid.
//
// [Match] compares an invoice with the orders it names, what arrived against
// them and what other invoices billed already, under a policy. It is a pure
// function: it reads no clock, no database and no configuration, so a decision
// can be replayed years later from the case it was made from, and a rule can be
// tested with a literal. The same case gives the same bytes.
//
// It works in two steps. The first ([derive]) settles what the rules look at:
// the vendor, the orders, and which order line and receipts each invoice line
// bills. The second runs the table rules from top to bottom. No rule stops the
// next: one that an earlier finding made meaningless is recorded as not
// evaluated because of that finding.
//
// What is promised, whatever a stranger mails us: it never panics, allocations
// and remainder of a line sum to its quantity, and nothing is cleared that bills
// more than ordered or undelivered goods beyond what the policy lets pass. An
// invoice is clear when [payable.Decision.Worst] is at most Info and CopyOf is
// zero: a copy has its original's verdict and is not paid.
//
// A rule is a function in this package and one entry in the table rules. To add
// one, write it, name its check in package payable and its sentences in
// [Messages], and add a case for each outcome it can have to testdata.
//
// Not made yet: MATCHING's subset-sum remainder (such lines are unmatched, which
// a person reviews too), price bases that differ by 10, 100 or 1000, planned and
// unplanned charges (all charges go to SMALL_DIFFERENCE), and item conversions
// beyond weight, volume and length.
package matching

import "github.com/payable-ap/payable"

type (
	// Case is everything the matcher looks at.
	Case = payable.Case
	// Decision is what it found.
	Decision = payable.Decision
)

// The owners a finding can have: who must act.
const (
	ap           = "ap"
	apLead       = "ap_lead"
	buyer        = "buyer"
	receiver     = "receiver"
	vendorMaster = "vendor_master"
)

// A rule looks at one aspect of a case. Can lists the outcomes it can have, for
// the test that wants a case for each.
type rule struct {
	check payable.CheckID
	owner string
	cause string // what its findings have in common with those of other rules
	terms []payable.Term
	can   []payable.Outcome
	run   func(*work) []payable.Finding
}

const (
	none   = payable.NotEvaluated
	pass   = payable.Pass
	info   = payable.Info
	review = payable.NeedsReview
	hold   = payable.Hold
	block  = payable.Block
)

func can(o ...payable.Outcome) []payable.Outcome { return o }

// duplicateRules come before all others: when one of them finds that the
// invoice is a copy, the others are not evaluated. The vendor stands among them
// because the number is looked for among that vendor's invoices.
var duplicateRules = []rule{
	{payable.DuplicateFile, ap, "copy", nil, can(pass, payable.Copy), duplicateFile},
	{payable.VendorResolved, ap, "vendor", vendorTerms, can(pass, review), vendorResolved},
	{payable.DuplicateNumber, ap, "copy", numberTerms, can(none, pass, payable.Copy, block), duplicateNumber},
}

// rules run in this order, and a decision lists their findings in this order.
var rules = []rule{
	{payable.VendorActive, vendorMaster, "vendor", nil, can(none, pass, hold), vendorActive},
	{payable.BankIsMasters, vendorMaster, "bank", bankTerms, can(none, pass, review, block), bankIsMasters},

	{payable.DocumentClass, ap, "document", nil, can(pass, review), documentClass},
	{payable.RequiredFields, ap, "reading", requiredTerms, can(pass, review), requiredFields},
	{payable.LowConfidence, ap, "reading", requiredTerms, can(none, pass, review), lowConfidence},
	{payable.EInvoiceVsPage, ap, "layers", comparedTerms, can(none, pass, review, block), eInvoiceVsPage},
	{payable.LineArith, ap, "amounts", lineAmountTerms, can(none, pass, review), lineArith},

	{payable.OrderFound, ap, "order", orderTerms, can(pass, info, hold), orderFound},
	{payable.OrderIsOpen, buyer, "order", orderTerms, can(none, pass, info, hold, block), orderOpen},
	{payable.VendorIsOrders, ap, "order", orderTerms, can(none, pass, hold), vendorIsOrders},
	{payable.CurrencyMatch, ap, "currency", currencyTerms, can(none, pass, review, hold), currencyMatch},

	{payable.LineUnmatched, ap, "lines", lineTerms, can(none, pass, review), lineUnmatched},
	{payable.LineAmbiguous, ap, "lines", lineTerms, can(none, pass, info, review), lineAmbiguous},
	{payable.UnitKnown, ap, "units", unitTerms, can(none, pass, info, review), unitKnown},

	{payable.QuantityOrdered, buyer, "", quantityTerms, can(none, pass, hold), quantityOrdered},
	{payable.QuantityReceived, receiver, "", quantityTerms, can(none, pass, hold), quantityReceived},
	{payable.NoReceipt, receiver, "", quantityTerms, can(none, pass, info, hold), noReceipt},
	{payable.UnitPrice, buyer, "", priceTerms, can(none, pass, info, hold), unitPrice},

	{payable.CreditReference, ap, "credit", creditTerms, can(pass, review), creditReference},
	{payable.CreditQuantity, ap, "credit", quantityTerms, can(none, pass, hold), creditQuantity},
	{payable.CreditAmount, ap, "credit", priceTerms, can(none, pass, hold), creditAmount},

	{payable.SumLines, ap, "amounts", sumTerms, can(none, pass, review), sumLines},
	{payable.TaxArith, ap, "amounts", taxTerms, can(none, pass, review), taxArith},
	{payable.GrossArith, ap, "amounts", sumTerms, can(none, pass, review), grossArith},
	{payable.SmallDifference, ap, "charges", sumTerms, can(none, pass, info, review), smallDifference},
}

// Match returns what there is to say about c.Invoice before it may be paid.
// Allocations are in the order line's unit; those of a credit note are positive,
// as printed, and reduce what was billed. A copy has no allocations.
func Match(c Case) Decision {
	w := derive(c)
	d := Decision{Vendor: w.vendorID()}
	for _, r := range duplicateRules {
		d.Findings = append(d.Findings, w.apply(r)...)
	}
	d.CopyOf = w.copyOf
	if w.copyOf != 0 {
		d.Remainders = w.wholeLines()
		for _, r := range rules {
			d.Findings = append(d.Findings, w.skip(r))
		}
		return d
	}
	for _, r := range rules {
		d.Findings = append(d.Findings, w.apply(r)...)
	}
	d.Orders = w.orderIDs()
	d.Allocations, d.Remainders = w.allocations()
	return d
}

// apply runs a rule and fills in what all its findings share.
func (w *work) apply(r rule) []payable.Finding {
	out := r.run(w)
	for i := range out {
		f := &out[i]
		f.Check = r.check
		if f.Owner == "" && f.Outcome.Open() {
			f.Owner = r.owner
		}
		if f.Cause == "" {
			f.Cause = r.cause
		}
		if f.Terms == nil {
			f.Terms = r.terms
		}
		w.open[r.check] = w.open[r.check] || f.Outcome.Open()
	}
	return out
}

// skip says that a rule was not run because the invoice is a copy.
func (w *work) skip(r rule) payable.Finding {
	return payable.Finding{Check: r.check, Outcome: none, Message: "because", Because: w.copyCheck,
		Figures: figures("check", string(w.copyCheck)), Cause: "copy"}
}

// figures builds a finding's figures from name and value in turn.
func figures(pairs ...string) map[string]string {
	m := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}

// found returns a header finding; apply fills in the rest.
func found(o payable.Outcome, message string, pairs ...string) payable.Finding {
	return payable.Finding{Outcome: o, Message: message, Figures: figures(pairs...)}
}

// one is found as a rule returns it.
func one(o payable.Outcome, message string, pairs ...string) []payable.Finding {
	return []payable.Finding{found(o, message, pairs...)}
}

// because returns a finding that says that nothing could be said.
func because(line int, check payable.CheckID) payable.Finding {
	f := found(none, "because", "check", string(check))
	f.Line, f.Because = line, check
	return f
}
