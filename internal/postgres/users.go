package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/alexedwards/scs/pgxstore"
	"github.com/alexedwards/scs/v2"
	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// SaveUser adds a user or changes the one of that name. passwordHash is an
// argon2id hash; empty keeps the one there is. A mail address belongs to one
// user; toxic pairs of roles are refused.
func (db *DB) SaveUser(ctx context.Context, actor payable.Actor, u payable.User, passwordHash string) error {
	u.Name = strings.ToLower(strings.TrimSpace(u.Name))
	c := &change{actor: actor, action: payable.SaveUser, subject: "user " + u.Name, detail: map[string]any{"roles": u.Roles, "active": u.Active}}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		limit, err := checkUser(u)
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `
			INSERT INTO app_user (name, full_name, password_hash, active, language, approval_limit) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (name) DO UPDATE SET full_name = $2, password_hash = CASE WHEN $3 = '' THEN app_user.password_hash ELSE $3 END, active = $4, language = $5, approval_limit = $6
			RETURNING id`, u.Name, clean(u.FullName), passwordHash, u.Active, u.Language, limit).Scan(&u.ID)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM user_role WHERE user_id = $1`, u.ID); err != nil {
			return err
		}
		for _, r := range u.Roles {
			if _, err := tx.Exec(ctx, `INSERT INTO user_role (user_id, role) VALUES ($1, $2)`, u.ID, r); err != nil {
				return err
			}
		}
		return saveAddresses(ctx, tx, u)
	})
}

func checkUser(u payable.User) (*decimal.Decimal, error) {
	if u.Name == "" || strings.ContainsAny(u.Name, " \t\n/@") {
		return nil, payable.Refuse("name", "user_name", "must be one word without / or @, such as ana")
	}
	if len(u.Roles) == 0 {
		return nil, payable.Refuse("role", "no_role", "give at least one of clerk, approver, auditor, administrator")
	}
	if err := payable.CheckRoles(u.Roles); err != nil {
		return nil, err
	}
	if u.Limit == "" {
		return nil, nil
	}
	d, err := decimal.NewFromString(u.Limit)
	if err != nil || d.IsNegative() {
		return nil, payable.Refuse("limit", "not_amount", `"{value}" is not an amount such as 10000`, "value", u.Limit)
	}
	return &d, nil
}

func saveAddresses(ctx context.Context, tx pgx.Tx, u payable.User) error {
	if _, err := tx.Exec(ctx, `DELETE FROM user_address WHERE user_id = $1`, u.ID); err != nil {
		return err
	}
	for _, a := range u.Addresses {
		p, err := mail.ParseAddress(a)
		if err != nil {
			return payable.Refuse("address", "not_address", `"{value}" is not a mail address such as ana@example.org`, "value", a)
		}
		tag, err := tx.Exec(ctx, `INSERT INTO user_address (address, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, strings.ToLower(p.Address), u.ID)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return payable.Refuse("address", "shared_address", "{address} belongs to somebody else; a shared address cannot approve", "address", p.Address)
		}
	}
	return nil
}

// User returns one user by login name.
func (db *DB) User(ctx context.Context, name string) (payable.User, error) {
	return userByName(ctx, db.pool, name)
}

// Users returns all users by name.
func (db *DB) Users(ctx context.Context) ([]payable.User, error) {
	rows, err := db.pool.Query(ctx, selectUser+`ORDER BY u.name`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanUser)
}

// PasswordHash returns an active user's password hash, or [payable.ErrNotFound].
func (db *DB) PasswordHash(ctx context.Context, name string) (string, error) {
	rows, err := db.pool.Query(ctx, `SELECT password_hash FROM app_user WHERE name = $1 AND active AND password_hash <> ''`, strings.ToLower(name))
	return one(rows, err, pgx.RowTo[string])
}

// Locked returns how long logins for a key ("user ana", "address 192.0.2.1")
// are held back, zero if they are not.
func (db *DB) Locked(ctx context.Context, key string) (time.Duration, error) {
	var seconds float64
	err := db.pool.QueryRow(ctx, `SELECT coalesce((SELECT greatest(0, extract(epoch FROM until - now())) FROM login_failure WHERE key = $1), 0)::float8`, key).Scan(&seconds)
	return time.Duration(seconds * float64(time.Second)), err
}

// LoginFailed counts a failure: from the fifth on the key is held back for one
// second, then two, four, up to fifteen minutes (SAFETY.md).
func (db *DB) LoginFailed(ctx context.Context, key string) error {
	_, err := db.pool.Exec(ctx, `
		INSERT INTO login_failure (key, failures, until) VALUES ($1, 1, now())
		ON CONFLICT (key) DO UPDATE SET failures = CASE WHEN login_failure.until < now() - interval '1 hour' THEN 1 ELSE login_failure.failures + 1 END,
			until = CASE WHEN login_failure.failures < 4 OR login_failure.until < now() - interval '1 hour' THEN now()
				ELSE now() + least(interval '15 minutes', interval '1 second' * power(2, least(login_failure.failures - 4, 20))) END`, key)
	return err
}

