package handoff

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/clocks"
)

// Clock is a clock of a lead as it runs.
type Clock struct {
	lead.Clock
	// Record is the number of the record that started it, and Place its place among those that this one started, from 0.
	Record, Place int
	Level         lead.Level
	// Next is when it becomes more pressing; zero when nothing follows, when it rests, and when another clock of the same step
	// runs out earlier and warns in its place.
	Next              time.Time
	PausedAt, EndedAt *time.Time
	Extended          int
	// Role is what the duty was that it ran for, where it ran for one; Began is when, and Rested how long it rested since.
	Role   lead.Role
	Began  time.Time
	Rested time.Duration
	// End is how it ended.
	End lead.End
}

func (k Clock) runs() bool { return k.EndedAt == nil && k.PausedAt == nil }

// starting returns the clocks of steps that begin now against somebody.
func (c *change) starting(against lead.Holder, steps ...lead.Step) (out []lead.Clock) {
	for _, step := range steps {
		out = append(out, c.w.Clocks.Start(c.ask(step, against, ""))...)
	}
	return out
}

func (c *change) ask(step lead.Step, against lead.Holder, document lead.Movement) clocks.Ask {
	l := c.l
	appeal := l.Appeal
	if appeal == "" {
		appeal = l.Matter.Appeal
	}
	return clocks.Ask{Step: step, Against: against, Urgency: l.Urgency, Category: l.Category, Channel: l.Matter.Channel, Appeal: appeal,
		Document: document, From: c.w.At}
}

// start lets a clock of a record run.
func (c *change) start(k lead.Clock, record, place int) {
	one := Clock{Clock: k, Record: record, Place: place, Level: lead.Green, Next: c.next(k, lead.Green), Began: c.w.At}
	if d := c.l.Duty(lead.Department(k.Against)); d != nil {
		one.Role = d.Role
	}
	c.l.Clocks = append(c.l.Clocks, one)
	c.touched = append(c.touched, len(c.l.Clocks)-1)
}

// next returns when a clock at a level becomes more pressing.
func (c *change) next(k lead.Clock, level lead.Level) time.Time {
	t := c.w.Clocks.Turns(k)
	switch level {
	case lead.Green:
		return t.Yellow
	case lead.Yellow:
		return t.Orange
	case lead.Orange:
		return t.Red
	case lead.Red:
		return t.Escalate
	}
	return time.Time{}
}

func (c *change) touch(i int) {
	for _, j := range c.touched {
		if i == j {
			return
		}
	}
	c.touched = append(c.touched, i)
}

// stop ends the clocks of steps, or all, that run against somebody because what they waited for is not owed any more, and returns what
// the record says of it.
func (c *change) stop(against lead.Holder, steps ...lead.Step) []lead.Stop {
	return c.over(lead.Overcome, of(against, steps...))
}

// meet ends the clocks of steps that run against somebody because what they waited for was done.
func (c *change) meet(against lead.Holder, steps ...lead.Step) []lead.Stop {
	return c.over(lead.Met, of(against, steps...))
}

// of are the clocks of steps, or all, that run against somebody.
func of(against lead.Holder, steps ...lead.Step) func(Clock) bool {
	return func(k Clock) bool { return k.Against == against && (len(steps) == 0 || slices.Contains(steps, k.Step)) }
}

func all(Clock) bool { return true }

// deskIdle ends the desk's clocks for decisions once nothing waits for one.
func (c *change) deskIdle() []lead.Stop {
	l := c.l
	if l.State == AtDesk || l.State == Merged || l.Extension != nil {
		return nil
	}
	for _, d := range l.open("") {
		if d.State == ReturnAsked {
			return nil
		}
	}
	return c.stop(lead.Desk, lead.StepDecide)
}

