package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/cmd/payable/demo"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/ocr/specimen/raster"
	"github.com/payable-ap/payable/ocr/specimen/story"
	"github.com/payable-ap/payable/portal/auth"
)

// DemoCmd runs everything on this machine: private Postgres, built-in mailbox, a
// company with vendors, orders and receipts, and a stream of invoices drawn for
// the occasion. It starts afresh each time.
type DemoCmd struct {
	Data     string        `help:"Folder of the demo; emptied at every start." default:"var/demo"`
	Listen   string        `help:"Where the portal listens." default:"127.0.0.1:8080"`
	IMAP     string        `help:"Where the built-in mailbox listens." default:"127.0.0.1:1143"`
	SMTP     string        `help:"Where it takes mail." default:"127.0.0.1:1025"`
	Currency string        `hidden:"" default:"EUR"`
	Stop     time.Duration `help:"How long an approval by mail waits before it is handed over." default:"20s"`
}

// demoPassword is everybody's, as the demo prints.
const demoPassword = "payable-demo"

// people of the demo; the first approver is asked about the first wrong price.
var people = []payable.User{
	{Name: "carla", FullName: "Carla Brandt", Roles: []payable.Role{payable.Clerk}, Active: true, Addresses: []string{"carla@weserblick.example"}},
	{Name: "sian", FullName: "Siân Prys", Roles: []payable.Role{payable.Approver}, Active: true, Addresses: []string{"sian@weserblick.example"}},
	{Name: "tomos", FullName: "Tomos Rees", Roles: []payable.Role{payable.Approver}, Active: true, Limit: "1000", Addresses: []string{"tomos@weserblick.example"}},
	{Name: "audrey", FullName: "Audrey Roche", Roles: []payable.Role{payable.Auditor}, Active: true},
	{Name: "admin", FullName: "Ada Min", Roles: []payable.Role{payable.Administrator}, Active: true},
}

// approvals is where the demo's approvals are answered to.
const approvals = "approvals@weserblick.example"

// Run runs the demo until ctx is cancelled.
func (c *DemoCmd) Run(ctx context.Context, out io.Writer, log *slog.Logger) error {
	if err := c.empty(); err != nil {
		return err
	}
	fmt.Fprintln(out, "payable demo: drawing invoices and starting a private Postgres and a mailbox …")
	tale, err := c.tell()
	if err != nil {
		return err
	}
	box, err := demo.Start(c.IMAP, c.SMTP, demoPassword, accounts(), map[string]string{approvals: story.Mailbox})
	if err != nil {
		return fmt.Errorf("%w (is another demo running? choose other ports with --imap and --smtp)", err)
	}
	defer box.Close()
	box.Delivered = func(from string, _ []string, raw []byte) { showRequest(out, box.SMTP, raw) }
	serve := c.serve(box)
	db, done, err := serve.open(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	if err := c.furnish(ctx, db, tale); err != nil {
		return err
	}
	c.greet(out, box)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return serve.serve(ctx, db, log) })
	g.Go(func() error { return ignoreEnd(ctx, c.play(ctx, db, box, tale, out)) })
	return g.Wait()
}

