package fields

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold reduces a text to what labels are compared by: lower-case letters and
// digits without accents, and "#". "Rechnungs-Nr.:" becomes "rechnungsnr".
func fold(s string) string { return foldKeeping(s, "#") }

// foldHeading is fold for table headings, in which "%" tells a rate from an
// amount.
func foldHeading(s string) string { return foldKeeping(s, "#%") }

func foldKeeping(s, keep string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r < 0x80 {
			foldRune(&b, r, keep)
			continue
		}
		switch r {
		case 'ß':
			b.WriteString("ss")
		case 'ø', 'Ø':
			b.WriteByte('o')
		case 'æ', 'Æ':
			b.WriteString("ae")
		case 'œ', 'Œ':
			b.WriteString("oe")
		default:
			for _, d := range norm.NFKD.String(string(r)) {
				foldRune(&b, d, keep)
			}
		}
	}
	return b.String()
}

func foldRune(b *strings.Builder, r rune, keep string) {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		b.WriteByte(byte(r))
	case r >= 'A' && r <= 'Z':
		b.WriteByte(byte(r) + 'a' - 'A')
	case r < 0x80:
		if strings.ContainsRune(keep, r) {
			b.WriteRune(r)
		}
	case unicode.IsLetter(r), unicode.IsDigit(r):
		b.WriteRune(unicode.ToLower(r))
	}
}

// clean removes what does not show in a word: blanks, zero-width characters, soft
// hyphens; and takes ligatures apart.
func clean(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0 {
		return strings.TrimSpace(s)
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u00ad', r >= '\u200b' && r <= '\u200f', r == '\u2060', r == '\ufeff', r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	for _, l := range [][2]string{{"ﬀ", "ff"}, {"ﬁ", "fi"}, {"ﬂ", "fl"}, {"ﬃ", "ffi"}, {"ﬄ", "ffl"}} {
		s = strings.ReplaceAll(s, l[0], l[1])
	}
	return strings.TrimSpace(s)
}

// withoutRules removes what recognition makes of the rules of a form: bars and
// brackets around a word, or nothing but such signs.
func withoutRules(s string) string {
	const rules = "|¦[]{}_—=~!«»\\"
	s = strings.Trim(s, rules)
	if strings.Trim(s, rules+".,:;'`‘’\"°*") == "" {
		return ""
	}
	return s
}

// separators set the parts of a sender's one-line address apart.
const separators = "·•|∙●"

// isSeparator reports whether a word is only such a sign.
func isSeparator(s string) bool { return s != "" && strings.Trim(s, separators) == "" }

// unitKey folds a printed unit, in which "m²" and "m2" are one.
func unitKey(s string) string { return fold(s) }

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

func hasDigit(s string) bool { return strings.IndexFunc(s, isDigit) >= 0 }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// letters counts the letters of s.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}
