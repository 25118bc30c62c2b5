package proof

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/specimen/story"
)

// A vendor is a master with what its invoices look like.
type vendor struct {
	master payable.Vendor
	party  specimen.Party
	layout specimen.Layout
	lang   string
	series string // of its invoice numbers, with a %d
	sku    string
	goods  []string
}

var customer = specimen.Party{
	Name: "Weserblick Messtechnik GmbH", Street: "Am Hulsberg 17", PostCode: "28205", City: "Bremen", Country: "DE",
	VATID: specimen.VATID("DE", seeded(1)), Mail: story.Mailbox,
}

func seeded(n uint64) *rand.Rand { return rand.New(rand.NewPCG(n, 0x6b11)) }

// cast lists the vendors.
func cast() []vendor {
	german := []string{"Drehmomentschlüssel 20-100 Nm", "Akkuschrauber 18 V", "Parallelschraubstock 125 mm", "Werkstattwagen, 6 Schubladen"}
	english := []string{"Office chair, mesh back, grey", "Whiteboard 180 x 120 cm", "Desk, height adjustable", "Filing cabinet, 4 drawers"}
	var out []vendor
	for i, c := range []struct {
		name, street, code, city, domain, register, bank, lang, series, sku string
		layout                                                              specimen.Layout
		goods                                                               []string
	}{
		{"Lindenhof Werkzeuge GmbH", "Hafenstraße 8", "27568", "Bremerhaven", "lindenhof-werkzeuge.example", "Amtsgericht Bremen HRB 20417", "Sparbank Unterweser", "de", "RE-2026-%04d", "LW", specimen.Classic, german},
		{"Northlight Supplies GmbH", "Speicherweg 3", "20457", "Hamburg", "northlight.example", "HRB 118240 Hamburg", "Hanseatic Test Bank", "en", "NL-%05d", "NS", specimen.Modern, english},
		{"Brückner Verpackung GmbH & Co. KG", "Industriestraße 44", "26121", "Oldenburg", "brueckner-verpackung.example", "Amtsgericht Oldenburg HRA 2904", "Volksbank am Beispiel", "de", "B%06d", "BV", specimen.Craft, german},
	} {
		r := seeded(uint64(100 + i))
		p := specimen.Party{Name: c.name, Street: c.street, PostCode: c.code, City: c.city, Country: "DE", VATID: specimen.VATID("DE", r), Register: c.register,
			Phone: fmt.Sprintf("+49 421 %06d", 100000+r.IntN(800000)), Mail: "rechnung@" + c.domain, Bank: c.bank, IBAN: specimen.IBAN("DE", r), BIC: "TESTDE2X"}
		out = append(out, vendor{party: p, layout: c.layout, lang: c.lang, series: c.series, sku: c.sku, goods: c.goods,
			master: payable.Vendor{ID: payable.VendorID(i + 1), Entity: 1, Group: int64(i + 1), Number: fmt.Sprintf("V%d", 1001+i), Name: c.name, VATIDs: []string{p.VATID},
				Senders: []string{c.domain, p.Mail}, Active: true, Terms: 30, Invoices: 25, Bank: []payable.BankAccount{{IBAN: p.IBAN, BIC: p.BIC}}}})
	}
	return out
}

func domain(address string) string {
	_, d, _ := strings.Cut(address, "@")
	return d
}

// attached returns the first attachment of a mail of ours.
func attached(raw []byte) (specimen.Attachment, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return specimen.Attachment{}, err
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return specimen.Attachment{}, err
	}
	for parts := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return specimen.Attachment{}, errors.New("the mail has no attachment")
		}
		if err != nil {
			return specimen.Attachment{}, err
		}
		if p.FileName() == "" {
			continue
		}
		data, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
		kind, _, _ := strings.Cut(p.Header.Get("Content-Type"), ";")
		return specimen.Attachment{Name: p.FileName(), Type: kind, Data: data}, err
	}
}
