package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/payable-ap/payable/cmd/payable/proof"
	"github.com/payable-ap/payable/ocr"
)

// The program is built once for all tests that start it, and goes with them.
var built struct {
	once sync.Once
	dir  string
	path string
	err  error
}

func TestMain(m *testing.M) {
	ocr.BecomeWorker()
	status := m.Run()
	if built.dir != "" {
		os.RemoveAll(built.dir) // a leftover in the temporary folder fails no test
	}
	os.Exit(status)
}

// program returns the path of payable, as "make build" makes it.
func program(t testing.TB) string {
	t.Helper()
	built.once.Do(func() {
		var root string
		if root, built.err = filepath.Abs("../.."); built.err != nil {
			return
		}
		if built.dir, built.err = os.MkdirTemp("", "payable-test-"); built.err == nil {
			// Document workers run it as an unprivileged user.
			if built.err = os.Chmod(built.dir, 0o755); built.err == nil {
				built.path, built.err = proof.Build(context.Background(), root, built.dir)
			}
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

// An install is payable as one customer has it: settings in the environment and
// a folder of its own. Settings of the machine the tests run on are not its own.
type install struct {
	t       testing.TB
	dir     string
	program string
	env     []string // PAYABLE_NAME=value
}

func newInstall(t testing.TB, env ...string) *install {
	t.Helper()
	dir := t.TempDir()
	share(t, filepath.Join(dir, "data"))
	return &install{t: t, dir: dir, program: program(t), env: append([]string{"PAYABLE_DATA=" + filepath.Join(dir, "data")}, env...)}
}

// share gives an install the compiled PDFium that this machine has already:
// making it takes seconds, and is ocr's to test.
func share(t testing.TB, data string) {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	compiled := filepath.Join(cache, "payable", "wasm")
	check(t, os.MkdirAll(compiled, 0o755))
	check(t, os.MkdirAll(data, 0o755))
	check(t, os.Symlink(compiled, filepath.Join(data, "wasm")))
}

func (i *install) path(name string) string { return filepath.Join(i.dir, name) }

// command is payable with this install's settings; it does not outlive the test
// binary.
func (i *install) command(args ...string) *exec.Cmd {
	cmd := exec.Command(i.program, args...)
	cmd.Dir = i.dir
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "PAYABLE_") {
			cmd.Env = append(cmd.Env, kv)
		}
	}
	cmd.Env = append(cmd.Env, i.env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// try runs a command that comes to an end.
func (i *install) try(stdin string, args ...string) (stdout, stderr string, err error) {
	cmd := i.command(args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// run runs a command that must end well and returns what it printed.
func (i *install) run(stdin string, args ...string) string {
	i.t.Helper()
	out, errs, err := i.try(stdin, args...)
	if err != nil {
		i.t.Fatalf("payable %s: %v\n%s%s", strings.Join(args, " "), err, out, errs)
	}
	return out
}

// write puts a file into the install's folder and returns its path.
func (i *install) write(name string, body []byte) string {
	i.t.Helper()
	if err := os.WriteFile(i.path(name), body, 0o644); err != nil {
		i.t.Fatal(err)
	}
	return i.path(name)
}

// A service is a running "payable serve".
type service struct {
	address string // of the portal
	cmd     *exec.Cmd
	log     *lines
	ended   chan error
}

// serve starts the service and waits until its portal answers. It is asked to
// end when the test does, must then end by itself, and its log is shown where
// the test failed.
func (i *install) serve() *service {
	i.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		i.t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	s := &service{address: address, log: &lines{}, ended: make(chan error, 1)}
	s.cmd = i.command("serve", "--listen="+address)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		i.t.Fatal(err)
	}
	cmd := s.cmd
	go func() { s.ended <- cmd.Wait() }()
	i.t.Cleanup(func() {
		s.stop(i.t)
		if i.t.Failed() {
			i.t.Logf("the service said:\n%s", s.log)
		}
	})
	eventually(i.t, 30*time.Second, "the portal to answer", func() bool {
		select {
		case err := <-s.ended:
			s.ended <- err
			i.t.Fatalf("payable serve ended: %v\n%s", err, s.log)
		default:
		}
		res, err := http.Get("http://" + address + "/livez")
		if err != nil {
			return false
		}
		res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	return s
}

// stop asks the service to end; it has 20 seconds.
func (s *service) stop(t testing.TB) {
	t.Helper()
	if s.cmd == nil {
		return
	}
	cmd := s.cmd
	s.cmd = nil
	_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself, which Wait tells
	select {
	case err := <-s.ended:
		if err != nil {
			t.Errorf("payable serve: %v", err)
		}
	case <-time.After(20 * time.Second):
		_ = cmd.Process.Kill()
		<-s.ended
		t.Error("payable serve did not end within 20 s of being asked to")
	}
}

// lines keep what a process writes while others look at it.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

var _ io.Writer = (*lines)(nil)

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// eventually waits until a process has done what it should, and fails the test
// where that takes longer than d.
func eventually(t testing.TB, d time.Duration, what string, done func() bool) {
	t.Helper()
	for start := time.Now(); !done(); time.Sleep(50 * time.Millisecond) {
		if time.Since(start) > d {
			t.Fatalf("waited %s for %s", d, what)
		}
	}
}

func must[T any](t testing.TB) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// corpus returns a folder of the document corpus, or "" where there is none.
func corpus(t testing.TB, name string) string {
	t.Helper()
	roots := []string{os.Getenv("PAYABLE_CORPUS")}
	for dir := must[string](t)(os.Getwd()); ; dir = filepath.Dir(dir) {
		roots = append(roots, filepath.Join(dir, "..", "shared", "corpus"))
		if dir == filepath.Dir(dir) {
			break
		}
	}
	for _, r := range roots {
		if r == "" {
			continue
		}
		if st, err := os.Stat(filepath.Join(r, name)); err == nil && st.IsDir() {
			return filepath.Join(r, name)
		}
	}
	return ""
}

// A person is logged in to a portal, without a browser.
type person struct {
	portal string
	client *http.Client
}

func logIn(t testing.TB, portal, name string) *person {
	t.Helper()
	p := &person{portal, &http.Client{Jar: must[*cookiejar.Jar](t)(cookiejar.New(nil))}}
	res := must[*http.Response](t)(p.client.PostForm(portal+"/login", url.Values{"name": {name}, "password": {password}}))
	res.Body.Close()
	return p
}

// get fetches a page or a file.
func (p *person) get(t testing.TB, path string) []byte {
	t.Helper()
	res := must[*http.Response](t)(p.client.Get(p.portal + path))
	defer res.Body.Close()
	body := must[[]byte](t)(io.ReadAll(res.Body))
	if res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s\n%s", path, res.Status, body)
	}
	return body
}
