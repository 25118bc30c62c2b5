package fields

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// A till's receipt is read in its own way where the ways of invoices find
// nothing: it has few labels, its total stands among a subtotal, cash and change,
// its seller is what its first lines say, and its date is the one with a time.

// tillWords are, folded, what begins the lines of a till that say how was paid:
// what was handed over, what came back, and other ways. To add a language, add
// its words.
var tillWords = map[string]tillWord{
	"cash": handed, "tender": handed, "tendered": handed, "cashtendered": handed, "amounttendered": handed, "paidamount": handed,
	"change": back, "changedue": back, "balancechange": back,
	"card": otherWay, "visa": otherWay, "visacard": otherWay, "mastercard": otherWay, "debit": otherWay, "creditcard": otherWay, "amex": otherWay, "rounding": aside, "roundingadj": aside, "roundingadjustment": aside, "rounded": aside,
	"bar": handed, "gegeben": handed, "gegebenbar": handed, "barzahlung": handed, "ruckgeld": back, "zuruck": back, "wechselgeld": back, "kartenzahlung": otherWay, "girocard": otherWay, "eckarte": otherWay, "eccash": otherWay,
	"especes": handed, "recu": handed, "rendu": back, "rendumonnaie": back, "monnaierendue": back, "arendre": back, "cb": otherWay, "cartebancaire": otherWay,
	"contant": handed, "ontvangen": handed, "wisselgeld": back, "terug": back, "pin": otherWay, "pinnen": otherWay, "bankpas": otherWay,
	"contanti": handed, "resto": back, "bancomat": otherWay, "pagamentocontante": handed,
	"efectivo": handed, "entregado": handed, "cambio": back, "tarjeta": otherWay,
	"arianparod": handed, "newid": back, "cerdyn": otherWay,
}

// stripShape is the width to height below which a picture shows no office paper:
// US legal is the longest of that.
const stripShape = 0.59

type tillWord int

const (
	handed   tillWord = iota + 1 // money given
	back                         // change
	otherWay                     // card
	aside                        // stands at the total and is none
)

// tillSums are, folded, words of a line that sums up, and notTotals those that
// say it is not what was paid.
var (
	tillSums  = []string{"total", "summe", "gesamt", "betrag", "zuzahlen", "totaal", "tebetalen", "totale", "importe", "montant", "apayer", "amountdue", "balancedue", "nettopay", "cyfanswm"}
	notTotals = []string{"sub", "zwischen", "sous", "tussen", "subtotale", "qty", "quantity", "item", "discount", "saving", "saved", "rabatt", "remise", "excl", "exgst", "beforetax", "beforegst",
		"taxable", "summary", "tax", "gsttotal", "totalgst", "mwst", "tva", "btw", "iva", "vat", "netto", "netamt", "points", "artikel", "round", "change", "tender", "cash"}
	notNames  = []string{"receipt", "invoice", "welcome", "table", "cashier", "willkommen", "bienvenue", "kassenbon", "ticket", "scontrino"}
	saysWhole = []string{"incl", "payable", "grand", "due", "rounded", "after", "zuzahlen", "apayer", "tebetalen", "nettotal", "totalsales", "ttc", "brutto"}
)

// A tillLine is a line that ends in an amount.
type tillLine struct {
	key    string // what stands before the amount, folded
	amount *candidate
	line   int
}

// till fills in and corrects what the draft of a till's receipt lacks. Other
// documents are left alone.
func (d *document) till(dr *payable.Draft, cands []*candidate) {
	lines := d.tillLines(cands)
	given, change, card, ways := d.payments(lines)
	strip := d.ocr && d.pages[0].Width < stripShape*d.pages[0].Height
	_, account := dr.Fields[payable.IBAN]
	_, due := dr.Fields[payable.DueDate]
	paid := ways > 1 || ways == 1 && d.ocr && !account && !due // an invoice, too, may say that it was paid in cash
	if dr.DocType != payable.DocReceipt && (len(d.pages) > 1 || !strip && !paid) {
		return
	}
	d.tillTotal(dr, lines, given, change, card)
	if _, found := dr.Fields[payable.IssueDate]; !found {
		d.tillDate(dr, cands)
	}
	d.tillSeller(dr)
}

