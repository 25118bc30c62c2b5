package postgres_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/pgtest"
	"github.com/payable-ap/payable/internal/postgres"
)

// TestSweepFindsLostWork takes every job away, and then leaves one with a dead
// process, and checks that the state alone brings the work back, once.
func TestSweepFindsLostWork(t *testing.T) {
	ctx := context.Background()
	url := pgtest.URL(t)
	db, err := postgres.Open(ctx, url)
	check(t, err)
	t.Cleanup(db.Close)
	owner, err := pgx.Connect(ctx, url)
	check(t, err)
	t.Cleanup(func() { owner.Close(ctx) })
	check(t, db.StoreMessage(ctx, payable.System, postgres.MainEntity, payable.MailboxEntry{Account: "a", Folder: "f", UIDValidity: 1, UID: 1}, []byte("x"), postgres.Envelope{}))
	for _, tt := range []struct {
		name, sql string
		want      int
	}{
		{"the job waits", `SELECT 1`, 0},
		{"the job is gone", `DELETE FROM river_job`, 1},
		{"it was brought back once", `SELECT 1`, 0},
		{"a live process runs it", `INSERT INTO process (id, parts) VALUES ('p', 'work'); UPDATE river_job SET state = 'running', attempted_at = now(), attempt = 1, attempted_by = ARRAY['p']`, 0},
		{"it has run for long", `UPDATE process SET jobs = ARRAY(SELECT id FROM river_job); UPDATE river_job SET attempted_at = now() - interval '6 seconds'`, 0},
		{"the process ended it and could not say so", `UPDATE process SET jobs = '{}'`, 1},
		{"it was brought back once more", `SELECT 1`, 0},
		{"another runs that one", `UPDATE river_job SET state = 'running', attempted_at = now(), attempt = 1, attempted_by = ARRAY['p']`, 0},
		{"the process is silent", `UPDATE process SET seen_at = now() - interval '11 seconds'`, 1},
		{"the work is done", `DELETE FROM river_job; UPDATE message SET state = 'other', reason = 'no document'`, 0},
	} {
		_, err := owner.Exec(ctx, tt.sql)
		check(t, err)
		n, err := db.Sweep(ctx)
		check(t, err)
		if n != tt.want {
			t.Errorf("%s: %d jobs brought back, want %d", tt.name, n, tt.want)
		}
	}
}

// TestAJobThatFailsComesBeforeAPerson lets a step fail on every attempt and
// checks that giving up is told once, with the reason.
func TestAJobThatFailsComesBeforeAPerson(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db := fixture(t)
	check(t, db.StoreMessage(ctx, payable.System, postgres.MainEntity, payable.MailboxEntry{Account: "a", Folder: "f", UIDValidity: 1, UID: 1}, []byte("x"), postgres.Envelope{}))
	gone := make(chan string, 9)
	steps := postgres.Steps{
		Sort: func(context.Context, postgres.SortMessage) error { panic("a fault of ours") },
		GiveUp: func(_ context.Context, kind string, args []byte, cause error) error {
			gone <- kind + " " + string(args)
			return db.ParkMessage(ctx, payable.System, payable.HashOf([]byte("x")), cause.Error())
		},
	}
	work, stop := context.WithCancel(ctx)
	ended := make(chan error)
	go func() {
		ended <- db.Work(work, postgres.WorkConfig{ID: "test", Log: slog.New(slog.DiscardHandler)}, steps)
	}()
	select {
	case got := <-gone:
		if want := `sort_message {"message": "` + string(payable.HashOf([]byte("x"))) + `"}`; got != want {
			t.Errorf("gave up on %s, want %s", got, want)
		}
	case <-ctx.Done():
		t.Fatal("nobody was told")
	}
	stop()
	check(t, <-ended)
	m, err := db.Message(ctx, payable.HashOf([]byte("x")))
	check(t, err)
	if m.State != payable.MessageParked {
		t.Errorf("the mail is %s, want parked", m.State)
	}
}
