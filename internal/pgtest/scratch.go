package pgtest

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/payable-ap/payable/internal/pgembed"
)

// Variable names the server that tests use, as a postgres:// URL. Its role must
// be allowed to create databases.
const Variable = "PAYABLE_TEST_DATABASE"

// address returns the URL of the server to make databases on, and starts one if
// none is named.
func address(ctx context.Context) (string, error) {
	if s := os.Getenv(Variable); s != "" {
		u, err := url.Parse(s)
		if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
			return "", fmt.Errorf("%s must be a URL that begins with postgres://", Variable)
		}
		return s, nil
	}
	return private(ctx)
}

var (
	privateOnce sync.Once
	privateURL  string
	privateErr  error
)

// private returns the URL of this process's own server.
func private(ctx context.Context) (string, error) {
	privateOnce.Do(func() {
		var c *pgembed.Cluster
		// The server outlives the test that asked first.
		if c, privateErr = Scratch(context.WithoutCancel(ctx)); privateErr == nil {
			privateURL = c.URL
		}
	})
	return privateURL, privateErr
}

// Scratch starts a server without durability in a new folder under /tmp. Server
// and folder go when this process ends, however it ends; [pgembed.Cluster.Stop]
// ends the server sooner.
func Scratch(ctx context.Context) (*pgembed.Cluster, error) {
	// Not below $TMPDIR or t.TempDir: a socket's path is short, and the server's
	// user must be able to enter every folder on the way.
	dir, err := os.MkdirTemp("/tmp", "payable-test-")
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return nil, err
	}
	if err := removeAfterUs(dir); err != nil {
		return nil, err
	}
	return pgembed.Start(ctx, pgembed.Config{Dir: dir, Test: true})
}

// removeAfterUs removes dir once this process has ended and the server in dir
// with it. A small shell waits for the end of a pipe that the kernel closes when
// we end, so it works after kill -9 too.
func removeAfterUs(dir string) error {
	const script = `cat >/dev/null
i=0
while [ -e "$1/data/postmaster.pid" ] && [ $i -lt 300 ]; do sleep 0.05; i=$((i+1)); done
rm -rf "$1"`
	cmd := exec.Command("/bin/sh", "-c", script, "payable-test-cleaner", filepath.Clean(dir))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // not killed with our group
	end, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	keepOpen(end)
	return nil
}

var (
	openMu sync.Mutex
	open   []io.Closer
)

// keepOpen keeps the collector from closing c while this process runs.
func keepOpen(c io.Closer) {
	openMu.Lock()
	defer openMu.Unlock()
	open = append(open, c)
}
