package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jedib0t/go-pretty/v6/table"

	"xiansuo/services/internal/local"
)

// connect connects to a system's PostgreSQL as its administrator.
func connect(ctx context.Context, data string) (*pgx.Conn, error) {
	a, err := local.ReadAddresses(data)
	if err != nil {
		return nil, err
	}
	place, err := (&local.Folder{Dir: data}).PostgresPlace()
	if err != nil {
		return nil, err
	}
	password, err := os.ReadFile(filepath.Join(place, "admin.password"))
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(a.Postgres)
	if err != nil {
		return nil, err
	}
	u.User = url.UserPassword(u.User.Username(), strings.TrimSpace(string(password)))
	return pgx.Connect(ctx, u.String())
}

// written is what a system wrote for each complaint.
type written struct {
	table            string
	inserted, others float64 // rows
	bytes            float64 // of rows, inserted or written again
}

// writtenSQL counts rows by table. The size of a row is the mean of what lies there now.
const writtenSQL = `SELECT schemaname, relname, n_tup_ins, n_tup_upd + n_tup_del, n_tup_ins + n_tup_upd FROM pg_stat_user_tables
	WHERE n_tup_ins + n_tup_upd > 0 ORDER BY schemaname, relname`

// bytes prints how many bytes of rows, of events and of the write-ahead log each complaint costs, on both sides.
func (m *measured) bytes(ctx context.Context, sides []side) error {
	for _, s := range sides {
		err := m.on(ctx, s, func(sys *system) error {
			conn, err := connect(ctx, sys.data)
			if err != nil {
				return err
			}
			defer conn.Close(ctx)
			// A checkpoint now: pages that are changed for the first time after one are written whole.
			if _, err := conn.Exec(ctx, "CHECKPOINT"); err != nil {
				return err
			}
			var before, after int64
			const at = "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"
			if err := conn.QueryRow(ctx, at).Scan(&before); err != nil {
				return err
			}
			r, err := sys.single(ctx, m.clients, m.duration, "bytes")
			if err != nil {
				return err
			}
			pause(ctx, settled) // readers that nobody waits for, and PostgreSQL's statistics
			if err := conn.QueryRow(ctx, at).Scan(&after); err != nil {
				return err
			}
			all, leads, err := rowsOf(ctx, conn, sys.name)
			if err != nil {
				return err
			}
			reportBytes(sys.name, all, leads, float64(after-before)/float64(r.arrived))
			return reportEvents(ctx, conn, sys.name, leads)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func rowsOf(ctx context.Context, conn *pgx.Conn, side string) (all []written, leads float64, err error) {
	counted := "intake.lead"
	if side != "xiansuo" {
		counted = "accepted"
	}
	if err := conn.QueryRow(ctx, "SELECT count(*) FROM "+counted).Scan(&leads); err != nil {
		return nil, 0, err
	}
	rows, err := conn.Query(ctx, writtenSQL)
	if err != nil {
		return nil, 0, err
	}
	var schema, name string
	var inserted, others, wrote float64
	var count []float64
	_, err = pgx.ForEachRow(rows, []any{&schema, &name, &inserted, &others, &wrote}, func() error {
		all, count = append(all, written{table: schema + "." + name, inserted: inserted / leads, others: others / leads}), append(count, wrote)
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	for i := range all {
		var size float64
		sample := "SELECT coalesce(avg(pg_column_size(t.*)), 0)::float8 FROM (SELECT * FROM " + all[i].table + " LIMIT 20000) t"
		if err := conn.QueryRow(ctx, sample).Scan(&size); err != nil {
			return nil, 0, err
		}
		all[i].bytes = size * count[i] / leads
	}
	return all, leads, nil
}

func reportBytes(side string, all []written, leads, wal float64) {
	w := newTable(fmt.Sprintf("%s: what each of %.0f complaints costs in rows", side, leads), "table", "rows inserted", "changed or deleted", "bytes of rows")
	sum := 0.0
	for _, t := range all {
		if t.bytes >= 1 {
			w.AppendRow(table.Row{t.table, fmt.Sprintf("%.2f", t.inserted), fmt.Sprintf("%.2f", t.others), whole(t.bytes)})
		}
		sum += t.bytes
	}
	w.AppendFooter(table.Row{"together", "", "bytes of rows", whole(sum)})
	w.AppendFooter(table.Row{"", "", "of write-ahead log", whole(wal)})
	w.Render()
}

// reportEvents prints the events of xiansuo's logs by type.
func reportEvents(ctx context.Context, conn *pgx.Conn, side string, leads float64) error {
	if side != "xiansuo" {
		return nil
	}
	w := newTable("xiansuo: events", "log", "type", "for each complaint", "bytes", "of them for a queue")
	for _, service := range []string{"intake", "routing", "enforcement", "disclosure"} {
		rows, err := conn.Query(ctx, "SELECT type, count(*), avg(length(body))::float8, count(queue) FROM "+service+".event_log GROUP BY type ORDER BY type")
		if err != nil {
			return err
		}
		var typ string
		var n, size, queued float64
		_, err = pgx.ForEachRow(rows, []any{&typ, &n, &size, &queued}, func() error {
			w.AppendRow(table.Row{service, typ, fmt.Sprintf("%.2f", n/leads), whole(size), fmt.Sprintf("%.2f", queued/leads)})
			return nil
		})
		if err != nil {
			return err
		}
	}
	w.Render()
	return nil
}

// settled is how long after a load everything rests; an idle connection of PostgreSQL tells its statistics after ten seconds.
const settled = 11 * time.Second
