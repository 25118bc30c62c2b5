package matching

import (
	"strconv"
	"strings"
	"time"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// Figures are written in one way everywhere: decimals with a point, dates as in
// ISO 8601. Pages put them into the reader's language.

func id[T ~int64](n T) string { return strconv.FormatInt(int64(n), 10) }

// amount writes d with the currency's places, or with as many as it has.
func amount(d decimal.Decimal, c payable.Currency) string {
	if !sane(d) {
		return ""
	}
	s := d.Round(6).String()
	if _, places, _ := strings.Cut(s, "."); len(places) > int(c.Digits()) {
		return s
	}
	return d.StringFixed(c.Digits())
}

// quantityText writes a quantity without trailing zeros.
func quantityText(d decimal.Decimal) string { return d.String() }

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func sameDay(a, b time.Time) bool { return day(a) == day(b) }

// percentOver returns by how many percent got is above want, negative for below,
// to one place; empty where want is nothing.
func percentOver(want, got decimal.Decimal) string {
	if want.IsZero() {
		return ""
	}
	return got.Sub(want).Mul(hundred).DivRound(want, 1).String()
}
