package story

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
)

// A vendor is a master with what its invoices look like.
type vendor struct {
	master payable.Vendor
	party  specimen.Party
	layout specimen.Layout
	lang   string
	series string // of its invoice numbers, with a %d
	last   int    // number given
	us     string // our number at the vendor's
}

// customer is who is billed.
var customer = specimen.Party{
	Name: "Weserblick Messtechnik GmbH", Street: "Am Hulsberg 17", PostCode: "28205", City: "Bremen", Country: "DE",
	VATID: specimen.VATID("DE", seeded(1)), Mail: Mailbox,
}

func entity() payable.Entity {
	return payable.Entity{ID: 1, Name: customer.Name, Aliases: []string{"Weserblick Messtechnik", "WBM GmbH"},
		VATIDs: []string{customer.VATID}, Currency: "EUR", TimeZone: "Europe/Berlin"}
}

var dial = map[string]string{"DE": "+49 421", "NL": "+31 50"}

func seeded(n uint64) *rand.Rand { return rand.New(rand.NewPCG(n, 0x57027)) }

// cast lists the vendors. The last one is in no master.
func cast(today time.Time) map[string]*vendor {
	out := map[string]*vendor{}
	for i, c := range []struct {
		key, name, street, code, city, country, domain, register, bank string
		layout                                                         specimen.Layout
		lang, series                                                   string
		terms, past                                                    int
	}{
		{"tools", "Lindenhof Werkzeuge GmbH", "Hafenstraße 8", "27568", "Bremerhaven", "DE", "lindenhof-werkzeuge.example", "Amtsgericht Bremen HRB 20417", "Sparbank Unterweser",
			specimen.Classic, "de", "RE-2026-%04d", 30, 41},
		{"office", "Northlight Supplies GmbH", "Speicherweg 3", "20457", "Hamburg", "DE", "northlight.example", "HRB 118240 Hamburg", "Hanseatic Test Bank",
			specimen.Modern, "en", "NL-%05d", 14, 26},
		{"paper", "Papierkontor Weser e.K.", "Lange Reihe 101", "28219", "Bremen", "DE", "papierkontor.example", "HRA 5518 Bremen", "Sparbank Unterweser",
			specimen.Plain, "de", "%d", 30, 88},
		{"packing", "Brückner Verpackung GmbH & Co. KG", "Industriestraße 44", "26121", "Oldenburg", "DE", "brueckner-verpackung.example", "Amtsgericht Oldenburg HRA 2904", "Volksbank am Beispiel",
			specimen.Craft, "de", "B%06d", 30, 17},
		{"fixings", "Calder Fixings Europe GmbH", "Ringstraße 61", "49074", "Osnabrück", "DE", "calderfixings.example", "Amtsgericht Osnabrück HRB 20911", "Northern Example Bank",
			specimen.Catalogue, "en", "CF/2026/%04d", 30, 12},
		{"lab", "Müritz Labortechnik AG", "Seeufer 2", "17192", "Waren", "DE", "mueritz-labor.example", "HRB 7701 Neubrandenburg", "Mecklenburger Musterbank",
			specimen.Modern, "de", "2026-%05d", 14, 9},
		{"technic", "Van Dalen Techniek B.V.", "Kadelaan 12", "9711 ZZ", "Groningen", "NL", "vandalen.example", "KvK 90011223", "Voorbeeldbank",
			specimen.Ledger, "en", "VD26-%04d", 30, 6},
		{"catering", "Stonebridge Catering GmbH", "Domsheide 4", "28195", "Bremen", "DE", "stonebridge-catering.example", "HRB 31882 Bremen", "Sparbank Unterweser",
			specimen.Craft, "en", "S-%04d", 10, 33},
		{"stranger", "Alba Kalibrierdienst UG", "Turmstraße 9", "30159", "Hannover", "DE", "alba-kalibrierdienst.example", "HRB 220145 Hannover", "Leinebank Test",
			specimen.Classic, "de", "AK%04d", 14, 0},
	} {
		r := seeded(uint64(100 + i))
		p := specimen.Party{Name: c.name, Street: c.street, PostCode: c.code, City: c.city, Country: c.country,
			VATID: specimen.VATID(c.country, r), Register: c.register, Phone: fmt.Sprintf("%s %06d", dial[c.country], 100000+r.IntN(800000)),
			Mail: "rechnung@" + c.domain, Web: "www." + c.domain, Bank: c.bank, IBAN: specimen.IBAN(c.country, r), BIC: "TEST" + c.country + "2X"}
		if c.lang == "en" {
			p.Mail = "accounts@" + c.domain
		}
		out[c.key] = &vendor{party: p, layout: c.layout, lang: c.lang, series: c.series, last: 1200 + r.IntN(700), us: fmt.Sprint(20000 + r.IntN(60000)),
			master: payable.Vendor{ID: payable.VendorID(i + 1), Entity: 1, Group: int64(i + 1), Number: fmt.Sprintf("V%d", 1001+i), Name: c.name,
				VATIDs: []string{p.VATID}, Senders: []string{c.domain, p.Mail}, Active: true, Terms: c.terms, Invoices: c.past,
				Bank: []payable.BankAccount{{IBAN: p.IBAN, BIC: p.BIC, Entered: "ledger.import", Verified: "j.harms", Since: today.AddDate(-2, 0, 0)}}}}
	}
	return out
}

// masters returns the vendors the ledger knows, by number.
func masters(c map[string]*vendor) []payable.Vendor {
	out := make([]payable.Vendor, len(c)-1)
	for key, v := range c {
		if key != "stranger" {
			out[v.master.ID-1] = v.master
		}
	}
	return out
}

// number returns the vendor's next invoice number.
func (v *vendor) number() string {
	v.last++
	return fmt.Sprintf(v.series, v.last)
}

// file turns an invoice number into a file name.
func file(number, extension string) string {
	return "Rechnung_" + strings.NewReplacer("/", "-", " ", "_").Replace(number) + "." + extension
}
