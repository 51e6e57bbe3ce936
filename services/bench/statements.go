package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jedib0t/go-pretty/v6/table"
)

// mostPages is how many pages a statement may touch for each lead that goes its way, whatever the tables hold: some rows, each through a few
// indexes.
const mostPages = 100

const statementsSQL = `SELECT r.rolname, s.query, s.calls::float8, s.rows::float8, (s.shared_blks_hit + s.shared_blks_read)::float8, s.total_exec_time
	FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
	WHERE r.rolname LIKE 'xiansuo\_%' AND r.rolname <> 'xiansuo_admin' AND s.calls > 20 ORDER BY s.total_exec_time DESC`

// statements runs a load on a folder and looks at every statement of the services as it ran: how many pages it touched. A statement without
// its index touches the more the more there is. It fails when one does.
func (o options) statements(ctx context.Context, side side, data string) error {
	counted := false
	o.warm = 0
	for _, set := range []string{"'pg_stat_statements'", "DEFAULT"} {
		sys, err := o.start(ctx, side, data)
		if err != nil {
			return err
		}
		err = func() error {
			defer sys.stop()
			conn, err := connect(ctx, data)
			if err != nil {
				return err
			}
			defer conn.Close(ctx)
			if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_stat_statements')").Scan(&counted); err != nil || !counted {
				return err
			}
			if _, err := conn.Exec(ctx, "ALTER SYSTEM SET shared_preload_libraries = "+set); err != nil || set != "DEFAULT" {
				return err // it counts from the next start on
			}
			if _, err := conn.Exec(ctx, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements"); err != nil {
				return err
			}
			r, err := sys.single(ctx, o.clients, o.duration, "single")
			if err != nil {
				return err
			}
			l, err := sys.lifecycles(ctx, o.hands, o.duration, "life")
			if err != nil {
				return err
			}
			return reportStatements(ctx, conn, float64(r.arrived+l.done))
		}()
		if err != nil {
			return err
		}
	}
	if !counted {
		fmt.Println("PostgreSQL's pg_stat_statements is not installed: what statements touch was not looked at")
	}
	return nil
}

var spaces = regexp.MustCompile(`\s+`)

func reportStatements(ctx context.Context, conn *pgx.Conn, leads float64) error {
	rows, err := conn.Query(ctx, statementsSQL)
	if err != nil {
		return err
	}
	w := newTable("statements at a million leads, by time", "of", "statement", "calls", "rows each", "pages each", "pages a lead", "ms in all")
	var role, query string
	var calls, count, pages, took float64
	var beyond []string
	n := 0
	_, err = pgx.ForEachRow(rows, []any{&role, &query, &calls, &count, &pages, &took}, func() error {
		text := []rune(spaces.ReplaceAllString(query, " "))
		text = text[:min(len(text), 70)]
		each := pages / leads
		if each > mostPages {
			beyond = append(beyond, string(text))
		}
		if n++; n <= 25 || each > mostPages {
			w.AppendRow(table.Row{strings.TrimPrefix(role, "xiansuo_"), string(text), whole(calls), fmt.Sprintf("%.1f", count/calls), whole(pages / calls), fmt.Sprintf("%.1f", each), whole(took)})
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.Render()
	if len(beyond) > 0 {
		return fmt.Errorf("statements that touch more than %d pages a lead: %s", mostPages, strings.Join(beyond, "; "))
	}
	return nil
}
