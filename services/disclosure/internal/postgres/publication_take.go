package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/internal/outbox"
)

// Decided keeps a decision and, once it is served or the case is closed with the proposal to publish it, prepares its publication: a draft,
// and public by nothing but its approval. Of a sealed case nothing is kept.
func (s *Store) Decided(ctx context.Context, tx *outbox.Tx, d lead.CaseDecided, cause event.Event, at time.Time) error {
	if err := s.sealing(ctx, tx, &d, cause, at); err != nil {
		return err
	}
	if !d.Sealed {
		data, err := json.Marshal(d)
		if err != nil {
			return fmt.Errorf("write decision: %w", err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO decision (case_number, number, version, data) VALUES ($1, $2, $3, $4)
			ON CONFLICT (case_number, number) DO UPDATE SET version = excluded.version, data = excluded.data WHERE decision.version <= excluded.version`,
			d.Case, d.Number, d.Version, data); err != nil {
			return fmt.Errorf("keep decision: %w", err)
		}
	}
	return s.prepare(ctx, tx, d, cause, at, d.Served != "" || d.Sealed)
}

// sealing seals a decision of a case that was sealed before; of one that is sealed by it, all that was decided before goes too.
func (s *Store) sealing(ctx context.Context, tx *outbox.Tx, d *lead.CaseDecided, cause event.Event, at time.Time) error {
	sealed := publication.SealedCase(*d)
	err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM publication WHERE case_number = $1 AND product = 'P1' AND state->>'dropped' = $2)", d.Case, string(publication.Sealed)).Scan(&d.Sealed)
	if err != nil {
		return fmt.Errorf("find what is sealed: %w", err)
	}
	if d.Sealed = d.Sealed || sealed; !d.Sealed {
		return nil
	}
	if err := emptyDecisions(ctx, tx, d.Case); err != nil {
		return err
	}
	return s.each(ctx, tx, d.Case, cause, at, func(p *Desk, a publication.Act) { p.Seal(a) })
}

// emptyDecisions takes out what was told of a case before it was sealed.
func emptyDecisions(ctx context.Context, tx *outbox.Tx, number string) error {
	if _, err := tx.Exec(ctx, "UPDATE decision SET data = '{}' WHERE case_number = $1", number); err != nil {
		return fmt.Errorf("empty decisions: %w", err)
	}
	return nil
}

// prepare makes the draft of a decision, or the next edition of it; what was prepared of this version already stays.
func (s *Store) prepare(ctx context.Context, tx *outbox.Tx, d lead.CaseDecided, cause event.Event, at time.Time, ready bool) error {
	var id string
	err := tx.QueryRow(ctx, "SELECT id FROM publication WHERE case_number = $1 AND number = $2 AND product = 'P1'", d.Case, d.Number).Scan(&id)
	o := origin{at, cause.ID(), event.Extension(cause, event.TraceParent)}
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		if !ready {
			return nil
		}
		if id, err = s.nextID(ctx, tx, string(lead.Penalty), at); err != nil {
			return err
		}
		p, content := publication.Decided(id, cause.Subject(), nil, d, s.rules(), at)
		return s.save(ctx, tx, &Desk{Publication: p, Content: content}, o)
	case err != nil:
		return fmt.Errorf("find publication: %w", err)
	}
	_, err = s.change(ctx, tx, id, o, func(_ context.Context, _ *outbox.Tx, desk *Desk) error {
		if d.Version > desk.Decision || d.Version == desk.Decision && publication.SealedCase(d) && desk.Dropped != string(publication.Sealed) {
			_, desk.Content = publication.Decided(id, desk.Subject, desk.Publication, d, s.rules(), at)
		}
		return nil
	})
	return err
}

// Revoked takes in that a decision does not stand any more: what tells it, and what cites it.
func (s *Store) Revoked(ctx context.Context, tx *outbox.Tx, r lead.CaseRevoked, cause event.Event, at time.Time) error {
	ids, err := idsOf(ctx, tx, "SELECT id FROM publication WHERE number = $2 AND number <> '' AND (case_number = $1 AND product = 'P1' OR product <> 'P1') ORDER BY id", r.Case, r.Number)
	if err != nil {
		return err
	}
	return s.all(ctx, tx, ids, cause, at, func(d *Desk, a publication.Act) { d.Revoke(r, s.rules(), a) })
}

// Closed takes in how a case ended. Where its department proposes to publish what it decided, that is prepared if it was not yet.
func (s *Store) Closed(ctx context.Context, tx *outbox.Tx, c lead.CaseClosed, cause event.Event, at time.Time) error {
	if c.Publish && !publication.SealedClosing(c) {
		rows, err := tx.Query(ctx, "SELECT data FROM decision WHERE case_number = $1 ORDER BY number", c.Case)
		if err != nil {
			return fmt.Errorf("find decisions: %w", err)
		}
		decisions, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d lead.CaseDecided, err error) {
			var raw []byte
			if err := row.Scan(&raw); err != nil {
				return d, err
			}
			return d, json.Unmarshal(raw, &d)
		})
		if err != nil {
			return fmt.Errorf("read decisions: %w", err)
		}
		for _, d := range decisions {
			if d.Number == "" { // it was sealed
				continue
			}
			if err := s.prepare(ctx, tx, d, cause, at, true); err != nil {
				return err
			}
		}
		return nil
	}
	if publication.SealedClosing(c) { // what was told of it before it was sealed goes
		if err := emptyDecisions(ctx, tx, c.Case); err != nil {
			return err
		}
	}
	return s.each(ctx, tx, c.Case, cause, at, func(d *Desk, a publication.Act) { d.Closed(c, a) })
}

// each changes every publication of a case.
func (s *Store) each(ctx context.Context, tx *outbox.Tx, number string, cause event.Event, at time.Time, change func(*Desk, publication.Act)) error {
	ids, err := idsOf(ctx, tx, "SELECT id FROM publication WHERE case_number = $1 AND product = 'P1' ORDER BY id", number)
	if err != nil {
		return err
	}
	return s.all(ctx, tx, ids, cause, at, change)
}

func idsOf(ctx context.Context, tx *outbox.Tx, sql string, args ...any) ([]string, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("find publications: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("find publications: %w", err)
	}
	return ids, nil
}

// all changes publications one after the other.
func (s *Store) all(ctx context.Context, tx *outbox.Tx, ids []string, cause event.Event, at time.Time, change func(*Desk, publication.Act)) error {
	o := origin{at, cause.ID(), event.Extension(cause, event.TraceParent)}
	for _, id := range ids {
		if _, err := s.change(ctx, tx, id, o, func(_ context.Context, _ *outbox.Tx, d *Desk) error {
			change(d, publication.Act{Actor: publication.Clockwork, At: at})
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// sweepBatch is how many publications are looked at in one go.
const sweepBatch = 200

// Sweep takes off what was public for as long as it may be. It returns how many it took off.
func (s *Store) Sweep(ctx context.Context, now time.Time) (int, error) {
	taken := 0
	for {
		rows, err := s.Log.DB.Query(ctx, "SELECT id FROM publication WHERE standing = 'published' AND until < $1::text::date ORDER BY until LIMIT $2", publication.Today(now), sweepBatch)
		if err != nil {
			return taken, fmt.Errorf("find what ends: %w", err)
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return taken, fmt.Errorf("find what ends: %w", err)
		}
		for _, id := range ids {
			if _, err := s.Change(ctx, id, now, func(_ context.Context, _ *outbox.Tx, d *Desk) error {
				d.Expire(publication.Act{Actor: publication.Clockwork, At: now}, d.Shown)
				return nil
			}); err != nil {
				return taken, err
			}
			taken++
		}
		if len(ids) < sweepBatch {
			return taken, nil
		}
	}
}
