package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/disclosure/internal/statistics"
)

// lateMonths is how many months back is looked for what came to be known late. What is later still is in the exact figures only.
const lateMonths = 3

// input reads what a month's figures are made of.
func (s *Store) input(ctx context.Context, q querier, span statistics.Span) (statistics.Input, error) {
	in := statistics.Input{Month: span.Month}
	from := span.Month
	for range lateMonths {
		if span.First != "" && statistics.MonthBefore(from) >= span.First {
			from = statistics.MonthBefore(from)
		}
	}
	to := statistics.NextMonth(span.Month)
	leads, err := query[leadRow](ctx, q, leadsSQL, from, to)
	if err != nil {
		return in, err
	}
	cases, err := query[caseRow](ctx, q, casesSQL, from, to)
	if err != nil {
		return in, err
	}
	told, err := s.told(ctx, q, from, span, leads, cases)
	if err != nil {
		return in, err
	}
	var counted []statistics.Lead
	for _, r := range leads {
		counted = append(counted, r.lead())
	}
	var closed []statistics.Case
	for _, r := range cases {
		closed = append(closed, r.of())
	}
	in.Members = span.Members(counted, closed, told)
	if err := s.flows(ctx, q, &in, from, to, span); err != nil {
		return in, err
	}
	return in, s.works(ctx, q, &in, from, to, span)
}

// The leads and cases of which anything happened from one month on and before another.
const (
	leadsSQL = `SELECT ` + leadColumns + ` FROM lead_fact
		WHERE received_on >= ($1 || '-01')::date AND received_on < ($2 || '-01')::date
		OR ended_on >= ($1 || '-01')::date AND ended_on < ($2 || '-01')::date
		OR answered_on >= ($1 || '-01')::date AND answered_on < ($2 || '-01')::date ORDER BY lead`
	casesSQL = `SELECT ` + caseColumns + ` FROM case_fact
		WHERE opened_on >= ($1 || '-01')::date AND opened_on < ($2 || '-01')::date
		OR filed_on >= ($1 || '-01')::date AND filed_on < ($2 || '-01')::date
		OR decided_on >= ($1 || '-01')::date AND decided_on < ($2 || '-01')::date
		OR closed_on >= ($1 || '-01')::date AND closed_on < ($2 || '-01')::date ORDER BY number`
	toldSQL = `SELECT m.population, m.subject FROM release_member m JOIN release r ON r.draft = m.draft WHERE m.subject = ANY($1)`
	// What the refunds of each case were at the end of the month, what was told of them, and what they were before the first month.
	flowsSQL = `SELECT c.number, now.ordered, now.paid, coalesce(told.ordered, before.ordered, 0), coalesce(told.paid, before.paid, 0)
		FROM (SELECT DISTINCT number FROM refund_fact WHERE moved_on >= ($1 || '-01')::date AND moved_on < ($2 || '-01')::date) c
		CROSS JOIN LATERAL (SELECT ordered, paid FROM refund_fact f WHERE f.number = c.number AND f.moved_on < ($2 || '-01')::date
			ORDER BY moved_on DESC, sequence DESC LIMIT 1) now
		LEFT JOIN LATERAL (SELECT m.ordered, m.paid FROM release_member m JOIN release r ON r.draft = m.draft
			WHERE m.population = 'refunds' AND m.subject = c.number ORDER BY r.month DESC, r.version DESC LIMIT 1) told ON true
		LEFT JOIN LATERAL (SELECT ordered, paid FROM refund_fact f WHERE f.number = c.number AND f.moved_on < ($3 || '-01')::date
			ORDER BY moved_on DESC, sequence DESC LIMIT 1) before ON true ORDER BY c.number`
	worksSQL = `SELECT o.operation, o.sites, o.findings FROM operation_fact o
		WHERE o.ended_on >= ($1 || '-01')::date AND o.ended_on < ($2 || '-01')::date
		AND (NOT $3 OR NOT EXISTS (SELECT FROM release_member m JOIN release r ON r.draft = m.draft
			WHERE m.population = 'operations' AND m.subject = o.operation)) ORDER BY o.operation`
)

type toldRow struct{ Population, Subject string }

// told reads who of these was told of before. Of the exact figures of one month nobody is.
func (s *Store) told(ctx context.Context, q querier, from string, span statistics.Span, leads []leadRow, cases []caseRow) (statistics.ToldBefore, error) {
	told := map[toldRow]bool{}
	if span.First != "" {
		var subjects []string
		for _, r := range leads {
			subjects = append(subjects, r.ID)
		}
		for _, r := range cases {
			subjects = append(subjects, r.Number)
		}
		rows, err := query[toldRow](ctx, q, toldSQL, subjects)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			told[r] = true
		}
	}
	return func(p statistics.Population, subject string) bool { return told[toldRow{string(p), subject}] }, nil
}

type flowRow struct {
	Number                               string
	Ordered, Paid, ToldOrdered, ToldPaid int64
}

// flows reads what moved in refunds.
func (s *Store) flows(ctx context.Context, q querier, in *statistics.Input, from, to string, span statistics.Span) error {
	first := span.First
	if first == "" {
		first = span.Month
	}
	rows, err := query[flowRow](ctx, q, flowsSQL, from, to, first)
	if err != nil {
		return err
	}
	for _, r := range rows {
		f := statistics.Flow{Case: r.Number, Ordered: r.Ordered - r.ToldOrdered, Paid: r.Paid - r.ToldPaid}
		if f.Ordered == 0 && f.Paid == 0 {
			continue
		}
		in.Flows = append(in.Flows, f)
		in.Told = append(in.Told, statistics.Member{Population: statistics.Refunds, Subject: r.Number, Ordered: r.Ordered, Paid: r.Paid})
	}
	return nil
}

type workRow struct {
	Operation       string
	Sites, Findings int64
}

// works reads what joint operations did.
func (s *Store) works(ctx context.Context, q querier, in *statistics.Input, from, to string, span statistics.Span) error {
	rows, err := query[workRow](ctx, q, worksSQL, from, to, span.First != "")
	if err != nil {
		return err
	}
	for _, r := range rows {
		in.Works.Operations++
		in.Works.Sites += r.Sites
		in.Works.Findings += r.Findings
		in.Told = append(in.Told, statistics.Member{Population: statistics.Operations, Subject: r.Operation})
	}
	return nil
}

// Exact returns the figures of a month as they are today, for those who may read them.
func (s *Store) Exact(ctx context.Context, month string) ([]statistics.Number, error) {
	if !statistics.ValidMonth(month) {
		return nil, nil
	}
	var in statistics.Input
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, s.Log.DB, snapshot, func(tx pgx.Tx) (err error) {
		in, err = s.input(ctx, tx, statistics.Span{Month: month})
		return err
	})
	if err != nil {
		return nil, err
	}
	return statistics.Exact(in), nil
}
