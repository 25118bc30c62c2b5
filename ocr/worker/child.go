package worker

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
)

// A Handler is what a child can do.
type Handler struct {
	// Prepare loads what every document needs: it runs before the walls go up
	// and before any document is seen. Nil for nothing.
	Prepare func() error
	// Do answers one request. It announces what it is about to do by step, with
	// the page it does it to (0 for the document). An [*Unreadable] or a [*Fault]
	// is passed on as such; a panic becomes a fault and ends the child.
	Do func(ctx context.Context, request []byte, step func(name string, page int)) ([]byte, error)
}

// IsChild reports whether this process was started to be a worker. Programs and
// test binaries whose pools start children ask it first in main or TestMain.
func IsChild() bool { return len(os.Args) > 1 && os.Args[1] == Arg }

// Main is the child: it prepares, puts up the walls, answers requests until its
// parent is gone, and exits the process.
func Main(h Handler) {
	// The frames keep the first descriptor; whatever a library prints goes to
	// stderr, of which the parent keeps the end.
	fd, err := syscall.Dup(1)
	if err == nil {
		err = syscall.Dup3(2, 1, 0)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "taking over stdout:", err)
		os.Exit(3)
	}
	syscall.CloseOnExec(fd)
	out := os.NewFile(uintptr(fd), "frames")

	if h.Prepare != nil {
		if err := h.Prepare(); err != nil {
			fmt.Fprintln(os.Stderr, "preparing the worker:", err)
			os.Exit(3)
		}
	}
	// The death signal belongs to the thread that asked for it, so this one stays.
	runtime.LockOSThread()
	missing := walls()
	done := make(chan error, 1)
	go func() {
		if err := writeFrame(out, ready, []byte(strings.Join(missing, "\n"))); err != nil {
			done <- err
			return
		}
		done <- Child(context.Background(), os.Stdin, out, h)
	}()
	if err := <-done; err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// Child answers the requests that arrive on in until it ends.
func Child(ctx context.Context, in io.Reader, out io.Writer, h Handler) error {
	r, w := bufio.NewReaderSize(in, 1<<16), &flushed{w: bufio.NewWriterSize(out, 1<<16)}
	for {
		k, req, err := readFrame(r, func(k kind) int64 {
			if k == request {
				return maxRequest
			}
			return 0
		})
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading a request: %w", err)
		}
		if k != request {
			return fmt.Errorf("reading a request: unexpected frame %q", k)
		}
		answer, payload, last := perform(ctx, h, req, w)
		if err := w.frame(answer, payload); err != nil {
			return fmt.Errorf("answering: %w", err)
		}
		if last != nil {
			return last
		}
		giveBack()
	}
}

// kept is how much memory a child keeps for the next document: giving it back
// costs a whole collection, which is as much as reading a page of text. The
// pictures of an A4 scan at 300 dpi fit.
const kept = 192 << 20

// giveBack returns what a large document needed before the next one is counted.
func giveBack() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapSys-m.HeapReleased > kept {
		debug.FreeOSMemory()
	}
}

// perform answers one request. After a panic the state of the libraries is
// unknown; last then says why this child must end.
func perform(ctx context.Context, h Handler, req []byte, w *flushed) (k kind, payload []byte, last error) {
	defer func() {
		if e := recover(); e != nil {
			last = fmt.Errorf("panic: %v", e)
			k, payload = fault, join(FaultCrash, "the reader crashed ("+sentence(fmt.Sprint(e))+")")
		}
	}()
	out, err := h.Do(ctx, req, func(name string, page int) {
		b := binary.BigEndian.AppendUint32(nil, uint32(max(page, 0)))
		// A parent that is gone is noticed when the answer is written.
		_ = w.frame(step, append(b, name[:min(len(name), 40)]...))
	})
	var u *Unreadable
	var f *Fault
	switch {
	case err == nil:
		return response, out, nil
	case errors.As(err, &u):
		return unreadable, []byte(sentence(u.Reason)), nil
	case errors.As(err, &f):
		return fault, join(f.Kind, f.Reason), nil
	}
	return broken, []byte(sentence(err.Error())), nil
}

func join(k FaultKind, reason string) []byte {
	return []byte(string(k) + "\x00" + sentence(reason))
}

func split(b []byte) (FaultKind, string) {
	k, reason, _ := bytes.Cut(b, []byte{0})
	switch kind := FaultKind(k); kind {
	case FaultTime, FaultMemory, FaultCrash, FaultAnswer:
		return kind, sentence(string(reason))
	}
	return FaultCrash, sentence(string(reason))
}

// flushed writes whole frames.
type flushed struct {
	mu sync.Mutex
	w  *bufio.Writer
}

func (f *flushed) frame(k kind, payload []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := writeFrame(f.w, k, payload); err != nil {
		return err
	}
	return f.w.Flush()
}
