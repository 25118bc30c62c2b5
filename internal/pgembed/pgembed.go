// Package pgembed runs a private PostgreSQL cluster from the system's own
// programs, so that payable needs no database to be set up.
//
// [Start] makes the cluster on first use and starts its server, or joins the
// server that another process already started for the same folder: starters
// take turns under a file lock. The server listens on a Unix socket in a folder
// only its user can enter, never on the network. It belongs to the process that
// started it and goes down with it, kill -9 included, in an orderly way;
// [Cluster.Watch] lets every process that is left notice at once and start it
// again.
//
// PostgreSQL refuses to run as root. Started by root, the server runs as user
// postgres, or nobody; where that user cannot enter the folder, the data goes
// below /var/lib/payable and [Cluster.Note] says so.
//
// Nothing is written about people here, and nothing but the data folder is
// evidence: data is what a backup must hold, the rest is made again.
package pgembed

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Role and database that every cluster has. The role is the cluster's only
// superuser; who can reach the socket may be it, so the socket's folder is
// private to the server's user.
const (
	role     = "payable"
	database = "payable"
)

// startLimit is how long a server may take to answer. Crash recovery after a
// power cut reads the write-ahead log and can take its time.
const startLimit = 2 * time.Minute

// Config says where a cluster lives and what it is for.
type Config struct {
	// Dir holds data/ (the cluster), socket/, lock and postgres.log. It is made
	// if it does not exist.
	Dir string

	// Test gives up durability for speed: no fsync, and the server is stopped
	// without a checkpoint. A power cut destroys the cluster.
	Test bool

	fallback string // instead of /var/lib/payable, for tests
}

// A Cluster is a running private server that this process uses, whether or not
// it started it. Its methods may be called by several goroutines.
type Cluster struct {
	URL  string // of database payable, for pgx and libpq
	Dir  string // where the cluster really is, absolute
	Note string // a sentence for the administrator when Dir is not the folder asked for; else empty

	cfg    Config
	socket string
	user   *account // nil: our own
	bin    string

	mu      sync.Mutex
	server  *server // nil unless this process started it
	stopped bool
}

// Start returns the cluster of cfg.Dir, making and starting it if need be. Any
// number of processes may call it at once for the same folder; one starts the
// server, the others join it. It takes a few seconds the first time, well under
// one afterwards.
//
// The errors are sentences for the administrator: no PostgreSQL programs, data
// of another major version, a folder that cannot be used.
func Start(ctx context.Context, cfg Config) (*Cluster, error) {
	c := &Cluster{cfg: cfg}
	if err := c.place(); err != nil {
		return nil, err
	}
	if err := c.ensure(ctx); err != nil {
		return nil, err
	}
	return c, nil
}

// Started reports whether this process started the server and so takes it down
// when it ends.
func (c *Cluster) Started() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.server != nil && !c.server.gone()
}

// Stop takes the server down if this process started it, and returns when it is
// down. Processes that still use it and [Cluster.Watch] it start it again. A
// second Stop does nothing.
func (c *Cluster) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	if c.server != nil {
		c.server.stop()
	}
}

// ensure leaves with the server running and answering: it joins or starts it,
// one process of the folder at a time.
func (c *Cluster) ensure(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return errors.New("the cluster was stopped")
	}
	unlock, err := c.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()

	if c.ping(ctx) == nil {
		return nil // another process of ours runs it
	}
	if err := c.initialise(ctx); err != nil {
		return err
	}
	if answers, err := c.waitForPredecessor(ctx); err != nil || answers {
		return err
	}
	s, err := c.spawn()
	if err != nil {
		return err
	}
	if err := c.waitUntilReady(ctx, s); err != nil {
		s.stop()
		return err
	}
	c.server = s
	return nil
}

// lock takes the folder's lock and returns its release. The kernel releases it
// too when we are killed.
func (c *Cluster) lock(ctx context.Context) (func(), error) {
	f, err := os.OpenFile(filepath.Join(c.Dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", f.Name(), err)
		}
		if err := sleep(ctx, 10*time.Millisecond); err != nil {
			f.Close()
			return nil, err
		}
	}
}

// ping reports whether the server answers.
func (c *Cluster) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.dsn("postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// createDatabase makes database payable if it is not there.
func (c *Cluster) createDatabase(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, c.dsn("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, "CREATE DATABASE "+database)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "42P04" { // duplicate_database
		return nil
	}
	return err
}

// dsn is the URL of one of the cluster's databases.
func (c *Cluster) dsn(name string) string {
	q := url.Values{"host": {c.socket}, "sslmode": {"disable"}}
	return "postgres://" + role + "@/" + name + "?" + q.Encode()
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
