package postgres

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
)

// years fills a database with 100,000 leads and 20,000 cases of four years, and what was released of them.
func years(t *testing.T) *Store {
	t.Helper()
	db := pgtest.New(t, Schema())
	for _, sql := range []string{
		`INSERT INTO lead_fact (lead, received_on, street, channel, category, ended_on, outcome, department, answered_at, answered_on)
			SELECT to_char(i, 'FM"990101-2026-"000000'), d, '街道' || i % 12, 'hotline', 'A01', d + 9, 'substantiated', 'education',
			CASE WHEN i % 4 = 0 THEN d + 12 END, CASE WHEN i % 4 = 0 THEN d + 12 END
			FROM (SELECT i, date '2023-01-01' + i / 69 AS d FROM generate_series(1, 100000) i) x`,
		`INSERT INTO case_fact (number, department, opened_on, filed_on, decided_on, closed_on, outcome)
			SELECT 'c' || i, 'education', d, d + 3, d + 40, d + 60, 'penalised' FROM (SELECT i, date '2023-01-01' + i / 14 AS d FROM generate_series(1, 20000) i) x`,
		`INSERT INTO refund_fact SELECT i, 'c' || i, date '2023-01-01' + i / 14, 100, 50 FROM generate_series(1, 20000) i`,
		`INSERT INTO operation_fact SELECT 'o' || i, date '2023-01-01' + i / 2, 3, 1 FROM generate_series(1, 3000) i`,
		`INSERT INTO release_draft (month, version, smallest, prepared_at, editor, editor_role, positions, tables, exact)
			SELECT date '2023-01-01' + i * interval '1 month', 1, 5, now(), 'clock', 'clock', '[]', '[]', '{}' FROM generate_series(0, 46) i`,
		`INSERT INTO release_member SELECT 1 + (i / 69 / 30.5)::int % 46, 'received', to_char(i, 'FM"990101-2026-"000000'), '{街道1,A01,hotline}' FROM generate_series(1, 97000) i`,
		`INSERT INTO release SELECT month, 1, id, now(), 'taskforce', 'taskforce', '', '{}' FROM release_draft`,
	} {
		if err := db.Exec(t, "SET search_path = disclosure; "+sql); err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range []string{"lead_fact", "case_fact", "refund_fact", "operation_fact", "release_member", "release", "release_draft"} {
		if err := db.Exec(t, "VACUUM ANALYZE disclosure."+table); err != nil {
			t.Fatal(err)
		}
	}
	pool, err := pg.Open(t.Context(), db.URL("disclosure"), "disclosure", 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return &Store{Log: outbox.NewLog(pool, "disclosure", "990101")}
}

// With four years of leads and cases, whatever is asked of a month is found along indexes, and no table that grows is read whole.
func TestStatisticsPlans(t *testing.T) {
	s := years(t)
	some := []string{"990101-2026-000007", "990101-2026-000008", "c7"}
	for name, q := range map[string]struct {
		sql  string
		args []any
	}{
		"leads of a month":   {leadsSQL, []any{"2026-07", "2026-08"}},
		"cases of a month":   {casesSQL, []any{"2026-07", "2026-08"}},
		"refunds of a month": {flowsSQL, []any{"2026-07", "2026-08", "2023-01"}},
		"works of a month":   {worksSQL, []any{"2026-07", "2026-08", true}},
		"told before":        {toldSQL, []any{some}},
		"leads by id":        {leadFactsSQL, []any{some}},
		"cases by number":    {caseFactsSQL, []any{some}},
		"members of a draft": {membersSQL, []any{int64(3)}},
		"whether one is due": {dueSQL, []any{"2026-07", "2026-08"}},
	} {
		rows, err := s.Log.DB.Query(t.Context(), "EXPLAIN "+q.sql, q.args...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		plan := strings.Join(lines, "\n")
		for _, table := range []string{"lead_fact", "case_fact", "refund_fact", "operation_fact", "release_member"} {
			if strings.Contains(plan, "Seq Scan on "+table) {
				t.Errorf("%s reads %s whole:\n%s", name, table, plan)
			}
		}
	}
}
