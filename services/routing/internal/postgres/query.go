package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/handoff"
)

// View is a lead with everything that is known about it.
type View struct {
	Lead    handoff.Lead
	Records []lead.Record
	Clocks  []RunningClock
}

// RunningClock is a clock and whether it has ended.
type RunningClock struct {
	lead.Clock
	EndedAt *time.Time `json:"endedAt,omitempty"`
}

// ErrNoLead says that there is no such lead.
var ErrNoLead = errors.New("no such lead")

// Lead returns a lead whole, or ErrNoLead.
func (s *Store) Lead(ctx context.Context, id string) (View, error) {
	var v View
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, s.Log.DB, snapshot, func(tx pgx.Tx) error {
		leads, err := load(ctx, tx, []string{id}, "")
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
	b.Queue("SELECT id, step, against, due, provisional, calendar, ended_at FROM clock WHERE lead = $1 ORDER BY due", id).Query(func(rows pgx.Rows) error {
		var c RunningClock
		_, err := pgx.ForEachRow(rows, []any{&c.ID, &c.Step, &c.Against, &c.Due, &c.Provisional, &c.Calendar, &c.EndedAt}, func() error {
			v.Clocks = append(v.Clocks, c)
			c.EndedAt = nil
			return nil
		})
		return err
	})
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("read lead %s: %w", id, err)
	}
	return nil
}

// Command applies a command of the desk to a lead. ErrNoLead means that there is no such lead.
func (s *Store) Command(ctx context.Context, id string, cmd handoff.Command, w handoff.Word) (rec lead.Record, refusal *handoff.Refusal, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		known := true
		err := s.Apply(ctx, tx, []Cause{{Lead: id}}, func(_ int, l *handoff.Lead) (handoff.Word, handoff.Change) {
			if known = l.Last > 0; !known {
				return w, handoff.Change{}
			}
			var change handoff.Change
			change, refusal = handoff.Decide(l, cmd, w)
			rec = change.Records[len(change.Records)-1]
			return w, change
		})
		if err == nil && !known {
			return ErrNoLead
		}
		return err
	})
	return rec, refusal, err
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
			WHERE d.department = h.holder AND d.state IN ('sent', 'signed', 'return-asked') AND d.state = 'sent') u ON true
		LEFT JOIN LATERAL (SELECT count(*) AS n FROM clock WHERE due < $2 AND ended_at IS NULL AND against = h.holder) o ON true`,
		append([]string{string(lead.Desk)}, departmentNames()...), now)
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
