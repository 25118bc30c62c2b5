package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/payable-ap/payable"
)

// dead is how long a process may be silent before its jobs go to others.
const dead = 10 * time.Second

// Alive says that a process lives. Call it every second or two; a process that
// is silent for ten loses its jobs to others.
func (db *DB) Alive(ctx context.Context, id, parts string) error {
	_, err := db.pool.Exec(ctx, `
		INSERT INTO process (id, parts) VALUES ($1, $2)
		ON CONFLICT (id) DO UPDATE SET seen_at = now()`, id, parts)
	return err
}

// Gone removes a process that ends in order.
func (db *DB) Gone(ctx context.Context, id string) error {
	_, err := db.pool.Exec(ctx, `DELETE FROM process WHERE id = $1`, id)
	return err
}

// waiting asks what is due by its state and has no live job. One row a missing
// job: its kind and its arguments. A job of a dead process is no live job.
const waiting = `
WITH live AS (
    SELECT kind, args FROM river_job
    WHERE state IN ('available', 'pending', 'retryable', 'scheduled')
       OR (state = 'running' AND attempted_by[array_upper(attempted_by, 1)] IN
            (SELECT id FROM process WHERE seen_at > now() - make_interval(secs => $1)))
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
		rows, err := tx.Query(ctx, waiting, dead.Seconds())
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
