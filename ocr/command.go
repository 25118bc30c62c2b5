package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/payable-ap/payable"
)

// ErrUnread says that at least one file of a [ReadFiles] could not be read; its
// line says why.
var ErrUnread = errors.New("not every file could be read")

// ReadFiles reads files and prints a line of JSON for each business document, in
// the order of the files. A file that cannot be read gets a line with its
// problems and never stops the others; at the end the error is then [ErrUnread].
// Any other error is of the output or the context.
func ReadFiles(ctx context.Context, r *Reader, files []string, opt Options, w io.Writer) error {
	type done struct {
		lines  []byte
		unread bool
		err    error
	}
	results := make([]chan done, len(files))
	for i := range results {
		results[i] = make(chan done, 1)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	turn := make(chan struct{}, r.size+1) // one is loaded while the others are read
	go func() {
		for i, file := range files {
			select {
			case turn <- struct{}{}:
			case <-ctx.Done():
				results[i] <- done{err: ctx.Err()}
				continue
			}
			go func() {
				defer func() { <-turn }()
				var d done
				var b bytes.Buffer
				d.unread, d.err = readFile(ctx, r, file, opt, &b)
				d.lines = b.Bytes()
				results[i] <- d
			}()
		}
	}()
	unread := false
	for i := range files {
		d := <-results[i]
		if d.err != nil {
			return d.err
		}
		if _, err := w.Write(d.lines); err != nil {
			return fmt.Errorf("printing a reading: %w", err)
		}
		unread = unread || d.unread
	}
	if unread {
		return ErrUnread
	}
	return nil
}

// maxFile is the largest file that is read.
const maxFile = 200 << 20

func readFile(ctx context.Context, r *Reader, file string, opt Options, w io.Writer) (unread bool, err error) {
	began := time.Now()
	data, problem := load(file)
	if problem != "" {
		return true, writeUnread(w, file, "", problem, 0)
	}
	opt.Name = file
	res, err := r.Read(ctx, data, opt)
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		return true, writeUnread(w, file, payable.HashOf(data), err.Error(), int(time.Since(began).Milliseconds()))
	}
	return false, WriteJSON(w, file, res)
}

// load reads a file; problem says why it cannot.
func load(file string) (data []byte, problem string) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil, err.Error()
	case !info.Mode().IsRegular():
		return nil, "it is not a file"
	case info.Size() > maxFile:
		return nil, fmt.Sprintf("the file has %d MB, more than the %d that are read", info.Size()>>20, maxFile>>20)
	}
	if data, err = os.ReadFile(file); err != nil {
		return nil, err.Error()
	}
	return data, ""
}
