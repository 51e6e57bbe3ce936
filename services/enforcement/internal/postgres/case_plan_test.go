package postgres

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
)

// pagesOf runs a statement and returns the pages that it looked at, with its plan.
func pagesOf(t *testing.T, s *Store, sql string, args ...any) (int, string) {
	t.Helper()
	tx, err := s.Log.DB.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.Background()) }()
	rows, err := tx.Query(t.Context(), "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) "+sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	plan := strings.Join(lines, "\n")
	pages := 0
	for _, m := range regexp.MustCompile(`(?m)Buffers: shared( hit=(\d+))?( read=(\d+))?`).FindAllStringSubmatch(plan, 1) {
		for _, n := range []string{m[2], m[4]} {
			k, _ := strconv.Atoi(n)
			pages += k
		}
	}
	return pages, plan
}

// With 60,000 cases of years, of which 1 in 50 goes on, every list and every look for other cases is read along an index and costs some hundred pages at most.
func TestCasePlans(t *testing.T) {
	s, db, _ := caseStore(t)
	for _, sql := range []string{
		`SET search_path = enforcement; INSERT INTO cases (number, lead, department, opened_at, stage, category, street, next_due, last, trace_parent, state)
		SELECT 'c-' || lpad(i::text, 6, '0'), 'l-' || i, (ARRAY['education', 'market', 'police', 'fire', 'culture', 'health'])[1 + i % 6], timestamptz '2022-01-01' + i * interval '40 minutes',
			CASE WHEN i % 50 = 0 THEN 'investigating' ELSE 'closed' END, 'A05', '柳塘街道', CASE WHEN i % 50 = 0 THEN date '2026-01-01' + i / 1000 END, 1, '', jsonb_build_object('number', i, 'text', repeat('x', 300))
		FROM generate_series(1, 60000) i`,
		`SET search_path = enforcement; INSERT INTO case_party (case_number, no, name, kind, uscc, masked_id, institution)
		SELECT 'c-' || lpad(i::text, 6, '0'), 1, '机构' || i % 20000, 'organisation', 'U' || i % 20000, NULL, 'inst-' || i % 20000 FROM generate_series(1, 60000) i`,
		`SET search_path = enforcement; INSERT INTO case_order SELECT 'c-' || lpad(i::text, 6, '0'), 1, 'rectify', true, 'inst-' || i % 20000, date '2025-01-01', NULL, CASE WHEN i % 50 > 0 THEN date '2025-02-01' END FROM generate_series(1, 60000) i`,
		"VACUUM ANALYZE enforcement.cases", "VACUUM ANALYZE enforcement.case_party", "VACUUM ANALYZE enforcement.case_order",
	} {
		if err := db.Exec(t, sql); err != nil {
			t.Fatal(err)
		}
	}
	for name, q := range map[string]CaseQuery{
		"all": {}, "a department's": {Department: lead.Fire}, "a stage": {Department: lead.Fire, Stage: cases.Investigating}, "a lead": {Lead: "l-77"}, "late": {Department: lead.Fire, Late: true},
		"late for all": {Late: true}, "a party": {Department: lead.Fire, Party: "机构77"}, "a code": {Party: "U77"}, "the next part": {Department: lead.Fire, After: "2024-01-01T00:00:00Z~c-026280"},
		"the next late part": {Late: true, After: "2026-01-05~c-005000"},
	} {
		q.Today, q.Limit = "2026-03-01", 200
		sql, args, err := q.sql()
		if err != nil {
			t.Fatal(err)
		}
		if pages, plan := pagesOf(t, s, sql, args); pages > 1500 || strings.Contains(plan, "Seq Scan") {
			t.Errorf("%s looks at %d pages:\n%s", name, pages, plan)
		}
	}
	for name, one := range map[string]struct {
		sql  string
		args []any
	}{
		"other cases":     {othersSQL, []any{"fire", "l-77", []string{"U77"}, []string{"inst-77"}, []string{}, []string{}}},
		"a safety order":  {"SELECT 1 FROM case_order WHERE institution = $1 AND safety AND lifted_on IS NULL", []any{"inst-100"}},
		"cases of leads":  {followedSQL, []any{[]string{"l-1", "l-2"}, []string{"l-1"}}},
		"records of case": {"SELECT sha256, body::json FROM case_record WHERE case_number = $1 AND no > $2 ORDER BY no LIMIT $3", []any{"c-000001", 0, MaxRecords}},
	} {
		pages, plan := pagesOf(t, s, one.sql, one.args...)
		if pages > 150 || strings.Contains(plan, "Seq Scan on cases") || strings.Contains(plan, "Seq Scan on case_") && name != "records of case" {
			t.Errorf("%s looks at %d pages:\n%s", name, pages, plan)
		}
	}
}
