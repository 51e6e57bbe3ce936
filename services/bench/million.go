package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jedib0t/go-pretty/v6/table"

	"xiansuo/services/bench/internal/copies"
	"xiansuo/services/internal/local"
)

// load fills a data folder with so many leads: some hundreds go their ways through a running system, and are copied while it stands.
func (o options) load(ctx context.Context, data string, leads int) error {
	sides, err := o.sides()
	if err != nil {
		return err
	}
	began := time.Now()
	o.warm = 0
	sys, err := o.start(ctx, sides[0], data)
	if err != nil {
		return err
	}
	err = sys.sow(ctx)
	sys.stop()
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "a seed of %d leads after %.0f s\n", seeded(), time.Since(began).Seconds())
	return copyLeads(ctx, data, leads)
}

// copyLeads copies the leads of a folder on which nothing runs.
func copyLeads(ctx context.Context, data string, leads int) error {
	place, err := (&local.Folder{Dir: data}).PostgresPlace()
	if err != nil {
		return err
	}
	// Pages of tables that are filled are written once: without a log of them.
	bulk := []string{"wal_level=minimal", "max_wal_senders=0", "fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=1GB",
		"autovacuum=off", "checkpoint_timeout=1h", "max_wal_size=16GB"}
	server, err := local.StartPostgres(ctx, local.PostgresOptions{Dir: place, Settings: bulk})
	if err != nil {
		return err
	}
	began := time.Now()
	say := func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
	n, err := copies.Load(ctx, copies.Plan{URL: server.URL, Leads: leads, Now: time.Now(), Newest: 8, Oldest: 1095, Say: say})
	took := time.Since(began)
	if err == nil {
		err = reportTables(ctx, server.URL, n, took)
	}
	if stopped := server.Stop(); err == nil {
		err = stopped
	}
	if err != nil {
		return err
	}
	return os.RemoveAll(filepath.Join(data, "nats")) // the broker is a cache: what it held of the seed is told by the log no more
}

// reportTables prints what the tables hold.
func reportTables(ctx context.Context, url string, leads int, took time.Duration) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `SELECT n.nspname || '.' || c.relname, c.reltuples::float8, pg_table_size(c.oid)::float8, pg_indexes_size(c.oid)::float8
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND c.reltuples > 1000 AND n.nspname IN ('intake', 'routing', 'enforcement', 'disclosure', 'ledger') ORDER BY 3 DESC`)
	if err != nil {
		return err
	}
	w := newTable(fmt.Sprintf("%d leads, copied and analysed in %.0f s", leads, took.Seconds()), "table", "rows", "MiB", "of indexes")
	var name string
	var count, size, indexes, all float64
	_, err = pgx.ForEachRow(rows, []any{&name, &count, &size, &indexes}, func() error {
		w.AppendRow(table.Row{name, whole(count), whole(size / (1 << 20)), whole(indexes / (1 << 20))})
		all += size + indexes
		return nil
	})
	w.AppendFooter(table.Row{"together", "", whole(all / (1 << 20)), ""})
	w.Render()
	return err
}
