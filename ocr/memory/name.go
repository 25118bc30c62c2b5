package memory

import (
	"strings"

	"github.com/payable-ap/payable"
)

// named returns a line's description ended in the way cut says: at a sign within
// what was read, or with a row of its cell.
func named(r lineRows, read payable.Field, cut string) (string, bool) {
	if cut == codeCut {
		code, rest, found := strings.Cut(read.Value, " ")
		return rest, found && hasDigit(code) && hasLetter(rest)
	}
	if cut != cutRow && cut != cutAll {
		before, _, found := strings.Cut(read.Value, cut)
		before = strings.TrimSpace(before)
		return before, found && hasLetter(before)
	}
	if read.Box == nil {
		return "", false
	}
	var parts []string
	for i := r.first; i < r.next; i++ {
		b := union(r.sheet.rows[i])
		if i > r.first && b.Y0-union(r.sheet.rows[i-1]).Y1 > 1.5*r.sheet.h {
			break // a gap ends the cell
		}
		var words []word
		for _, w := range r.sheet.rows[i] {
			if w.box.X0 >= read.Box.X0-0.5*r.sheet.h && w.box.X1 <= read.Box.X1+3*r.sheet.h && (len(words) == 0 || !r.sheet.wide(words[len(words)-1], w)) {
				words = append(words, w)
			}
		}
		if len(words) == 0 {
			break
		}
		parts = append(parts, joined(words))
		if cut == cutRow {
			break
		}
	}
	s := strings.Join(parts, " ")
	return s, hasLetter(s)
}
