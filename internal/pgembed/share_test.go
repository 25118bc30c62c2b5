package pgembed

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets this binary be a process that uses a cluster, so that tests can
// kill one: see process.
func TestMain(m *testing.M) {
	if dir := os.Getenv("PGEMBED_CHILD"); dir != "" {
		child(dir)
		return
	}
	os.Exit(m.Run())
}

// child starts or joins the cluster in dir, says so, and watches it until its
// standard input ends. It then leaves without Stop, as a crash would.
func child(dir string) {
	ctx := context.Background()
	c, err := Start(ctx, Config{Dir: dir})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	fmt.Println("ready", c.Started())
	go c.Watch(ctx, func(err error) { fmt.Println("back", c.Started(), err) })
	_, _ = io.Copy(io.Discard, os.Stdin) // its end is all that matters
}

// A process is a child that uses a cluster.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines chan string
}

func spawnChild(t *testing.T, dir string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(os.Args[0]), lines: make(chan string, 100)}
	p.cmd.Env = append(os.Environ(), "PGEMBED_CHILD="+dir)
	p.cmd.Stderr = os.Stderr
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		p.kill()
	})
	go func() {
		defer close(p.lines)
		for s := bufio.NewScanner(stdout); s.Scan(); {
			p.lines <- s.Text()
		}
	}()
	return p
}

// says returns the next line the child prints.
func (p *process) says() string {
	p.t.Helper()
	select {
	case l := <-p.lines:
		return l
	case <-time.After(time.Minute):
		p.t.Fatal("the child said nothing for a minute")
		return ""
	}
}

// kill is kill -9. A second one does nothing.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may be dead
	_ = p.cmd.Wait()
}

// TestStartersShare checks that of several processes that start at once on a new
// folder one starts the server, and that the others join it.
func TestStartersShare(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	var children []*process
	for range 4 {
		children = append(children, spawnChild(t, dir))
	}
	started := 0
	for _, p := range children {
		switch l := p.says(); l {
		case "ready true":
			started++
		case "ready false":
		default:
			t.Errorf("a child said %q", l)
		}
	}
	if started != 1 {
		t.Errorf("%d of %d started a server, want one", started, len(children))
	}
	for _, p := range children {
		p.kill()
	}
	waitForEnd(t, dir, serverPid(dir))
}

// TestKillLeavesNothing checks that kill -9 of the only process takes the server
// along, and that the next start finds the data whole.
func TestKillLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	p := spawnChild(t, dir)
	if l := p.says(); l != "ready true" {
		t.Fatalf("the child said %q", l)
	}
	pid := serverPid(dir)
	if pid == 0 {
		t.Fatalf("no server in %s", dir)
	}
	p.kill()
	waitForEnd(t, dir, pid)
	start(t, Config{Dir: dir})
}

// TestSurvivorRestarts checks that when the process that started the server is
// killed, another notices by itself and starts it again, with what was
// committed.
func TestSurvivorRestarts(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first := spawnChild(t, dir)
	if l := first.says(); l != "ready true" {
		t.Fatalf("the first said %q", l)
	}
	second := spawnChild(t, dir)
	if l := second.says(); l != "ready false" {
		t.Fatalf("the second said %q", l)
	}
	url := (&Cluster{socket: filepath.Join(dir, "socket")}).dsn(database)
	query(t, url, `CREATE TABLE kept AS SELECT 17 AS n`)

	at := time.Now()
	first.kill()
	if l := second.says(); l != "back true <nil>" {
		t.Fatalf("the survivor said %q", l)
	}
	t.Logf("back %v after kill -9 of its starter", time.Since(at).Round(time.Millisecond))
	if got := query(t, url, `SELECT n::text FROM kept`); got != "17" {
		t.Errorf("after the restart: %q, want 17", got)
	}
	pid := serverPid(dir)
	second.kill()
	waitForEnd(t, dir, pid)
}

// TestServerIsKilled checks that a server that crashes under its starter comes
// back too.
func TestServerIsKilled(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	p := spawnChild(t, dir)
	if l := p.says(); l != "ready true" {
		t.Fatalf("the child said %q", l)
	}
	if err := syscall.Kill(serverPid(dir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if l := p.says(); l != "back true <nil>" {
		t.Errorf("the child said %q", l)
	}
	pid := serverPid(dir)
	p.kill()
	waitForEnd(t, dir, pid)
}

// serverPid is the number of the server's process, 0 if there is none.
func serverPid(dir string) int {
	content, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return pid
}

// waitForEnd fails t if the server is still there after ten seconds.
func waitForEnd(t *testing.T, dir string, pid int) {
	t.Helper()
	for start := time.Now(); time.Since(start) < 10*time.Second; time.Sleep(10 * time.Millisecond) {
		if serverPid(dir) == 0 && (pid == 0 || syscall.Kill(pid, 0) != nil) {
			return
		}
	}
	t.Errorf("server %d in %s outlived its starter by ten seconds", pid, dir)
}
