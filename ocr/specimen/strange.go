package specimen

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// A stranger is what the vendors of a language are called who have no legal form
// in their name, and the words of an address beside it.
type stranger struct {
	given       []string // first names
	house       []string // names of shops and houses, whole
	sons        string   // "& Sons"
	attention   []string // before a person's name
	departments []string
	shipTo      []string
	sites       []string // names of places goods are sent to
	titles      []string // of persons
	holder      []string // before the name of who has an account
}

// brands are names made to be trademarks, the same in every language.
var brands = []string{"Velora", "NEXUM", "Tandrix", "okto", "Brightline", "ZYRA", "Finova", "Aquilo", "K2M", "Solvent8", "Rootbase", "UNIFERA", "mobilis", "Orvaxis"}

// Strange turns a bill into one of the many that do not look like a textbook's:
// parties without a legal form, persons, brands and capitals; addresses on the
// web that show the name; short numbers; foreign currencies; numbers of accounts
// and taxpayers that fail their check digits. The same seed gives the same bill.
func (b Bill) Strange(seed uint64) Bill {
	r := rand.New(rand.NewPCG(seed, 0x57a4))
	s, ok := strangers[b.Lang]
	if !ok {
		return b
	}
	stock := stocks[b.Lang]
	if r.IntN(5) < 2 {
		b.Seller.Name = strangeName(r, s, stock)
	}
	if r.IntN(5) < 2 {
		b.Buyer.Name = strangeName(r, s, stock)
	}
	for b.Buyer.Name == b.Seller.Name {
		b.Buyer.Name = strangeName(r, s, stock)
	}
	if r.IntN(14) == 0 {
		b.Buyer.Name = pick(r, s.titles...) + " " + pick(r, s.given...)[:1] + ". " + pick(r, stock.people...)
	}
	if r.IntN(2) == 0 {
		b.Seller.showName()
	}
	if r.IntN(8) == 0 {
		b.Number = pick(r, fmt.Sprint(1+r.IntN(99)), fmt.Sprintf("%04d", 1+r.IntN(400)))
	}
	if r.IntN(5) == 0 {
		b.Seller.VATID = ""
	}
	b.miskeyed(r)
	if b.Lang == "en" && r.IntN(3) == 0 {
		b.american(r)
	} else if r.IntN(10) == 0 {
		b.Currency = pick(r, payable.Currency("USD"), "CHF", "EUR", "GBP")
	}
	return b
}

// strangeName composes a name without a legal form.
func strangeName(r *rand.Rand, s stranger, stock stock) string {
	family, trade := pick(r, stock.people...), pick(r, stock.trades...)
	switch r.IntN(9) {
	case 0, 1:
		return pick(r, s.given...) + " " + family
	case 2:
		return family + " " + trade
	case 3:
		return family + " " + s.sons
	case 4:
		return pick(r, s.house...)
	case 5:
		return pick(r, brands...)
	case 6:
		return pick(r, brands...) + " " + trade
	case 7:
		return strings.ToUpper(trade + " " + family)
	}
	return trade + " " + pick(r, s.given...) + " " + family
}

// showName gives a party addresses made of its name, as most companies have.
func (p *Party) showName() {
	var host strings.Builder
	for _, w := range strings.Fields(strings.ToLower(p.Name)) {
		if host.Len() > 12 {
			break
		}
		for _, c := range w {
			if unicode.IsLetter(c) && c < 0x80 || unicode.IsDigit(c) {
				host.WriteRune(c)
			}
		}
	}
	if host.Len() > 2 {
		at, _, _ := strings.Cut(p.Mail, "@")
		p.Mail, p.Web = at+"@"+host.String()+".example", "www."+host.String()+".example"
	}
}

// miskeyed breaks the check digits of some numbers: demonstrations and typing
// errors have such.
func (b *Bill) miskeyed(r *rand.Rand) {
	for _, s := range []*string{&b.Seller.VATID, &b.Buyer.VATID, &b.Seller.IBAN} {
		if v := *s; r.IntN(14) == 0 && len(v) > 6 {
			k := len(v) - 2
			if v[k] >= '0' && v[k] <= '9' {
				*s = v[:k] + string('0'+(v[k]-'0'+1+byte(r.IntN(8)))%10) + v[k+1:]
			}
		}
	}
}

// american puts both parties into the United States.
func (b *Bill) american(r *rand.Rand) {
	b.Currency = "USD"
	for _, p := range []*Party{&b.Seller, &b.Buyer} {
		town := pick(r, [2]string{"Springfield, IL", "62701"}, [2]string{"Portland, OR", "97205"}, [2]string{"Austin, TX", "78701"}, [2]string{"Albany NY", "12207"})
		p.Street = fmt.Sprintf(pick(r, "%d Main Street", "%d W 5th Ave", "%d Oak Blvd, Suite 200", "PO Box %d"), 100+r.IntN(3000))
		p.City, p.PostCode, p.Country, p.VATID, p.Register = town[0], town[1], "US", "", ""
		p.Phone = fmt.Sprintf("(555) %03d-%04d", 100+r.IntN(900), r.IntN(10000))
	}
	b.Seller.IBAN, b.Seller.BIC, b.Seller.Bank = "", "", ""
	rate := decimal.RequireFromString(pick(r, "8.25", "7", "6.5", "0"))
	for i := range b.Lines {
		b.Lines[i].Rate = rate
	}
	for i := range b.Charges {
		b.Charges[i].Rate = rate
	}
}
