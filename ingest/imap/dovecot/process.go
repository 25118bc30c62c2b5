package dovecot

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A process is Dovecot's master. Its children end with it.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

// Restart starts the server on its old addresses, stopping it first if it runs.
func (s *Server) Restart() error {
	s.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := os.Remove(s.path("run/master.pid")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	bin, err := exec.LookPath("dovecot")
	if err != nil {
		bin = "/usr/sbin/dovecot" // not in everybody's PATH
	}
	p := &process{cmd: exec.Command(bin, "-F", "-c", s.path("dovecot.conf")), done: make(chan struct{})}
	s.dress(p.cmd)
	p.cmd.SysProcAttr.Setpgid = true
	p.cmd.SysProcAttr.Pdeathsig = syscall.SIGTERM // it ends its children
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // Pdeathsig is bound to the thread that starts the child
		err := p.cmd.Start()
		started <- err
		if err == nil {
			_ = p.cmd.Wait() // how it ended is in its log
		}
		close(p.done)
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start dovecot: %w", err)
	}
	s.process = p
	return s.waitForGreeting(p)
}

// waitForGreeting returns when both ports answer.
func (s *Server) waitForGreeting(p *process) error {
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		err := errors.Join(greets(s.Addr), connects(s.TLSAddr))
		if err == nil {
			return nil
		}
		if p.gone() || time.Since(start) > startLimit {
			log, readErr := os.ReadFile(s.path("dovecot.log"))
			return errors.Join(fmt.Errorf("dovecot in %s does not answer: %w: %s", s.Dir, err, log[max(0, len(log)-1000):]), readErr)
		}
	}
}

func greets(addr string) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err == nil && !strings.HasPrefix(line, "* OK") {
		return fmt.Errorf("greeting %q", line)
	}
	return err
}

func connects(addr string) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	return conn.Close()
}

// Stop ends the server in an orderly way: clients are told BYE. A stopped server
// can be started again with [Server.Restart]. A second Stop does nothing.
func (s *Server) Stop() { s.end(syscall.SIGTERM) }

// Kill ends the server and every process of it with kill -9: connections break
// in the middle of whatever they carried.
func (s *Server) Kill() { s.end(syscall.SIGKILL) }

// end signals the server and returns when all its processes have ended.
func (s *Server) end(sig syscall.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return
	}
	// The master leads a process group that all of its children are in.
	group := -s.process.cmd.Process.Pid
	_ = syscall.Kill(group, sig) // it may have ended
	select {
	case <-s.process.done:
	case <-time.After(10 * time.Second):
	}
	for start := time.Now(); syscall.Kill(group, syscall.SIGKILL) == nil && time.Since(start) < 10*time.Second; {
		time.Sleep(time.Millisecond)
	}
	<-s.process.done
	s.process = nil
}

// Pids returns the process numbers of the server, the master first; nil while it
// is down. Proofs kill one of them.
func (s *Server) Pids() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil || s.process.gone() {
		return nil
	}
	master := s.process.cmd.Process.Pid
	return append([]int{master}, descendants(master)...)
}

func (p *process) gone() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// descendants returns the children of a process and theirs.
func descendants(pid int) []int {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		return nil
	}
	var all []int
	for _, t := range tasks {
		content, err := os.ReadFile(t)
		if err != nil {
			continue // it has ended
		}
		for _, f := range strings.Fields(string(content)) {
			if child, err := strconv.Atoi(f); err == nil {
				all = append(all, child)
				all = append(all, descendants(child)...)
			}
		}
	}
	return all
}

// removeAfterUs removes dir when this process ends without having done so: a
// test that runs into its timeout, or a kill. A small shell waits for the end of
// a pipe that the kernel closes when we end, then for the server.
func removeAfterUs(dir string) error {
	const script = `cat >/dev/null
i=0
while [ -e "$1/run/master.pid" ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done
rm -rf "$1"`
	// The end of the pipe that we keep is never closed by us, nor by the collector.
	theirs, ours, err := os.Pipe()
	if err != nil {
		return err
	}
	defer theirs.Close()
	cmd := exec.Command("/bin/sh", "-c", script, "payable-dovecot-cleaner", dir)
	cmd.Stdin = theirs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // not killed with our group
	if err := cmd.Start(); err != nil {
		return err
	}
	openMu.Lock()
	defer openMu.Unlock()
	open = append(open, ours)
	return nil
}

var (
	openMu sync.Mutex
	open   []*os.File // kept until we end
)
