package fields

import (
	"cmp"
	"slices"
	"strings"
)

// The columns of a table of items, by the names of their lexicon sections.
const (
	colDescription = "description"
	colQuantity    = "quantity"
	colUnit        = "unit"
	colUnitPrice   = "unit_price"
	colLineTotal   = "line_total"
	colGross       = "gross"
	colVATRate     = "vat_rate"
	colTaxAmount   = "tax_amount"
	colSKU         = "sku"
	colPosition    = "position"
	colPOLine      = "po_line"
	colOther       = "other"

	// colPer is how many units a price is for. Headings that name it name many
	// things; what stands under them tells.
	colPer = "per"
)

// numeric lists the columns whose cells are numbers.
var numeric = map[string]bool{colQuantity: true, colUnitPrice: true, colLineTotal: true, colGross: true, colVATRate: true, colTaxAmount: true, colPer: true}

// A column is one heading of a table and where it stands.
type column struct {
	kind   string
	x0, x1 float64
	text   string
	below  string // what its other line of headings names: rows of words of their own
}

// A table is a heading row and the columns under it.
type table struct {
	first, last int // lines [first, last) of the heading
	cols        []column
	score       float64
	blank       []float64 // between words of a phrase, by page
}

// worth says how much a heading tells that a row of words heads a table of items.
var worth = map[string]float64{
	colDescription: 1.5, colQuantity: 1.5, colUnitPrice: 1.5, colLineTotal: 1.3, colVATRate: 1, colSKU: 1, colGross: 0.8,
	colTaxAmount: 0.6, colPosition: 0.7, colUnit: 0.7, colPOLine: 0.7, colOther: 0.4,
}

const (
	maxHeadingLines = 3
	minTableScore   = 3.4
)

