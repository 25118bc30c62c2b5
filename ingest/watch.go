package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/payable-ap/payable"
)

// Folders a [Watcher] makes inside the watched one.
const (
	takenFolder   = "taken"   // files that are safe in the database
	refusedFolder = "refused" // files nobody can take, each beside a .txt that says why
)

// maxFile is the largest file taken from a folder.
const maxFile = 50 << 20

// A Watcher takes files that scanners and people put into a folder: the door
// [payable.DoorFolder]. Set Dir and Take and call Run.
//
// A file is taken when it has not changed between two looks: scanners write
// slowly over the network. Take must have committed when it returns nil; only
// then is the file moved to the folder "taken", and never deleted. Taking the
// same file twice, after a crash in between, must do no harm. An
// [payable.InvalidError] moves the file to "refused" with its reason; any other
// error leaves it where it is, to be tried again.
//
// Folders inside, hidden files, links and unfinished downloads (.part, .tmp,
// .crdownload) are left alone.
type Watcher struct {
	Dir   string
	Every time.Duration // between looks; 2 s if zero
	Take  func(ctx context.Context, name string, data []byte) error
	// Report, if set, is told about every file and every fault.
	Report func(name string, err error)

	seen map[string]stamp
}

// A stamp tells whether a file has changed.
type stamp struct {
	size int64
	time time.Time
}

// Run looks until ctx ends and returns its error. A folder that is away for a
// while is reported and looked for again; one that is missing at the start is a
// wrong configuration.
func (w *Watcher) Run(ctx context.Context) error {
	if info, err := os.Stat(w.Dir); err != nil || !info.IsDir() {
		return payable.Invalid("folder", fmt.Sprintf("%q is not a folder that can be read", w.Dir))
	}
	every := w.Every
	if every <= 0 {
		every = 2 * time.Second
	}
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		if err := w.Look(ctx); err != nil {
			w.report("", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
	}
}

// Look takes every file that is as it was at the look before.
func (w *Watcher) Look(ctx context.Context) error {
	entries, err := os.ReadDir(w.Dir)
	if err != nil {
		return fmt.Errorf("look into folder: %w", err)
	}
	now := map[string]stamp{}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // gone since the listing
		}
		if err != nil {
			return fmt.Errorf("look into folder: %w", err)
		}
		if !info.Mode().IsRegular() || unfinished(e.Name()) {
			continue
		}
		s := stamp{info.Size(), info.ModTime()}
		now[e.Name()] = s
		if w.seen[e.Name()] == s {
			w.report(e.Name(), w.take(ctx, e.Name(), s.size))
		}
	}
	w.seen = now
	return nil
}

func unfinished(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || ext == ".part" || ext == ".tmp" || ext == ".crdownload"
}

// take hands one file over and moves it out of the way.
func (w *Watcher) take(ctx context.Context, name string, size int64) error {
	path := filepath.Join(w.Dir, name)
	err := payable.Invalid("", fmt.Sprintf("larger than %d MB", maxFile>>20))
	if size <= maxFile {
		var data []byte
		if data, err = os.ReadFile(path); err != nil {
			return fmt.Errorf("read file: %w", err)
		}
		err = w.Take(ctx, name, data)
	}
	var invalid *payable.InvalidError
	switch {
	case err == nil:
		_, err := w.move(name, takenFolder)
		return err
	case errors.As(err, &invalid):
		to, moved := w.move(name, refusedFolder)
		if moved == nil {
			moved = os.WriteFile(to+".txt", []byte(invalid.Error()+"\n"), 0o644)
		}
		return errors.Join(err, moved)
	}
	return err
}

// move puts a file into a folder inside the watched one, under a new name if the
// name is taken.
func (w *Watcher) move(name, folder string) (string, error) {
	dir := filepath.Join(w.Dir, folder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	to := filepath.Join(dir, name)
	for n := 2; ; n++ {
		if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			break
		}
		ext := filepath.Ext(name)
		to = filepath.Join(dir, fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ext), n, ext))
	}
	return to, os.Rename(filepath.Join(w.Dir, name), to)
}

func (w *Watcher) report(name string, err error) {
	if w.Report != nil {
		w.Report(name, err)
	}
}
