package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
)

// TestEval checks that payable eval reads what was chosen, scores it and lists
// what is wrong.
func TestEval(t *testing.T) {
	path := filepath.Join(t.TempDir(), "truth.jsonl")
	truth := `{"file":"a.xml","kind":"xml","family":"f","layout":"f/x","doc_type":"invoice","truth":{"invoice_number":"7"}}
{"file":"b.pdf","kind":"pdf-text","family":"g","layout":"g/x","doc_type":"invoice","truth":{"invoice_number":"8"}}
`
	if err := os.WriteFile(path, []byte(truth), 0o600); err != nil {
		t.Fatal(err)
	}
	seven := func(string, bool) ([]payable.Draft, error) {
		return []payable.Draft{{Fields: map[payable.Term]payable.Field{payable.InvoiceNumber: {Value: "7", Confidence: 1}}}}, nil
	}
	for _, tt := range []struct {
		name  string
		cmd   EvalCmd
		says  string
		fails string
	}{
		{"all kinds, verbose", EvalCmd{Truth: path, Workers: 2, Verbose: true}, `b.pdf: wrong invoice_number: want "8", got "7"`, ""},
		{"hybrids where there are none", EvalCmd{Truth: path, Hybrids: true}, "", "none of the 2 documents"},
		{"one kind", EvalCmd{Truth: path, Kind: []string{"xml"}}, "100.0%", ""},
		{"a family that is not there", EvalCmd{Truth: path, Family: []string{"h"}}, "", "none of the 2 documents"},
		{"receipts where there are none", EvalCmd{Truth: path, Receipts: true}, "", "none of the 2 documents"},
		{"a file that is not there", EvalCmd{Truth: path + "x"}, "", "load the truth"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			err := tt.cmd.Run(t.Context(), seven, nil, &out)
			switch {
			case tt.fails != "" && (err == nil || !strings.Contains(err.Error(), tt.fails)):
				t.Errorf("error %v, want %q", err, tt.fails)
			case tt.fails == "" && (err != nil || !strings.Contains(out.String(), tt.says)):
				t.Errorf("error %v, want %q in\n%s", err, tt.says, out.String())
			}
		})
	}
}
