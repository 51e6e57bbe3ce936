package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"xiansuo/services/intake/internal/receipt"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
)

// issueSQL keeps the digest of one more code of a sender's own lead: from now on it is the one that counts.
const issueSQL = `INSERT INTO receipt (digest, lead, issue, sender, at)
	SELECT $1, l.id, coalesce((SELECT max(issue) FROM receipt WHERE lead = l.id AND issue > 1), 1) + 1, $3, $4 FROM lead l WHERE l.id = $2 AND l.sender = $3`

// Issue gives a sender a new code for its own lead. The old one opens nothing any more. Each issue is a row.
func (s *Store) Issue(ctx context.Context, sender, id string, at time.Time) (receipt.Code, error) {
	for try := 1; ; try++ {
		code, err := receipt.New(rand.Reader)
		if err != nil {
			return receipt.Code{}, err
		}
		err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
			digest := code.Digest()
			done, err := tx.Exec(ctx, issueSQL, digest[:], id, sender, at)
			if err != nil {
				return fmt.Errorf("issue a receipt: %w", err)
			}
			if done.RowsAffected() == 0 {
				return ErrNoLead
			}
			return nil
		})
		if err == nil {
			return code, nil
		}
		if !pg.Conflict(err) || try == maxTries { // else another issue of the same lead was first
			return receipt.Code{}, err
		}
	}
}
