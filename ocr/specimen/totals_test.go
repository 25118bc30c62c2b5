package specimen

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// TestTotalsKeepTheRulesOfEN16931 checks the sums the standard demands on bills
// of every kind.
func TestTotalsKeepTheRulesOfEN16931(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := Random(rapid.Uint64().Draw(t, "seed"), rapid.SampledFrom(Languages()).Draw(t, "lang"))
		s := b.Totals()
		lines, bases, taxes := decimal.Zero, decimal.Zero, decimal.Zero
		for _, l := range b.Lines {
			lines = lines.Add(l.Net(b.Currency))
			if n := l.Net(b.Currency); !n.Equal(n.Round(2)) {
				t.Fatalf("line net %s has more than cents", n)
			}
		}
		for _, v := range s.VAT {
			bases, taxes = bases.Add(v.Base), taxes.Add(v.Tax)
			if want := v.Base.Mul(v.Rate).Div(hundred).Round(2); !v.Tax.Equal(want) {
				t.Fatalf("BR-CO-17: %s%% of %s is %s, got %s", v.Rate, v.Base, want, v.Tax)
			}
		}
		for _, rule := range []struct {
			name      string
			got, want decimal.Decimal
		}{
			{"BR-CO-10, sum of lines", s.Lines, lines},
			{"BR-CO-13, net", s.Net, lines.Sub(s.Allowances).Add(s.Charges)},
			{"net is the sum of the bases", s.Net, bases},
			{"BR-CO-14, tax", s.Tax, taxes},
			{"BR-CO-15, gross", s.Gross, s.Net.Add(s.Tax)},
			{"BR-CO-16, due", s.Due, s.Gross.Sub(b.Prepaid)},
		} {
			if !rule.got.Equal(rule.want) {
				t.Fatalf("%s: %s, want %s in %+v", rule.name, rule.got, rule.want, b)
			}
		}
	})
}

func TestLineAmounts(t *testing.T) {
	for _, tt := range []struct {
		name                            string
		quantity, price, base, discount string
		net                             string
	}{
		{"whole", "3", "4.10", "0", "0", "12.30"},
		{"half a cent is rounded up", "1", "0.125", "0", "0", "0.13"},
		{"just below half a cent", "1", "0.12499", "0", "0", "0.12"},
		{"a price for a hundred", "250", "18.00", "100", "0", "45.00"},
		{"discount is rounded before it is taken off", "3", "0.35", "0", "10", "0.94"},
		{"all of it off", "2", "9.99", "0", "100", "0.00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := Line{Quantity: rate(tt.quantity), Price: rate(tt.price), Base: rate(tt.base), Discount: rate(tt.discount)}
			if got := l.Net("EUR").StringFixed(2); got != tt.net {
				t.Errorf("%s x %s per %s less %s%%: %s, want %s", tt.quantity, tt.price, tt.base, tt.discount, got, tt.net)
			}
		})
	}
}
