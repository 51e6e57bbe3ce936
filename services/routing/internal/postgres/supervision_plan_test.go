package postgres

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/calendar"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
	"xiansuo/services/routing/internal/supervision"
)

// crowd fills a database with n leads that were received evenly over a number of months from January 2025 and have ended: four clocks
// and six records each, written in the order of time. One in twenty is signed late, one in ten was handled late, one in forty asked
// to be taken back before.
func crowd(t testing.TB, n, months int) (*Store, *pgtest.Database) {
	t.Helper()
	db := pgtest.New(t, Schema())
	base := fmt.Sprintf(`SET search_path = routing; CREATE TEMP VIEW n AS SELECT i, to_char(i, 'FM"990101-2026-"000000') AS id,
		timestamptz '2024-12-31 16:00Z' + i * interval '1 second' * (%d * 30.4 * 86400 / %d) AS at,
		(ARRAY['education', 'market', 'police', 'fire', 'culture', 'health'])[1 + i %% 6] AS who, i %% 20 = 7 AS unsigned, i %% 10 = 3 AS late, i %% 40 = 9 AS back
		FROM generate_series(1, %d) i;`, months, n, n)
	record := func(no int, kind, from, holder, at, more string) string {
		return fmt.Sprintf(`SELECT id, %d AS no, %s AS kind, %s AS at, json_build_object('no', %d, 'kind', %s, 'from', %s, 'to', 'desk', 'by', 'rules', 'rule', 'hidden-tutoring@2026-07-01-a1b2c3d4e5f6',
			'at', %s, 'holder', %s, 'note', repeat('情况说明', 20), 'cause', '01890a5d-ac96-774b-bcce-b302099a8057', 'prev', repeat('0123456789abcdef', 4) %s) AS data FROM n`,
			no, kind, at, no, kind, from, at, holder, more)
	}
	signed := "at + interval '5 hours' + CASE WHEN unsigned THEN interval '4 days' ELSE '0' END"
	done := "at + interval '5 days' + CASE WHEN late THEN interval '5 days' ELSE '0' END"
	records := record(1, "'routed'", "'/990101/hotline-12345'", "'desk'", "at", "") + " UNION ALL " +
		record(2, "'dispatched'", "'desk'", "'desk'", "at", ", 'clocks', json_build_array(json_build_object('id', 'HL-02'), json_build_object('id', 'HL-05'))") + " UNION ALL " +
		record(3, "'signed'", "who", "who", signed, "") + " UNION ALL " +
		record(4, "CASE WHEN back THEN 'return-asked' ELSE 'fedback' END", "who", "who", signed+" + interval '1 hour'", ", 'reason', CASE WHEN back THEN 'R01' ELSE 'contacted' END") + " UNION ALL " +
		record(5, "'submitted'", "who", "who", done, ", 'reason', 'substantiated'") + " UNION ALL " +
		record(6, "'done'", "'desk'", "''", done+" + interval '1 day'", ", 'reason', 'substantiated'")
	clock := func(record, place int, id, step, against, from, due, ended string) string {
		return fmt.Sprintf(`SELECT id AS lead, %d, %d, '%s', '%s', %s, %s AS counted_from, '1 WD', %s, false, '2023-2026/6f5e4d3c2b1a', 'green', NULL::timestamptz, NULL::timestamptz, %s, 0,
			'lead', %s, interval '0', 'met' FROM n`, record, place, id, step, against, from, due, ended, from)
	}
	clocks := clock(2, 0, "HL-02", "sign", "who", "at", "at + interval '1 day'", signed) + " UNION ALL " +
		clock(2, 1, "HL-05", "handle", "who", "at", "at + interval '7 days'", done) + " UNION ALL " +
		clock(2, 2, "HL-09", "contact", "who", "at", "at + interval '1 day'", signed+" + interval '1 hour'") + " UNION ALL " +
		clock(5, 0, "LO-01", "review", "'desk'", done, done+" + interval '1 day'", done+" + interval '1 day'")
	for _, sql := range []string{
		`INSERT INTO lead (id, sender, number, state, holder, category, urgency, channel, street, grid, not_ours, escalated, last, received_at, changed_at, trace_parent,
			decision, matter, supplements, standing) SELECT id, '/990101/hotline-12345', i::text, 'closed', '', (ARRAY['A01', 'D07', 'F01', 'E01', 'C02'])[1 + i % 5], 'normal', 'hotline',
			'街道' || i % 12, 'G' || i % 300, 0, false, 6, at, at, repeat('0', 55), json_build_object('ruleSet', 'x', 'why', repeat('y', 700), 'lead', who),
			json_build_object('text', repeat('孩子在小区里补课', 30)), '[]', '{}' FROM n ORDER BY at`,
		`INSERT INTO record SELECT * FROM (` + records + `) r ORDER BY at`,
		`INSERT INTO clock SELECT * FROM (` + clocks + `) c ORDER BY counted_from`,
	} {
		if err := db.Exec(t, base+sql); err != nil {
			t.Fatal(err)
		}
	}
	for _, sql := range []string{"VACUUM ANALYZE routing.lead", "VACUUM ANALYZE routing.record", "VACUUM ANALYZE routing.clock"} {
		if err := db.Exec(t, sql); err != nil {
			t.Fatal(err)
		}
	}
	pool, err := pg.Open(t.Context(), db.URL("routing"), "routing", 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return &Store{Log: outbox.NewLog(pool, "routing", "990101")}, db
}

func monthOf(year int, month time.Month, by ...supervision.Dimension) supervision.Query {
	from := time.Date(year, month, 1, 0, 0, 0, 0, calendar.China)
	return supervision.Query{From: from, To: from.AddDate(0, 1, 0), By: by, Least: 5, Now: time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)}
}

