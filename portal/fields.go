package portal

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/payable-ap/payable"
)

// groups says in which order and company the header fields stand.
var groups = []struct {
	name  string
	terms []payable.Term
}{
	{"vendor", []payable.Term{payable.SellerName, payable.SellerVATID}},
	{"invoice", []payable.Term{payable.InvoiceNumber, payable.IssueDate, payable.DueDate, payable.CurrencyCode, payable.PrecedingInvoice}},
	{"order", []payable.Term{payable.PONumber, payable.DespatchNumber}},
	{"amounts", []payable.Term{payable.NetTotal, payable.TaxTotal, payable.GrossTotal, payable.AmountDue, payable.PrepaidAmount, payable.RoundingAmount, payable.DocumentAllowances, payable.DocumentCharges}},
	{"buyer", []payable.Term{payable.BuyerName, payable.BuyerVATID}},
}

// seldom are shown only where the document has them.
var seldom = []payable.Term{payable.PrecedingInvoice, payable.DespatchNumber, payable.PrepaidAmount, payable.RoundingAmount, payable.DocumentAllowances, payable.DocumentCharges}

// lineTerms are the columns of the table of lines that a person may correct.
var lineTerms = []payable.Term{payable.LineDescription, payable.LineSKU, payable.LineQuantity, payable.LineUnit, payable.LineUnitPrice, payable.LineTotal, payable.LineVATRate, payable.LinePOLine}

// sure is the confidence from which a value carries no mark.
const sure = 0.9

// A fieldView is one value with where it came from.
type fieldView struct {
	ID, Name, Label string
	Value           string
	Source          string
	Why             string
	Kind            string // of keyboard: text, decimal, date
	Doubt           bool
	Page            int
}

type fieldGroup struct {
	Title  string
	Doubts int
	Fields []fieldView
}

// groupsOf returns the header fields of a draft, doubtful ones marked.
func groupsOf(v visit, d payable.Draft, open []findingView) []fieldGroup {
	var out []fieldGroup
	currency := payable.Currency(d.Value(payable.CurrencyCode))
	doubted := map[payable.Term]bool{}
	for _, f := range open {
		for _, t := range f.terms {
			doubted[t] = doubted[t] || f.LineNo == 0
		}
	}
	for _, g := range groups {
		group := fieldGroup{Title: v.L.T("page.group." + g.name)}
		for _, t := range g.terms {
			f, known := d.Fields[t]
			if !known && slices.Contains(seldom, t) && !doubted[t] {
				continue
			}
			view := fieldOf(v, "f-"+string(t), "f."+string(t), t, f, currency)
			view.Doubt = view.Doubt || doubted[t]
			if view.Doubt {
				group.Doubts++
			}
			group.Fields = append(group.Fields, view)
		}
		out = append(out, group)
	}
	return out
}

// unmark takes the doubts off: what is decided asks nobody to look again. The
// confidence stays beside the value.
func unmark(groups []fieldGroup, lines []lineView) {
	for g := range groups {
		groups[g].Doubts = 0
		for f := range groups[g].Fields {
			groups[g].Fields[f].Doubt = false
		}
	}
	for l := range lines {
		lines[l].Doubt = false
		for f := range lines[l].Fields {
			lines[l].Fields[f].Doubt = false
		}
	}
}

func fieldOf(v visit, id, name string, t payable.Term, f payable.Field, currency payable.Currency) fieldView {
	view := fieldView{ID: id, Name: name, Label: v.L.T("page.field." + string(t)), Value: shown(v, t, f.Value, currency), Why: f.Why, Kind: kindOf(t), Page: f.Page}
	if f.Source != "" {
		view.Source = v.L.T("page.source." + string(f.Source))
		view.Doubt = f.Confidence < sure && f.Source != payable.SourcePerson && f.Source != payable.SourceXML
	}
	if view.Doubt {
		view.Source += " " + v.L.T("page.field_confidence", map[string]any{"percent": int(f.Confidence*100 + 0.5)})
	}
	return view
}

// kindOf says which keyboard a phone shows and how a captured word is read.
func kindOf(t payable.Term) string {
	switch k := t.Kind(); {
	case k == payable.KindDate:
		return "date"
	case k.Decimal():
		return "decimal"
	}
	return "text"
}

// shown is a value as it stands in its field: in the person's language. entered
// is its way back.
func shown(v visit, t payable.Term, value string, currency payable.Currency) string {
	places := currency.Digits()
	switch t.Kind() {
	case payable.KindDate:
		return v.L.EntryDate(value)
	case payable.KindNumber:
		places = 0
		fallthrough
	case payable.KindAmount, payable.KindPrice:
		return v.L.Entry(value, places)
	}
	return value
}

// entered is what a person typed into a field as the value of its term. What
// makes no sense stays as typed: [payable.CheckTerm] refuses it by name.
func entered(v visit, t payable.Term, typed string) string {
	switch k := t.Kind(); {
	case k == payable.KindDate:
		return v.L.ReadDate(typed)
	case k.Decimal():
		return v.L.ReadNumber(typed)
	case k == payable.KindCurrency:
		return strings.ToUpper(typed)
	}
	return typed
}

// A lineView is one line of the invoice as it may be corrected.
type lineView struct {
	Number int
	Doubt  bool
	Fields []fieldView
}

func linesOf(v visit, d payable.Draft, open []findingView) ([]lineView, []string) {
	var heads []string
	for _, t := range lineTerms {
		heads = append(heads, v.L.T("page.field."+string(t)))
	}
	var out []lineView
	currency := payable.Currency(d.Value(payable.CurrencyCode))
	for i, l := range d.Lines {
		n := strconv.Itoa(i + 1)
		line := lineView{Number: i + 1}
		for _, t := range lineTerms {
			f := fieldOf(v, "l-"+n+"-"+string(t), "l."+n+"."+string(t), t, l[t], currency)
			f.Label = v.L.T("page.review.line_field", map[string]any{"line": i + 1, "field": f.Label})
			line.Doubt = line.Doubt || f.Doubt
			line.Fields = append(line.Fields, f)
		}
		for _, f := range open {
			line.Doubt = line.Doubt || f.LineNo == i+1
		}
		out = append(out, line)
	}
	return out, heads
}

// sortFindings puts the gravest first and keeps the order otherwise.
func sortFindings(fs []findingView) {
	rank := map[string]int{"block": 0, "hold": 1, "review": 2}
	slices.SortStableFunc(fs, func(a, b findingView) int { return cmp.Compare(rank[a.Outcome], rank[b.Outcome]) })
}

// said words a finding; fields it names by their term are named as the page
// names them.
func said(v visit, f payable.Finding) string {
	for _, figure := range []string{"fields", "field"} {
		if _, there := f.Figures[figure]; !there {
			continue
		}
		f.Figures = maps.Clone(f.Figures)
		names := strings.Split(f.Figures[figure], ", ")
		for i, n := range names {
			if key := "page.field." + n; v.L.Has(key) {
				names[i] = v.L.T(key)
			}
		}
		f.Figures[figure] = strings.Join(names, ", ")
	}
	return v.L.Finding(f)
}
