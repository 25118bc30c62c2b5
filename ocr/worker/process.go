package worker

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// startTime is how long a child may take to get ready: compiling PDFium without
// a cache takes seconds, on a loaded machine many.
const startTime = 2 * time.Minute

// A process is one child.
type process struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	pipe    *os.File // what out reads
	stderr  *tail
	exited  chan struct{} // closed when it is gone and waited for
	missing []string      // walls the machine did not permit
	pages   int           // announced so far
	docs    int
}

// start starts a child behind the strongest walls the machine permits and waits
// until it is ready.
func start(ctx context.Context, c Config, slot int) (*process, error) {
	var p *process
	var err error
	for _, net := range networkWalls() {
		if p, err = spawn(c, slot, net); err == nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("starting a worker: %w", err)
	}
	if err := p.awaitReady(ctx); err != nil {
		p.kill()
		return nil, fmt.Errorf("starting a worker: %w: %s", err, sentence(p.stderr.String()))
	}
	return p, nil
}

// A networkWall is one way to leave a child without a network.
type networkWall struct {
	flags   uintptr
	user    bool   // in a user namespace of its own, for parents that are not root
	missing string // what this way lacks
}

func networkWalls() []networkWall {
	none := networkWall{missing: "network namespace: not permitted here; the system call filter alone refuses sockets"}
	if os.Geteuid() == 0 {
		return []networkWall{{flags: syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC}, none}
	}
	return []networkWall{{flags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC, user: true}, none}
}

func spawn(c Config, slot int, net networkWall) (*process, error) {
	// /proc/self/exe is this very program, even after an update replaced the file.
	cmd := exec.Command("/proc/self/exe", append([]string{Arg}, c.Args...)...)
	// Its working directory is removed once it stands in it: nothing is there, and
	// nothing can be made there by anybody.
	dir, err := os.MkdirTemp("", "payable-worker-")
	if err != nil {
		return nil, err
	}
	defer os.Remove(dir)
	cmd.Dir = dir
	cmd.Env = append([]string{
		// What a child holds for long is small: collecting half as often costs little.
		"LC_ALL=C", "OMP_THREAD_LIMIT=1", "GOMAXPROCS=2", "GOGC=200", "GOMEMLIMIT=700MiB",
		parentEnv + "=" + strconv.Itoa(os.Getpid()),
		uidEnv + "=" + strconv.Itoa(userID(slot)),
		netEnv + "=" + net.missing,
	}, c.Env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true, Cloneflags: net.flags}
	if net.user {
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: os.Geteuid(), HostID: os.Geteuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getegid(), HostID: os.Getegid(), Size: 1}}
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	// A pipe of our own, not StdoutPipe: Wait must not close it under a reader.
	out, childOut, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, in: in, out: bufio.NewReaderSize(out, 1<<16), pipe: out, stderr: &tail{}, exited: make(chan struct{})}
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = childOut, p.stderr, time.Second
	err = cmd.Start()
	childOut.Close()
	if err != nil {
		in.Close()
		out.Close()
		return nil, err
	}
	go func() {
		_ = cmd.Wait() // how it ended is in cmd.ProcessState
		close(p.exited)
	}()
	return p, nil
}

// userID is the user a child of root becomes: an id nobody has, another for each
// slot and parent, so that children cannot touch one another.
func userID(slot int) int { return 65100 + (os.Getpid()*8+slot)%400 }

func (p *process) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	got := make(chan error, 1)
	go func() {
		k, b, err := readFrame(p.out, func(k kind) int64 { return largest[k] })
		if err == nil && k != ready {
			err = fmt.Errorf("unexpected frame %q", k)
		}
		if err == nil && len(b) > 0 {
			p.missing = strings.Split(string(b), "\n")
		}
		got <- err
	}()
	select {
	case err := <-got:
		if errors.Is(err, io.EOF) {
			<-p.exited
			return fmt.Errorf("it ended at once (%s)", p.cmd.ProcessState)
		}
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// alive reports whether the child still runs.
func (p *process) alive() bool {
	select {
	case <-p.exited:
		return false
	default:
		return true
	}
}

// kill ends the child and everything it started, and waits for it.
func (p *process) kill() {
	if p.alive() {
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) // gone already is fine
		_ = p.cmd.Process.Kill()
	}
	p.in.Close()
	<-p.exited
	p.pipe.Close()
}

// resident returns the bytes of memory the child holds, 0 if it is gone.
func (p *process) resident() int64 {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/statm")
	if err != nil {
		return 0
	}
	f := strings.Fields(string(b))
	if len(f) < 2 {
		return 0
	}
	n, err := strconv.ParseInt(f[1], 10, 64)
	if err != nil {
		return 0
	}
	return n * int64(os.Getpagesize())
}

// death says what it means that the child ended by itself in the middle of a
// request, having held so many bytes when last looked at.
func (p *process) death(held int64, l Limits) error {
	select {
	case <-p.exited:
	case <-time.After(2 * time.Second): // it hung up and lives on: not of its own free will
		return &Fault{FaultAnswer, "the reader stopped answering"}
	}
	st, _ := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	said := p.stderr.String()
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(said, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("out of memory", "cannot allocate memory", "bad_alloc", "address space"): // Go, libc, C++, the race detector
		return tooMuchMemory(l)
	case st.Signaled() && st.Signal() == syscall.SIGKILL && held > l.Memory/2:
		return tooMuchMemory(l) // the kernel was faster than we
	case st.Signaled() && st.Signal() == syscall.SIGKILL:
		return errors.New("the worker was killed from outside")
	case st.Signaled():
		return &Fault{FaultCrash, "the reader crashed (" + st.Signal().String() + ")"}
	case has("SIGSEGV", "segmentation"):
		return &Fault{FaultCrash, "the reader crashed (segmentation fault)"}
	case has("SIGABRT", "terminate called"):
		return &Fault{FaultCrash, "the reader crashed (aborted)"}
	}
	return &Fault{FaultCrash, fmt.Sprintf("the reader crashed (exit status %d)", st.ExitStatus())}
}

func tooMuchMemory(l Limits) error {
	return &Fault{FaultMemory, fmt.Sprintf("the reader needed more than %.1f GB of memory", float64(l.Memory)/1e9)}
}

// tail keeps the end of what a child says on stderr.
type tail struct {
	mu sync.Mutex
	b  []byte
}

// tailSize leaves room for a Go traceback, whose first line says what happened.
const tailSize = 64 << 10

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, b[max(0, len(b)-tailSize):]...)
	t.b = t.b[max(0, len(t.b)-tailSize):]
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.Clone(t.b))
}
