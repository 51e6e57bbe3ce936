package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
)

const queueColumns = "e.sequence, e.id, e.lead, e.type, e.queue, e.at, e.body"

// QueueRows returns at most limit events for departments' queues behind a number that their consumers have not acknowledged.
func (s *Store) QueueRows(ctx context.Context, after uint64, limit int) ([]outbox.Row, error) {
	rows, err := s.Log.DB.Query(ctx, "SELECT "+queueColumns+` FROM event_log e LEFT JOIN queue_floor f USING (queue)
		WHERE e.queue IS NOT NULL AND e.sequence > $1 AND e.sequence > coalesce(f.sequence, 0) ORDER BY e.sequence LIMIT $2`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("events for queues: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[outbox.Row])
	if err != nil {
		return nil, fmt.Errorf("events for queues: %w", err)
	}
	return out, nil
}

// QueueStart returns the number behind which an empty stream of queues starts: before the first event that is not acknowledged.
func (s *Store) QueueStart(ctx context.Context) (uint64, error) {
	var least uint64
	err := s.Log.DB.QueryRow(ctx, `SELECT coalesce(min(coalesce(f.sequence, 0)), 0) FROM unnest($1::text[]) AS q(queue)
		LEFT JOIN queue_floor f USING (queue)`, s.queues()).Scan(&least)
	if err != nil {
		return 0, fmt.Errorf("start of queues: %w", err)
	}
	return least, nil
}

// queues are the names of all queues.
func (s *Store) queues() []string {
	names := departmentNames()
	if s.Units != nil {
		for _, u := range s.Units() {
			names = append(names, string(u))
		}
	}
	return names
}

// Acknowledged keeps how far a department's consumer has acknowledged its queue. A floor never falls.
func (s *Store) Acknowledged(ctx context.Context, queue lead.Department, sequence uint64) error {
	_, err := s.Log.DB.Exec(ctx, `INSERT INTO queue_floor (queue, sequence) VALUES ($1, $2)
		ON CONFLICT (queue) DO UPDATE SET sequence = greatest(queue_floor.sequence, excluded.sequence)`, queue, sequence)
	if err != nil {
		return fmt.Errorf("acknowledged of %s: %w", queue, err)
	}
	return nil
}

// Waiting is an event in a department's queue that its consumer has not acknowledged yet.
type Waiting struct {
	Count  int64
	Events [][]byte
}

// Peek returns how many events wait in a department's queue, and the first of them, without taking any.
func (s *Store) Peek(ctx context.Context, queue lead.Department, limit int) (Waiting, error) {
	var w Waiting
	var b pgx.Batch
	b.Queue(`SELECT count(*) FROM event_log WHERE queue = $1 AND sequence > coalesce((SELECT sequence FROM queue_floor WHERE queue = $1), 0)`, queue).
		QueryRow(func(row pgx.Row) error { return row.Scan(&w.Count) })
	b.Queue(`SELECT body FROM event_log WHERE queue = $1 AND sequence > coalesce((SELECT sequence FROM queue_floor WHERE queue = $1), 0)
		ORDER BY sequence LIMIT $2`, queue, limit).Query(func(rows pgx.Rows) (err error) {
		w.Events, err = pgx.CollectRows(rows, pgx.RowTo[[]byte])
		return err
	})
	if err := s.Log.DB.SendBatch(ctx, &b).Close(); err != nil {
		return w, fmt.Errorf("look into queue %s: %w", queue, err)
	}
	return w, nil
}
