package consumer

import (
	"context"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
)

// matchTypes are the facts that say whom a lead is about.
var matchTypes = []string{lead.LeadReceived{}.EventType()}

// match matches leads to institutions.
func (c *Consumer) match(context.Context, *outbox.Tx, []outbox.Received) error { return nil }
