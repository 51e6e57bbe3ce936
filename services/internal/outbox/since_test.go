package outbox_test

import (
	"testing"
	"time"

	"xiansuo/services/internal/bustest"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
)

// A stream that was lost is filled with what is young enough, and where that begins is found without reading what was ever said.
func TestAnEmptyStreamStartsWithoutReadingTheLog(t *testing.T) {
	db := pgtest.New(t, schema("intake"))
	for _, sql := range []string{
		`ALTER TABLE intake.event_log SET (autovacuum_enabled = off)`,
		`INSERT INTO intake.event_log SELECT i, i::text, 'l', 't', NULL, now() - interval '400 days' + i * interval '30 minutes', '', repeat('x', 900)::bytea FROM generate_series(1, 20000) i`,
		`UPDATE intake.source SET next = 20001`,
		`SELECT brin_summarize_new_values('intake.event_log_at')`, // as autovacuum does while it fills
	} {
		if err := db.Exec(t, sql); err != nil {
			t.Fatal(err)
		}
	}
	pool, err := pg.Open(t.Context(), db.URL("intake"), "intake", 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	_, js := bustest.New(t).Service(t, "intake")
	publisher := outbox.NewPublisher(outbox.NewLog(pool, "intake", bustest.District), js, quiet, time.Now)
	for name, c := range map[string]struct {
		now  time.Time
		want uint64
	}{
		"some are young enough": {time.Now(), 393 * 48},
		"none is":               {time.Now().AddDate(1, 0, 0), 20000},
	} {
		publisher.Start = outbox.NewPublisher(outbox.NewLog(pool, "intake", bustest.District), js, quiet, func() time.Time { return c.now }).Start
		var start uint64
		touched := pgtest.Touched(t, pool, func() {
			if start, err = publisher.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
		})["event_log"]
		if start != c.want || touched > 400 { // of 2,700
			t.Errorf("%s: it starts behind %d, not %d; %d pages are touched", name, start, c.want, touched)
		}
	}
}
