package webhook

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"xiansuo/services/internal/outbox"
)

// statements counts what is sent to the database.
type statements struct{ n, batched atomic.Int64 }

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	if strings.Contains(d.SQL, "webhook_") {
		s.n.Add(1)
	}
	return ctx
}
func (s *statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (s *statements) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}
func (s *statements) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {
	s.batched.Add(1)
}
func (s *statements) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// Ten thousand messages are one statement, and keep their order.
func TestManyMessagesAreOneStatement(t *testing.T) {
	o := newOffice(t)
	cfg, err := pgxpool.ParseConfig(o.db.URL("routing"))
	if err != nil {
		t.Fatal(err)
	}
	counted := &statements{}
	cfg.ConnConfig.Tracer, cfg.ConnConfig.RuntimeParams["search_path"] = counted, "routing"
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	messages := make([]Message, 10_000)
	for i := range messages {
		messages[i] = message(t, fmt.Sprint("duty-", i%50), fmt.Sprint("lead-", i%700))
	}
	log := outbox.NewLog(pool, "routing", "990101")
	err = log.Save(t.Context(), func(_ context.Context, tx *outbox.Tx) error {
		Queue(tx, o.now(), messages...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if counted.n.Load() != 0 || counted.batched.Load() != 1 {
		t.Errorf("%d statements alone, %d in a batch", counted.n.Load(), counted.batched.Load())
	}
	rows, err := pool.Query(t.Context(), "SELECT id FROM webhook_delivery ORDER BY n")
	if err != nil {
		t.Fatal(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(ids) != len(messages) {
		t.Fatal(len(ids), err)
	}
	for i, id := range ids {
		if id != messages[i].ID() {
			t.Fatalf("message %d is not in its place", i)
		}
	}
}

// With 200,000 deliveries done and 20,000 that wait, every query reads along its index and looks at few rows.
func TestQueriesUseTheirIndexes(t *testing.T) {
	o := newOffice(t)
	err := o.db.Exec(t, `INSERT INTO routing.webhook_delivery (id, endpoint, lead, type, body, queued_at, since, due_at, state, done_at, attempts)
		SELECT 'd' || i, 'duty-' || i % 50, 'lead-' || i % 5000, 'x', '{}', now(), now(), now(), 'sent', now(), 1 FROM generate_series(1, 200000) i;
		INSERT INTO routing.webhook_delivery (id, endpoint, lead, type, body, queued_at, since, due_at, state, last_at)
		SELECT 'w' || i, 'duty-' || i % 50, 'lead-' || i, 'x', '{}', now(), now(), now() + (i % 9 - 4) * interval '1 hour', 'waiting', now() FROM generate_series(1, 20000) i;
		INSERT INTO routing.webhook_incident SELECT 'duty-' || i, now() FROM generate_series(1, 40) i;
		INSERT INTO routing.webhook_endpoint SELECT 'duty-' || i, 3, now(), now() FROM generate_series(1, 40) i`)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	names, free := []string{}, []int{}
	for i := range 50 {
		names, free = append(names, fmt.Sprint("duty-", i)), append(free, 4)
	}
	list := pgx.NamedArgs{"states": States(), "endpoint": "duty-7", "lead": "lead-7", "after": 0, "limit": 101}
	for _, stage := range []string{"before statistics", "with statistics"} {
		for name, q := range map[string]struct {
			sql     string
			args    []any
			indexes string
		}{
			"standings": {standingsSQL, nil, "webhook_delivery_due webhook_endpoint_pkey webhook_incident_open"},
			"claim":     {claimSQL, []any{now, names, free, now, []int64{}}, "webhook_delivery_due webhook_delivery_order webhook_delivery_pkey"},
			"late":      {lateSQL, []any{now.Add(-stuckAfter), sweptAtOnce}, "webhook_delivery_since webhook_delivery_pkey"},
			"unknown":   {unknownSQL, []any{[]string{"duty-1", "none"}, now, sweptAtOnce, "", ""}, "webhook_delivery_endpoint"},
			"close":     {closeSQL, []any{now}, "webhook_incident_open webhook_delivery_"},
			"revive":    {reviveSQL, []any{"duty-7", now, now}, "webhook_delivery_due"},
			"known":     {knownSQL, []any{"duty-7"}, "webhook_delivery_"},
			"by state":  {byStateSQL, []any{list}, "webhook_delivery_state"},
			"endpoint":  {byEndpointSQL, []any{list}, "webhook_delivery_endpoint"},
			"lead":      {byLeadSQL, []any{list}, "webhook_delivery_lead"},
			"backlogs":  {backlogsSQL, nil, "webhook_delivery_"},
			"incidents": {incidentsSQL, nil, "webhook_incident_open webhook_delivery_"},
		} {
			plan := explain(t, o.pool(), q.sql, q.args...)
			if regexp.MustCompile(`Seq Scan on (webhook|\w*delivery)`).MatchString(plan) {
				t.Errorf("%s %s reads a table whole:\n%s", name, stage, plan)
			}
			for index := range strings.FieldsSeq(q.indexes) {
				if !strings.Contains(plan, index) {
					t.Errorf("%s %s does not use %s:\n%s", name, stage, index, plan)
				}
			}
			if m := regexp.MustCompile(`Rows Removed by (Filter|Join Filter): (\d{4,})`).FindString(plan); m != "" {
				t.Errorf("%s %s looks at too much (%s):\n%s", name, stage, m, plan)
			}
		}
		if err := o.db.Exec(t, "ANALYZE routing.webhook_delivery, routing.webhook_endpoint, routing.webhook_incident"); err != nil {
			t.Fatal(err)
		}
	}
}

// explain runs a statement as the service would, says how, and takes it back.
func explain(t *testing.T, pool *pgxpool.Pool, sql string, args ...any) string {
	t.Helper()
	tx, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.Background()) }()
	rows, err := tx.Query(t.Context(), "EXPLAIN (ANALYZE, TIMING OFF) "+sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return strings.Join(lines, "\n")
}
