package postgres

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// crowd fills the register with institutions, matches and cases, straight into its tables.
func (r register) crowd(n int) {
	r.t.Helper()
	id := `('018f0000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid`
	r.exec(`INSERT INTO institution (id, name, uscc, details, records, papers, standing, listed, found, grams, next_on)
		SELECT %[1]s, '晨星' || i || '号艺术', 'X' || i, '{"name": "晨星"}', 1, 'licensed', 'open', false, '晨星' || i || '号艺术', ARRAY['晨', '晨星', '星', i::text, '号', '号艺', '艺术', '艺', '术'],
		CASE WHEN i %% 10 = 0 THEN date '2026-12-31' + i END FROM generate_series(1, %[2]d) i`, id, n)
	r.exec(`INSERT INTO institution_key SELECT 'name', '晨星' || i, %s, true FROM generate_series(1, %d) i`, id, n)
	r.exec(`INSERT INTO institution_record SELECT %s, no, now(), '2026-07-01', 'changed', '{}', '' FROM generate_series(1, %d) i, generate_series(1, 3) no`, id, n)
	r.exec(`INSERT INTO white_entry SELECT %[1]s, %[1]s, 'l', 'education', '2026-07-01', '{}' FROM generate_series(1, %[2]d) i`, id, n)
	r.exec(`INSERT INTO watch_entry SELECT %[1]s, %[1]s, 'r', 'b', 'd' || i, '2026-07-01', '2027-07-01', '{}' FROM generate_series(1, %[2]d) i`, id, n)
	r.exec(`INSERT INTO cases (number, lead, department, opened_at, stage, category, street, last, trace_parent, state) SELECT 'c-' || i, 'l-' || i, (ARRAY['education', 'market', 'fire'])[1 + i %% 3], now(), 'opened', '', '', 1, '', '{}' FROM generate_series(1, %d) i`, n)
	r.exec(`INSERT INTO case_order (case_number, no, kind, safety, institution, opened_on) SELECT 'c-' || i, 1, 'stop', true, %s::text, '2026-07-01' FROM generate_series(1, %d) i`, id, n)
	r.exec(`INSERT INTO decision (case_number, number, version, department, decided_on, simple, fined, in_force) SELECT 'c-' || i, 'd' || i, 1, 'education', '2026-07-01', false, false, true FROM generate_series(1, %d) i`, n)
	r.exec(`INSERT INTO decision_party (case_number, version, party, name, kind, institution, measures) SELECT 'c-' || i, 1, 1, 'x', 'organisation', %s::text, '[]' FROM generate_series(1, %d) i`, id, n)
	r.exec(`INSERT INTO institution_match SELECT %[1]s, 'lead', 'l-' || i, %[1]s, (ARRAY['proposed', 'confirmed', 'rejected'])[1 + i %% 3], '{name}', '', now(), 1 FROM generate_series(1, %[2]d) i`, id, n)
	r.exec(`INSERT INTO match_key SELECT 'name', '晨星' || i, 'lead', 'l-' || i, '{}' FROM generate_series(1, %d) i`, n)
	for _, table := range []string{"institution", "institution_key", "institution_record", "white_entry", "watch_entry", "cases", "case_order", "decision", "decision_party", "institution_match", "match_key"} {
		if err := r.db.Exec(r.t, "VACUUM ANALYZE enforcement."+table); err != nil {
			r.t.Fatal(err)
		}
	}
}

// In a register of 20,000 institutions every statement looks at what it is asked for, along an index, and never at the whole.
func TestInstitutionPlans(t *testing.T) {
	r := newRegister(t)
	r.crowd(20_000)
	one := []string{"018f0000-0000-7000-8000-000000000010", "018f0000-0000-7000-8000-000000000011"}
	for name, test := range map[string]struct {
		sql  string
		args []any
		most int
	}{
		"load":          {institutionSQL, []any{one}, 60},
		"orders":        {ordersSQL, []any{one}, 100},
		"matched cases": {lockMatchedSQL, []any{one[0]}, 100},
		"heads":         {headsSQL, []any{one}, 60},
		"decisions":     {decisionsSQL, []any{one}, 60},
		"white entries": {whiteSQL, []any{one}, 60},
		"watch entries": {watchSQL, []any{one}, 60},
		"due":           {dueInstitutionsSQL, []any{"2027-01-20", sweepBatch}, 60},
		"search":        {searchSQL, []any{[]string{"晨", "晨星", "10007", "号艺"}, "晨星10007号艺", "", uuid.Nil.String(), 100}, 400},
		"list":          {listSQL, []any{"晨星10007", uuid.Nil.String(), 100}, 400},
		"export":        {exportSQL, []any{"晨星10007", uuid.Nil.String(), 500}, 900},
		"white list":    {whiteListSQL, []any{one[0], 100}, 600},
		"watch list":    {watchListSQL, []any{one[0], 100, "2026-07-02"}, 1500},
		"candidates":    {candidatesSQL, []any{[]string{"name", "name"}, []string{"晨星10", "晨星77"}, 10}, 60},
		"keys":          {keepKeysSQL, []any{[]string{"name", "name"}, []string{"晨星10", "晨星78"}, []string{"lead", "lead"}, []string{"l-10", "l-79"}, []string{"{}", "{}"}}, 60},
		"confirmed":     {confirmedSQL, []any{"case", "c-16"}, 60},
		"open matches":  {openLinksSQL, []any{"", one[0], 100}, 2500},
		"open to one":   {openLinksSQL, []any{"education", one[0], 100}, 4000},
		"of a subject":  {subjectLinksSQL, []any{"education", one[0], 100, "lead", "l-999"}, 60},
		"of one":        {institutionLinksSQL, []any{"", uuid.Nil.String(), 100, one[1]}, 60},
		"earlier":       {earlierSQL, []any{[]string{"name"}, []string{"晨星10"}, 10}, 60},
		"history":       {historySQL, []any{one[0], 0, 100}, 60},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := r.Log.DB.Query(t.Context(), "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) "+test.sql, test.args...)
			if err != nil {
				t.Fatal(err)
			}
			lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil {
				t.Fatal(err)
			}
			plan, pages := strings.Join(lines, "\n"), 0
			for _, line := range lines {
				if at := strings.Index(line, "shared hit="); at >= 0 {
					_, _ = fmt.Sscanf(line[at:], "shared hit=%d", &pages) // the first line is of the whole
					break
				}
			}
			if pages > test.most || strings.Contains(plan, "Seq Scan on") {
				t.Errorf("%d pages, at most %d:\n%s", pages, test.most, plan)
			}
		})
	}
}
