package matching

import (
	"errors"
	"testing"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

func TestJudge(t *testing.T) {
	limit := func(upperPercent, upperAmount, lowerPercent, floor string, both bool) payable.Tolerance {
		p := func(s string) *decimal.Decimal {
			if s == "" {
				return nil
			}
			return number(s)
		}
		tol := payable.Tolerance{State: payable.ToleranceLimit, Both: both,
			Upper: payable.Limit{Percent: p(upperPercent), Amount: p(upperAmount)}, Lower: payable.Limit{Percent: p(lowerPercent)}}
		if floor != "" {
			tol.Floor = *number(floor)
		}
		return tol
	}
	exact := payable.Tolerance{State: payable.ToleranceExact}
	for _, tt := range []struct {
		name      string
		tol       payable.Tolerance
		want, got string
		foreign   bool
		side      side
	}{
		{"exact and equal", exact, "100", "100.00", false, within},
		{"exact and a cent more", exact, "100", "100.01", false, above},
		{"exact and a cent less", exact, "100", "99.99", false, below},
		{"off says so even where nothing differs", payable.Tolerance{State: payable.ToleranceOff}, "100", "100", false, off},
		{"off", payable.Tolerance{State: payable.ToleranceOff}, "100", "900", false, off},
		{"a state nobody set lets nothing pass", payable.Tolerance{}, "100", "100.01", false, above},
		{"at the percentage", limit("2", "", "", "", false), "100", "102", false, within},
		{"above the percentage", limit("2", "", "", "", false), "100", "102.01", false, above},
		{"at the amount", limit("", "5", "", "", false), "100", "105", false, within},
		{"above the amount", limit("", "5", "", "", false), "100", "105.01", false, above},
		{"one of two kept, one is enough", limit("2", "50", "", "", false), "100", "110", false, within},
		{"one of two kept, both must be", limit("2", "50", "", "", true), "100", "110", false, above},
		{"the other of two kept, both must be", limit("2", "50", "", "", true), "10000", "10100", false, above},
		{"both kept", limit("2", "50", "", "", true), "1000", "1020", false, within},
		{"at the floor", limit("2", "", "", "10", true), "20", "30", false, within},
		{"above the floor", limit("2", "", "", "10", true), "20", "30.01", false, above},
		{"no lower limit: any less is below", limit("2", "", "", "", false), "100", "99.99", false, below},
		{"at the lower limit", limit("2", "", "2", "", false), "100", "98", false, within},
		{"below the lower limit", limit("2", "", "2", "", false), "100", "97.99", false, below},
		{"a percentage of nothing", limit("2", "", "", "", false), "0", "0.01", false, above},
		{"what should cost nothing, within the amount", limit("2", "5", "", "", false), "0", "5", false, within},
		{"another currency: amounts say nothing", limit("", "50", "", "", false), "100", "101", true, above},
		{"another currency: the percentage decides", limit("2", "1", "", "", true), "100", "102", true, within},
		{"another currency: the floor says nothing", limit("2", "", "", "10", true), "20", "25", true, above},
		{"of what is negative", limit("2", "", "", "", false), "-100", "-98", false, within},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want, got := *number(tt.want), *number(tt.got)
			if s := judge(tt.tol, want, got, got.Sub(want), !tt.foreign); s != tt.side {
				t.Errorf("%s against %s under %s: %d, want %d", tt.got, tt.want, stated(tt.tol, "EUR"), s, tt.side)
			}
		})
	}
}

func TestStated(t *testing.T) {
	p := DefaultPolicy("JPY")
	for check, want := range map[payable.CheckID]string{
		payable.UnitPrice:       "+2 % and +250 JPY, -2 %, floor 10 JPY",
		payable.QuantityOrdered: "exact",
	} {
		if got := stated(p.Tolerances[check], p.Currency); got != want {
			t.Errorf("%s: %q, want %q", check, got, want)
		}
	}
}

func TestValidate(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*payable.Policy)
		field string // empty for valid
	}{
		{"the default", func(*payable.Policy) {}, ""},
		{"no currency", func(p *payable.Policy) { p.Currency = "" }, "currency"},
		{"a check without its tolerance", func(p *payable.Policy) { delete(p.Tolerances, payable.UnitPrice) }, "tolerance UNIT_PRICE"},
		{"no tolerances at all", func(p *payable.Policy) { p.Tolerances = nil }, "tolerance LINE_ARITH"},
		{"a tolerance without a state", func(p *payable.Policy) { p.Tolerances[payable.SumLines] = payable.Tolerance{} }, "tolerance SUM_LINES"},
		{"a limit that limits nothing", func(p *payable.Policy) {
			p.Tolerances[payable.SumLines] = payable.Tolerance{State: payable.ToleranceLimit}
		}, "tolerance SUM_LINES"},
		{"a limit below zero", func(p *payable.Policy) { p.Tolerances[payable.SumLines] = upToAmount("-1") }, "tolerance SUM_LINES"},
		{"off is a word like any other", func(p *payable.Policy) {
			p.Tolerances[payable.SumLines] = payable.Tolerance{State: payable.ToleranceOff}
		}, ""},
		{"nothing for what is measured", func(p *payable.Policy) { p.MeasuredQuantity = payable.Tolerance{} }, "measured quantity"},
		{"no confidence for the rest", func(p *payable.Policy) { delete(p.Confidence, "") }, "confidence"},
		{"a probability above one", func(p *payable.Policy) { p.Confidence[payable.IBAN] = 1.01 }, "confidence iban"},
		{"no margin", func(p *payable.Policy) { p.AmbiguityMargin = 0 }, "ambiguity margin"},
		{"eleven days", func(p *payable.Policy) { p.ApprovalDays = 11 }, "approval days"},
		{"ten days", func(p *payable.Policy) { p.ApprovalDays = 10 }, ""},
		{"no days", func(p *payable.Policy) { p.ApprovalDays = 0 }, "approval days"},
		{"approval by mail switched off", func(p *payable.Policy) { p.ReplyCeiling = decimal.Zero }, ""},
		{"a negative ceiling", func(p *payable.Policy) { p.ReplyCeiling = *number("-1") }, "reply ceiling"},
		{"a negative waiver", func(p *payable.Policy) { p.ReceiptWaiver = *number("-1") }, "receipt waiver"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := DefaultPolicy("EUR")
			tt.spoil(&p)
			err := Validate(p)
			if got := fieldOf(err); got != tt.field {
				t.Errorf("got %v (field %q), want field %q", err, got, tt.field)
			}
		})
	}
}

func fieldOf(err error) string {
	var invalid *payable.InvalidError
	if errors.As(err, &invalid) {
		return invalid.Field
	}
	return ""
}
