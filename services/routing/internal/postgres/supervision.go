package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/routing/internal/supervision"
)

// The figures of supervision are read from the tables that the protocol writes anyway: clocks for what was due, the chain for what
// happened. They are counted in one statement a source, all in one snapshot.

// source finds what is counted: rows with a department, an instant at, and what they count for. A row is of a lead l.
type source struct {
	// rows are what is counted, with what as an array of supervision.Count; %[1]s are columns, %[2]s the lead, %[3]s conditions.
	rows string
	// single says that what is one count.
	single bool
	// times are what is measured of the rows k: an instant timed_at, what was timed, and seconds.
	times string
}

var (
	// clockSource is every clock that was due in the period, and the signatures and submissions in it. Of several clocks for one step of one
	// duty the one counts that was extended, else the earliest.
	clockSource = source{rows: `SELECT c.against AS department, c.due AS at, c.lead, c.ended_at AS timed_at, extract(epoch FROM c.ended_at - c.began_at - c.rested) AS seconds,
			CASE WHEN c.ending = 'met' AND c.ended_at >= @from AND c.ended_at < @to THEN CASE WHEN c.step = 'sign' THEN 'sign-time'
				WHEN c.step = 'handle' AND c.role = 'lead' THEN 'handle-time' END END AS timed,
			CASE WHEN c.due >= @from AND c.due < @to THEN CASE c.step WHEN 'sign' THEN 'sign' WHEN 'handle' THEN CASE c.role WHEN 'lead' THEN 'handle' ELSE 'answer' END
				WHEN 'contact' THEN 'contact' WHEN 'transfer' THEN 'transfer-clock' WHEN 'forward' THEN 'transfer-clock' WHEN 'hand-over' THEN 'transfer-clock'
				WHEN 'decide' THEN 'office' WHEN 'review' THEN 'office' WHEN 'revisit' THEN 'office' WHEN 'rule' THEN 'office'
				WHEN 'accept' THEN 'answer' WHEN 'file' THEN 'answer' WHEN 'reconsider' THEN 'answer' WHEN 'tell-incomplete' THEN 'answer' WHEN 'complete' THEN 'answer'
				ELSE 'other' END || CASE WHEN ` + lateSQL + ` THEN '.late' WHEN c.ended_at IS NULL THEN '.running' ELSE '.' || c.ending END END AS what %[1]s
		FROM clock c %[2]s WHERE (c.due >= @from AND c.due < @to OR c.ended_at >= @from AND c.ended_at < @to AND c.step IN ('sign', 'handle')) AND ` + countsSQL + ` %[3]s`,
		single: true, times: `(SELECT * FROM k WHERE timed IS NOT NULL)`}

	// offerSource is what was asked in the period, and the time in it during which something that was asked was not signed.
	offerSource = source{rows: `SELECT c.against AS department, c.began_at AS at, c.counted_from AS since, coalesce(c.ended_at, c.paused_at, @now) AS until,
			CASE WHEN c.began_at >= @from THEN 'offered' END AS what %[1]s
		FROM clock c %[2]s WHERE c.step = 'sign' AND c.began_at < @to
			AND (c.ended_at > @from OR c.ended_at IS NULL AND (c.paused_at IS NULL OR c.paused_at > @from) OR c.began_at >= @from) %[3]s`, single: true,
		times: `(SELECT k.*, p.starts AS timed_at, 'unsigned-time' AS timed, extract(epoch FROM least(k.until, p.ends) - greatest(k.since, p.starts)) AS seconds
			FROM k JOIN unnest(@starts::timestamptz[], @ends::timestamptz[]) AS p(starts, ends) ON k.since < least(p.ends, @now) AND k.until > p.starts AND k.since < k.until OFFSET 0)`}

	// askedSource is what was pushed back, disputed, given away, done again, supervised and escalated in the period.
	askedSource = source{rows: `SELECT CASE WHEN r.kind IN ('redone', 'supervised') THEN r.data->>'to' ELSE r.data->>'from' END AS department, r.at, CASE
				WHEN r.kind = 'return-asked' THEN ARRAY['pushed-back', (` + returnSQL + `)] WHEN r.kind = 'rejected' THEN ARRAY['pushed-back']
				WHEN r.kind IN ('transferred', 'referred') THEN ARRAY['transfer', (` + adoptedSQL + `)]
				WHEN r.kind = 'disputed' THEN ARRAY[(SELECT 'disputed' FROM record b WHERE b.lead = r.lead AND b.no = r.no - 1 AND (b.at < r.at OR b.kind NOT IN ('return-asked', 'rejected')))]
				ELSE ARRAY[r.kind] END AS what %[1]s
		FROM record r %[2]s WHERE r.kind IN ('return-asked', 'rejected', 'transferred', 'referred', 'disputed', 'redone', 'supervised', 'escalated')
			AND r.at >= @from AND r.at < @to %[3]s`}

	// closedSource is what ended in the period, by who held it then.
	closedSource = source{rows: `SELECT o.holder AS department, r.at, ARRAY['closed', CASE WHEN o.verified THEN 'closed.' || o.outcome ELSE 'closed.other' END,
				CASE WHEN NOT EXISTS (SELECT FROM clock c WHERE c.lead = r.lead AND c.record = r.no AND c.step = 'revisit') THEN 'closed.unasked' END,
				CASE WHEN o.verified AND EXISTS (SELECT FROM record f WHERE f.lead = r.lead AND f.no < r.no
					AND (f.kind = 'filed' OR f.kind = 'fedback' AND f.data->>'reason' = 'filed') AND f.data->>'from' = o.holder) THEN 'closed.filed' END] AS what %[1]s
		FROM record r JOIN record b ON b.lead = r.lead AND b.no = r.no - 1 %[2]s
			CROSS JOIN LATERAL (SELECT v.outcome, v.holder, v.outcome IN ('substantiated', 'unsubstantiated') AS verified
				FROM (SELECT r.data->>'reason' AS outcome, b.data->>'holder' AS holder OFFSET 0) v OFFSET 0) o
		WHERE r.kind = 'done' AND r.at >= @from AND r.at < @to %[3]s`}

	// revisitSource is what reporters said in the period, of who had ended it.
	revisitSource = source{rows: `SELECT (SELECT b.data->>'holder' FROM record d JOIN record b ON b.lead = d.lead AND b.no = d.no - 1
				WHERE d.lead = r.lead AND d.no < r.no AND d.kind = 'done' ORDER BY d.no DESC LIMIT 1) AS department, r.at,
			CASE WHEN v.said->>'reached' = 'true' THEN ARRAY['revisit.reached', 'responded.' || coalesce(v.said->>'responded', 'unknown'),
				'solved.' || coalesce(v.said->>'solved', 'unknown'), 'satisfied.' || coalesce(v.said->>'satisfied', 'unknown')] ELSE ARRAY['revisit.missed'] END AS what %[1]s
		FROM record r %[2]s CROSS JOIN LATERAL (SELECT r.data->'verdicts' AS said OFFSET 0) v
		WHERE r.kind = 'revisited' AND r.at >= @from AND r.at < @to AND v.said IS NOT NULL %[3]s`}  // of a folded report it stands in the lead that goes on

	// leadSource is what was received in the period.
	leadSource = source{rows: `SELECT nullif(l.decision->>'lead', 'none') AS department, l.received_at AS at, ARRAY['received', CASE WHEN l.state = 'merged' THEN 'folded' END] AS what %[1]s
		FROM lead l WHERE l.received_at >= @from AND l.received_at < @to AND l.whole IS NULL %[3]s`}

	// criticalSource is clocks of critical leads that ran out in the period: what is late is few, and is found before the leads are looked at.
	criticalSource = source{rows: `SELECT c.against AS department, c.due AS at, ARRAY['overdue.critical'] AS what %[1]s
		FROM (SELECT c.lead, c.against, c.due FROM clock c WHERE c.due >= @from AND c.due < @to AND ` + lateSQL + ` AND ` + countsSQL + ` OFFSET 0) c
			JOIN lead l ON l.id = c.lead WHERE l.urgency = 'critical' %[3]s`}
)

