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

// keepDraft saves a draft with its members.
func keepDraft(ctx context.Context, tx *outbox.Tx, d *Draft) error {
	r := d.Release
	positions, err := json.Marshal(d.Positions)
	if err != nil {
		return err
	}
	tables, err := json.Marshal(r.Tables)
	if err != nil {
		return err
	}
	exact, err := json.Marshal(behind{append([]string{}, d.Streets...), d.Behind(), d.Sums, d.Works, d.Waiting, d.TakenUp, d.Previous})
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

const membersSQL = `SELECT population, subject, attributes, ordered, paid FROM release_member WHERE draft = $1 ORDER BY population, subject`

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
	if err := errors.Join(json.Unmarshal(positions, &d.Positions), json.Unmarshal(tables, &d.Release.Tables), json.Unmarshal(exact, &b)); err != nil {
		return d, fmt.Errorf("draft: %w", err)
	}
	rows, err := query[memberRow](ctx, q, membersSQL, id)
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
