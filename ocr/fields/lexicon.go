package fields

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/payable-ap/payable"
)

// The lexicon is text a translator can extend: lexicon/<language>.txt. A line
// [section] opens a section, a line starting with # is a comment, every other
// line is one label as it is printed; "~" before a label makes it weak, "+"
// strong. Case,
// accents, spaces and punctuation do not matter.
//
// A section named after a header term, or other_…, lists labels of values; the
// other_… ones are known labels of things nobody asked for, and keep their
// values from being taken for something else. [column.…] lists table headings,
// [title.…] titles of documents, [months] the month's number and its names,
// [units] a UN/ECE Recommendation 20 code and what is printed for it.
//
//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// weakRank is how much a weak label counts beside a strong one.
const weakRank = 0.45

// A sense is one meaning of a label.
type sense struct {
	kind string  // section name
	weak bool    // counts only where nothing better stands
	lang string  // file it came from
	text string  // as the file has it
	rank float64 // 1 for a strong label, less for a weak or short one
}

type lexicon struct {
	labels      map[string][]sense // header labels by folded text
	columns     map[string][]sense // table headings
	beginnings  map[string]bool    // of table headings, of every length
	titles      map[string][]sense
	carried     map[string]bool
	months      map[string]int
	units       map[string]string
	common      map[string][]string // frequent words to the languages they speak for
	page        map[string]bool
	pageOf      map[string]bool
	terms       map[string]bool
	legal       map[string]bool
	lands       map[string]bool
	near        map[string]string // a label with one letter missing to the label
	joins       map[string]bool   // words a name over two lines goes on after; with "=" before: forms of address
	per         map[string]bool   // "air per litre": words before the unit in a name
	baseOf      map[string]bool   // "19 % of 100.00": words before what a rate is of
	without     map[string]bool   // "excl. VAT": makes any total before it net
	with        map[string]bool   // "incl. VAT": makes any total before it gross
	attention   map[string]bool   // before the name of a person at a party: "Attn:"
	contacts    map[string]bool   // words that only who sends a document prints about himself
	departments map[string]bool   // words for a part of a company
	banks       []string          // parts of the names of banks
	vocabulary  map[string]bool   // words that labels, headings and titles are made of
	longest     int               // length of the longest folded label
}

// lex returns the lexicon, read once. The files are part of the program: one
// that does not parse is a fault of the build and panics.
var lex = sync.OnceValue(func() *lexicon {
	x := &lexicon{
		labels: map[string][]sense{}, columns: map[string][]sense{}, titles: map[string][]sense{}, beginnings: map[string]bool{},
		carried: map[string]bool{}, months: map[string]int{}, units: map[string]string{},
		common: map[string][]string{}, page: map[string]bool{}, pageOf: map[string]bool{},
		terms: map[string]bool{}, legal: map[string]bool{}, lands: map[string]bool{}, near: map[string]string{},
		attention: map[string]bool{}, contacts: map[string]bool{}, vocabulary: map[string]bool{},
		departments: map[string]bool{},
		joins:       map[string]bool{}, per: map[string]bool{}, baseOf: map[string]bool{}, without: map[string]bool{}, with: map[string]bool{},
	}
	names, err := fs.Glob(lexiconFiles, "lexicon/*.txt")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		b, err := lexiconFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		if err := x.read(strings.TrimSuffix(strings.TrimPrefix(name, "lexicon/"), ".txt"), string(b)); err != nil {
			panic(err)
		}
	}
	x.index()
	return x
})

func (x *lexicon) read(lang, data string) error {
	section := ""
	for i, line := range strings.Split(data, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#' && len(line) > 1:
			continue
		case line[0] == '[' && strings.HasSuffix(line, "]"):
			section = line[1 : len(line)-1]
		default:
			if err := x.add(lang, section, line); err != nil {
				return fmt.Errorf("lexicon %s line %d: %w", lang, i+1, err)
			}
		}
	}
	return nil
}

