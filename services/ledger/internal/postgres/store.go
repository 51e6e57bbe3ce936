// Package postgres is all SQL of the ledger.
package postgres

import (
	"context"
	"crypto/sha256"
	"embed"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/reconcile"
	"xiansuo/services/ledger/internal/trace"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the ledger's part of the database.
func Schema() pg.Schema {
	return pg.Schema{
		Name:   "ledger",
		Parts:  []pg.Part{outbox.Part(), {Name: "ledger", Files: pg.Sub(migrations, "migrations")}},
		Update: outbox.Updated(),
	}
}

// Store keeps the auditors' copy of every event.
type Store struct{ Log *outbox.Log }

// Keep copies a batch of a source's events.
func (s *Store) Keep(tx *outbox.Tx, source string, events []outbox.Received) {
	n := len(events)
	sequences, times := make([]int64, n), make([]time.Time, n)
	ids, types, leads := make([]string, n), make([]string, n), make([]string, n)
	digests, bodies := make([][]byte, n), make([][]byte, n)
	for i, e := range events {
		digest := sha256.Sum256(e.Body)
		sequences[i], times[i], ids[i], types[i], leads[i] = int64(e.Number), e.Time(), e.ID(), e.Type(), e.Subject()
		digests[i], bodies[i] = digest[:], e.Body
	}
	tx.Later(`INSERT INTO event (source, sequence, id, type, lead, at, digest, body)
		SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bytea[], $8::bytea[])`,
		source, sequences, ids, types, leads, times, digests, bodies)
}

// Events returns every event that spoke of a lead.
func (s *Store) Events(ctx context.Context, id string) ([]trace.Event, error) {
	rows, err := s.Log.DB.Query(ctx, "SELECT sequence, body FROM event WHERE lead = $1", id)
	if err != nil {
		return nil, fmt.Errorf("events of %s: %w", id, err)
	}
	var out []trace.Event
	var sequence uint64
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&sequence, &body}, func() error {
		e, err := event.Own(body)
		out = append(out, trace.Event{Source: e.Source(), Sequence: sequence, ID: e.ID(), Type: e.Type(), Time: e.Time(), Data: e.Data()})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("events of %s: %w", id, err)
	}
	return out, nil
}

// Copy returns what is kept of a source's log behind a number, in order.
func (s *Store) Copy(ctx context.Context, source string, after uint64, limit int) ([]outbox.Row, error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT sequence, id, lead, type, '', at, body FROM event WHERE source = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`,
		source, after, limit)
	if err != nil {
		return nil, fmt.Errorf("copy of %s: %w", source, err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[outbox.Row])
	if err != nil {
		return nil, fmt.Errorf("copy of %s: %w", source, err)
	}
	return out, nil
}

// Books are what is kept of a source's log, to be compared with that.
func (s *Store) Books(source string) reconcile.Party {
	return reconcile.Numbered{Name: "ledger", DB: s.Log.DB, Rows: "(SELECT sequence, lead, digest FROM event WHERE source = $3) AS copy", Args: []any{source}}.Party()
}