// looked runs a statement as the service would and returns the pages that it looked at, with its plan.
func looked(t *testing.T, s *Store, settings, sql string, args pgx.NamedArgs) (int64, string) {
	t.Helper()
	tx, err := s.Log.DB.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.Background()) }()
	if _, err := tx.Exec(t.Context(), settings); err != nil {
		t.Fatal(err)
	}
	rows, err := tx.Query(t.Context(), "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) "+sql, args)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	plan := strings.Join(lines, "\n")
	var pages int64
	for _, m := range regexp.MustCompile(`(?m)Buffers: shared( hit=(\d+))?( read=(\d+))?`).FindAllStringSubmatch(plan, 1) { // the first line is of the whole
		for _, n := range []string{m[2], m[4]} {
			if n != "" {
				k, _ := strconv.ParseInt(n, 10, 64)
				pages += k
			}
		}
	}
	return pages, plan
}

// With 80,000 leads of four years, a month's report looks at what that month holds and not at the history, whatever it is split by; and
// lists are read along their indexes.
func TestSupervisionPlans(t *testing.T) {
	const leads, months = 80_000, 48
	s, db := crowd(t, leads, months)
	if err := db.Exec(t, `INSERT INTO routing.clock SELECT to_char(i, 'FM"990101-2026-"000000'), 9, 0, 'HL-05', 'handle', 'health', now(), '1 WD',
		timestamptz '2029-01-01' + i * interval '1 second', false, '', 'green', NULL, NULL, NULL, 0, 'lead', now(), '0', NULL
		FROM generate_series(1, 2000) i`); err != nil {
		t.Fatal(err)
	}
	month := monthOf(2026, 3, supervision.ByDepartment)
	split := monthOf(2026, 3, supervision.ByDepartment, supervision.ByStreet, supervision.ByClass)
	for name, q := range map[string]supervision.Query{"by department": month, "by department, street and class": split} {
		for of, source := range map[string]source{"clocks": clockSource, "offers": offerSource, "asked": askedSource, "closed": closedSource, "revisits": revisitSource,
			"leads": leadSource, "critical": criticalSource} {
			pages, plan := looked(t, s, settingsSQL, source.sql(q), figureArgs(q))
			if strings.Contains(plan, "Seq Scan") {
				t.Errorf("%s %s reads a table whole:\n%s", of, name, plan)
			}
			// A month has 1,667 leads with four clocks and six records each; whatever is looked up of one costs a few pages.
			if limit := int64(leads / months * 60); pages > limit {
				t.Errorf("%s %s looks at %d pages, not %d:\n%s", of, name, pages, limit, plan)
			}
			if m := regexp.MustCompile(`Rows Removed by (Filter|Join Filter|Index Recheck): (\d{5,})`).FindString(plan); m != "" {
				t.Errorf("%s %s looks at too much (%s):\n%s", of, name, m, plan)
			}
		}
	}
	whole := month
	whole.From, whole.To = month.From.AddDate(-2, 0, 0), month.From.AddDate(3, 0, 0)
	few, _ := looked(t, s, settingsSQL, clockSource.sql(month), figureArgs(month))
	if all, _ := looked(t, s, settingsSQL, clockSource.sql(whole), figureArgs(whole)); few*20 > all {
		t.Errorf("a month looks at %d pages, four years at %d", few, all)
	}
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	period := pgx.NamedArgs{"from": month.From, "to": month.To, "now": now, "limit": 101, "against": "", "least": 2, "statutory": []string{"PS-05/hand-over"}}
	start := func(p position) pgx.NamedArgs {
		args := p.args(pgx.NamedArgs{})
		for name, value := range period {
			args[name] = value
		}
		return args
	}
	audited := start(beforeAll)
	audited["lead"] = ""
	for name, list := range map[string]struct {
		sql  string
		args pgx.NamedArgs
		most int64
	}{
		"overdue":   {overdueSQL, start(beforeAll), 3000},
		"returned":  {returnedSQL, start(behindAll), 500},
		"moved":     {movedSQL, start(behindAll), 2000},
		"looping":   {regainedSQL, start(behindAll), 500},
		"escalated": {escalatedSQL, start(behindAll), 500},
		"listed":    {supervisedSQL, start(behindAll), 500},
		"broken":    {brokenSQL, audited, 20000},
		"returns":   {returnAnswer, audited, 500},
		"referrals": {referralAnswer, audited, 500},
		"twice":     {twiceAnswer, audited, 500},
		"circles":   {circleAnswer, audited, 5000},
		"reads":     {readAnswer, audited, 10000},
	} {
		pages, plan := looked(t, s, "SELECT", list.sql, list.args)
		if strings.Contains(plan, "Seq Scan") || pages > list.most {
			t.Errorf("%s looks at %d pages:\n%s", name, pages, plan)
		}
	}
}