func (d *document) tillLines(cands []*candidate) []tillLine {
	last := map[int]*candidate{}
	for _, c := range cands {
		if c.shape&shapeAmount != 0 && !c.number.percent && (c.number.places == 2 || c.number.currency != "") {
			last[c.line] = c
		}
	}
	var out []tillLine
	for i := range d.lines {
		if c := last[i]; c != nil {
			key := ""
			for _, t := range d.lines[i].toks[:c.first] {
				if !hasDigit(t.text) && currencyOf(t.text) == "" {
					key += t.fold
				}
			}
			out = append(out, tillLine{key, c, i})
		}
	}
	return out
}

// payments finds what was handed over, what came back and what a card paid, and
// counts how many kinds of lines say so.
func (d *document) payments(lines []tillLine) (given, change, card *tillLine, ways int) {
	kinds := map[tillWord]bool{}
	for i := range lines {
		kinds[tillWords[lines[i].key]] = true
		switch tillWords[lines[i].key] {
		case handed:
			given = &lines[i]
		case back:
			change = &lines[i]
		case otherWay:
			card = &lines[i]
		}
	}
	delete(kinds, 0)
	return given, change, card, len(kinds)
}

// tillTotal takes the sum that what was handed over less the change confirms,
// else the one whose words say most that it is the whole, where there is no other
// or the other is none of the sums.
func (d *document) tillTotal(dr *payable.Draft, lines []tillLine, given, change, card *tillLine) {
	paid, known := decimal.Zero, true
	switch {
	case given != nil && change != nil:
		paid = given.amount.number.value.Sub(change.amount.number.value)
	case given != nil && card == nil:
		paid = given.amount.number.value
	case card != nil && given == nil:
		paid = card.amount.number.value
	default:
		known = false
	}
	var best *tillLine
	most, times := 0.0, map[string]int{}
	for _, l := range lines {
		times[l.amount.number.value.StringFixed(2)]++
	}
	confirmed := false
	for i := range lines {
		l := &lines[i]
		v := l.amount.number.value
		if !v.IsPositive() || !containsAny(l.key, tillSums) {
			continue
		}
		z := 1 + 0.2*float64(min(times[v.StringFixed(2)], 4)) + 0.01*float64(i)
		if containsAny(l.key, notTotals) && !containsAny(l.key, saysWhole) {
			z -= 0.8
		}
		if containsAny(l.key, saysWhole) {
			z += 0.5
		}
		same := known && v.Equal(paid)
		if same {
			z += 3
		}
		if z > most {
			best, most, confirmed = l, z, same
		}
	}
	if best == nil && known && paid.IsPositive() {
		best = given
		if given == nil {
			best = card
		}
		if _, found := dr.Fields[payable.GrossTotal]; !found {
			dr.Fields[payable.GrossTotal] = d.fieldOf(best.amount, paid.String(), 0.6, "what was paid")
		}
		return
	}
	if best == nil {
		return
	}
	now, found := dr.Fields[payable.GrossTotal]
	v := best.amount.number.value
	if old, err := decimal.NewFromString(now.Value); found && err == nil && (old.Equal(v) || !confirmed && most < 1.6) {
		return
	}
	p, why := 0.7, "the sum on a till's receipt"
	if confirmed {
		p, why = 0.9, "the sum, and what was paid"
	}
	dr.Fields[payable.GrossTotal] = d.fieldOf(best.amount, v.String(), p, why)
	for _, t := range []payable.Term{payable.NetTotal, payable.TaxTotal, payable.AmountDue} { // they were chosen to go with another
		if old, err := decimal.NewFromString(dr.Value(t)); err == nil && old.GreaterThan(v) {
			delete(dr.Fields, t)
		}
	}
}

