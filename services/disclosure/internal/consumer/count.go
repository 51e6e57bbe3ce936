package consumer

import (
	"context"

	"xiansuo/services/disclosure/internal/statistics"
	"xiansuo/services/internal/outbox"
)

// countTaker counts.
var countTaker = taker{statistics.Types(), (*Consumer).count}

func (c *Consumer) count(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
	return c.Store.Count(ctx, tx, events)
}
