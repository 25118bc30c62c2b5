package fields

import (
	"slices"
	"strings"

	"github.com/payable-ap/payable"
)

// A label is a phrase of the lexicon found on the page.
type label struct {
	senses []sense
	line   int
	first  int // tokens [first, last) of the line
	last   int
	box    payable.Box
	text   string // as printed
	starts bool   // it begins its segment: labels do, prose does not
	colon  bool   // it ends in a colon or the like
	taken  bool   // a value stands right of it, so what is below is not its own
}

// maxLabelWords bounds how many words a label may have.
const maxLabelWords = 7

// findLabels marks every label of the lexicon, the longest first match from the
// left; labels do not overlap.
func findLabels(d *document) {
	x := lex()
	for i := range d.lines {
		l := &d.lines[i]
		for _, g := range l.segs {
			for j := g.first; j < g.last; {
				n, senses := 0, []sense(nil)
				if l.toks[j].fold != "" { // a label does not begin with a sign
					n, senses = longestLabel(x, l.toks[j:g.last], d.ocr)
				}
				if n == 0 || d.model.forgotten(senses[0].text) {
					j++
					continue
				}
				if m, s := qualified(x, l.toks[j:g.last], n, senses); m > 0 {
					n, senses = m, s
				}
				starts := j == g.first || afterMark(l.toks[j-1])
				if senses = standing(l.toks[:g.last], j, n, starts, senses); len(senses) > 0 {
					lab := d.addLabel(i, j, j+n, starts, senses)
					// a name stands right of it: what is below is the rest of the address
					lab.taken = lab.colon && lab.fits(shapeName) && hasLetter(textOf(l.toks[j+n:g.last]))
				}
				j += n
			}
		}
	}
}

// maxQualifier bounds the words of "(excl. of VAT)", maxBetween those before it:
// "Total of all charges before VAT".
const (
	maxQualifier = 4
	maxBetween   = 3
)

// qualified looks for what says, after the label of a total, whether tax is
// part of it: "Total amount" is gross, "Total amount without VAT" is net, in
// every wording of either. It returns the words of the whole label; 0 if there
// is nothing of the kind.
func qualified(x *lexicon, toks []token, n int, senses []sense) (int, []sense) {
	at := slices.IndexFunc(senses, func(s sense) bool {
		return s.kind == string(payable.NetTotal) || s.kind == string(payable.GrossTotal)
	})
	if at < 0 || n >= len(toks) || endsPhrase(toks[n-1].text) {
		return 0, nil
	}
	words, kind := 0, payable.NetTotal
	for from := n; from < len(toks) && from <= n+maxBetween && words == 0; from++ {
		key := ""
		for i := from; i < len(toks) && i < from+maxQualifier; i++ {
			key += toks[i].fold
			switch {
			case from > n && i == from: // one word alone may belong to another phrase
			case x.without[key]:
				words, kind = i+1, payable.NetTotal
			case x.with[key]:
				words, kind = i+1, payable.GrossTotal
			}
			if endsPhrase(toks[i].text) {
				break
			}
		}
		if endsPhrase(toks[from].text) || hasDigit(toks[from].text) {
			break
		}
	}
	if words == 0 {
		return 0, nil
	}
	s := senses[at]
	s.kind, s.weak, s.rank = string(kind), false, 1
	return words, []sense{s}
}

// standing drops the senses a phrase cannot have where it stands: a party's
// label of one word is a label only alone or with a colon, else it begins a name
// ("Customer Care Ltd", "An Example").
func standing(toks []token, first, n int, starts bool, senses []sense) []sense {
	last := first + n
	alone := starts && (last == len(toks) || strings.HasSuffix(toks[last-1].text, ":") || toks[last].text == ":")
	if alone || starts && n > 1 {
		return senses
	}
	return slices.DeleteFunc(slices.Clone(senses), func(s sense) bool { return shapes[s.kind] == shapeName })
}

// afterMark reports whether a label may start after t as at a segment's start.
func afterMark(t token) bool {
	return t.fold == "" || strings.HasSuffix(t.text, ",") || strings.HasSuffix(t.text, "|") || strings.HasSuffix(t.text, ":") || strings.HasSuffix(t.text, ";")
}

