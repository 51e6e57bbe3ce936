package postgres

import (
	"strings"
	"testing"
)

// What is asked for every complaint goes along an index on empty tables and on full ones, with and without statistics; and of a place that
// 20,000 complaints speak of, the others are not read for one that no department leads yet.
func TestOperationPlans(t *testing.T) {
	s, db, _ := caseStore(t)
	look := func(when string) {
		t.Helper()
		for name, q := range map[string]struct {
			sql  string
			args []any
			most int
		}{
			"places":     {proposeSQL, []any{[]string{"l-7", "l-19999"}}, 60},
			"an own one": {proposeSQL, []any{[]string{"l-150007"}}, 60},
			"ended":      {endInterestsSQL, []any{[]string{"l-40", "l-199999"}, []string{"market", "market"}}, 60},
			"matters":    {matterSQL, []any{[]string{"l-7", "l-150007"}}, 60},
			"candidates": {candidatesSQL, []any{[]string{"name", "head"}, []string{"晨星", "启明学"}, maxCandidates}, 60},
			"earlier":    {earlierSQL, []any{[]string{"name"}, []string{"n7"}, maxEarlier}, 60},
		} {
			if pages, plan := pagesOf(t, s, q.sql, q.args...); pages > q.most || strings.Contains(plan, "Seq Scan") {
				t.Errorf("%s, %s: %d pages\n%s", name, when, pages, plan)
			}
		}
	}
	look("empty")
	for _, sql := range []string{
		`INSERT INTO lead_place SELECT 'l-' || i, CASE WHEN i <= 20000 THEN '学府路5号' ELSE '学府路' || i || '号' END, '' FROM generate_series(1, 200000) i`,
		`INSERT INTO lead_interest SELECT 'l-' || i, 'fire', 'l-' || i, i % 20 = 0, now() FROM generate_series(20001, 200000) i`,
		`INSERT INTO lead_interest VALUES ('l-150007', 'market', 'l-150007', true, now()), ('l-2', 'market', 'l-2', true, now())`,
		`INSERT INTO case_matter SELECT 'l-' || i, 'A01', '', '', '' FROM generate_series(1, 200000) i`,
		`INSERT INTO match_key SELECT 'name', 'n' || i / 3, 'lead', 'l-' || i, '{}' FROM generate_series(1, 200000) i`,
	} {
		if err := db.Exec(t, "SET search_path = enforcement; "+sql); err != nil {
			t.Fatal(err)
		}
	}
	look("full, never analysed")
	for _, table := range []string{"lead_place", "lead_interest", "case_matter", "match_key"} {
		if err := db.Exec(t, "ANALYZE enforcement."+table); err != nil {
			t.Fatal(err)
		}
	}
	look("full and analysed")
}
