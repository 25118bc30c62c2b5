package auth_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/portal/auth"
)

func TestPasswords(t *testing.T) {
	ctx := context.Background()
	p, err := auth.New(1)
	if err != nil {
		t.Fatal(err)
	}
	const right = "correct horse battery"
	hash, err := p.Hash(ctx, right)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, password, hash string
		want                 bool
	}{
		{"the right one", right, hash, true},
		{"a wrong one", right + " ", hash, false},
		{"nothing", "", hash, false},
		{"a user who does not exist", right, "", false},
		{"a password as long as a book", strings.Repeat("x", 1<<20), hash, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := p.Verify(ctx, tt.password, tt.hash)
			if err != nil || got != tt.want {
				t.Errorf("Verify: %v, %v, want %v", got, err, tt.want)
			}
		})
	}
	if _, err := p.Verify(ctx, right, "not a hash"); err == nil {
		t.Error("a broken stored hash is not reported")
	}
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		length int
		ok     bool
	}{{11, false}, {12, true}, {256, true}, {257, false}} {
		err := auth.Check(strings.Repeat("ä", tt.length))
		var invalid *payable.InvalidError
		if tt.ok != (err == nil) || !tt.ok && !errors.As(err, &invalid) {
			t.Errorf("%d characters: %v, want ok %v", tt.length, err, tt.ok)
		}
	}
}

// TestUnknownUserTakesAsLong checks that the time a login takes does not tell
// whether the user exists.
func TestUnknownUserTakesAsLong(t *testing.T) {
	ctx := context.Background()
	p, err := auth.New(1)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := p.Hash(ctx, "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	fastest := func(hash string) time.Duration {
		best := time.Hour
		for range 5 {
			start := time.Now()
			if _, err := p.Verify(ctx, "wrong password", hash); err != nil {
				t.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		return best
	}
	known, unknown := fastest(hash), fastest("")
	if unknown < known/2 || unknown > known*2 {
		t.Errorf("a known user takes %v, an unknown one %v", known, unknown)
	}
}

// TestTurns checks that whoever does not get a turn before giving up computes
// nothing.
func TestTurns(t *testing.T) {
	p, err := auth.New(1)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range 20 { // select picks at random where both are ready
		if _, err := p.Hash(ctx, "correct horse battery"); errors.Is(err, context.Canceled) {
			return
		}
	}
	t.Error("a cancelled caller always got a turn")
}