const (
	// lateSQL says that a clock c ran out, also one that is over by now.
	lateSQL = `coalesce(c.ended_at, c.paused_at, @now) > c.due`

	// countsSQL leaves out what is no duty of ours, rights, and of several handling clocks of one duty those that do not count.
	countsSQL = `c.step NOT IN ('answer', 'ask-reconsideration') AND (c.step <> 'handle' OR NOT EXISTS (SELECT FROM clock o WHERE o.lead = c.lead AND o.record = c.record
		AND o.step = 'handle' AND o.against = c.against AND (o.extended = 0, o.due, o.id) < (c.extended = 0, c.due, c.id)))`

	// returnSQL is what became of a return r that was asked.
	returnSQL = `coalesce((SELECT CASE d.kind WHEN 'return-refused' THEN 'return.refused' WHEN 'returned' THEN 'return.granted' WHEN 'excused' THEN 'return.granted'
				ELSE 'return.other' END
			FROM record d WHERE d.lead = r.lead AND d.no > r.no AND CASE
				WHEN d.kind IN ('return-refused', 'excused') THEN d.data->>'to' = r.data->>'from'
				WHEN d.kind IN ('returned', 'rehomed') THEN d.data->>'from' = r.data->>'from'
				WHEN d.kind IN ('merged', 'unsplit') THEN true
				WHEN d.kind IN ('question', 'disputed', 'designated', 'reviewed') THEN r.data->>'holder' = r.data->>'from' END
			ORDER BY d.no LIMIT 1), 'return.pending')`

	// adoptedSQL is what became of a transfer r: signed, or filed where a crime was referred; refused; or gone before an answer.
	adoptedSQL = `CASE WHEN r.kind = 'transferred' THEN coalesce((SELECT CASE d.kind WHEN 'signed' THEN 'transfer.adopted' WHEN 'rejected' THEN 'transfer.declined'
				ELSE 'transfer.recalled' END FROM record d WHERE d.lead = r.lead AND d.no > r.no
					AND d.kind IN ('signed', 'rejected', 'recalled', 'disputed', 'designated', 'reviewed', 'merged', 'unsplit') ORDER BY d.no LIMIT 1), 'transfer.pending')
			ELSE coalesce((SELECT CASE d.kind WHEN 'filed' THEN 'transfer.adopted' WHEN 'not-filed' THEN 'transfer.declined' WHEN 'rejected' THEN 'transfer.declined'
				ELSE 'transfer.recalled' END FROM record d WHERE d.lead = r.lead AND d.no > r.no
					AND d.kind IN ('filed', 'not-filed', 'rejected', 'recalled', 'disputed', 'done', 'merged', 'unsplit') ORDER BY d.kind = 'filed' DESC, d.no LIMIT 1), 'transfer.pending') END`
)

