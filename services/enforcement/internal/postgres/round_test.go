package postgres

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pgtest"
)

var fieldNoon = time.Date(2026, 7, 6, 4, 0, 0, 0, time.UTC)

func fieldStore(t testing.TB) (*Store, *pgtest.Database) {
	t.Helper()
	db := pgtest.New(t, Schema())
	return &Store{Log: outbox.NewLog(db.Pool(t, "enforcement"), "enforcement", "990101")}, db
}

func roundBy(name string, now time.Time) rounds.Act {
	return rounds.Act{By: actor.Of(name), On: onsite.Day(now), Now: now}
}

func newRound(t testing.TB, s *Store) rounds.Round {
	t.Helper()
	act := roundBy("taskforce", fieldNoon)
	r, err := rounds.Order(rounds.Round{Title: "排查", From: "2026-07-01", To: "2026-07-31", Teams: []string{"education"}}, act)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = s.NewRound(t.Context(), r, act, Key{}); err != nil {
		t.Fatal(err)
	}
	return r
}

func fieldVisit(point int, dues ...string) rounds.Visit {
	v := rounds.Visit{Point: point, Officers: []onsite.Officer{{Name: "甲", Unit: "教育局", Certificate: "1"}, {Name: "乙", Unit: "教育局", Certificate: "2"}}}
	for _, due := range dues {
		v.Findings = append(v.Findings, rounds.NewFinding{Category: "F02", Text: "通道堵塞", Due: due})
	}
	return v
}

func points(n int) []rounds.Point {
	out := make([]rounds.Point, n)
	for i := range out {
		out[i] = rounds.Point{Name: fmt.Sprint("点位", i), Address: "文渊路15号", Street: fmt.Sprint("街道", i%3), Community: fmt.Sprint("社区", i%5), Grid: fmt.Sprint("G", i%7), Kind: "commercial"}
	}
	return out
}

