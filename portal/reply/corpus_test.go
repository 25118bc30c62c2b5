package reply

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corpus returns the folder of public mails, or skips where it does not exist.
func corpus(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("PAYABLE_CORPUS"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if c := filepath.Join(dir, "shared", "corpus"); isDir(c) {
			return c
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Skip("no shared/corpus beside this repository")
		}
		dir = parent
	}
}

func isDir(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && fi.IsDir()
}

// leastExact is how many of the corpus's texts must come out to the letter. The
// rest keep quotes as new text, which this package never does.
const leastExact = 0

// TestCorpusReplies measures NewText on public mails whose new text is known.
func TestCorpusReplies(t *testing.T) {
	dir := filepath.Join(corpus(t), "emails", "replies")
	var exact, all int
	paths, err := filepath.Glob(filepath.Join(dir, "*", "*.expected.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no expected texts in %s: %v", dir, err)
	}
	for _, path := range paths {
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := os.ReadFile(strings.TrimSuffix(path, ".expected.txt") + ".body.txt")
		if err != nil {
			t.Fatal(err)
		}
		all++
		got, exp := NewText(string(body)), strings.TrimSpace(normalise(string(want)))
		if strings.TrimSpace(got) == exp {
			exact++
		} else {
			t.Logf("%s:\n--- got\n%s\n--- want\n%s", filepath.Base(path), got, exp)
		}
	}
	t.Logf("new text exact in %d of %d", exact, all)
	if exact < leastExact {
		t.Errorf("new text exact in %d of %d, want at least %d", exact, all, leastExact)
	}
}
