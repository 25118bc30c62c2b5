package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// TestInfrastructure tells the database's trouble from that of the thing being
// worked on. A full export folder is not the database's, though the errors of
// files say they could be a network's.
func TestInfrastructure(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		want bool
	}{
		{"the connection is refused", &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, true},
		{"the connection breaks", fmt.Errorf("match: %w", &net.OpError{Op: "read", Err: syscall.ECONNRESET}), true},
		{"the connection ends in the middle", fmt.Errorf("match: %w", io.ErrUnexpectedEOF), true},
		{"the database's disk is full", &pgconn.PgError{Code: "53100"}, true},
		{"the database shuts down", &pgconn.PgError{Code: "57P01"}, true},
		{"two transactions met", &pgconn.PgError{Code: "40P01"}, true},
		{"the step took too long", fmt.Errorf("match: %w", context.DeadlineExceeded), true},
		{"a constraint says no", &pgconn.PgError{Code: "23514"}, false},
		{"the export folder's disk is full", fmt.Errorf("export: %w", &fs.PathError{Op: "write", Path: "invoice-1.csv", Err: syscall.ENOSPC}), false},
		{"the export folder is not ours", &fs.PathError{Op: "open", Path: "invoice-1.csv", Err: syscall.EACCES}, false},
		{"something else", errors.New("no"), false},
	} {
		if got := Infrastructure(tt.err); got != tt.want {
			t.Errorf("%s (%v): %v, want %v", tt.name, tt.err, got, tt.want)
		}
	}
}
