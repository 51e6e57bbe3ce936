package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
)

// View is a lead with everything that is known about it.
type View struct {
	Lead    handoff.Lead
	Records []lead.Record
	Clocks  []RunningClock
}

// RunningClock is a clock, how pressing it is, and whether it rests or has ended.
type RunningClock struct {
	lead.Clock
	Level    lead.Level `json:"level"`
	PausedAt *time.Time `json:"pausedAt,omitempty"`
	EndedAt  *time.Time `json:"endedAt,omitempty"`
	End      lead.End   `json:"end,omitempty"`
}

// ErrNoLead says that there is no such lead.
var ErrNoLead = errors.New("no such lead")

// Lead returns a lead whole, or ErrNoLead.
func (s *Store) Lead(ctx context.Context, id string) (View, error) {
	var v View
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, s.Log.DB, snapshot, func(tx pgx.Tx) error {
		leads, err := load(ctx, tx, []string{id}, lockNone)
		if err != nil {
			return err
		}
		if leads[id] == nil {
			return ErrNoLead
		}
		v.Lead = *leads[id]
		return v.loadRest(ctx, tx, id)
	})
	return v, err
}

func (v *View) loadRest(ctx context.Context, tx pgx.Tx, id string) error {
	var b pgx.Batch
	b.Queue("SELECT data FROM record WHERE lead = $1 ORDER BY no", id).Query(func(rows pgx.Rows) (err error) {
		v.Records, err = pgx.CollectRows(rows, pgx.RowTo[lead.Record])
		return err
	})
	b.Queue(`SELECT id, step, against, counted_from, counted, due, provisional, calendar, level, paused_at, ended_at, coalesce(ending, '') FROM clock
		WHERE lead = $1 ORDER BY due, record`, id).Query(func(rows pgx.Rows) error {
		var c RunningClock
		_, err := pgx.ForEachRow(rows, []any{&c.ID, &c.Step, &c.Against, &c.From, &c.Limit, &c.Due, &c.Provisional, &c.Calendar, &c.Level, &c.PausedAt, &c.EndedAt, &c.End}, func() error {
			v.Clocks = append(v.Clocks, c)
			c.PausedAt, c.EndedAt = nil, nil
			return nil
		})
		return err
	})
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("read lead %s: %w", id, err)
	}
	return nil
}

// Owing is how a department stands with what it was asked.
type Owing struct {
	Department lead.Department
	// Unsigned is how many leads it has not signed, Oldest since when the oldest of them waits.
	Unsigned int64
	Oldest   *time.Time
	// Overdue is how many clocks against it have run out.
	Overdue int64
}

// Owed returns how each department, and the desk, stands.
func (s *Store) Owed(ctx context.Context, now time.Time) ([]Owing, error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT h.holder, coalesce(u.n, 0), u.oldest, coalesce(o.n, 0) FROM unnest($1::text[]) AS h(holder)
		LEFT JOIN LATERAL (SELECT count(*) AS n, min(l.received_at) AS oldest FROM duty d JOIN lead l ON l.id = d.lead
			WHERE d.department = h.holder AND d.state IN ('sent', 'signed', 'return-asked', 'submitted') AND d.state = 'sent') u ON true
		LEFT JOIN LATERAL (SELECT count(*) AS n FROM clock WHERE due < $2 AND ended_at IS NULL AND paused_at IS NULL AND against = h.holder) o ON true`,
		append([]string{string(lead.Desk), string(lead.Taskforce)}, departmentNames()...), now)
	if err != nil {
		return nil, fmt.Errorf("owed: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Owing])
}

func departmentNames() (names []string) {
	for _, d := range lead.Departments() {
		names = append(names, string(d))
	}
	return names
}
