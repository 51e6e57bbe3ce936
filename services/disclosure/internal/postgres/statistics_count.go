package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/statistics"
	"xiansuo/services/internal/outbox"
)

const leadColumns = `lead, coalesce(to_char(received_on, 'YYYY-MM-DD'), ''), street, channel, category, coalesce(to_char(ended_on, 'YYYY-MM-DD'), ''), outcome,
	department, coalesce(answered_at, '0001-01-01Z'), coalesce(to_char(answered_on, 'YYYY-MM-DD'), ''), responded, solved, satisfied`

const caseColumns = `number, department, coalesce(to_char(opened_on, 'YYYY-MM-DD'), ''), coalesce(to_char(filed_on, 'YYYY-MM-DD'), ''),
	coalesce(to_char(decided_on, 'YYYY-MM-DD'), ''), coalesce(to_char(closed_on, 'YYYY-MM-DD'), ''), outcome, category, sealed, proposed, published`

// Count takes in what a source tells: the facts of the leads and cases that it speaks of are read, changed and kept. Only one transaction
// counts at a time, because several sources tell of one lead: nobody but readers that rest between batches waits for it.
func (s *Store) Count(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
	facts, err := s.factsOf(ctx, tx, events)
	if err != nil {
		return err
	}
	before := facts.Before()
	for _, e := range events {
		if err := facts.Take(e.Event, int64(e.Number)); err != nil {
			return err
		}
	}
	facts.Drop(before)
	keep(tx, facts)
	return nil
}

const (
	lockCountsSQL = "SELECT pg_advisory_xact_lock(hashtext('statistics'))"
	leadFactsSQL  = "SELECT " + leadColumns + " FROM lead_fact WHERE lead = ANY($1)"
	caseFactsSQL  = "SELECT " + caseColumns + " FROM case_fact WHERE number = ANY($1)"
)

// factsOf reads, once nobody else counts, what is counted of those that events speak of.
func (s *Store) factsOf(ctx context.Context, tx pgx.Tx, events []outbox.Received) (*statistics.Facts, error) {
	facts := statistics.NewFacts()
	leads, cases := map[string]bool{}, map[string]bool{}
	for _, e := range events {
		if statistics.OfLead(e.Type()) {
			leads[e.Subject()] = true
		} else if number := statistics.CaseIn(e.Event); number != "" {
			cases[number] = true
		}
	}
	var b pgx.Batch
	b.Queue(lockCountsSQL)
	if len(leads) > 0 {
		b.Queue(leadFactsSQL, slices.Collect(maps.Keys(leads))).Query(func(rows pgx.Rows) error {
			known, err := pgx.CollectRows(rows, pgx.RowToStructByPos[leadRow])
			for _, row := range known {
				l := row.lead()
				facts.Leads[l.ID] = &l
			}
			return err
		})
	}
	if len(cases) > 0 {
		b.Queue(caseFactsSQL, slices.Collect(maps.Keys(cases))).Query(func(rows pgx.Rows) error {
			known, err := pgx.CollectRows(rows, pgx.RowToStructByPos[caseRow])
			for _, row := range known {
				c := row.of()
				facts.Cases[c.Number] = &c
			}
			return err
		})
	}
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("what is counted: %w", err)
	}
	return facts, nil
}

func query[T any](ctx context.Context, q querier, sql string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read statistics: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[T])
	if err != nil {
		return nil, fmt.Errorf("read statistics: %w", err)
	}
	return out, nil
}

type leadRow struct {
	ID, Received, Street, Channel, Category, Ended, Outcome, Department string
	AnsweredAt                                                          time.Time
	Answered, Responded, Solved, Satisfied                              string
}

func (r leadRow) lead() statistics.Lead {
	return statistics.Lead{ID: r.ID, Received: r.Received, Street: r.Street, Channel: r.Channel, Category: lead.Category(r.Category), Ended: r.Ended,
		Outcome: r.Outcome, Department: r.Department, AnsweredAt: r.AnsweredAt.UTC(), Answered: r.Answered,
		Responded: lead.Verdict(r.Responded), Solved: lead.Verdict(r.Solved), Satisfied: lead.Verdict(r.Satisfied)}
}

type caseRow struct {
	Number, Department, Opened, Filed, Decided, Closed, Outcome, Category string
	Sealed, Proposed, Published                                           bool
}

func (r caseRow) of() statistics.Case {
	return statistics.Case{Number: r.Number, Department: r.Department, Opened: r.Opened, Filed: r.Filed, Decided: r.Decided, Closed: r.Closed,
		Outcome: r.Outcome, Category: lead.Category(r.Category), Sealed: r.Sealed, Proposed: r.Proposed, Published: r.Published}
}

