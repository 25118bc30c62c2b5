package ingest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
)

func TestWatcher(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	put := func(name, data string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]int{}
	var away error
	w := &Watcher{Dir: dir, Take: func(_ context.Context, name string, data []byte) error {
		if away != nil {
			return away
		}
		if string(data) == "bad" {
			return payable.Invalid("", "no invoice")
		}
		got[name+"="+string(data)]++
		return nil
	}}
	look := func() {
		t.Helper()
		if err := w.Look(ctx); err != nil {
			t.Fatal(err)
		}
	}
	there := func(name string) bool { _, err := os.Stat(filepath.Join(dir, name)); return err == nil }

	put("a.pdf", "half")
	look()
	put("a.pdf", "half and the rest") // still being written
	look()
	if len(got) != 0 {
		t.Fatalf("took %v while it was being written", got)
	}
	away = errors.New("no space left on device")
	look()
	if !there("a.pdf") || there("taken/a.pdf") {
		t.Fatal("the file was moved although it is not safe")
	}
	away = nil
	look()
	if got["a.pdf=half and the rest"] != 1 || there("a.pdf") || !there("taken/a.pdf") {
		t.Fatalf("took %v; still there: %v", got, there("a.pdf"))
	}

	put("a.pdf", "another of that name")
	put("b.pdf", "bad")
	put("c.pdf.part", "unfinished")
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "link.pdf")); err != nil {
		t.Fatal(err)
	}
	look()
	look()
	look()
	if len(got) != 2 || !there("taken/a (2).pdf") || !there("c.pdf.part") || !there("link.pdf") {
		t.Errorf("took %v", got)
	}
	why, err := os.ReadFile(filepath.Join(dir, "refused", "b.pdf.txt"))
	if err != nil || !strings.Contains(string(why), "no invoice") {
		t.Errorf("refused with %q, %v", why, err)
	}
}

func TestWatcherWithoutFolder(t *testing.T) {
	var invalid *payable.InvalidError
	if err := (&Watcher{Dir: filepath.Join(t.TempDir(), "none")}).Run(context.Background()); !errors.As(err, &invalid) {
		t.Errorf("%v, want an InvalidError", err)
	}
}
