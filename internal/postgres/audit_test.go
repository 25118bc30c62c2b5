package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/pgtest"
	"github.com/payable-ap/payable/internal/postgres"
)

// forged opens a database of its own with some events, and a connection of its
// owner, who can do what the program cannot.
func forged(t *testing.T) (*postgres.DB, *pgx.Conn) {
	t.Helper()
	ctx := context.Background()
	url := pgtest.URL(t)
	db, err := postgres.Open(ctx, url)
	check(t, err)
	t.Cleanup(db.Close)
	for i := range 5 {
		raw := []byte(fmt.Sprint("mail ", i))
		check(t, db.StoreMessage(ctx, payable.System, postgres.MainEntity, payable.MailboxEntry{Account: "a", Folder: "f", UIDValidity: 1, UID: uint32(i + 1)}, raw, postgres.Envelope{From: "a@b.example"}))
	}
	owner, err := pgx.Connect(ctx, url)
	check(t, err)
	t.Cleanup(func() { owner.Close(ctx) })
	return db, owner
}

// TestAlteredChainIsFound forges the chain as its owner could, who may switch
// triggers off, and checks that each forgery is named.
func TestAlteredChainIsFound(t *testing.T) {
	for _, tt := range []struct{ name, sql, want string }{
		{"another actor", `UPDATE event SET actor = 'eve' WHERE seq = 3`, "event 3 of entity 1 was altered"},
		{"another time", `UPDATE event SET at = at - interval '1 day' WHERE seq = 2`, "event 2 of entity 1 was altered"},
		{"another detail", `UPDATE event SET detail = '{}' WHERE seq = 4`, "event 4 of entity 1 was altered"},
		{"an event taken out", `DELETE FROM event_personal WHERE seq = 3; DELETE FROM event WHERE seq = 3`, "event 4 of entity 1 follows event 2"},
		{"the end cut off", `DELETE FROM event_personal WHERE seq = 5; DELETE FROM event WHERE seq = 5`, "cut off"},
		{"another person's values", `UPDATE event_personal SET sealed = 'x' WHERE seq = 1`, "event 1 of entity 1 has other personal values"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := context.Background()
			db, owner := forged(t)
			for _, q := range append([]string{`SET session_replication_role = replica`}, strings.Split(tt.sql, ";")...) {
				_, err := owner.Exec(ctx, q)
				check(t, err)
			}
			r, err := db.VerifyChain(ctx)
			check(t, err)
			if !strings.Contains(r.Broken, tt.want) {
				t.Errorf("after %s: %q, want %q in it", tt.sql, r.Broken, tt.want)
			}
		})
	}
}

// TestErasingAPersonKeepsTheChain deletes a key and checks that the values are
// gone and the chain holds.
func TestErasingAPersonKeepsTheChain(t *testing.T) {
	ctx := context.Background()
	db, _ := forged(t)
	subject := "message " + string(payable.HashOf([]byte("mail 0")))
	before, err := db.Trails(ctx, postgres.MainEntity, subject, 0, 1)
	check(t, err)
	if before[0].Personal["from"] != "a@b.example" {
		t.Fatalf("personal values are %v", before[0].Personal)
	}
	check(t, db.ErasePersonal(ctx, payable.System, subject))
	after, err := db.Trails(ctx, postgres.MainEntity, subject, 0, 1)
	check(t, err)
	if after[0].Personal != nil {
		t.Errorf("still there: %v", after[0].Personal)
	}
	r, err := db.VerifyChain(ctx)
	check(t, err)
	if r.Broken != "" || r.Events != 6 {
		t.Errorf("chain: %+v", r)
	}
}

// TestEvidenceCannotBeChanged tries to change and to remove a row of every table
// of evidence: under the program's role, and as the owner, whom the trigger
// refuses.
func TestEvidenceCannotBeChanged(t *testing.T) {
	ctx := context.Background()
	_, owner := forged(t)
	rows, err := owner.Query(ctx, `SELECT DISTINCT event_object_table::text FROM information_schema.triggers WHERE trigger_name = 'evidence' ORDER BY 1`)
	check(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	check(t, err)
	if len(tables) < 15 {
		t.Fatalf("only %d tables of evidence: %v", len(tables), tables)
	}
	for _, role := range []string{"none", "payable_app"} {
		_, err := owner.Exec(ctx, `SET ROLE `+role)
		check(t, err)
		for _, table := range tables {
			for _, q := range []string{`DELETE FROM %s`, `UPDATE %s SET ctid = ctid`, `TRUNCATE %s CASCADE`} {
				if strings.HasPrefix(q, "UPDATE") {
					q = `UPDATE %s SET ` + column(t, owner, table)
				}
				if _, err := owner.Exec(ctx, strings.ReplaceAll(q, "%s", table)); err == nil {
					t.Errorf("role %s: %s on %s was let", role, q, table)
				}
			}
		}
	}
}

// column is an assignment of a column of table to itself.
func column(t *testing.T, c *pgx.Conn, table string) string {
	t.Helper()
	var name string
	check(t, c.QueryRow(context.Background(), `SELECT attname::text FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND attidentity = '' LIMIT 1`, table).Scan(&name))
	return name + " = " + name
}

// TestMovesAreTheSameInCodeAndDatabase tries every change of state on a row and
// compares with the table in package payable.
func TestMovesAreTheSameInCodeAndDatabase(t *testing.T) {
	ctx := context.Background()
	url := pgtest.URL(t)
	owner, err := pgx.Connect(ctx, url)
	check(t, err)
	defer owner.Close(ctx)
	all := []payable.InvoiceState{payable.Captured, payable.Review, payable.Held, payable.Waiting, payable.Approved, payable.Rejected, payable.HandedOver, payable.Posted, payable.Refused, payable.Paid}
	_, err = owner.Exec(ctx, `SET session_replication_role = replica; INSERT INTO invoice (entity_id, occurrence_id, ordinal, draft_id) VALUES (1, 1, 1, 1); SET session_replication_role = origin`)
	check(t, err)
	for _, from := range all {
		for _, to := range all {
			_, err := owner.Exec(ctx, `ALTER TABLE invoice DISABLE TRIGGER invoice_moves`)
			check(t, err)
			_, err = owner.Exec(ctx, `UPDATE invoice SET owner = 'x', cause = 'x', state = $1`, from)
			check(t, err)
			_, err = owner.Exec(ctx, `ALTER TABLE invoice ENABLE TRIGGER invoice_moves`)
			check(t, err)
			_, err = owner.Exec(ctx, `UPDATE invoice SET state = $1`, to)
			if got, want := err == nil, from == to || from.CanBecome(to); got != want {
				t.Errorf("from %s to %s: the database says %v, the code %v", from, to, got, want)
			}
		}
	}
}
