package fields

import (
	"regexp"
	"strings"
)

// A vatRule says what a country's VAT identification numbers look like after
// the country code, and how their check digits are computed. The formats are
// those of the European Commission's VIES; the algorithms are published by the
// national tax offices. check is nil where no algorithm is public.
type vatRule struct {
	format *regexp.Regexp
	check  func(string) bool
}

func rule(format string, check func(string) bool) vatRule {
	return vatRule{regexp.MustCompile("^(?:" + format + ")$"), check}
}

// vatRules holds the member states of the EU by the code their numbers begin
// with (Greece writes EL), and GB, XI, CHE and NO.
var vatRules = map[string]vatRule{
	"AT":  rule(`U\d{8}`, vatAT),
	"BE":  rule(`[01]\d{9}`, func(s string) bool { return 97-num(s[:8])%97 == num(s[8:]) }),
	"BG":  rule(`\d{9,10}`, vatBG),
	"CY":  rule(`\d{8}[A-Z]`, vatCY),
	"CZ":  rule(`\d{8,10}`, vatCZ),
	"DE":  rule(`[1-9]\d{8}`, mod1110),
	"DK":  rule(`\d{8}`, func(s string) bool { return weigh(s, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0 }),
	"EE":  rule(`\d{9}`, func(s string) bool { return weigh(s, 3, 7, 1, 3, 7, 1, 3, 7, 1)%10 == 0 }),
	"EL":  rule(`\d{9}`, func(s string) bool { return weigh(s, 256, 128, 64, 32, 16, 8, 4, 2)%11%10 == at(s, 8) }),
	"ES":  rule(`[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]`, vatES),
	"FI":  rule(`\d{8}`, func(s string) bool { return (11-weigh(s, 7, 9, 10, 5, 8, 4, 2)%11)%11 == at(s, 7) }),
	"FR":  rule(`[0-9A-HJ-NP-Z]{2}\d{9}`, vatFR),
	"GB":  rule(`\d{9}|\d{12}|GD\d{3}|HA\d{3}`, vatGB),
	"HR":  rule(`\d{11}`, mod1110),
	"HU":  rule(`\d{8}`, func(s string) bool { return (10-weigh(s, 9, 7, 3, 1, 9, 7, 3)%10)%10 == at(s, 7) }),
	"IE":  rule(`\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W]`, vatIE),
	"IT":  rule(`\d{11}`, luhn),
	"LT":  rule(`\d{9}|\d{12}`, vatLT),
	"LU":  rule(`\d{8}`, func(s string) bool { return num(s[:6])%89 == num(s[6:]) }),
	"LV":  rule(`\d{11}`, vatLV),
	"MT":  rule(`\d{8}`, func(s string) bool { return 37-weigh(s, 3, 4, 6, 7, 8, 9)%37 == num(s[6:]) }),
	"NL":  rule(`\d{9}B\d{2}`, vatNL),
	"PL":  rule(`\d{10}`, func(s string) bool { return weigh(s, 6, 5, 7, 2, 3, 4, 5, 6, 7)%11 == at(s, 9) }),
	"PT":  rule(`\d{9}`, func(s string) bool { return (11-weigh(s, 9, 8, 7, 6, 5, 4, 3, 2)%11)%11%10 == at(s, 8) }),
	"RO":  rule(`\d{2,10}`, vatRO),
	"SE":  rule(`\d{10}\d{2}`, func(s string) bool { return luhn(s[:10]) }),
	"SI":  rule(`\d{8}`, func(s string) bool { return (11-weigh(s, 8, 7, 6, 5, 4, 3, 2)%11)%10 == at(s, 7) }),
	"SK":  rule(`\d{10}`, func(s string) bool { return num(s)%11 == 0 }),
	"XI":  rule(`\d{9}|\d{12}`, vatGB),
	"CHE": rule(`\d{9}(MWST|TVA|IVA|HR)?`, func(s string) bool { return (11-weigh(s, 5, 4, 3, 2, 7, 6, 5, 4)%11)%11 == at(s, 8) }),
	"NO":  rule(`\d{9}(MVA)?`, func(s string) bool { return (11-weigh(s, 3, 2, 7, 6, 5, 4, 3, 2)%11)%11 == at(s, 8) }),
}

// inVATID takes out what people set between the characters of a number.
var inVATID = strings.NewReplacer(" ", "", ".", "", "-", "", "\u00a0", "", "/", "")

// parseVATID normalises a VAT identification number and reports whether its
// format is known, and whether its check digits agree.
func parseVATID(s string) (id string, format, checked bool) {
	id = inVATID.Replace(strings.ToUpper(s))
	if len(id) < 4 || len(id) > 16 {
		return "", false, false
	}
	country := id[:2]
	if strings.HasPrefix(id, "CHE") {
		country = "CHE"
	} else if country == "GR" {
		country = "EL"
	}
	r, ok := vatRules[country]
	if !ok {
		return "", false, false
	}
	rest := id[len(country):]
	if !r.format.MatchString(rest) {
		return "", false, false
	}
	return id, true, r.check(rest)
}

func at(s string, i int) int { return int(s[i] - '0') }

func num(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + at(s, i)
	}
	return n
}

