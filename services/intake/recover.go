package intake

import (
	"context"
	"fmt"

	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/run"
)

// Recover brings intake's log back from other copies after its database was restored from an older one, with the leads and tickets that it
// speaks of, and opens a new epoch of it.
func Recover(ctx context.Context, p *run.Process, r outbox.Recovery) (*outbox.Report, error) {
	base, err := run.Open(ctx, p, Schema(), recoverPool)
	if err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	defer base.Close()
	store := &postgres.Store{Log: base.Log}
	r.Restore = store.Restore
	return base.Recover(ctx, r)
}

const recoverPool = 4
