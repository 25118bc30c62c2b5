// Package pgtest gives each test a Postgres database of its own.
//
// [New] hands out a store, [URL] the address of a database at the current
// schema. Both are dropped when the test ends, so tests may run in parallel and
// clean up nothing.
//
// PAYABLE_TEST_DATABASE names the server to use; "make test" starts one for all
// packages. Without it each test binary starts a private one, in about two
// seconds, that ends with the binary, even when that is killed. A test never
// skips for want of a database.
package pgtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable/migrations"
)

// URL returns the address of a database at the current schema that only t uses.
//
// The first test to ask migrates a template database, once per schema; every
// database after that is a copy of the template's files, some 30 ms each.
func URL(t testing.TB) string {
	t.Helper()
	return create(t, templateName())
}

// Empty returns the address of a database without any table, for tests of the
// migrations themselves.
func Empty(t testing.TB) string {
	t.Helper()
	return create(t, "template0")
}

func create(t testing.TB, from string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	server, err := address(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if from == templateName() {
		if err := template(ctx, server); err != nil {
			t.Fatal(err)
		}
	}
	name := databaseName(t.Name())
	if err := clone(ctx, server, name, from); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := drop(ctx, server, name); err != nil {
			t.Error(err)
		}
	})
	return with(server, name)
}

func templateName() string { return "payable_template_" + migrations.Hash() }

var (
	once    sync.Once
	onceErr error
)

// template makes sure that the template exists.
func template(ctx context.Context, server string) error {
	once.Do(func() { onceErr = makeTemplate(ctx, server) })
	return onceErr
}

// makeTemplate migrates a template once per schema. Test binaries of several
// packages run at the same time, so it takes a lock.
func makeTemplate(ctx context.Context, server string) error {
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(1)`); err != nil {
		return err
	}
	var exists bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, templateName()).Scan(&exists)
	if err != nil || exists {
		return err
	}
	// Migrate under another name, so that a half-made template is never copied.
	if _, err := conn.Exec(ctx, `DROP DATABASE IF EXISTS payable_template_new WITH (FORCE)`); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, `CREATE DATABASE payable_template_new TEMPLATE template0`); err != nil {
		return err
	}
	if err := migrations.Up(ctx, with(server, "payable_template_new")); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, fmt.Sprintf(`ALTER DATABASE payable_template_new RENAME TO %q`, templateName()))
	return err
}

// clone copies a database file by file, which is faster on a server without
// fsync than the write-ahead log.
func clone(ctx context.Context, server, name, from string) error {
	return statement(ctx, server, fmt.Sprintf(`CREATE DATABASE %q TEMPLATE %q STRATEGY FILE_COPY`, name, from))
}

func drop(ctx context.Context, server, name string) error {
	return statement(ctx, server, fmt.Sprintf(`DROP DATABASE %q WITH (FORCE)`, name))
}

func statement(ctx context.Context, server, sql string) error {
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, sql); err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}

// with returns server's URL with another database name.
func with(server, database string) string {
	u, err := url.Parse(server)
	if err != nil {
		panic(err) // address has parsed it
	}
	u.Path = "/" + database
	return u.String()
}

// databaseName keeps the part of a test's name that fits, so that a leftover
// database says where it came from.
func databaseName(test string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToLower(test))
	var b [5]byte
	rand.Read(b[:])
	return "test_" + name[:min(40, len(name))] + "_" + hex.EncodeToString(b[:])
}
