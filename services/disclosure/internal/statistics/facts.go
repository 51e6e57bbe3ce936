package statistics

import (
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// Facts are what is counted, by lead and by case.
type Facts struct {
	Leads      map[string]*Lead
	Cases      map[string]*Case
	Refunds    []Refund
	Operations []Operation
}

// NewFacts returns no facts.
func NewFacts() *Facts { return &Facts{Leads: map[string]*Lead{}, Cases: map[string]*Case{}} }

// Take changes the facts as an event with its number in its source's log tells.
func (f *Facts) Take(e event.Event, sequence int64) error {
	if OfLead(e.Type()) {
		l := f.Leads[e.Subject()]
		if l == nil {
			l = &Lead{ID: e.Subject()}
			f.Leads[l.ID] = l
		}
		return l.Take(e)
	}
	switch e.Type() {
	case lead.RefundMoved{}.EventType():
		r, err := RefundOf(e, sequence)
		if err == nil {
			f.Refunds = append(f.Refunds, r)
		}
		return err
	case lead.OperationEnded{}.EventType():
		o, err := OperationOf(e)
		if err == nil {
			f.Operations = append(f.Operations, o)
		}
		return err
	}
	number := CaseIn(e)
	if number == "" {
		return nil // a result that is about no case
	}
	c := f.Cases[number]
	if c == nil {
		c = &Case{Number: number}
		f.Cases[number] = c
	}
	return c.Take(e)
}

// Before is what was counted before some events.
type Before struct {
	leads map[string]Lead
	cases map[string]Case
}

// Before returns a copy of what is counted.
func (f *Facts) Before() Before {
	b := Before{map[string]Lead{}, map[string]Case{}}
	for id, l := range f.Leads {
		b.leads[id] = *l
	}
	for number, c := range f.Cases {
		b.cases[number] = *c
	}
	return b
}

// Drop forgets what is as it was before, and what nothing is counted of: most of what is said of a lead changes no figure.
func (f *Facts) Drop(b Before) {
	for id, l := range f.Leads {
		if was := b.leads[id]; *l == was || *l == (Lead{ID: id}) {
			delete(f.Leads, id)
		}
	}
	for number, c := range f.Cases {
		if was := b.cases[number]; *c == was || *c == (Case{Number: number}) {
			delete(f.Cases, number)
		}
	}
}

// Recount counts raw events again, each with the number that it has in its source's log. What it returns is what is kept, whatever order
// the sources were heard in.
func Recount(events []Told) (*Facts, error) {
	facts := NewFacts()
	for _, e := range events {
		if err := facts.Take(e.Event, e.Sequence); err != nil {
			return nil, err
		}
	}
	facts.Drop(Before{})
	return facts, nil
}

// Told is an event with its number in its source's log.
type Told struct {
	event.Event
	Sequence int64
}

// Now returns as what a member that was told before is counted today, or nil when nothing of it is known.
func (f *Facts) Now(m Member) []string {
	if l := f.Leads[m.Subject]; l != nil && m.Population.OfLeads() {
		return m.Population.Now(*l)
	}
	if c := f.Cases[m.Subject]; c != nil && !m.Population.OfLeads() {
		return m.Population.NowCase(*c)
	}
	return nil
}
