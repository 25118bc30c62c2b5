package pgembed

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestCommittedStays checks that a restart keeps what was committed, and that
// the second start joins the folder's data instead of making new data.
func TestCommittedStays(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := folder(t)
	c := start(t, Config{Dir: dir})
	if !c.Started() {
		t.Error("the first starter did not start the server")
	}
	query(t, c.URL, `CREATE TABLE kept AS SELECT 17 AS n`)
	c.Stop()
	c.Stop()
	if err := c.ping(ctx); err == nil {
		t.Error("the server answers after Stop")
	}
	c = start(t, Config{Dir: dir})
	if got := query(t, c.URL, `SELECT n::text FROM kept`); got != "17" {
		t.Errorf("after a restart: %q, want 17", got)
	}
}

// TestSettings checks what others rely on: no network, durable unless it is a
// test.
func TestSettings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		test      bool
		wantFsync string
	}{
		{"a real cluster", false, "on"},
		{"a scratch cluster", true, "off"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := start(t, Config{Dir: folder(t), Test: tt.test})
			for setting, want := range map[string]string{"fsync": tt.wantFsync, "listen_addresses": "", "TimeZone": "UTC", "server_encoding": "UTF8"} {
				if got := query(t, c.URL, "SHOW "+setting); got != want {
					t.Errorf("%s = %q, want %q", setting, got, want)
				}
			}
			st, err := os.Stat(c.socket)
			if err != nil {
				t.Fatal(err)
			}
			if st.Mode().Perm() != 0o700 {
				t.Errorf("%s has mode %v: others can reach the socket", c.socket, st.Mode())
			}
		})
	}
}

// TestUnfinishedInit checks that a kill during initdb is made good by the next
// start.
func TestUnfinishedInit(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	half := filepath.Join(dir, "data.new")
	if err := os.Mkdir(half, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(half, "PG_VERSION"), []byte("15\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, Config{Dir: dir, Test: true})
}

// TestStalePid checks that a number left by a server that is long gone, and now
// given to another process, does not stop the start.
func TestStalePid(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	c := start(t, Config{Dir: dir, Test: true})
	c.Stop()
	pid := filepath.Join(c.data(), "postmaster.pid")
	if err := os.WriteFile(pid, []byte(strconv.Itoa(os.Getpid())+"\n"+c.data()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c.user != nil {
		if err := os.Chown(pid, int(c.user.uid), int(c.user.gid)); err != nil {
			t.Fatal(err)
		}
	}
	start(t, Config{Dir: dir, Test: true})
}

// TestLongPath checks a folder whose socket would have too long a name.
func TestLongPath(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), strings.Repeat("long/", 20))
	c := start(t, Config{Dir: dir, Test: true})
	t.Cleanup(func() { os.RemoveAll(c.socket) })
	if got := query(t, c.URL, `SELECT 1::text`); got != "1" {
		t.Errorf("got %q", got)
	}
}

// TestOtherVersion checks that data of another major version is refused with a
// sentence that says what to do, and is not touched.
func TestOtherVersion(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	if err := os.Mkdir(filepath.Join(dir, "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "data", "PG_VERSION"), []byte("9\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Start(context.Background(), Config{Dir: dir})
	if err == nil {
		t.Fatal("data of version 9 was accepted")
	}
	for _, want := range []string{dir, "PostgreSQL 9", "install postgresql-9", "PG_BINDIR", "pg_upgrade"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not mention %q", err, want)
		}
	}
}

// TestClosedFolder checks a folder that the server's user cannot enter: as root
// the data goes elsewhere and Note says where, as anybody else the server is
// ourselves and nothing is in the way.
func TestClosedFolder(t *testing.T) {
	t.Parallel()
	dir, other := folder(t), folder(t)
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	c := start(t, Config{Dir: filepath.Join(dir, "var"), Test: true, fallback: other})
	if os.Geteuid() != 0 {
		if c.Note != "" || !strings.HasPrefix(c.Dir, dir) {
			t.Errorf("the data is in %s, note %q; want it in %s", c.Dir, c.Note, dir)
		}
		return
	}
	if !strings.HasPrefix(c.Dir, other) {
		t.Errorf("the data is in %s, want it below %s", c.Dir, other)
	}
	for _, want := range []string{"cannot enter " + dir, c.Dir} {
		if !strings.Contains(c.Note, want) {
			t.Errorf("the note %q does not mention %q", c.Note, want)
		}
	}
}

// TestWatchAfterStop checks that the process that stops the server on purpose
// does not start it again.
func TestWatchAfterStop(t *testing.T) {
	t.Parallel()
	c := start(t, Config{Dir: folder(t), Test: true})
	c.Stop()
	if err := c.ensure(context.Background()); err == nil {
		t.Error("a stopped cluster was started again")
	}
}

// TestStartIsCancelled checks that a start gives up when its context ends while
// another process holds the folder's lock.
func TestStartIsCancelled(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	f, err := os.Create(filepath.Join(dir, "lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := Start(ctx, Config{Dir: dir}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the context's end", err)
	}
}

// BenchmarkFirstStart includes initdb. DESIGN.md allows 5 s.
func BenchmarkFirstStart(b *testing.B) {
	for b.Loop() {
		c := start(b, Config{Dir: folder(b)})
		b.StopTimer()
		c.Stop()
		b.StartTimer()
	}
}

// BenchmarkLaterStart starts a cluster that exists. DESIGN.md allows 1 s.
func BenchmarkLaterStart(b *testing.B) {
	dir := folder(b)
	start(b, Config{Dir: dir}).Stop()
	for b.Loop() {
		c := start(b, Config{Dir: dir})
		b.StopTimer()
		c.Stop()
		b.StartTimer()
	}
}

// folder is a new folder that every user can enter; t.TempDir cannot be.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "pgembed-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// start starts a cluster that stops with t.
func start(t testing.TB, cfg Config) *Cluster {
	t.Helper()
	c, err := Start(context.Background(), cfg)
	if err != nil {
		t.Fatalf("start in %s: %v", cfg.Dir, err)
	}
	t.Cleanup(c.Stop)
	return c
}

// query runs one statement and returns the text it answers, if any.
func query(t testing.TB, url, sql string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return strings.Join(out, "\n")
}
