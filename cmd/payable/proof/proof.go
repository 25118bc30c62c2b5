// Package proof kills payable while it works, and looks for what was lost or
// done twice.
//
// [Run] starts a mailbox (Dovecot), a Postgres with its durability on, an SMTP
// sink and real "payable serve" processes: two that poll, two that work, with
// their document readers. Mails come in all the while; a clerk, approvers and the
// ledger act as people do. At the same time processes are ended with kill -9, in
// every step of the pipeline, and Postgres with an immediate stop. When all mails
// are in, the killing ends, the system comes to rest, and [Check] compares what
// stands in the mailbox, in Postgres, in the sink and in the export folder with
// what was sent.
//
// It promises that the checker shares nothing with the product: it reads IMAP,
// SQL and files, and knows what was sent. To prove the checker itself, [Build]
// makes the program from a copy of the source tree in which one unique key is
// missing ([Break]); it must then find something. [Damage] spoils what a good run
// left, in every way the checker looks at.
//
// To add a kind of mail, write a function in mails.go and enter it in kinds; to
// add a step that kills should land in, name it in steps.go.
package proof

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A Config says how much is done.
type Config struct {
	Program string // payable, as Build makes it
	Mails   int    // mails that vendors and strangers send; approvers' replies come on top
	Kills   int
	Stops   int // immediate stops of Postgres
	Seed    uint64
	// Rest is how long the system may take to come to rest after the last kill.
	Rest time.Duration
	// LogFile keeps what all processes said; empty for nowhere.
	LogFile string
	Log     func(format string, args ...any)
}

// A Report is what a run came to.
type Report struct {
	Mails, Replies int
	Kills, Stops   int
	Histogram      Histogram
	Twice          int // mails the sink has twice under one Message-ID, which is allowed
	Problems       Problems
	Killing, Rest  time.Duration
}

// String is the line the proof prints.
func (r Report) String() string {
	return fmt.Sprintf("proof-kill: %d mails (and %d replies), %d kills (%s), %d postgres stops: %d lost, %d doubled, %d mails twice with different Message-IDs, %d other faults; %d mails twice with the same Message-ID; killing took %s, rest came after %s",
		r.Mails, r.Replies, r.Kills, r.Histogram, r.Stops, len(r.Problems.Lost), len(r.Problems.Doubled), len(r.Problems.Mails), len(r.Problems.Other), r.Twice,
		r.Killing.Round(time.Second), r.Rest.Round(time.Second))
}

// Build compiles the program from the module at root into dir and returns its
// path.
func Build(ctx context.Context, root, dir string) (string, error) {
	bin := filepath.Join(dir, "payable")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", bin, "./cmd/payable")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build payable: %w: %s", err, out)
	}
	return bin, nil
}

// Run makes the proof. An error says that it could not be made; what the checker
// found is in the report.
func Run(ctx context.Context, cfg Config) (Report, error) {
	return run(ctx, cfg, nil)
}

// run makes the proof; after, if given, is called when all processes have ended.
func run(ctx context.Context, cfg Config, after func(context.Context, *house, *post)) (Report, error) {
	var r Report
	dir, err := os.MkdirTemp("/tmp", "payable-kill-") // sockets need a short path
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir) // all who write there have ended by then
	if err := os.Chmod(dir, 0o755); err != nil {
		return r, err
	}
	begun := time.Now()
	post, err := write(cfg.Mails, time.Now())
	if err != nil {
		return r, fmt.Errorf("write the mails: %w", err)
	}
	h, err := open(ctx, dir, cfg)
	if err != nil {
		return r, err
	}
	defer h.close()
	if err := h.furnish(ctx, post); err != nil {
		return r, fmt.Errorf("furnish the database: %w", err)
	}
	if err := h.serve(ctx); err != nil {
		return r, err
	}
	cfg.Log("%d mails are written and all processes up after %s", len(post.parcels), time.Since(begun).Round(100*time.Millisecond))
	acting, cancel := context.WithCancel(ctx)
	defer cancel()
	p := &people{h: h, post: post}
	over := make(chan struct{})
	go func() { defer close(over); p.run(acting) }()
	go h.clerk.browse(acting)

	k := &killer{h: h, post: post, cfg: cfg, rand: rand.New(rand.NewPCG(cfg.Seed, 1))}
	start := time.Now()
	if err := k.run(ctx); err != nil {
		return r, err
	}
	r.Killing = time.Since(start)
	start = time.Now()
	restless := h.rest(ctx, post, cfg.Rest)
	r.Rest = time.Since(start)
	cancel()
	<-over
	h.stopServing()

	r.Mails, r.Replies, r.Kills, r.Stops, r.Histogram = post.delivered(), p.replies, k.kills, k.stops, k.hits
	r.Problems, r.Twice = h.check(ctx, post)
	if restless != "" {
		r.Problems.other("the system did not come to rest within %s: %s", cfg.Rest, restless)
	}
	r.Problems.Other = append(r.Problems.Other, h.crashes()...)
	if after != nil {
		after(ctx, h, post)
	}
	return r, nil
}