// BenchmarkMonth reports a month, and who held leads in one, over as many clocks as SUPERVISED_CLOCKS says, of a year.
func BenchmarkMonth(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("SUPERVISED_CLOCKS"))
	if err != nil {
		n = 1_000_000
	}
	s, _ := crowd(b, n/4, 12)
	year := monthOf(2025, 1, supervision.ByDepartment)
	year.To = year.From.AddDate(1, 0, 0)
	streets := monthOf(2025, 6, supervision.ByDepartment, supervision.ByStreet, supervision.ByClass)
	days := monthOf(2025, 6, supervision.ByDepartment)
	days.Bucket = supervision.Day
	for name, q := range map[string]supervision.Query{"month by department": monthOf(2025, 6, supervision.ByDepartment), "month by department, street and class": streets,
		"month by department and day": days, "year by department": year} {
		b.Run(name, func(b *testing.B) {
			before := taken(b, s)
			for b.Loop() {
				if _, err := s.Indicators(context.Background(), q); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(taken(b, s)-before)/float64(b.N), "cpu-ms/op")
		})
	}
	for name, month := range map[string]time.Month{"time held in the last month": 12, "time held half a year ago": 6} {
		q := monthOf(2025, month)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Held(context.Background(), q.From, q.To, year.To); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// taken is how much of a processor, in milliseconds, the database has taken for the only connection: what a report takes where nothing
// else runs.
func taken(b *testing.B, s *Store) int64 {
	b.Helper()
	var pid int
	if err := s.Log.DB.QueryRow(context.Background(), "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		b.Fatal(err)
	}
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0 // not Linux
	}
	fields := strings.Fields(string(content))
	user, _ := strconv.ParseInt(fields[13], 10, 64)
	system, _ := strconv.ParseInt(fields[14], 10, 64)
	return 10 * (user + system)
}
