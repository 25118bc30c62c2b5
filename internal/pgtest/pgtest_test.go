package pgtest

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestMain lets this binary be a process that asks for a database and is then
// killed, see TestNothingIsLeftAfterAKill.
func TestMain(m *testing.M) {
	if os.Getenv("PGTEST_CHILD") != "" {
		c, err := Scratch(context.Background())
		if err != nil {
			panic(err)
		}
		println(c.Dir)
		select {}
	}
	os.Exit(m.Run())
}

// TestDatabasesAreSeparate checks that what one test writes, another does not
// see, and that both have the schema.
func TestDatabasesAreSeparate(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	connect := func() *pgx.Conn {
		conn, err := pgx.Connect(ctx, URL(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close(ctx) })
		return conn
	}
	one, two := connect(), connect()
	if _, err := one.Exec(ctx, `CREATE TABLE only_here ()`); err != nil {
		t.Fatal(err)
	}
	var here, jobs bool
	err := two.QueryRow(ctx, `SELECT to_regclass('only_here') IS NOT NULL, to_regclass('river_job') IS NOT NULL`).Scan(&here, &jobs)
	if err != nil {
		t.Fatal(err)
	}
	if here || !jobs {
		t.Errorf("the second database has only_here: %v, river_job: %v; want false, true", here, jobs)
	}
}

// TestNew checks that a store opens on a database of its own.
func TestNew(t *testing.T) {
	t.Parallel()
	one, two := New(t), New(t)
	if one == two {
		t.Error("two stores are one")
	}
}

// TestDatabaseIsDropped checks that a database goes with its test.
func TestDatabaseIsDropped(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	var url string
	t.Run("uses one", func(t *testing.T) { url = URL(t) })
	if conn, err := pgx.Connect(ctx, url); err == nil {
		conn.Close(ctx)
		t.Errorf("%s is still there", url)
	}
}

// TestNothingIsLeftAfterAKill checks that kill -9 of a test binary takes its
// server and its folder along.
func TestNothingIsLeftAfterAKill(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PGTEST_CHILD=1")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	dir, err := bufio.NewReader(stderr).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	dir = strings.TrimSpace(dir)
	if _, err := os.Stat(filepath.Join(dir, "data", "postmaster.pid")); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed, as asked
	for start := time.Now(); time.Since(start) < 20*time.Second; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return
		}
	}
	t.Errorf("%s is still there", dir)
}

func TestDatabaseNames(t *testing.T) {
	for _, tt := range []struct{ test, want string }{
		{"TestA", "test_testa_"},
		{"TestA/an_order_over_5%", "test_testa_an_order_over_5__"},
		{strings.Repeat("x", 80), "test_" + strings.Repeat("x", 40) + "_"},
	} {
		got := databaseName(tt.test)
		if !strings.HasPrefix(got, tt.want) || len(got) > 63 {
			t.Errorf("databaseName(%q) = %q, want %q and ten digits, at most 63 bytes", tt.test, got, tt.want)
		}
	}
}

// BenchmarkURL is what a database costs a test: made and dropped.
func BenchmarkURL(b *testing.B) {
	ctx := context.Background()
	server, err := address(ctx)
	if err != nil {
		b.Fatal(err)
	}
	URL(b)
	for b.Loop() {
		name := databaseName(b.Name())
		if err := clone(ctx, server, name, templateName()); err != nil {
			b.Fatal(err)
		}
		if err := drop(ctx, server, name); err != nil {
			b.Fatal(err)
		}
	}
}