// Expressions of the dimensions of a row of a lead l.
var dimensionSQL = map[supervision.Dimension]string{
	supervision.ByStreet: "coalesce(@streets::jsonb->>l.street, l.street)", supervision.ByGrid: "l.grid", supervision.ByChannel: "l.channel",
	supervision.ByCategory: "l.category", supervision.ByClass: "left(l.category, 1)",
}

// maxFigures bounds the counts of a report.
const maxFigures = 200_000

// settingsSQL lets counts be made in memory: to sort what is counted takes longer than to find it, and nothing is looked up twice. A report
// takes one core at most, because handoffs go on meanwhile.
const settingsSQL = "SET LOCAL enable_sort = off; SET LOCAL enable_memoize = off; SET LOCAL work_mem = '32MB'; SET LOCAL max_parallel_workers_per_gather = 0"

// ErrTooManyFigures says that a report would have more groups than anybody reads.
var ErrTooManyFigures = errors.New("too many groups")

// Indicators returns the indicators of a period, or ErrTooManyFigures.
func (s *Store) Indicators(ctx context.Context, q supervision.Query) (supervision.Report, error) {
	rows, err := s.figures(ctx, q, clockSource, offerSource, askedSource, closedSource, revisitSource, leadSource)
	return supervision.Tabulate(q, rows), err
}

