package text

import (
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/unicode/norm"
)

// pairs are the pairs of letters that words of business have: for each letter
// those that follow it at least five times in the words of the readers' and the
// specimens' lexicons, accents taken off. Names and other languages have some
// more; of a text whose letters were mixed up or shifted, a quarter and more are
// not among them, of invoices in the languages read here at most one in twenty.
var pairs = func() (is [26][26]bool) {
	for _, s := range strings.Fields("a:abcdefghijklmnpqrstuvwxyz b:abeilorstuy c:acehikloqrstuy d:abdegiklorstuvwy e:abcdefghiklmnopqrstuvwxz " +
		"f:aefilorstuy g:aeghiklnorsuwy h:aeilmnorstuw i:abcdefghjklmnopqrstvz j:aekosuv k:aegilnorstuz l:abcdefgilnoprstuwy m:abeimopstu " +
		"n:abcdefghiklmnoprstuvwyz o:abcdefghijklmnoprstuvw p:acdefiloprstu q:u r:abcdefghiklmnoprstuvwyz s:abcdefghiklmnoprstuwz " +
		"t:abcdefghiklnoprstuvwyz u:abcdefghiklmnoprstuvx v:aeior w:acehinory x:ceipt y:defmnors z:aeiouz") {
		for _, b := range s[2:] {
			is[s[0]-'a'][b-'a'] = true
		}
	}
	return is
}()

// doubtful reports whether the words that are seen read like no language: a font
// may map its glyphs to letters, only not to those it draws. Then the page says
// whether that is so. Few words are not judged; those of foreign scripts are
// looked at, because a broken map may as well lead there.
func doubtful(words []Word) bool {
	n, odd, letters, foreign, digits := 0, 0, 0, 0, 0
	for _, w := range words {
		if w.Hidden {
			continue
		}
		before := -1
		for _, r := range norm.NFD.String(w.Text) {
			at := -1
			switch l := unicode.ToLower(r); {
			case l >= 'a' && l <= 'z':
				at = int(l - 'a')
				letters++
			case unicode.Is(unicode.Mn, r):
				continue // an accent
			case unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r):
				letters++
				foreign++
			case unicode.IsDigit(r):
				digits++
			}
			if at >= 0 && before >= 0 {
				if n++; !pairs[before][at] {
					odd++
				}
			}
			before = at
		}
	}
	const few = 80
	switch {
	case letters >= few && foreign*3 > letters:
		return true
	case n >= few && odd*20 > n*3:
		return true
	}
	return digits == 0 && letters >= 5*few // a page of business without a figure
}

// likeness is how much of two texts is the same, letters and digits only.
func likeness(a, b string) float64 {
	a, b = bare(a), bare(b)
	n := max(len([]rune(a)), len([]rune(b)))
	if n == 0 {
		return 1
	}
	return 1 - float64(levenshtein.ComputeDistance(a, b))/float64(n)
}

func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// unmapped reports whether a word has glyphs that stand for no letter.
func unmapped(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r == 0 || r == unicode.ReplacementChar || unicode.Is(unicode.Co, r) })
}
