package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/payable-ap/payable"
)

// The jobs. A job is a hint that something may be due; the state of its subject
// is the truth. Running one twice, or for nothing, changes nothing.
type (
	// SortMessage looks at a stored mail for the first time.
	SortMessage struct {
		Message payable.Hash `json:"message"`
	}
	// ReadDocument reads one occurrence of a document.
	ReadDocument struct {
		Occurrence payable.OccurrenceID `json:"occurrence"`
	}
	// MatchInvoice decides one captured invoice, or decides it again.
	MatchInvoice struct {
		Invoice payable.InvoiceID `json:"invoice"`
	}
	// AnswerReply judges a reply to a mail of ours.
	AnswerReply struct {
		Message payable.Hash `json:"message"`
	}
	// SendMail sends one mail of the outbox.
	SendMail struct {
		Outbox int64 `json:"outbox"`
	}
	// LearnInvoice keeps what a corrected or confirmed draft says about the vendor's
	// layout. By is who vouched for it; Confirmed that they vouched for all of it.
	LearnInvoice struct {
		Invoice   payable.InvoiceID `json:"invoice"`
		Draft     payable.DraftID   `json:"draft"`
		By        string            `json:"by"`
		Confirmed bool              `json:"confirmed"`
	}
	// ExportInvoice hands one approved invoice on.
	ExportInvoice struct {
		Invoice payable.InvoiceID `json:"invoice"`
	}
)

// Kind names the job in the queue; the names never change.
func (SortMessage) Kind() string { return "sort_message" }

// Kind names the job in the queue.
func (ReadDocument) Kind() string { return "read_document" }

// Kind names the job in the queue.
func (MatchInvoice) Kind() string { return "match_invoice" }

// Kind names the job in the queue.
func (AnswerReply) Kind() string { return "answer_reply" }

// Kind names the job in the queue.
func (SendMail) Kind() string { return "send_mail" }

// Kind names the job in the queue.
func (ExportInvoice) Kind() string { return "export_invoice" }

// Kind names the job in the queue.
func (LearnInvoice) Kind() string { return "learn_invoice" }

// InsertOpts puts learning, which reads a document's words again, beside reading.
func (LearnInvoice) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: readQueue} }

// InsertOpts puts reading in a queue of its own, so that a hundred scans do not
// stand before an approval.
func (ReadDocument) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: readQueue} }

const readQueue = "read"

// Steps are what the jobs run: the functions of internal/pipeline.
type Steps struct {
	Sort   func(context.Context, SortMessage) error
	Read   func(context.Context, ReadDocument) error
	Match  func(context.Context, MatchInvoice) error
	Answer func(context.Context, AnswerReply) error
	Send   func(context.Context, SendMail) error
	Export func(context.Context, ExportInvoice) error
	Learn  func(context.Context, LearnInvoice) error
	// GiveUp is told of a job that failed its attempts by its own fault, so that a
	// person sees it. kind is the job's Kind.
	GiveUp func(ctx context.Context, kind string, args []byte, cause error) error
}

// A WorkConfig says how much one process does at once.
type WorkConfig struct {
	ID      string // of this process; see [DB.Alive]
	Readers int    // documents read at once
	Others  int    // other jobs at once
	Log     *slog.Logger
}

// attempts is how often a job may fail by its own fault (SAFETY.md, limits).
const attempts = 3

// readTimeout is above the worker's own limits (180 s to draw, 300 s to
// recognise), which end a reading first.
const readTimeout = 12 * time.Minute

// adapter makes a step a River worker. Trouble of the infrastructure is no
// attempt: the job rests and comes back.
type adapter[T river.JobArgs] struct {
	river.WorkerDefaults[T]
	step    func(context.Context, T) error
	timeout time.Duration
	log     *slog.Logger // told at debug level when a step begins and ends
	flight  *flight
}

func (a adapter[T]) Timeout(*river.Job[T]) time.Duration { return a.timeout }

func (a adapter[T]) Work(ctx context.Context, job *river.Job[T]) error {
	defer a.flight.board(job.ID)()
	a.log.Debug("step begins", "kind", job.Kind, "id", job.ID)
	err := a.step(ctx, job.Args)
	a.log.Debug("step ends", "kind", job.Kind, "id", job.ID, "error", err)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded):
		return river.JobSnooze(0) // we are stopping
	case Infrastructure(err) || errors.Is(err, ErrLater):
		pause := rest(job.JobRow)
		a.log.Warn("step rests", "kind", job.Kind, "id", job.ID, "for", pause, "error", err)
		return river.JobSnooze(pause)
	}
	return err
}

// ErrLater says that a step could not do its work now through no fault of its
// subject: a mail server is away, a disk is full. It uses up no attempt.
var ErrLater = errors.New("try again later")

