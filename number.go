package payable

import (
	"strings"
	"unicode"
)

// NormalNumber returns the form in which invoice and order numbers are
// compared and indexed: capitals, only letters and digits, no zeros at the head
// of a run of digits. "RE-0017/b", "re 17 B" and "ＲＥ１７Ｂ" are all "RE17B".
//
// It leaves O and 0, I and 1 apart: taking them for one another is a guess, and
// two different invoices would be called one. A number without a letter or a
// digit becomes "", which is equal to nothing: callers test for it. Applying it
// twice changes nothing. The database stores its results, so a change to it
// needs a migration that computes them again.
func NormalNumber(s string) string {
	var out strings.Builder
	zeros, digits := false, false // held back zeros; inside a run with a digit written
	end := func() {
		if zeros && !digits {
			out.WriteByte('0')
		}
		zeros, digits = false, false
	}
	for _, r := range s {
		if '！' <= r && r <= '～' {
			r -= '！' - '!' // full-width forms, as East Asian programs print them
		}
		r = unicode.ToUpper(r)
		switch {
		case r == '0' && !digits:
			zeros = true
		case unicode.IsDigit(r):
			digits = true
			out.WriteRune(r)
		case unicode.IsLetter(r):
			end()
			out.WriteRune(r)
		}
	}
	end()
	return out.String()
}
