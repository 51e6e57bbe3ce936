package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
)

// Placed is where a lead is.
type Placed struct{ Lead, Key, Street string }

// Signed is that a department leads a lead from now on, or, not open, that no other than the department does.
type Signed struct {
	Lead       string
	Department lead.Department
	Open       bool
	At         time.Time
}

// lockPlacesSQL lets one after another look at who leads what where: where a lead is and who signed it come by two ways, and of two that look
// at once neither would see what the other writes.
const lockPlacesSQL = "SELECT pg_advisory_xact_lock(hashtextextended('places of leads', 0))"

// LeadsPlaced keeps where leads are, and proposes an operation where two departments lead leads on one place by now.
func (s *Store) LeadsPlaced(ctx context.Context, tx *outbox.Tx, placed []Placed, now time.Time) error {
	leads, keys, streets := make([]string, len(placed)), make([]string, len(placed)), make([]string, len(placed))
	for i, p := range placed {
		leads[i], keys[i], streets[i] = p.Lead, p.Key, p.Street
	}
	var b pgx.Batch
	b.Queue(lockPlacesSQL)
	b.Queue("INSERT INTO lead_place (lead, place_key, street) SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING", leads, keys, streets)
	return s.proposeOperations(ctx, tx, &b, leads, now)
}

// LeadsSigned keeps which departments lead which leads, in order of each lead, and proposes operations likewise.
func (s *Store) LeadsSigned(ctx context.Context, tx *outbox.Tx, signed []Signed, now time.Time) error {
	var wholes []string
	var b pgx.Batch
	b.Queue(lockPlacesSQL)
	for len(signed) > 0 {
		var later []Signed
		signed, later = firstOfEach(signed)
		wholes = append(wholes, keepInterests(&b, signed)...)
		signed = later
	}
	return s.proposeOperations(ctx, tx, &b, wholes, now)
}

// firstOfEach takes the first word about each lead, and leaves what follows: leads do not touch one another, so each round is one statement.
func firstOfEach(signed []Signed) (first, later []Signed) {
	seen := map[string]bool{}
	for _, one := range signed {
		if seen[one.Lead] {
			later = append(later, one)
		} else {
			first = append(first, one)
		}
		seen[one.Lead] = true
	}
	return first, later
}

const (
	// Leads are looked up one by one, whatever the planner takes the table for. Nobody else writes behind the lock.
	endInterestsSQL = `UPDATE lead_interest SET open = false WHERE ctid = ANY(ARRAY(SELECT i.ctid FROM unnest($1::text[], $2::text[]) AS s(lead, department)
		CROSS JOIN LATERAL (SELECT ctid FROM lead_interest WHERE lead = s.lead AND department <> s.department AND open OFFSET 0) i))`
	keepInterestsSQL = `INSERT INTO lead_interest (lead, department, whole, open, at)
		SELECT lead, department, whole, true, at FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS s(lead, department, whole, at)
		ON CONFLICT (lead, department) DO UPDATE SET open = true`
)

// keepInterests queues words about different leads, and returns those in which somebody is interested from now on.
func keepInterests(b *pgx.Batch, signed []Signed) (wholes []string) {
	var ended, others, leads, departments []string
	var at []time.Time
	for _, one := range signed {
		if !one.Open {
			ended, others = append(ended, one.Lead), append(others, string(one.Department))
			continue
		}
		wholes = append(wholes, lead.WholeOf(one.Lead))
		leads, departments, at = append(leads, one.Lead), append(departments, string(one.Department)), append(at, one.At)
	}
	if len(ended) > 0 {
		b.Queue(endInterestsSQL, ended, others)
	}
	if len(leads) > 0 {
		b.Queue(keepInterestsSQL, leads, departments, wholes, at)
	}
	return wholes
}

// proposeSQL finds, for places of those of some leads that a department leads, all open leads there, where no operation is under way for the
// place. A lead that nobody leads yet changes nothing: of a place that a thousand complaints speak of, the others are not read for each. It goes
// from step to step, so that whatever the planner takes the tables for it reads no more than that.
const proposeSQL = `
SELECT k.place_key, p.street, i.department, i.lead
FROM (SELECT DISTINCT own.place_key FROM unnest($1::text[]) AS u(lead)
	CROSS JOIN LATERAL (SELECT lead FROM lead_interest WHERE whole = u.lead AND open LIMIT 1) AS led
	CROSS JOIN LATERAL (SELECT place_key FROM lead_place WHERE lead = u.lead OFFSET 0) AS own
	WHERE NOT EXISTS (SELECT FROM operation o WHERE o.place_key = own.place_key AND o.place_key <> '' AND o.state IN ('proposed', 'planned', 'underway', 'visited') OFFSET 0)) AS k
CROSS JOIN LATERAL (SELECT lead, street FROM lead_place WHERE place_key = k.place_key OFFSET 0) AS p
CROSS JOIN LATERAL (SELECT department, lead, at FROM lead_interest WHERE whole = p.lead AND open OFFSET 0) AS i
ORDER BY k.place_key, i.at, i.lead`

// proposeOperations sends what was queued, looks at the places of leads, and proposes operations there.
func (s *Store) proposeOperations(ctx context.Context, tx *outbox.Tx, b *pgx.Batch, leads []string, now time.Time) error {
	var keys []string
	streets, open := map[string]string{}, map[string][]operations.Interest{}
	if len(leads) > 0 {
		b.Queue(proposeSQL, leads).Query(each(func(row pgx.Rows) error {
			var key, street, department, id string
			if err := row.Scan(&key, &street, &department, &id); err != nil {
				return err
			}
			if open[key] == nil {
				keys = append(keys, key)
			}
			if street != "" {
				streets[key] = street
			}
			open[key] = append(open[key], operations.Interest{Department: lead.Department(department), Lead: id})
			return nil
		}))
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("leads on one place: %w", err)
	}
	for _, key := range keys {
		o, ok := operations.Propose(key, streets[key], open[key])
		if !ok {
			continue
		}
		id, err := s.nextID(ctx, tx, "operation", now)
		if err != nil {
			return err
		}
		o.ID = id
		act := operations.Act{By: actor.Actor{Name: "rules", Role: actor.Clock}, On: onsite.Day(now), Now: now}
		if err := insertOperation(tx, &o, operations.Record{Act: "proposed", Note: o.Reason}, act); err != nil {
			return err
		}
	}
	return nil
}
