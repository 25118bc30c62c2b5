package reply

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	payable "github.com/payable-ap/payable"
)

// FuzzReply feeds the reading of text what a stranger can write. A text whose
// every line is quoted is never a command, and an approval always has the word on
// a line of its own that is not quoted.
func FuzzReply(f *testing.F) {
	for _, s := range said {
		f.Add(s.text)
	}
	for _, s := range ambiguous {
		f.Add(s)
	}
	for _, c := range clients {
		f.Add(c.write(letter{}, "Approve", "de").body)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 10_000 {
			return
		}
		if got := ParseCommand(NewText(marked(normalise(text)))); got.Verdict != "" && got.Problem == "" {
			t.Errorf("%q, all of it quoted, reads as %s", text, got.Verdict)
		}
		got := ParseCommand(NewText(text))
		if got.Verdict == payable.VerdictApprove && got.Problem == "" {
			own := slices.ContainsFunc(strings.Split(normalise(text), "\n"), func(l string) bool {
				return !quoted(l) && bareVerb(l) == payable.VerdictApprove
			})
			if !own {
				t.Errorf("%q reads as approved without a line that says so", text)
			}
		}
		_ = ParseCommand(NewTextHTML(text)) // must not panic or hang
	})
}

// FuzzHeader feeds the reading of headers what a stranger can write. Whatever a
// header looks like, one From more is never overlooked, and judging a mail that
// names no request never acts.
func FuzzHeader(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join("testdata", "cases", "0[058]-*.eml"))
	if err != nil || len(paths) == 0 {
		f.Fatalf("no cases: %v", err)
	}
	for _, p := range paths {
		raw, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte("From: a@b.example\r\n\r\n"))
	f.Add([]byte("Authentication-Results: a; b=\"c; dmarc=pass\" (d\r\nFrom: a@b.example\r\n\r\nx"))
	nobody := func(context.Context, string) ([]string, error) { return nil, nil }
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > 20_000 {
			return
		}
		r, err := Read(raw)
		if err != nil {
			return
		}
		if r.From != "" && (!plainAddress.MatchString(r.From) || strings.ToLower(r.From) != r.From || r.FromProblem != "") {
			t.Errorf("From %q with problem %q", r.From, r.FromProblem)
		}
		auth, err := Authenticate(context.Background(), raw, nobody, Config{AuthservIDs: []string{"mx.corp.example"}})
		if err != nil {
			t.Errorf("an empty answer of DNS is no fault: %v", err)
		}
		if out := Judge(Case{Facts: payable.ReplyCase{Message: r.Hash}, Reply: r, Auth: auth}); out.Act {
			t.Errorf("acted on a mail that names no request: %+v", out)
		}
		if r.From == "" {
			return
		}
		for _, line := range []string{"From: mallory@evil.example\r\n", "From : mallory@evil.example\r\n", "FROM\t:mallory@evil.example\n", "From\r\n : mallory@evil.example\r\n", " From: mallory@evil.example\r\n"} {
			again, err := Read(append([]byte(line), raw...))
			if err == nil && again.FromProblem == "" {
				t.Errorf("%q on top was overlooked: the sender is %s", line, again.From)
			}
		}
	})
}
