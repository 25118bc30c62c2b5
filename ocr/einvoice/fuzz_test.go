package einvoice

import (
	"errors"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// FuzzUBL checks that whatever is mailed as UBL ends in drafts inside the limits,
// or in a refusal for people.
func FuzzUBL(f *testing.F) {
	for _, name := range []string{"ubl-invoice.xml", "ubl-creditnote.xml", "oioubl.xml", "ubl-order.xml", "ubl-receipt.xml"} {
		f.Add(file(f, name))
	}
	f.Fuzz(holds)
}

// FuzzCII is FuzzUBL for CII, ZUGFeRD 1.0 and the national dialects.
func FuzzCII(f *testing.F) {
	for _, name := range []string{"cii.xml", "zugferd1.xml", "fatturapa.xml", "facturae.xml", "cxml-invoice.xml"} {
		f.Add(file(f, name))
	}
	f.Fuzz(holds)
}

func holds(t *testing.T, data []byte) {
	drafts, err := Read(data)
	var refused *payable.InvalidError
	if err != nil {
		if !errors.As(err, &refused) || refused.Reason.Text == "" || len(drafts) > 0 {
			t.Fatalf("%d drafts with error %v, which is no refusal", len(drafts), err)
		}
		return
	}
	if len(drafts) == 0 {
		t.Fatal("neither a draft nor a refusal")
	}
	if _, ok := Kind(data); !ok {
		t.Error("read, but Kind does not know it")
	}
	lines := 0
	for _, d := range drafts {
		lines += len(d.Lines)
		for _, term := range []payable.Term{payable.NetTotal, payable.TaxTotal, payable.GrossTotal, payable.AmountDue} {
			if v := d.Value(term); v != "" {
				if _, err := decimal.NewFromString(v); err != nil {
					t.Errorf("%s is %q", term, v)
				}
			}
		}
		for term, field := range d.Fields {
			if field.Value == "" || field.Why == "" || field.Confidence <= 0 || field.Confidence > 1 {
				t.Errorf("%s has no evidence: %+v", term, field)
			}
		}
	}
	if lines > maxLines {
		t.Errorf("%d lines", lines)
	}
	// What imports orders and receipts meets the same strangers.
	if _, err := ReadOrder(data); err != nil && !errors.As(err, &refused) {
		t.Error(err)
	}
	if _, err := ReadReceipt(data); err != nil && !errors.As(err, &refused) {
		t.Error(err)
	}
}
