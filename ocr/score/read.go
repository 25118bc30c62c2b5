package score

import (
	"context"
	"sync"
	"time"

	"github.com/payable-ap/payable"
)

// A Reader reads one file. pageOnly asks it to ignore embedded XML. It is called
// from several goroutines at once where Read is given several workers.
type Reader func(file string, pageOnly bool) ([]payable.Draft, error)

// A Reading is what a reader made of one file.
type Reading struct {
	Drafts []payable.Draft
	Err    error
	Took   time.Duration
}

// Read runs a reader over the files of truths, with so many at a time, and
// returns a reading for each in the same order. A reader's error is a result: the
// document's fields count as left empty. It stops early only when ctx ends.
func Read(ctx context.Context, truths []Truth, read Reader, workers int) ([]Reading, error) {
	out := make([]Reading, len(truths))
	next := make(chan int)
	var done sync.WaitGroup
	for range max(workers, 1) {
		done.Go(func() {
			for i := range next {
				start := time.Now()
				drafts, err := read(truths[i].Path, truths[i].Kind != "xml" && !truths[i].Open)
				out[i] = Reading{Drafts: drafts, Err: err, Took: time.Since(start)}
			}
		})
	}
	var stopped error
	for i := range truths {
		select {
		case next <- i:
		case <-ctx.Done():
			stopped = ctx.Err()
		}
		if stopped != nil {
			break
		}
	}
	close(next)
	done.Wait()
	return out, stopped
}