// rest grows from one second to thirty with how long the job has existed.
func rest(job *rivertype.JobRow) time.Duration {
	age := time.Since(job.CreatedAt) / 10
	return min(max(age, time.Second), 30*time.Second)
}

// NextRetry comes soon: three attempts within seconds, then a person.
func (a adapter[T]) NextRetry(job *river.Job[T]) time.Time {
	return time.Now().Add(time.Duration(job.Attempt) * 2 * time.Second)
}

// newQueue returns a client that inserts jobs and runs none.
func newQueue(pool *pgxpool.Pool) (*river.Client[pgx.Tx], error) {
	c, err := river.NewClient(riverpgxv5.New(pool), &river.Config{MaxAttempts: attempts})
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	return c, nil
}

// enqueue adds a job that becomes visible when tx commits.
func (db *DB) enqueue(ctx context.Context, tx pgx.Tx, job river.JobArgs) error {
	_, err := db.queue.InsertTx(ctx, tx, job, nil)
	return err
}

// enqueueAt adds a job that is due at t.
func (db *DB) enqueueAt(ctx context.Context, tx pgx.Tx, job river.JobArgs, t time.Time) error {
	_, err := db.queue.InsertTx(ctx, tx, job, &river.InsertOpts{ScheduledAt: t})
	return err
}

// Work runs jobs until ctx is cancelled, then lets those in flight finish for a
// few seconds. Any number of processes may work at once.
func (db *DB) Work(ctx context.Context, cfg WorkConfig, s Steps) error {
	workers := river.NewWorkers()
	river.AddWorker(workers, adapter[SortMessage]{step: s.Sort, timeout: time.Minute, log: cfg.Log, flight: &db.flight})
	river.AddWorker(workers, adapter[ReadDocument]{step: s.Read, timeout: readTimeout, log: cfg.Log, flight: &db.flight})
	river.AddWorker(workers, adapter[MatchInvoice]{step: s.Match, timeout: time.Minute, log: cfg.Log, flight: &db.flight})
	river.AddWorker(workers, adapter[AnswerReply]{step: s.Answer, timeout: time.Minute, log: cfg.Log, flight: &db.flight})
	river.AddWorker(workers, adapter[SendMail]{step: s.Send, timeout: time.Minute, log: cfg.Log, flight: &db.flight})
	river.AddWorker(workers, adapter[ExportInvoice]{step: s.Export, timeout: time.Minute, log: cfg.Log, flight: &db.flight})
	river.AddWorker(workers, adapter[LearnInvoice]{step: s.Learn, timeout: readTimeout, log: cfg.Log, flight: &db.flight})
	client, err := river.NewClient(riverpgxv5.New(db.pool), &river.Config{
		ID:                          cfg.ID,
		Queues:                      map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: max(cfg.Others, 1)}, readQueue: {MaxWorkers: max(cfg.Readers, 1)}},
		Workers:                     workers,
		MaxAttempts:                 attempts,
		JobTimeout:                  time.Minute,
		RescueStuckJobsAfter:        readTimeout + time.Minute, // sweep finds them sooner
		FetchCooldown:               20 * time.Millisecond,
		FetchPollInterval:           500 * time.Millisecond,
		DiscardedJobRetentionPeriod: -1, // kept until somebody looks
		ErrorHandler:                &giveUp{steps: s, log: cfg.Log},
		Logger:                      slog.New(quiet{cfg.Log.Handler()}),
	})
	if err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	if err := client.Start(ctx); err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	<-ctx.Done()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := client.Stop(stop); err != nil {
		return client.StopAndCancel(context.WithoutCancel(ctx))
	}
	return nil
}

// giveUp hears of every failed attempt; after the last one it tells the
// pipeline, which puts the subject before a person.
type giveUp struct {
	steps Steps
	log   *slog.Logger
}

func (g *giveUp) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	g.log.Error("a job did not succeed", "job", job.ID, "kind", job.Kind, "attempt", job.Attempt, "error", err)
	if job.Attempt < job.MaxAttempts || g.steps.GiveUp == nil {
		return nil
	}
	if err := g.steps.GiveUp(context.WithoutCancel(ctx), job.Kind, job.EncodedArgs, err); err != nil {
		g.log.Error("giving up was not recorded; the sweeper tries again", "job", job.ID, "error", err)
	}
	return nil
}

func (g *giveUp) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	return g.HandleError(ctx, job, fmt.Errorf("panic: %v\n%s", value, trace))
}

// quiet keeps River's own chatter below warnings out of the log; our steps log
// what happens in our words.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

func (q quiet) WithAttrs(as []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(as)} }

func (q quiet) WithGroup(n string) slog.Handler { return quiet{q.Handler.WithGroup(n)} }
