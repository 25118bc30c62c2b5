package specimen

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
)

// IBAN returns an account number of the country with right check digits (ISO
// 13616) over an invented basic account number: digits as the country's form
// wants them. It panics on a country without a form here.
func IBAN(country string, r *rand.Rand) string {
	form, ok := ibanForms[country]
	if !ok {
		panic("specimen: no IBAN form for " + country)
	}
	return withCheckDigits(country, fill(form, r))
}

// ibanForms are the basic account numbers: 0 stands for a digit, A for a
// letter, everything else for itself. Bank codes are ones nobody was given.
var ibanForms = map[string]string{
	"DE": "99900000" + "0000000000",
	"GB": "TEST" + "999900" + "00000000",
	"FR": "99900" + "00000" + "00000000000" + "00",
	"NL": "TEST" + "0000000000",
	"IT": "X" + "09990" + "00000" + "000000000000",
	"ES": "99900000" + "000000000000",
	"IE": "TEST" + "999900" + "00000000",
	"AT": "99900" + "00000000000",
}

func fill(form string, r *rand.Rand) string {
	var b strings.Builder
	for _, c := range form {
		if c == '0' {
			c = '0' + rune(r.IntN(10))
		}
		b.WriteRune(c)
	}
	return b.String()
}

// withCheckDigits puts ISO 7064 mod 97-10 check digits before an account.
func withCheckDigits(country, account string) string {
	var digits strings.Builder
	for _, c := range account + country + "00" {
		if c >= 'A' {
			digits.WriteString(strconv.Itoa(int(c - 'A' + 10)))
		} else {
			digits.WriteRune(c)
		}
	}
	n, _ := new(big.Int).SetString(digits.String(), 10)
	rest := new(big.Int).Mod(n, big.NewInt(97)).Int64()
	return fmt.Sprintf("%s%02d%s", country, 98-rest, account)
}

// VATID returns a VAT identification number of the country with a right check
// digit over invented digits. It panics on a country it does not know.
func VATID(country string, r *rand.Rand) string {
	n := make([]int, 12)
	for i := range n {
		n[i] = r.IntN(10)
	}
	n[0] = 1 + n[0]%9
	switch country {
	case "DE":
		return "DE" + join(n[:8]) + strconv.Itoa(mod11x10(n[:8]))
	case "GB":
		return gbVAT(n[:7])
	case "FR":
		return frVAT(n[:8])
	case "NL":
		return nlVAT(r)
	case "ES":
		return esVAT(n[:7])
	case "IT":
		return "IT" + join(n[:7]) + "058" + strconv.Itoa(luhn(append(append([]int{}, n[:7]...), 0, 5, 8)))
	}
	panic("specimen: no VAT id form for " + country)
}

func join(n []int) string {
	var b strings.Builder
	for _, d := range n {
		b.WriteByte(byte('0' + d))
	}
	return b.String()
}

// mod11x10 is the check digit of ISO 7064 mod 11,10, Germany's.
func mod11x10(n []int) int {
	p := 10
	for _, d := range n {
		s := (d + p) % 10
		if s == 0 {
			s = 10
		}
		p = s * 2 % 11
	}
	return (11 - p) % 10
}

// gbVAT appends the two check digits of the newer British rule (mod 97, 55).
func gbVAT(n []int) string {
	s := 55
	for i, d := range n {
		s += d * (8 - i)
	}
	check := (97 - s%97) % 97
	return fmt.Sprintf("GB%s%02d", join(n), check)
}

// luhn is the check digit that makes a number pass the Luhn test.
func luhn(n []int) int {
	s := 0
	for i, d := range n {
		if (len(n)-i)%2 == 1 {
			d *= 2
		}
		s += d/10 + d%10
	}
	return (10 - s%10) % 10
}

// frVAT puts the key before a SIREN that passes the Luhn test.
func frVAT(n []int) string {
	siren := join(n) + strconv.Itoa(luhn(n))
	v, _ := strconv.Atoi(siren)
	return fmt.Sprintf("FR%02d%s", (12+3*(v%97))%97, siren)
}

// nlVAT draws until the old rule's check digit (mod 11) exists.
func nlVAT(r *rand.Rand) string {
	for {
		s, digits := 0, ""
		for i := range 8 {
			d := r.IntN(10)
			s += d * (9 - i)
			digits += strconv.Itoa(d)
		}
		if check := s % 11; check < 10 {
			return "NL" + digits + strconv.Itoa(check) + "B01"
		}
	}
}

// esVAT is the CIF of a limited company: B, seven digits and a Luhn digit.
func esVAT(n []int) string { return "ESB" + join(n) + strconv.Itoa(luhn(n)) }
