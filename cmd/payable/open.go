package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/pgembed"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/matching"
)

// open connects to the configured database, or starts the private one and keeps
// it running until the returned function is called.
func (s *Settings) open(ctx context.Context, log *slog.Logger) (*postgres.DB, func(), error) {
	url, stop := s.DatabaseURL, func() {}
	if url == "" {
		cluster, err := pgembed.Start(ctx, pgembed.Config{Dir: s.Data})
		if err != nil {
			return nil, nil, err
		}
		if cluster.Note != "" {
			log.Info(cluster.Note)
		}
		watch, cancel := context.WithCancel(context.WithoutCancel(ctx))
		go cluster.Watch(watch, func(err error) {
			if err != nil {
				log.Error("the private Postgres is down", "error", err)
				return
			}
			log.Warn("the private Postgres was started again")
		})
		url = cluster.URL
		stop = func() { cancel(); cluster.Stop() }
	}
	db, err := postgres.Open(ctx, url)
	if err != nil {
		stop()
		return nil, nil, err
	}
	if err := db.EnsurePolicy(ctx, firstPolicy(s)); err != nil {
		db.Close()
		stop()
		return nil, nil, fmt.Errorf("the first policy: %w", err)
	}
	return db, func() { db.Close(); stop() }, nil
}

// firstPolicy is in force until somebody saves another.
func firstPolicy(s *Settings) payable.Policy {
	p := matching.DefaultPolicy(payable.Currency(s.Currency))
	p.Entity = postgres.MainEntity
	return p
}
