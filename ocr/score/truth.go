// Package score compares what was read with what is true.
//
// Load reads a corpus's truth, Read runs a reader over its files, Score compares
// and WriteText prints. The rules are the corpus's own, in one place each:
//
//   - Numbers are equal to the cent, dates equal, identifiers equal after removing
//     spaces and punctuation and folding case, names at least 0.85 similar as sets
//     of words, descriptions 0.8 (compare.go).
//   - A field given wrongly counts against precision and recall, a field left empty
//     only against recall. A field the truth does not have is not known, not
//     absent: it counts nowhere.
//   - A document is right when every core field that its truth knows is right.
//   - Lines are paired one to one by how many fields agree, order breaking ties;
//     surplus lines count against precision (lines.go).
//   - A PDF is read by its page alone, without its embedded XML: that is where its
//     truth comes from. OpenHybrids scores the reader of that XML apart. Families that only dump labels and values are reported apart.
//
// To add a scored field, add its row to header or line in compare.go.
package score

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/payable-ap/payable"
)

// A Truth is one line of truth.jsonl: a file and what it says.
type Truth struct {
	File   string // relative to the truth file
	Path   string // where to read it
	Kind   string // pdf-text, pdf-scan, image, xml
	Family string
	Layout string
	Header map[payable.Term]string
	Lines  []map[payable.Term]string // nil where lines are not known
	Type   payable.DocType
	Hybrid bool // a PDF that carries its truth as XML
	Open   bool // let the reader see a hybrid's XML: this scores the XML reader
}

// Dump reports whether the family shows a label/value dump, not a layout. Its XML
// is like any other.
func (t Truth) Dump() bool {
	return !t.Open && strings.HasPrefix(t.Family, "ferd-") && strings.HasSuffix(t.Family, "-xsldump")
}

// Load reads a truth file. An entry that is not understood is an error that names
// its line: scoring less than the corpus would flatter.
func Load(path string) ([]Truth, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []Truth
	s := bufio.NewScanner(bytes.NewReader(data))
	s.Buffer(nil, 16<<20)
	for n := 1; s.Scan(); n++ {
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		t, err := parseTruth(s.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		t.Path = filepath.Join(filepath.Dir(path), filepath.FromSlash(t.File))
		out = append(out, t)
	}
	return out, s.Err()
}

func parseTruth(line []byte) (Truth, error) {
	var raw struct {
		File, Kind, Family, Layout string
		DocType                    string `json:"doc_type"`
		EmbeddedXML                any    `json:"embedded_xml"`
		Truth                      map[string]any
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber() // amounts stay as written
	if err := d.Decode(&raw); err != nil {
		return Truth{}, err
	}
	if raw.File == "" || raw.Kind == "" || raw.Truth == nil {
		return Truth{}, fmt.Errorf("file, kind or truth is missing")
	}
	t := Truth{
		File: raw.File, Kind: raw.Kind, Family: raw.Family, Layout: raw.Layout,
		Header: known(raw.Truth), Type: docType(raw.DocType), Hybrid: raw.EmbeddedXML != nil,
	}
	lines, has := raw.Truth["lines"].([]any)
	if has {
		t.Lines = []map[payable.Term]string{}
	}
	for _, l := range lines {
		fields, ok := l.(map[string]any)
		if !ok {
			return Truth{}, fmt.Errorf("a line is not an object: %v", l)
		}
		t.Lines = append(t.Lines, known(fields))
	}
	return t, nil
}

// OpenHybrids returns the hybrid PDFs among truths, to be read with their XML and
// scored as a kind of their own.
func OpenHybrids(truths []Truth) []Truth {
	var out []Truth
	for _, t := range truths {
		if t.Hybrid {
			t.Kind, t.Open = "hybrid-xml", true
			out = append(out, t)
		}
	}
	return out
}

// known keeps strings and numbers; null and empty are not known.
func known(fields map[string]any) map[payable.Term]string {
	out := map[payable.Term]string{}
	for k, v := range fields {
		switch v := v.(type) {
		case string:
			if strings.TrimSpace(v) != "" {
				out[payable.Term(k)] = v
			}
		case json.Number:
			out[payable.Term(k)] = v.String()
		}
	}
	return out
}

// docType maps the truth's finer kinds of documents to those reading tells apart.
func docType(s string) payable.DocType {
	switch t := payable.DocType(s); t {
	case payable.DocInvoice, payable.DocCreditNote, payable.DocReceipt, payable.DocOrder, payable.DocOrderResponse,
		payable.DocDespatchAdvice, payable.DocGoodsReceipt, payable.DocStatement, payable.DocReminder:
		return t
	case "receipt_advice": // UBL's name for a goods receipt
		return payable.DocGoodsReceipt
	}
	return payable.DocOther
}
