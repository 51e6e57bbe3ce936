package institutions

import (
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// Order is an order of a case about an institution, as far as its standing rests on it.
type Order struct {
	Case   string `json:"case"`
	No     int    `json:"no"`
	Safety bool   `json:"safety"`
	// OpenedOn is the day of the order, LiftedOn the day on which a recheck was passed and it was lifted; empty until then.
	OpenedOn string `json:"openedOn"`
	LiftedOn string `json:"liftedOn,omitempty"`
}

// openOn reports whether a safety order stands on a day.
func (o Order) openOn(day string) bool {
	return o.Safety && o.OpenedOn <= day && (o.LiftedOn == "" || o.LiftedOn > day)
}

// stoodSince reports whether a safety order stood at any time from a day to another. One that was lifted on the first day did not.
func (o Order) stoodSince(from, day string) bool {
	return o.Safety && o.OpenedOn <= day && (o.LiftedOn == "" || o.LiftedOn > from)
}

// Decision is a decision in which the institution is a party.
type Decision struct {
	Number  string `json:"number"`
	InForce bool   `json:"inForce"`
}

// Why a list entry ended by itself; a person's own words are in the record.
const (
	EndLicence    = "licence-ended"
	EndSuspended  = "suspended"
	EndClosed     = "closed"
	EndUnregister = "not-registered"
	EndRemoved    = "removed"
	EndExpired    = "expired"
	EndRevoked    = "revoked"
	EndTakenOff   = "taken-off"
)

// WhiteEntry is an entry of the white list (白名单): its licensing authority says that the institution may be shown as compliant.
type WhiteEntry struct {
	ID string `json:"id"`
	// Licence is the number of the licence that it rests on, Department who gave that and entered this.
	Licence    string          `json:"licence"`
	Department lead.Department `json:"department,omitempty"`
	From       string          `json:"from"`
	By         actor.Actor     `json:"by"`
	EndedOn    string          `json:"endedOn,omitempty"`
	EndedWhy   string          `json:"endedWhy,omitempty"`
	// Fresh says that it is not kept as it is.
	Fresh bool `json:"-"`
}

// off returns why a white entry does not hold on a day, "" if it does: "suspended may not be shown as compliant" (整改不到位不得开展培训), and
// what was suspended since the entry was made needs a new one.
func (s *State) off(e WhiteEntry, day string) string {
	for _, o := range s.Orders {
		if o.stoodSince(e.From, day) {
			return EndSuspended
		}
	}
	l, ok := s.licence(e.Licence)
	switch {
	case s.Removed != "":
		return EndRemoved
	case s.Closed(day):
		return EndClosed
	case !ok || !l.In(day) || l.Department != e.Department:
		return EndLicence
	case !s.Registration.In(day):
		return EndUnregister
	}
	return ""
}

// WatchEntry is an entry of the inner watch list (重点监管名单).
type WatchEntry struct {
	ID string `json:"id"`
	// Reason is why, in words that stay inside.
	Reason string `json:"reason"`
	// Basis is the provision, Decision the number of the decision that it rests on.
	Basis    string      `json:"basis,omitempty"`
	Decision string      `json:"decision,omitempty"`
	From     string      `json:"from"`
	Until    string      `json:"until,omitempty"`
	By       actor.Actor `json:"by"`
	EndedOn  string      `json:"endedOn,omitempty"`
	EndedWhy string      `json:"endedWhy,omitempty"`
	// Public says whether it is public at the moment; it is told from the rest.
	Public bool `json:"public"`
	// Fresh says that it is not kept as it is.
	Fresh bool `json:"-"`
}

// decided reports whether a decision about the institution is known, and whether it is in force.
func (s *State) decided(number string) (known, inForce bool) {
	for _, d := range s.Decisions {
		if number != "" && d.Number == number {
			known, inForce = true, inForce || d.InForce
		}
	}
	return known, inForce
}

// over returns why a watch entry ends on a day, "" if it stays.
func (s *State) over(e WatchEntry, day string) string {
	known, inForce := s.decided(e.Decision)
	switch {
	case s.Removed != "":
		return EndRemoved
	case e.Until != "" && e.Until < day:
		return EndExpired
	case known && !inForce:
		return EndRevoked
	}
	return ""
}

// public reports whether a watch entry is public on a day: a decision about the institution that is in force, a basis and an end date.
func (s *State) public(e WatchEntry, day string) bool {
	_, inForce := s.decided(e.Decision)
	return e.EndedOn == "" && inForce && e.Basis != "" && e.Until != "" && within(e.From, e.Until, day)
}
