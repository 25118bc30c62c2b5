package ocr

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"os"
	"slices"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/einvoice"
	"github.com/payable-ap/payable/ocr/fields"
	"github.com/payable-ap/payable/ocr/text"
	"github.com/payable-ap/payable/ocr/worker"
)

// BecomeWorker does not return where this process was started to be a worker, and
// does nothing otherwise. It comes first in main and in TestMain.
func BecomeWorker() {
	if worker.IsChild() {
		worker.Main(handler())
	}
}

// handler is what a worker does; a test wraps it to misbehave on purpose.
func handler() worker.Handler {
	c := &child{}
	return worker.Handler{Prepare: c.prepare, Do: c.do}
}

// A child is the inside of a worker: everything below meets strangers' bytes.
type child struct{ r *text.Reader }

func (c *child) prepare() error {
	if len(os.Args) < 3 {
		return errors.New("no configuration was given")
	}
	var cfg text.Config
	if err := json.Unmarshal([]byte(os.Args[2]), &cfg); err != nil {
		return fmt.Errorf("reading the configuration: %w", err)
	}
	r, err := text.NewReader(cfg)
	c.r = r
	return err
}

func (c *child) do(_ context.Context, req []byte, step func(string, int)) ([]byte, error) {
	a, data, err := decodeAsked(req)
	if err != nil {
		return nil, err
	}
	switch a.Op {
	case opRead:
		res, err := c.read(data, a.Options, step)
		if err != nil {
			return nil, document(err)
		}
		return json.Marshal(res)
	case opDraw:
		b, err := c.draw(data, a.Page, a.DPI, step)
		return b, document(err)
	case opWords:
		p, err := c.words(data, a.Page, a.Options.Lang, step)
		if err != nil {
			return nil, document(err)
		}
		return json.Marshal(p)
	}
	return nil, fmt.Errorf("unknown request %q", a.Op)
}

// document turns the errors of bad input into the document's own.
func document(err error) error {
	var inv *payable.InvalidError
	switch {
	case errors.Is(err, payable.ErrNotFound):
		return &Unreadable{Reason: noSuchPage}
	case errors.As(err, &inv) && inv.Field != "lang":
		return &Unreadable{Reason: inv.Error()}
	}
	return err
}

// read reads a file of any kind.
func (c *child) read(data []byte, opt Options, step func(string, int)) (Result, error) {
	data, err := einvoice.Unsigned(data)
	if err != nil {
		return Result{}, err
	}
	kind, err := kindOf(data)
	if err != nil {
		return Result{}, err
	}
	res := Result{Kind: kind}
	if kind == KindXML {
		step(stepXML, 0)
		drafts, err := einvoice.Read(data)
		if err != nil {
			return res, err
		}
		for _, d := range drafts {
			res.Drafts = append(res.Drafts, Reading{Draft: d})
		}
		return res, nil
	}
	if opt.XMLOnly && kind == KindImage {
		return res, &Unreadable{Reason: "a picture holds no XML"}
	}
	step(stepOpen, 0)
	doc, err := c.r.Open(data)
	if err != nil {
		return res, err
	}
	defer doc.Close()
	res.Pages = doc.Pages()
	var fromXML []payable.Draft
	if kind == KindPDF && !opt.PageOnly && doc.HasAttachments() {
		fromXML, res.Problems = embedded(doc, data, step)
	}
	if opt.XMLOnly {
		if len(fromXML) == 0 {
			return res, &Unreadable{Reason: strings.Join(append([]string{"no structured invoice is embedded in the PDF"}, res.Problems...), "; ")}
		}
		res.Drafts, _ = joined(fromXML, nil, false)
		return res, nil
	}
	res.Problems = append(res.Problems, doc.Problems()...)
	words, problems, err := c.pages(doc, opt, step)
	var onPage []payable.Draft
	switch {
	case doc.Placeholder(words):
		err = &Unreadable{Reason: "the PDF is a form whose pages only Adobe's programs draw (dynamic XFA): open it there, print it to a new PDF and send that, or ask the sender for a PDF with pages"}
	case err == nil:
		step(stepFields, 0)
		for _, part := range doc.Parts() {
			onPage = append(onPage, found(within(words, part))...)
		}
	}
	if opt.Words {
		res.Words = learnable(words)
	}
	res.Problems = append(res.Problems, problems...)
	if err != nil && len(fromXML) == 0 {
		return res, err
	}
	if err != nil {
		res.Problems = append(res.Problems, "the page could not be read: "+err.Error())
	}
	res.Drafts, problems = joined(fromXML, onPage, len(doc.Parts()) > 1)
	res.Problems = append(res.Problems, problems...)
	return res, nil
}

// embedded reads the XML inside a PDF. What is no business document is passed
// over in silence unless its name claims that it is one.
func embedded(doc *text.Document, data []byte, step func(string, int)) (drafts []payable.Draft, problems []string) {
	step(stepFiles, 0)
	files, err := doc.Attachments(data)
	if err != nil {
		problems = append(problems, "embedded files could not all be read: "+err.Error())
	}
	for _, f := range files {
		if !looksLikeXML(f.Data) {
			continue
		}
		step(stepXML, 0)
		d, err := einvoice.Read(f.Data)
		if err != nil {
			problems = append(problems, fmt.Sprintf("embedded %q: %v", f.Name, err))
			continue
		}
		drafts = append(drafts, d...)
	}
	return drafts, problems
}

