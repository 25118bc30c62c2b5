package payable

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Invoice returns what a draft says as an invoice, without an id, a state or a
// vendor: a pure function, so that the parsed form is as immutable as the draft.
// A value that is not of its kind (a date that is none) is left out, and
// REQUIRED_FIELDS asks for it.
func (d Draft) Invoice() Invoice {
	v := Invoice{
		Draft:      d.ID,
		Occurrence: d.Occurrence,
		CreditNote: d.DocType == DocCreditNote,
		Number:     d.Value(InvoiceNumber),
		Issued:     parseDate(d.Value(IssueDate)),
		Due:        parseDate(d.Value(DueDate)),
		Currency:   Currency(strings.ToUpper(d.Value(CurrencyCode))),
		OrderRefs:  references(d, PONumber, LineOrderNumber),
		Despatch:   references(d, DespatchNumber, LineReceiptNumber),
		Preceding:  references(d, PrecedingInvoice, ""),
		Seller:     Party{Name: d.Value(SellerName), VATID: compact(d.Value(SellerVATID))},
		Buyer:      Party{Name: d.Value(BuyerName), VATID: compact(d.Value(BuyerVATID))},
		Net:        amount(d.Value(NetTotal)),
		Tax:        amount(d.Value(TaxTotal)),
		Gross:      amount(d.Value(GrossTotal)),
		Prepaid:    amount(d.Value(PrepaidAmount)),
		Rounding:   amount(d.Value(RoundingAmount)),
		Payable:    amount(d.Value(AmountDue)),
		Allowances: amount(d.Value(DocumentAllowances)),
		Charges:    amount(d.Value(DocumentCharges)),
		VAT:        d.VAT,
		Bank:       d.Bank,
		State:      Captured,
		Version:    1,
	}
	if !v.Currency.Valid() {
		v.Currency = ""
	}
	for i, l := range d.Lines {
		v.Lines = append(v.Lines, line(i+1, l))
	}
	if v.CreditNote {
		v.positive()
	}
	return v
}

func line(n int, l map[Term]Field) InvoiceLine {
	return InvoiceLine{
		Number:    n,
		Text:      l[LineDescription].Value,
		SKU:       l[LineSKU].Value,
		BuyerSKU:  l[LineBuyerSKU].Value,
		Quantity:  amount(l[LineQuantity].Value),
		Unit:      l[LineUnit].Value,
		UnitPrice: amount(l[LineUnitPrice].Value),
		PriceBase: amount(l[LinePriceBase].Value),
		Net:       amount(l[LineTotal].Value),
		VATRate:   l[LineVATRate].Value,
		Allowance: amount(l[LineAllowance].Value),
		Charge:    amount(l[LineCharge].Value),
		OrderRef:  l[LineOrderNumber].Value,
		OrderLine: l[LinePOLine].Value,
		Despatch:  l[LineReceiptNumber].Value,
	}
}

// positive turns a credit note that prints its amounts negative: EN 16931 has
// them positive (type code 381), and CreditNote says which way they go.
func (v *Invoice) positive() {
	if v.Gross == nil || !v.Gross.IsNegative() {
		return
	}
	for _, a := range []**decimal.Decimal{&v.Net, &v.Tax, &v.Gross, &v.Prepaid, &v.Rounding, &v.Payable, &v.Allowances, &v.Charges} {
		turn(a)
	}
	for i := range v.Lines {
		l := &v.Lines[i]
		turn(&l.Net)
		turn(&l.Allowance)
		turn(&l.Charge)
		switch {
		case l.Quantity != nil && l.Quantity.IsNegative():
			turn(&l.Quantity)
		case l.UnitPrice != nil && l.UnitPrice.IsNegative():
			turn(&l.UnitPrice)
		}
	}
}

func turn(a **decimal.Decimal) {
	if *a != nil {
		n := (*a).Neg()
		*a = &n
	}
}

func amount(s string) *decimal.Decimal {
	if s == "" || len(s) > 40 {
		return nil
	}
	d, err := decimal.NewFromString(s)
	if err != nil || d.Exponent() < -12 || d.Exponent() > 12 {
		return nil
	}
	return &d
}

func parseDate(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1990 || t.Year() > 2200 {
		return time.Time{}
	}
	return t
}

// references collects the numbers a document names, header first, each once.
// One field may name several, separated by commas or semicolons.
func references(d Draft, header, onLine Term) []string {
	var out []string
	seen := map[string]bool{}
	add := func(s string) {
		for _, p := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' }) {
			p = strings.TrimSpace(p)
			if n := NormalNumber(p); n != "" && !seen[n] {
				seen[n] = true
				out = append(out, p)
			}
		}
	}
	add(d.Value(header))
	if onLine != "" {
		for _, l := range d.Lines {
			add(l[onLine].Value)
		}
	}
	return out
}

func compact(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '.' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, s))
}

// CheckTerm reports whether a person may enter value for a term: dates as
// 2026-11-21, numbers with a point, known currency codes. The empty value, which
// removes a field, is always in order.
func CheckTerm(t Term, value string) error {
	if value == "" {
		return nil
	}
	switch kind := t.Kind(); {
	case kind == KindDate:
		if parseDate(value).IsZero() {
			return Refuse(string(t), "not_date", `"{value}" is not a date such as 2026-11-21`, "value", value)
		}
	case kind == KindCurrency:
		if !Currency(strings.ToUpper(value)).Valid() {
			return Refuse(string(t), "not_currency", `"{value}" is not a currency code such as EUR`, "value", value)
		}
	case kind.Decimal():
		if amount(value) == nil {
			return Refuse(string(t), "not_number", `"{value}" is not a number such as 1234.50`, "value", value)
		}
	}
	return nil
}
