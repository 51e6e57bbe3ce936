package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
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
