package pgembed

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A server is a postgres process that this process started.
type server struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	quit syscall.Signal
}

func (c *Cluster) data() string    { return filepath.Join(c.Dir, "data") }
func (c *Cluster) logfile() string { return filepath.Join(c.Dir, "postgres.log") }

// initialise makes the data folder if there is none and chooses the programs.
// initdb works beside it and the result is renamed: a kill in the middle leaves
// no half-made cluster that looks whole.
func (c *Cluster) initialise(ctx context.Context) error {
	version, err := os.ReadFile(filepath.Join(c.data(), "PG_VERSION"))
	if err == nil {
		return c.choose(ctx, number(string(version)))
	}
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := c.choose(ctx, 0); err != nil {
		return err
	}
	fresh := filepath.Join(c.Dir, "data.new")
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := c.private(fresh); err != nil {
		return err
	}
	args := []string{"-D", fresh, "-U", role, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"}
	if c.cfg.Test {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, "initdb"), args...)
	c.dress(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb in %s: %w: %s", fresh, err, strings.TrimSpace(string(out)))
	}
	if err := os.Rename(fresh, c.data()); err != nil {
		return err
	}
	return syncDir(c.Dir)
}

// dress gives a child of ours its user and a bare environment: PGDATA or PGPORT
// of the shell that started payable must not reach it.
func (c *Cluster) dress(cmd *exec.Cmd) {
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/"}
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.user.credential(), Setpgid: true}
}

// waitForPredecessor waits until no other server works in the data folder: when
// a starter is killed, its server takes a moment to write its checkpoint. It
// returns true if that server answers after all.
func (c *Cluster) waitForPredecessor(ctx context.Context) (answers bool, err error) {
	file := filepath.Join(c.data(), "postmaster.pid")
	for start := time.Now(); time.Since(start) < startLimit; {
		content, err := os.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		first, _, _ := strings.Cut(string(content), "\n")
		pid, err := strconv.Atoi(strings.TrimSpace(first))
		if err != nil {
			return false, nil // half written: let PostgreSQL judge it
		}
		cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
		if err != nil {
			return false, nil // nobody, or not ours: PostgreSQL knows what to do
		}
		if cwd != c.data() {
			// A restarted machine or container gave the number to somebody else,
			// which PostgreSQL takes for a running server.
			if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
				return false, err
			}
			return false, nil
		}
		if c.ping(ctx) == nil {
			return true, nil
		}
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return false, err
		}
	}
	return false, fmt.Errorf("the server that still runs in %s neither answers nor ends: see %s", c.data(), c.logfile())
}

// spawn starts the server.
func (c *Cluster) spawn() (*server, error) {
	log, err := os.OpenFile(c.logfile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close() // the child has its own
	s := &server{
		cmd:  exec.Command(filepath.Join(c.bin, "postgres"), c.settings()...),
		done: make(chan struct{}),
		quit: syscall.SIGINT, // fast: sessions are ended, a checkpoint is written
	}
	if c.cfg.Test {
		s.quit = syscall.SIGQUIT // immediate: nothing to keep
	}
	c.dress(s.cmd)
	s.cmd.Stdout, s.cmd.Stderr = log, log
	s.cmd.SysProcAttr.Pdeathsig = s.quit

	started := make(chan error, 1)
	go func() {
		// The kernel sends Pdeathsig when the *thread* that forked ends, and Go
		// ends idle threads: this one is kept for the server's life.
		runtime.LockOSThread()
		err := s.cmd.Start()
		started <- err
		if err == nil {
			_ = s.cmd.Wait() // how it ended is in its log
		}
		close(s.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return s, nil
}

// settings are the server's command line; postgresql.conf in the data folder
// stays as initdb wrote it, for an administrator to add to.
func (c *Cluster) settings() []string {
	args := []string{"-D", c.data(), "-k", c.socket}
	set := func(s string) { args = append(args, "-c", s) }
	set("listen_addresses=")
	set("unix_socket_permissions=0700")
	set("log_min_messages=warning")
	set("timezone=UTC")
	set("log_timezone=UTC")
	if !c.cfg.Test {
		set("max_connections=150")
		set("shared_buffers=128MB")
		return args
	}
	set("max_connections=300")
	set("shared_buffers=64MB")
	set("fsync=off")
	set("synchronous_commit=off")
	set("full_page_writes=off")
	set("wal_level=minimal")
	set("max_wal_senders=0")
	set("autovacuum_naptime=1h")
	return args
}

// waitUntilReady returns when the server answers and has our database.
func (c *Cluster) waitUntilReady(ctx context.Context, s *server) error {
	for start := time.Now(); ; {
		err := c.ping(ctx)
		if err == nil {
			return c.createDatabase(ctx)
		}
		if s.gone() {
			return fmt.Errorf("PostgreSQL ended while starting in %s: %s", c.data(), c.lastWords())
		}
		if time.Since(start) > startLimit {
			return fmt.Errorf("PostgreSQL in %s did not answer for %v: %w", c.data(), startLimit, err)
		}
		if err := sleep(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
}

// lastWords is the end of the server's log.
func (c *Cluster) lastWords() string {
	log, err := os.ReadFile(c.logfile())
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(log[max(0, len(log)-1000):]))
}

// gone reports whether the server has ended.
func (s *server) gone() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// stop ends the server and waits for it. One that does not end in time is ended
// without a checkpoint, which costs recovery at the next start and no data.
func (s *server) stop() {
	for _, sig := range []syscall.Signal{s.quit, syscall.SIGQUIT, syscall.SIGKILL} {
		if s.gone() {
			return
		}
		_ = s.cmd.Process.Signal(sig) // it may have ended just now
		select {
		case <-s.done:
		case <-time.After(20 * time.Second):
		}
	}
}

// syncDir makes a rename inside dir survive a power cut.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
