package pgtest

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Touched returns how many pages of each table and its indexes something touches, by the plans that it really ran by. The pool must have
// one connection, and nobody else may use its database.
func Touched(t testing.TB, pool *pgxpool.Pool, do func()) map[string]int64 {
	t.Helper()
	if n := pool.Config().MaxConns; n != 1 {
		t.Fatalf("pages are counted of one connection, not of %d", n)
	}
	for alone := false; !alone; { // a connection that ends tells what it did at its very end; of what another role does only this much can be seen
		err := pool.QueryRow(t.Context(), `SELECT NOT EXISTS (SELECT FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL)`).Scan(&alone)
		if err != nil {
			t.Fatal(err)
		}
	}
	before := pages(t, pool)
	do()
	after := pages(t, pool)
	for table := range after {
		after[table] -= before[table]
	}
	return after
}

// pages returns how many were touched since the database was made, once the connection has told what it did.
func pages(t testing.TB, pool *pgxpool.Pool) map[string]int64 {
	t.Helper()
	if _, err := pool.Exec(t.Context(), "SELECT pg_stat_force_next_flush()"); err != nil {
		t.Fatal(err)
	}
	rows, err := pool.Query(t.Context(), `SELECT relname, coalesce(heap_blks_read + heap_blks_hit, 0) + coalesce(idx_blks_read + idx_blks_hit, 0)
		FROM pg_statio_user_tables WHERE schemaname = current_schema`)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int64{}
	var table string
	var n int64
	if _, err := pgx.ForEachRow(rows, []any{&table, &n}, func() error { out[table] = n; return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

// Grown reports the tables of which more pages are touched than before, beyond what deeper indexes need: half as many again, and slack.
func Grown(before, after map[string]int64, slack int64) (tables []string) {
	for table, n := range after {
		if n > before[table]+before[table]/2+slack {
			tables = append(tables, table)
		}
	}
	return tables
}
