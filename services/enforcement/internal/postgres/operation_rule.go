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

// lockPlaces lets one after another look at who leads what where: where a lead is and who signed it come by two ways, and of two that look at
// once neither would see what the other writes.
func lockPlaces(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended('places of leads', 0))"); err != nil {
		return fmt.Errorf("lock places: %w", err)
	}
	return nil
}

// LeadsPlaced keeps where leads are, and proposes an operation where two departments lead leads on one place by now.
func (s *Store) LeadsPlaced(ctx context.Context, tx *outbox.Tx, placed []Placed, now time.Time) error {
	if err := lockPlaces(ctx, tx); err != nil {
		return err
	}
	leads, keys, streets := make([]string, len(placed)), make([]string, len(placed)), make([]string, len(placed))
	for i, p := range placed {
		leads[i], keys[i], streets[i] = p.Lead, p.Key, p.Street
	}
	if _, err := tx.Exec(ctx, `INSERT INTO lead_place (lead, place_key, street) SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`,
		leads, keys, streets); err != nil {
		return fmt.Errorf("places of leads: %w", err)
	}
	return s.proposeOperations(ctx, tx, leads, now)
}

// LeadsSigned keeps which departments lead which leads, in order, and proposes operations likewise.
func (s *Store) LeadsSigned(ctx context.Context, tx *outbox.Tx, signed []Signed, now time.Time) error {
	if err := lockPlaces(ctx, tx); err != nil {
		return err
	}
	var wholes []string
	var b pgx.Batch
	for _, one := range signed {
		if !one.Open {
			b.Queue("UPDATE lead_interest SET open = false WHERE lead = $1 AND department <> $2 AND open", one.Lead, string(one.Department))
			continue
		}
		whole := lead.WholeOf(one.Lead)
		wholes = append(wholes, whole)
		b.Queue(`INSERT INTO lead_interest (lead, department, whole, open, at) VALUES ($1, $2, $3, true, $4)
			ON CONFLICT (lead, department) DO UPDATE SET open = true`, one.Lead, string(one.Department), whole, one.At)
	}
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("who leads leads: %w", err)
	}
	if len(wholes) == 0 {
		return nil
	}
	return s.proposeOperations(ctx, tx, wholes, now)
}

// proposeSQL finds, for places of some leads, all open leads there, where no operation is under way for the place.
const proposeSQL = `
SELECT k.place_key, p.street, i.department, i.lead
FROM (SELECT DISTINCT place_key FROM lead_place WHERE lead = ANY($1)) AS k
JOIN lead_place p ON p.place_key = k.place_key
JOIN lead_interest i ON i.whole = p.lead AND i.open
WHERE NOT EXISTS (SELECT FROM operation o WHERE o.place_key = k.place_key AND o.place_key <> '' AND o.state IN ('proposed', 'planned', 'underway', 'visited'))
ORDER BY k.place_key, i.at, i.lead`

func (s *Store) proposeOperations(ctx context.Context, tx *outbox.Tx, leads []string, now time.Time) error {
	rows, err := tx.Query(ctx, proposeSQL, leads)
	if err != nil {
		return fmt.Errorf("leads on one place: %w", err)
	}
	var keys []string
	streets, open := map[string]string{}, map[string][]operations.Interest{}
	var key, street, department, id string
	if _, err := pgx.ForEachRow(rows, []any{&key, &street, &department, &id}, func() error {
		if open[key] == nil {
			keys = append(keys, key)
		}
		if street != "" {
			streets[key] = street
		}
		open[key] = append(open[key], operations.Interest{Department: lead.Department(department), Lead: id})
		return nil
	}); err != nil {
		return fmt.Errorf("leads on one place: %w", err)
	}
	for _, key := range keys {
		o, ok := operations.Propose(key, streets[key], open[key])
		if !ok {
			continue
		}
		if o.ID, err = s.nextID(ctx, tx, "operation", now); err != nil {
			return err
		}
		act := operations.Act{By: actor.Actor{Name: "rules", Role: actor.Clock}, On: onsite.Day(now), Now: now}
		if err := insertOperation(tx, &o, operations.Record{Act: "proposed", Note: o.Reason}, act); err != nil {
			return err
		}
	}
	return nil
}
