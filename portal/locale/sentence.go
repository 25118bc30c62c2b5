package locale

import (
	"maps"

	payable "github.com/payable-ap/payable"
)

// Sentence says s with the catalogue's words. Roles and owners among its figures are
// named as the pages name them, and a sentence within it is said likewise. What has no
// key is said in the English it came with.
func (p Printer) Sentence(s payable.Sentence) string {
	key := "error." + s.Key
	if s.Key == "" || !p.Has(key) {
		return s.Text
	}
	args := maps.Clone(s.Figures)
	for name, v := range args {
		switch v := v.(type) {
		case payable.Sentence:
			args[name] = p.Sentence(v)
		case payable.Role:
			args[name] = p.T("page.role." + string(v))
		case string:
			if word := "page.owner." + v; name == "owner" && p.Has(word) {
				args[name] = p.T(word)
			}
		}
	}
	return p.T(key, args)
}
