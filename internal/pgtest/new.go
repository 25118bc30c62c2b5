package pgtest

import (
	"context"
	"testing"

	"github.com/payable-ap/payable/internal/postgres"
)

// New returns a store on a database of t's own, at the current schema and empty
// but for what the migrations put there. It is closed and dropped when t ends.
func New(t testing.TB) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(context.Background(), URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}
