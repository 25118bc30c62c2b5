package proof

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/payable-ap/payable/internal/pgembed"
)

// postgres runs one of Postgres's own programs as the user its server runs as.
func (h *house) postgres(ctx context.Context, name string, args ...string) error {
	bin, err := pgembed.FindBin()
	if err != nil {
		return err
	}
	st, err := os.Stat(filepath.Join(h.pg.Dir, "data"))
	if err != nil {
		return err
	}
	owner := st.Sys().(*syscall.Stat_t)
	cmd := exec.CommandContext(ctx, filepath.Join(bin, name), args...)
	cmd.Dir = "/"
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}}
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}

// stopPostgres is the power going out under the database.
func (h *house) stopPostgres(ctx context.Context) error {
	h.mu.Lock()
	h.down = true
	h.mu.Unlock()
	return h.postgres(ctx, "pg_ctl", "stop", "-m", "immediate", "-D", filepath.Join(h.pg.Dir, "data"))
}

// startPostgres starts it again and waits until it has recovered.
func (h *house) startPostgres(ctx context.Context) error {
	pg, err := pgembed.Start(ctx, pgembed.Config{Dir: h.path("pg")})
	if err != nil {
		return err
	}
	h.pg = pg
	h.mu.Lock()
	defer h.mu.Unlock()
	h.down, h.back = false, time.Now()
	return nil
}

// wasDown reports whether Postgres was away at some time since then.
func (h *house) wasDown(since time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.down || h.back.After(since)
}

// tell runs statements with psql as the owner of the database.
func (h *house) tell(ctx context.Context, statements string) error {
	_, err := h.psql(ctx, statements)
	return err
}

// ask runs a query with psql and reads its rows, which have lower-case names.
func (h *house) ask(ctx context.Context, query string, rows any) error {
	out, err := h.psql(ctx, `SELECT coalesce(json_agg(to_json(x)), '[]') FROM (`+query+`) x`)
	if err != nil {
		return err
	}
	return json.Unmarshal(out, rows)
}

func (h *house) psql(ctx context.Context, statements string) ([]byte, error) {
	bin, err := pgembed.FindBin()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", h.url, "-c", statements)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("psql: %w: %s", err, strings.TrimSpace(errs.String()))
	}
	return out, nil
}