func containsAny(key string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(key, w) })
}

// tillDate takes the date that stands with a time of day, else the first.
func (d *document) tillDate(dr *payable.Draft, cands []*candidate) {
	order, guessed := d.order(cands, dr.Value(payable.CurrencyCode))
	var best *candidate
	timed := false
	for _, c := range cands {
		if c.shape != shapeDate {
			continue
		}
		t := d.hasTime(c.line)
		if best == nil || t && !timed {
			best, timed = c, t
		}
	}
	if best == nil {
		d.gluedDate(dr)
		return
	}
	day := best.date.day
	if !best.date.other.IsZero() && order == monthFirst {
		day = best.date.other
	}
	why := "the first date on a till's receipt"
	if timed {
		why = "the date with a time on a till's receipt"
	}
	f := d.fieldOf(best, day.Format(time.DateOnly), 0.75, why)
	dr.Fields[payable.IssueDate] = doubtful(f, scored{cand: best}, guessed)
}

// gluedDate takes a date whose strokes a recogniser dropped: "2703/2018".
func (d *document) gluedDate(dr *payable.Draft) {
	for i := range d.lines {
		for j, t := range d.lines[i].toks {
			s := strings.NewReplacer("/", "", "-", "", ".", "").Replace(t.text)
			if len(s) != 8 || !plain(s) || len(t.text) > 9 {
				continue
			}
			day, err := time.Parse("02012006", s)
			if err != nil || day.Year() < 2000 || day.Year() > 2099 {
				continue
			}
			dr.Fields[payable.IssueDate] = d.fieldOf(&candidate{line: i, first: j, last: j + 1, conf: t.conf}, day.Format(time.DateOnly), 0.5, "eight digits on a till's receipt that are a date")
			return
		}
	}
}

// hasTime reports whether a line holds a time of day.
func (d *document) hasTime(line int) bool {
	toks := d.lines[line].toks
	for i, t := range toks {
		h, m, ok := strings.Cut(t.text, ":")
		if m == "" && i+1 < len(toks) { // tokens are cut at colons
			m = toks[i+1].text
		}
		if ok && len(h) > 0 && len(h) <= 2 && plain(h) && len(m) >= 2 && plain(m[:2]) {
			return true
		}
	}
	return false
}

// tillSeller takes the first line of the receipt that reads like a name, one with
// a legal form before others, where nothing but its place spoke for the present
// one.
func (d *document) tillSeller(dr *payable.Draft) {
	if now := dr.Fields[payable.SellerName]; strings.Contains(now.Why, "legal form") {
		return
	}
	const head = 8 // lines
	var best *candidate
	for i := range min(head, len(d.lines)) {
		toks := d.lines[i].toks
		for n := len(toks); n > 1 && strings.HasPrefix(toks[n-1].text, "(") && hasDigit(toks[n-1].text); n-- {
			toks = toks[:n-1] // its number in a register
		}
		name, conf := textOf(toks), 0.0
		for _, t := range toks {
			conf += t.conf / float64(len(toks))
		}
		kind, _ := titleAt(toks)
		first, _ := utf8.DecodeRuneInString(name)
		if conf < 0.6 || unicode.IsLower(first) || letters(name) < 4 || !isName(name) || kind != "" || strings.HasSuffix(name, ",") || containsAny(fold(name), notNames) {
			continue
		}
		form := legalFormIn(toks)
		if best == nil || form {
			best = &candidate{line: i, first: 0, last: len(toks), conf: conf}
		}
		if form {
			break
		}
	}
	if best == nil {
		return
	}
	dr.Fields[payable.SellerName] = d.fieldOf(best, textOf(d.lines[best.line].toks[:best.last]), 0.7, "at the head of a till's receipt")
}
