package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/text"
	"github.com/payable-ap/payable/ocr/worker"
)

// yardLoop names the yardstick of two processors in a worker's arguments.
const yardLoop = "loop"

// slice is how long a throughput is measured: short, so that one and two take
// turns on a machine whose load changes.
const slice = 2 * time.Second

// count is the plainest work: it runs a random number generator for a
// hundredth of a second or so, as often as it is asked to.
func count(context.Context, []byte, func(string, int)) ([]byte, error) {
	x := uint64(88172645463325252)
	for range 10_000_000 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return binary.BigEndian.AppendUint64(nil, x), nil
}

// pairs compares what a second worker adds with what a second processor adds to
// work that shares nothing. Here the clock on the wall counts: what two have in
// common (the program that feeds them, memory) is waiting, not work.
func pairs(ctx context.Context, b *bench) error {
	files, err := b.drawnTexts(12)
	if err != nil {
		return err
	}
	var letters [][]byte
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		letters = append(letters, data)
	}
	clean, _, err := pictures()
	if err != nil {
		return err
	}
	if err := b.pair(ctx, "two workers against one, text, in parts of two plain loops", letters); err != nil {
		return err
	}
	return b.pair(ctx, "two workers against one, scans, in parts of two plain loops", [][]byte{clean[0].data, clean[2].data})
}

func (b *bench) pair(ctx context.Context, what string, docs [][]byte) error {
	r, err := ocr.NewReader(ocr.Config{Workers: 2})
	if err != nil {
		return err
	}
	defer r.Close()
	loops := worker.NewPool(worker.Config{Size: 2, Args: []string{yardLoop}})
	defer loops.Close()
	read := func(i int) error {
		_, err := r.Read(ctx, docs[i%len(docs)], ocr.Options{Lang: text.Languages})
		return passable(err)
	}
	loop := func(int) error {
		_, err := loops.Do(ctx, nil, worker.Limits{})
		return err
	}
	for _, f := range []func(int) error{read, loop} { // starts all four
		if _, err := throughput(2, f); err != nil {
			return err
		}
	}
	var share, gained, plain []float64
	for range b.rounds {
		var n [4]float64
		for i, m := range []struct {
			workers int
			do      func(int) error
		}{{1, read}, {1, loop}, {2, read}, {2, loop}} {
			if n[i], err = throughput(m.workers, m.do); err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		gained, plain = append(gained, n[2]/n[0]), append(plain, n[3]/n[1])
		share = append(share, n[2]/n[0]/(n[3]/n[1]))
	}
	b.least(what, "x", median(share), 0.9)
	note(fmt.Sprintf("  two workers against one (loops %.2f)", median(plain)), "x", median(gained))
	return nil
}

// throughput returns how often a second n goroutines can do something. Each
// finishes what it began; the time it then takes counts.
func throughput(n int, do func(int) error) (float64, error) {
	var done sync.WaitGroup
	var next atomic.Int64
	errs := make(chan error, n)
	began := time.Now()
	for range n {
		done.Go(func() {
			for time.Since(began) < slice {
				if err := do(int(next.Add(1))); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	done.Wait()
	select {
	case err := <-errs:
		return 0, err
	default:
		return float64(next.Load()) / time.Since(began).Seconds(), nil
	}
}
