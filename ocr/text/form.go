package text

import "strings"

// What FPDF_GetFormType says (fpdf_formfill.h).
const formXFA = 2 // and 3: with pages of its own beneath

// Placeholder reports whether the pages only ask for another program: a dynamic
// XFA form has no pages but one that says so, in many languages, and names the
// maker of the program that draws it. The words are those of the pages.
func (d *Document) Placeholder(pages []Page) bool {
	if d.pdf == nil || d.pdf.n > 2 {
		return false
	}
	var kind uint64
	if err := d.pdf.attempt(func(m *module) { kind = m.call("FPDF_GetFormType", d.pdf.doc) }); err != nil || int32(kind) < formXFA {
		return false
	}
	n, maker := 0, false
	for _, p := range pages {
		for _, w := range p.Words {
			n += letters(w.Text)
			maker = maker || strings.Contains(strings.ToLower(w.Text), "adobe")
		}
	}
	return n == 0 || maker && n < 2000
}
