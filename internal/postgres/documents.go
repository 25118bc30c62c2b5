package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// receive takes a document up at the place it appeared, with the job to read it.
func (db *DB) receive(ctx context.Context, tx pgx.Tx, o payable.Occurrence, b []byte, submitter string) (payable.OccurrenceID, error) {
	hash := payable.HashOf(b)
	if err := putBlob(ctx, tx, hash, b); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO document (hash, size) VALUES ($1, $2) ON CONFLICT DO NOTHING`, hash, len(b)); err != nil {
		return 0, err
	}
	var message *payable.Hash
	if o.Message != "" {
		message = &o.Message
	}
	var id payable.OccurrenceID
	err := tx.QueryRow(ctx, `
		INSERT INTO occurrence (entity_id, document_hash, message_hash, part, door, file_name, media_type, submitter)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		o.Entity, hash, message, o.Part, o.Door, clean(o.FileName), clean(o.MediaType), submitter).Scan(&id)
	if err != nil {
		return 0, err
	}
	return id, db.enqueue(ctx, tx, ReadDocument{id})
}

// UploadDocument takes a file in that a person, a folder or the API brought. The
// same bytes again are another occurrence, which ends as a copy.
func (db *DB) UploadDocument(ctx context.Context, actor payable.Actor, entity payable.EntityID, door, fileName, mediaType string, b []byte) (payable.OccurrenceID, error) {
	var id payable.OccurrenceID
	c := &change{actor: actor, action: payable.UploadDocument, entity: entity, subject: "document " + string(payable.HashOf(b))}
	err := db.do(ctx, c, func(tx pgx.Tx) error {
		var err error
		id, err = db.receive(ctx, tx, payable.Occurrence{Entity: entity, Door: door, FileName: fileName, MediaType: mediaType}, b, actor.Name)
		c.detail = map[string]any{"occurrence": id, "door": door, "size": len(b)}
		return err
	})
	return id, err
}

const selectOccurrence = `
	SELECT id, entity_id, document_hash, coalesce(message_hash, ''), part, door, file_name, media_type, state, reason, attempts, received_at
	FROM occurrence `

// Occurrence returns one occurrence of a document.
func (db *DB) Occurrence(ctx context.Context, id payable.OccurrenceID) (payable.Occurrence, error) {
	rows, err := db.pool.Query(ctx, selectOccurrence+`WHERE id = $1`, id)
	return one(rows, err, pgx.RowToStructByPos[payable.Occurrence])
}

// StartReading marks an occurrence as being read and returns it. Where it has
// come to an end already it returns [payable.ErrConflict] and there is nothing
// to do. Where the same bytes were captured before, it becomes a copy in the
// same breath, and the error is the same.
func (db *DB) StartReading(ctx context.Context, actor payable.Actor, id payable.OccurrenceID) (payable.Occurrence, error) {
	var o payable.Occurrence
	copied := false
	c := &change{actor: actor, action: payable.ReadDocument, subject: fmt.Sprintf("document %d", id)}
	err := db.do(ctx, c, func(tx pgx.Tx) error {
		var err error
		if o, err = lockOccurrence(ctx, tx, id); err != nil {
			return err
		}
		c.entity = o.Entity
		if o.State != payable.OccurrenceReceived && o.State != payable.OccurrenceReading {
			return payable.ErrConflict
		}
		first, err := firstCapture(ctx, tx, o)
		if err != nil {
			return err
		}
		if first != 0 {
			copied = true
			c.detail = map[string]any{"state": payable.OccurrenceCopy, "of": first}
			return moveOccurrence(ctx, tx, o, payable.OccurrenceCopy, fmt.Sprintf("the same file came before, as document %d", first))
		}
		if o.State == payable.OccurrenceReading {
			return errUnchanged // its reader died; nothing new to tell
		}
		c.detail = map[string]any{"state": payable.OccurrenceReading}
		return moveOccurrence(ctx, tx, o, payable.OccurrenceReading, "")
	})
	if err == nil && copied {
		err = payable.ErrConflict
	}
	return o, err
}

