package consumer

import (
	"context"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
)

// publicationTaker prepares publications of what departments decided.
var publicationTaker = taker{[]string{lead.CaseDecided{}.EventType(), lead.CaseRevoked{}.EventType(), lead.CaseClosed{}.EventType()}, (*Consumer).publications}

func (c *Consumer) publications(context.Context, *outbox.Tx, []outbox.Received) error { return nil }
