package tnef

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"
)

// stream builds a TNEF stream from attributes.
type stream struct{ b []byte }

func begin() *stream { return &stream{[]byte{0x78, 0x9f, 0x3e, 0x22, 1, 0}} }

func (s *stream) attribute(level byte, id uint32, v []byte) *stream {
	s.b = append(s.b, level)
	s.b = binary.LittleEndian.AppendUint32(s.b, id)
	s.b = binary.LittleEndian.AppendUint32(s.b, uint32(len(v)))
	s.b = append(append(s.b, v...), 0, 0)
	return s
}

// property makes one MAPI property with one value of variable length.
func property(tag uint32, v []byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, tag)
	b = binary.LittleEndian.AppendUint32(b, 1)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(v)))
	b = append(b, v...)
	return append(b, make([]byte, (4-len(v)%4)%4)...)
}

func propertyList(ps ...[]byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(ps)))
	return append(b, bytes.Join(ps, nil)...)
}

func wide(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return append(b, 0, 0)
}

func TestDecode(t *testing.T) {
	short := begin().attribute(1, 0x00068004, []byte("IPM.Note")).attribute(2, 0x00069002, make([]byte, 14)).
		attribute(2, 0x00018010, []byte("R~1.PDF\x00")).attribute(2, 0x0006800f, []byte("one"))
	long := begin().attribute(2, 0x00069002, nil).attribute(2, 0x00018010, []byte("R~1.PDF\x00")).attribute(2, 0x0006800f, []byte("one")).
		attribute(2, 0x00069005, propertyList(property(0x3707001f, wide("Rechnung März.pdf"))))
	inside := begin().attribute(2, 0x00069002, nil).attribute(2, 0x00069005, propertyList(
		property(0x3707001e, []byte("mail")), property(0x3701000d, append(make([]byte, 16), "inner"...))))
	two := begin().attribute(2, 0x00069002, nil).attribute(2, 0x0006800f, []byte("one")).
		attribute(2, 0x00069002, nil).attribute(2, 0x0006800f, []byte("two"))
	for _, tt := range []struct {
		name  string
		in    []byte
		names []string
		data  []string
		whole bool
	}{
		{"a short name", short.b, []string{"R~1.PDF"}, []string{"one"}, true},
		{"a long name wins", long.b, []string{"Rechnung März.pdf"}, []string{"one"}, true},
		{"an embedded object loses its identifier", inside.b, []string{"mail"}, []string{"inner"}, true},
		{"two without names", two.b, []string{"", ""}, []string{"one", "two"}, true},
		{"cut in the second", two.b[:len(two.b)-4], []string{""}, []string{"one"}, false},
		{"garbage behind", append(bytes.Clone(short.b), "garbage, a lot of it"...), []string{"R~1.PDF"}, []string{"one"}, false},
		{"a length beyond the end", begin().attribute(2, 0x00069002, nil).attribute(2, 0x00069005, []byte{255, 255, 255, 255, 0x1e, 0, 1, 0, 255, 255, 255, 127}).b, nil, nil, true},
		{"nothing", []byte("%PDF-1.4"), nil, nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Decode(tt.in)
			if (err == nil) != tt.whole || len(got) != len(tt.names) {
				t.Fatalf("%x\ngave %d attachments, %v; want %d, whole %v", tt.in, len(got), err, len(tt.names), tt.whole)
			}
			for i, a := range got {
				if a.Name != tt.names[i] || string(a.Data) != tt.data[i] {
					t.Errorf("%q %q, want %q %q", a.Name, a.Data, tt.names[i], tt.data[i])
				}
			}
		})
	}
}

// TestCorpus decodes the public samples, where they are.
func TestCorpus(t *testing.T) {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for ; dir != filepath.Dir(dir) && len(files) == 0; dir = filepath.Dir(dir) {
		files, _ = filepath.Glob(filepath.Join(dir, "shared", "corpus", "emails", "tnef", "*")) // the pattern is valid
	}
	if c := os.Getenv("PAYABLE_CORPUS"); c != "" {
		files, _ = filepath.Glob(filepath.Join(c, "emails", "tnef", "*")) // the pattern is valid
	}
	if len(files) == 0 {
		t.Skip("no corpus beside this tree")
	}
	read, attachments, whole := 0, 0, 0
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if !IsTNEF(b) {
			continue
		}
		read++
		got, err := Decode(b)
		if err == nil {
			whole++
		} else {
			t.Logf("%s: %d attachments, then %v", filepath.Base(f), len(got), err)
		}
		attachments += len(got)
	}
	t.Logf("%d attachments in %d streams, %d without damage", attachments, read, whole)
	if attachments < 28 {
		t.Errorf("%d attachments, want at least 28", attachments)
	}
}

// FuzzTNEF checks that no stream makes Decode panic or give bytes that are not
// in it.
func FuzzTNEF(f *testing.F) {
	f.Add(begin().attribute(2, 0x00069002, nil).attribute(2, 0x00018010, []byte("a\x00")).attribute(2, 0x0006800f, []byte("one")).b)
	f.Add(begin().attribute(2, 0x00069002, nil).attribute(2, 0x00069005, propertyList(property(0x3707001f, wide("ä")))).b)
	f.Fuzz(func(t *testing.T, b []byte) {
		got, _ := Decode(b) // damage is the normal case
		for _, a := range got {
			if len(a.Data) > len(b) || !bytes.Contains(b, a.Data) {
				t.Fatalf("%x gave bytes it does not hold", b)
			}
		}
	})
}
