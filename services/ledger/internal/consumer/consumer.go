// Package consumer takes every event of every source into the ledger.
package consumer

import (
	"context"

	"xiansuo/services/internal/outbox"
	"xiansuo/services/ledger/internal/postgres"
)

// Handle copies a source's events.
func Handle(store *postgres.Store, source string) outbox.Handler {
	return func(_ context.Context, tx *outbox.Tx, events []outbox.Received) error {
		store.Keep(tx, source, events)
		return nil
	}
}
