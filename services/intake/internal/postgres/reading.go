package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/reading"
	"xiansuo/services/intake/internal/submission"
	"xiansuo/services/intake/internal/ticket"
	"xiansuo/services/internal/outbox"
)

// ErrNoLead says that intake knows no such lead, and no such part of one.
var ErrNoLead = errors.New("there is no such lead")

// Ask is who wants to read who reported a lead or part, and why.
type Ask struct {
	Lead, Caller, Officer string
	Purpose               lead.Purpose
	At                    time.Time
	TraceParent           string
}

// Answer is what may be read.
type Answer struct {
	reading.Verdict
	// Raws are what came of the lead's own ticket, and Known who is known to have reported it; both only where its reporter is told.
	Raws  []submission.Raw
	Known []lead.Reporter
}

// Read decides who may read who reported a lead. Granted or not, it is written down, and what is read is announced, with the decision:
// without that there is no answer.
func (s *Store) Read(ctx context.Context, ask Ask) (Answer, error) {
	var out Answer
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		m, err := loadMatter(ctx, tx, ask.Lead)
		if err != nil {
			return err
		}
		out = Answer{Verdict: reading.Decide(m, ask.Caller)}
		whole := lead.WholeOf(ask.Lead)
		for _, w := range out.Withheld {
			writeRead(tx, ask, w.Lead, false, w.Reason)
		}
		for _, r := range out.Reporters {
			writeRead(tx, ask, r.Lead, true, reading.Holds)
			subject := r.Lead
			if subject == whole {
				subject, out.Known = ask.Lead, m.Tickets[0].Reporters
				if out.Raws, err = loadRaws(ctx, tx, whole); err != nil {
					return err
				}
			}
			if err := s.announceRead(tx, ask, subject); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Answer{}, err
	}
	return out, nil
}

func writeRead(tx *outbox.Tx, ask Ask, id string, granted bool, reason reading.Reason) {
	tx.Later(`INSERT INTO reporter_read (lead, about, department, officer, purpose, granted, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, ask.Lead, ask.Caller, ask.Officer, ask.Purpose, granted, reason, ask.At)
}

func (s *Store) announceRead(tx *outbox.Tx, ask Ask, subject string) error {
	fact := lead.ReporterRead{Department: lead.Party(ask.Caller), Officer: ask.Officer, Purpose: ask.Purpose, At: ask.At.UTC()}
	e, err := event.New(event.Origin{Source: s.Log.Source(), Lead: subject, Time: ask.At, TraceParent: ask.TraceParent}, fact)
	if err != nil {
		return err
	}
	return tx.Append(e, "")
}

// upSQL finds the leads that one goes on in, itself among them.
const upSQL = `WITH RECURSIVE up AS (
		SELECT $1::text AS lead, 1 AS depth
		UNION SELECT f.into_lead, u.depth + 1 FROM up u, LATERAL (SELECT into_lead FROM fold WHERE lead = u.lead AND until IS NULL OFFSET 0) f
			WHERE u.depth < 1000)
	SELECT lead FROM up ORDER BY depth`

const whereSQL = "SELECT " + standingColumns + " FROM standing WHERE lead = ANY($1) UNION ALL SELECT " + standingColumns + ` FROM standing
	WHERE whole = ANY($1) AND whole <> lead ORDER BY 1`

// loadMatter reads what is one matter with a lead or part. The lead's own ticket comes first.
func loadMatter(ctx context.Context, tx pgx.Tx, id string) (reading.Matter, error) {
	m, whole := reading.Matter{Lead: id}, lead.WholeOf(id)
	up, err := collect(ctx, tx, upSQL, pgx.RowTo[string], id)
	if err != nil {
		return m, err
	}
	if m.Where, err = collect(ctx, tx, whereSQL, pgx.RowToStructByPos[ticket.Standing], up); err != nil {
		return m, err
	}
	if m.Tickets, err = loadReported(ctx, tx, whole, id); err != nil {
		return m, err
	}
	known := len(m.Tickets) > 0 && m.Tickets[0].Lead == whole
	if !known || id != whole && len(m.Where) == 0 {
		return m, ErrNoLead
	}
	return m, nil
}

const reportedSQL = `WITH RECURSIVE heard AS (
		SELECT id AS lead FROM unnest($2::text[]) AS u(id)
		UNION SELECT f.lead FROM heard h, LATERAL (SELECT lead FROM fold WHERE into_lead = h.lead AND until IS NULL OFFSET 0) f)
	SELECT l.id, coalesce(l.number, ''), coalesce((l.matter->>'secret')::boolean, false), r.reporters FROM heard h
		JOIN LATERAL (SELECT id, number, matter FROM lead WHERE id = h.lead OFFSET 0) l ON true
		JOIN LATERAL (SELECT coalesce(jsonb_agg(jsonb_build_object('name', name, 'phone', phone, 'anonymous', anonymous, 'secret', secret, 'reply', reply)
			ORDER BY at, id), '[]') AS reporters FROM reporter WHERE lead = h.lead) r ON true
	ORDER BY l.id <> $1, l.id`

func loadReported(ctx context.Context, tx pgx.Tx, whole, id string) ([]reading.Ticket, error) {
	return collect(ctx, tx, reportedSQL, pgx.RowToStructByPos[reading.Ticket], whole, []string{whole, id})
}

func loadRaws(ctx context.Context, tx pgx.Tx, id string) ([]submission.Raw, error) {
	return collect(ctx, tx, `SELECT s.type, r.content_type, r.body FROM submission s JOIN raw r USING (source, id)
		WHERE s.lead = $1 ORDER BY s.at, s.id`, pgx.RowToStructByPos[submission.Raw], id)
}

type querier interface {
	Query(context.Context, string, ...any) (pgx.Rows, error)
}

func collect[T any](ctx context.Context, q querier, sql string, scan pgx.RowToFunc[T], args ...any) ([]T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("who reported: %w", err)
	}
	out, err := pgx.CollectRows(rows, scan)
	if err != nil {
		return nil, fmt.Errorf("who reported: %w", err)
	}
	return out, nil
}

// Reading is a line of who read, or wanted to read, who reported a lead.
type Reading struct {
	Cursor     int64          `json:"cursor"`
	Lead       string         `json:"lead"`
	About      string         `json:"about"`
	Department string         `json:"department"`
	Officer    string         `json:"officer"`
	Purpose    lead.Purpose   `json:"purpose"`
	Granted    bool           `json:"granted"`
	Reason     reading.Reason `json:"reason"`
	At         time.Time      `json:"at"`
}

// Reads returns at most limit lines behind a cursor, in order: those about a lead, or all when it is empty.
func (s *Store) Reads(ctx context.Context, id string, after uint64, limit int) ([]Reading, error) {
	const columns = "SELECT n, lead, about, department, officer, purpose, granted, reason, at FROM reporter_read"
	if id == "" {
		return collect(ctx, s.Log.DB, columns+" WHERE n > $1 ORDER BY n LIMIT $2", pgx.RowToStructByPos[Reading], after, limit)
	}
	return collect(ctx, s.Log.DB, columns+" WHERE lead = $1 AND n > $2 ORDER BY n LIMIT $3", pgx.RowToStructByPos[Reading], id, after, limit)
}
