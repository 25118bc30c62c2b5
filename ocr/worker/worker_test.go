package worker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestMain makes the test binary its own worker, with requests that no product
// build can be asked.
func TestMain(m *testing.M) {
	if IsChild() {
		Main(Handler{Do: misbehave})
	}
	if len(os.Args) > 1 && os.Args[1] == "doomed-parent" {
		doomed()
	}
	os.Exit(m.Run())
}

// doomed starts a worker that never ends, says which, and waits to be killed.
func doomed() {
	p := NewPool(Config{Size: 1})
	pid, err := p.Do(context.Background(), []byte("pid"), Limits{})
	if err == nil {
		fmt.Println(string(pid))
		_, err = p.Do(context.Background(), []byte("spin"), Limits{})
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func misbehave(_ context.Context, req []byte, step func(string, int)) ([]byte, error) {
	word, rest, _ := strings.Cut(string(req), " ")
	switch word {
	case "echo":
		return []byte(rest), nil
	case "pid":
		return fmt.Append(nil, os.Getpid()), nil
	case "hang":
		select {}
	case "spin":
		//lint:ignore SA5002 a handler that spins is what the test is about
		for {
		}
	case "steps":
		for page := 1; ; page++ {
			step("drawing", page)
			time.Sleep(20 * time.Millisecond)
		}
	case "stuck":
		step("drawing", 7)
		select {}
	case "pages":
		for page := range 10 {
			step("drawing", page+1)
		}
		return fmt.Append(nil, os.Getpid()), nil
	case "eat":
		var held [][]byte
		for len(held) < 3000 { // 3 GB
			b := make([]byte, 1<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			held = append(held, b)
		}
		return fmt.Append(nil, len(held)), nil
	case "jump":
		b := make([]byte, 8<<30)
		return b[:1], nil
	case "crash":
		_ = syscall.Tgkill(os.Getpid(), syscall.Gettid(), syscall.SIGSEGV)
		select {}
	case "panic":
		var m map[string]int
		//lint:ignore SA5000 a handler that panics is what the test is about
		m["x"]++
	case "exit":
		os.Exit(0)
	case "suicide":
		_ = syscall.Tgkill(os.Getpid(), syscall.Gettid(), syscall.SIGKILL)
		select {}
	case "garbage":
		os.NewFile(frames(), "frames").Write(bytes.Repeat([]byte("\xffgarbage"), 1000))
		select {}
	case "claim": // four gigabytes that never come
		os.NewFile(frames(), "frames").Write([]byte{byte(response), 0xff, 0xff, 0xff, 0xff})
		select {}
	case "hangup":
		syscall.Close(int(frames()))
		select {}
	case "huge":
		return make([]byte, 3<<20), nil
	case "unreadable":
		return nil, &Unreadable{"is encrypted\x1b[31m\n" + strings.Repeat("x", 4000)}
	case "trouble":
		return nil, errors.New("language data is missing")
	case "try":
		return json.Marshal(attempts())
	}
	return nil, fmt.Errorf("unknown request %q", word)
}

// frames finds the descriptor Main answers on: the highest pipe.
func frames() uintptr {
	for fd := 63; fd > 2; fd-- {
		if to, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fd)); err == nil && strings.HasPrefix(to, "pipe:") {
			return uintptr(fd)
		}
	}
	return 2
}

// attempts tries what a document that took the reader over would try, and
// returns what succeeded.
func attempts() (done []string) {
	try := func(what string, err error) {
		if err == nil {
			done = append(done, what)
		}
	}
	c, err := net.DialTimeout("tcp", "127.0.0.1:22", time.Second)
	if errors.Is(err, syscall.ECONNREFUSED) {
		err = nil // reached the host's stack
	}
	if c != nil {
		c.Close()
	}
	try("connect", err)
	_, err = syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	try("unix socket", err)
	try("start a program", exec.Command("/bin/true").Run())
	try("write to /tmp", os.WriteFile("/tmp/payable-worker-was-here", []byte("x"), 0o600))
	try("write here", os.WriteFile("x", []byte("x"), 0o600))
	_, err = os.ReadFile("/etc/shadow")
	try("read /etc/shadow", err)
	try("signal the parent", syscall.Kill(os.Getppid(), 0))
	if os.Getuid() == 0 {
		done = append(done, "be root")
	}
	if files, _ := filepath.Glob("*"); len(files) > 0 {
		done = append(done, "find files here")
	}
	return done
}

func pool(t testing.TB, size int) *Pool {
	t.Helper()
	p := NewPool(Config{Size: size, Recycle: 200})
	t.Cleanup(p.Close)
	return p
}

func ask(t testing.TB, p *Pool, req string, l Limits) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	out, err := p.Do(ctx, []byte(req), l)
	return string(out), err
}

