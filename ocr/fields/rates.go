package fields

import (
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// spreadRates gives the lines the VAT rate that the sums prove where the table
// prints none: the only rate of the breakdown, nothing where nothing is taxed,
// or the one way in which the lines add up to the bases of several rates.
func (d *document) spreadRates(dr *payable.Draft) {
	for _, l := range dr.Lines {
		if _, ok := l[payable.LineVATRate]; ok {
			return // the table has rates; a gap in it means something
		}
	}
	put := func(l map[payable.Term]payable.Field, rate, why string, p float64) {
		f := d.fieldOf(nil, rate, p, why)
		if total, ok := l[payable.LineTotal]; ok {
			f.Page = total.Page
		}
		l[payable.LineVATRate] = f
	}
	switch {
	case len(dr.VAT) == 1:
		for _, l := range dr.Lines {
			put(l, dr.VAT[0].Rate, "the only rate of the VAT breakdown", 0.9)
		}
	case len(dr.VAT) > 1:
		at, ok := shares(dr)
		if !ok {
			return
		}
		for i, l := range dr.Lines {
			put(l, dr.VAT[at[i]].Rate, "the lines of this rate add up to its base", 0.93)
		}
	case untaxed(dr):
		for _, l := range dr.Lines {
			put(l, "0", "the document charges no tax", 0.85)
		}
	}
}

// untaxed reports whether the totals say that there is no tax.
func untaxed(dr *payable.Draft) bool {
	if t, ok := dr.Fields[payable.TaxTotal]; ok {
		v, err := decimal.NewFromString(t.Value)
		return err == nil && v.IsZero()
	}
	net, gross := dr.Value(payable.NetTotal), dr.Value(payable.GrossTotal)
	return net != "" && net == gross
}

// maxShares bounds the search for the lines of each base.
const maxShares = 100000

// shares returns which row of the breakdown each line belongs to, if there is
// one way only in which the lines add up to the bases.
func shares(dr *payable.Draft) (at []int, ok bool) {
	var totals, left []int64
	for _, l := range dr.Lines {
		v, err := decimal.NewFromString(l[payable.LineTotal].Value)
		if err != nil {
			return nil, false
		}
		totals = append(totals, units(v))
	}
	for _, v := range dr.VAT {
		b, err := decimal.NewFromString(v.Base)
		if err != nil {
			return nil, false
		}
		left = append(left, units(b))
	}
	ways, steps := 0, 0
	now := make([]int, len(totals))
	var try func(i int)
	try = func(i int) {
		if steps++; steps > maxShares || ways > 1 {
			return
		}
		if i == len(totals) {
			for _, v := range left {
				if v != 0 {
					return
				}
			}
			ways++
			at = append([]int(nil), now...)
			return
		}
		for k := range left {
			left[k] -= totals[i]
			if now[i] = k; left[k] >= 0 || totals[i] < 0 {
				try(i + 1)
			}
			left[k] += totals[i]
		}
	}
	try(0)
	return at, ways == 1 && steps <= maxShares
}
