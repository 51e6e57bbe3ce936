package enforcement

import (
	"context"
	"log/slog"
	"time"

	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/pg"
)

const (
	lapseEvery = time.Second
	lapseBatch = 200 // promises of one transaction
)

// lapse announces, until ctx ends, what was promised and not done by its day. Any number of processes may; what fails is tried again.
func lapse(ctx context.Context, log *slog.Logger, store *postgres.Store, now func() time.Time) error {
	tick := time.NewTicker(lapseEvery)
	defer tick.Stop()
	failed := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		n, err := 1, error(nil)
		for n > 0 && err == nil && ctx.Err() == nil {
			n, err = store.LapsePromises(ctx, now(), lapseBatch)
		}
		switch {
		case err == nil || ctx.Err() != nil:
			failed = ""
			continue
		case err.Error() == failed:
		case pg.Transient(err):
			log.Warn("promises wait for the database", "error", err)
		default:
			log.Error("promises do not lapse, somebody must look", "error", err)
		}
		failed = err.Error()
	}
}
