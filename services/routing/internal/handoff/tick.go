package handoff

import (
	"xiansuo/pkg/lead"
)

// secondOverdue is how many clocks of a lead must have run out for the taskforce to be told at once.
const secondOverdue = 2

// Tick lets the clocks of a lead that have become pressing speak: a reminder at yellow, a warning at orange, supervision once
// overdue, and the taskforce when even then nothing happens, or for the second clock of a lead that runs out. A clock that was not
// looked at for long speaks once, as loud as it has become.
func Tick(l *Lead, w Word) Change {
	c := begin(l, w)
	for i := range l.Clocks {
		if k := l.Clocks[i]; k.runs() && !k.Next.IsZero() && !k.Next.After(w.At) {
			c.press(i)
			c.warn(l.Clocks[i])
		}
	}
	return c.end()
}

// press raises a clock's level to what it has become.
func (c *change) press(i int) {
	k := &c.l.Clocks[i]
	for next := k.Next; !next.IsZero() && !next.After(c.w.At); next = c.next(k.Clock, k.Level) {
		k.Level = after(k.Level)
		if k.Level == lead.Red {
			c.l.Overdue++
		}
		if k.Level == lead.Red && c.l.Overdue >= secondOverdue {
			k.Level = lead.Escalated
		}
	}
	k.Next = c.next(k.Clock, k.Level)
	c.touch(i)
}

// warn records how pressing a clock has become, tells whom it runs against, and once it is overdue whoever comes next on the ladder.
func (c *change) warn(k Clock) {
	l, next := c.l, ladder(k.Against)
	kind, from, to := kindOf(k.Level), reminds(k.Against), k.Against
	more := lead.Record{By: ByClock, Document: lead.Urge, Reason: k.ID, Note: string(k.Step)}
	if k.Level == lead.Escalated {
		more.Document, from, to = lead.Escalation, k.Against, next
		if next == lead.Taskforce && l.Escalated == 0 && l.State != Disputed && !l.State.Ended() {
			l.Escalated = l.Last + 1
			more.Clocks = c.starting(lead.Taskforce, lead.StepRule)
		}
	}
	r := c.record(kind, string(from), string(to), more)
	warned := lead.ClockWarned{Record: r, Clock: k.Clock, Level: k.Level}
	c.say(warned, "")
	if c.hasQueue(string(k.Against)) {
		c.say(warned, lead.Department(k.Against))
	}
	c.noticeOf(k.Against, kind, k)
	if k.Level == lead.Red || k.Level == lead.Escalated {
		c.noticeOf(next, kind, k)
	}
}

// noticeOf tells a duty list about a clock: at yellow, and from red on. Orange is told in the queue alone.
func (c *change) noticeOf(to lead.Holder, kind lead.Kind, k Clock) {
	if k.Level != lead.Orange {
		c.Notices = append(c.Notices, Notice{To: to, Why: kind, Level: k.Level, Due: k.Due})
	}
}

// kindOf is what a level is recorded as.
func kindOf(level lead.Level) lead.Kind {
	switch level {
	case lead.Yellow:
		return lead.KindReminded
	case lead.Orange:
		return lead.KindWarned
	case lead.Red:
		return lead.KindSupervised
	}
	return lead.KindEscalated
}

// reminds is in whose name somebody is reminded: the desk's, and that of who comes next when the desk or the taskforce is late itself.
func reminds(against lead.Holder) lead.Holder {
	if against == lead.Desk || against == lead.Taskforce {
		return ladder(against)
	}
	return lead.Desk
}

// ladder is who comes next when somebody is silent: the taskforce, and 司法局 when that is silent itself.
func ladder(against lead.Holder) lead.Holder {
	if against == lead.Taskforce {
		return lead.Justice
	}
	return lead.Taskforce
}

// Recount counts the due dates anew that were counted under another calendar. Those that come out as they were are no record.
func Recount(l *Lead, w Word) Change {
	c := begin(l, w)
	var moved []lead.Clock
	for i := range l.Clocks {
		k := &l.Clocks[i]
		if k.EndedAt != nil || k.PausedAt != nil {
			continue
		}
		again, changed := w.Clocks.Recount(k.Clock)
		if again.Calendar != k.Calendar {
			k.Clock = again
			c.touch(i)
		}
		if changed {
			c.move(i)
			moved = append(moved, again)
		}
	}
	if len(moved) == 0 {
		return c.end()
	}
	r := c.record(lead.KindRecounted, string(lead.Desk), l.answerable(), lead.Record{By: ByClock, Note: "日历 " + moved[0].Calendar})
	c.moved(r, moved)
	return c.end()
}