// tables finds the heading rows of the document, from top to bottom.
func (d *document) tables() []table {
	var all []table
	blank := d.blanks()
	for _, r := range d.perPage {
		for i := r[0]; i < r[1]; i++ {
			for n := 1; n <= maxHeadingLines && i+n <= r[1]; n++ {
				if n > 1 && d.lines[i+n-1].box.Y0-d.lines[i+n-2].box.Y1 > 1.6*d.height[d.lines[i].page] {
					break
				}
				if t, ok := d.heading(i, i+n, blank, asSet); ok {
					all = append(all, t)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b table) int { return cmp.Compare(b.score, a.score) })
	var out []table
	for _, t := range all {
		if !slices.ContainsFunc(out, func(o table) bool { return t.first < o.last && o.first < t.last }) {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b table) int { return cmp.Compare(a.first, b.first) })
	return out
}

// heading reads lines [first, last) as one heading row.
func (d *document) heading(first, last int, blank []float64, how cutting) (table, bool) {
	t := table{first: first, last: last, blank: blank}
	for _, l := range d.lines[first:last] {
		for _, k := range l.toks {
			if n, ok := parseNumber(k.text, d.style); ok && (n.places > 0 || n.percent) {
				return t, false
			}
		}
	}
	seen := map[string]bool{}
	unknown, found := 0, 0
	for _, c := range d.cells(first, last, blank, how) {
		for _, col := range c {
			if col.kind == "" && d.ocr {
				continue // what recognition makes of a dark bar; values without a heading are found by addColumns
			}
			if col.kind == "" {
				unknown++
				col.kind = colOther
			} else if !seen[col.kind] {
				t.score += worth[col.kind]
				found++
			}
			seen[col.kind] = true
			if col.below != "" && !seen[col.below] {
				seen[col.below] = true
				t.score += worth[col.below]
			}
			t.cols = append(t.cols, col)
		}
	}
	t.score -= 0.7*float64(unknown) + 0.25*float64(last-first-1)
	slices.SortStableFunc(t.cols, func(a, b column) int { return cmpFloat(a.x0, b.x0) })
	enough := found >= 3 || found == 2 && seen[colDescription] && (seen[colLineTotal] || seen[colUnitPrice] || seen[colQuantity] && unknown == 0)
	if found == 2 && enough {
		t.score += 1
	}
	return t, enough && t.score >= minTableScore && (seen[colLineTotal] || seen[colUnitPrice] || seen[colQuantity]) && (seen[colDescription] || seen[colSKU] || seen[colQuantity] && seen[colUnitPrice])
}

// cells returns the headings of a block of lines: words above one another are
// one heading, and one run of words may be several.
func (d *document) cells(first, last int, blank []float64, how cutting) [][]column {
	type cell struct {
		x0, x1 float64
		parts  [][]token
	}
	var cells []cell
	for i := first; i < last; i++ {
		l := d.lines[i]
		for _, toks := range names(&l, blank[l.page], how) {
			b := union(toks)
			at := -1
			if i > first {
				at = slices.IndexFunc(cells, func(c cell) bool {
					return min(c.x1, b.X1)-max(c.x0, b.X0) > 0.3*min(c.x1-c.x0, b.X1-b.X0)
				})
			}
			if at < 0 {
				cells = append(cells, cell{b.X0, b.X1, [][]token{toks}})
				continue
			}
			c := &cells[at]
			c.x0, c.x1, c.parts = min(c.x0, b.X0), max(c.x1, b.X1), append(c.parts, toks)
		}
	}
	var out [][]column
	for _, c := range cells {
		whole := strings.Builder{}
		for _, p := range c.parts {
			whole.WriteString(textOf(p) + " ")
		}
		if s := lex().columns[columnKey(whole.String())]; s != nil {
			out = append(out, []column{{kind: s[0].kind, x0: c.x0, x1: c.x1, text: strings.TrimSpace(whole.String())}})
			continue
		}
		var cols []column
		for _, p := range c.parts {
			cols = mergeColumns(cols, columnsIn(p, how))
		}
		out = append(out, cols)
	}
	return out
}

// columnKey folds a heading without what is set in parentheses or names the
// currency: "Einzelpreis (EUR)" is "Einzelpreis".
func columnKey(s string) string {
	if k := foldHeading(s); lex().columns[k] != nil {
		return k
	}
	var b strings.Builder
	for _, w := range strings.Fields(s) {
		if currencyOf(w) == "" && !strings.EqualFold(w, "in") {
			b.WriteString(w)
		}
	}
	k := b.String()
	if i := strings.IndexByte(k, '('); i > 0 {
		k = k[:i]
	}
	return foldHeading(k)
}

// columnsIn splits a run of words into the longest headings it is made of. Words
// set as one phrase are one heading: of "Goods / services" and of "Contract
// price" the words that are known say which.
func columnsIn(toks []token, how cutting) []column {
	var out []column
	for i := 0; i < len(toks); {
		n, kind := longestName(toks[i:])
		b := toks[i].box
		last := len(out) - 1
		if n == 0 {
			n = 1
			if last >= 0 && (out[last].kind == "" || toks[i].fold == "" || currencyOf(toks[i].text) != "") {
				out[last].x1 = b.X1
				i++
				continue
			}
		}
		b = union(toks[i : i+n])
		switch {
		case last >= 0 && out[last].kind == kind && how != byWords:
			out[last].x1, out[last].text = b.X1, out[last].text+" "+textOf(toks[i:i+n])
		default:
			out = append(out, column{kind: kind, x0: b.X0, x1: b.X1, text: textOf(toks[i : i+n])})
		}
		i += n
	}
	return out
}

// longestName returns how many of the first words are a heading's name, and its
// kind; 0 if none are.
func longestName(toks []token) (n int, kind string) {
	if !beginsName(toks[0].text) {
		return 0, ""
	}
	key := ""
	for j := 0; j < len(toks) && j < maxNameWords; j++ {
		key += toks[j].text + " "
		if s := lex().columns[columnKey(key)]; s != nil {
			n, kind = j+1, s[0].kind
		}
	}
	return n, kind
}

// beginsName reports whether a heading's name may begin with a word. Most words of
// a page begin none, and looking up all that follow one takes long.
func beginsName(word string) bool {
	if strings.ContainsAny(word, "( \u00a0") || currencyOf(word) != "" || strings.EqualFold(word, "in") {
		return true // columnKey leaves a part of it out
	}
	return lex().beginnings[foldHeading(word)]
}

// maxNameWords bounds the words of one heading.
const maxNameWords = 5

// mergeColumns lays a second line of headings over a first: a known heading
// replaces the unknown words above or below it.
func mergeColumns(a, b []column) []column {
	for _, c := range b {
		at := slices.IndexFunc(a, func(o column) bool { return min(o.x1, c.x1)-max(o.x0, c.x0) > 0 })
		switch {
		case at < 0:
			a = append(a, c)
		case a[at].kind == "" && c.kind != "":
			a[at] = column{kind: c.kind, x0: min(a[at].x0, c.x0), x1: max(a[at].x1, c.x1), text: c.text}
		default:
			switch {
			case c.kind == colDescription && a[at].kind != colDescription:
				a[at].below = c.kind
			case a[at].kind == colDescription && c.kind != colDescription && c.kind != "":
				a[at].kind, a[at].text, a[at].below = c.kind, c.text, colDescription
			}
			a[at].x0, a[at].x1 = min(a[at].x0, c.x0), max(a[at].x1, c.x1)
		}
	}
	return a
}
