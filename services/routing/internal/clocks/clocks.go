// Package clocks is the catalogue of limits: which clock runs when a step begins, against whom, how long, who says so, and when
// it begins to warn. It is data with dates, under a calendar; the numbers that no law sets are the district's to change.
//
//	catalogue, err := clocks.Default(calendar.Default())
//	catalogue, err = catalogue.Override(content)       // the district's own numbers
//	for _, k := range catalogue.Start(ask) { ... }     // a clock, counted
//	catalogue.Turns(k)                                 // when it turns yellow, orange and red, and goes to the taskforce
//	k = catalogue.Resume(k, paused, resumed)
//
// Everything here is a pure function of its arguments: no clock is read and nothing is kept. A clock carries what it was
// counted from, so that a catalogue that changes leaves it alone.
package clocks

import (
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// Catalogue is a set of limits under a calendar. It never changes: With and Override return another one.
type Catalogue struct {
	rows     []row
	steps    map[lead.Step][]*row // in the order in which they are asked
	ids      map[string][]*row
	settings settings
	digest   string // of rows and settings
	calendar *calendar.Calendar
}

// Ask says for what a clock is wanted.
type Ask struct {
	Step    lead.Step
	Against lead.Holder
	// Urgency of the lead; an unknown one is normal.
	Urgency  lead.Urgency
	Category lead.Category
	Channel  lead.Channel
	// Appeal is 投诉, 举报, 咨询, ... as the sender says.
	Appeal string
	// Document of the handoff: M03, M05, ...
	Document lead.Movement
	// From is what the clock is counted from; rows that are not in force then do not count.
	From time.Time
}

// Start returns the clock of a step: that of the first row that fits, none if none does.
func (c *Catalogue) Start(a Ask) []lead.Clock {
	if a.Urgency == "" {
		a.Urgency = lead.Normal
	}
	for _, r := range c.steps[a.Step] {
		if !r.fits(&a) {
			continue
		}
		k, err := c.count(lead.Clock{ID: r.ID, Step: a.Step, Against: a.Against, From: a.From.UTC()}, r.Limit())
		if err != nil {
			return nil // the limit was checked when it was loaded: a time out of all range
		}
		return []lead.Clock{k}
	}
	return nil
}

// Set returns a clock for a date that somebody set, such as the limit on a hotline's ticket: no calendar counts it.
func (c *Catalogue) Set(id string, step lead.Step, against lead.Holder, from, due time.Time) lead.Clock {
	return lead.Clock{ID: id, Step: step, Against: against, From: from.UTC(), Due: due.UTC()}
}

// count returns k with the limit l, counted from k.From.
func (c *Catalogue) count(k lead.Clock, l calendar.Limit) (lead.Clock, error) {
	due, err := c.calendar.Due(k.From, l)
	if err != nil {
		return lead.Clock{}, err
	}
	k.Limit, k.Due, k.Provisional, k.Calendar = l.String(), due.At.UTC(), due.Provisional, due.Calendar
	return k, nil
}

// With returns the catalogue under another calendar.
func (c *Catalogue) With(cal *calendar.Calendar) *Catalogue {
	other := *c
	other.calendar = cal
	return &other
}

// Version names the rows, the settings and the calendar: "1a2b3c4d5e6f/2023-2026/6f5e4d3c2b1a". Equal ones, equal version.
func (c *Catalogue) Version() string { return c.digest + "/" + c.calendar.Version() }

// Of returns the entry that governs a clock: the one in force from when it is counted, and of several with its id the one with
// its limit, or the most general.
func (c *Catalogue) Of(k lead.Clock) (Entry, bool) {
	if r := c.row(k); r != nil {
		return r.Entry, true
	}
	return Entry{}, false
}

func (c *Catalogue) row(k lead.Clock) (found *row) {
	for _, r := range c.ids[k.ID] {
		if !r.inForce(k.From) || !r.Against.fits(k.Against) {
			continue
		}
		if r.Step == k.Step && r.Limit().String() == k.Limit {
			return r
		}
		if found == nil || r.Step == k.Step || found.Step != k.Step {
			found = r
		}
	}
	return found
}

// Entries returns all rows, in the order in which they are asked.
func (c *Catalogue) Entries() []Entry {
	out := make([]Entry, len(c.rows))
	for i := range c.rows {
		out[i] = c.rows[i].Entry
	}
	return out
}

// Entry returns the rows of an id: one for each condition and each time.
func (c *Catalogue) Entry(id string) (out []Entry) {
	for _, r := range c.ids[id] {
		out = append(out, r.Entry)
	}
	return out
}
