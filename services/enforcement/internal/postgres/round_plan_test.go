package postgres

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

var wholeTable = regexp.MustCompile(`Seq Scan on (\w+)`)

// What lists, the clock and the counts ask for is found along an index.
func TestFieldQueriesHaveIndexes(t *testing.T) {
	s, db := fieldStore(t)
	for _, sql := range []string{
		`INSERT INTO operation SELECT 'o' || i, 1, 'planned', 'taskforce', '', i % 50 = 0, now(), '{}', now() FROM generate_series(1, 5000) i`,
		`INSERT INTO operation_party SELECT (ARRAY['fire', 'market', 'police'])[1 + i % 3], 'o' || i FROM generate_series(1, 5000) i`,
		`INSERT INTO round SELECT 'r' || i, 'taskforce', date '2026-01-01' + i % 300, date '2026-01-05' + i % 300, '', 10, 10, '{}' FROM generate_series(1, 2000) i`,
		`INSERT INTO patrol_point SELECT 'r' || 1 + i / 10, 1 + i % 10, 'p', 'a', 's' || i % 12, 'c', 'g', 'other', '', '', 'x', now() FROM generate_series(0, 19999) i`,
		`INSERT INTO patrol_visit SELECT 'r' || 1 + i / 10, 1 + i % 10, 1 + i % 10, date '2026-01-03', '', '', 'x', '[]', '', '', '', '', '', '', 0, 0, 0, 0, '', 0, NULL, NULL, '{}', '[]', '{}', '', '{}', now() FROM generate_series(0, 19999) i`,
		`INSERT INTO promise SELECT 'p' || i, 'patrol', 'r' || 1 + i / 10, 1 + i % 10, 1 + i % 10, '', 'F02', 't', '{}', '{}', '', '', '', '2026-01-09', '', CASE WHEN i % 20 = 0 THEN 'open' ELSE 'closed' END,
			'', '', NULL, '', '', NULL, '', 1, timestamptz '2026-01-01' + i * interval '1 minute' FROM generate_series(0, 19999) i`,
		`INSERT INTO campaign VALUES ('k', 'education', '2026-07-01', '2026-07-31', '{}')`,
		`INSERT INTO campaign_called SELECT 'k', 'uscc:' || i, '', 'n', i::text, 's' || i % 12, '' FROM generate_series(1, 3000) i`,
		`INSERT INTO statement SELECT 's' || i, 'k', 'uscc:' || i, '', '{}', '{}', now() FROM generate_series(1, 2000) i`,
		`INSERT INTO lead_place SELECT 'l' || i, 'k' || i / 2, '' FROM generate_series(1, 5000) i`,
		`INSERT INTO lead_interest SELECT 'l' || i, 'fire', 'l' || i, true, now() FROM generate_series(1, 5000) i`,
		"ANALYZE",
	} {
		if err := db.Exec(t, "SET search_path = enforcement; "+sql); err != nil {
			t.Fatal(sql, err)
		}
	}
	args := pgx.NamedArgs{"party": "fire", "state": "planned", "refused": false, "before": "o99", "limit": 20, "today": "2026-07-06", "round": "r7", "from": "2026-03-01", "to": "2026-03-02"}
	for name, q := range map[string]struct {
		sql  string
		args []any
	}{
		"operations of a party": {operationsOfParty, []any{args}},
		"refusals":              {operationsRefused, []any{args}},
		"operations in a state": {operationsInState, []any{args}},
		"all operations":        {operationsAll, []any{args}},
		"rounds of a party":     {roundsOfParty, []any{args}},
		"all rounds":            {roundsAll, []any{args}},
		"points":                {pointsSQL, []any{"r7", 0, 100}},
		"ledger":                {ledgerSQL, []any{"r7", 0, 100}},
		"findings":              {promisesSQL, []any{"r7", "", 100}},
		"coverage of a round":   {fmt.Sprintf(coverageSQL, "street", oneRound), []any{args}},
		"coverage between days": {fmt.Sprintf(coverageSQL, "grid", roundDays), []any{args}},
		"what is pressing":      {pressingListSQL, []any{fieldNoon, 100}},
		"what has lapsed":       {pressingSQL, []any{fieldNoon, 100}},
		"who has not handed in": {silentSQL, []any{"k", "", 100}},
		"the rate":              {selfCheckedSQL, []any{"k"}},
		"statements":            {statementsSQL, []any{"k", "", 50}},
		"whom a campaign asked": {calledKeySQL, []any{"k", "", "17"}},
		"two on one place":      {proposeSQL, []any{[]string{"l7"}}},
	} {
		rows, err := s.Log.DB.Query(t.Context(), "EXPLAIN (COSTS OFF) "+q.sql, q.args...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		plan := strings.Join(lines, "\n")
		if wholeTable.MatchString(plan) || name == "what has lapsed" && !strings.Contains(plan, "promise_pressing") {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
}

// The login role can neither change nor delete what is only ever added.
func TestFieldRecordsStay(t *testing.T) {
	s, _ := fieldStore(t)
	for _, table := range []string{"operation_act", "operation_evidence", "patrol_visit", "promise_act", "campaign", "campaign_called", "statement", "field_write"} {
		var may bool
		if err := s.Log.DB.QueryRow(t.Context(), "SELECT has_table_privilege($1, 'UPDATE') OR has_table_privilege($1, 'DELETE')", table).Scan(&may); err != nil || may {
			t.Errorf("rows of %s may change, %v", table, err)
		}
	}
}
