package pgembed

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFindBinFollowsLinks checks a link to initdb, as some machines have in
// /usr/local/bin: initdb finds its own files only from its real place.
func TestFindBinFollowsLinks(t *testing.T) {
	t.Setenv("PG_BINDIR", "")
	real, err := FindBin()
	if err != nil {
		t.Fatal(err)
	}
	links := t.TempDir()
	for _, name := range []string{"initdb", "postgres"} {
		if err := os.Symlink(filepath.Join(real, name), filepath.Join(links, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, variable := range []string{"PATH", "PG_BINDIR"} {
		t.Run(variable, func(t *testing.T) {
			t.Setenv(variable, links)
			if got, err := FindBin(); err != nil || got != real {
				t.Errorf("with %s=%s: %q, %v, want %q", variable, links, got, err, real)
			}
		})
	}
}

// TestFindBinSaysWhatIsMissing checks the sentence for a wrong PG_BINDIR.
func TestFindBinSaysWhatIsMissing(t *testing.T) {
	empty := t.TempDir()
	t.Setenv("PG_BINDIR", empty)
	_, err := FindBin()
	if err == nil || !strings.Contains(err.Error(), "PG_BINDIR is "+empty) {
		t.Errorf("PG_BINDIR=%s: %v, want an error that names it", empty, err)
	}
}

func TestNumber(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int
	}{
		{"/usr/lib/postgresql/15/bin", 15},
		{"/usr/pgsql-9.6/bin", 9},
		{"postgres (PostgreSQL) 17.2 (Debian 17.2-1)", 17},
		{"/usr/local/pgsql/bin", 0},
	} {
		if got := number(tt.in); got != tt.want {
			t.Errorf("number(%q) = %d, want %d", tt.in, got, tt.want)
		}
	}
}
