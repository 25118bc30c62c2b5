package ocr

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

// The most a worker's answer may hold. A draft that a real document needs has
// far less.
const (
	maxDrafts = 500
	maxLines  = 5000
	maxText   = 16 << 10 // bytes of one value
)

var docTypes = []payable.DocType{payable.DocInvoice, payable.DocCreditNote, payable.DocReceipt, payable.DocOrder, payable.DocOrderResponse,
	payable.DocDespatchAdvice, payable.DocGoodsReceipt, payable.DocStatement, payable.DocReminder, payable.DocOther}

// trust checks and tidies what a worker sent: it may have been taken over by the
// document. The hash is the parent's own; what only the database or a person
// may set is cleared.
func (r *Result) trust(hash payable.Hash) error {
	if !slices.Contains([]string{KindPDF, KindImage, KindXML}, r.Kind) || r.Pages < 0 || len(r.Drafts) == 0 || len(r.Drafts) > maxDrafts {
		return distrusted(fmt.Errorf("kind %.20q, %d pages, %d drafts", r.Kind, r.Pages, len(r.Drafts)))
	}
	r.Problems = tidy(r.Problems)
	if err := trustedWords(r.Words); err != nil {
		return distrusted(err)
	}
	for i := range r.Drafts {
		reading := &r.Drafts[i]
		if err := trusted(&reading.Draft, hash, i+1); err != nil {
			return distrusted(err)
		}
		if reading.Page == nil {
			continue
		}
		if err := trusted(reading.Page, hash, i+1); err != nil {
			return distrusted(err)
		}
	}
	return nil
}

func trusted(d *payable.Draft, hash payable.Hash, ordinal int) error {
	if !slices.Contains(docTypes, d.DocType) {
		return errors.New("an unknown type of document")
	}
	if !machine(d.Source) {
		return errors.New("an unknown source")
	}
	if len(d.Lines) > maxLines || len(d.Bank) > maxLines || len(d.VAT) > maxLines {
		return errors.New("too many lines")
	}
	d.ID, d.Occurrence, d.Previous, d.By, d.Created = 0, 0, 0, "", time.Time{}
	d.Document, d.Ordinal = hash, ordinal
	d.Problems, d.Bank = tidy(d.Problems), tidy(d.Bank)
	d.Lang = tidyText(d.Lang)
	if len(d.TextHash) != 64 {
		d.TextHash = ""
	}
	for i, v := range d.VAT {
		d.VAT[i] = payable.VATLine{Category: tidyText(v.Category), Rate: tidyText(v.Rate), Base: tidyText(v.Base), Tax: tidyText(v.Tax)}
	}
	for _, fs := range append([]map[payable.Term]payable.Field{d.Fields}, d.Lines...) {
		for term, f := range fs {
			if !machine(f.Source) || !(f.Confidence >= 0 && f.Confidence <= 1) || f.Page < 0 || !placed(f.Box) {
				return fmt.Errorf("field %.40q is not in order", term)
			}
			f.Value, f.Why = tidyText(f.Value), tidyText(f.Why)
			fs[term] = f
		}
	}
	return nil
}

// trustedWords checks and tidies the words of pages.
func trustedWords(pages []text.Page) error {
	words := 0
	for i := range pages {
		p := &pages[i]
		if words += len(p.Words); words > MaxWordsLearnt || i >= MaxPagesLearnt {
			return errors.New("too many words")
		}
		if p.Number < 1 || !(p.Width > 0 && p.Width < 1e6 && p.Height > 0 && p.Height < 1e6) || p.Turned < 0 || p.Turned > 3 {
			return fmt.Errorf("page %d is not in order", p.Number)
		}
		p.Lang = tidyText(p.Lang)
		for j := range p.Words {
			w := &p.Words[j]
			if !placed(&w.Box) || !(w.Confidence >= 0 && w.Confidence <= 1) {
				return fmt.Errorf("a word of page %d is not in order", p.Number)
			}
			w.Text = tidyText(w.Text)
		}
	}
	return nil
}

// machine reports whether a source is one that reading alone can give.
func machine(s payable.Source) bool {
	return s == payable.SourceXML || s == payable.SourceText || s == payable.SourceOCR
}

func placed(b *payable.Box) bool {
	if b == nil {
		return true
	}
	for _, v := range []float64{b.X0, b.Y0, b.X1, b.Y1} {
		if math.IsNaN(v) || math.Abs(v) > 1e6 {
			return false
		}
	}
	return true
}

func tidy(list []string) []string {
	list = list[:min(len(list), maxLines)]
	for i, s := range list {
		list[i] = tidyText(s)
	}
	return list
}

// tidyText takes out what no column of text holds and bounds the length.
func tidyText(s string) string {
	s = strings.ReplaceAll(s, "\x00", "")
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "")
	}
	return s
}

// drawable reports a picture that is not one.
func drawable(b []byte) error {
	cfg, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return distrusted(err)
	}
	if cfg.Width*cfg.Height > 41_000_000 {
		return distrusted(fmt.Errorf("a picture of %d by %d pixels", cfg.Width, cfg.Height))
	}
	return nil
}