// lapsedEvents counts what was announced, by promise.
func lapsedEvents(t testing.TB, s *Store) map[string]int {
	t.Helper()
	rows, err := s.Log.DB.Query(t.Context(), "SELECT lead FROM event_log WHERE type = $1", lead.PromiseLapsed{}.EventType())
	if err != nil {
		t.Fatal(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, id := range ids {
		out[id]++
	}
	return out
}

// Several processes look after promises at once, and again after they start anew: each promise whose day is over is announced once, the others not.
func TestPromisesLapseOnce(t *testing.T) {
	s, _ := fieldStore(t)
	r := newRound(t, s)
	if _, err := s.AddPoints(t.Context(), r.ID, points(1), roundBy("education", fieldNoon), Key{}); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	var mended string
	for i := range 6 {
		v := fieldVisit(1, "2026-07-06", "2026-07-06", "2026-07-07", "2026-07-10")
		kept, err := s.KeepVisit(t.Context(), r.ID, v, roundBy("education", fieldNoon), Key{})
		if err != nil {
			t.Fatal(err)
		}
		want[kept.Promises[0]], want[kept.Promises[1]] = true, true
		if i == 0 {
			mended = kept.Promises[0]
			delete(want, mended)
		}
	}
	if _, err := s.ActOnPromise(t.Context(), PromiseAct{ID: mended, Version: 1, Act: roundBy("education", fieldNoon), Do: func(p *rounds.Promise) (string, *lead.PromiseLapsed, error) {
		what, err := p.Mend("", roundBy("education", fieldNoon))
		return what, nil, err
	}}); err != nil {
		t.Fatal(err)
	}
	midnight := time.Date(2026, 7, 6, 16, 0, 0, 0, time.UTC) // of China
	if n, err := s.LapsePromises(t.Context(), midnight.Add(-time.Nanosecond), 100); n != 0 || err != nil {
		t.Fatalf("%d lapse before their day is over, %v", n, err)
	}
	for range 2 {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for n := 1; n > 0; {
					var err error
					if n, err = s.LapsePromises(context.Background(), midnight, 2); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
	}
	got := lapsedEvents(t, s)
	for id := range want {
		if got[id] != 1 {
			t.Errorf("%s was announced %d times", id, got[id])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d were announced, want %d", len(got), len(want))
	}
	p, err := s.Promise(t.Context(), mended)
	if err != nil || p.State != rounds.Mended || p.Announced != "" {
		t.Errorf("%+v, %v", p, err)
	}
}

// A request that is sent again under its key doubles nothing, and another request under the key is refused.
func TestKeysDoubleNothing(t *testing.T) {
	s, _ := fieldStore(t)
	r := newRound(t, s)
	act := roundBy("education", fieldNoon)
	key := Key{Caller: "education", Key: "k1", Digest: "a"}
	var first int
	for range 2 {
		var err error
		if first, err = s.AddPoints(t.Context(), r.ID, points(2), act, key); err != nil || first != 1 {
			t.Fatal(first, err)
		}
	}
	key = Key{Caller: "education", Key: "k2", Digest: "b"}
	for range 2 {
		kept, err := s.KeepVisit(t.Context(), r.ID, fieldVisit(1, "2026-07-10"), act, key)
		if err != nil || kept.No != 1 || len(kept.Promises) != 1 {
			t.Fatal(kept, err)
		}
	}
	key.Digest = "c"
	_, err := s.KeepVisit(t.Context(), r.ID, fieldVisit(2), act, key)
	var refusal *onsite.Refusal
	if !errors.As(err, &refusal) || refusal.Code != "key-used" {
		t.Error(err)
	}
	if rows, err := s.Ledger(t.Context(), r.ID, 0, 100); err != nil || len(rows) != 1 || len(rows[0].Promises) != 1 || rows[0].Officers[1].Certificate != "2" {
		t.Errorf("%+v, %v", rows, err)
	}
}

// Whatever is visited, found, mended and rechecked: the coverage of streets, communities and grids adds up to the same sums, and they are those that a
// plain count gives.
func TestCoverageAddsUp(t *testing.T) {
	s, _ := fieldStore(t)
	rapid.Check(t, func(rt *rapid.T) {
		r := newRound(t, s)
		act := roundBy("education", fieldNoon)
		n := rapid.IntRange(1, 12).Draw(rt, "points")
		if _, err := s.AddPoints(t.Context(), r.ID, points(n), act, Key{}); err != nil {
			rt.Fatal(err)
		}
		visited, found, open, unchecked := map[int]bool{}, map[int]int{}, map[int]int{}, map[int]int{}
		total := rounds.Coverage{Planned: n}
		for range rapid.IntRange(0, 8).Draw(rt, "visits") {
			point := rapid.IntRange(1, n).Draw(rt, "point")
			visited[point] = true
			kept, err := s.KeepVisit(t.Context(), r.ID, fieldVisit(point, make([]string, 0)...), act, Key{})
			if rapid.Bool().Draw(rt, "finds") {
				kept, err = s.KeepVisit(t.Context(), r.ID, fieldVisit(point, "2026-07-08", "2026-07-09"), act, Key{})
			}
			if err != nil {
				rt.Fatal(err)
			}
			for _, id := range kept.Promises {
				found[point]++
				total.Findings++
				switch rapid.SampledFrom([]string{"", "mend", "pass", "fail", "void"}).Draw(rt, "then") {
				case "":
					open[point]++
					unchecked[point]++
				case "mend":
					actOn(rt, s, id, func(p *rounds.Promise) (string, error) { return p.Mend("", act) })
					total.FindingsMended++
					total.FindingsDue++
					unchecked[point]++
				case "pass":
					actOn(rt, s, id, func(p *rounds.Promise) (string, error) { return p.Look(true, "", "", act) })
					total.FindingsMended++
					total.FindingsClosed++
					total.FindingsRechecked++
					total.FindingsDue++
				case "fail":
					actOn(rt, s, id, func(p *rounds.Promise) (string, error) { return p.Look(false, "", "", act) })
					total.FindingsRechecked++
					total.FindingsDue++
					open[point]++
				case "void":
					actOn(rt, s, id, func(p *rounds.Promise) (string, error) { return p.Annul("误记", act) })
					found[point]--
					total.Findings--
				}
			}
		}
		total.Visited = len(visited)
		for point, n := range found {
			if n > 0 {
				total.WithFindings++
				if open[point] == 0 {
					total.Mended++
				}
				if unchecked[point] == 0 {
					total.Rechecked++
				}
			}
		}
		for _, by := range []string{"street", "community", "grid"} {
			counted, err := s.CoverageOf(t.Context(), r.ID, by, "2026-07-06")
			if err != nil {
				rt.Fatal(err)
			}
			if sum := rounds.Sum(counted); sum != total {
				rt.Fatalf("by %s %+v, want %+v", by, sum, total)
			}
		}
	})
}

func actOn(rt *rapid.T, s *Store, id string, do func(*rounds.Promise) (string, error)) {
	_, err := s.ActOnPromise(context.Background(), PromiseAct{ID: id, Version: 1, Act: roundBy("education", fieldNoon), Do: func(p *rounds.Promise) (string, *lead.PromiseLapsed, error) {
		what, err := do(p)
		return what, nil, err
	}})
	if err != nil {
		rt.Fatal(err)
	}
}

func newOperation(t testing.TB, s *Store) operations.Operation {
	t.Helper()
	act := operations.Act{By: actor.Of("taskforce"), On: "2026-07-06", Now: fieldNoon}
	o, record, err := operations.Plan(operations.Draft{Title: "联合执法", Reason: "x", Plan: "x", Rally: operations.Rally{At: fieldNoon, Place: "东门"},
		Participants: []operations.Division{{Party: "fire", Task: "x"}, {Party: "market", Task: "x"}}}, act, nil)
	if err != nil {
		t.Fatal(err)
	}
	if o, err = s.NewOperation(t.Context(), o, record, act, Key{}); err != nil {
		t.Fatal(err)
	}
	return o
}

// Of acts on one version of an operation one is done, and the record has no gap and no double.
func TestRacingActsAreRefused(t *testing.T) {
	s, _ := fieldStore(t)
	o := newOperation(t, s)
	act := operations.Act{By: actor.Of("taskforce"), On: "2026-07-06", Now: fieldNoon}
	var all sync.WaitGroup
	results := make(chan error, 8)
	for range 8 {
		all.Go(func() {
			_, err := s.ActOnOperation(context.Background(), OperationAct{ID: o.ID, Version: o.Version, Act: act, Do: func(o *operations.Operation) (operations.Record, error) {
				return o.Postpone(operations.Rally{At: fieldNoon.AddDate(0, 0, 1), Place: "西门"}, "暴雨", act)
			}})
			results <- err
		})
	}
	all.Wait()
	done := 0
	for range 8 {
		err := <-results
		var r *onsite.Refusal
		switch {
		case err == nil:
			done++
		case !errors.As(err, &r) || r.Code != "stale":
			t.Error(err)
		}
	}
	acts, err := s.OperationActs(t.Context(), o.ID)
	if err != nil || done != 1 || len(acts) != 2 || acts[1].No != 2 || acts[1].By.Name != "taskforce" {
		t.Errorf("%d done, record %+v, %v", done, acts, err)
	}
}

// The rule proposes an operation once two departments lead open leads on one place, whichever is known first; a part counts as its whole; a lead that
// closed or changed hands counts no more; and while an operation is under way for the place nothing is proposed again.
func TestTheRuleProposesOnce(t *testing.T) {
	s, _ := fieldStore(t)
	place := func(id, key string) {
		t.Helper()
		if err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
			return s.LeadsPlaced(ctx, tx, []Placed{{id, key, "柳塘街道"}}, fieldNoon)
		}); err != nil {
			t.Fatal(err)
		}
	}
	sign := func(all ...Signed) {
		t.Helper()
		if err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error { return s.LeadsSigned(ctx, tx, all, fieldNoon) }); err != nil {
			t.Fatal(err)
		}
	}
	proposals := func() []operations.Operation {
		t.Helper()
		all, err := s.Operations(t.Context(), OperationQuery{State: operations.Proposed, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	open := func(id string, d lead.Department) Signed {
		return Signed{Lead: id, Department: d, Open: true, At: fieldNoon}
	}
	place("990101-2026-000001", "翠湾花园6栋602")
	sign(open("990101-2026-000001", lead.Education))
	sign(Signed{Lead: "990101-2026-000001"}) // closed
	place("990101-2026-000002", "翠湾花园6栋602")
	sign(open("990101-2026-000002", lead.Market))
	if len(proposals()) != 0 {
		t.Fatal("a closed lead counts")
	}
	sign(open("990101-2026-000003-2", lead.Fire))
	place("990101-2026-000003", "翠湾花园6栋602") // its whole, known later
	if p := proposals(); len(p) != 1 || len(p[0].Participants) != 2 || p[0].Street != "柳塘街道" {
		t.Fatalf("%+v", p)
	}
	place("990101-2026-000004", "翠湾花园6栋602")
	sign(open("990101-2026-000004", lead.Health))
	if len(proposals()) != 1 {
		t.Error("it is proposed again")
	}
	id := proposals()[0].ID
	act := operations.Act{By: actor.Of("taskforce"), On: "2026-07-06", Now: fieldNoon}
	if _, err := s.ActOnOperation(t.Context(), OperationAct{ID: id, Version: 1, Act: act, Do: func(o *operations.Operation) (operations.Record, error) { return o.Dismiss("分别处理即可", act) }}); err != nil {
		t.Fatal(err)
	}
}

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