// firstCapture returns the occurrence under which the same bytes were captured
// in this entity, or 0. The advisory lock makes two readings of one file wait
// for each other.
func firstCapture(ctx context.Context, tx pgx.Tx, o payable.Occurrence) (payable.OccurrenceID, error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext($1))`, string(o.Document)); err != nil {
		return 0, err
	}
	var first payable.OccurrenceID
	err := tx.QueryRow(ctx, `
		SELECT coalesce(min(id), 0) FROM occurrence
		WHERE document_hash = $1 AND entity_id = $2 AND id <> $3 AND state = 'captured'`, o.Document, o.Entity, o.ID).Scan(&first)
	return first, err
}

// EndReading gives an occurrence an end other than captured: not an invoice, or
// unreadable, with the reason. An occurrence at its end already is left alone.
func (db *DB) EndReading(ctx context.Context, actor payable.Actor, id payable.OccurrenceID, state payable.OccurrenceState, reason string, drafts []payable.Draft) error {
	c := &change{actor: actor, action: payable.ReadDocument, subject: fmt.Sprintf("document %d", id), detail: map[string]any{"state": state, "reason": reason}}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		o, err := openOccurrence(ctx, tx, id)
		if err != nil {
			return err
		}
		c.entity = o.Entity
		for _, d := range drafts {
			if _, err := putDraft(ctx, tx, o, d, 0, 0); err != nil {
				return err
			}
		}
		return moveOccurrence(ctx, tx, o, state, reason)
	})
}

// FaultReading counts a reading that ended by the document's own fault (it
// hangs, crashes or exhausts the reader). The third one quarantines it; the
// bytes stay downloadable.
func (db *DB) FaultReading(ctx context.Context, actor payable.Actor, id payable.OccurrenceID, reason string) (payable.OccurrenceState, error) {
	state := payable.OccurrenceReceived
	c := &change{actor: actor, action: payable.ReadDocument, subject: fmt.Sprintf("document %d", id)}
	err := db.do(ctx, c, func(tx pgx.Tx) error {
		o, err := openOccurrence(ctx, tx, id)
		if err != nil {
			return err
		}
		c.entity = o.Entity
		if _, err := tx.Exec(ctx, `UPDATE occurrence SET attempts = attempts + 1 WHERE id = $1`, id); err != nil {
			return err
		}
		if o.Attempts+1 >= attempts {
			state = payable.OccurrenceQuarantined
			c.detail = map[string]any{"state": state, "reason": reason}
			return moveOccurrence(ctx, tx, o, state, reason)
		}
		c.detail = map[string]any{"fault": reason, "attempt": o.Attempts + 1}
		return db.enqueue(ctx, tx, ReadDocument{id})
	})
	return state, err
}

// QuarantineOccurrence ends the tries to read a document.
func (db *DB) QuarantineOccurrence(ctx context.Context, actor payable.Actor, id payable.OccurrenceID, reason string) error {
	return db.EndReading(ctx, actor, id, payable.OccurrenceQuarantined, reason, nil)
}

// RetryDocument has a document read again.
func (db *DB) RetryDocument(ctx context.Context, actor payable.Actor, id payable.OccurrenceID) error {
	c := &change{actor: actor, action: payable.RetryDocument, subject: fmt.Sprintf("document %d", id)}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		o, err := lockOccurrence(ctx, tx, id)
		if err != nil {
			return err
		}
		c.entity = o.Entity
		if err := moveOccurrence(ctx, tx, o, payable.OccurrenceReceived, ""); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE occurrence SET attempts = 0 WHERE id = $1`, id); err != nil {
			return err
		}
		return db.enqueue(ctx, tx, ReadDocument{id})
	})
}

func lockOccurrence(ctx context.Context, tx pgx.Tx, id payable.OccurrenceID) (payable.Occurrence, error) {
	rows, err := tx.Query(ctx, selectOccurrence+`WHERE id = $1 FOR UPDATE`, id)
	return one(rows, err, pgx.RowToStructByPos[payable.Occurrence])
}

// openOccurrence locks an occurrence that is still to be read; one at its end is
// errUnchanged.
func openOccurrence(ctx context.Context, tx pgx.Tx, id payable.OccurrenceID) (payable.Occurrence, error) {
	o, err := lockOccurrence(ctx, tx, id)
	if err == nil && o.State != payable.OccurrenceReceived && o.State != payable.OccurrenceReading {
		err = errUnchanged
	}
	return o, err
}

func moveOccurrence(ctx context.Context, tx pgx.Tx, o payable.Occurrence, to payable.OccurrenceState, reason string) error {
	if !o.State.CanBecome(to) {
		return fmt.Errorf("from %s to %s: %w", o.State, to, payable.ErrConflict)
	}
	_, err := tx.Exec(ctx, `UPDATE occurrence SET state = $2, reason = $3 WHERE id = $1`, o.ID, to, clean(reason))
	return err
}

// putDraft stores a reading. previous and pageOf are 0 where there is none.
func putDraft(ctx context.Context, tx pgx.Tx, o payable.Occurrence, d payable.Draft, previous, pageOf payable.DraftID) (payable.DraftID, error) {
	d.Occurrence, d.Document, d.Previous = o.ID, o.Document, previous
	body, err := json.Marshal(d)
	if err != nil {
		return 0, fmt.Errorf("draft: %w", err)
	}
	var id payable.DraftID
	err = tx.QueryRow(ctx, `
		INSERT INTO draft (occurrence_id, document_hash, previous_id, drawn_by, ordinal, page_of, body, text_hash)
		VALUES ($1, $2, nullif($3, 0), $4, $5, nullif($6, 0), $7, $8) RETURNING id`,
		o.ID, o.Document, previous, d.By, d.Ordinal, pageOf, storable(body), d.TextHash).Scan(&id)
	return id, err
}

// storable replaces what JSON may carry and a text column may not.
func storable(b []byte) string {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '\\' && i+5 < len(b) && string(b[i:i+6]) == `\u0000` {
			out = append(out, `\ufffd`...)
			i += 5
			continue
		}
		if b[i] == '\\' && i+1 < len(b) {
			out = append(out, b[i], b[i+1])
			i++
			continue
		}
		out = append(out, b[i])
	}
	return string(out)
}

// Draft returns one reading.
func (db *DB) Draft(ctx context.Context, id payable.DraftID) (payable.Draft, error) {
	rows, err := db.pool.Query(ctx, `SELECT id, body, created_at FROM draft WHERE id = $1`, id)
	return one(rows, err, scanDraft)
}

func scanDraft(row pgx.CollectableRow) (payable.Draft, error) {
	var d payable.Draft
	var body string
	id, created := d.ID, d.Created
	if err := row.Scan(&id, &body, &created); err != nil {
		return d, err
	}
	err := json.Unmarshal([]byte(body), &d)
	d.ID, d.Created = id, created
	return d, err
}