func (x *lexicon) add(lang, section, line string) error {
	switch section {
	case "":
		return fmt.Errorf("%q stands before any section", line)
	case "language":
		for _, w := range strings.Fields(line) {
			x.common[fold(w)] = append(x.common[fold(w)], lang)
		}
	case "months":
		f := strings.Fields(line)
		n, err := strconv.Atoi(f[0])
		if err != nil || n < 1 || n > 12 {
			return fmt.Errorf("%q is no month", f[0])
		}
		for _, w := range f[1:] {
			x.months[fold(w)] = n
		}
	case "units":
		f := strings.Fields(line)
		for _, w := range f[1:] {
			if _, known := x.units[unitKey(w)]; !known {
				x.units[unitKey(w)] = f[0]
			}
		}
	case "carried":
		x.carried[fold(line)] = true
	case "page":
		x.page[fold(line)] = true
	case "page_of":
		x.pageOf[fold(line)] = true
	case "terms":
		x.terms[fold(line)] = true
	case "legal_forms":
		x.legal[fold(line)] = true
	case "name_goes_on":
		x.joins[fold(line)] = true
	case "salutations":
		x.joins["="+fold(line)] = true
	case "attention":
		x.attention[fold(line)] = true
	case "department_words":
		x.departments[fold(line)] = true
	case "contact_words":
		x.contacts[fold(line)] = true
	case "bank_words":
		x.banks = append(x.banks, fold(line))
	case "base_of":
		x.baseOf[fold(line)] = true
	case "per":
		x.per[fold(line)] = true
	case "tax_excluded":
		x.without[fold(line)] = true
	case "tax_included":
		x.with[fold(line)] = true
	case "countries":
		x.lands[fold(line)] = true
	default:
		x.addLabel(lang, section, line)
	}
	return nil
}

func (x *lexicon) addLabel(lang, section, line string) {
	s := sense{kind: section, lang: lang, rank: 1}
	if rest, ok := strings.CutPrefix(line, "~"); ok {
		s.weak, s.rank, line = true, weakRank, rest
	}
	if rest, ok := strings.CutPrefix(line, "+"); ok {
		s.rank, line = 1.25, rest
	}
	s.text = line
	for _, w := range strings.Fields(line) {
		if f := fold(w); len(f) > 2 {
			x.vocabulary[f] = true
		}
	}
	table, key := x.labels, fold(line)
	if kind, ok := strings.CutPrefix(section, "column."); ok {
		s.kind, table, key = kind, x.columns, foldHeading(line)
	} else if kind, ok := strings.CutPrefix(section, "title."); ok {
		s.kind, table = kind, x.titles
	}
	for _, old := range table[key] {
		if old.kind == s.kind {
			return
		}
	}
	table[key] = append(table[key], s)
	x.longest = max(x.longest, len(key))
}

// index prepares the search for labels with one letter misread, and for headings
// by their first word.
func (x *lexicon) index() {
	x.shortenMonths()
	for key := range x.columns {
		for i := range len(key) + 1 {
			x.beginnings[key[:i]] = true
		}
	}
	for key, s := range x.labels {
		// where nothing was paid before, what is due is the whole: "Total payable"
		due := slices.IndexFunc(s, func(s sense) bool { return s.kind == string(payable.AmountDue) })
		if due >= 0 && !slices.ContainsFunc(s, func(s sense) bool { return s.kind == string(payable.GrossTotal) }) {
			whole := s[due]
			whole.kind, whole.weak, whole.rank = string(payable.GrossTotal), true, weakRank
			x.labels[key] = append(s, whole)
		}
	}
	for key := range x.labels {
		r := []rune(key)
		if len(r) < 7 {
			continue
		}
		for i := range r {
			k := string(r[:i]) + string(r[i+1:])
			if old, ok := x.near[k]; !ok || key < old {
				x.near[k] = key
			}
		}
	}
}

// shortenMonths adds the first three and four letters of each month's name,
// where they are no other month's in any language.
func (x *lexicon) shortenMonths() {
	short := map[string]int{}
	for name, n := range x.months {
		for _, k := range []int{3, 4} {
			if len(name) <= k {
				continue
			}
			if old, ok := short[name[:k]]; ok && old != n {
				n = 0 // of two months
			}
			short[name[:k]] = n
			n = x.months[name]
		}
	}
	for s, n := range short {
		if _, known := x.months[s]; !known && n > 0 {
			x.months[s] = n
		}
	}
}

// label returns the senses of a folded text; with misread, also those of a
// label that differs in one letter, as recognised text does.
func (x *lexicon) label(key string, misread bool) []sense {
	if s := x.labels[key]; s != nil || !misread {
		return s
	}
	r := []rune(key)
	if len(r) < 7 || len(key) > x.longest+1 {
		return nil
	}
	if k, ok := x.near[key]; ok {
		return x.labels[k]
	}
	for i := range r {
		short := string(r[:i]) + string(r[i+1:])
		if s := x.labels[short]; s != nil {
			return s
		}
		if k, ok := x.near[short]; ok {
			return x.labels[k]
		}
	}
	return nil
}
