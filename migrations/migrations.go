// Package migrations holds the schema and brings a database up to it.
//
// Each NNNNN_name.sql file runs once, in order. A file that has been released is
// never edited: the next change is the next file, and it works with the code on
// either side of it. The job queue's tables are River's and come with River's
// own migrations, before ours, so that ours may refer to them.
//
// schema.sql is what all of them amount to, dumped by "make schema" to be read;
// nothing runs it.
package migrations

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed [0-9]*.sql
var files embed.FS

// lock is the advisory lock held while migrating: "payable" in ASCII.
const lock = 0x70617961626c65

// Up applies every migration that the database at url has not seen. Any number
// of processes may call it at once: one migrates, the others wait and find
// nothing left to do. Where it fails, what was applied before stays applied, and
// the next call goes on from there.
func Up(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("migrate: connect: %w", err)
	}
	// Closing the connection releases the lock, also where the server is gone.
	defer conn.Close(context.WithoutCancel(ctx))
	if err := acquire(ctx, conn); err != nil {
		return fmt.Errorf("migrate: lock: %w", err)
	}
	if err := upRiver(ctx, url); err != nil {
		return fmt.Errorf("migrate: queue tables: %w", err)
	}
	if err := upOurs(ctx, url); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// acquire takes the lock. It asks again and again instead of waiting inside
// pg_advisory_lock: a waiting statement holds a snapshot, and a migration that
// builds an index concurrently would wait for that snapshot for ever.
func acquire(ctx context.Context, conn *pgx.Conn) error {
	for {
		var ours bool
		err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, lock).Scan(&ours)
		if err != nil || ours {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func upRiver(ctx context.Context, url string) error {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return err
	}
	config.MinConns, config.MaxConns = 0, 2
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return err
	}
	defer pool.Close()
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

func upOurs(ctx context.Context, url string) error {
	return withProvider(url, func(p *goose.Provider) error {
		_, err := p.Up(ctx)
		return err
	})
}

// withProvider hands f a goose provider for the database at url. Goose's own
// lock is not used: it takes 20 s where eight start at once, ours 0.3 s.
func withProvider(url string, f func(*goose.Provider) error) error {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return err
	}
	var db *sql.DB = stdlib.OpenDB(*config)
	defer db.Close()
	p, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	return f(p)
}

// Hash identifies the current schema, River's tables included: twelve
// hexadecimal digits. Tests name their template database by it.
func Hash() string {
	h := sha256.New()
	names, err := fs.Glob(files, "*.sql") // sorted
	if err != nil {
		panic(err) // only a malformed pattern
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err) // it is part of the program
		}
		h.Write([]byte(name))
		h.Write(text)
	}
	migrator, err := rivermigrate.New(riverpgxv5.New(nil), nil)
	if err != nil {
		panic(err) // only an unknown schema name
	}
	for _, m := range migrator.AllVersions() {
		h.Write([]byte(strconv.Itoa(m.Version)))
		h.Write([]byte(m.SQLUp))
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}
