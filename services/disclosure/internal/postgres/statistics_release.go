package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/statistics"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
)

// Why a draft is not released.
var (
	ErrSameActor  = errors.New("whoever prepared a release does not approve it")
	ErrSuperseded = errors.New("another release of that month came before")
)

// Release makes a draft public: immutable, with its digest, and announced. It returns ErrNoDraft, ErrSameActor, ErrOutOfOrder or
// ErrSuperseded.
func (s *Store) Release(ctx context.Context, id int64, by actor.Actor, now time.Time) (statistics.Summary, error) {
	var out statistics.Summary
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtext('release'))"); err != nil {
			return fmt.Errorf("lock releases: %w", err)
		}
		d, err := draft(ctx, tx, id)
		if err != nil {
			return err
		}
		if d.Editor == by.Name {
			return ErrSameActor
		}
		if err := next(ctx, tx, d.Release.Month, d.Release.Version); err != nil {
			return err
		}
		r := d.Release
		r.At = now.UTC().Truncate(time.Second)
		body, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("release of %s: %w", r.Month, err)
		}
		digest := sha256.Sum256(body)
		out = statistics.Summary{Month: r.Month, Version: r.Version, At: r.At, SHA256: hex.EncodeToString(digest[:])}
		tx.Later(`INSERT INTO release (month, version, draft, released_at, approver, approver_role, sha256, body) VALUES (($1 || '-01')::date, $2, $3, $4, $5, $6, $7, $8)`,
			r.Month, r.Version, id, r.At, by.Name, string(by.Role), out.SHA256, body)
		return s.announceRelease(tx, out, by)
	})
	return out, err
}

// next checks that a version is the next of its month, and its month the next of all.
func next(ctx context.Context, tx *outbox.Tx, month string, version int) error {
	var last string
	var newest int
	err := tx.QueryRow(ctx, `SELECT coalesce(to_char(max(month), 'YYYY-MM'), ''), coalesce(max(version) FILTER (WHERE month = ($1 || '-01')::date), 0) FROM release`, month).Scan(&last, &newest)
	switch {
	case err != nil:
		return fmt.Errorf("released months: %w", err)
	case version != newest+1:
		return ErrSuperseded
	case version == 1 && last != "" && month != statistics.NextMonth(last):
		return ErrOutOfOrder
	}
	return nil
}

func (s *Store) announceRelease(tx *outbox.Tx, r statistics.Summary, by actor.Actor) error {
	id := s.Log.District + "-statistics-" + r.Month
	e, err := event.New(event.Origin{Source: s.Log.Source(), Lead: id, Time: r.At},
		lead.ResultPublished{Publication: id, Product: lead.Statistics, Version: r.Version, Department: string(by.Role), SHA256: r.SHA256, At: r.At})
	if err != nil {
		return err
	}
	return tx.Append(e, "")
}

// Body returns a version of a month's release as it was published, byte by byte; the newest where version is 0. It may return ErrNoRelease.
func (s *Store) Body(ctx context.Context, month string, version int) ([]byte, error) {
	if !statistics.ValidMonth(month) {
		return nil, ErrNoRelease
	}
	bodies, err := query[struct{ Body []byte }](ctx, s.Log.DB, `SELECT body FROM release WHERE month = ($1 || '-01')::date AND ($2 = 0 OR version = $2)
		ORDER BY version DESC LIMIT 1`, month, version)
	if err != nil {
		return nil, err
	}
	if len(bodies) == 0 {
		return nil, ErrNoRelease
	}
	return bodies[0].Body, nil
}
