package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/matching"
)

// ReplayCmd makes saved decisions again from the cases they were made from.
type ReplayCmd struct{ Settings }

// Run prints how many decisions are byte for byte what they were; one that is
// not is an error.
func (c *ReplayCmd) Run(ctx context.Context, out io.Writer, log *slog.Logger) error {
	db, done, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	same, different, err := replay(ctx, db)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d decisions replayed, %d identical\n", same+len(different), same)
	if len(different) > 0 {
		return errors.New(different[0])
	}
	return nil
}

// replay decides every saved case again and names the decisions that differ.
func replay(ctx context.Context, db *postgres.DB) (same int, different []string, err error) {
	err = db.Decisions(ctx, func(d postgres.Decided) error {
		body, err := json.Marshal(matching.Match(d.Case))
		if err != nil {
			return err
		}
		if string(body) == d.Body {
			same++
			return nil
		}
		different = append(different, fmt.Sprintf("decision %d of invoice %d comes out differently", d.ID, d.Invoice))
		return nil
	})
	return same, different, err
}
