// Package postgres is all SQL of routing.
package postgres

import (
	"context"
	"embed"
	"fmt"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/routing/internal/handoff"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is routing's part of the database.
func Schema() pg.Schema {
	return pg.Schema{
		Name:   "routing",
		Parts:  []pg.Part{outbox.Part(), {Name: "routing", Files: pg.Sub(migrations, "migrations")}},
		Update: append(outbox.Updated(), "lead", "duty", "clock", "queue_floor"),
	}
}

// Store keeps leads.
type Store struct{ Log *outbox.Log }

// Cause is a word about a lead.
type Cause struct {
	Lead string
	// Trace is that of the request that a new lead began with.
	Trace string
}

// Apply gives decide each cause's lead, locked and in order of cause, and saves the leads, their records and what is said about
// them with the transaction. A lead that is not known has no records; when decide leaves it so, it is not saved, but what is
// said is.
func (s *Store) Apply(ctx context.Context, tx *outbox.Tx, causes []Cause, decide func(i int, l *handoff.Lead) (handoff.Word, handoff.Change)) error {
	ids := make([]string, len(causes))
	for i, c := range causes {
		ids[i] = c.Lead
	}
	leads, err := load(ctx, tx, ids, "ORDER BY id FOR UPDATE")
	if err != nil {
		return err
	}
	rows := newRows()
	for i, cause := range causes {
		l := leads[cause.Lead]
		if l == nil {
			l = &handoff.Lead{ID: cause.Lead, TraceParent: cause.Trace}
			leads[cause.Lead] = l
		}
		created := l.Last == 0
		word, change := decide(i, l)
		if err := s.announce(tx, l, word, change.Said); err != nil {
			return err
		}
		rows.add(l, word, change, created)
	}
	return rows.save(tx)
}

// announce writes what is said to the log.
func (s *Store) announce(tx *outbox.Tx, l *handoff.Lead, w handoff.Word, said []handoff.Said) error {
	origin := event.Origin{Source: s.Log.Source(), Lead: l.ID, Time: w.At, Cause: w.Cause, TraceParent: l.TraceParent}
	for _, one := range said {
		e, err := event.New(origin, one.Fact)
		if err != nil {
			return err
		}
		if err := tx.Append(e, one.Queue); err != nil {
			return err
		}
	}
	return nil
}

// load reads leads with their duties; lock says how they are locked.
func load(ctx context.Context, tx pgx.Tx, ids []string, lock string) (map[string]*handoff.Lead, error) {
	leads := map[string]*handoff.Lead{}
	var b pgx.Batch
	b.Queue(`SELECT id, sender, number, state, holder, category, urgency, last, trace_parent, decision, matter, supplements
		FROM lead WHERE id = ANY($1) `+lock, ids).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var l handoff.Lead
			if err := rows.Scan(&l.ID, &l.Sender, &l.Number, &l.State, &l.Holder, &l.Category, &l.Urgency, &l.Last, &l.TraceParent,
				&l.Decision, &l.Matter, &l.Supplements); err != nil {
				return err
			}
			leads[l.ID] = &l
		}
		return rows.Err()
	})
	b.Queue("SELECT lead, department, role, state FROM duty WHERE lead = ANY($1) ORDER BY lead, department", ids).Query(func(rows pgx.Rows) error {
		var id string
		var d handoff.Duty
		_, err := pgx.ForEachRow(rows, []any{&id, &d.Department, &d.Role, &d.State}, func() error {
			if l := leads[id]; l != nil {
				l.Duties = append(l.Duties, d)
			}
			return nil
		})
		return err
	})
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("load leads: %w", err)
	}
	return leads, nil
}