// LoggedIn notes a login and forgets its failures.
func (db *DB) LoggedIn(ctx context.Context, actor payable.Actor, address string) error {
	c := &change{actor: actor, action: payable.LogIn, subject: "user " + actor.Name}
	c.personal = personal{subject: "user " + actor.Name, values: map[string]string{"address": address}}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM login_failure WHERE key = ANY ($1)`, []string{"user " + actor.Name, "address " + address})
		return err
	})
}

// SessionStore keeps the portal's sessions.
func (db *DB) SessionStore() scs.Store {
	return pgxstore.NewWithCleanupInterval(db.pool, 10*time.Minute)
}

// SavePolicy adds a version of an entity's policy and has what waits decided
// again. The policy has been checked by whoever calls (matching.Validate).
func (db *DB) SavePolicy(ctx context.Context, actor payable.Actor, p payable.Policy) error {
	c := &change{actor: actor, action: payable.SavePolicy, entity: p.Entity, subject: "policy"}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		body, err := json.Marshal(p)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SELECT FROM entity WHERE id = $1 FOR UPDATE`, p.Entity); err != nil {
			return err
		}
		var version int
		err = tx.QueryRow(ctx, `
			INSERT INTO policy (entity_id, version, body, saved_by)
			SELECT $1, coalesce(max(version), 0) + 1, $2, $3 FROM policy WHERE entity_id = $1 RETURNING version`, p.Entity, string(body), actor.Name).Scan(&version)
		c.detail = map[string]any{"version": version}
		return err
	})
}

// Policy returns an entity's policy in force.
func (db *DB) Policy(ctx context.Context, entity payable.EntityID) (payable.Policy, error) {
	return loadPolicy(ctx, db.pool, entity)
}

// EnsurePolicy saves p where the entity has no policy yet: the first start.
func (db *DB) EnsurePolicy(ctx context.Context, p payable.Policy) error {
	_, err := db.Policy(ctx, p.Entity)
	var missing *payable.InvalidError
	if errors.As(err, &missing) {
		return db.SavePolicy(ctx, payable.System, p)
	}
	return err
}

// SaveEntity changes the entity's own facts.
func (db *DB) SaveEntity(ctx context.Context, actor payable.Actor, e payable.Entity) error {
	c := &change{actor: actor, action: payable.SavePolicy, entity: e.ID, subject: fmt.Sprintf("entity %d", e.ID), detail: map[string]any{"currency": e.Currency, "time_zone": e.TimeZone}}
	return db.do(ctx, c, func(tx pgx.Tx) error {
		if _, err := time.LoadLocation(e.TimeZone); err != nil {
			return payable.Invalid("time-zone", `"`+e.TimeZone+`" is not a time zone such as Europe/Berlin`)
		}
		_, err := tx.Exec(ctx, `UPDATE entity SET name = $2, aliases = $3, vat_ids = $4, currency = $5, time_zone = $6, holidays = $7 WHERE id = $1`,
			e.ID, clean(e.Name), list(e.Aliases), list(e.VATIDs), e.Currency, e.TimeZone, days(e.Holidays))
		return err
	})
}

func days(in []time.Time) []time.Time {
	if in == nil {
		return []time.Time{}
	}
	return in
}

// userWhere loads one active user by a condition, nil if there is none.
func userWhere(ctx context.Context, q querier, where string, args ...any) (*payable.User, error) {
	rows, err := q.Query(ctx, selectUser+where, args...)
	u, err := one(rows, err, scanUser)
	if errors.Is(err, payable.ErrNotFound) {
		return nil, nil
	}
	return &u, err
}

const selectUser = `
	SELECT u.id, u.name, u.full_name, ARRAY(SELECT address FROM user_address a WHERE a.user_id = u.id ORDER BY address),
		ARRAY(SELECT role FROM user_role r WHERE r.user_id = u.id ORDER BY role), u.active, u.language, u.approval_limit
	FROM app_user u `

func scanUser(row pgx.CollectableRow) (payable.User, error) {
	var u payable.User
	var roles []string
	var limit *decimal.Decimal
	err := row.Scan(&u.ID, &u.Name, &u.FullName, &u.Addresses, &roles, &u.Active, &u.Language, &limit)
	for _, r := range roles {
		u.Roles = append(u.Roles, payable.Role(r))
	}
	if limit != nil {
		u.Limit = limit.String()
	}
	return u, err
}

func userByName(ctx context.Context, q querier, name string) (payable.User, error) {
	rows, err := q.Query(ctx, selectUser+`WHERE u.name = $1`, strings.ToLower(name))
	return one(rows, err, scanUser)
}
