package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// swept is how many deliveries one statement of a sweep changes at most.
const sweptAtOnce = 5000

// lateSQL makes deliveries stuck that should have been with their receiver since a time. What another transaction holds is looked at
// the next time.
const lateSQL = `UPDATE webhook_delivery SET state = 'stuck' WHERE n IN (SELECT n FROM webhook_delivery
	WHERE state = 'waiting' AND done_at IS NULL AND since <= $1 ORDER BY since LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING endpoint`

const unknownSQL = `UPDATE webhook_delivery SET state = 'unknown-endpoint', last_error = $4, last_detail = $5 WHERE n IN (SELECT d.n
	FROM unnest($1::text[]) AS e(name), LATERAL (SELECT n FROM webhook_delivery WHERE endpoint = e.name AND state = 'waiting' AND since <= $2
		LIMIT $3 FOR UPDATE SKIP LOCKED) d) RETURNING endpoint`

const openSQL = `INSERT INTO webhook_incident (endpoint, opened_at) SELECT DISTINCT name, $2::timestamptz FROM unnest($1::text[]) AS e(name) ORDER BY name
	ON CONFLICT (endpoint) WHERE closed_at IS NULL DO NOTHING RETURNING endpoint`

const closeSQL = `UPDATE webhook_incident i SET closed_at = $1 WHERE i.closed_at IS NULL AND i.gone_at IS NULL AND NOT EXISTS (SELECT FROM webhook_delivery d
	WHERE d.endpoint = i.endpoint AND d.state IN ('stuck', 'unknown-endpoint') OFFSET 0) RETURNING i.endpoint`

// sweep finds what became late or lost its endpoint, opens an incident for each endpoint of these that has none, and closes those
// that are over.
func (s *Sender) sweep(ctx context.Context, now time.Time) error {
	unknown, err := s.unknown(ctx)
	if err != nil {
		return err
	}
	var stuck, nowhere, closed []string
	err = pgx.BeginFunc(ctx, s.DB, func(tx pgx.Tx) error {
		late, err := column(ctx, tx, lateSQL, now.Add(-stuckAfter), sweptAtOnce)
		if err != nil {
			return err
		}
		lost, err := column(ctx, tx, unknownSQL, unknown, now.Add(-unknownAfter), sweptAtOnce, classUnknown, details[classUnknown])
		if err != nil {
			return err
		}
		if stuck, err = column(ctx, tx, openSQL, late, now); err != nil {
			return err
		}
		if nowhere, err = column(ctx, tx, openSQL, lost, now); err != nil {
			return err
		}
		closed, err = column(ctx, tx, closeSQL, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("look for late deliveries: %w", err)
	}
	for _, endpoint := range stuck {
		s.logIncident(endpoint, "nothing was delivered for 24 hours")
	}
	for _, endpoint := range nowhere {
		s.logIncident(endpoint, details[classUnknown])
	}
	for _, endpoint := range closed {
		s.Log.Info("webhooks of an endpoint are delivered again", "service", s.Service, "endpoint", endpoint)
	}
	return nil
}

// logIncident says, once for all deliveries of an endpoint, that somebody must look.
func (s *Sender) logIncident(endpoint, why string) {
	s.Log.Error("webhooks of an endpoint are not delivered, somebody must look", "service", s.Service, "endpoint", endpoint, "reason", why)
}

// unknown returns the endpoints that something waits for and that the book does not have.
func (s *Sender) unknown(ctx context.Context) ([]string, error) {
	standings, err := s.standings(ctx)
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, st := range standings {
		if _, ok := s.Book(st.name); !ok {
			names = append(names, st.name)
		}
	}
	return names, nil
}

func column(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]string, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
