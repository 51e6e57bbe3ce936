// Package consumer takes in what departments signed.
package consumer

import (
	"context"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/outbox"
)

// Wants says which of routing's events open cases.
func Wants(typ string) bool { return typ == lead.HandoffSigned{}.EventType() }

// Handle opens cases and announces them.
func Handle(store *postgres.Store) outbox.Handler {
	return func(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
		var opened []cases.Case
		causes := map[string]outbox.Received{}
		for _, e := range events {
			signed, err := event.As[lead.HandoffSigned](e.Event)
			if err != nil {
				return err
			}
			if c, ok := cases.Open(signed); ok {
				c.Lead = e.Subject()
				opened = append(opened, c)
				causes[c.Lead] = e
			}
		}
		fresh, err := store.Open(ctx, tx, opened)
		if err != nil {
			return err
		}
		for _, c := range fresh {
			if err := announce(store, tx, c, causes[c.Lead].Event); err != nil {
				return err
			}
		}
		return nil
	}
}

func announce(store *postgres.Store, tx *outbox.Tx, c cases.Case, cause event.Event) error {
	origin := event.Origin{Source: store.Log.Source(), Lead: c.Lead, Time: c.OpenedAt, Cause: cause.ID(), TraceParent: event.Extension(cause, event.TraceParent)}
	e, err := event.New(origin, lead.CaseOpened{Case: c.Number, Department: c.Department, Role: lead.RoleLead, OpenedAt: c.OpenedAt})
	if err != nil {
		return err
	}
	return tx.Append(e, "")
}