const keepLeadsSQL = `INSERT INTO lead_fact (lead, received_on, street, channel, category, ended_on, outcome, department, answered_at, answered_on, responded, solved, satisfied)
	SELECT lead, nullif(received_on, '')::date, street, channel, category, nullif(ended_on, '')::date, outcome, department,
		CASE WHEN answered_on = '' THEN NULL ELSE answered_at END, nullif(answered_on, '')::date, responded, solved, satisfied
	FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::text[], $11::text[], $12::text[], $13::text[])
		AS f(lead, received_on, street, channel, category, ended_on, outcome, department, answered_at, answered_on, responded, solved, satisfied)
	ON CONFLICT (lead) DO UPDATE SET received_on = excluded.received_on, street = excluded.street, channel = excluded.channel, category = excluded.category,
		ended_on = excluded.ended_on, outcome = excluded.outcome, department = excluded.department, answered_at = excluded.answered_at,
		answered_on = excluded.answered_on, responded = excluded.responded, solved = excluded.solved, satisfied = excluded.satisfied`

// keepLeads saves what is counted of leads with the transaction, in one statement.
func keepLeads(tx *outbox.Tx, leads map[string]*statistics.Lead) {
	n := len(leads)
	if n == 0 {
		return
	}
	texts, answered := make([][]string, 12), make([]time.Time, 0, n)
	for _, id := range slices.Sorted(maps.Keys(leads)) {
		l := leads[id]
		for i, text := range []string{l.ID, l.Received, l.Street, l.Channel, string(l.Category), l.Ended, l.Outcome, l.Department, l.Answered,
			string(l.Responded), string(l.Solved), string(l.Satisfied)} {
			texts[i] = append(texts[i], text)
		}
		answered = append(answered, l.AnsweredAt)
	}
	tx.Later(keepLeadsSQL, texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], texts[6], texts[7], answered, texts[8], texts[9], texts[10], texts[11])
}

const keepCasesSQL = `INSERT INTO case_fact (number, department, opened_on, filed_on, decided_on, closed_on, outcome, category, sealed, proposed, published)
	SELECT number, department, nullif(opened_on, '')::date, nullif(filed_on, '')::date, nullif(decided_on, '')::date, nullif(closed_on, '')::date, outcome, category,
		sealed, proposed, published
	FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::boolean[], $10::boolean[], $11::boolean[])
		AS f(number, department, opened_on, filed_on, decided_on, closed_on, outcome, category, sealed, proposed, published)
	ON CONFLICT (number) DO UPDATE SET department = excluded.department, opened_on = excluded.opened_on, filed_on = excluded.filed_on,
		decided_on = excluded.decided_on, closed_on = excluded.closed_on, outcome = excluded.outcome, category = excluded.category,
		sealed = excluded.sealed, proposed = excluded.proposed, published = excluded.published`

// keepCases saves what is counted of cases with the transaction, in one statement.
func keepCases(tx *outbox.Tx, cases map[string]*statistics.Case) {
	if len(cases) == 0 {
		return
	}
	texts := make([][]string, 8)
	var sealed, proposed, published []bool
	for _, number := range slices.Sorted(maps.Keys(cases)) {
		c := cases[number]
		for i, text := range []string{c.Number, c.Department, c.Opened, c.Filed, c.Decided, c.Closed, c.Outcome, string(c.Category)} {
			texts[i] = append(texts[i], text)
		}
		sealed, proposed, published = append(sealed, c.Sealed), append(proposed, c.Proposed), append(published, c.Published)
	}
	tx.Later(keepCasesSQL, texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], texts[6], texts[7], sealed, proposed, published)
}

// keep saves facts with the transaction. Of refunds and operations there are few in one.
func keep(tx *outbox.Tx, f *statistics.Facts) {
	keepLeads(tx, f.Leads)
	keepCases(tx, f.Cases)
	for _, r := range f.Refunds {
		tx.Later(`INSERT INTO refund_fact (sequence, number, moved_on, ordered, paid) VALUES ($1, $2, $3::date, $4, $5) ON CONFLICT DO NOTHING`,
			r.Sequence, r.Case, r.On, r.Ordered, r.Paid)
	}
	for _, o := range f.Operations {
		tx.Later(`INSERT INTO operation_fact (operation, ended_on, sites, findings) VALUES ($1, $2::date, $3, $4) ON CONFLICT DO NOTHING`, o.ID, o.Ended, o.Sites, o.Findings)
	}
}
