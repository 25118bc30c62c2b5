package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/payable-ap/payable/cmd/payable/proof"
)

// TestProofKillSeesDamage checks the kill proof's checker: whatever must not
// happen is done by hand to what a good run left, and is seen.
func TestProofKillSeesDamage(t *testing.T) {
	cfg := proof.Config{Mails: 6, Rest: 2 * time.Minute, LogFile: os.Getenv("PAYABLE_PROOF_LOG"), Log: t.Logf}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Program, err = proof.Build(t.Context(), root, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	unseen, err := proof.Damage(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range unseen {
		t.Error(d)
	}
}

// TestProofKillSeesMissingKeys takes the unique key of the ledger, then that of
// the export, out of a copy of the source tree. By default it checks that both
// can still be taken out; with PAYABLE_PROOF=full it builds the program, has it
// killed as in TestProofKill, and wants the checker to find what came twice.
func TestProofKillSeesMissingKeys(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range proof.Breaks {
		t.Run(b.Name, func(t *testing.T) {
			dir := t.TempDir()
			if err := b.Copy(root, dir); err != nil {
				t.Fatal(err)
			}
			if os.Getenv("PAYABLE_PROOF") != "full" {
				return
			}
			cfg := proof.Config{Mails: 30, Kills: 10, Stops: 1, Seed: seed(t), Rest: time.Minute, LogFile: os.Getenv("PAYABLE_PROOF_LOG"), Log: t.Logf}
			if cfg.Program, err = proof.Build(t.Context(), dir, t.TempDir()); err != nil {
				t.Fatal(err)
			}
			r, err := proof.Run(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			t.Log(r)
			if len(r.Problems.Doubled) == 0 || !strings.Contains(r.Problems.String(), b.Finds) {
				t.Errorf("the checker does not say %q but:\n%s", b.Finds, r.Problems)
			}
		})
	}
}
