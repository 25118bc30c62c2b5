package export

import (
	"encoding/json"

	"github.com/payable-ap/payable"
)

// writeJSON writes the same facts as the CSV file, once for the invoice and once
// for each line.
func writeJSON(b Bill) ([]byte, error) {
	type object = map[string]string
	doc := struct {
		Invoice object   `json:"invoice"`
		Lines   []object `json:"lines"`
	}{Lines: []object{}}
	pick := func(cells []string, from, to string) object {
		o, in := object{}, false
		for i, c := range columns {
			in = in || c == from
			if in {
				o[c] = cells[i]
			}
			if c == to {
				in = false
			}
		}
		return o
	}
	for i, l := range b.Invoice.Lines {
		cells := row(b, l)
		if i == 0 {
			doc.Invoice = pick(cells, "key", "approved_at")
		}
		doc.Lines = append(doc.Lines, pick(cells, "line", "order_line"))
	}
	if len(b.Invoice.Lines) == 0 {
		doc.Invoice = pick(row(b, payable.InvoiceLine{}), "key", "approved_at")
	}
	doc.Invoice["original_sha256"] = string(b.Original.Hash)
	return json.MarshalIndent(doc, "", "  ")
}
