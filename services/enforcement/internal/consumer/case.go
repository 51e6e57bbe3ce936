package consumer

import (
	"context"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/internal/outbox"
)

// caseTypes are the facts that open or move cases.
var caseTypes = []string{lead.HandoffSigned{}.EventType()}

// cases opens cases and announces them.
func (c *Consumer) cases(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
	var opened []cases.Case
	causes := map[string]outbox.Received{}
	for _, e := range events {
		if e.Type() != (lead.HandoffSigned{}).EventType() {
			continue
		}
		signed, err := event.As[lead.HandoffSigned](e.Event)
		if err != nil {
			return err
		}
		if one, ok := cases.Open(signed); ok {
			one.Lead = e.Subject()
			opened = append(opened, one)
			causes[one.Lead] = e
		}
	}
	fresh, err := c.Store.Open(ctx, tx, opened)
	if err != nil {
		return err
	}
	for _, one := range fresh {
		if err := c.announce(tx, one, causes[one.Lead].Event); err != nil {
			return err
		}
	}
	return nil
}

func (c *Consumer) announce(tx *outbox.Tx, one cases.Case, cause event.Event) error {
	origin := event.Origin{Source: c.Store.Log.Source(), Lead: one.Lead, Time: one.OpenedAt, Cause: cause.ID(), TraceParent: event.Extension(cause, event.TraceParent)}
	e, err := event.New(origin, lead.CaseOpened{Case: one.Number, Department: one.Department, Role: lead.RoleLead, OpenedAt: one.OpenedAt})
	if err != nil {
		return err
	}
	return tx.Append(e, "")
}
