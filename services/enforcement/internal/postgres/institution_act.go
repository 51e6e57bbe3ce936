package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/internal/outbox"
)

// Request is what makes an act one that is done once, however often it is sent: who sent it, under which key, and the digest of what was
// sent. Without a key every sending is an act of its own.
type Request struct {
	Actor, Key string
	Digest     [32]byte
}

// CreateInstitution enters the institution that make returns under a new id.
func (s *Store) CreateInstitution(ctx context.Context, r Request, at time.Time, make func(id string) (*institutions.State, error)) (*institutions.State, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	return s.actOnInstitution(ctx, r, id.String(), at, func(ctx context.Context, tx *outbox.Tx) (*kept, error) {
		made, err := make(id.String())
		return &kept{State: made, fresh: true}, err
	})
}

// ChangeInstitution lets act change an institution.
func (s *Store) ChangeInstitution(ctx context.Context, id string, r Request, at time.Time, act func(*institutions.State) error) (*institutions.State, error) {
	if !canonical(id) {
		return nil, ErrNoInstitution
	}
	return s.actOnInstitution(ctx, r, id, at, func(ctx context.Context, tx *outbox.Tx) (*kept, error) {
		all, err := s.lockInstitutions(ctx, tx, []string{id})
		if err != nil {
			return nil, err
		}
		if len(all) == 0 {
			return nil, ErrNoInstitution
		}
		all[0].Settle(at) // what ended by itself before the act is none of its doing
		return all[0], act(all[0].State)
	})
}

// RemoveInstitution takes an institution out of the register, or merges it into another that is there.
func (s *Store) RemoveInstitution(ctx context.Context, id, into string, w institutions.Why) (*institutions.State, error) {
	if into != "" {
		if other, err := s.Institution(ctx, into); err != nil {
			return nil, err
		} else if other.Removed != "" {
			return nil, &institutions.Refusal{Code: institutions.IsRemoved, Detail: "the other institution is not in the register any more", Cure: "name one that is"}
		}
	}
	return s.ChangeInstitution(ctx, id, Request{}, w.At, func(st *institutions.State) error { return st.Remove(into, w) })
}

// actOnInstitution does an act once and saves the institution.
func (s *Store) actOnInstitution(ctx context.Context, r Request, id string, at time.Time, do func(context.Context, *outbox.Tx) (*kept, error)) (out *institutions.State, err error) {
	again := ""
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		if again, err = seenBefore(ctx, tx, r, id, at); err != nil || again != "" {
			return err
		}
		k, err := do(ctx, tx)
		if err != nil {
			return err
		}
		out = k.State
		return s.saveInstitutions(ctx, tx, at, "", []*kept{k})
	})
	if err == nil && again != "" {
		return s.Institution(ctx, again)
	}
	return out, err
}

// seenBefore keeps a request, and returns the institution that it was about when it was done before.
func seenBefore(ctx context.Context, tx *outbox.Tx, r Request, id string, at time.Time) (string, error) {
	if r.Key == "" {
		return "", nil
	}
	tag, err := tx.Exec(ctx, `INSERT INTO institution_request (actor, key, digest, institution, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		r.Actor, r.Key, r.Digest[:], id, at)
	if err != nil {
		return "", fmt.Errorf("keep a request: %w", err)
	}
	if tag.RowsAffected() == 1 {
		return "", nil
	}
	var digest []byte
	var institution string
	if err := tx.QueryRow(ctx, `SELECT digest, institution::text FROM institution_request WHERE actor = $1 AND key = $2`, r.Actor, r.Key).Scan(&digest, &institution); err != nil {
		return "", fmt.Errorf("read a request: %w", err)
	}
	if !slices.Equal(digest, r.Digest[:]) {
		return "", &institutions.Refusal{Code: institutions.KeyUsed, Detail: "this Idempotency-Key was used for something else", Cure: "use a new key for a new act"}
	}
	return institution, nil
}

const historySQL = `SELECT no, at, on_day::text, act, by, reason, before, after FROM institution_record WHERE institution = $1 AND no > $2 ORDER BY no LIMIT $3`

// History returns the records of an institution behind a number, oldest first.
func (s *Store) History(ctx context.Context, id string, behind, limit int) ([]institutions.Record, error) {
	if !canonical(id) {
		return nil, ErrNoInstitution
	}
	rows, err := s.Log.DB.Query(ctx, historySQL, id, behind, limit)
	if err != nil {
		return nil, fmt.Errorf("history of an institution: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[institutions.Record])
}
