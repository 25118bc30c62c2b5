// Package worker runs the code that opens strangers' files in processes that
// can be killed.
//
// A PDF can make its reader loop for hours, take all memory or crash, and calls
// into PDFium, pdfcpu and Tesseract cannot be cancelled from inside. So payable
// re-executes itself: [Main] is the child, [Pool] the parent. Children stay warm
// from document to document and are replaced when they misbehave and after some
// two hundred pages.
//
// The promise to the parent: [Pool.Do] returns within the request's limits,
// whatever the child does, even if a document has taken the child over. What
// comes back is length-limited, read as it arrives and never trusted to be well
// formed; the parent holds no more of it than [Limits] says. A document that
// hangs, crashes or swallows memory is a [*Fault] of that document; the next one
// gets a fresh child. Every other error is the machine's fault and uses up no
// attempt.
//
// The walls around a child, each checked by a test:
//
//   - no network: an empty network namespace where the kernel permits one, and a
//     system call filter that refuses sockets, new programs and new processes;
//   - memory: the parent looks at the resident size every 50 ms and kills above
//     the limit. RLIMIT_AS is only the backstop against a jump between two
//     looks, because WebAssembly and the Go runtime reserve far more addresses
//     than they use;
//   - time: for each step the child announces, for all steps of a kind, and for
//     the whole request, on the parent's clock;
//   - files: no writing (RLIMIT_FSIZE 0), few descriptors, an empty directory, no
//     core dumps; an unprivileged user id where the parent is root;
//   - life: it dies with its parent (PDEATHSIG), and its process group with it.
//
// A wall that this machine does not permit is named by [Pool.Missing], so that
// an operator can be told; the others still stand.
//
// To add a limit, put it into walls or into [Limits] and prove it with a request
// to the test handler in worker_test.go.
package worker

import (
	"strings"
	"time"
	"unicode"
)

// Arg is the command line argument that makes payable a worker.
const Arg = "document-worker"

// Limits says how much one request may take. Zero values mean the defaults of
// [DefaultLimits].
type Limits struct {
	Wall     time.Duration   // the whole request
	Memory   int64           // resident bytes of the child
	Response int64           // bytes of the answer
	Steps    map[string]Step // what the child may announce
}

// A Step is one kind of work within a request. The child only names it; what it
// may take stands here, in the parent.
type Step struct {
	Doing string        // "drawing", for the reason of a fault
	Each  time.Duration // one step, 0 for no limit of its own
	All   time.Duration // all steps of the kind in a request, 0 for no limit
}

// DefaultLimits hold where a request says nothing.
var DefaultLimits = Limits{Wall: 480 * time.Second, Memory: 1_200_000_000, Response: 64 << 20}

func (l Limits) filled() Limits {
	if l.Wall == 0 {
		l.Wall = DefaultLimits.Wall
	}
	if l.Memory == 0 {
		l.Memory = DefaultLimits.Memory
	}
	if l.Response == 0 {
		l.Response = DefaultLimits.Response
	}
	return l
}

// A FaultKind is the way a document broke its reader.
type FaultKind string

// The kinds of faults.
const (
	FaultTime   FaultKind = "time"
	FaultMemory FaultKind = "memory"
	FaultCrash  FaultKind = "crash"
	FaultAnswer FaultKind = "answer" // the reader's answer was malformed or too large
)

// A Fault is a document's own: it made its reader hang, crash, or take more than
// it may. Reading it again will most likely end the same way.
type Fault struct {
	Kind   FaultKind
	Reason string // for people, one sentence without a full stop
}

// Error returns the reason.
func (f *Fault) Error() string { return f.Reason }

// An Unreadable is a document that its reader understood well enough to say why
// it cannot be read: encrypted, damaged, too large.
type Unreadable struct {
	Reason string // for people, one sentence without a full stop
}

// Error returns the reason.
func (u *Unreadable) Error() string { return u.Reason }

// sentence makes text from a child fit to be shown and logged: one line, printable,
// at most 300 bytes.
func sentence(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:297], "") + "…"
	}
	return s
}
