package postgres

import (
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/internal/pgtest"
)

var scanned = regexp.MustCompile(`Seq Scan on (lead|standing|fold|ticket_update|reporter_read|reporter|submission|raw)\b`)

// What is asked for every event and every reader goes along an index, on empty tables and on full ones, with and without statistics.
func TestPlans(t *testing.T) {
	db := pgtest.New(t, Schema())
	pool := db.Pool(t, "intake")
	look := func(when string) {
		t.Helper()
		for name, query := range map[string]struct {
			sql  string
			args []any
		}{
			"heard":    {heardSQL, []any{[]string{"990101-2026-000001", "990101-2026-000002"}}},
			"standing": {standingSQL, []any{[]string{"990101-2026-000001"}}},
			"updates":  {updatesSQL, []any{"hotline-12345", 5000, 100}},
			"up":       {upSQL, []any{"990101-2026-000001"}},
			"where":    {whereSQL, []any{[]string{"990101-2026-000001"}}},
			"reported": {reportedSQL, []any{"990101-2026-000001", []string{"990101-2026-000001"}}},
		} {
			rows, err := pool.Query(t.Context(), "EXPLAIN "+query.sql, query.args...)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if plan := strings.Join(lines, "\n"); scanned.MatchString(plan) || name == "updates" && when != "empty" && strings.Contains(plan, "Bitmap") {
				t.Errorf("%s, %s:\n%s", name, when, plan)
			}
		}
	}
	look("empty")
	for _, sql := range []string{
		`INSERT INTO lead SELECT '990101-2026-' || lpad(n::text, 6, '0'), 'hotline-12345', '/x', n::text, n::text, '{}', now() FROM generate_series(1, 20000) n`,
		`INSERT INTO standing SELECT '990101-2026-' || lpad(n::text, 6, '0'), '990101-2026-' || lpad(n::text, 6, '0'), 1, 'desk', '', '', 0, '{}', now() FROM generate_series(1, 20000) n`,
		`INSERT INTO fold SELECT '990101-2026-' || lpad((n+1)::text, 6, '0'), 1, '990101-2026-' || lpad((n/10)::text, 6, '0'), now() FROM generate_series(10, 9999) n`,
		`INSERT INTO ticket_update (sequence, record, sender, lead, about, part, kind, department, role, reason, said, into_lead, left_open, at)
			SELECT n, n, 'hotline-12345', '990101-2026-' || lpad((n/3)::text, 6, '0'), 'x', '', 'sent', '', '', '', '', '', 0, now() FROM generate_series(1, 20000) n`,
		`INSERT INTO reporter SELECT '/x', n::text, '990101-2026-' || lpad(n::text, 6, '0'), 'x', '1', false, false, true, now() FROM generate_series(1, 20000) n`,
	} {
		if err := db.Exec(t, "SET search_path = intake; "+sql); err != nil {
			t.Fatal(err)
		}
	}
	look("full, never analysed")
	if err := db.Exec(t, "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	look("full")
}
