package postgres

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/payable-ap/payable"
)

// dead is how long a process may be silent before its jobs go to others.
const dead = 10 * time.Second

// forgotten is how long after it was handed out a job counts as running although
// its process did not name it: by then the process has said again what it is at.
const forgotten = 5 * time.Second

// Alive says that this process lives, and at which jobs it is. Call it every
// second or two; a process that is silent for ten loses its jobs to others.
func (db *DB) Alive(ctx context.Context, id, parts string) error {
	_, err := db.pool.Exec(ctx, `
		INSERT INTO process (id, parts, jobs) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET seen_at = now(), jobs = $3`, id, parts, db.flight.list())
	return err
}

// A flight knows which jobs this process is at.
type flight struct {
	mu   sync.Mutex
	jobs map[int64]bool
}

// board notes a job until the returned function is called.
func (f *flight) board(id int64) func() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.jobs == nil {
		f.jobs = map[int64]bool{}
	}
	f.jobs[id] = true
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.jobs, id)
	}
}

func (f *flight) list() []int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.AppendSeq(make([]int64, 0, len(f.jobs)), maps.Keys(f.jobs))
}

// Gone removes a process that ends in order.
func (db *DB) Gone(ctx context.Context, id string) error {
	_, err := db.pool.Exec(ctx, `DELETE FROM process WHERE id = $1`, id)
	return err
}

// waiting asks what is due by its state and has no live job. One row a missing
// job: its kind and its arguments. A job of a dead process is no live job, nor is
// one that its process has ended without being able to say so: the queue tries
// three times to note a job's end and then leaves it "running", which an outage
// of seconds is enough for.
const waiting = `
WITH live AS (
    SELECT kind, args FROM river_job j
    WHERE state IN ('available', 'pending', 'retryable', 'scheduled')
       OR (state = 'running' AND EXISTS (
            SELECT FROM process p WHERE p.id = j.attempted_by[array_upper(j.attempted_by, 1)] AND p.seen_at > now() - make_interval(secs => $1)
              AND (j.id = ANY (p.jobs) OR j.attempted_at > now() - make_interval(secs => $2))))
), due AS (
    SELECT 'sort_message' AS kind, jsonb_build_object('message', hash) AS args
    FROM message WHERE state = 'stored'
  UNION ALL
    SELECT 'read_document', jsonb_build_object('occurrence', id)
    FROM occurrence WHERE state IN ('received', 'reading')
  UNION ALL
    SELECT 'match_invoice', jsonb_build_object('invoice', id)
    FROM invoice WHERE state = 'captured'
  UNION ALL
    SELECT 'answer_reply', jsonb_build_object('message', hash)
    FROM message WHERE state = 'reply' AND NOT EXISTS (SELECT FROM approval_reply r WHERE r.message_hash = hash)
  UNION ALL
    SELECT 'send_mail', jsonb_build_object('outbox', id)
    FROM outbox WHERE state = 'queued' AND next_at <= now()
  UNION ALL
    SELECT 'export_invoice', jsonb_build_object('invoice', invoice_id)
    FROM export WHERE state = 'pending' AND not_before <= now()
)
SELECT kind, args FROM due
WHERE NOT EXISTS (SELECT FROM live WHERE live.kind = due.kind AND live.args = due.args)
LIMIT 1000`

// Sweep enqueues whatever is due and has no live job, and ends approvals that
// have run out. State is the truth and jobs are hints: a lost job costs seconds,
// never an invoice. Any number of processes may sweep; one does at a time. It
// returns how many jobs it added.
func (db *DB) Sweep(ctx context.Context) (int, error) {
	added := 0
	err := pgx.BeginFunc(ctx, db.pool, func(tx pgx.Tx) error {
		var mine bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock(hashtext('payable sweep'))`).Scan(&mine); err != nil || !mine {
			return err
		}
		rows, err := tx.Query(ctx, waiting, dead.Seconds(), forgotten.Seconds())
		if err != nil {
			return err
		}
		type job struct {
			Kind string
			Args []byte
		}
		jobs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[job])
		if err != nil {
			return err
		}
		for _, j := range jobs {
			args, err := parseJob(j.Kind, j.Args)
			if err != nil {
				return err
			}
			if err := db.enqueue(ctx, tx, args); err != nil {
				return err
			}
		}
		added = len(jobs)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return added, db.expireApprovals(ctx)
}

func parseJob(kind string, raw []byte) (river.JobArgs, error) {
	switch kind {
	case SortMessage{}.Kind():
		return parse[SortMessage](raw)
	case ReadDocument{}.Kind():
		return parse[ReadDocument](raw)
	case MatchInvoice{}.Kind():
		return parse[MatchInvoice](raw)
	case AnswerReply{}.Kind():
		return parse[AnswerReply](raw)
	case SendMail{}.Kind():
		return parse[SendMail](raw)
	case ExportInvoice{}.Kind():
		return parse[ExportInvoice](raw)
	}
	return nil, payable.Invalid("job", "no job is called "+kind)
}

func parse[T river.JobArgs](raw []byte) (river.JobArgs, error) {
	var v T
	err := json.Unmarshal(raw, &v)
	return v, err
}

// expireApprovals ends questions nobody answered in time: the invoice goes back
// to review. Nothing is ever approved by silence.
func (db *DB) expireApprovals(ctx context.Context) error {
	rows, err := db.pool.Query(ctx, `SELECT id FROM approval WHERE state = 'asked' AND expires_at <= now() LIMIT 100`)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[payable.ApprovalID])
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := db.expireApproval(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
