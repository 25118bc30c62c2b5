package payable

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// An Event says who did what to which subject, or was refused. Events form one
// hash chain per entity: they are only ever appended, as the last thing their
// transaction does.
type Event struct {
	Entity  EntityID
	Seq     int64 // place in the entity's chain, from 1, without gaps
	At      time.Time
	Actor   string
	Action  Action
	Subject string // "invoice 17"
	Allowed bool
	Detail  []byte // JSON without personal data
	// Personal is the hash of the event's personal values, which lie beside the
	// chain under a key per subject, so that erasing them does not break it.
	Personal []byte
	Before   []byte // Hash of the event before; empty for the first
	Hash     []byte
}

// Sum returns the hash e must have: SHA-256 over all its other parts, each
// preceded by its length so that no two events run together alike.
func (e Event) Sum() []byte {
	h := sha256.New()
	part := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	num := func(v int64) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(v))
		part(n[:])
	}
	part([]byte("payable event v1"))
	part(e.Before)
	num(int64(e.Entity))
	num(e.Seq)
	num(e.At.UnixMicro())
	part([]byte(e.Actor))
	part([]byte(e.Action))
	part([]byte(e.Subject))
	if e.Allowed {
		num(1)
	} else {
		num(0)
	}
	part(e.Detail)
	part(e.Personal)
	return h.Sum(nil)
}
