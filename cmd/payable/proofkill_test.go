package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/payable-ap/payable/cmd/payable/proof"
)

// TestProofKill kills payable's processes at random moments, in every step, over
// the whole pipeline, and finds nothing lost and nothing doubled. It is small by
// default; PAYABLE_PROOF=full ("make proof-kill") makes it whole: 320 mails, 520
// kills and 24 immediate stops of Postgres. PAYABLE_PROOF_LOG names a file for what
// the processes say, PAYABLE_PROOF_SEED repeats a run's choices.
func TestProofKill(t *testing.T) {
	cfg := proof.Config{Mails: 30, Kills: 25, Stops: 2, Rest: 2 * time.Minute, LogFile: os.Getenv("PAYABLE_PROOF_LOG"), Log: t.Logf}
	least := 0 // hits of each step
	if os.Getenv("PAYABLE_PROOF") == "full" {
		cfg.Mails, cfg.Kills, cfg.Stops, cfg.Rest = 320, 520, 24, 5*time.Minute
		least = 5
	}
	cfg.Seed = seed(t)
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Program, err = proof.Build(t.Context(), root, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	r, err := proof.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(r)
	if !r.Problems.None() {
		t.Errorf("with PAYABLE_PROOF_SEED=%d:\n%s", cfg.Seed, r.Problems)
	}
	if missed := r.Histogram.Missed(least); len(missed) > 0 {
		t.Errorf("steps hit less than %d times: %v", least, missed)
	}
}

// seed is another each time, or the one of a run to be repeated.
func seed(t *testing.T) uint64 {
	s := os.Getenv("PAYABLE_PROOF_SEED")
	if s == "" {
		return uint64(time.Now().UnixNano())
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		t.Fatalf("PAYABLE_PROOF_SEED: %v", err)
	}
	return n
}
