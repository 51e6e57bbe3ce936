package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/disclosure/internal/statistics"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
)

// Why a release is not prepared.
var (
	ErrNotOver    = errors.New("the month is not over, or only just")
	ErrOutOfOrder = errors.New("months are released one after the other")
)

// Preparation is what a release is prepared with.
type Preparation struct {
	Month    string // 2026-07
	Smallest int64  // the least number that is told
	Days     int    // that must have gone by since the month ended
	By       actor.Actor
	Now      time.Time
}

// Prepare prepares the next release of a month: the first, or a correction of what was released. Everything is read as of one moment, and
// the draft names the positions of the logs at that moment. It returns ErrNotOver, ErrOutOfOrder or statistics.ErrNothingToCorrect.
func (s *Store) Prepare(ctx context.Context, p Preparation) (Draft, error) {
	d := Draft{PreparedAt: p.Now.UTC().Truncate(time.Microsecond), Editor: p.By.Name, EditorRole: p.By.Role}
	if !statistics.ValidMonth(p.Month) || !statistics.Over(p.Month, p.Now, p.Days) {
		return d, ErrNotOver
	}
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		if _, err := tx.Exec(ctx, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"); err != nil {
			return fmt.Errorf("prepare %s: %w", p.Month, err)
		}
		positions, err := query[statistics.Position](ctx, tx, "SELECT source, sequence FROM floor ORDER BY source")
		if err != nil {
			return err
		}
		before, err := s.released(ctx, tx, p.Month)
		switch {
		case err == nil:
			d.Draft, err = s.correction(ctx, tx, before, positions)
		case errors.Is(err, ErrNoRelease):
			d.Draft, err = s.first(ctx, tx, p, positions)
		}
		if err != nil {
			return err
		}
		return keepDraft(ctx, tx, &d)
	})
	return d, err
}

// first prepares the first release of a month.
func (s *Store) first(ctx context.Context, tx pgx.Tx, p Preparation, positions []statistics.Position) (statistics.Draft, error) {
	var first, last string
	err := tx.QueryRow(ctx, `SELECT coalesce(to_char(min(month), 'YYYY-MM'), ''), coalesce(to_char(max(month), 'YYYY-MM'), '') FROM release`).Scan(&first, &last)
	if err != nil {
		return statistics.Draft{}, fmt.Errorf("released months: %w", err)
	}
	if last != "" && p.Month != statistics.NextMonth(last) {
		return statistics.Draft{}, ErrOutOfOrder
	}
	in, err := s.input(ctx, tx, statistics.Span{Month: p.Month, First: first})
	if err != nil {
		return statistics.Draft{}, err
	}
	in.Smallest, in.Positions = p.Smallest, positions
	if last != "" {
		var smallest int64
		err := tx.QueryRow(ctx, `SELECT d.smallest, ARRAY(SELECT jsonb_array_elements_text(d.exact->'streets')) FROM release r JOIN release_draft d ON d.id = r.draft
			WHERE r.month = ($1 || '-01')::date ORDER BY r.version DESC LIMIT 1`, last).Scan(&smallest, &in.Streets)
		if err != nil {
			return statistics.Draft{}, fmt.Errorf("release of %s: %w", last, err)
		}
		in.Smallest = max(in.Smallest, smallest) // only ever upwards
	}
	return statistics.First(in), nil
}

// correction prepares a correction of what was released.
func (s *Store) correction(ctx context.Context, tx pgx.Tx, before statistics.Draft, positions []statistics.Position) (statistics.Draft, error) {
	var leads, cases []string
	for _, p := range statistics.Populations() {
		for _, m := range before.Known[p].Members {
			if p.OfLeads() {
				leads = append(leads, m.Subject)
			} else {
				cases = append(cases, m.Subject)
			}
		}
	}
	leadRows, err := query[leadRow](ctx, tx, "SELECT "+leadColumns+" FROM lead_fact WHERE lead = ANY($1)", leads)
	if err != nil {
		return statistics.Draft{}, err
	}
	caseRows, err := query[caseRow](ctx, tx, "SELECT "+caseColumns+" FROM case_fact WHERE number = ANY($1)", cases)
	if err != nil {
		return statistics.Draft{}, err
	}
	facts := statistics.NewFacts()
	for _, r := range leadRows {
		l := r.lead()
		facts.Leads[l.ID] = &l
	}
	for _, r := range caseRows {
		c := r.of()
		facts.Cases[c.Number] = &c
	}
	return statistics.Correct(before, facts.Now, positions)
}

// released reads the newest release of a month with what stands behind it, or returns ErrNoRelease.
func (s *Store) released(ctx context.Context, q pgx.Tx, month string) (statistics.Draft, error) {
	var id int64
	err := q.QueryRow(ctx, `SELECT draft FROM release WHERE month = ($1 || '-01')::date ORDER BY version DESC LIMIT 1`, month).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return statistics.Draft{}, ErrNoRelease
	}
	if err != nil {
		return statistics.Draft{}, fmt.Errorf("release of %s: %w", month, err)
	}
	d, err := draft(ctx, q, id)
	return d.Draft, err
}

const dueSQL = `SELECT NOT EXISTS (SELECT FROM release_draft WHERE month = ($1 || '-01')::date)
	AND (EXISTS (SELECT FROM lead_fact WHERE received_on >= ($1 || '-01')::date AND received_on < ($2 || '-01')::date) OR EXISTS (SELECT FROM release))`

// PrepareDue prepares, by the clock, the month that follows the last release, or the month before this one where nothing was released, once
// it is over, nobody prepared it, and there is something to tell. It returns whether it did.
func (s *Store) PrepareDue(ctx context.Context, p Preparation) (bool, error) {
	var last string
	if err := s.Log.DB.QueryRow(ctx, "SELECT coalesce(to_char(max(month), 'YYYY-MM'), '') FROM release").Scan(&last); err != nil {
		return false, fmt.Errorf("released months: %w", err)
	}
	p.By = actor.Actor{Name: string(actor.Clock), Role: actor.Clock}
	if p.Month = statistics.NextMonth(last); p.Month == "" {
		p.Month = statistics.MonthBefore(statistics.MonthOf(statistics.DayOf(p.Now)))
	}
	if !statistics.Over(p.Month, p.Now, p.Days) {
		return false, nil
	}
	var due bool
	if err := s.Log.DB.QueryRow(ctx, dueSQL, p.Month, statistics.NextMonth(p.Month)).Scan(&due); err != nil || !due {
		return false, err
	}
	_, err := s.Prepare(ctx, p)
	return err == nil, err
}
