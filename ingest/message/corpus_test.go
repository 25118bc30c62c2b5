package message

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
)

// corpusDir finds the public corpus: $PAYABLE_CORPUS, or shared/corpus beside a
// folder above this one. The test is skipped where there is none.
func corpusDir(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("PAYABLE_CORPUS"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
		if c := filepath.Join(dir, "shared", "corpus"); exists(c) {
			return c
		}
	}
	t.Skip("no corpus beside this tree")
	return ""
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// A listed is one line of the corpus' manifest of mails.
type listed struct {
	File     string `json:"file"`
	Category string `json:"category"`
	Facts    struct {
		Attachments []string `json:"attachments"`
	} `json:"facts"`
}

func manifest(t testing.TB, dir string) []listed {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "emails", "manifest.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []listed
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var l listed
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}

// TestCorpusAttachments counts how many of the attachments that the manifest
// names come out, by name, and prints the misses. The floor is what was measured
// when the test was written.
func TestCorpusAttachments(t *testing.T) {
	dir := corpusDir(t)
	want, found, mails := 0, 0, 0
	for _, l := range manifest(t, dir) {
		if !strings.HasSuffix(l.File, ".eml") {
			continue
		}
		mails++
		raw, err := os.ReadFile(filepath.Join(dir, "emails", l.File))
		if err != nil {
			t.Fatal(err)
		}
		m, err := Parse(raw, DefaultLimits())
		names := map[string]int{}
		if err == nil {
			for _, p := range m.Parts {
				names[p.Name]++
			}
		}
		for _, a := range l.Facts.Attachments {
			want++
			if name := namedLike(a, names); name != "" {
				names[name]--
				found++
				continue
			}
			t.Logf("%s: no %q among %v (%v)", l.File, a, keys(names), err)
		}
	}
	t.Logf("%d of %d named attachments in %d mails", found, want, mails)
	if found*100 < want*floorAttachments {
		t.Errorf("%d of %d attachments found, want at least %d %%", found, want, floorAttachments)
	}
}

const floorAttachments = 96 // 104 of 108; the manifest gives the names of the other four in a garbled form

// TestCorpusClasses sorts every mail of the corpus and checks the categories
// whose class is certain.
func TestCorpusClasses(t *testing.T) {
	dir := corpusDir(t)
	counts := map[string]map[payable.MessageState]int{}
	for _, l := range manifest(t, dir) {
		if !strings.HasSuffix(l.File, ".eml") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, "emails", l.File))
		if err != nil {
			t.Fatal(err)
		}
		state, reason := payable.MessageUnreadable, "no mail"
		if m, err := Parse(raw, DefaultLimits()); err == nil {
			state, reason = Sort(m, Ours{})
		}
		if counts[l.Category] == nil {
			counts[l.Category] = map[payable.MessageState]int{}
		}
		counts[l.Category][state]++
		t.Logf("%-60s %-11s %s", l.File, state, reason)
	}
	for c, n := range counts {
		t.Logf("%-20s %v", c, n)
	}
	for _, want := range []struct {
		category string
		state    payable.MessageState
		least    int
	}{
		{"bounce", payable.MessageBounce, 22},          // one is a bounce by its words alone
		{"autoreply", payable.MessageAutomatic, 3},     // one says so in its subject alone
		{"complaint-arf", payable.MessageAutomatic, 2}, // reports about spam
		{"dkim-arc", payable.MessageOther, 60},
	} {
		if n := counts[want.category][want.state]; n < want.least {
			t.Errorf("%s: %d sorted as %s, want at least %d", want.category, n, want.state, want.least)
		}
	}
}

// namedLike finds the part the manifest means. The manifest gives some names
// undecoded and cuts long ones at 80 bytes.
func namedLike(a string, names map[string]int) string {
	if names[a] > 0 {
		return a
	}
	for name, n := range names {
		if n > 0 && (name == decodeWords(a) || len(a) >= 75 && strings.HasPrefix(name, a)) {
			return name
		}
	}
	return ""
}

func keys(m map[string]int) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
