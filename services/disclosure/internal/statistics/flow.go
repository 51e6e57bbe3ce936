package statistics

import (
	"slices"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// jsonTime is a moment that may be absent.
type jsonTime struct{ time.Time }

// Refund is how far the refunds of a case were from a day on, in fen, altogether.
type Refund struct {
	Sequence      int64 // in the log that told it
	Case, On      string
	Ordered, Paid int64
}

// RefundOf returns what an event tells of refunds.
func RefundOf(e event.Event, sequence int64) (Refund, error) {
	m, err := event.As[lead.RefundMoved](e)
	return Refund{sequence, m.Case, m.On, m.Refunds.Ordered, m.Refunds.Paid}, err
}

// Operation is what is counted of a joint operation.
type Operation struct {
	ID, Ended       string
	Sites, Findings int
}

// OperationOf returns what an event tells of a joint operation.
func OperationOf(e event.Event) (Operation, error) {
	o, err := event.As[lead.OperationEnded](e)
	return Operation{o.Operation, o.On, o.Sites, o.Findings}, err
}

// Types are the types of events that are counted.
func Types() []string {
	all := append([]string{lead.RefundMoved{}.EventType(), lead.OperationEnded{}.EventType()}, leadTypes...)
	return append(all, caseTypes...)
}

// OfLead reports whether events of a type are about a lead.
func OfLead(typ string) bool { return slices.Contains(leadTypes, typ) }
