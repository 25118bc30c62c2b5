package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest"
	"github.com/payable-ap/payable/ingest/imap"
	"github.com/payable-ap/payable/ingest/message"
	"github.com/payable-ap/payable/internal/pipeline"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/portal/locale"
	"github.com/payable-ap/payable/portal/notify"
	"github.com/payable-ap/payable/portal/reply"
)

// ServeCmd runs the service, or a part of it: scaling out is --only.
type ServeCmd struct {
	Settings
	MailSettings
	FolderSettings
	WebSettings
	ExportSettings
	Only    []string `help:"Run only these parts: poll (the mailbox), work (jobs), web (the portal)." default:"poll,work,web" env:"PAYABLE_ONLY"`
	Readers int      `help:"Documents read at once. 0 for one per processor." default:"0" env:"PAYABLE_READERS"`
}

// Validate refuses parts there are not, and fewer readers than none.
func (c *ServeCmd) Validate() error {
	if c.Readers < 0 {
		return payable.Invalid("PAYABLE_READERS", fmt.Sprintf("%d is below 0; 0 means one for each processor", c.Readers))
	}
	for _, p := range c.Only {
		if !slices.Contains([]string{"poll", "work", "web"}, p) {
			return payable.Invalid("PAYABLE_ONLY", fmt.Sprintf("%q is not one of poll, work, web", p))
		}
	}
	return nil
}

// Run serves until ctx is cancelled.
func (c *ServeCmd) Run(ctx context.Context, log *slog.Logger) error {
	if err := known(c, "PAYABLE_CONFIG", "PAYABLE_CORPUS", "PAYABLE_IMPORT_BAD_ROW"); err != nil {
		return err
	}
	log.Info("settings", shown(c)...)
	db, done, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	return c.serve(ctx, db, log)
}

// serve runs the chosen parts on db; the first that fails for good ends the
// others.
func (c *ServeCmd) serve(ctx context.Context, db *postgres.DB, log *slog.Logger) error {
	steps, end, err := c.steps(ctx, db, log)
	if err != nil {
		return err
	}
	defer end()
	id := fmt.Sprintf("%s-%d-%d", hostname(), os.Getpid(), time.Now().UnixNano())
	parts := strings.Join(c.Only, ",")
	if err := db.Alive(ctx, id, parts); err != nil {
		return err
	}
	defer db.Gone(context.WithoutCancel(ctx), id) // a process that is not taken off the list is noticed by its silence
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return heartbeat(ctx, db, id, parts, log) })
	if slices.Contains(c.Only, "work") {
		g.Go(func() error {
			return db.Work(ctx, postgres.WorkConfig{ID: id, Readers: c.readers(), Others: 4, Log: log}, steps.Jobs())
		})
		g.Go(func() error { return sweep(ctx, db, log) })
	}
	if slices.Contains(c.Only, "poll") && c.IMAPAddress != "" {
		p, err := c.poller(db, log)
		if err != nil {
			return err
		}
		g.Go(func() error { return ignoreEnd(ctx, p.Run(ctx)) })
	}
	if slices.Contains(c.Only, "poll") && c.Watch != "" {
		g.Go(func() error { return ignoreEnd(ctx, watcher(c.Watch, db, log).Run(ctx)) })
	}
	if slices.Contains(c.Only, "web") {
		g.Go(func() error { return c.web(ctx, db, steps, log) })
	}
	return ignoreEnd(ctx, g.Wait())
}

func (c *ServeCmd) readers() int {
	if c.Readers > 0 {
		return c.Readers
	}
	return runtime.NumCPU()
}

// steps wires the pipeline. The returned function ends its worker processes.
func (c *ServeCmd) steps(ctx context.Context, db *postgres.DB, log *slog.Logger) (*pipeline.Steps, func(), error) {
	instance, err := db.Instance(ctx)
	if err != nil {
		return nil, nil, err
	}
	reader, err := ocr.NewReader(ocr.Config{Workers: c.readers(), CacheDir: filepath.Join(c.Data, "wasm")})
	if err != nil {
		return nil, nil, err
	}
	s := &pipeline.Steps{
		DB: db, Log: log, Reader: reader, TXT: c.resolver().LookupTXT, Export: c.folder(c.Data),
		Ours: message.Ours{Approvals: c.Approvals, Domain: domain(c.Approvals)},
		Reply: reply.Config{
			Instance: instance.Name, Key: instance.Key, Address: c.Approvals,
			AuthservIDs: c.AuthservIDs, InternalMailbox: c.InternalMailbox, ExchangeOnline: c.ExchangeOnline,
		},
	}
	if c.SMTPAddress != "" {
		if s.Post, err = c.post(ctx, db, instance); err != nil {
			return nil, nil, errors.Join(err, reader.Close())
		}
	}
	return s, func() {
		if err := reader.Close(); err != nil {
			log.Warn("ending the readers", "error", err)
		}
	}, nil
}

