// Package consumer takes in what routing says happened to leads, and tells their senders.
package consumer

import (
	"context"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/internal/outbox"
)

// Wants says which of routing's events a sender is told about.
func Wants(typ string) bool {
	_, ok := kinds[typ]
	return ok
}

// kinds maps routing's events to what the sender of the lead reads.
var kinds = map[string]string{
	lead.LeadRouted{}.EventType():        "accepted",
	lead.LeadUnrouted{}.EventType():      "accepted",
	lead.HandoffDispatched{}.EventType(): "sent",
	lead.HandoffSigned{}.EventType():     "signed",
	lead.LeadDeclined{}.EventType():      "returned",
	lead.LeadTakenBack{}.EventType():     "taken-back",
	lead.LeadClosed{}.EventType():        "done",
}

// said is what a sender is told of the data of those events.
type said struct {
	Record      lead.Record     `json:"record"`
	Role        lead.Role       `json:"role"`
	Category    lead.Category   `json:"category"`
	Outcome     lead.Outcome    `json:"outcome"`
	Explanation *lead.Bilingual `json:"explanation"`
}

// Handle keeps a batch of routing's events as updates.
func Handle(store *postgres.Store) outbox.Handler {
	return func(_ context.Context, tx *outbox.Tx, events []outbox.Received) error {
		news := make([]postgres.News, 0, len(events))
		for _, e := range events {
			n, err := newsOf(e)
			if err != nil {
				return err
			}
			news = append(news, n)
		}
		return store.Tell(tx, news)
	}
}

func newsOf(e outbox.Received) (postgres.News, error) {
	var s said
	if err := event.Decode(e.Event, &s); err != nil {
		return postgres.News{}, err
	}
	n := postgres.News{Sequence: e.Number, Lead: e.Subject(), Kind: kinds[e.Type()], Role: s.Role, Explanation: s.Explanation, At: s.Record.At}
	switch n.Kind {
	case "sent":
		n.Department = lead.Department(s.Record.To)
	case "signed":
		n.Department = lead.Department(s.Record.From)
	case "returned":
		n.Reason = string(s.Category)
	case "done":
		n.Reason, n.Department = string(s.Outcome), lead.Department(s.Record.From)
	}
	return n, nil
}
