package postgres

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
)

// personal is what an event says about a person: kept beside the chain, sealed
// under a key that belongs to subject, so that it can be erased.
type personal struct {
	subject string // "user ana", "vendor 7", "message 3f…"
	values  map[string]string
}

// record appends one event to its entity's chain. It locks the chain's head
// until tx ends, so it comes last.
func record(ctx context.Context, tx pgx.Tx, c *change, allowed bool) error {
	entity := c.entity
	if entity == 0 {
		entity = MainEntity
	}
	detail := []byte("{}")
	if len(c.detail) > 0 {
		b, err := json.Marshal(c.detail)
		if err != nil {
			return fmt.Errorf("audit detail: %w", err)
		}
		detail = b
	}
	sealed, err := seal(ctx, tx, c.personal)
	if err != nil {
		return err
	}
	e := payable.Event{Entity: entity, Actor: c.actor.Name, Action: c.action, Subject: c.subject, Allowed: allowed, Detail: detail, Personal: []byte{}}
	if sealed != nil {
		h := sha256.Sum256(sealed)
		e.Personal = h[:]
	}
	if err := lockHead(ctx, tx, &e); err != nil {
		return err
	}
	e.Hash = e.Sum()
	return appendEvent(ctx, tx, e, c.personal.subject, sealed)
}

// lockHead takes the chain's head and fills in the event's place and time.
func lockHead(ctx context.Context, tx pgx.Tx, e *payable.Event) error {
	const q = `SELECT seq + 1, hash, clock_timestamp() FROM event_head WHERE entity_id = $1 FOR UPDATE`
	err := tx.QueryRow(ctx, q, e.Entity).Scan(&e.Seq, &e.Before, &e.At)
	if errors.Is(err, pgx.ErrNoRows) {
		if _, err = tx.Exec(ctx, `INSERT INTO event_head (entity_id, seq, hash) VALUES ($1, 0, '') ON CONFLICT DO NOTHING`, e.Entity); err == nil {
			err = tx.QueryRow(ctx, q, e.Entity).Scan(&e.Seq, &e.Before, &e.At)
		}
	}
	return err
}

func appendEvent(ctx context.Context, tx pgx.Tx, e payable.Event, subject string, sealed []byte) error {
	b := &pgx.Batch{}
	b.Queue(`INSERT INTO event (entity_id, seq, at, actor, action, subject, allowed, detail, personal, before, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		e.Entity, e.Seq, e.At, e.Actor, e.Action, e.Subject, e.Allowed, string(e.Detail), e.Personal, e.Before, e.Hash)
	b.Queue(`UPDATE event_head SET seq = $2, hash = $3 WHERE entity_id = $1`, e.Entity, e.Seq, e.Hash)
	if sealed != nil {
		b.Queue(`INSERT INTO event_personal (entity_id, seq, subject, sealed) VALUES ($1, $2, $3, $4)`, e.Entity, e.Seq, subject, sealed)
	}
	return tx.SendBatch(ctx, b).Close()
}

// seal encrypts personal values under their subject's key, made on first use.
// It returns nil where there are none.
func seal(ctx context.Context, tx pgx.Tx, p personal) ([]byte, error) {
	if len(p.values) == 0 {
		return nil, nil
	}
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO personal_key (subject, key) VALUES ($1, $2) ON CONFLICT DO NOTHING`, p.subject, fresh); err != nil {
		return nil, err
	}
	var key []byte
	if err := tx.QueryRow(ctx, `SELECT key FROM personal_key WHERE subject = $1`, p.subject).Scan(&key); err != nil {
		return nil, err
	}
	plain, err := json.Marshal(p.values)
	if err != nil {
		return nil, err
	}
	box, err := box(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return box.Seal(nonce, nonce, plain, nil), nil
}

func unseal(key, sealed []byte) (map[string]string, error) {
	if key == nil {
		return nil, nil // erased
	}
	box, err := box(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < box.NonceSize() {
		return nil, errors.New("sealed value is too short")
	}
	plain, err := box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], nil)
	if err != nil {
		return nil, err
	}
	var v map[string]string
	return v, json.Unmarshal(plain, &v)
}

