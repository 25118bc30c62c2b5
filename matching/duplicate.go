package matching

import (
	"github.com/payable-ap/payable"
)

// duplicateFile reports that the same bytes, or the same text, came in before.
// Only earlier invoices count, by id, or two copies would point at each other. A
// file may hold several invoices: those have different numbers.
func duplicateFile(w *work) []payable.Finding {
	original := payable.InvoiceID(0)
	for _, id := range w.SameFile {
		if id == w.Invoice.ID || w.Invoice.ID != 0 && id > w.Invoice.ID || w.otherNumber(id) {
			continue
		}
		if original == 0 || id < original {
			original = id
		}
	}
	if original == 0 {
		return one(pass, "DUPLICATE_FILE.new")
	}
	w.copyOf, w.copyCheck = original, payable.DuplicateFile
	return one(payable.Copy, "DUPLICATE_FILE.copy", "invoice", id(original))
}

// otherNumber reports whether a prior invoice bears a number other than this one.
func (w *work) otherNumber(id payable.InvoiceID) bool {
	mine := payable.NormalNumber(w.Invoice.Number)
	for _, p := range w.Previous {
		if n := payable.NormalNumber(p.Number); p.Invoice == id && n != "" && mine != "" && n != mine {
			return true
		}
	}
	return false
}

// duplicateNumber reports that the vendor's group used the number before in the
// same year. The same number, amount and date is a reprint, or the picture beside
// the structured invoice: linked silently. Anything else with that number needs
// two people, and so does a copy of an invoice that only the ledger's past knows:
// there is nothing here to link it to.
//
// An invoice captured later and not yet decided will find this one and is left
// out; otherwise each would wait for the other.
func duplicateNumber(w *work) []payable.Finding {
	number := payable.NormalNumber(w.Invoice.Number)
	switch {
	case w.copyOf != 0:
		return []payable.Finding{because(0, payable.DuplicateFile)}
	case w.vendor.vendor == nil:
		return []payable.Finding{because(0, payable.VendorResolved)}
	case number == "":
		return []payable.Finding{because(0, payable.RequiredFields)}
	}
	var clash *payable.PriorInvoice
	for i := range w.Previous {
		p := &w.Previous[i]
		if !w.sameSeries(*p) || payable.NormalNumber(p.Number) != number {
			continue
		}
		if p.Invoice != 0 && w.sameBill(*p) {
			if w.copyOf == 0 || p.Invoice < w.copyOf {
				w.copyOf, w.copyCheck = p.Invoice, payable.DuplicateNumber
			}
		} else if clash == nil {
			clash = p
		}
	}
	switch {
	case w.copyOf != 0:
		return one(payable.Copy, "DUPLICATE_NUMBER.copy", "number", w.Invoice.Number, "invoice", id(w.copyOf))
	case clash != nil:
		where := clash.Reference
		if clash.Invoice != 0 {
			where = id(clash.Invoice)
		}
		return one(block, "DUPLICATE_NUMBER.used", "number", w.Invoice.Number, "invoice", where,
			"want", amount(clash.Gross, clash.Currency), "got", amount(value(w.Invoice.Gross), w.Invoice.Currency),
			"currency", string(w.Invoice.Currency), "date", day(clash.Issued))
	}
	return one(pass, "DUPLICATE_NUMBER.new", "number", w.Invoice.Number)
}

// sameSeries reports whether a prior invoice shares the series of numbers: the
// vendor's group, the year, and invoices apart from credit notes.
func (w *work) sameSeries(p payable.PriorInvoice) bool {
	v, mine := w.vendor.vendor, w.Invoice
	switch {
	case p.Invoice != 0 && p.Invoice == mine.ID:
		return false
	case p.Undecided && mine.ID != 0 && p.Invoice > mine.ID:
		return false
	case p.Vendor != v.ID && (p.Group == 0 || p.Group != v.Group):
		return false
	case p.CreditNote != mine.CreditNote:
		return false
	}
	return p.Issued.IsZero() || mine.Issued.IsZero() || p.Issued.Year() == mine.Issued.Year()
}

func (w *work) sameBill(p payable.PriorInvoice) bool {
	g := w.Invoice.Gross
	return g != nil && sane(p.Gross) && g.Equal(p.Gross) && w.Invoice.Currency == p.Currency && sameDay(w.Invoice.Issued, p.Issued)
}
