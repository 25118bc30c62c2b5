package fields

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
)

// The tests write pages as they look: a grid of characters, 6 points wide and
// 14 high, of which grid makes words with boxes.
const (
	cellWidth  = 6.0
	cellHeight = 14.0
	inkHeight  = 8.0
)

// grid lays a drawing out as a page of A4 width.
func grid(number int, drawing string) text.Page {
	p := text.Page{Number: number, Width: 595, Height: 842, Source: payable.SourceText}
	for row, s := range strings.Split(strings.TrimPrefix(drawing, "\n"), "\n") {
		for col := 0; col < len(s); {
			if s[col] == ' ' {
				col++
				continue
			}
			end := strings.IndexByte(s[col:], ' ')
			if end < 0 {
				end = len(s) - col
			}
			at, n := utf8.RuneCountInString(s[:col]), utf8.RuneCountInString(s[col:col+end])
			y := 30 + float64(row)*cellHeight
			p.Words = append(p.Words, text.Word{
				Text: s[col : col+end], Confidence: 1, Line: row,
				Box: payable.Box{X0: 20 + float64(at)*cellWidth, Y0: y, X1: 20 + float64(at+n)*cellWidth - 1, Y1: y + inkHeight},
			})
			col += end
		}
	}
	return p
}

// readOne reads a drawing that is one document.
func readOne(t *testing.T, drawings ...string) payable.Draft {
	t.Helper()
	var pages []text.Page
	for i, s := range drawings {
		pages = append(pages, grid(i+1, s))
	}
	out := Read(pages, Options{})
	if len(out) != 1 {
		t.Fatalf("%d pages gave %d drafts, want 1", len(pages), len(out))
	}
	return out[0]
}

// wantFields compares header fields; an empty want says the field must be absent.
func wantFields(t *testing.T, d payable.Draft, want map[payable.Term]string) {
	t.Helper()
	for k, v := range want {
		if got := d.Value(k); got != v {
			f := d.Fields[k]
			t.Errorf("%s = %q (%.2f, %s), want %q", k, got, f.Confidence, f.Why, v)
		}
	}
}

// wantLines compares the fields of the lines that want names, in order.
func wantLines(t *testing.T, d payable.Draft, want []map[payable.Term]string) {
	t.Helper()
	if len(d.Lines) != len(want) {
		t.Fatalf("%d lines, want %d: %v", len(d.Lines), len(want), d.Lines)
	}
	for i, w := range want {
		for k, v := range w {
			if got := d.Lines[i][k].Value; got != v {
				t.Errorf("line %d: %s = %q, want %q", i+1, k, got, v)
			}
		}
	}
}
