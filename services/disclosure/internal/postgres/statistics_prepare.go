package postgres

import (
	"context"
	"encoding/json"
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

// Draft is a prepared release as it is kept.
type Draft struct {
	ID         int64      `json:"id"`
	PreparedAt time.Time  `json:"preparedAt"`
	Editor     string     `json:"editor"`
	EditorRole actor.Role `json:"editorRole"`
	Released   bool       `json:"released"`
	statistics.Draft
}

// behind is what stands behind the public figures of a draft; it is never public.
type behind struct {
	Streets  []string            `json:"streets"`
	Figures  []statistics.Behind `json:"figures"`
	Sums     statistics.Sums     `json:"sums"`
	Works    statistics.Works    `json:"works"`
	Waiting  int                 `json:"waiting"`
	TakenUp  int                 `json:"takenUp"`
	Previous int                 `json:"previous"`
}

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
		before, err := s.released(ctx, tx, last)
		if err != nil {
			return statistics.Draft{}, err
		}
		in.Streets, in.Smallest = before.Streets, max(in.Smallest, before.Release.Smallest) // only ever upwards
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

// keepDraft saves a draft with its members.
func keepDraft(ctx context.Context, tx *outbox.Tx, d *Draft) error {
	r := d.Release
	positions, err := json.Marshal(r.Positions)
	if err != nil {
		return err
	}
	tables, err := json.Marshal(r.Tables)
	if err != nil {
		return err
	}
	exact, err := json.Marshal(behind{d.Streets, d.Behind(), d.Sums, d.Works, d.Waiting, d.TakenUp, d.Previous})
	if err != nil {
		return err
	}
	err = tx.QueryRow(ctx, `INSERT INTO release_draft (month, version, smallest, prepared_at, editor, editor_role, positions, tables, exact)
		VALUES (($1 || '-01')::date, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`, r.Month, r.Version, r.Smallest, d.PreparedAt, d.Editor, string(d.EditorRole),
		positions, tables, exact).Scan(&d.ID)
	if err != nil {
		return fmt.Errorf("keep draft of %s: %w", r.Month, err)
	}
	var rows [][]any
	for _, m := range d.Members() {
		rows = append(rows, []any{d.ID, string(m.Population), m.Subject, append([]string{}, m.Attributes...), m.Ordered, m.Paid})
	}
	columns := []string{"draft", "population", "subject", "attributes", "ordered", "paid"}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"release_member"}, columns, pgx.CopyFromRows(rows)); err != nil {
		return fmt.Errorf("keep members of draft of %s: %w", r.Month, err)
	}
	return nil
}

// ErrNoDraft says that there is no such draft.
var ErrNoDraft = errors.New("there is no such draft")

// DraftOf returns a draft, or ErrNoDraft.
func (s *Store) DraftOf(ctx context.Context, id int64) (Draft, error) {
	var d Draft
	err := pgx.BeginTxFunc(ctx, s.Log.DB, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) (err error) {
		d, err = draft(ctx, tx, id)
		return err
	})
	return d, err
}

type memberRow struct {
	Population, Subject string
	Attributes          []string
	Ordered, Paid       int64
}

func draft(ctx context.Context, q pgx.Tx, id int64) (Draft, error) {
	d := Draft{ID: id}
	var positions, tables, exact []byte
	err := q.QueryRow(ctx, `SELECT to_char(month, 'YYYY-MM'), version, smallest, prepared_at, editor, editor_role, positions, tables, exact,
		EXISTS (SELECT FROM release WHERE draft = id) FROM release_draft WHERE id = $1`, id).
		Scan(&d.Release.Month, &d.Release.Version, &d.Release.Smallest, &d.PreparedAt, &d.Editor, &d.EditorRole, &positions, &tables, &exact, &d.Released)
	if errors.Is(err, pgx.ErrNoRows) {
		return d, ErrNoDraft
	}
	if err != nil {
		return d, fmt.Errorf("draft: %w", err)
	}
	var b behind
	if err := errors.Join(json.Unmarshal(positions, &d.Release.Positions), json.Unmarshal(tables, &d.Release.Tables), json.Unmarshal(exact, &b)); err != nil {
		return d, fmt.Errorf("draft: %w", err)
	}
	rows, err := query[memberRow](ctx, q, `SELECT population, subject, attributes, ordered, paid FROM release_member WHERE draft = $1 ORDER BY population, subject`, id)
	if err != nil {
		return d, err
	}
	var members []statistics.Member
	for _, r := range rows {
		members = append(members, statistics.Member{Population: statistics.Population(r.Population), Subject: r.Subject, Attributes: r.Attributes, Ordered: r.Ordered, Paid: r.Paid})
	}
	d.Streets, d.Sums, d.Works, d.Waiting, d.TakenUp, d.Previous = b.Streets, b.Sums, b.Works, b.Waiting, b.TakenUp, b.Previous
	d.Known = statistics.Restore(b.Figures, members, d.Release.Smallest)
	for _, m := range members {
		if m.Population == statistics.Refunds || m.Population == statistics.Operations {
			d.Told = append(d.Told, m)
		}
	}
	return d, nil
}

// DraftSummary is a draft without its figures.
type DraftSummary struct {
	ID         int64     `json:"id"`
	Month      string    `json:"month"`
	Version    int       `json:"version"`
	PreparedAt time.Time `json:"preparedAt"`
	Editor     string    `json:"editor"`
	Released   bool      `json:"released"`
}

// Summary returns a draft without its figures, as it was prepared.
func (d Draft) Summary() DraftSummary {
	return DraftSummary{ID: d.ID, Month: d.Release.Month, Version: d.Release.Version, PreparedAt: d.PreparedAt, Editor: d.Editor, Released: d.Released}
}

// Drafts lists the newest drafts, at most 100.
func (s *Store) Drafts(ctx context.Context) ([]DraftSummary, error) {
	return query[DraftSummary](ctx, s.Log.DB, `SELECT d.id, to_char(d.month, 'YYYY-MM'), d.version, d.prepared_at, d.editor, r.draft IS NOT NULL
		FROM release_draft d LEFT JOIN release r ON r.draft = d.id ORDER BY d.id DESC LIMIT 100`)
}

// PrepareDue prepares, by the clock, the release of the month before this one once it is due: when it is over, the month before it was
// released, nobody prepared it, and there is something to tell. It returns whether it did.
func (s *Store) PrepareDue(ctx context.Context, p Preparation) (bool, error) {
	p.Month = statistics.MonthBefore(statistics.MonthOf(statistics.DayOf(p.Now)))
	p.By = actor.Actor{Name: string(actor.Clock), Role: actor.Clock}
	if !statistics.Over(p.Month, p.Now, p.Days) {
		return false, nil
	}
	var due bool
	err := s.Log.DB.QueryRow(ctx, `SELECT NOT EXISTS (SELECT FROM release_draft WHERE month = ($1 || '-01')::date)
		AND (EXISTS (SELECT FROM lead_fact WHERE received_on >= ($1 || '-01')::date AND received_on < ($2 || '-01')::date) OR EXISTS (SELECT FROM release))`,
		p.Month, statistics.NextMonth(p.Month)).Scan(&due)
	if err != nil || !due {
		return false, err
	}
	_, err = s.Prepare(ctx, p)
	if errors.Is(err, ErrOutOfOrder) {
		return false, nil // an earlier month waits for its approval
	}
	return err == nil, err
}
