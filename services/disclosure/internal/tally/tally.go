// Package tally is the heart of disclosure so far: it counts what happened, by month and department. The counts are for the
// desk and the auditor; nothing is public before small numbers are suppressed.
package tally

import (
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// Kind is what is counted.
type Kind string

// The kinds.
const (
	Received   Kind = "received"
	Dispatched Kind = "dispatched"
	Signed     Kind = "signed"
	Declined   Kind = "declined"
	Closed     Kind = "closed"
)

// Key is one count: a month by its first day, a department or "" for the district, and what is counted.
type Key struct {
	Month      time.Time
	Department lead.Department
	Kind       Kind
}

// Told is what a count needs of an event's data.
type Told struct {
	Record lead.Record `json:"record"`
	Role   lead.Role   `json:"role"`
}

// Of returns what an event counts for, and whether it counts.
func Of(typ string, t Told) (Key, bool) {
	k := Key{Month: month(t.Record.At)}
	switch typ {
	case lead.LeadRouted{}.EventType(), lead.LeadUnrouted{}.EventType():
		k.Kind = Received
		return k, t.Record.No == 1
	case lead.HandoffDispatched{}.EventType():
		k.Kind, k.Department = Dispatched, lead.Department(t.Record.To)
		return k, t.Role == lead.RoleLead
	case lead.HandoffSigned{}.EventType():
		k.Kind, k.Department = Signed, lead.Department(t.Record.From)
		return k, t.Role == lead.RoleLead
	case lead.LeadDeclined{}.EventType():
		k.Kind = Declined
		return k, true
	case lead.LeadClosed{}.EventType():
		k.Kind = Closed
		if d := lead.Department(t.Record.From); d.Valid() {
			k.Department = d
		}
		return k, true
	}
	return k, false
}

func month(t time.Time) time.Time {
	local := t.In(calendar.China)
	return time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, time.UTC)
}
