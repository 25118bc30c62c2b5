package ingest

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	textunicode "golang.org/x/text/encoding/unicode"

	"github.com/payable-ap/payable"
)

// Limits of one file.
const (
	maxTable  = 100 << 20 // bytes
	maxErrors = 1000      // bad rows named; a file with more is the wrong file
)

// A column is one we know, with the names other ledgers give it. Spellings are
// compared without case, spaces and punctuation.
type column struct {
	name      string
	required  bool
	spellings []string
}

// A table is a file read as far as text goes.
type table struct {
	columns map[string]int    // our name to the field's place
	names   map[string]string // our name to the file's
	rows    []row
	errs    []RowError
	decimal rune // 0 if the file does not show it
	dates   string
}

// A row is one record and the line it begins on.
type row struct {
	t      *table
	line   int
	fields []string
	bad    bool
}

// readTable reads the file and finds the columns. The error is an
// [payable.InvalidError] about the file as a whole.
func readTable(r io.Reader, m Mapping, known []column) (*table, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxTable+1))
	if err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	if len(raw) > maxTable {
		return nil, payable.Refuse("", "table_large", "the file is larger than {mb} MB; split it", "mb", maxTable>>20)
	}
	text, skipped := withoutSeparatorLine(decode(raw))
	sep, err := separator(text, m.Separator)
	if err != nil {
		return nil, err
	}
	c := csv.NewReader(strings.NewReader(text))
	c.Comma, c.FieldsPerRecord, c.TrimLeadingSpace = sep, -1, sep != '\t'
	t := &table{columns: map[string]int{}, names: map[string]string{}}
	header, err := c.Read()
	if err != nil {
		return nil, payable.Refuse("", "table_no_header", "the file has no header line with the names of its columns")
	}
	if err := t.header(header, m, known); err != nil {
		return nil, err
	}
	t.records(c, len(header), skipped)
	t.decimal, t.dates = t.showsDecimal(m.Decimal), t.showsDates(m.Dates)
	return t, nil
}

// records reads the rows. A row that is no CSV is an error of its own, not of
// the file.
func (t *table) records(c *csv.Reader, width, skipped int) {
	for len(t.errs) < maxErrors {
		fields, err := c.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if p := (*csv.ParseError)(nil); errors.As(err, &p) {
			t.errs = append(t.errs, RowError{p.StartLine + skipped, "", payable.Say("row_no_csv", "is not a row of a table: a quotation mark is out of place or not closed")})
			continue
		}
		if err != nil {
			t.errs = append(t.errs, RowError{0, "", payable.Sentence{Text: err.Error()}})
			return
		}
		line, _ := c.FieldPos(0)
		line += skipped
		if strings.TrimSpace(strings.Join(fields, "")) == "" {
			continue
		}
		if len(fields) > width {
			t.errs = append(t.errs, RowError{line, "", payable.Say("row_too_wide", "{fields} fields under {columns} column names; quote text that contains the separator", "fields", len(fields), "columns", width)})
			continue
		}
		t.rows = append(t.rows, row{t: t, line: line, fields: fields})
	}
}

// header finds our columns among the file's.
func (t *table) header(header []string, m Mapping, known []column) error {
	own := map[string]string{}
	for from, to := range m.Columns {
		own[fold(from)] = to
	}
	for i, name := range header {
		name = strings.TrimSpace(name)
		ours, mapped := own[fold(name)]
		if !mapped {
			ours = spelled(name, known)
		} else if ours != "" && !has(known, ours) {
			return payable.Refuse(name, "table_mapped", `is mapped to "{column}", which this table does not have`, "column", ours)
		}
		if ours == "" {
			continue
		}
		if other, twice := t.names[ours]; twice {
			return payable.Refuse(name, "table_twice", `and "{other}" both mean {column}; hide one in the mapping`, "other", other, "column", ours)
		}
		t.columns[ours], t.names[ours] = i, name
	}
	for _, c := range known {
		if _, ok := t.columns[c.name]; c.required && !ok {
			return payable.Refuse(c.name, "table_no_column", "the file has no such column; it is also found as {spellings}", "spellings", strings.Join(c.spellings, ", "))
		}
	}
	return nil
}

func has(known []column, name string) bool {
	for _, c := range known {
		if c.name == name {
			return true
		}
	}
	return false
}

func spelled(name string, known []column) string {
	f := fold(name)
	if f == "" {
		return ""
	}
	for _, c := range known {
		if f == fold(c.name) {
			return c.name
		}
		for _, s := range c.spellings {
			if f == fold(s) {
				return c.name
			}
		}
	}
	return ""
}

// fold keeps letters and digits, in lower case.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// decode turns the file into UTF-8: by its byte order mark, as UTF-8 if it is
// valid, as Windows-1252 otherwise.
func decode(raw []byte) string {
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		raw = raw[3:]
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		d := textunicode.UTF16(textunicode.LittleEndian, textunicode.UseBOM).NewDecoder()
		if out, err := d.Bytes(raw); err == nil {
			return string(out)
		}
	}
	if utf8.Valid(raw) {
		return string(raw)
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil {
		return strings.ToValidUTF8(string(raw), "\uFFFD")
	}
	return string(out)
}

// withoutSeparatorLine drops the line "sep=;" that spreadsheets understand, and
// says how many lines it dropped.
func withoutSeparatorLine(text string) (string, int) {
	first, rest, _ := strings.Cut(text, "\n")
	if f := strings.ToLower(strings.Trim(first, "\" \r")); strings.HasPrefix(f, "sep=") && len(f) <= 5 {
		return rest, 1
	}
	return text, 0
}

// separator returns the mapping's, or the one the header line uses most outside
// quotes.
func separator(text, wanted string) (rune, error) {
	if wanted != "" {
		if r := []rune(wanted); len(r) == 1 && strings.ContainsRune(",;\t|", r[0]) {
			return r[0], nil
		}
		return 0, payable.Refuse("separator", "table_separator", `"{value}" is none of comma, semicolon, tab, |`, "value", wanted)
	}
	header, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	counts := map[rune]int{}
	quoted := false
	for _, r := range header {
		switch {
		case r == '"':
			quoted = !quoted
		case !quoted:
			counts[r]++
		}
	}
	best := ','
	for _, r := range ";\t|" {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best, nil
}
