package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// spent returns the CPU time, user and system, that this process and all its
// children took so far, living or waited for.
func spent() (time.Duration, error) {
	sum, err := cpu(os.Getpid())
	if err != nil {
		return 0, err
	}
	pids, err := children()
	if err != nil {
		return 0, err
	}
	for _, pid := range pids {
		d, err := cpu(pid)
		if err != nil {
			return 0, err
		}
		sum += d
	}
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u); err != nil {
		return 0, fmt.Errorf("asking for the children's CPU time: %w", err)
	}
	return sum + time.Duration(u.Utime.Nano()+u.Stime.Nano()), nil
}

// cpu reads a process's CPU clock, which counts nanoseconds where /proc/PID/stat
// counts hundredths of a second. Its number is made as clock_getcpuclockid(3)
// does.
func cpu(pid int) (time.Duration, error) {
	const sched = 2
	var ts unix.Timespec
	if err := unix.ClockGettime(int32(^pid)<<3|sched, &ts); err != nil {
		return 0, fmt.Errorf("reading the CPU clock of process %d: %w", pid, err)
	}
	return time.Duration(ts.Nano()), nil
}

// children returns the processes that this one started and that live.
func children() ([]int, error) {
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, list := range lists {
		b, err := os.ReadFile(list)
		if os.IsNotExist(err) {
			continue // the thread ended
		}
		if err != nil {
			return nil, err
		}
		for _, s := range strings.Fields(string(b)) {
			pid, err := strconv.Atoi(s)
			if err != nil {
				return nil, err
			}
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

// cost returns the CPU time that f takes in this process and its children.
func cost(f func() error) (time.Duration, error) {
	before, err := spent()
	if err != nil {
		return 0, err
	}
	if err := f(); err != nil {
		return 0, err
	}
	after, err := spent()
	return after - before, err
}

// A way is one of the things compared: it works on item i and says what that
// took.
type way func(i int) (time.Duration, error)

// sideBySide has every way work on each of n items in turn, rounds times. It
// returns for each way what the n items took, round by round.
func sideBySide(ctx context.Context, rounds, n int, ways ...way) ([][]time.Duration, error) {
	out := make([][]time.Duration, len(ways))
	for w := range out {
		out[w] = make([]time.Duration, rounds)
	}
	for r := range rounds {
		for i := range n {
			for k := range ways {
				w := (k + r + i) % len(ways) // nobody always comes first
				d, err := ways[w](i)
				if err != nil {
					return nil, err
				}
				if err := ctx.Err(); err != nil {
					return nil, err
				}
				out[w][r] += d
			}
		}
	}
	return out, nil
}

// ratio is the median over the rounds of what a took for each of b.
func ratio(a, b []time.Duration) float64 {
	of := make([]float64, len(a))
	for r := range a {
		of[r] = a[r].Seconds() / b[r].Seconds()
	}
	return median(of)
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}

// each is the median over the rounds of what one of n items took, in
// milliseconds.
func each(v []time.Duration, n int) float64 {
	of := make([]float64, len(v))
	for r := range v {
		of[r] = v[r].Seconds() * 1000 / float64(n)
	}
	return median(of)
}