func longestLabel(x *lexicon, toks []token, misread bool) (n int, senses []sense) {
	key := ""
	for i := range min(len(toks), maxLabelWords) {
		key += toks[i].fold
		if len(key) > x.longest+1 {
			break
		}
		if strings.Contains(toks[i].text, "_") {
			break // a name of a machine, not a printed label
		}
		if toks[i].fold == "" {
			continue
		}
		if s := x.label(key, misread); s != nil {
			n, senses = i+1, s
		}
		if endsPhrase(toks[i].text) {
			break
		}
	}
	return n, senses
}

// endsPhrase reports whether nothing after the word can belong to its label.
func endsPhrase(s string) bool {
	return strings.HasSuffix(s, ":") || strings.HasSuffix(s, ";") || strings.HasSuffix(s, ",")
}

func (d *document) addLabel(line, first, last int, starts bool, senses []sense) *label {
	l := &d.lines[line]
	lab := &label{senses: senses, line: line, first: first, last: last, starts: starts,
		box: union(l.toks[first:last]), text: strings.TrimRight(textOf(l.toks[first:last]), ": ")}
	lab.colon = strings.HasSuffix(l.toks[last-1].text, ":") || strings.HasSuffix(l.toks[last-1].text, "#") ||
		last < len(l.toks) && (l.toks[last].text == ":" || l.toks[last].text == "#")
	for j := first; j < last; j++ {
		l.toks[j].label = lab
	}
	d.labels = append(d.labels, lab)
	return lab
}

// before returns the label right before a weak one that fits as well: in "due
// date on 3 May" the "on" is a part of the phrase.
func (l *label) before(toks []token, k shape) *label {
	if l.first == 0 || slices.ContainsFunc(l.senses, func(s sense) bool { return !s.weak }) {
		return l
	}
	if o := toks[l.first-1].label; o != nil && !o.colon && o.fits(k) && toks[l.first-1].seg == toks[l.first].seg {
		return o
	}
	return l
}

// joined returns two labels of one value as one: "Invoice date / delivery date".
func (l *label) joined(toks []token, k shape) *label {
	if l.first < 2 || toks[l.first-1].text != "/" && toks[l.first-1].text != "&" || toks[l.first-1].seg != toks[l.first].seg {
		return l
	}
	o := toks[l.first-2].label
	if o == nil || !o.fits(k) {
		return l
	}
	both := *o
	both.senses, both.colon, both.last = slices.Concat(o.senses, l.senses), l.colon, l.last
	both.box = join(o.box, l.box)
	both.text = o.text + " / " + l.text
	return &both
}

// means returns the label's sense of a kind.
func (l *label) means(kind string) (sense, bool) {
	for _, s := range l.senses {
		if s.kind == kind {
			return s, true
		}
	}
	return sense{}, false
}

// fits reports whether the label can be one of a value of that shape.
func (l *label) fits(k shape) bool {
	for _, s := range l.senses {
		if shapes[s.kind]&k != 0 {
			return true
		}
	}
	return false
}

// A shape is what a value looks like.
type shape uint8

const (
	shapeAmount shape = 1 << iota
	shapeDate
	shapeID
	shapeVAT
	shapeIBAN
	shapeName
	shapeCurrency
)

// shapes says what the values of a lexicon section look like.
var shapes = map[string]shape{
	string(payable.InvoiceNumber): shapeID, string(payable.PONumber): shapeID, string(payable.DespatchNumber): shapeID,
	string(payable.PrecedingInvoice): shapeID, "other_id": shapeID,
	string(payable.IssueDate): shapeDate, string(payable.DueDate): shapeDate, "other_date": shapeDate,
	string(payable.CurrencyCode): shapeCurrency,
	string(payable.SellerVATID):  shapeVAT | shapeID, string(payable.BuyerVATID): shapeVAT | shapeID, string(payable.IBAN): shapeIBAN | shapeID,
	string(payable.NetTotal): shapeAmount, string(payable.TaxTotal): shapeAmount, string(payable.GrossTotal): shapeAmount,
	string(payable.AmountDue): shapeAmount, string(payable.PrepaidAmount): shapeAmount, string(payable.RoundingAmount): shapeAmount,
	string(payable.DocumentAllowances): shapeAmount, string(payable.DocumentCharges): shapeAmount, "other_amount": shapeAmount,
	"buyer": shapeName, "seller": shapeName, "other_party": shapeName,
}