// over ends the clocks that fit. One that rests ended when it began to. What an office had to do it has done: nobody else could.
func (c *change) over(how lead.End, fits func(Clock) bool) (out []lead.Stop) {
	for i := range c.l.Clocks {
		k := &c.l.Clocks[i]
		if k.EndedAt != nil || !fits(*k) {
			continue
		}
		at := c.w.At
		if k.PausedAt != nil {
			at = *k.PausedAt
		}
		k.EndedAt, k.Next, k.End = &at, time.Time{}, how
		if k.Against == lead.Desk || k.Against == lead.Taskforce || k.Against == lead.Justice {
			k.End = lead.Met
		}
		c.touch(i)
		out = append(out, lead.Stop{ID: k.ID, Against: k.Against, Record: k.Record, End: k.End})
	}
	return out
}

// pause lets the clocks that fit rest.
func (c *change) pause(fits func(Clock) bool) (out []lead.Stop) {
	for i := range c.l.Clocks {
		k := &c.l.Clocks[i]
		if !k.runs() || !fits(*k) {
			continue
		}
		at := c.w.At
		k.PausedAt, k.Next = &at, time.Time{}
		c.touch(i)
		out = append(out, lead.Stop{ID: k.ID, Against: k.Against, Record: k.Record, Rests: true})
	}
	return out
}

// resume lets the clocks that rest and fit run again, and returns them as they run now. One that the procedures do not let rest, and
// that rested because the desk reviewed or the lead was folded, moves by as long as that took; a date that somebody set stays.
func (c *change) resume(fits func(Clock) bool) (out []lead.Clock) {
	for i := range c.l.Clocks {
		k := &c.l.Clocks[i]
		if k.EndedAt != nil || k.PausedAt == nil || !fits(*k) {
			continue
		}
		rest := c.w.At.Sub(*k.PausedAt)
		if c.w.Clocks.Pausable(k.Clock) {
			k.Clock = c.w.Clocks.Resume(k.Clock, *k.PausedAt, c.w.At)
		} else if k.Limit != "" {
			k.From, k.Due = k.From.Add(rest), k.Due.Add(rest)
		}
		k.Rested, k.PausedAt = k.Rested+rest, nil
		c.move(i)
		out = append(out, k.Clock)
	}
	return out
}

// move looks anew at when a clock whose due date changed becomes pressing. It calms down when there is more time again.
func (c *change) move(i int) {
	k := &c.l.Clocks[i]
	k.Level = lead.Green
	for next := c.next(k.Clock, k.Level); !next.IsZero() && !next.After(c.w.At); next = c.next(k.Clock, k.Level) {
		k.Level = after(k.Level)
	}
	if k.runs() {
		k.Next = c.next(k.Clock, k.Level)
	}
	c.touch(i)
}

// after returns the level that follows.
func after(level lead.Level) lead.Level {
	switch level {
	case lead.Green:
		return lead.Yellow
	case lead.Yellow:
		return lead.Orange
	case lead.Orange:
		return lead.Red
	}
	return lead.Escalated
}

// settle sees to it that of several clocks for one step against one holder the earliest warns: such as the law's and that of a
// hotline's ticket.
func (c *change) settle() {
	for _, i := range c.touched {
		k := c.l.Clocks[i]
		first, rivals := -1, []int(nil)
		for j, o := range c.l.Clocks {
			if o.runs() && o.Step == k.Step && o.Against == k.Against && o.Step != lead.StepDecide {
				rivals = append(rivals, j)
				if first < 0 || o.Due.Before(c.l.Clocks[first].Due) {
					first = j
				}
			}
		}
		for _, j := range rivals {
			o := &c.l.Clocks[j]
			switch {
			case j != first && !o.Next.IsZero():
				o.Next = time.Time{}
				c.touch(j)
			case j == first && o.Next.IsZero():
				if o.Next = c.next(o.Clock, o.Level); !o.Next.IsZero() {
					c.touch(j)
				}
			}
		}
	}
}

func handling(against lead.Holder) func(Clock) bool {
	return func(k Clock) bool { return k.Step == lead.StepHandle && k.Against == against }
}

// resting are the handling clocks against somebody that may rest: not those of a danger, and not the limit of a sender's ticket.
func (c *change) resting(against lead.Holder) func(Clock) bool {
	return func(k Clock) bool { return handling(against)(k) && c.w.Clocks.Pausable(k.Clock) }
}
