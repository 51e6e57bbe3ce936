package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/clocks"
	"xiansuo/services/routing/internal/district"
	"xiansuo/services/routing/internal/supervision"
)

// Cards returns the cards of the months of a period, none while the district has them off.
func (s *Store) Cards(ctx context.Context, cards district.Cards, q supervision.Query) ([]supervision.Card, error) {
	if !cards.On {
		return nil, nil
	}
	months := supervision.CardQuery(q)
	rows, err := s.figures(ctx, months, clockSource, askedSource, revisitSource, criticalSource)
	return supervision.Cards(cards, supervision.Tabulate(months, rows), rows), err
}

// Asked is what an auditor asks about: a period, and one lead or all.
type Asked struct {
	From, To, Now time.Time
	Lead          string
	// Limit bounds the findings that are listed of each question; all are counted.
	Limit int
}

// Each of these finds what answers a question: lead, record, at, who, other, what, basis, seconds, ok, note, and how many there are in all.
const (
	// returnAnswer is returns that were granted in the period, why they were asked, and who held the lead next.
	returnAnswer = `SELECT r.lead, r.no, r.at, r.data->>'from', coalesce(n.holder, ''), coalesce(a.data->>'reason', ''), coalesce(a.data->>'basis', ''), 0::float8,
			a.no IS NOT NULL AND (a.data->>'reason' NOT IN ('R01', 'R02') OR a.data->>'competent' <> '' AND a.data->>'basis' <> '') AND n.holder IS DISTINCT FROM r.data->>'from',
			coalesce(a.data->>'competent', ''), count(*) OVER ()
		FROM record r
			LEFT JOIN LATERAL (SELECT no, data FROM record a WHERE a.lead = r.lead AND a.no < r.no AND a.kind = 'return-asked' AND a.data->>'from' = r.data->>'from'
				ORDER BY a.no DESC LIMIT 1) a ON true
			LEFT JOIN LATERAL (SELECT n.data->>'holder' AS holder FROM record n WHERE n.lead = r.lead AND n.no > r.no AND n.kind IN ('signed', 'filed', 'not-filed', 'redone')
				AND n.data->>'holder' NOT IN ('', 'desk', 'taskforce') ORDER BY n.no LIMIT 1) n ON true
		WHERE r.kind = 'returned' AND r.at >= @from AND r.at < @to AND (@lead = '' OR r.lead = @lead) ORDER BY r.at, r.lead, r.no LIMIT @limit`

	// referralAnswer is referrals that were approved in the period, and how long it took until the police had them.
	referralAnswer = `SELECT r.lead, r.no, r.at, r.data->>'from', CASE WHEN h.at IS NULL THEN '' ELSE 'police' END, 'hand-over', '',
			extract(epoch FROM coalesce(h.at, k.stopped, @now) - r.at), coalesce(h.at, k.stopped, @now) <= coalesce(k.due, r.at + interval '24 hours'),
			CASE WHEN h.at IS NULL THEN CASE WHEN k.stopped IS NULL THEN 'not handed over yet' ELSE 'never handed over' END ELSE '' END, count(*) OVER ()
		FROM record r
			LEFT JOIN LATERAL (SELECT due, coalesce(ended_at, paused_at) AS stopped FROM clock k WHERE k.lead = r.lead AND k.record = r.no AND k.step = 'hand-over' LIMIT 1) k ON true
			LEFT JOIN LATERAL (SELECT h.at FROM record h WHERE h.lead = r.lead AND h.no > r.no AND h.kind = 'referred' ORDER BY h.no LIMIT 1) h ON true
		WHERE r.kind = 'approved' AND r.at >= @from AND r.at < @to AND (@lead = '' OR r.lead = @lead) ORDER BY r.at, r.lead, r.no LIMIT @limit`

	// twiceAnswer is leads on which several departments filed a case, as it was noted in the period.
	twiceAnswer = `SELECT r.lead, r.no, r.at, r.data->>'to', coalesce((SELECT string_agg(f.who, ' ') FROM (SELECT DISTINCT f.data->>'from' AS who FROM record f
				WHERE f.lead = r.lead AND f.no < r.no AND (f.kind = 'filed' OR f.kind = 'fedback' AND f.data->>'reason' = 'filed')) f), ''), 'double-filing',
			coalesce(r.data->>'basis', ''), 0::float8, false, coalesce(r.data->>'number', ''), count(*) OVER ()
		FROM record r WHERE r.kind = 'double-filing' AND r.at >= @from AND r.at < @to AND (@lead = '' OR r.lead = @lead) ORDER BY r.at, r.lead, r.no LIMIT @limit`

	// readAnswer is who read a reporter's identity in the period, and for what.
	readAnswer = `SELECT r.lead, r.no, r.at, r.data->>'from', coalesce(r.data->>'person', ''), coalesce(r.data->>'reason', ''), '', 0::float8,
			coalesce(r.data->>'reason', '') <> '' AND coalesce(r.data->>'person', '') <> '', '', count(*) OVER ()
		FROM record r WHERE r.kind = 'reporter-read' AND r.at >= @from AND r.at < @to AND (@lead = '' OR r.lead = @lead) ORDER BY r.at, r.lead, r.no LIMIT @limit`

	// circleAnswer is leads that were said a second time not to be somebody's in the period.
	circleAnswer = `SELECT r.lead, r.no, r.at, r.data->>'from', coalesce(r.data->>'competent', ''), r.kind, coalesce(r.data->>'basis', ''), 0::float8, false, l.not_ours::text, count(*) OVER ()
		FROM record r JOIN lead l ON l.id = r.lead WHERE r.kind IN ('return-asked', 'rejected') AND r.at >= @from AND r.at < @to AND r.data->>'reason' IN ('R01', 'R02')
			AND (SELECT count(*) FROM record b WHERE b.lead = r.lead AND b.no < r.no AND b.kind IN ('return-asked', 'rejected') AND b.data->>'reason' IN ('R01', 'R02')) = 1
			AND (@lead = '' OR r.lead = @lead) ORDER BY r.at, r.lead LIMIT @limit`

	// brokenSQL is clocks of the law that were due in the period and were not met, with who granted more time.
	brokenSQL = `SELECT c.lead, c.record, c.id, c.step, c.against, c.counted_from, c.counted, c.due, extract(epoch FROM coalesce(c.ended_at, c.paused_at, @now) - c.due)::float8,
			coalesce((SELECT x.data->>'by' FROM record x WHERE c.extended > 0 AND x.lead = c.lead AND x.no > c.record AND x.kind = 'extended' AND x.data->>'to' = c.against
				ORDER BY x.no DESC LIMIT 1), ''), count(*) OVER ()
		FROM clock c WHERE c.due >= @from AND c.due < @to AND coalesce(c.ended_at, c.paused_at, @now) > c.due AND c.id || '/' || c.step = ANY(@statutory)
			AND c.step NOT IN ('answer', 'ask-reconsideration')
			AND (@lead = '' OR c.lead = @lead) ORDER BY c.due, c.lead, c.record LIMIT @limit`
)

