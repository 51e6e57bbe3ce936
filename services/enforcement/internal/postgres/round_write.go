package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/internal/outbox"
)

// Key is the Idempotency-Key of a request that makes something, with the digest of what it wants to make. The zero key is none.
type Key struct{ Caller, Key, Digest string }

// taken returns what was made under the key before, or "". Another request under a used key is refused.
func (k Key) taken(ctx context.Context, tx pgx.Tx) (id string, err error) {
	if k.Key == "" {
		return "", nil
	}
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", "field_write/"+k.Caller+"/"+k.Key); err != nil {
		return "", fmt.Errorf("lock a key: %w", err)
	}
	var digest string
	switch err = tx.QueryRow(ctx, "SELECT id, digest FROM field_write WHERE caller = $1 AND key = $2", k.Caller, k.Key).Scan(&id, &digest); {
	case errors.Is(err, pgx.ErrNoRows):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("look for a key: %w", err)
	case digest != k.Digest:
		return "", onsite.Refuse(onsite.NotNow, "key-used", "this Idempotency-Key was used for another request", "use a key of its own for each request")
	}
	return id, nil
}

// keep keeps what was made under the key.
func (k Key) keep(tx *outbox.Tx, id string, at time.Time) {
	if k.Key != "" {
		tx.Later("INSERT INTO field_write (caller, key, digest, id, at) VALUES ($1, $2, $3, $4, $5)", k.Caller, k.Key, k.Digest, id, at)
	}
}
