package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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

// scale is what was measured of an empty system and of one with a million leads, round by round.
type scale struct {
	single, batch map[string][]result
	lives         map[string][]lives
	peak          map[string]memory
}

const (
	empty    = "empty"
	millions = "at a million leads"
	// warmAtScale is how long a system that was just started on very many leads is warmed up: what it looks up lies on the disk.
	warmAtScale = 20 * time.Second
)

// million measures an empty system and one with a million leads in turn, while both run.
func (o options) million(ctx context.Context, side side, data string, leads int) error {
	if data == "" {
		var err error
		if data, err = os.MkdirTemp("", "xiansuo-bench-"); err != nil {
			return err
		}
		defer func() { _ = local.Remove(data) }()
	}
	if _, err := os.Stat(filepath.Join(data, "keys", "cluster")); os.IsNotExist(err) { // it is new
		if err := o.load(ctx, data, leads); err != nil {
			return err
		}
	}
	began := time.Now()
	full := o
	full.warm = warmAtScale
	large, err := full.start(ctx, side, data)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "ready and warm after %.0f s\n", time.Since(began).Seconds())
	m := scale{single: map[string][]result{}, batch: map[string][]result{}, lives: map[string][]lives{}, peak: map[string]memory{}}
	err = o.on(ctx, side, func(small *system) error {
		for round := range o.rounds {
			if err := m.round(ctx, o, small, empty, round+1); err != nil {
				return err
			}
			if err := m.round(ctx, o, large, millions, round+1); err != nil {
				return err
			}
		}
		return nil
	})
	large.stop()
	if err != nil {
		return err
	}
	m.report(o)
	return o.statements(ctx, side, data)
}

func (m *scale) round(ctx context.Context, o options, sys *system, name string, round int) error {
	r, err := sys.single(ctx, o.clients, o.duration, "single")
	if err != nil {
		return err
	}
	say(round, sys, name+", one by one", r)
	m.single[name] = append(m.single[name], r)
	if r, err = sys.batches(ctx, o.senders, o.batch, o.duration, "batch"); err != nil {
		return err
	}
	say(round, sys, name+", in batches", r)
	m.batch[name] = append(m.batch[name], r)
	l, err := sys.lifecycles(ctx, o.hands, o.duration, "life")
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "round %d: %s, %.0f lifecycles a second, %.2f + %.2f ms of processors each\n", round, name, l.rate(), per(l.cost.own, l.done), per(l.cost.postgres, l.done))
	m.lives[name] = append(m.lives[name], l)
	sys.mu.Lock()
	defer sys.mu.Unlock()
	m.peak[name] = sys.peak
	return nil
}

func (m *scale) report(o options) {
	w := newTable(fmt.Sprintf("empty and at a million leads, in turn: %s, %d rounds", o.duration, o.rounds), "", "a second: best", "median", "all rounds", "CPU ms each: own", "PostgreSQL", "own MiB", "PostgreSQL MiB")
	line := func(what, name string, rates []float64, c cost, n int) {
		w.AppendRow(table.Row{what + ", " + name, whole(slices.Max(rates)), whole(middle(rates)), figures(rates), fmt.Sprintf("%.2f", per(c.own, n)),
			fmt.Sprintf("%.2f", per(c.postgres, n)), m.peak[name].own >> 20, m.peak[name].postgres >> 20})
	}
	compare := func(of func(name string) ([]float64, cost, int), what string) {
		for _, name := range []string{empty, millions} {
			rates, c, n := of(name)
			line(what, name, rates, c, n)
		}
		a, ca, na := of(millions)
		b, cb, nb := of(empty)
		w.AppendRow(table.Row{"ratio", ratio(slices.Max(a), slices.Max(b)), ratio(middle(a), middle(b)), "", ratio(per(ca.own, na), per(cb.own, nb)), ratio(per(ca.postgres, na), per(cb.postgres, nb)), "", ""})
		w.AppendSeparator()
	}
	for _, part := range []struct {
		what string
		all  map[string][]result
	}{{"one by one", m.single}, {"in batches", m.batch}} {
		compare(func(name string) ([]float64, cost, int) {
			r := together(part.all[name])
			return ratesOf(part.all[name]), r.cost, r.arrived
		}, part.what)
	}
	compare(func(name string) (rates []float64, c cost, n int) {
		for _, l := range m.lives[name] {
			rates, n, c = append(rates, l.rate()), n+l.done, cost{c.own + l.cost.own, c.postgres + l.cost.postgres}
		}
		return rates, c, n
	}, "lifecycles")
	w.Render()
	reportSteps(m.lives, []string{empty, millions})
}
