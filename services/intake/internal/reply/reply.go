// Package reply says who must be told what by when: for each thing to answer at most one duty towards the sender and one towards the
// reporter, by the rule that binds most.
//
//	routing says something ─► the ticket is told an update ─► does a rule want somebody to be told of it?
//	                                                             │
//	                         ┌───────────────────────────────────┴─ no open duty waits for it: a duty, due from now on
//	                         └─ a duty waits for it (decide in 7 working days): this is its answer
//	                                                             │
//	      done: the sender read it, or was called; the reporter was told, in writing where the law wants that, or followed the report
//	      or waived: nobody knows the reporter, or no reply is wanted; or moved: another department took it before it answered
//
// The rules are data, with the law and the dates from which they hold; a duty keeps the rule under which it arose. Everything here is a
// pure function.
package reply

import (
	"slices"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/ticket"
)

// Recipient is who must be told.
type Recipient string

// The recipients.
const (
	Sender   Recipient = "sender"
	Reporter Recipient = "reporter"
)

// How is how a duty ended.
type How string

// How duties end.
const (
	Read      How = "read"      // the sender read the update and went on
	Called    How = "called"    // the sender was called about it
	Told      How = "told"      // the sender says that the reporter was told
	Written   How = "written"   // in writing
	Followed  How = "followed"  // the reporter looked, by the code
	Anonymous How = "anonymous" // waived: nobody knows whom to tell
	NoReply   How = "no-reply"  // waived: no reply is wanted
	Moved     How = "moved"     // another department took it, and owes what it owes
)

// Ticket is whose report something is told of.
type Ticket struct {
	Lead, Sender, Number string
	Appeal               string
	Anonymous, Reply     bool
}

// Thing is an update: something that somebody may have to be told. N is its place among all.
type Thing struct {
	N int64
	ticket.Update
}

// Duty is that somebody must be told something.
type Duty struct {
	// N is its number once it is kept.
	N      int64
	Rule   string
	Lead   string
	Sender string
	Number string
	// About, Part, Record and Kind are those of the update that it arose from.
	About, Part string
	Record      int
	Kind        ticket.Kind
	Department  lead.Department
	To          Recipient
	// Awaits are the kinds of updates that answer it, where the answer is yet to come; Answer is the update that must be told, 0 until then.
	Awaits []string
	Answer int64
	// Ends are how it can end.
	Ends        []string
	Since, Due  time.Time
	Provisional bool
	DoneAt      *time.Time
	How         How
}

// Catalogue is the rules with the calendar that they are counted by.
type Catalogue struct {
	rules    []rule
	calendar *calendar.Calendar
}

// Concerns reports whether an update can make a duty, or end the waiting of one.
func (c *Catalogue) Concerns(u ticket.Update) bool {
	if u.Kind == ticket.Signed && u.Role == lead.RoleLead {
		return true
	}
	return slices.ContainsFunc(c.rules, func(r rule) bool { return r.fits(u) || slices.Contains(r.Awaits, string(u.Kind)) })
}

// Take takes in an update of a ticket. It changes the open duties that it answers, or that it takes from whoever owed them, and returns
// those that arise from it.
func (c *Catalogue) Take(open []*Duty, t Thing, of Ticket) (fresh []*Duty) {
	answered := false
	for _, d := range open {
		if d.Answer != 0 || d.DoneAt != nil || d.About != t.About || d.Part != t.Part && t.Part != "" {
			continue
		}
		switch {
		case slices.Contains(d.Awaits, string(t.Kind)):
			d.Answer, answered = t.N, true
		case t.Kind == ticket.Signed && t.Role == lead.RoleLead && t.Department != d.Department:
			d.end(Moved, t.At)
		}
	}
	for _, to := range []Recipient{Sender, Reporter} {
		if to == Reporter && answered {
			continue // the one answer is that of the duty which waited for it
		}
		arisen := false
		for _, r := range c.rules {
			if r.To != to || !r.binds(t, of) || arisen && len(r.Awaits) == 0 {
				continue
			}
			fresh = append(fresh, c.arise(r, t, of))
			arisen = true
		}
	}
	return fresh
}

// arise returns the duty that a rule makes of an update, waived where nobody can or wants to be told.
func (c *Catalogue) arise(r rule, t Thing, of Ticket) *Duty {
	d := &Duty{Rule: r.ID, Lead: t.Lead, Sender: of.Sender, Number: of.Number, About: t.About, Part: t.Part, Record: t.Record, Kind: t.Kind,
		Department: t.Department, To: r.To, Awaits: r.Awaits, Ends: r.Ends, Since: t.At}
	if len(r.Awaits) == 0 {
		d.Answer = t.N
	}
	due, err := c.calendar.Due(t.At, r.Limit)
	if err != nil { // beyond what a calendar knows: at once
		due.At = t.At
	}
	d.Due, d.Provisional = due.At, due.Provisional
	switch {
	case of.Anonymous && slices.Contains(r.Waives, string(Anonymous)):
		d.end(Anonymous, t.At)
	case !of.Reply && slices.Contains(r.Waives, string(NoReply)):
		d.end(NoReply, t.At)
	}
	return d
}

func (d *Duty) end(how How, at time.Time) { d.DoneAt, d.How = &at, how }
