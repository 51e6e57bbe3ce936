// Package consumer counts what routing says.
package consumer

import (
	"context"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/tally"
	"xiansuo/services/internal/outbox"
)

// Wants says which of routing's events may count.
func Wants(typ string) bool {
	switch typ {
	case lead.LeadRouted{}.EventType(), lead.LeadUnrouted{}.EventType(), lead.HandoffDispatched{}.EventType(),
		lead.HandoffSigned{}.EventType(), lead.LeadDeclined{}.EventType(), lead.LeadClosed{}.EventType():
		return true
	}
	return false
}

// Handle counts a batch.
func Handle(store *postgres.Store) outbox.Handler {
	return func(_ context.Context, tx *outbox.Tx, events []outbox.Received) error {
		counts := map[tally.Key]int64{}
		for _, e := range events {
			var told tally.Told
			if err := event.Decode(e.Event, &told); err != nil {
				return err
			}
			if key, ok := tally.Of(e.Type(), told); ok {
				counts[key]++
			}
		}
		store.Add(tx, counts)
		return nil
	}
}
