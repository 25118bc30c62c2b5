package ocr

import (
	"bytes"
	"encoding/json"

	"github.com/payable-ap/payable"
)

// ParseJSON is the inverse of [WriteJSON] for the first line of data that holds a
// business document.
func ParseJSON(data []byte) (payable.Draft, error) {
	for _, line := range bytes.Split(data, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var p printed
		if err := json.Unmarshal(line, &p); err != nil {
			return payable.Draft{}, payable.Invalid("reading", "is not a line of payable read: "+err.Error())
		}
		if p.DocType != "" {
			return p.draft(), nil
		}
	}
	return payable.Draft{}, payable.Invalid("reading", "holds no business document")
}

func (p printed) draft() payable.Draft {
	d := payable.Draft{Document: p.SHA256, Ordinal: p.Part, DocType: p.DocType, Source: p.Source, Lang: p.Lang, Fields: parsedFields(p.Fields), Problems: p.Problems}
	if p.PageRange != nil {
		d.PageRange = *p.PageRange
	}
	for _, l := range p.Lines {
		d.Lines = append(d.Lines, parsedFields(l))
	}
	for _, v := range p.VAT {
		d.VAT = append(d.VAT, payable.VATLine(v))
	}
	if iban := d.Value(payable.IBAN); iban != "" {
		d.Bank = []string{iban}
	}
	return d
}

func parsedFields(in map[payable.Term]printedField) map[payable.Term]payable.Field {
	out := make(map[payable.Term]payable.Field, len(in))
	for t, f := range in {
		g := payable.Field{Value: f.Value, Confidence: f.Confidence, Source: f.Source, Why: f.Why}
		if f.Page != nil {
			g.Page = *f.Page
		}
		if f.Box != nil {
			g.Box = &payable.Box{X0: f.Box[0], Y0: f.Box[1], X1: f.Box[2], Y1: f.Box[3]}
		}
		out[t] = g
	}
	return out
}
