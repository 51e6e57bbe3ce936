package consumer

import (
	"context"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
)

// institutionTaker keeps what may be known of institutions, for the site.
var institutionTaker = taker{[]string{lead.InstitutionChanged{}.EventType()}, (*Consumer).institutions}

func (c *Consumer) institutions(_ context.Context, tx *outbox.Tx, events []outbox.Received) error {
	for _, e := range events {
		var told lead.InstitutionChanged
		if err := event.Decode(e.Event, &told); err != nil {
			return err
		}
		if err := c.Store.KeepInstitution(tx, told); err != nil {
			return err
		}
	}
	return nil
}
