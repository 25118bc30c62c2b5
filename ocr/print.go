package ocr

import (
	"encoding/json"
	"io"
	"math"

	"github.com/payable-ap/payable"
)

// printed is one line of payable read. Field names are those of the database
// and the corpus; they never change meaning.
type printed struct {
	File      string                          `json:"file"`
	SHA256    payable.Hash                    `json:"sha256,omitempty"`
	Part      int                             `json:"part,omitempty"`
	PageRange *[2]int                         `json:"page_range,omitempty"`
	DocType   payable.DocType                 `json:"doc_type,omitempty"`
	Source    payable.Source                  `json:"source,omitempty"`
	Lang      string                          `json:"lang,omitempty"`
	Fields    map[payable.Term]printedField   `json:"fields,omitempty"`
	Lines     []map[payable.Term]printedField `json:"lines,omitempty"`
	VAT       []printedVAT                    `json:"vat_breakdown,omitempty"`
	Problems  []string                        `json:"problems"`
	MS        int                             `json:"ms"`
}

type printedField struct {
	Value      string         `json:"value"`
	Confidence float64        `json:"confidence"`
	Source     payable.Source `json:"source"`
	Page       *int           `json:"page"` // null where there is none
	Box        *[4]float64    `json:"box"`  // points, from the page's top left
	Why        string         `json:"why"`
}

type printedVAT struct {
	Category string `json:"category,omitempty"`
	Rate     string `json:"rate"`
	Base     string `json:"base"`
	Tax      string `json:"tax"`
}

// WriteJSON writes a line of JSON for each business document of a result. Of a
// hybrid document it writes the draft from XML; PageOnly gives the page's.
func WriteJSON(w io.Writer, file string, r Result) error {
	for _, reading := range r.Drafts {
		d := reading.Draft
		p := printed{
			File: file, SHA256: d.Document, Part: d.Ordinal, DocType: d.DocType, Source: d.Source, Lang: d.Lang,
			Fields: printedFields(d.Fields), Problems: append(append([]string{}, d.Problems...), r.Problems...), MS: r.MS,
		}
		if d.PageRange != [2]int{} {
			p.PageRange = &d.PageRange
		}
		for _, l := range d.Lines {
			p.Lines = append(p.Lines, printedFields(l))
		}
		for _, v := range d.VAT {
			p.VAT = append(p.VAT, printedVAT(v))
		}
		if err := writeLine(w, p); err != nil {
			return err
		}
	}
	return nil
}

// writeUnread writes the line of a file that could not be read.
func writeUnread(w io.Writer, file string, hash payable.Hash, problem string, ms int) error {
	return writeLine(w, printed{File: file, SHA256: hash, Problems: []string{problem}, MS: ms})
}

func writeLine(w io.Writer, p printed) error {
	enc := json.NewEncoder(w) // ends with a newline
	enc.SetEscapeHTML(false)
	return enc.Encode(p)
}

func printedFields(fs map[payable.Term]payable.Field) map[payable.Term]printedField {
	out := make(map[payable.Term]printedField, len(fs))
	for term, f := range fs {
		p := printedField{Value: f.Value, Confidence: rounded(f.Confidence, 1000), Source: f.Source, Why: f.Why}
		if f.Page > 0 {
			p.Page = &f.Page
		}
		if f.Box != nil {
			p.Box = &[4]float64{rounded(f.Box.X0, 10), rounded(f.Box.Y0, 10), rounded(f.Box.X1, 10), rounded(f.Box.Y1, 10)}
		}
		out[term] = p
	}
	return out
}

func rounded(v, to float64) float64 { return math.Round(v*to) / to }