func (c *ServeCmd) post(ctx context.Context, db *postgres.DB, instance postgres.Instance) (*pipeline.Post, error) {
	e, err := db.Entity(ctx, postgres.MainEntity)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(e.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	w, err := notify.NewWriter(locale.New(), notify.Config{Name: e.Name, Address: c.Approvals, Portal: c.public(), Instance: instance.Name, Key: instance.Key, Zone: zone})
	if err != nil {
		return nil, err
	}
	sender, err := c.sender()
	return &pipeline.Post{Writer: w, Sender: sender}, err
}

func (c *ServeCmd) poller(db *postgres.DB, log *slog.Logger) (*imap.Poller, error) {
	a := imap.Account{
		Name: c.IMAPAccount, Address: c.IMAPAddress, Security: imap.Security(c.IMAPSecurity), User: c.IMAPUser, Password: c.IMAPPassword,
		Folders: c.IMAPFolders, Mark: c.mark(), MoveTo: c.IMAPMoveTo,
	}
	pool, err := c.authorities()
	if err != nil {
		return nil, err
	}
	if pool != nil {
		a.TLS = &tls.Config{RootCAs: pool}
	}
	return &imap.Poller{
		Account: a, Ledger: toldLedger{pipeline.Ledger{DB: db, Entity: postgres.MainEntity}, log}, Every: c.PollEvery,
		Report: func(r imap.Report) { report(db, log, r) },
	}, nil
}

// watcher takes documents from a folder, through the door all others take. The
// same file again, after a crash, is a copy.
func watcher(dir string, db *postgres.DB, log *slog.Logger) *ingest.Watcher {
	return &ingest.Watcher{
		Dir: dir,
		Take: func(ctx context.Context, name string, data []byte) error {
			_, err := db.UploadDocument(ctx, payable.System, postgres.MainEntity, payable.DoorFolder, name, "", data)
			return err
		},
		Report: func(name string, err error) {
			if err != nil {
				log.Warn("watched folder", "file", payable.HashOf([]byte(name)), "error", err)
			}
		},
	}
}

// report logs what a connection did and shows trouble in the portal.
func report(db *postgres.DB, log *slog.Logger, r imap.Report) {
	if r.Stored+r.Refused+r.Parked > 0 {
		log.Info("mailbox", "account", r.Account, "stored", r.Stored, "refused", r.Refused, "parked", r.Parked)
	}
	for _, n := range r.Notes {
		log.Warn("mailbox", "account", r.Account, "note", n)
	}
	if r.Err == nil {
		return
	}
	log.Warn("mailbox is away", "account", r.Account, "error", r.Err, "again_in", r.Pause)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := db.MailboxProblem(ctx, r.Account, r.Err.Error()); err != nil {
		log.Warn("mailbox problem not noted", "error", err)
	}
}

// heartbeat says every second that this process lives.
func heartbeat(ctx context.Context, db *postgres.DB, id, parts string, log *slog.Logger) error {
	return every(ctx, time.Second, func() {
		if err := db.Alive(ctx, id, parts); err != nil && ctx.Err() == nil {
			log.Warn("the database does not answer", "error", err)
		}
	})
}

// sweep finds every few seconds what waits without a job.
func sweep(ctx context.Context, db *postgres.DB, log *slog.Logger) error {
	return every(ctx, 3*time.Second, func() {
		n, err := db.Sweep(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			log.Warn("sweep", "error", err)
		case n > 0:
			log.Info("sweep found work without a job", "jobs", n)
		}
	})
}

// every calls f at once and then with pauses of d until ctx ends.
func every(ctx context.Context, d time.Duration, f func()) error {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		f()
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
	}
}

// ignoreEnd takes the error of having been stopped for none.
func ignoreEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func hostname() string {
	h, err := os.Hostname()
	if err != nil {
		return "host"
	}
	return h
}

func domain(address string) string {
	_, d, _ := strings.Cut(address, "@")
	return d
}