// empty removes what the last demo left. Only a folder that is a demo's, or is
// empty, is removed.
func (c *DemoCmd) empty() error {
	mark := filepath.Join(c.Data, "this-is-a-demo")
	entries, err := os.ReadDir(c.Data)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if len(entries) > 0 {
		if _, err := os.Stat(mark); err != nil {
			return payable.Invalid("--data", c.Data+" holds something that is no demo: choose another folder")
		}
		l, err := net.Listen("tcp", c.Listen)
		if err != nil {
			return fmt.Errorf("%w (is another demo running? choose another address with --listen and another folder with --data)", err)
		}
		l.Close()
		if err := os.RemoveAll(c.Data); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(c.Data, 0o755); err != nil {
		return err
	}
	return os.WriteFile(mark, nil, 0o644)
}

// tell draws the story's documents, scans included.
func (c *DemoCmd) tell() (story.Story, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	printer, err := raster.New(filepath.Join(cache, "payable", "wasm"))
	if err != nil {
		return story.Story{}, err
	}
	defer printer.Close() // nothing is left to be done
	return story.Tell(time.Now(), printer.Pages)
}

func accounts() []string {
	out := []string{story.Mailbox}
	for _, p := range people {
		out = append(out, p.Addresses...)
	}
	return out
}

func (c *DemoCmd) serve(box *demo.Mailbox) *ServeCmd {
	return &ServeCmd{
		Settings: Settings{Data: c.Data, Currency: c.Currency, LogLevel: "warn"},
		MailSettings: MailSettings{
			IMAPAddress: box.IMAP, IMAPSecurity: "plain", IMAPUser: story.Mailbox, IMAPPassword: demoPassword, IMAPAccount: "invoices", IMAPMark: "keyword", PollEvery: time.Second * 10,
			SMTPAddress: box.SMTP, SMTPSecurity: "plain", Approvals: approvals, InternalMailbox: true,
		},
		WebSettings:    WebSettings{Listen: c.Listen},
		ExportSettings: ExportSettings{ExportFormat: "csv"},
		Only:           []string{"poll", "work", "web"},
	}
}

// furnish fills the database with what a customer has on the first day.
func (c *DemoCmd) furnish(ctx context.Context, db *postgres.DB, tale story.Story) error {
	db.ShortenStop(c.Stop)
	e := tale.Entity
	e.ID = postgres.MainEntity
	if err := db.SaveEntity(ctx, payable.System, e); err != nil {
		return err
	}
	passwords, err := auth.New(1)
	if err != nil {
		return err
	}
	hash, err := passwords.Hash(ctx, demoPassword)
	if err != nil {
		return err
	}
	for _, p := range people {
		if err := db.SaveUser(ctx, payable.System, p, hash); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		kind string
		csv  []byte
	}{{"vendors", tale.VendorsCSV()}, {"past-invoices", tale.PreviousCSV()}, {"orders", tale.OrdersCSV()}, {"receipts", tale.ReceiptsCSV()}} {
		rep, err := importFile(ctx, db, payable.System, f.kind, "demo "+f.kind, f.csv, false)
		if err != nil {
			return fmt.Errorf("%s of the demo: %w", f.kind, err)
		}
		if len(rep.Problems) > 0 {
			return fmt.Errorf("%s of the demo: %w", f.kind, rep.Problems[0])
		}
	}
	return nil
}

func (c *DemoCmd) greet(out io.Writer, box *demo.Mailbox) {
	fmt.Fprintf(out, "\n  portal    http://%s\n", c.Listen)
	for _, p := range people {
		fmt.Fprintf(out, "            %-8s %-14s %s\n", p.Name, p.Roles[0], demoPassword)
	}
	fmt.Fprintf(out, "\n  mailbox   IMAP %s, SMTP %s, no TLS; user sian@weserblick.example, password %s\n", box.IMAP, box.SMTP, demoPassword)
	fmt.Fprintf(out, "  invoices  go to %s; approved ones land in %s\n", story.Mailbox, filepath.Join(c.Data, "export"))
	fmt.Fprintf(out, "\n  The demo calls its own mailbox an internal path, so replies need no DKIM; approvals by mail\n  wait %s instead of 30 minutes; nothing is sampled. Ctrl+C ends it; the next start begins afresh.\n\n", c.Stop)
}

// play delivers the story's mails and has a manager asked about the first wrong
// price.
func (c *DemoCmd) play(ctx context.Context, db *postgres.DB, box *demo.Mailbox, tale story.Story, out io.Writer) error {
	var late []story.Mail
	for _, m := range tale.Mails {
		if len(m.After) > 0 {
			late = append(late, m)
			continue
		}
		if err := box.Deliver(story.Mailbox, m.Raw); err != nil {
			return err
		}
	}
	if err := rest(ctx, db, len(tale.Mails)-len(late)); err != nil {
		return err
	}
	for _, m := range late {
		if err := box.Deliver(story.Mailbox, m.Raw); err != nil {
			return err
		}
	}
	if err := rest(ctx, db, len(tale.Mails)); err != nil {
		return err
	}
	counts, err := db.Counts(ctx, postgres.MainEntity)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "  %d mails are through the pipeline:", len(tale.Mails))
	for _, t := range postgres.Tabs {
		if counts[t] > 0 {
			fmt.Fprintf(out, " %s %d", t, counts[t])
		}
	}
	fmt.Fprintln(out)
	return askManager(ctx, db)
}

// rest waits until so many mails are stored and nothing is due.
func rest(ctx context.Context, db *postgres.DB, mails int) error {
	for {
		n, err := db.Pending(ctx)
		if err != nil {
			return err
		}
		stored := 0
		folders, err := db.Folders(ctx)
		if err != nil {
			return err
		}
		for _, f := range folders {
			stored += int(f.InLedger)
		}
		if n == 0 && stored >= mails {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// askManager plays the clerk: the first invoice held for its price is put to a
// manager, whose mailbox then holds a request to answer.
func askManager(ctx context.Context, db *postgres.DB) error {
	rows, err := db.Queue(ctx, postgres.MainEntity, postgres.QueueFilter{Tab: postgres.TabReview})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rows, func(r postgres.QueueRow) bool { return r.Cause == string(payable.UnitPrice) })
	if i < 0 {
		return nil
	}
	return db.AskApproval(ctx, people[0].Actor(), rows[i].ID, rows[i].Version, people[1].Name, "The new list price is from 1 November. All right with you?")
}

// showRequest prints how to answer a request that was just sent, for those who
// have swaks at hand.
func showRequest(out io.Writer, server string, raw []byte) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return
	}
	replyTo, err := mail.ParseAddress(m.Header.Get("Reply-To"))
	if err != nil || !strings.HasPrefix(replyTo.Address, "approvals+") {
		return
	}
	to, err := mail.ParseAddress(m.Header.Get("To"))
	if err != nil {
		return
	}
	host, port, err := net.SplitHostPort(server)
	if err != nil {
		return
	}
	fmt.Fprintf(out, "\n  A request went to %s. Answer it from a mail program, or with:\n\n    swaks --server %s --port %s --from %s --to %s \\\n      --header 'Subject: Re: approval' --header 'In-Reply-To: %s' --body APPROVE\n\n",
		to.Address, host, port, to.Address, replyTo.Address, m.Header.Get("Message-Id"))
}
