package archive

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// pack makes a ZIP of n files of size zeros each.
func pack(t testing.TB, n, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range n {
		w, err := z.Create(fmt.Sprintf("%d.pdf", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(make([]byte, size)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLimits(t *testing.T) {
	limits := Limits{Entries: 3, Depth: 2, Total: 4 << 20, Ratio: 100}
	for _, tt := range []struct {
		name    string
		n, size int
		files   int
		problem string
	}{
		{"as many files as allowed", 3, 10, 3, ""},
		{"one more", 4, 10, 3, "more files"},
		{"a megabyte of zeros is let off", 1, 1 << 20, 1, ""},
		{"a byte more is a bomb", 1, 1<<20 + 1, 0, "100 times"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Open(pack(t, tt.n, tt.size), limits.Budget())
			if len(c.Files) != tt.files || !strings.Contains(strings.Join(c.Problems, " "), tt.problem) || (tt.problem == "") != (len(c.Problems) == 0) {
				t.Errorf("%d files of %d bytes gave %d, problems %q; want %d, %q", tt.n, tt.size, len(c.Files), c.Problems, tt.files, tt.problem)
			}
		})
	}
}

// TestTheBudgetIsForAllArchives checks that two archives of one mail share the
// limits.
func TestTheBudgetIsForAllArchives(t *testing.T) {
	b := Limits{Entries: 10, Depth: 2, Total: 1500, Ratio: 100}.Budget()
	first, second := Open(pack(t, 1, 1000), b), Open(pack(t, 1, 1000), b)
	if len(first.Files) != 1 || len(second.Files) != 0 || len(second.Problems) != 1 {
		t.Errorf("%d and %d files, problems %q", len(first.Files), len(second.Files), second.Problems)
	}
}

// TestTheHeaderMayLie checks that what an archive claims to unpack to counts for
// nothing.
func TestTheHeaderMayLie(t *testing.T) {
	raw := pack(t, 1, 3<<20)
	// The central directory holds the size at 24 bytes from its signature.
	at := bytes.LastIndex(raw, []byte("PK\x01\x02"))
	copy(raw[at+24:], []byte{10, 0, 0, 0})
	if c := Open(raw, Default().Budget()); len(c.Files) != 0 || len(c.Problems) != 1 {
		t.Errorf("%d files, problems %q; want none and one", len(c.Files), c.Problems)
	}
}

func TestDamage(t *testing.T) {
	whole := pack(t, 2, 100)
	for _, n := range []int{0, 10, len(whole) / 2, len(whole) - 1} {
		if c := Open(whole[:n], Default().Budget()); len(c.Problems) == 0 {
			t.Errorf("the first %d of %d bytes: no problem, %d files", n, len(whole), len(c.Files))
		}
	}
}

// FuzzZIP checks that no archive makes Open panic or exceed its limits.
func FuzzZIP(f *testing.F) {
	f.Add(pack(f, 2, 100))
	f.Add(pack(f, 1, 2<<20))
	limits := Limits{Entries: 5, Depth: 2, Total: 2 << 20, Ratio: 100}
	f.Fuzz(func(t *testing.T, b []byte) {
		c := Open(b, limits.Budget())
		var total int64
		for _, file := range c.Files {
			total += int64(len(file.Data))
		}
		if len(c.Files) > limits.Entries || total > limits.Total {
			t.Fatalf("%d files, %d bytes", len(c.Files), total)
		}
	})
}
