package imap

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Defaults of a [Poller].
const (
	DefaultEvery   = time.Minute
	DefaultStall   = 90 * time.Second
	DefaultMaxSize = 50 << 20
	DefaultBatch   = 25
)

// Pauses between connections: after a fault they double from first to last; a
// server that refuses the login is asked less often, because many lock an
// account after some attempts.
const (
	firstPause = time.Second
	lastPause  = 5 * time.Minute
	loginPause = time.Minute
)

// A Poller watches one mailbox. Set Account and Ledger, leave the rest for
// defaults, and call Run. A Poller serves one goroutine; several Pollers may
// watch one mailbox.
type Poller struct {
	Account Account
	Ledger  Ledger

	// Every is the longest time between two looks at each folder. The first
	// folder is also watched with IDLE where the server has it.
	Every time.Duration
	// Stall is how long the server may be silent within an answer.
	Stall time.Duration
	// MaxSize is the largest mail that is fetched. Of larger ones the header is.
	MaxSize int64
	// Batch is how many mails one FETCH asks for.
	Batch int
	// Report, if set, is told about every round, from the goroutine of Run.
	Report func(Report)

	trouble map[place]*trouble
	connect func(context.Context) (net.Conn, error) // a test's server
}

// A Report says what one connection or round did.
type Report struct {
	Account string
	Stored  int // mails committed
	Refused int // mails above MaxSize, recorded
	Parked  int // mails whose answer cannot be read
	Marked  int
	// Notes are what an administrator should know though work goes on: a folder
	// that is missing, a mark the server refuses.
	Notes []string
	Err   error         // why the connection ended; nil while it lives
	Pause time.Duration // until the next connection, if Err is set
}

// A place is a mail's, within the account.
type place struct {
	folder   string
	validity uint32
	uid      imap.UID
}

// Trouble is kept in memory only: after a restart a difficult mail is simply
// tried again.
type trouble struct {
	tries int
	next  time.Time
}

// Run watches the mailbox until ctx ends and returns ctx's error. It survives
// everything else: a fault ends the connection, is reported, and after a pause
// that grows there is another. Only a wrong configuration returns at once.
func (p *Poller) Run(ctx context.Context) error {
	if err := p.Account.Check(); err != nil {
		return err
	}
	pause := firstPause
	for {
		progress, err := p.session(ctx, true)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if progress {
			pause = firstPause
		}
		wait := pause/2 + rand.N(pause/2+1) // so that ten pollers do not come back at once
		var no *imap.Error
		if errors.As(err, &no) {
			wait = max(wait, loginPause)
		}
		p.report(Report{Err: err, Pause: wait})
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
		pause = min(pause*2, lastPause)
	}
}

// Once connects, brings every folder up to date and disconnects.
func (p *Poller) Once(ctx context.Context) error {
	if err := p.Account.Check(); err != nil {
		return err
	}
	_, err := p.session(ctx, false)
	return err
}

// session keeps one connection, and reports whether at least one round was
// finished on it.
func (p *Poller) session(ctx context.Context, stay bool) (progress bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s, err := p.open(ctx)
	if err != nil {
		return false, fmt.Errorf("connect to %s: %w", p.Account.Address, err)
	}
	defer s.close()
	for {
		r := Report{Account: p.Account.Name}
		folders, err := p.folders(s)
		if err != nil {
			return progress, err
		}
		for i := len(folders) - 1; i >= 0; i-- { // the first one last: it stays selected for IDLE
			if err := p.round(ctx, s, folders[i], &r); err != nil {
				p.report(r)
				return progress || r.Stored+r.Refused+r.Parked > 0, fmt.Errorf("folder %q: %w", folders[i], err)
			}
		}
		p.report(r)
		progress = true
		if !stay {
			return true, s.Logout().Wait()
		}
		if err := s.wait(ctx, min(p.every(), p.stall()*2/3)); err != nil {
			return progress, fmt.Errorf("wait for mail: %w", err)
		}
	}
}

// folders lists what to watch: as configured, else INBOX and the server's \Junk.
func (p *Poller) folders(s *session) ([]string, error) {
	if len(p.Account.Folders) > 0 {
		return p.Account.Folders, nil
	}
	folders := []string{"INBOX"}
	if !s.Caps().Has(imap.CapSpecialUse) {
		return folders, nil
	}
	all, err := s.List("", "*", nil).Collect()
	if err != nil {
		return nil, fmt.Errorf("list folders: %w", err)
	}
	for _, f := range all {
		for _, attr := range f.Attrs {
			if attr == imap.MailboxAttrJunk && f.Mailbox != p.Account.MoveTo {
				folders = append(folders, f.Mailbox)
			}
		}
	}
	return folders, nil
}

// wait returns when mail may have arrived, at the latest after d. d must be
// shorter than the connection's stall: the answer at its end shows that the line
// is alive.
func (s *session) wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	if !s.Caps().Has(imap.CapIdle) {
		select {
		case <-t.C:
		case <-s.Closed():
		case <-ctx.Done():
		}
		return ctx.Err()
	}
	idle, err := s.Idle()
	if err != nil {
		return err
	}
	select {
	case <-s.fresh:
	case <-t.C:
	case <-s.Closed():
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := idle.Close(); err != nil {
		return err
	}
	return idle.Wait()
}

func (p *Poller) report(r Report) {
	if r.Account = p.Account.Name; p.Report != nil {
		p.Report(r)
	}
}

func (p *Poller) every() time.Duration { return or(p.Every, DefaultEvery) }
func (p *Poller) stall() time.Duration { return or(p.Stall, DefaultStall) }
func (p *Poller) maxSize() int64       { return or(p.MaxSize, DefaultMaxSize) }
func (p *Poller) batch() int           { return or(p.Batch, DefaultBatch) }

func or[T int | int64 | time.Duration](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}