// TestAFaultIsTheDocumentsOwn checks that a document which breaks its reader is
// named with its reason within the limits, and that the next one is read by a
// fresh worker.
func TestAFaultIsTheDocumentsOwn(t *testing.T) {
	steps := map[string]Step{"drawing": {Doing: "drawing", Each: 400 * time.Millisecond, All: 600 * time.Millisecond}}
	for _, tt := range []struct {
		name, request string
		limits        Limits
		kind          FaultKind
		reason        string
		within        time.Duration
	}{
		{"hangs", "hang", Limits{Wall: 300 * time.Millisecond}, FaultTime, "reading took longer than 0.3 s", 2 * time.Second},
		{"hangs on a page", "stuck", Limits{Steps: steps}, FaultTime, "drawing page 7 took longer than 0.4 s", 2 * time.Second},
		{"has too many slow pages", "steps", Limits{Steps: steps}, FaultTime, "drawing the pages took longer than 0.6 s", 2 * time.Second},
		{"eats 3 GB", "eat", Limits{}, FaultMemory, "the reader needed more than 1.2 GB of memory", 20 * time.Second},
		{"jumps over the limit in one step", "jump", Limits{}, FaultMemory, "the reader needed more than 1.2 GB of memory", 20 * time.Second},
		{"crashes", "crash", Limits{}, FaultCrash, "the reader crashed (segmentation fault)", 5 * time.Second},
		{"panics", "panic", Limits{}, FaultCrash, "the reader crashed (assignment to entry in nil map)", 5 * time.Second},
		{"ends its reader", "exit", Limits{}, FaultCrash, "the reader crashed (exit status 0)", 5 * time.Second},
		{"answers garbage", "garbage", Limits{}, FaultAnswer, "the reader's answer was malformed (1734439522 bytes where at most 0 are allowed)", 5 * time.Second},
		{"claims four gigabytes", "claim", Limits{}, FaultAnswer, "the reader's answer was malformed (4294967295 bytes where at most 67108864 are allowed)", 5 * time.Second},
		{"answers more than it may", "huge", Limits{Response: 1 << 20}, FaultAnswer, "the reader's answer was malformed (3145728 bytes where at most 1048576 are allowed)", 5 * time.Second},
		{"hangs up and lives on", "hangup", Limits{}, FaultAnswer, "the reader stopped answering", 8 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := pool(t, 1)
			if got, err := ask(t, p, "echo warm", Limits{}); got != "warm" || err != nil {
				t.Fatalf("before: got %q, %v", got, err)
			}
			began := time.Now()
			_, err := ask(t, p, tt.request, tt.limits)
			took := time.Since(began)
			var f *Fault
			if !errors.As(err, &f) || f.Kind != tt.kind || f.Reason != tt.reason {
				t.Errorf("request %q: got %#v, want a fault of %s: %s", tt.request, err, tt.kind, tt.reason)
			}
			if took > tt.within {
				t.Errorf("request %q: reported after %v, want within %v", tt.request, took, tt.within)
			}
			if got, err := ask(t, p, "echo next", Limits{}); got != "next" || err != nil {
				t.Errorf("next document after %q: got %q, %v", tt.request, got, err)
			}
			if p.Starts() != 2 {
				t.Errorf("after %q: %d workers started, want 2", tt.request, p.Starts())
			}
		})
	}
}

