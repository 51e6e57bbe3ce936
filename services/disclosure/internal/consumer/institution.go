package consumer

import (
	"context"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
)

// institutionTaker keeps what may be known of institutions.
var institutionTaker = taker{[]string{lead.InstitutionChanged{}.EventType()}, (*Consumer).institutions}

func (c *Consumer) institutions(context.Context, *outbox.Tx, []outbox.Received) error { return nil }
