package consumer

import (
	"context"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/outbox"
)

// interestTypes are the facts that say which departments lead leads: two of them on one place make the rule propose a joint operation.
var interestTypes = []string{lead.HandoffSigned{}.EventType(), lead.HandoffEnded{}.EventType(), lead.LeadClosed{}.EventType()}

// interests keeps which departments lead which leads.
func (c *Consumer) interests(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
	var signed []postgres.Signed
	for _, e := range events {
		one, ok, err := interest(e)
		if err != nil {
			return err
		}
		if ok {
			signed = append(signed, one)
		}
	}
	if len(signed) == 0 {
		return nil
	}
	return c.Store.LeadsSigned(ctx, tx, signed, c.Now())
}

// interest says who leads a lead by an event, or does no longer, and whether the event says anything of that.
func interest(e outbox.Received) (one postgres.Signed, ok bool, err error) {
	one.Lead = e.Subject()
	switch e.Type() {
	case lead.HandoffSigned{}.EventType():
		f, err := event.As[lead.HandoffSigned](e.Event)
		one.Department, one.Open, one.At = lead.Department(f.Record.From), true, f.Record.At
		return one, err == nil && f.Role == lead.RoleLead && one.Department.Valid(), err
	case lead.HandoffEnded{}.EventType():
		f, err := event.As[lead.HandoffEnded](e.Event)
		one.Department = lead.Department(f.Record.Holder) // the record may speak of several; who is answerable from it on leads
		return one, err == nil && f.Role == lead.RoleLead, err
	case lead.LeadClosed{}.EventType():
		return one, true, nil
	}
	return one, false, nil
}

// places keeps where leads are, and which leads became of our own promises.
func (c *Consumer) places(ctx context.Context, tx *outbox.Tx, all []report) error {
	var placed []postgres.Placed
	var promises, leads []string
	for _, f := range all {
		if f.Sender == c.Store.Log.Source() && f.Matter.Number != "" {
			promises, leads = append(promises, f.Matter.Number), append(leads, f.lead)
		}
		if key := operations.PlaceKey(f.Matter.Place); key != "" {
			placed = append(placed, postgres.Placed{Lead: f.lead, Key: key, Street: f.Matter.Place.Street})
		}
	}
	if len(promises) > 0 {
		if err := c.Store.PromisesBecame(ctx, tx, promises, leads); err != nil {
			return err
		}
	}
	if len(placed) == 0 {
		return nil
	}
	return c.Store.LeadsPlaced(ctx, tx, placed, c.Now())
}
