package enforcement

import (
	"context"
	"log/slog"
	"time"

	"xiansuo/services/enforcement/internal/postgres"
)

const sweepEvery = 10 * time.Second

// sweep lets take effect, until ctx ends, what does so on a day by itself: licences and list entries that begin or end. What fails is tried
// again at the next look. Any number of processes may.
func sweep(ctx context.Context, log *slog.Logger, store *postgres.Store, now func() time.Time) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	failing := false
	for {
		_, err := store.SweepInstitutions(ctx, now())
		if err != nil && ctx.Err() == nil && !failing {
			log.Warn("institutions wait for the database", "error", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
