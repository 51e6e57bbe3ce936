package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"xiansuo/services/intake/internal/receipt"
	"xiansuo/services/internal/outbox"
)

const (
	// ownSQL finds a sender's own lead, and lets the issues of one lead go one after another.
	ownSQL = `SELECT id FROM lead WHERE id = $1 AND sender = $2 FOR NO KEY UPDATE`
	// issueSQL keeps the digest of one more code of a lead: from now on it is the one that counts.
	issueSQL = `INSERT INTO receipt (digest, lead, issue, sender, at)
		VALUES ($1, $2, coalesce((SELECT max(issue) FROM receipt WHERE lead = $2 AND issue > 1), 1) + 1, $3, $4)`
)

// Issue gives a sender a new code for its own lead. The old one opens nothing any more. Each issue is a row.
func (s *Store) Issue(ctx context.Context, sender, id string, at time.Time) (receipt.Code, error) {
	code, err := receipt.New(rand.Reader)
	if err != nil {
		return receipt.Code{}, err
	}
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		own, err := tx.Exec(ctx, ownSQL, id, sender)
		if err != nil {
			return fmt.Errorf("issue a receipt: %w", err)
		}
		if own.RowsAffected() == 0 {
			return ErrNoLead
		}
		digest := code.Digest()
		if _, err := tx.Exec(ctx, issueSQL, digest[:], id, sender, at); err != nil {
			return fmt.Errorf("issue a receipt: %w", err)
		}
		return nil
	})
	if err != nil {
		return receipt.Code{}, err
	}
	return code, nil
}
