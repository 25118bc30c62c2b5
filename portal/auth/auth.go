// Package auth keeps passwords: it hashes them with argon2id and compares them
// in the same time whether the user exists or not.
//
// One computation takes 64 MB and some tens of milliseconds on purpose, so a
// [Passwords] lets only a few run at once: whoever floods the login page waits
// and does not take the memory of the machine.
//
// To make hashing harder as machines grow, raise the parameters in [cost]: old
// hashes carry theirs and go on working.
package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"github.com/payable-ap/payable"
)

// MinLength and MaxLength bound a password, in characters. There is no rule
// about kinds of characters: length is what resists guessing (NIST SP 800-63B).
const (
	MinLength = 12
	MaxLength = 256
)

// cost is what one hash costs: RFC 9106's second recommended option.
var cost = argon2id.Params{Memory: 64 * 1024, Iterations: 3, Parallelism: 2, SaltLength: 16, KeyLength: 32}

// Passwords hashes and verifies, a few at once. It is safe for concurrent use.
type Passwords struct {
	turns chan struct{}
	dummy string // the hash of a password nobody knows
}

// New returns Passwords that computes atOnce hashes at a time, 2 if it is zero.
func New(atOnce int) (*Passwords, error) {
	if atOnce <= 0 {
		atOnce = 2
	}
	secret := make([]byte, 24)
	rand.Read(secret) // never fails: crypto/rand ends the program instead
	p := &Passwords{turns: make(chan struct{}, atOnce)}
	var err error
	p.dummy, err = argon2id.CreateHash(base64.StdEncoding.EncodeToString(secret), &cost)
	return p, err
}

// Check reports whether a password may be set, as a [payable.InvalidError].
func Check(password string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < MinLength:
		return payable.Refuse("password", "password_short", "must have at least {length} characters", "length", MinLength)
	case n > MaxLength:
		return payable.Refuse("password", "password_long", "must have at most {length} characters", "length", MaxLength)
	}
	return nil
}

// Hash returns what is stored for a password that [Check] lets pass.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if err := Check(password); err != nil {
		return "", err
	}
	if err := p.turn(ctx); err != nil {
		return "", err
	}
	defer p.done()
	return argon2id.CreateHash(password, &cost)
}

// Verify reports whether password belongs to hash. An empty hash, which is that
// of a user who does not exist, costs the same and is never right.
func (p *Passwords) Verify(ctx context.Context, password, hash string) (bool, error) {
	if utf8.RuneCountInString(password) > MaxLength {
		password = ""
	}
	if err := p.turn(ctx); err != nil {
		return false, err
	}
	defer p.done()
	known := hash != ""
	if !known {
		hash = p.dummy
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	if errors.Is(err, argon2id.ErrInvalidHash) || errors.Is(err, argon2id.ErrIncompatibleVariant) || errors.Is(err, argon2id.ErrIncompatibleVersion) {
		return false, fmt.Errorf("stored password hash: %w", err)
	}
	return ok && known, err
}

func (p *Passwords) turn(ctx context.Context) error {
	select {
	case p.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Passwords) done() { <-p.turns }
