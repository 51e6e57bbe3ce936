package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/routing/internal/handoff"
)

// How leads are locked when they are loaded.
const (
	lockNone = ""
	lockAll  = "ORDER BY id FOR UPDATE"
	lockFree = "ORDER BY id FOR UPDATE SKIP LOCKED" // what somebody else works on is left out
)

// load reads leads with their duties and the clocks that have not ended; lock says how they are locked. What belongs to a lead is looked
// up lead by lead: a table that has not been analysed yet would be read whole for several hundred.
func load(ctx context.Context, tx pgx.Tx, ids []string, lock string) (map[string]*handoff.Lead, error) {
	leads, distinct := map[string]*handoff.Lead{}, slices.Compact(slices.Sorted(slices.Values(ids)))
	var b pgx.Batch
	b.Queue(`SELECT id, sender, number, state, holder, category, urgency, last, trace_parent, decision, matter, supplements, standing
		FROM lead WHERE id = ANY($1) `+lock, ids).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var l handoff.Lead
			if err := rows.Scan(&l.ID, &l.Sender, &l.Number, &l.State, &l.Holder, &l.Category, &l.Urgency, &l.Last, &l.TraceParent,
				&l.Decision, &l.Matter, &l.Supplements, &l.Standing); err != nil {
				return err
			}
			leads[l.ID] = &l
		}
		return rows.Err()
	})
	b.Queue(`SELECT lead, department, role, state, unit, person, task, return_by FROM unnest($1::text[]) AS of(one)
		CROSS JOIN LATERAL (SELECT * FROM duty WHERE lead = of.one OFFSET 0) d ORDER BY lead, department`, distinct).
		Query(func(rows pgx.Rows) error { return scanDuties(rows, leads) })
	b.Queue(`SELECT lead, record, place, id, step, against, counted_from, counted, due, provisional, calendar, level, next_at, paused_at, extended,
			role, began_at, rested
		FROM unnest($1::text[]) AS of(one) CROSS JOIN LATERAL (SELECT * FROM clock WHERE lead = of.one AND ended_at IS NULL OFFSET 0) c ORDER BY lead, record, place`, distinct).
		Query(func(rows pgx.Rows) error { return scanClocks(rows, leads) })
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("load leads: %w", err)
	}
	return leads, nil
}

func scanDuties(rows pgx.Rows, leads map[string]*handoff.Lead) error {
	var id string
	var d handoff.Duty
	var returnBy *time.Time
	_, err := pgx.ForEachRow(rows, []any{&id, &d.Department, &d.Role, &d.State, &d.Unit, &d.Person, &d.Task, &returnBy}, func() error {
		if l := leads[id]; l != nil {
			duty := d
			if returnBy != nil {
				duty.ReturnBy = *returnBy
			}
			l.Duties = append(l.Duties, duty)
		}
		returnBy = nil
		return nil
	})
	return err
}

func scanClocks(rows pgx.Rows, leads map[string]*handoff.Lead) error {
	var id string
	var k handoff.Clock
	var next *time.Time
	_, err := pgx.ForEachRow(rows, []any{&id, &k.Record, &k.Place, &k.ID, &k.Step, &k.Against, &k.From, &k.Limit, &k.Due, &k.Provisional, &k.Calendar,
		&k.Level, &next, &k.PausedAt, &k.Extended, &k.Role, &k.Began, &k.Rested}, func() error {
		if l := leads[id]; l != nil {
			one := k
			if next != nil {
				one.Next = *next
			}
			l.Clocks = append(l.Clocks, one)
		}
		next, k.PausedAt = nil, nil
		return nil
	})
	return err
}
