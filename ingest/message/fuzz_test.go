package message

import (
	"testing"

	"github.com/payable-ap/payable"
)

// FuzzMIME checks that no mail makes Parse or Sort panic or exceed a limit, and
// that what comes out is named by its content.
func FuzzMIME(f *testing.F) {
	for _, c := range mailCases() {
		if len(c.raw) < 8<<10 {
			f.Add(c.raw)
		}
	}
	limits := DefaultLimits()
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := Parse(raw, limits)
		if err != nil {
			return
		}
		if state, reason := Sort(m, ours); reason == "" || !payable.MessageStored.CanBecome(state) {
			t.Fatalf("%q sorted as %q for %q", raw, state, reason)
		}
		if len(m.Documents()) > limits.Attachments+limits.Archive.Entries || len(m.Parts) > limits.Parts+limits.Archive.Entries*2 {
			t.Fatalf("%q: %d documents, %d parts", raw, len(m.Documents()), len(m.Parts))
		}
		for _, p := range m.Parts {
			if p.Hash != payable.HashOf(p.Data) || p.Size != int64(len(p.Data)) {
				t.Fatalf("%q: part %s is not what its hash says", raw, p.Path)
			}
		}
		again, err := Parse(raw, limits)
		if err != nil || len(again.Parts) != len(m.Parts) {
			t.Fatalf("%q: %d parts, then %d (%v)", raw, len(m.Parts), len(again.Parts), err)
		}
	})
}
