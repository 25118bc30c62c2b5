package matching

import (
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/unicode/norm"
)

// maxText is how many bytes of a description or a name are compared: a vendor's
// file may hold a novel where a name belongs.
const maxText = 1000

// words splits text into its words: lower case, without accents, letters and
// digits only.
func words(s string) []string {
	s = s[:min(len(s), maxText)]
	s = strings.ReplaceAll(strings.ToLower(s), "ß", "ss")
	var out []string
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
			// an accent, taken off its letter
		case b.Len() > 0:
			out = append(out, b.String())
			b.Reset()
		}
	}
	if b.Len() > 0 {
		out = append(out, b.String())
	}
	return out
}

// isLegalForm reports whether a word only says what kind of company it is. Such
// words are left out of names before they are compared, as documents leave them
// out or write them in several ways.
func isLegalForm(w string) bool {
	switch w {
	case "gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "gbr", "ug", "se", "ev", "eg",
		"ltd", "limited", "plc", "llp", "llc", "inc", "incorporated", "corp", "corporation", "co", "company",
		"sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab", "as", "asa", "oy", "oyj", "aps", "doo", "sro", "kft", "zrt", "cyf", "ccc":
		return true
	}
	return false
}

// alike returns how alike two names are, from 0 to 1000. Order of words, case,
// accents and legal forms do not count.
func alike(a, b string) int {
	return ratio(core(a), core(b))
}

func core(name string) string {
	ws := words(name)
	kept := slices.DeleteFunc(slices.Clone(ws), isLegalForm)
	if len(kept) == 0 {
		kept = ws
	}
	slices.Sort(kept)
	return strings.Join(kept, " ")
}

// ratio returns 1000 for equal strings, less the share of letters to change.
// Nothing is like nothing.
func ratio(a, b string) int {
	if a == "" || b == "" {
		return 0
	}
	n := max(len([]rune(a)), len([]rune(b)))
	return 1000 - 1000*levenshtein.ComputeDistance(a, b)/n
}
