// Command payable captures vendor invoices from a mailbox, reads them, matches
// them against orders and receipts, asks people about the rest, and hands
// approved ones on.
//
// This package wires the others together and holds no logic of its own: one file
// a subcommand, settings in config.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr"
)

// commands is the whole command line.
type commands struct {
	Config string `help:"File with PAYABLE_NAME=value lines." type:"existingfile" placeholder:"FILE"`

	Serve  ServeCmd  `cmd:"" help:"Run the poller, the workers and the portal."`
	Demo   DemoCmd   `cmd:"" help:"Run everything on this machine with a built-in mailbox and sample invoices."`
	User   UserCmd   `cmd:"" help:"Manage users."`
	Entity EntityCmd `cmd:"" help:"Show or set who is billed: name, VAT ids, time zone."`
	Import ImportCmd `cmd:"" help:"Import orders, receipts, vendors or past invoices from CSV."`
	Audit  AuditCmd  `cmd:"" help:"Look after the audit chain."`
	Replay ReplayCmd `cmd:"" help:"Make every saved decision again and compare it byte for byte."`
	Read   ReadCmd   `cmd:"" help:"Read files and print what they say. Needs no database."`
	Mail   MailCmd   `cmd:"" help:"Take mails apart and print what they are. Needs no database."`
	Match  MatchCmd  `cmd:"" help:"Match an invoice against orders and receipts. Needs no database."`
	Eval   EvalCmd   `cmd:"" help:"Score readings against a corpus's truth. Needs no database."`
}

func main() {
	ocr.BecomeWorker()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, ocr.ErrUnread) { // its lines have said what and why
			fmt.Fprintln(os.Stderr, "payable:", err)
		}
		os.Exit(1)
	}
}

// run is main without the process around it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if err := environment(configFlag(args)); err != nil {
		return err
	}
	var c commands
	parser, err := kong.New(&c, kong.Name("payable"), kong.Writers(stdout, stderr), kong.UsageOnError(),
		kong.Description("Accounts payable: from a vendor's mail to an approved, exported invoice."),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.BindTo(stdout, (*io.Writer)(nil)), kong.Bind(scoreReader(ctx), pageReader(ctx)))
	if err != nil {
		return err
	}
	k, err := parser.Parse(args)
	if err != nil {
		var invalid *payable.InvalidError
		if errors.As(err, &invalid) {
			return invalid
		}
		return err
	}
	return k.Run(newLog(stderr, &c))
}

// configFlag finds --config before kong parses, because the file completes the
// environment kong reads.
func configFlag(args []string) string {
	for i, a := range args {
		if a == "--config" && i+1 < len(args) {
			return args[i+1]
		}
		if len(a) > 9 && a[:9] == "--config=" {
			return a[9:]
		}
	}
	return os.Getenv("PAYABLE_CONFIG")
}

func newLog(w io.Writer, c *commands) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Serve.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	log := slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
	slog.SetDefault(log)
	return log
}