// Audit answers what an auditor asks of the chain and its clocks, one answer a question; what is answered elsewhere says where.
func (s *Store) Audit(ctx context.Context, catalogue *clocks.Catalogue, a Asked) ([]supervision.Answer, error) {
	args := pgx.NamedArgs{"from": a.From, "to": a.To, "now": a.Now, "lead": a.Lead, "limit": a.Limit, "statutory": statutory(catalogue)}
	found := map[int]supervision.Answer{}
	for _, q := range []struct {
		no  int
		sql string
	}{{supervision.Returns, returnAnswer}, {supervision.Circles, circleAnswer}, {supervision.Referrals, referralAnswer}, {supervision.Twice, twiceAnswer},
		{supervision.ReportersRead, readAnswer}} {
		findings, total, err := s.findings(ctx, q.sql, args)
		if err != nil {
			return nil, err
		}
		found[q.no] = supervision.NewAnswer(q.no, total, findings)
	}
	if err := s.broken(ctx, catalogue, args, found); err != nil {
		return nil, err
	}
	if err := s.circles(ctx, a, found); err != nil {
		return nil, err
	}
	if err := s.held(ctx, a, found); err != nil {
		return nil, err
	}
	out := []supervision.Answer{}
	for _, q := range supervision.Questions() {
		answer := found[q.No]
		answer.Question = q
		out = append(out, answer)
	}
	return out, nil
}

