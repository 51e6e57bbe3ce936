package postgres

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/internal/pgtest"
)

var noonInChina = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

var scanned = regexp.MustCompile(`Seq Scan on (lead|standing|fold|ticket_update|reporter_read|reporter|submission|raw|receipt|rating|reply|webhook_delivery)\b`)

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
			"code":     {codeSQL, []any{make([]byte, 32)}},
			"issue":    {issueSQL, []any{make([]byte, 32), "990101-2026-000001", "hotline-12345", noonInChina}},
			"ratings":  {ratingsSQL, []any{"990101-2026-000001"}},
			"answered": {answeredSQL, []any{"990101-2026-000001", answers}},
			"owed":     {owedTicketSQL, []any{[]string{"990101-2026-000001"}}},
			"awaited":  {awaitedSQL, []any{[]string{"990101-2026-000001"}}},
			"read":     {readSQL, []any{"hotline-12345", 100, noonInChina}},
			"followed": {followedSQL, []any{"990101-2026-000001", 100, noonInChina}},
			"told":     {toldSQL, []any{"990101-2026-000001", 100, noonInChina, true}},
			"late":     {lateSQL, []any{noonInChina}},
			"called":   {calledSQL, nil},
			"replies":  {repliesSQL("hotline-12345", Owed), []any{0, 100, "hotline-12345"}},
			"overdue":  {repliesSQL("", Overdue), []any{0, 100, noonInChina}},
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
		`INSERT INTO standing SELECT '990101-2026-' || lpad(n::text, 6, '0'), '990101-2026-' || lpad(n::text, 6, '0'), 1, 'desk', '', '', 0, '{}', now(), null, '', '' FROM generate_series(1, 20000) n`,
		`INSERT INTO fold SELECT '990101-2026-' || lpad((n+1)::text, 6, '0'), 1, '990101-2026-' || lpad((n/10)::text, 6, '0'), now() FROM generate_series(10, 9999) n`,
		`INSERT INTO ticket_update (sequence, record, sender, lead, about, part, kind, department, role, reason, said, into_lead, left_open, at)
			SELECT n, n, 'hotline-12345', '990101-2026-' || lpad((n/3)::text, 6, '0'), 'x', '', 'sent', '', '', '', '', '', 0, now() FROM generate_series(1, 20000) n`,
		`INSERT INTO receipt SELECT sha256(n::text::bytea), '990101-2026-' || lpad(n::text, 6, '0'), 1, 'hotline-12345', now() FROM generate_series(1, 20000) n`,
		`INSERT INTO rating SELECT '990101-2026-' || lpad(n::text, 6, '0'), n, false, 'yes', 'yes', 'yes', '', now() FROM generate_series(1, 20000) n`,
		`INSERT INTO reply (rule, sender, lead, number, about, part, record, kind, department, recipient, awaits, answer, ends, since, due, provisional, done_at, how)
			SELECT 'RP-01', 'hotline-12345', '990101-2026-' || lpad(n::text, 6, '0'), '', '', '', n, 'done', '', 'sender', '{}', n, '{read}', now(), now(), false,
				CASE WHEN n % 50 > 0 THEN now() END, CASE WHEN n % 50 > 0 THEN 'read' END FROM generate_series(1, 20000) n`,
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
