package postgres

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
)

// many fills a database with n publications that are public and as many objections, spread over months, streets and departments.
func many(t testing.TB, n int) *Store {
	t.Helper()
	s, db := newStore(t)
	for _, sql := range []string{
		fmt.Sprintf(`INSERT INTO disclosure.publication (id, product, department, case_number, number, stage, standing, edition, due, until, changed_at, state, shown_at, month, category, street,
				institutions, search, terms, public)
			SELECT '990101-P1-2026-' || lpad(i::text, 6, '0'), 'P1', (ARRAY['education', 'market', 'culture'])[1 + i %% 3], 'c-' || i, 'n-' || i,
				CASE WHEN i %% 50 = 0 THEN 'draft' ELSE 'settled' END, 'published', 1, CASE WHEN i %% 50 = 0 THEN date '2026-01-01' + i %% 300 ELSE date '9999-12-31' END,
				date '2026-09-01' + i %% 900, now(), '{"objections":0}', timestamptz '2026-01-01' + i * interval '5 minutes', '2026-' || lpad((1 + i %% 12)::text, 2, '0'), 'A' || lpad((i %% 30)::text, 2, '0'),
				'街道' || i %% 40, ARRAY['i-' || i %% 5000], '组织学生补习数学' || i, ARRAY['组织', '学生', '补习', '数学', left(i::text, 4), 'x' || i], '{"id":"x"}'
			FROM generate_series(1, %d) i`, n),
		`INSERT INTO disclosure.objection (publication, code_sha256, opened_at, due, state, data)
			SELECT id, sha256(id::bytea), timestamptz '2026-01-01' + row_number() OVER () * interval '5 minutes', date '2026-01-01' + (row_number() OVER ())::int % 300, CASE WHEN id LIKE '%77' THEN 'open' ELSE 'decided' END, '{}' FROM disclosure.publication`,
		`INSERT INTO disclosure.publication_duty (publication, place, kind, clock, starts, due) SELECT id, 0, 'publish', 'PB-02', '2026-01-01', date '2026-01-01' + (row_number() OVER ())::int % 300 FROM disclosure.publication`,
		"VACUUM ANALYZE disclosure.publication_duty", "VACUUM ANALYZE disclosure.publication", "VACUUM ANALYZE disclosure.objection",
	} {
		if err := db.Exec(t, sql); err != nil {
			t.Fatal(err)
		}
	}
	pool, err := pg.Open(t.Context(), db.URL("disclosure"), "disclosure", 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	s.Log = outbox.NewLog(pool, "disclosure", "990101")
	return s
}

// No query of publications or objections reads a table through, whatever is asked for.
func TestNoQueryReadsATableThrough(t *testing.T) {
	s := many(t, 20000)
	for deadline := time.Now().Add(20 * time.Second); scans(t, s)["publication"] < 2; time.Sleep(10 * time.Millisecond) { // filling reads it twice, and says so late
		if time.Now().After(deadline) {
			t.Fatal("PostgreSQL counts nothing")
		}
	}
	for name, ask := range map[string]func() error{
		"the newest": func() error { _, _, err := s.PublicList(t.Context(), publication.Filter{}, "", 20); return err },
		"a later page": func() error {
			_, _, err := s.PublicList(t.Context(), publication.Filter{}, "2026-02-01T00:00:00Z~x", 20)
			return err
		},
		"a department": func() error {
			_, _, err := s.PublicList(t.Context(), publication.Filter{Product: lead.Penalty, Department: "market"}, "", 20)
			return err
		},
		"a street": func() error {
			_, _, err := s.PublicList(t.Context(), publication.Filter{Street: "街道7"}, "", 20)
			return err
		},
		"a category": func() error {
			_, _, err := s.PublicList(t.Context(), publication.Filter{Category: "A07"}, "", 20)
			return err
		},
		"a month": func() error {
			_, _, err := s.PublicList(t.Context(), publication.Filter{Month: "2026-07"}, "", 20)
			return err
		},
		"an institution": func() error { _, err := s.PublicOf(t.Context(), "i-77"); return err },
		"words": func() error {
			_, _, err := s.PublicList(t.Context(), publication.Filter{Query: "x12345"}, "", 20)
			return err
		},
		"one":      func() error { _, err := s.PublicGet(t.Context(), "990101-P1-2026-000077"); return ignore(err) },
		"the desk": func() error { _, _, err := s.Publications(t.Context(), Wanted{}, "", "2026-07-20", 100); return err },
		"a stage": func() error {
			_, _, err := s.Publications(t.Context(), Wanted{Stage: publication.Draft}, "", "2026-07-20", 100)
			return err
		},
		"what is overdue": func() error {
			_, _, err := s.Publications(t.Context(), Wanted{Due: "2026-03-01"}, "", "2026-07-20", 100)
			return err
		},
		"a department's": func() error {
			_, _, err := s.Publications(t.Context(), Wanted{Department: "culture"}, "", "2026-07-20", 100)
			return err
		},
		"the sweep":       func() error { _, err := s.Sweep(t.Context(), time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)); return err },
		"what was due":    func() error { _, err := s.Duties(t.Context(), "2026-03", "culture", "2026-07-20", 100); return err },
		"open objections": func() error { _, err := s.Claims(t.Context(), "", "", 100); return err },
		"of one":          func() error { _, err := s.Claims(t.Context(), "", "990101-P1-2026-000077", 100); return err },
		"an objection's":  func() error { _, err := s.ObjectionAnswer(t.Context(), "AAAAA-AAAAA-AAAAA-AAAAA"); return ignore(err) },
		"records of one":  func() error { _, err := s.Steps(t.Context(), "990101-P1-2026-000077"); return err },
		"versions of one": func() error { _, err := s.Versions(t.Context(), "990101-P1-2026-000077"); return err },
	} {
		t.Run(name, func(t *testing.T) {
			before := scans(t, s)
			if err := ask(); err != nil {
				t.Fatal(err)
			}
			for table, n := range scans(t, s) {
				if n > before[table] {
					t.Errorf("%s was read through", table)
				}
			}
		})
	}
}

func ignore(error) error { return nil }

// scans returns how often each large table was read through, as PostgreSQL counts it.
func scans(t testing.TB, s *Store) map[string]int64 {
	t.Helper()
	if _, err := s.Log.DB.Exec(t.Context(), "SELECT pg_stat_force_next_flush()"); err != nil {
		t.Fatal(err)
	}
	rows, err := s.Log.DB.Query(t.Context(), "SELECT relname, coalesce(seq_scan, 0) FROM pg_stat_user_tables WHERE relname IN ('publication', 'publication_duty', 'objection')")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int64{}
	var name string
	var n int64
	if _, err := pgx.ForEachRow(rows, []any{&name, &n}, func() error { out[name] = n; return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}
