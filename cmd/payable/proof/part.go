package proof

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A part is one "payable serve" process that is started again whenever it ends,
// as systemd would.
type part struct {
	name string
	cmd  func() *exec.Cmd
	log  *os.File
	news chan<- news
	// excused reports whether a process that began then may have ended for want of
	// a database.
	excused func(began time.Time) bool

	mu      sync.Mutex
	pid     int // 0 while there is none
	running map[string]Step
	folder  string // the folder it looks at
	known   int    // what the ledger knew of it
	marking bool   // mails are stored and not yet marked
	killed  bool   // by us
	ended   bool   // for good
	crashes []string
	tail    []string
	gone    chan struct{} // closed when the process of pid has ended and its log is read
	stopped chan struct{} // closed when run returns
}

// news says that a process has begun a step.
type news struct {
	part *part
	step Step
}

// run keeps the process running until stop. The thread is kept: the kernel ends
// the child when the thread that started it ends, which is what we want if we are
// killed.
func (p *part) run() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(p.stopped)
	for p.once() {
		time.Sleep(150 * time.Millisecond)
	}
}

func (p *part) once() bool {
	cmd := p.cmd()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	out, err := cmd.StderrPipe()
	if err != nil {
		p.crashed(err.Error())
		return false
	}
	p.mu.Lock()
	if p.ended {
		p.mu.Unlock()
		return false
	}
	if err := cmd.Start(); err != nil {
		p.crashes = append(p.crashes, err.Error())
		p.mu.Unlock()
		return false
	}
	p.pid, p.killed, p.running, p.marking, p.folder, p.tail = cmd.Process.Pid, false, map[string]Step{}, false, "", nil
	p.gone = make(chan struct{})
	p.mu.Unlock()
	began := time.Now()

	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fmt.Fprintf(p.log, "%s %s\n", p.name, lines.Text())
		p.hear(lines.Text())
	}
	err = cmd.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pid = 0
	if !p.killed && !p.ended && !p.excused(began) {
		p.crashes = append(p.crashes, fmt.Sprintf("%s ended by itself (%v): %s", p.name, err, strings.Join(p.tail, " | ")))
	}
	close(p.gone)
	return !p.ended
}

func (p *part) crashed(reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.crashes = append(p.crashes, p.name+": "+reason)
}

// hear takes a line of the log.
func (p *part) hear(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !strings.Contains(line, "level=DEBUG") {
		p.tail = append(p.tail[max(0, len(p.tail)-2):], line)
	}
	switch kind := attr(line, "kind"); {
	case strings.Contains(line, `msg="step begins"`):
		p.running[kind+" "+attr(line, "id")] = byKind[kind]
		p.tell(byKind[kind])
	case strings.Contains(line, `msg="step ends"`):
		delete(p.running, kind+" "+attr(line, "id"))
		if kind == "store_message" {
			p.known++
			p.marking = true
			p.tell(Marking)
		}
	case strings.Contains(line, `msg="mails marked"`):
		p.marking = false
	case strings.Contains(line, `msg="folder looked at"`):
		p.folder = attr(line, "folder")
		p.known, _ = strconv.Atoi(attr(line, "known")) // our own line
		p.tell(Fetching)
	}
}

func (p *part) tell(s Step) {
	select {
	case p.news <- news{p, s}:
	default: // the killer is busy; there will be others
	}
}

func attr(line, name string) string {
	_, rest, ok := strings.Cut(line, " "+name+"=")
	if !ok {
		return ""
	}
	v, _, _ := strings.Cut(rest, " ")
	return v
}

// at says what the process is at. delivered says how many mails a folder of the
// server has.
func (p *part) at(delivered func(folder string) int) []Step {
	var out []Step
	for _, s := range p.running {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	switch {
	case len(out) > 0:
	case p.folder != "" && p.known < delivered(p.folder): // it looked, and the ledger lacked some
		out = append(out, Fetching)
	case p.marking:
		out = append(out, Marking)
	}
	return out
}

// kill ends the process with kill -9 and says what it was at. ok is false where
// there was no process.
func (p *part) kill(delivered func(folder string) int) (hit []Step, ok bool) {
	p.mu.Lock()
	if p.pid == 0 {
		p.mu.Unlock()
		return nil, false
	}
	p.killed = true
	gone := p.gone
	// A request ends with its server, before we can look again.
	busy := slices.Contains(slices.Collect(maps.Values(p.running)), Serving)
	err := syscall.Kill(p.pid, syscall.SIGKILL)
	p.mu.Unlock()
	if err != nil {
		return nil, false
	}
	<-gone // what it wrote before it died has been read
	p.mu.Lock()
	defer p.mu.Unlock()
	hit = slices.DeleteFunc(p.at(delivered), func(s Step) bool { return s == Serving })
	if busy {
		hit = append(hit, Serving)
	}
	return hit, true
}

// stop ends the process in order, and for good.
func (p *part) stop() {
	p.mu.Lock()
	p.ended = true
	pid := p.pid
	if pid != 0 {
		_ = syscall.Kill(pid, syscall.SIGTERM) // it may have ended just now
	}
	p.mu.Unlock()
	select {
	case <-p.stopped:
	case <-time.After(20 * time.Second):
		p.mu.Lock()
		if p.pid != 0 {
			p.crashes = append(p.crashes, p.name+" did not end within 20 s of being asked to")
			_ = syscall.Kill(p.pid, syscall.SIGKILL) // as above
		}
		p.mu.Unlock()
		<-p.stopped
	}
}
