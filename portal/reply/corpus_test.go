package reply

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	payable "github.com/payable-ap/payable"
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

// leastExact is how many of the corpus's texts must come out to the letter. Most
// of the rest keep quotes as new text, which this package never does.
const leastExact = 53

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
			t.Logf("differs: %s", filepath.Base(path))
		}
	}
	t.Logf("new text exact in %d of %d", exact, all)
	if exact < leastExact {
		t.Errorf("new text exact in %d of %d, want at least %d", exact, all, leastExact)
	}
}

// TestCorpusMails reads every public mail. None may bring the reader down, none
// names a request of ours, and automatic mail is known by its marks.
func TestCorpusMails(t *testing.T) {
	dir := filepath.Join(corpus(t), "emails")
	read, marked := map[string]int{}, map[string]int{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".eml" {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		folder, _, _ := strings.Cut(strings.TrimPrefix(path, dir+"/"), "/")
		read[folder]++
		r, err := Read(raw)
		if err != nil {
			t.Logf("%s: %v", path, err)
			return nil
		}
		if r.Automatic != "" {
			marked[folder]++
		}
		if _, found := r.Tokens.leading(); found {
			t.Errorf("%s: carries a token", path)
		}
		if out := Judge(Case{Facts: payable.ReplyCase{Message: r.Hash}, Reply: r}); out.Act || out.Answer != payable.AnswerNone {
			t.Errorf("%s: %+v", path, out)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("read %v, marked as automatic %v", read, marked)
	if marked["bounce"] < 21 || marked["autoreply"] < 3 {
		t.Errorf("bounces marked %d of %d, automatic answers %d of %d", marked["bounce"], read["bounce"], marked["autoreply"], read["autoreply"])
	}
}
