package consumer

import (
	"context"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/tally"
	"xiansuo/services/internal/outbox"
)

// countTaker counts.
var countTaker = taker{[]string{lead.LeadRouted{}.EventType(), lead.LeadUnrouted{}.EventType(), lead.HandoffDispatched{}.EventType(),
	lead.HandoffSigned{}.EventType(), lead.LeadDeclined{}.EventType(), lead.LeadClosed{}.EventType()}, (*Consumer).count}

func (c *Consumer) count(_ context.Context, tx *outbox.Tx, events []outbox.Received) error {
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
	c.Store.Add(tx, counts)
	return nil
}
