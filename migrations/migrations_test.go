package migrations_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable/internal/pgtest"
	"github.com/payable-ap/payable/migrations"
)

// TestEightAtOnce checks that any number of processes may start together on a
// database that has no table yet: every one succeeds, and each migration ran
// once.
func TestEightAtOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	url := pgtest.Empty(t)
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = migrations.Up(ctx, url) })
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("starter %d: %v", i, err)
		}
	}
	names, err := filepath.Glob("[0-9]*.sql")
	if err != nil {
		t.Fatal(err)
	}
	if ran := applied(t, url); len(ran) != len(names) {
		t.Errorf("ran %v, want each of %v once", ran, names)
	}
}

// TestUpTwice checks that a database at the current schema is left alone.
func TestUpTwice(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	url := pgtest.Empty(t)
	var before []int64
	for i := range 2 {
		if err := migrations.Up(ctx, url); err != nil {
			t.Fatal(err)
		}
		after := applied(t, url)
		if i > 0 && !slices.Equal(before, after) {
			t.Errorf("the second Up ran something: %v, then %v", before, after)
		}
		before = after
	}
}

// TestNames checks the names of the migrations: five digits without a gap, so
// that two branches cannot both add a file and merge.
func TestNames(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^\d{5}_[a-z0-9_]+\.sql$`)
	next := 1
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".sql" || e.Name() == "schema.sql" {
			continue
		}
		var n int
		if form.MatchString(e.Name()) {
			for _, d := range e.Name()[:5] {
				n = n*10 + int(d-'0')
			}
		}
		if n != next {
			t.Errorf("%s: want %05d_name.sql next", e.Name(), next)
		}
		next++
	}
}

// TestHash checks that the hash is fit for a database's name and steady.
func TestHash(t *testing.T) {
	h := migrations.Hash()
	if !regexp.MustCompile(`^[0-9a-f]{12}$`).MatchString(h) || h != migrations.Hash() {
		t.Errorf("hash %q, then %q: want the same twelve hexadecimal digits", h, migrations.Hash())
	}
}

// applied returns the versions that goose recorded, in the order they ran.
func applied(t *testing.T, url string) []int64 {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `SELECT version_id FROM goose_db_version WHERE version_id > 0 ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	versions, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		t.Fatal(err)
	}
	return versions
}