func box(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// ErasePersonal deletes a subject's key: what events said about that person can
// no longer be read, and the chain still verifies. Twice changes nothing more.
func (db *DB) ErasePersonal(ctx context.Context, actor payable.Actor, subject string) error {
	c := &change{actor: actor, action: payable.SaveUser, subject: "personal data", detail: map[string]any{"erased": payable.HashOf([]byte(subject))}}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM personal_key WHERE subject = $1`, subject)
		if err == nil && tag.RowsAffected() == 0 {
			return errUnchanged
		}
		return err
	})
}

// A ChainReport is the result of verifying the audit chains.
type ChainReport struct {
	Events int64
	Until  time.Time // of the last event that holds
	// Broken names the first event that does not hold and why; empty if all do.
	Broken string
}

// VerifyChain reads every event of every entity and recomputes its hash. It
// needs nothing but the database.
func (db *DB) VerifyChain(ctx context.Context) (ChainReport, error) {
	var r ChainReport
	rows, err := db.pool.Query(ctx, `
		SELECT e.entity_id, e.seq, e.at, e.actor, e.action, e.subject, e.allowed, e.detail, e.personal, e.before, e.hash,
		       p.sealed, h.seq, h.hash
		FROM event e JOIN event_head h USING (entity_id)
		LEFT JOIN event_personal p ON p.entity_id = e.entity_id AND p.seq = e.seq
		ORDER BY e.entity_id, e.seq`)
	if err != nil {
		return r, err
	}
	defer rows.Close()
	var last payable.Event
	var head payable.Event
	for rows.Next() {
		var e payable.Event
		var detail string
		var sealed []byte
		if err := rows.Scan(&e.Entity, &e.Seq, &e.At, &e.Actor, &e.Action, &e.Subject, &e.Allowed, &detail, &e.Personal, &e.Before, &e.Hash,
			&sealed, &head.Seq, &head.Hash); err != nil {
			return r, err
		}
		e.Detail = []byte(detail)
		if e.Entity != last.Entity {
			last = payable.Event{Entity: e.Entity}
		}
		if why := holds(e, last, sealed); why != "" {
			r.Broken = fmt.Sprintf("event %d of entity %d %s", e.Seq, e.Entity, why)
			return r, nil
		}
		last = e
		r.Events++
		r.Until = e.At
	}
	if err := rows.Err(); err != nil {
		return r, err
	}
	if last.Seq != head.Seq || !bytes.Equal(last.Hash, head.Hash) {
		r.Broken = fmt.Sprintf("the chain's head says %d events, %d are there: the last ones were cut off", head.Seq, last.Seq)
	}
	return r, nil
}

func holds(e, before payable.Event, sealed []byte) string {
	if e.Seq != before.Seq+1 {
		return fmt.Sprintf("follows event %d: some in between are missing", before.Seq)
	}
	if !bytes.Equal(e.Before, before.Hash) {
		return "does not continue the one before"
	}
	if !bytes.Equal(e.Sum(), e.Hash) {
		return "was altered: its hash is not that of its content"
	}
	if sealed != nil {
		if h := sha256.Sum256(sealed); !bytes.Equal(h[:], e.Personal) {
			return "has other personal values beside it than it was written with"
		}
	}
	return ""
}

// A Trail is one event as a person may see it.
type Trail struct {
	payable.Event
	Details  map[string]any
	Personal map[string]string // nil if there is none, or if it was erased
}

// Trails returns events, newest first: of one subject, or of all if subject is
// empty; before is the sequence number to go on from, 0 for the newest.
func (db *DB) Trails(ctx context.Context, entity payable.EntityID, subject string, before int64, limit int) ([]Trail, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT e.entity_id, e.seq, e.at, e.actor, e.action, e.subject, e.allowed, e.detail, e.before, e.hash, p.sealed, k.key
		FROM event e
		LEFT JOIN event_personal p ON p.entity_id = e.entity_id AND p.seq = e.seq
		LEFT JOIN personal_key k ON k.subject = p.subject
		WHERE e.entity_id = $1 AND ($2 = '' OR e.subject = $2) AND ($3 = 0 OR e.seq < $3)
		ORDER BY e.seq DESC LIMIT $4`, entity, subject, before, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Trail, error) {
		var t Trail
		var detail string
		var sealed, key []byte
		err := row.Scan(&t.Entity, &t.Seq, &t.At, &t.Actor, &t.Action, &t.Subject, &t.Allowed, &detail, &t.Before, &t.Hash, &sealed, &key)
		if err != nil {
			return t, err
		}
		t.Event.Detail = []byte(detail)
		if err := json.Unmarshal(t.Event.Detail, &t.Details); err != nil {
			return t, err
		}
		if sealed != nil {
			t.Personal, err = unseal(key, sealed)
		}
		return t, err
	})
}
