// Command schema prints the schema that the migrations amount to, as pg_dump
// shows it, without what differs from one PostgreSQL to the next. "make schema"
// writes it to migrations/schema.sql, to be read and reviewed.
//
// It starts a scratch server for it.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	"github.com/payable-ap/payable/internal/pgembed"
	"github.com/payable-ap/payable/internal/pgtest"
	"github.com/payable-ap/payable/migrations"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "schema:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	c, err := pgtest.Scratch(ctx)
	if err != nil {
		return err
	}
	defer c.Stop()
	if err := migrations.Up(ctx, c.URL); err != nil {
		return err
	}
	bin, err := pgembed.FindBin()
	if err != nil {
		return err
	}
	dump := exec.CommandContext(ctx, filepath.Join(bin, "pg_dump"), "--schema-only", "--no-owner", c.URL)
	var stdout, stderr bytes.Buffer
	dump.Stdout, dump.Stderr = &stdout, &stderr
	if err := dump.Run(); err != nil {
		return fmt.Errorf("pg_dump: %w: %s", err, stderr.Bytes())
	}
	fmt.Println("-- What the migrations amount to. Written by \"make schema\"; never run.")
	_, err = os.Stdout.Write(plain(stdout.Bytes()))
	return err
}

var (
	// noise is what differs between versions or from dump to dump: comments,
	// settings of the restoring session, and the random key of \restrict.
	noise  = regexp.MustCompile(`(?m)^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*)\n`)
	blanks = regexp.MustCompile(`\n{3,}`)
)

// plain removes the noise from a dump.
func plain(dump []byte) []byte {
	dump = blanks.ReplaceAll(noise.ReplaceAll(dump, nil), []byte("\n\n"))
	return append(bytes.TrimSpace(dump), '\n')
}
