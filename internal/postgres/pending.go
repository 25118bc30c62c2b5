package postgres

import "context"

// Pending counts what is due by its state: mails to sort, documents to read,
// invoices to match, replies to judge, mails to send, exports to make. At zero
// the pipeline is at rest.
func (db *DB) Pending(ctx context.Context) (int, error) {
	var n int
	err := db.pool.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM message WHERE state = 'stored')
			+ (SELECT count(*) FROM occurrence WHERE state IN ('received', 'reading'))
			+ (SELECT count(*) FROM invoice WHERE state = 'captured')
			+ (SELECT count(*) FROM message WHERE state = 'reply' AND NOT EXISTS (SELECT FROM approval_reply r WHERE r.message_hash = hash))
			+ (SELECT count(*) FROM outbox WHERE state = 'queued')
			+ (SELECT count(*) FROM export WHERE state = 'pending' AND not_before <= now())`).Scan(&n)
	return n, err
}
