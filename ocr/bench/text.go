package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/score"
	"github.com/payable-ap/payable/ocr/specimen"
)

// texts compares reading words and fields of PDFs with text with what poppler's
// pdftotext takes for the words alone. pdftotext is a process for each file;
// ours is a worker that stays, as in the product, and, in a line of its own, a
// process for each file too, which starts a worker behind its walls.
func texts(ctx context.Context, b *bench) error {
	drawn, err := b.drawnTexts(30)
	if err != nil {
		return err
	}
	if err := b.text(ctx, "drawn PDFs with text", drawn); err != nil {
		return err
	}
	if b.corpus == "" {
		return nil
	}
	found, err := b.corpusFiles("pdf-text", 80)
	if err != nil {
		return err
	}
	return b.text(ctx, "the corpus' PDFs with text", found)
}

func (b *bench) text(ctx context.Context, what string, files []string) error {
	// A page that would be recognised is no text page: its share is left out.
	r, err := ocr.NewReader(ocr.Config{Workers: 1, NoOCR: true})
	if err != nil {
		return err
	}
	defer r.Close()
	ours := func(i int) (time.Duration, error) {
		data, err := os.ReadFile(files[i])
		if err != nil {
			return 0, err
		}
		return cost(func() error {
			_, err := r.Read(ctx, data, ocr.Options{PageOnly: true})
			return passable(err)
		})
	}
	if _, err := ours(0); err != nil { // starts the worker
		return err
	}
	poppler := func(i int) (time.Duration, error) {
		return process(ctx, "pdftotext", "-q", "-bbox-layout", files[i], os.DevNull)
	}
	took, err := sideBySide(ctx, b.rounds, len(files), ours, poppler)
	if err != nil {
		return err
	}
	b.most(fmt.Sprintf("words and fields against pdftotext, %d %s", len(files), what), "x", ratio(took[0], took[1]), 1)
	note("  a file, worker running", "ms", each(took[0], len(files)))
	note("  a file, pdftotext", "ms", each(took[1], len(files)))
	cold, err := sideBySide(ctx, 1, min(len(files), 5), func(i int) (time.Duration, error) {
		return process(ctx, "/proc/self/exe", oneFile, files[i])
	})
	if err != nil {
		return err
	}
	note("  a file, a process and a worker for each", "ms", each(cold[0], min(len(files), 5)))
	return nil
}

// readOne reads one file in a fresh worker.
func readOne(ctx context.Context, file string) error {
	r, err := ocr.NewReader(ocr.Config{Workers: 1, NoOCR: true})
	if err != nil {
		return err
	}
	defer r.Close()
	return ocr.ReadFiles(ctx, r, []string{file}, ocr.Options{PageOnly: true}, io.Discard)
}

// process runs a program and returns the CPU time it and its children took. A
// document that it refuses is no error: it took its time.
func process(ctx context.Context, name string, args ...string) (time.Duration, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	err := cmd.Run()
	var refused *exec.ExitError
	if err != nil && !errors.As(err, &refused) {
		return 0, err
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

// passable lets a document pass that has no words to be read.
func passable(err error) error {
	var u *ocr.Unreadable
	if errors.As(err, &u) {
		return nil
	}
	return err
}

// drawnTexts writes n specimens of many layouts and languages.
func (b *bench) drawnTexts(n int) ([]string, error) {
	var files []string
	for i, s := range specimen.Corpus(6000, n) {
		pdf, _, err := s.Draw()
		if err != nil {
			return nil, fmt.Errorf("drawing %s: %w", s.Name, err)
		}
		file := filepath.Join(b.dir, fmt.Sprintf("text-%d.pdf", i))
		if err := os.WriteFile(file, pdf, 0o600); err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// corpusFiles returns at most about n files of a kind, from the whole corpus.
func (b *bench) corpusFiles(kind string, n int) ([]string, error) {
	truths, err := score.Load(filepath.Join(b.corpus, "truth.jsonl"))
	if err != nil {
		return nil, err
	}
	var all []string
	for _, t := range truths {
		if t.Kind == kind {
			all = append(all, t.Path)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("the corpus has no %s", kind)
	}
	var files []string
	for i := 0; i < len(all); i += max(1, len(all)/n) {
		files = append(files, all[i])
	}
	return files, nil
}