// learnable returns the first pages within the limits of what is handed over.
func learnable(pages []text.Page) []text.Page {
	words := 0
	for i, p := range pages[:min(len(pages), MaxPagesLearnt)] {
		if words += len(p.Words); words > MaxWordsLearnt {
			return pages[:i]
		}
	}
	return pages[:min(len(pages), MaxPagesLearnt)]
}

// pages reads the words of the pages. Single pages that cannot be read are
// problems; it is an error if none can.
func (c *child) pages(doc *text.Document, opt Options, step func(string, int)) (pages []text.Page, problems []string, err error) {
	n := min(doc.Pages(), MaxPagesRead)
	if doc.Pages() > n {
		problems = append(problems, fmt.Sprintf("the document has %d pages; the first %d were read", doc.Pages(), n))
	}
	if doc.Pages() > MaxPagesKept {
		problems = append(problems, fmt.Sprintf("only the first %d pages can be shown", MaxPagesKept))
	}
	words := 0
	for i := 1; i <= n; i++ {
		p, notes, err := doc.Read(i, opt.Lang, step)
		problems = append(problems, notes...)
		var u *Unreadable
		if errors.As(err, &u) && n > 1 {
			problems = append(problems, u.Reason)
			continue
		}
		if err != nil {
			return nil, problems, err
		}
		pages = append(pages, p)
		words += len(p.Words)
	}
	if words == 0 {
		reason := "no text was found"
		if len(problems) > 0 {
			reason += ": " + strings.Join(problems[:min(len(problems), 3)], "; ")
		}
		return nil, problems, &Unreadable{Reason: reason}
	}
	return pages, problems, nil
}

// within returns the pages from the first to the last of a span.
func within(pages []text.Page, span [2]int) (out []text.Page) {
	for _, p := range pages {
		if p.Number >= span[0] && p.Number <= span[1] {
			out = append(out, p)
		}
	}
	return out
}

// found reads the fields on the pages, which it hands over upright.
func found(pages []text.Page) []payable.Draft {
	upright := make([]text.Page, len(pages))
	byNumber := map[int]text.Page{}
	for i, p := range pages {
		upright[i], byNumber[p.Number] = p.Upright(), p
	}
	drafts := fields.Read(upright, fields.Options{})
	lay := func(fs map[payable.Term]payable.Field) {
		for term, f := range fs {
			if p, ok := byNumber[f.Page]; ok && f.Box != nil && p.Turned != 0 {
				b := p.Lay(*f.Box)
				f.Box = &b
				fs[term] = f
			}
		}
	}
	for i := range drafts {
		d := &drafts[i]
		lay(d.Fields)
		for _, l := range d.Lines {
			lay(l)
		}
		if d.TextHash == "" {
			d.TextHash = textHash(pages, d.PageRange)
		}
	}
	return drafts
}

// joined pairs each draft from XML with the page's reading of the same document.
// Documents that stand apart, as in a portfolio, are paired by their numbers only,
// and those without XML stay.
func joined(fromXML, onPage []payable.Draft, apart bool) (out []Reading, problems []string) {
	if len(fromXML) == 0 {
		for _, d := range onPage {
			out = append(out, Reading{Draft: d})
		}
		return out, nil
	}
	rest := slices.Clone(onPage)
	for i, d := range fromXML {
		r := Reading{Draft: d}
		at := slices.IndexFunc(rest, func(p payable.Draft) bool {
			return payable.NormalNumber(p.Value(payable.InvoiceNumber)) == payable.NormalNumber(d.Value(payable.InvoiceNumber)) && d.Value(payable.InvoiceNumber) != ""
		})
		if at < 0 && i == len(fromXML)-1 && len(rest) > 0 && !apart {
			at = 0 // the page names another number: comparing them is the point
		}
		if at >= 0 {
			page := rest[at]
			r.Page, r.Draft.TextHash = &page, page.TextHash
			rest = slices.Delete(rest, at, at+1)
		}
		out = append(out, r)
	}
	if apart {
		more, _ := joined(nil, rest, true)
		return append(out, more...), nil
	}
	if n := len(rest); n > 0 {
		problems = append(problems, fmt.Sprintf("the pages hold %d more business documents that the embedded XML does not name", n))
	}
	return out, problems
}

func (c *child) draw(data []byte, page, dpi int, step func(string, int)) ([]byte, error) {
	doc, err := c.opened(data, page, step)
	if err != nil {
		return nil, err
	}
	defer doc.Close()
	step(text.StepDraw, page)
	im, err := doc.Draw(page, dpi)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, im); err != nil {
		return nil, fmt.Errorf("encoding a page: %w", err)
	}
	return b.Bytes(), nil
}

func (c *child) words(data []byte, page int, lang string, step func(string, int)) (text.Page, error) {
	doc, err := c.opened(data, page, step)
	if err != nil {
		return text.Page{}, err
	}
	defer doc.Close()
	p, _, err := doc.Read(page, lang, step)
	return p, err
}

// opened opens a document with pages of which one is wanted.
func (c *child) opened(data []byte, page int, step func(string, int)) (*text.Document, error) {
	data, err := einvoice.Unsigned(data)
	if err != nil {
		return nil, err
	}
	kind, err := kindOf(data)
	if err != nil {
		return nil, err
	}
	if kind == KindXML || page < 1 || page > MaxPagesKept {
		return nil, payable.ErrNotFound
	}
	step(stepOpen, 0)
	doc, err := c.r.Open(data)
	if err != nil {
		return nil, err
	}
	if page > doc.Pages() {
		doc.Close()
		return nil, payable.ErrNotFound
	}
	return doc, nil
}
