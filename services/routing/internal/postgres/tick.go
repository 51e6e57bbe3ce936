package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/handoff"
)

// Any number of processes look after the clocks: each takes the earliest that nobody else has in hand, locked for as long as its
// transaction lives. A process that dies lets go of them at once.

// due returns leads whose clocks have become pressing, the earliest first. A clock whose lead is in somebody's hands is left for the
// next look.
const dueSQL = `SELECT lead FROM clock WHERE next_at <= $1 ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED`

// recountSQL is one side of the calendar in its index, %s being < or >: most clocks are counted under it.
const recountSQL = `SELECT lead FROM clock WHERE provisional AND ended_at IS NULL AND paused_at IS NULL AND calendar %s $1 LIMIT $2 FOR UPDATE SKIP LOCKED`

// Tick lets at most limit clocks that have become pressing speak, and returns how many were looked at.
func (s *Store) Tick(ctx context.Context, limit int, w handoff.Word) (int, error) {
	return s.sweep(ctx, w, handoff.Tick, dueSQL, w.At, limit)
}

// Recount counts anew at most limit provisional due dates that were counted under another calendar, and returns how many were
// looked at.
func (s *Store) Recount(ctx context.Context, calendar string, limit int, w handoff.Word) (int, error) {
	n, err := s.sweep(ctx, w, handoff.Recount, fmt.Sprintf(recountSQL, "<"), calendar, limit)
	if err != nil || n > 0 {
		return n, err
	}
	return s.sweep(ctx, w, handoff.Recount, fmt.Sprintf(recountSQL, ">"), calendar, limit)
}

// Rehome passes what is open of a department or unit, behind a lead, to its successor. It returns the last lead that it looked at, or
// "" at the end.
func (s *Store) Rehome(ctx context.Context, succession handoff.Succession, after string, limit int, w handoff.Word) (last string, err error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT lead FROM duty WHERE department = $1 AND state IN ('sent', 'signed', 'return-asked', 'submitted') AND lead > $2
		ORDER BY lead LIMIT $3`, succession.From, after, limit)
	if err != nil {
		return "", fmt.Errorf("leads of %s: %w", succession.From, err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(ids) == 0 {
		return "", err
	}
	causes := make([]Cause, len(ids))
	for i, id := range ids {
		causes[i] = Cause{Lead: id}
	}
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		return s.Apply(ctx, tx, causes, func(_ int, l *handoff.Lead, _ func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
			return w, handoff.Rehome(l, succession, w)
		})
	})
	return ids[len(ids)-1], err
}

// sweep applies a change to the leads that a query finds and nobody else has in hand.
func (s *Store) sweep(ctx context.Context, w handoff.Word, change func(*handoff.Lead, handoff.Word) handoff.Change, query string, args ...any) (int, error) {
	n := 0
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		rows, err := tx.Query(ctx, query, args...)
		if err != nil {
			return fmt.Errorf("look for clocks: %w", err)
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil || len(ids) == 0 {
			return err
		}
		leads, err := load(ctx, tx, ids, lockFree)
		if err != nil {
			return err
		}
		n = len(leads)
		work, looked := s.begin(tx, leads), map[string]bool{}
		for _, id := range ids {
			l := leads[id]
			if l == nil || looked[id] { // somebody else has it, or two of its clocks were due
				continue
			}
			looked[id] = true
			if err := work.took(ctx, l, w, change(l, w)); err != nil {
				return err
			}
		}
		return work.save(ctx)
	})
	return n, err
}
