package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// standing is an endpoint that something waits for.
type standing struct {
	name       string
	failures   int
	restsUntil *time.Time
	gone       bool   // since its last success
	goneOf     *int64 // the version of the setting whose endpoint is gone; nil when a person had one tried since
}

// stopped reports whether nobody is called there any more: it said that it is gone, no person had one tried since, and the setting that
// names it is no newer.
func (e Endpoint) stopped(goneOf *int64) bool { return goneOf != nil && e.Version <= *goneOf }

// standingsSQL walks the index from endpoint to endpoint; OFFSET 0 as in claimSQL.
const standingsSQL = `WITH RECURSIVE e(name) AS (
		(SELECT endpoint FROM webhook_delivery WHERE done_at IS NULL ORDER BY endpoint LIMIT 1)
		UNION ALL SELECT (SELECT endpoint FROM webhook_delivery WHERE done_at IS NULL AND endpoint > e.name ORDER BY endpoint LIMIT 1)
		FROM e WHERE e.name IS NOT NULL)
	SELECT e.name, coalesce(w.failures, 0), w.rests_until, i.gone_at IS NOT NULL, i.gone_version FROM e
	LEFT JOIN webhook_endpoint w ON w.name = e.name
	LEFT JOIN LATERAL (SELECT gone_at, gone_version FROM webhook_incident WHERE endpoint = e.name AND closed_at IS NULL OFFSET 0) i ON true
	WHERE e.name IS NOT NULL`

func (s *Sender) standings(ctx context.Context) ([]standing, error) {
	rows, err := s.DB.Query(ctx, standingsSQL)
	if err != nil {
		return nil, fmt.Errorf("endpoints that something waits for: %w", err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (st standing, err error) {
		return st, row.Scan(&st.name, &st.failures, &st.restsUntil, &st.gone, &st.goneOf)
	})
	if err != nil {
		return nil, fmt.Errorf("endpoints that something waits for: %w", err)
	}
	return out, nil
}

// claimed is a delivery whose lease this sender has.
type claimed struct {
	n        int64
	id       string
	to       Endpoint
	lead     string
	body     []byte
	attempts int // with this one
	begun    time.Time
}

// claimSQL leases, for each endpoint, those that are due first and wait for no earlier one of their lead. An earlier one that is not
// to be sent yet holds up nobody. OFFSET 0 has each looked up by its index, whatever the planner believes of the table.
const claimSQL = `WITH taken AS MATERIALIZED (
		SELECT d.n FROM unnest($2::text[], $3::int[]) AS e(name, free), LATERAL (
			SELECT d.n FROM webhook_delivery d
			WHERE d.endpoint = e.name AND d.done_at IS NULL AND d.due_at <= $1 AND (d.leased_until IS NULL OR d.leased_until <= $1) AND d.n <> ALL($5)
				AND NOT EXISTS (SELECT FROM webhook_delivery b WHERE b.endpoint = d.endpoint AND b.lead = d.lead AND b.n < d.n
					AND b.done_at IS NULL AND (b.not_before IS NULL OR b.not_before <= $1) OFFSET 0)
			ORDER BY d.due_at, d.n LIMIT e.free FOR UPDATE OF d SKIP LOCKED) d)
	UPDATE webhook_delivery d SET leased_until = $4, attempts = d.attempts + 1, last_at = $1 FROM taken t WHERE d.n = t.n
	RETURNING d.n, d.id, d.endpoint, d.lead, d.body, d.attempts`

// claim leases deliveries for as many tries as there is room, and none that flies here: its lease may have run out by a step of the
// clock, or while the machine slept.
func (s *Sender) claim(ctx context.Context, now time.Time, rooms map[string]room, flying []int64) ([]claimed, error) {
	if len(rooms) == 0 {
		return nil, nil
	}
	names, free := make([]string, 0, len(rooms)), make([]int, 0, len(rooms))
	for name, r := range rooms {
		names, free = append(names, name), append(free, r.free)
	}
	rows, err := s.DB.Query(ctx, claimSQL, now, names, free, now.Add(lease), flying)
	if err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (claimed, error) {
		d := claimed{begun: now}
		err := row.Scan(&d.n, &d.id, &d.to.Name, &d.lead, &d.body, &d.attempts)
		d.to = rooms[d.to.Name].to
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	return out, nil
}