func weigh(s string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += w * at(s, i)
	}
	return sum
}

func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := at(s, len(s)-1-i)
		if i%2 == 1 {
			d *= 2
			d = d/10 + d%10
		}
		sum += d
	}
	return sum%10 == 0
}

// mod1110 is ISO 7064 MOD 11,10.
func mod1110(s string) bool {
	p := 10
	for i := range len(s) - 1 {
		p = (p + at(s, i)) % 10
		if p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return (11-p)%10 == at(s, len(s)-1)
}

func vatAT(s string) bool {
	sum := 4
	for i := range 7 {
		d := at(s, i+1)
		if i%2 == 1 {
			d *= 2
			d = d/10 + d%10
		}
		sum += d
	}
	return (10-sum%10)%10 == at(s, 8)
}

func vatBG(s string) bool {
	if len(s) == 10 {
		return true // persons and foreigners: four schemes, told apart by registers only
	}
	r := weigh(s, 1, 2, 3, 4, 5, 6, 7, 8) % 11
	if r == 10 {
		r = weigh(s, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10
	}
	return r == at(s, 8)
}

func vatCY(s string) bool {
	odd := [10]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21}
	sum := 0
	for i := range 8 {
		if i%2 == 0 {
			sum += odd[at(s, i)]
		} else {
			sum += at(s, i)
		}
	}
	return s[8] == byte('A'+sum%26)
}

func vatCZ(s string) bool {
	switch len(s) {
	case 8:
		return (11-weigh(s, 8, 7, 6, 5, 4, 3, 2)%11)%10 == at(s, 7)
	case 10:
		return num(s)%11 == 0
	}
	return true // births before 1954 carry no check digit
}

func vatES(s string) bool {
	const control = "TRWAGMYFPDXBNJZSQVHLCKE"
	last := s[len(s)-1]
	switch first := s[0]; {
	case first >= '0' && first <= '9':
		return control[num(s[:8])%23] == last
	case strings.IndexByte("XYZ", first) >= 0:
		return control[(strings.IndexByte("XYZ", first)*10000000+num(s[1:8]))%23] == last
	case strings.IndexByte("KLM", first) >= 0:
		return control[num(s[1:8])%23] == last
	}
	sum := 0
	for i := range 7 {
		d := at(s, i+1)
		if i%2 == 0 {
			d *= 2
			d = d/10 + d%10
		}
		sum += d
	}
	c := (10 - sum%10) % 10
	return last == byte('0'+c) || last == "JABCDEFGHI"[c]
}

func vatFR(s string) bool {
	if !plain(s[:2]) {
		return luhn(s[2:])
	}
	return (12+3*(num(s[2:])%97))%97 == num(s[:2])
}

func vatGB(s string) bool {
	if len(s) == 5 {
		return true // government departments and health authorities
	}
	sum := weigh(s, 8, 7, 6, 5, 4, 3, 2) + num(s[7:9])
	return sum%97 == 0 || (sum+55)%97 == 0
}

func vatIE(s string) bool {
	const letters = "WABCDEFGHIJKLMNOPQRSTUV"
	if s[1] < '0' || s[1] > '9' {
		s = "0" + s[2:7] + s[:1] + s[7:]
	}
	sum := weigh(s, 8, 7, 6, 5, 4, 3, 2)
	if len(s) == 9 {
		sum += 9 * strings.IndexByte(letters, s[8])
	}
	return letters[sum%23] == s[7]
}

func vatLT(s string) bool {
	first := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2}
	second := []int{3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4}
	n := len(s) - 1
	r := weigh(s, first[:n]...) % 11
	if r == 10 {
		r = weigh(s, second[:n]...) % 11 % 10
	}
	return r == at(s, n)
}

func vatLV(s string) bool {
	if s[0] <= '3' {
		return true // a person's code: the birth date, no public check
	}
	r := 3 - weigh(s, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6)%11
	if r < -1 {
		r += 11
	}
	return r == at(s, 10)
}

// vatNL checks both kinds: those of companies (mod 11 of the first nine digits)
// and those issued to sole traders since 2020 (mod 97 of the whole).
func vatNL(s string) bool {
	if weigh(s, 9, 8, 7, 6, 5, 4, 3, 2)%11 == at(s, 8) {
		return true
	}
	r := 0
	for _, c := range "NL" + s {
		if c >= 'A' {
			r = (r*100 + int(c-'A') + 10) % 97
		} else {
			r = (r*10 + int(c-'0')) % 97
		}
	}
	return r == 1
}

func vatRO(s string) bool {
	s = strings.Repeat("0", 10-len(s)) + s
	return weigh(s, 7, 5, 3, 2, 1, 7, 5, 3, 2)*10%11%10 == at(s, 9)
}