// figures counts what sources find, all of one instant.
func (s *Store) figures(ctx context.Context, q supervision.Query, sources ...source) (all []supervision.Row, err error) {
	args := figureArgs(q)
	var b pgx.Batch
	for _, source := range sources {
		b.Queue(source.sql(q), args).Query(func(rows pgx.Rows) error {
			some, err := pgx.CollectRows(rows, scanFigure)
			all = append(all, some...)
			return err
		})
	}
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, s.Log.DB, snapshot, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, settingsSQL); err != nil {
			return err
		}
		return tx.SendBatch(ctx, &b).Close()
	})
	if err != nil {
		return nil, fmt.Errorf("figures: %w", err)
	}
	if len(all) >= maxFigures {
		return nil, ErrTooManyFigures
	}
	return all, nil
}

func scanFigure(row pgx.CollectableRow) (r supervision.Row, err error) {
	err = row.Scan(&r.Bucket, &r.Department, &r.Street, &r.Grid, &r.Channel, &r.Category, &r.Class, &r.Count, &r.N, &r.Sum, &r.P50, &r.P90)
	return r, err
}

// sql is the statement that counts a source for a query. Leads are looked at only where a dimension is theirs.
func (s source) sql(q supervision.Query) string {
	columns, shown, join, conditions := "", "", "", ""
	for _, d := range supervision.Dimensions() {
		by, expression := slices.Contains(q.By, d), dimensionSQL[d]
		switch {
		case d == supervision.ByDepartment && by:
			shown += ", coalesce(k.department, '') AS department"
		case by:
			columns, shown = columns+", "+expression+" AS "+string(d), shown+", k."+string(d)
		default:
			shown += ", '' AS " + string(d)
		}
		if d != supervision.ByDepartment && q.Where[d] != "" {
			conditions += " AND " + expression + " = @" + string(d)
		}
	}
	if columns+conditions != "" {
		join = "JOIN lead l ON l.id = " + s.of() + ".lead"
	}
	whose := "true"
	if q.Where[supervision.ByDepartment] != "" {
		whose = "k.department = @department"
	}
	from, what := "k CROSS JOIN LATERAL unnest(k.what) w(what)", "w.what"
	if s.single {
		from, what = "k", "k.what"
	}
	sql := "WITH k AS MATERIALIZED (" + fmt.Sprintf(s.rows, columns, join, conditions) + ") SELECT " + bucketSQL(q, "k.at") + shown + ", " + what +
		", count(*), 0::float8, 0::float8, 0::float8 FROM " + from + " WHERE " + what + " IS NOT NULL AND " + whose + " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
	if s.times != "" {
		sql += " UNION ALL SELECT " + bucketSQL(q, "k.timed_at") + shown + `, k.timed, count(*), sum(k.seconds), percentile_cont(0.5) WITHIN GROUP (ORDER BY k.seconds),
			percentile_cont(0.9) WITHIN GROUP (ORDER BY k.seconds) FROM ` + s.times + " k WHERE " + whose + " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
	}
	return sql + " LIMIT @rows"
}

// of is what a row of the source is called there: a clock or a record.
func (s source) of() string {
	if strings.Contains(s.rows, "FROM clock c %[2]s") {
		return "c"
	}
	return "r"
}

// bucketSQL is the part of the period that an instant is in.
func bucketSQL(q supervision.Query, at string) string {
	if q.Bucket == supervision.Whole {
		return "''"
	}
	return "to_char(date_trunc('" + string(q.Bucket) + "', " + at + " AT TIME ZONE INTERVAL '8 hours'), 'YYYY-MM-DD')"
}

func figureArgs(q supervision.Query) pgx.NamedArgs {
	args := pgx.NamedArgs{"from": q.From, "to": q.To, "now": q.Now, "streets": q.Streets, "rows": maxFigures}
	if q.Streets == nil {
		args["streets"] = map[string]string{}
	}
	for _, d := range supervision.Dimensions() {
		args[string(d)] = q.Where[d]
	}
	starts, ends := []time.Time{}, []time.Time{}
	for _, p := range q.Parts() {
		starts, ends = append(starts, p.From), append(ends, p.To)
	}
	args["starts"], args["ends"] = starts, ends
	return args
}
