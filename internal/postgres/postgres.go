// Package postgres keeps everything the service knows. It is the only package
// that speaks SQL, and the only one that knows the queue (River).
//
// Its promises:
//
//   - A method that writes takes the [payable.Actor] who is asking. Permission,
//     change, audit event, next job and outgoing mail are one transaction, run by
//     [DB.do]: there is no way to have one without the others. A refusal is an
//     event too.
//   - A method that may be called twice for one thing (a step after a crash)
//     changes nothing the second time.
//   - Methods that read return [payable.ErrNotFound] where there is nothing.
//   - Time comes from Postgres, not from the caller's clock.
//
// To add a write: name it for the event, give it an action in package payable,
// run it through do. To add a job: a type in jobs.go, a field in [Steps], and a
// question in sweep.go that finds what waits for it without one.
package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/migrations"
)

// DB is the service's database. It is safe for concurrent use.
type DB struct {
	pool  *pgxpool.Pool
	queue *river.Client[pgx.Tx] // inserts jobs; Work makes another that runs them
	log   *slog.Logger
	url   string
	// flight is what this process works on; see [DB.Alive].
	flight flight
	// stopHold replaces the policy's hold after an approval by mail; the demo has
	// seconds where the policy counts minutes.
	stopHold *time.Duration
}

// MainEntity is the legal entity that exists from the start.
const MainEntity payable.EntityID = 1

// Open connects to the database at url, brings its schema up to date and works
// from then on under the role payable_app, which cannot change evidence.
func Open(ctx context.Context, url string) (*DB, error) {
	if err := migrations.Up(ctx, url); err != nil {
		return nil, err
	}
	return connect(ctx, url)
}

func connect(ctx context.Context, url string) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, payable.Invalid("database-url", "is not a Postgres address such as postgres://payable@db.example/payable: "+err.Error())
	}
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, `SET ROLE payable_app`)
		return err
	}
	if cfg.MaxConns < 12 {
		cfg.MaxConns = 12
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	db := &DB{pool: pool, log: slog.Default(), url: url}
	if db.queue, err = newQueue(pool); err != nil {
		pool.Close()
		return nil, err
	}
	if err := db.ensureInstance(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return db, nil
}

// Close waits for queries in flight and disconnects.
func (db *DB) Close() { db.pool.Close() }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.pool.Ping(ctx) }

// Now is the database's clock, the one leases and expiries are judged by.
func (db *DB) Now(ctx context.Context) (time.Time, error) {
	var t time.Time
	err := db.pool.QueryRow(ctx, `SELECT now()`).Scan(&t)
	return t, err
}

// An Instance is this installation: what approval tokens are bound to.
type Instance struct {
	Name string
	Key  []byte // 32 bytes, secret
}

// Instance returns this installation's name and key.
func (db *DB) Instance(ctx context.Context) (Instance, error) {
	var i Instance
	err := db.pool.QueryRow(ctx, `SELECT name, approval_key FROM instance`).Scan(&i.Name, &i.Key)
	return i, err
}

// ensureInstance draws the installation's key once; of two processes starting
// together one wins and both use its key.
func (db *DB) ensureInstance(ctx context.Context) error {
	key := make([]byte, 32)
	name := make([]byte, 6)
	if _, err := rand.Read(key); err != nil {
		return err
	}
	if _, err := rand.Read(name); err != nil {
		return err
	}
	_, err := db.pool.Exec(ctx, `INSERT INTO instance (name, approval_key) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
		fmt.Sprintf("%x", name), key)
	return err
}

// A change is one thing an actor does to one subject. The function run by do
// may fill in what is known only once it has happened.
type change struct {
	actor    payable.Actor
	action   payable.Action
	entity   payable.EntityID // MainEntity if zero
	subject  string           // as the audit log shows it: "invoice 17"
	detail   map[string]any   // without personal data
	personal personal         // sealed beside the chain
}

// errUnchanged ends a change that finds its work done already: nothing is
// written and nobody is told.
var errUnchanged = errors.New("unchanged")

// do runs f in a transaction if the actor may, and records that it did, as the
// last thing in the transaction. A refusal is recorded too.
func (db *DB) do(ctx context.Context, c *change, f func(pgx.Tx) error) error {
	if !c.actor.Can(c.action) {
		if err := db.refuse(ctx, c); err != nil {
			return err
		}
		return fmt.Errorf("%s: %s on %s: %w", c.actor.Name, c.action, c.subject, payable.ErrForbidden)
	}
	err := pgx.BeginFunc(ctx, db.pool, func(tx pgx.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return record(ctx, tx, c, true)
	})
	switch {
	case errors.Is(err, errUnchanged):
		return nil
	case err != nil:
		return fmt.Errorf("%s on %s: %w", c.action, c.subject, err)
	}
	return nil
}

// refuse records that the actor was not let.
func (db *DB) refuse(ctx context.Context, c *change) error {
	return pgx.BeginFunc(ctx, db.pool, func(tx pgx.Tx) error { return record(ctx, tx, c, false) })
}

// one collects a single row, or says that there was none.
func one[T any](rows pgx.Rows, err error, scan pgx.RowToFunc[T]) (T, error) {
	if err != nil {
		var zero T
		return zero, err
	}
	v, err := pgx.CollectExactlyOneRow(rows, scan)
	if errors.Is(err, pgx.ErrNoRows) {
		err = payable.ErrNotFound
	}
	return v, err
}

// Infrastructure reports whether err is the database's trouble (connection lost,
// disk full, shutting down) and not that of the thing being worked on.
func Infrastructure(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code[:2] {
		case "08", "40", "53", "57", "58": // connection, rollback, resources, operator, system
			return true
		}
		return false
	}
	var connect *pgconn.ConnectError
	var network *net.OpError // not net.Error, which every error of a file is, too
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) || pgconn.Timeout(err) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// ShortenStop makes approvals by mail wait only d before they are handed over,
// whatever the policy says. It is for the demo, which says so.
func (db *DB) ShortenStop(d time.Duration) { db.stopHold = &d }
