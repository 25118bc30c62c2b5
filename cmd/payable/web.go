package main

import (
	"context"
	"log/slog"

	"github.com/payable-ap/payable/internal/pipeline"
	"github.com/payable-ap/payable/internal/postgres"
)

func (c *ServeCmd) web(ctx context.Context, db *postgres.DB, steps *pipeline.Steps, log *slog.Logger) error {
	<-ctx.Done()
	return nil
}

// DemoCmd is on its way.
type DemoCmd struct{ Settings }

// Run waits.
func (c *DemoCmd) Run() error { return nil }
