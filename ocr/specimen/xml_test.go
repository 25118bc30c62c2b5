package specimen_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jacoelho/banking/iban"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/einvoice"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/text"
)

// TestXMLIsReadBackExactly writes bills as UBL and CII and reads them with the
// product's reader: every fact comes back, and nothing is found fault with.
func TestXMLIsReadBackExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := specimen.Random(rapid.Uint64().Draw(t, "seed"), rapid.SampledFrom(specimen.Languages()).Draw(t, "lang"))
		for name, data := range map[string][]byte{"UBL": specimen.UBL(b), "CII": specimen.CII(b)} {
			drafts, err := einvoice.Read(data)
			if err != nil || len(drafts) != 1 {
				t.Fatalf("%s: %d drafts, %v\n%s", name, len(drafts), err, data)
			}
			compare(t, name, b.Truth(), drafts[0])
		}
	})
}

func compare(t *rapid.T, name string, want specimen.Truth, got payable.Draft) {
	if got.DocType != want.DocType || len(got.Problems) > 0 {
		t.Errorf("%s: %s with problems %v, want %s", name, got.DocType, got.Problems, want.DocType)
	}
	for _, term := range slices.Sorted(maps.Keys(want.Fields)) {
		if !same(got.Value(term), want.Fields[term]) {
			t.Errorf("%s: %s %q, want %q", name, term, got.Value(term), want.Fields[term])
		}
	}
	if len(got.Lines) != len(want.Lines) {
		t.Fatalf("%s: %d lines, want %d", name, len(got.Lines), len(want.Lines))
	}
	for i, l := range want.Lines {
		for term, v := range l {
			if !same(got.Lines[i][term].Value, v) {
				t.Errorf("%s line %d: %s %q, want %q", name, i+1, term, got.Lines[i][term].Value, v)
			}
		}
	}
}

// same compares as numbers where both are: 10 and 10.00 are one fact.
func same(a, b string) bool {
	x, errX := decimal.NewFromString(a)
	y, errY := decimal.NewFromString(b)
	return a == b || errX == nil && errY == nil && x.Equal(y)
}

// TestFacturXCarriesItsXML embeds and takes out again.
func TestFacturXCarriesItsXML(t *testing.T) {
	for _, lay := range []specimen.Layout{specimen.Classic, specimen.Modern} {
		b := specimen.Random(12, "de")
		page, _ := draw(t, b, lay)
		cii := specimen.CII(b)
		pdf, err := specimen.FacturX(page, cii)
		if err != nil {
			t.Fatal(err)
		}
		valid(t, pdf)
		files, err := text.Attachments(pdf)
		if err != nil || len(files) != 1 || files[0].Name != "factur-x.xml" || !bytes.Equal(files[0].Data, cii) {
			t.Errorf("%s: attachments %v, %v", lay.Name, files, err)
		}
		if !bytes.Contains(pdf, []byte("/AFRelationship /Alternative")) {
			t.Error("the relationship of file and page is not said")
		}
		if again, _ := specimen.FacturX(page, cii); !bytes.Equal(pdf, again) {
			t.Error("embedded twice, the bytes differ")
		}
	}
	var invalid *payable.InvalidError
	if _, err := specimen.FacturX([]byte("%PDF-1.7\n%%EOF"), nil); !errors.As(err, &invalid) {
		t.Errorf("a foreign PDF: %v, want an InvalidError", err)
	}
}

// TestAccountsHaveRightCheckDigits asks somebody else's implementation.
func TestAccountsHaveRightCheckDigits(t *testing.T) {
	for seed := range uint64(200) {
		for _, lang := range specimen.Languages() {
			if s := specimen.Random(seed, lang).Seller.IBAN; iban.Validate(s) != nil {
				t.Errorf("seed %d %s: %s: %v", seed, lang, s, iban.Validate(s))
			}
		}
	}
}

// TestVATIDsHaveRightCheckDigits checks them by the rule read backwards: the
// weighted sums that must vanish.
func TestVATIDsHaveRightCheckDigits(t *testing.T) {
	for seed := range uint64(200) {
		for _, lang := range specimen.Languages() {
			p := specimen.Random(seed, lang).Seller
			if !vatIDHolds(p.Country, strings.TrimPrefix(p.VATID, p.Country)) {
				t.Errorf("seed %d: %s", seed, p.VATID)
			}
		}
	}
}

func vatIDHolds(country, s string) bool {
	digit := func(i int) int { return int(s[i] - '0') }
	switch country {
	case "DE": // ISO 7064 mod 11,10 over all nine digits ends in 1
		p := 10
		for i := range 8 {
			m := (p + digit(i)) % 10
			if m == 0 {
				m = 10
			}
			p = 2 * m % 11
		}
		return (p+digit(8))%10 == 1
	case "GB": // weights 8 to 2, then the last two as a number; with 55 a multiple of 97
		sum := digit(7)*10 + digit(8) + 55
		for i := range 7 {
			sum += digit(i) * (8 - i)
		}
		return sum%97 == 0
	case "FR": // key and SIREN
		siren, _ := decimal.NewFromString(s[2:])
		key := siren.Mul(decimal.NewFromInt(100)).Add(decimal.NewFromInt(12)).Mod(decimal.NewFromInt(97))
		return key.IntPart() == int64(digit(0)*10+digit(1)) && luhnHolds(s[2:])
	case "NL": // weights 9 to 2, last minus 1: a multiple of 11
		sum := -digit(8)
		for i := range 8 {
			sum += digit(i) * (9 - i)
		}
		return sum%11 == 0 && s[9] == 'B'
	case "ES": // a letter, then Luhn over the eight digits
		return s[0] == 'B' && luhnHolds(s[1:])
	case "IT":
		return luhnHolds(s)
	}
	return false
}

func luhnHolds(s string) bool {
	sum := 0
	for i := range s {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// TestTruthAsJSON is the shape of the corpus's truth: amounts are numbers.
func TestTruthAsJSON(t *testing.T) {
	b := specimen.Random(5, "en")
	data, err := json.Marshal(b.Truth())
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var got map[string]any
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if n, ok := got["gross_total"].(json.Number); !ok || n.String() != b.Totals().Gross.StringFixed(2) {
		t.Errorf("gross_total %#v, want the number %s", got["gross_total"], b.Totals().Gross)
	}
	if got["invoice_number"] != b.Number || len(got["lines"].([]any)) != len(b.Lines) {
		t.Errorf("number %v with %v", got["invoice_number"], got["lines"])
	}
}