// TestTheMachinesFaultIsNobodys checks that what a document cannot help is not
// blamed on it.
func TestTheMachinesFaultIsNobodys(t *testing.T) {
	for _, request := range []string{"trouble", "suicide"} {
		p := pool(t, 1)
		_, err := ask(t, p, request, Limits{})
		var f *Fault
		var u *Unreadable
		if err == nil || errors.As(err, &f) || errors.As(err, &u) {
			t.Errorf("request %q: got %#v, want an error that is not the document's", request, err)
		}
	}
}

// TestReasonsAreHarmless checks that text from a child cannot forge log lines or
// colour a terminal.
func TestReasonsAreHarmless(t *testing.T) {
	_, err := ask(t, pool(t, 1), "unreadable", Limits{})
	var u *Unreadable
	if !errors.As(err, &u) || !strings.HasPrefix(u.Reason, "is encrypted [31m xx") || len(u.Reason) > 300 {
		t.Errorf("got %#v", err)
	}
}

// TestWalls has a child try to get out. On a machine that permits less,
// Missing says so; here, where tests run as root, all must stand.
func TestWalls(t *testing.T) {
	p := pool(t, 1)
	got, err := ask(t, p, "try", Limits{})
	if err != nil || got != "null" {
		t.Errorf("a child could: %s (%v)", got, err)
	}
	if m := p.Missing(); len(m) > 0 && os.Geteuid() == 0 {
		t.Errorf("missing walls: %q", m)
	}
}

// TestOthersNoticeNothing checks that a hanging neighbour costs a document
// neither its worker nor its answer.
func TestOthersNoticeNothing(t *testing.T) {
	p := pool(t, 2)
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := ask(t, p, "hang", Limits{Wall: time.Second}); err == nil {
			t.Error("hang: got an answer")
		}
	})
	for i := range 20 {
		want := fmt.Sprint(i)
		if got, err := ask(t, p, "echo "+want, Limits{}); got != want || err != nil {
			t.Errorf("beside a hanging one: got %q, %v; want %q", got, err, want)
		}
	}
	wg.Wait()
}

// TestRecycling checks that a worker stays warm and is replaced after its pages.
func TestRecycling(t *testing.T) {
	p := NewPool(Config{Size: 1, Recycle: 25})
	defer p.Close()
	var pids []string
	for range 4 { // ten pages each
		pid, err := ask(t, p, "pages", Limits{})
		if err != nil {
			t.Fatal(err)
		}
		pids = append(pids, pid)
	}
	if pids[0] != pids[1] || pids[1] != pids[2] || pids[2] == pids[3] {
		t.Errorf("workers %v: want the first three documents in one, the fourth in another", pids)
	}
}

// TestCancelKills checks that a caller who gives up leaves no worker behind.
func TestCancelKills(t *testing.T) {
	p := pool(t, 1)
	pid, err := ask(t, p, "pid", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if _, err := p.Do(ctx, []byte("hang"), Limits{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the context's end", err)
	}
	if _, err := os.Stat("/proc/" + pid); err == nil {
		t.Errorf("worker %s still runs", pid)
	}
}

// TestAnIdleDeathIsReplaced checks that a worker killed between two documents
// costs neither.
func TestAnIdleDeathIsReplaced(t *testing.T) {
	p := pool(t, 1)
	s := <-p.slots
	proc, err := p.start(context.Background(), s.number)
	if err != nil {
		t.Fatal(err)
	}
	s.p = proc
	p.slots <- s
	if err := proc.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-proc.exited
	if got, err := ask(t, p, "echo on", Limits{}); got != "on" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestAWorkerDiesWithItsParent checks that kill -9 of payable leaves no worker
// behind, not even one in a loop that nothing can interrupt.
func TestAWorkerDiesWithItsParent(t *testing.T) {
	cmd := exec.Command("/proc/self/exe", "doomed-parent")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscan(out, &pid); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // into the loop
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed
	for range 50 {
		if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err != nil || strings.Contains(string(b), ") Z ") {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
	t.Errorf("worker %d outlived its parent by five seconds", pid)
}

func BenchmarkWarm(b *testing.B) {
	p := pool(b, 1)
	for b.Loop() {
		if _, err := ask(b, p, "echo x", Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
