package locale

import (
	"strings"

	payable "github.com/payable-ap/payable"
)

// Finding returns the sentence of a finding with its figures. One whose sentence
// the catalogues lack is named by its key, which is still a name people can ask
// about.
func (p Printer) Finding(f payable.Finding) string {
	args := make(map[string]any, len(f.Figures)+1)
	for k, v := range f.Figures {
		args[k] = v
	}
	if _, named := args["line"]; !named {
		args["line"] = f.Line
	}
	if code, found := f.Figures["unit"]; found {
		args["unit"] = p.Unit(code)
	}
	for _, coded := range []string{"by", "class"} {
		if word := "check." + coded + "." + f.Figures[coded]; p.Has(word) {
			args[coded] = p.T(word)
		}
	}
	if allowed, found := f.Figures["allowed"]; found {
		args["allowed"] = p.Tolerance(allowed)
	}
	return p.T("check."+f.Message, args)
}

// Tolerance says a tolerance as findings carry it, "+2 % and +250.00 EUR, -2 %":
// its numbers and its few words as the language writes them.
func (p Printer) Tolerance(s string) string {
	parts := strings.Split(s, " ")
	for i, part := range parts {
		word, comma := strings.CutSuffix(part, ",")
		sign := word[:len(word)-len(strings.TrimPrefix(word, "+"))]
		if key := "check.allowed." + word; p.Has(key) {
			word = p.T(key)
		} else {
			word = sign + p.digits(word[len(sign):])
		}
		if comma {
			word += ","
		}
		parts[i] = word
	}
	return strings.Join(parts, " ")
}

// symbols are the units that are written alike everywhere, by their code of
// UN/ECE Recommendation 20.
var symbols = map[string]string{
	"KGM": "kg", "GRM": "g", "MGM": "mg", "TNE": "t", "LTR": "l", "MLT": "ml", "HLT": "hl",
	"MTR": "m", "CMT": "cm", "MMT": "mm", "KMT": "km", "MTK": "m²", "MTQ": "m³",
	"HUR": "h", "MIN": "min", "SEC": "s", "KWH": "kWh", "MWH": "MWh", "P1": "%",
}

// sameUnit maps codes to the one whose word they share: pieces have three.
var sameUnit = map[string]string{"H87": "C62", "EA": "C62", "PA": "PK", "XPK": "PK"}

// Unit words a unit's code of UN/ECE Recommendation 20: "C62" is "pcs". A code
// without a word, or what a vendor printed instead of one, is returned as it is.
func (p Printer) Unit(code string) string {
	if s, known := symbols[code]; known {
		return s
	}
	if c, known := sameUnit[code]; known {
		code = c
	}
	if key := "check.unit." + code; p.Has(key) {
		return p.T(key)
	}
	return code
}
