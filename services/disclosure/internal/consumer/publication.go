package consumer

import (
	"context"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
)

// publicationTaker prepares publications of what departments decided.
var publicationTaker = taker{[]string{lead.CaseDecided{}.EventType(), lead.CaseRevoked{}.EventType(), lead.CaseClosed{}.EventType()}, (*Consumer).publications}

func (c *Consumer) publications(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
	for _, e := range events {
		if err := c.publication(ctx, tx, e.Event); err != nil {
			return err
		}
	}
	return nil
}

func (c *Consumer) publication(ctx context.Context, tx *outbox.Tx, e event.Event) error {
	at := c.Now()
	switch e.Type() {
	case lead.CaseDecided{}.EventType():
		decided, err := event.As[lead.CaseDecided](e)
		if err != nil {
			return err
		}
		return c.Store.Decided(ctx, tx, decided, e, at)
	case lead.CaseRevoked{}.EventType():
		revoked, err := event.As[lead.CaseRevoked](e)
		if err != nil {
			return err
		}
		return c.Store.Revoked(ctx, tx, revoked, e, at)
	}
	closed, err := event.As[lead.CaseClosed](e)
	if err != nil {
		return err
	}
	return c.Store.Closed(ctx, tx, closed, e, at)
}
