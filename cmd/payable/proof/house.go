package proof

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/payable-ap/payable/ingest/imap/dovecot"
	"github.com/payable-ap/payable/internal/pgembed"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/portal/notify/sink"
)

// user is who the mailbox belongs to.
const user = "invoices"

// approvals is where our mails come from and are answered to.
const approvals = "approvals@weserblick.example"

// A house is everything a run needs, in one folder.
type house struct {
	dir     string
	program string
	mailbox *dovecot.Server
	sink    *sink.Server
	db      *postgres.DB // for the people; the checker has its own way in
	log     *os.File
	parts   []*part
	clerk   *browser // at the portal
	news    chan news
	note    func(format string, args ...any)
	url     string
	pg      *pgembed.Cluster // the killer's, who stops and starts it

	mu   sync.Mutex
	down bool      // Postgres is stopped
	back time.Time // when it was last started again
}

// open starts mailbox, Postgres and sink.
func open(ctx context.Context, dir string, cfg Config) (*house, error) {
	h := &house{dir: dir, program: cfg.Program, news: make(chan news, 64), note: cfg.Log}
	var err error
	if cfg.LogFile == "" {
		cfg.LogFile = h.path("log")
	}
	if h.log, err = os.Create(cfg.LogFile); err != nil {
		return nil, err
	}
	if h.pg, err = pgembed.Start(ctx, pgembed.Config{Dir: h.path("pg")}); err != nil {
		return nil, err
	}
	h.url = h.pg.URL
	for _, name := range []string{"data", "tmp"} {
		if err := os.Mkdir(h.path(name), 0o755); err != nil {
			h.close()
			return nil, err
		}
	}
	if err := h.shareCache(); err != nil {
		h.close()
		return nil, err
	}
	if h.mailbox, err = dovecot.Run(h.path("dovecot")); err != nil {
		h.close()
		return nil, err
	}
	// A server far away takes its time; kills find it easier to come in between.
	slow := func(sink.Mail) error { time.Sleep(rand.N(60 * time.Millisecond)); return nil }
	if h.sink, err = sink.Start(h.path("sink"), sink.Options{Taken: slow}); err != nil {
		h.close()
		return nil, err
	}
	// The program makes the schema: the one under test may have another.
	if _, err := h.payable("user", "list"); err != nil {
		h.close()
		return nil, err
	}
	if h.db, err = postgres.Open(ctx, h.url); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// shareCache lets the document workers find PDFium compiled, as they do at a
// customer's from the second start on.
func (h *house) shareCache() error {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil // they compile it themselves
	}
	wasm := filepath.Join(cache, "payable", "wasm")
	return errors.Join(os.MkdirAll(wasm, 0o755), os.Symlink(wasm, h.path("data/wasm")))
}

func (h *house) path(name string) string { return filepath.Join(h.dir, name) }

// close ends everything that open and serve started.
func (h *house) close() {
	h.stopServing()
	if h.db != nil {
		h.db.Close()
	}
	if h.sink != nil {
		_ = h.sink.Close() // nobody is left to hear of it
	}
	if h.mailbox != nil {
		h.mailbox.Stop()
	}
	h.pg.Stop()
	h.log.Close()
}

// command is payable with the settings of this house, and no other.
func (h *house) command(args ...string) *exec.Cmd {
	cmd := exec.Command(h.program, args...)
	cmd.Dir = h.dir
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "PAYABLE_") && !strings.HasPrefix(kv, "TMPDIR=") {
			cmd.Env = append(cmd.Env, kv)
		}
	}
	cmd.Env = append(cmd.Env,
		"TMPDIR="+h.path("tmp"), // what the killed leave there goes with us
		"PAYABLE_DATABASE_URL="+h.url, "PAYABLE_DATA="+h.path("data"), "PAYABLE_LOG_LEVEL=debug", "PAYABLE_READERS=1",
		"PAYABLE_IMAP_ADDRESS="+h.mailbox.Addr, "PAYABLE_IMAP_SECURITY=plain", "PAYABLE_IMAP_USER="+user, "PAYABLE_IMAP_PASSWORD="+dovecot.Password,
		"PAYABLE_POLL_EVERY=2s",
		fmt.Sprintf("PAYABLE_SMTP_ADDRESS=127.0.0.1:%d", h.sink.Port()), "PAYABLE_SMTP_SECURITY=plain", "PAYABLE_APPROVALS_ADDRESS="+approvals,
		"PAYABLE_INTERNAL_MAILBOX=true", "PAYABLE_EXPORT_DIR="+h.path("export"))
	return cmd
}

// serve starts the processes that will be killed.
func (h *house) serve(ctx context.Context) error {
	address, err := freeAddress()
	if err != nil {
		return err
	}
	for _, s := range []struct{ name, only string }{{"poller-1", "poll"}, {"poller-2", "poll"}, {"server-1", "work"}, {"server-2", "work"}, {"portal", "web"}} {
		p := &part{name: s.name, cmd: func() *exec.Cmd { return h.command("serve", "--only="+s.only, "--listen="+address) }, log: h.log, news: h.news, excused: h.wasDown,
			running: map[string]Step{}, stopped: make(chan struct{})}
		h.parts = append(h.parts, p)
		go p.run()
	}
	if h.clerk, err = newBrowser(address, h.parts[len(h.parts)-1]); err != nil {
		return err
	}
	for start := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		var rows []struct{ N int }
		if err := h.ask(ctx, `SELECT count(*) AS n FROM process`, &rows); err == nil && rows[0].N >= len(h.parts) {
			return nil
		}
		if time.Since(start) > time.Minute {
			return fmt.Errorf("the processes did not come up within a minute: %v", h.crashes())
		}
	}
}

func (h *house) stopServing() {
	var all sync.WaitGroup
	for _, p := range h.parts {
		all.Go(p.stop)
	}
	all.Wait()
}

// crashes says which processes ended by themselves while Postgres was there.
func (h *house) crashes() []string {
	var out []string
	for _, p := range h.parts {
		p.mu.Lock()
		out = append(out, p.crashes...)
		p.mu.Unlock()
	}
	return out
}

// payable runs a command of the program that comes to an end.
func (h *house) payable(args ...string) (string, error) {
	cmd := h.command(args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("payable %s: %w: %s%s", strings.Join(args, " "), err, out, errs.Bytes())
	}
	return strings.TrimSpace(string(out)), nil
}