func (s *Store) findings(ctx context.Context, sql string, args pgx.NamedArgs) (list []supervision.Finding, total int, err error) {
	rows, err := s.Log.DB.Query(ctx, sql, args)
	if err != nil {
		return nil, 0, fmt.Errorf("audit: %w", err)
	}
	var f supervision.Finding
	var seconds float64
	_, err = pgx.ForEachRow(rows, []any{&f.Lead, &f.Record, &f.At, &f.Who, &f.Other, &f.What, &f.Basis, &seconds, &f.OK, &f.Note, &total}, func() error {
		f.Length = time.Duration(seconds * float64(time.Second)).Round(time.Second)
		list = append(list, f)
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("audit: %w", err)
	}
	return list, total, nil
}

// statutory are the clocks that a law sets, as id/step.
func statutory(catalogue *clocks.Catalogue) (names []string) {
	for _, e := range catalogue.Entries() {
		if !e.Local && !e.Right && e.Service == "routing" {
			names = append(names, e.ID+"/"+string(e.Step))
		}
	}
	return names
}

// broken answers which limits of the law were broken, by the provision that was in force when they began.
func (s *Store) broken(ctx context.Context, catalogue *clocks.Catalogue, args pgx.NamedArgs, found map[int]supervision.Answer) error {
	rows, err := s.Log.DB.Query(ctx, brokenSQL, args)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	var list []supervision.Finding
	var f supervision.Finding
	var k lead.Clock
	var late float64
	var by string
	total := 0
	_, err = pgx.ForEachRow(rows, []any{&f.Lead, &f.Record, &k.ID, &k.Step, &k.Against, &k.From, &k.Limit, &k.Due, &late, &by, &total}, func() error {
		f.At, f.Who, f.What, f.Basis, f.Length, f.Note = k.Due, k.Against, k.ID+" "+string(k.Step), "", time.Duration(late*float64(time.Second)).Round(time.Second), ""
		if e, ok := catalogue.Of(k); ok && len(e.Basis) > 0 {
			f.Basis = e.Basis[0].String()
		}
		if by != "" {
			f.Note = "extended by " + by
		}
		list = append(list, f)
		return nil
	})
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	found[supervision.Statutory] = supervision.NewAnswer(supervision.Statutory, total, list)
	return nil
}

// circles adds the leads that went in a circle to those that were returned twice.
func (s *Store) circles(ctx context.Context, a Asked, found map[int]supervision.Answer) error {
	loops, _, err := s.Looping(ctx, a.From, a.To, "", a.Limit)
	if err != nil {
		return err
	}
	answer := found[supervision.Circles]
	for _, l := range loops {
		if a.Lead != "" && l.ID != a.Lead {
			continue
		}
		for _, loop := range l.Loops {
			answer.Findings = append(answer.Findings, supervision.Finding{Lead: l.ID, Record: loop.Again, At: loop.At, Who: lead.HolderOf(loop.Department),
				Other: holders(loop.Between), What: "loop", Note: fmt.Sprintf("had it from record %d, lost it with record %d, %s brought it back", loop.Had, loop.Lost, loop.Kind)})
			answer.Total++
		}
	}
	found[supervision.Circles] = supervision.NewAnswer(supervision.Circles, answer.Total, answer.Findings)
	return nil
}

func holders(list []lead.Holder) (text string) {
	for i, h := range list {
		if i > 0 {
			text += " → "
		}
		text += string(h)
	}
	return text
}

// held answers who had a lead, or all leads of the period together.
func (s *Store) held(ctx context.Context, a Asked, found map[int]supervision.Answer) error {
	var list []supervision.Finding
	if a.Lead != "" {
		holdings, err := s.Holdings(ctx, a.Lead, a.Now)
		if err != nil {
			return err
		}
		for _, h := range holdings {
			list = append(list, supervision.Finding{Lead: a.Lead, Record: h.Record, At: h.From, Who: h.Holder, What: string(h.Kind), Other: string(h.Document), Basis: h.Basis,
				Length: h.Length(), OK: true, Note: h.Note})
		}
	} else {
		times, err := s.Held(ctx, a.From, a.To, a.Now)
		if err != nil {
			return err
		}
		for _, t := range times {
			list = append(list, supervision.Finding{At: a.From, Who: t.Holder, Length: t.Held, OK: true, Note: fmt.Sprintf("%d leads", t.Leads)})
		}
	}
	found[supervision.WhoHad] = supervision.NewAnswer(supervision.WhoHad, len(list), list)
	return nil
}
