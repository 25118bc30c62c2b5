package specimen

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// Random invents a bill in a language: seller, buyer, one to twelve lines, now
// and then discounts, charges, a second tax rate, a prepayment, or a credit
// note. The same seed gives the same bill.
func Random(seed uint64, lang string) Bill {
	r := rand.New(rand.NewPCG(seed, 0x5eed))
	land := lands[lang]
	issued := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(600))
	b := Bill{
		Lang: lang, Currency: land.currency, Seller: randomParty(r, land), Buyer: randomParty(r, land),
		Number: number(r, issued), Issued: issued, Due: issued.AddDate(0, 0, pick(r, 10, 14, 30, 45)),
		Customer: fmt.Sprintf("%d", 10000+r.IntN(90000)),
		Orders:   []string{fmt.Sprintf(pick(r, "PO-%d", "45%08d", "B%d"), 1000+r.IntN(90000))},
	}
	for b.Buyer.Name == b.Seller.Name {
		b.Buyer = randomParty(r, land)
	}
	b.Buyer.IBAN, b.Buyer.BIC, b.Buyer.Bank = "", "", ""
	if r.IntN(2) == 0 {
		b.Despatch = []string{fmt.Sprintf("%d", 800000+r.IntN(100000))}
		b.Delivered = issued.AddDate(0, 0, -r.IntN(8))
	}
	if r.IntN(8) == 0 {
		b.CreditNote, b.Preceding = true, number(r, issued.AddDate(0, 0, -20))
		b.Despatch = nil
	}
	discounts := r.IntN(4) == 0
	for i := range 1 + r.IntN(12) {
		b.Lines = append(b.Lines, randomLine(r, land, i, discounts))
	}
	if r.IntN(4) == 0 {
		b.Charges = append(b.Charges, Charge{Reason: land.freight, Code: "FC", Amount: cents(r, 500, 9000), Rate: land.rate})
	}
	if net := b.Totals().Net; r.IntN(12) == 0 && net.GreaterThan(decimal.NewFromInt(100)) && !b.CreditNote {
		b.Prepaid = net.Div(decimal.NewFromInt(4)).Round(2)
	}
	return b
}

func number(r *rand.Rand, d time.Time) string {
	n := 1 + r.IntN(99999)
	switch r.IntN(4) {
	case 0:
		return fmt.Sprintf("%d-%05d", d.Year(), n)
	case 1:
		return fmt.Sprintf("RE%02d%05d", d.Year()%100, n)
	case 2:
		return fmt.Sprintf("%d", 100000+n)
	}
	return fmt.Sprintf("INV/%d/%04d", d.Year(), n)
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// cents returns an amount with two places between low and high cents.
func cents(r *rand.Rand, low, high int) decimal.Decimal {
	return decimal.New(int64(low+r.IntN(high-low)), -2)
}

func randomLine(r *rand.Rand, land land, i int, discounts bool) Line {
	g := pick(r, land.goods...)
	l := Line{
		Text: g.text, SKU: fmt.Sprintf("%s-%04d", pick(r, "AX", "BK", "CT", "M8", "TR"), r.IntN(10000)), OrderLine: fmt.Sprintf("%d", (i+1)*10),
		Quantity: decimal.NewFromInt(int64(1 + r.IntN(60))), Unit: g.unit, Price: cents(r, 45, 25000), Rate: land.rate,
	}
	if g.unit == "KGM" || g.unit == "HUR" {
		l.Quantity = decimal.New(int64(25*(1+r.IntN(160))), -2)
	}
	switch r.IntN(14) {
	case 0:
		l.Price = decimal.New(int64(100+r.IntN(9000)), -4) // below the cent
		l.Quantity = decimal.NewFromInt(int64(100 * (1 + r.IntN(30))))
	case 1:
		l.Base = hundred
	case 2:
		l.Rate = land.reduced
	}
	if discounts && r.IntN(2) == 0 {
		l.Discount = decimal.NewFromInt(int64(pick(r, 2, 3, 5, 10, 15)))
	}
	return l
}

func randomParty(r *rand.Rand, land land) Party {
	name := pick(r, land.names...)
	slug := pick(r, "north", "hafod", "linde", "brook", "alba", "orme", "terra", "kiln", "mole", "vela")
	city := pick(r, land.cities...)
	domain := fmt.Sprintf("%s%d.example", slug, r.IntN(1000))
	return Party{
		Name: name + " " + pick(r, land.forms...), Street: fmt.Sprintf(land.street, pick(r, land.streets...), 1+r.IntN(140)),
		PostCode: city[0], City: city[1], Country: land.country, VATID: VATID(land.country, r),
		Phone: fmt.Sprintf(land.phone, r.IntN(1000000)), Mail: pick(r, "accounts@", "info@", "billing@") + domain, Web: "www." + domain,
		Bank: pick(r, land.banks...), IBAN: IBAN(land.country, r), BIC: "TEST" + land.country + "2X",
		Register: fmt.Sprintf(land.register, 10000+r.IntN(90000)),
	}
}

// A land is what invented companies of one country look like.
type land struct {
	country                      string
	currency                     payable.Currency
	rate, reduced                decimal.Decimal
	names, forms, streets, banks []string
	cities                       [][2]string
	street, phone, register      string
	freight                      string
	goods                        []good
}

type good struct{ text, unit string }
