package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"
)

// AuditCmd looks after the audit chain.
type AuditCmd struct {
	Verify AuditVerifyCmd `cmd:"" help:"Recompute every event's hash and compare."`
}

// AuditVerifyCmd verifies the chain offline: it needs the database and nothing
// else.
type AuditVerifyCmd struct{ Settings }

// Run prints how far the chain holds; a broken one is an error that names the
// first event that does not.
func (c *AuditVerifyCmd) Run(ctx context.Context, out io.Writer, log *slog.Logger) error {
	db, done, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	r, err := db.VerifyChain(ctx)
	if err != nil {
		return err
	}
	if r.Broken != "" {
		return errors.New("the audit chain is broken: " + r.Broken)
	}
	fmt.Fprintf(out, "%d events hold, the last of %s\n", r.Events, r.Until.UTC().Format(time.RFC3339))
	return nil
}
