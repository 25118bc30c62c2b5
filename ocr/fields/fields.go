// Package fields reads invoices: it turns the words of pages into a draft.
//
// [Read] looks for candidates (amounts, dates, identifiers, VAT ids, accounts,
// names), measures how each stands to the labels of the lexicon and where on
// the page, and weighs all of it in one small model (features.go). The totals
// are chosen together: net plus tax is gross, rates, the sum of the lines and
// the VAT breakdown speak for a combination, so that one confident total
// corrects another. What a score claims is the part a value has among its
// rivals; its confidence is how often such a claim was right on layouts the
// model had not seen (grade.go). Weights and that table are fitted.json, which
// "make fit" writes.
//
// Its promise: the same pages give the same drafts; a field that is not known
// is absent; numbers and dates are read the way the document writes them. It
// keeps no state, does no I/O and may be called concurrently. No rule knows a
// vendor.
//
// To teach it a language, add lexicon/<language>.txt (lexicon.go says how). To
// add a field, name its label section, give it a row in prior.go and read it in
// draftOf.
package fields

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

// Options are hints for reading. The zero value is good.
type Options struct {
	Lang   string         // ISO 639-1, "de": tried first where the words do not tell
	Source payable.Source // of the draft; "" takes the pages'
}

// Read returns a draft for each business document on the pages, in their order.
// Pages without words give a draft of type other with a problem.
func Read(pages []text.Page, opt Options) []payable.Draft { return fitted().Read(pages, opt) }

// Read is the function Read with weights other than the fitted ones.
func (m *Model) Read(pages []text.Page, opt Options) []payable.Draft {
	if len(pages) == 0 {
		return nil
	}
	var out []payable.Draft
	for i, group := range m.splitPages(pages) {
		dr := m.draftOf(group, opt)
		dr.Ordinal = i + 1
		out = append(out, dr)
	}
	return out
}

func (m *Model) draftOf(pages []text.Page, opt Options) payable.Draft {
	d := newDocument(m, pages)
	d.lang = d.language(opt.Lang)
	d.style = documentStyle(d.lines)
	dr := payable.Draft{
		PageRange: rangeOf(pages), DocType: payable.DocOther, Lang: d.lang,
		Source: opt.Source, Fields: map[payable.Term]payable.Field{},
	}
	if dr.Source == "" {
		dr.Source = pages[0].Source
	}
	if len(d.lines) == 0 {
		dr.Problems = append(dr.Problems, "no words were found on the pages")
		return dr
	}
	dr.TextHash = d.textHash()
	findLabels(d)
	cands := candidates(d)
	d.markTaken(cands)
	items, used := d.items(cands)
	for _, it := range items {
		if l := d.lineOf(it); l != nil {
			dr.Lines = append(dr.Lines, l)
		}
	}
	splitCodes(dr.Lines)
	d.readTotals(&dr, cands, used)
	d.spreadRates(&dr)
	d.readHeader(&dr, cands, used)
	_, number := dr.Fields[payable.InvoiceNumber]
	_, total := dr.Fields[payable.GrossTotal]
	dr.DocType = d.docType(number, total)
	d.readParties(&dr, cands, used)
	d.till(&dr, cands)
	m.calibrate(&dr)
	d.problems(&dr)
	return dr
}

// markTaken notes the labels that have a value of their own on the right, so
// that what stands below them is not taken for it.
func (d *document) markTaken(cands []*candidate) {
	for _, c := range cands {
		if l := c.left.label; l != nil && c.left.skipped == 0 && c.left.values == 0 && l.fits(c.shape) && c.left.gap < 0.35*d.pages[d.lines[c.line].page].Width {
			l.taken = true
		}
	}
}

func (d *document) readHeader(dr *payable.Draft, cands []*candidate, used map[int]bool) {
	notItems := func(c *candidate) bool { return used[c.line] }
	for _, t := range []payable.Term{payable.InvoiceNumber, payable.PONumber, payable.DespatchNumber, payable.PrecedingInvoice} {
		rivals := d.identifiers(t, cands, notItems)
		d.learn(t, rivals)
		if f, ok := d.field(rivals); ok {
			dr.Fields[t] = f
		}
	}
	order, guessed := d.order(cands, dr.Value(payable.CurrencyCode))
	for _, t := range []payable.Term{payable.IssueDate, payable.DueDate} {
		rivals := d.dates(t, cands, order, used)
		d.learn(t, rivals)
		if f, ok := d.field(rivals); ok {
			dr.Fields[t] = doubtful(f, rivals[0], guessed)
		}
	}
	var rivals []scored
	dr.Bank, rivals = d.banks(cands)
	d.learn(payable.IBAN, rivals)
	if f, ok := d.field(rivals); ok {
		dr.Fields[payable.IBAN] = f
	}
}

func (d *document) readParties(dr *payable.Draft, cands []*candidate, used map[int]bool) {
	seller, buyer := d.parties(cands, used, dr.DocType == payable.DocOrder)
	if f, ok := d.field(seller); ok {
		dr.Fields[payable.SellerName] = f
	}
	if f, ok := d.field(buyer); ok {
		dr.Fields[payable.BuyerName] = f
	}
	sb, bb := d.blocksNaming(seller), d.blockOf(buyer)
	buyers := d.vatIDs(payable.BuyerVATID, cands, bb, sb)
	d.learn(payable.BuyerVATID, buyers)
	if f, ok := d.field(buyers); ok {
		dr.Fields[payable.BuyerVATID] = f
	}
	sellers := d.vatIDs(payable.SellerVATID, cands, sb, bb)
	d.learn(payable.SellerVATID, sellers)
	if id := dr.Value(payable.BuyerVATID); id != "" {
		sellers = slices.DeleteFunc(sellers, func(s scored) bool { return s.value == id })
	}
	if f, ok := d.field(sellers); ok {
		dr.Fields[payable.SellerVATID] = f
	}
	if dr.DocType == payable.DocOrder {
		d.ofSender(dr, cands, d.blocksNaming(buyer))
	}
}

// problems tells people what is missing or does not add up.
func (d *document) problems(dr *payable.Draft) {
	net, tax, gross := dr.Value(payable.NetTotal), dr.Value(payable.TaxTotal), dr.Value(payable.GrossTotal)
	if net != "" && tax != "" && gross != "" {
		n, t, g := decimal.RequireFromString(net), decimal.RequireFromString(tax), decimal.RequireFromString(gross)
		if n.Add(t).Sub(g).Abs().Cmp(decimal.New(2, -2)) > 0 {
			dr.Problems = append(dr.Problems, fmt.Sprintf("net %s and tax %s do not make gross %s", net, tax, gross))
		}
	}
	if len(d.lines) > 0 && len(dr.Fields) == 0 {
		dr.Problems = append(dr.Problems, "no field of an invoice was found in the words")
	}
}

// textHash is the SHA-256 of the folded words, one line of the page a line: the
// same text set in another way has the same hash.
func (d *document) textHash() payable.Hash {
	var b strings.Builder
	for _, l := range d.lines {
		for _, t := range l.toks {
			b.WriteString(t.fold)
		}
		b.WriteByte('\n')
	}
	return payable.HashOf([]byte(b.String()))
}
