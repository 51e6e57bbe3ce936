package consumer

import (
	"context"
	"crypto/sha256"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/intake/internal/submission"
	"xiansuo/services/internal/outbox"
)

// enforcementSender is the name under which enforcement is a sender of its own.
const enforcementSender = "enforcement"

// WantsOfEnforcement says which of enforcement's events intake takes in.
func WantsOfEnforcement(typ string) bool { return typ == lead.PromiseLapsed{}.EventType() }

// Enforcement makes leads of what patrols and self-checks leave undone.
type Enforcement struct {
	Store *postgres.Store
	Now   func() time.Time
}

// Handle makes one lead of each promise: its id is the number of the ticket, so that a promise that is announced again is known. It is masked
// as every complaint is, and goes the way of all leads.
func (e *Enforcement) Handle(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
	batch := make([]submission.Submission, len(events))
	for i, in := range events {
		fact, err := event.As[lead.PromiseLapsed](in.Event)
		if err != nil {
			return err
		}
		batch[i] = submission.Complaint(envelope(in, e.Now()), lead.ComplaintSubmitted{Channel: fact.Channel, Number: fact.Promise, Text: fact.Text, Place: fact.Place,
			Target: fact.Target, Urgency: fact.Urgency})
	}
	_, err := e.Store.Take(ctx, tx, batch)
	return err
}

// envelope is the outside of an event that another service announced.
func envelope(in outbox.Received, now time.Time) submission.Envelope {
	return submission.Envelope{Source: in.Source(), ID: in.ID(), Type: in.Type(), Digest: submission.Digest(in.Type(), in.Subject(), sha256.Sum256(in.Data())),
		Sender: enforcementSender, TraceParent: event.Extension(in.Event, event.TraceParent), ContentType: event.ContentType, Raw: in.Body, At: now}
}
