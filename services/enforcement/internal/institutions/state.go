package institutions

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// State is an institution with all that it rests on.
type State struct {
	Institution
	White     []WhiteEntry `json:"white,omitempty"`
	Watch     []WatchEntry `json:"watch,omitempty"`
	Orders    []Order      `json:"orders,omitempty"`
	Decisions []Decision   `json:"decisions,omitempty"`
	// Fresh are the records of what was done and is not kept yet.
	Fresh []Record `json:"-"`
}

// Record is one act, with what was before it and after.
type Record struct {
	// No counts the records of an institution from 1.
	No     int         `json:"no"`
	At     time.Time   `json:"at"`
	On     string      `json:"on"`
	Act    string      `json:"act"`
	By     actor.Actor `json:"by"`
	Reason string      `json:"reason,omitempty"`
	Before any         `json:"before,omitempty"`
	After  any         `json:"after,omitempty"`
}

// Acts.
const (
	Created   = "created"
	Changed   = "changed"
	RemovedIt = "removed"
	WhiteOn   = "white-entered"
	WhiteOff  = "white-ended"
	WatchOn   = "watch-entered"
	WatchOff  = "watch-ended"
)

// clockActor is the name of whoever ends what ends by itself.
const clockActor = "clock"

// Suspended reports whether a safety order stands on a day.
func (s *State) Suspended(day string) bool {
	return slices.ContainsFunc(s.Orders, func(o Order) bool { return o.openOn(day) })
}

// Standing tells how the institution stands on a day.
func (s *State) Standing(day string) lead.Standing {
	switch {
	case s.Closed(day):
		return lead.Closed
	case s.Suspended(day):
		return lead.Suspended
	}
	return lead.Open
}

// Listed reports whether it is on the white list on a day.
func (s *State) Listed(day string) bool {
	return slices.ContainsFunc(s.White, func(e WhiteEntry) bool { return e.EndedOn == "" && s.off(e, day) == "" })
}

// Settle ends, at a moment, what ends by itself: an entry of the white list whose licence ended or that a safety order opened on, one of the
// watch list whose day passed or whose decision was revoked. What ended stays ended.
func (s *State) Settle(at time.Time) {
	day := DayOf(at)
	clock := Why{By: actor.Actor{Name: clockActor, Role: actor.Clock}, At: at, On: day}
	for i := range s.White {
		if e := &s.White[i]; e.EndedOn == "" {
			if why := s.off(*e, day); why != "" {
				s.endWhite(e, why, clock.because(why))
			}
		}
	}
	for i := range s.Watch {
		e := &s.Watch[i]
		if e.EndedOn == "" {
			if why := s.over(*e, day); why != "" {
				s.endWatch(e, why, clock.because(why))
			}
		}
	}
	s.Mark(day)
}

// Mark says of each entry of the watch list whether it is public on a day.
func (s *State) Mark(day string) {
	for i := range s.Watch {
		s.Watch[i].Public = s.public(s.Watch[i], day)
	}
}

func (s *State) endWhite(e *WhiteEntry, why string, w Why) {
	before := *e
	e.EndedOn, e.EndedWhy, e.Fresh = w.On, why, true
	s.record(WhiteOff, w, before, *e)
}

func (s *State) endWatch(e *WatchEntry, why string, w Why) {
	before := *e
	e.EndedOn, e.EndedWhy, e.Fresh = w.On, why, true
	s.record(WatchOff, w, before, *e)
}

// Next returns the first day after a day on which something takes effect without anybody's act, "" if there is none.
func (s *State) Next(day string) string {
	next := ""
	on := func(days ...string) {
		for _, d := range days {
			if d > day && (next == "" || d < next) {
				next = d
			}
		}
	}
	behind := func(d string) string {
		if d == "" {
			return ""
		}
		return after(d)
	}
	if s.Removed != "" {
		return ""
	}
	on(s.Registration.From, behind(s.Registration.Until), s.ClosedOn)
	for _, l := range s.Licences {
		on(l.From, behind(l.Until), l.EndedOn)
	}
	for _, e := range s.Watch {
		if e.EndedOn == "" {
			on(e.From, behind(e.Until))
		}
	}
	for _, o := range s.Orders {
		on(o.OpenedOn, o.LiftedOn)
	}
	return next
}
