// Package consumer takes in what other services say: what departments signed, and what was reported.
package consumer

import (
	"context"
	"slices"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/outbox"
)

// Consumer takes events in.
type Consumer struct {
	Store *postgres.Store
	Now   func() time.Time
}

// WantsOfRouting says which of routing's events matter here.
func WantsOfRouting(typ string) bool {
	return slices.Contains(caseTypes, typ) || slices.Contains(interestTypes, typ)
}

// WantsOfIntake says which of intake's events matter here.
func WantsOfIntake(typ string) bool { return slices.Contains(matchTypes, typ) }

// Routing takes in what routing says: cases are opened, and referrals move them.
func (c *Consumer) Routing(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
	if err := c.interests(ctx, tx, events); err != nil {
		return err
	}
	return c.cases(ctx, tx, events)
}

// Intake takes in what was reported: institutions are matched to it.
func (c *Consumer) Intake(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
	all := make([]report, 0, len(events))
	for _, e := range events {
		received, err := event.As[lead.LeadReceived](e.Event)
		if err != nil {
			return err
		}
		all = append(all, report{e.Subject(), received})
	}
	if err := c.places(ctx, tx, all); err != nil {
		return err
	}
	return c.match(ctx, tx, all)
}

// report is what was reported, as its lead.
type report struct {
	lead string
	lead.LeadReceived
}
