package handoff

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
)

// Supplemented takes in what the sender added. again is what the rules say of everything that is known now: it decides a lead that still
// waits at the desk, and a critical sign in it reaches the safety owner at once. It answers a question that was asked, goes on to
// the lead that this one was folded into, and brings an ended lead back to the desk, so that somebody looks.
func Supplemented(l *Lead, s lead.LeadSupplemented, again lead.Decision, w Word) Change {
	c := begin(l, w)
	waiting := l.State == AtDesk && len(l.Duties) == 0 && !l.Decision.Decided
	l.Supplements = append(l.Supplements, Supplement{Text: s.Text, Attachments: s.Attachments, At: w.At.UTC()})
	more, answered := lead.Record{}, []lead.Clock(nil)
	if l.Rest != nil && l.Rest.Reason == lead.RestQuestion {
		more.Stops = c.over(lead.Met, func(k Clock) bool { return k.Step == lead.StepAnswer })
		answered = c.resume(handling(l.Holder))
		l.Rest = nil
	}
	answered = append(answered, c.ticketMoved(s.DueAt, &more)...)
	r := c.record(lead.KindSupplemented, s.Sender, l.answerable(), more)
	if len(answered) > 0 {
		c.moved(r, answered)
	}
	c.parts(func(part *Lead, w Word) Change {
		return Supplemented(part, s, lead.Decision{RuleSet: again.RuleSet}, w)
	})
	if l.State == Merged {
		c.say(lead.HandoffNoted{Record: r}, "")
		c.Then = append(c.Then, Then{l.Fold.Into, func(into *Lead, w Word) Change {
			s.DueAt = nil // the limit is that of its own ticket
			return Supplemented(into, s, lead.Decision{RuleSet: again.RuleSet, Urgency: again.Urgency, Safety: again.Safety, Alerts: again.Alerts, Fired: again.Fired}, w)
		}})
		return c.end()
	}
	if l.State.Ended() {
		c.takeBack("办结或退回后又有补充，请研判")
	}
	for _, d := range l.open("") {
		c.say(lead.HandoffSupplemented{Record: r, Text: s.Text, Attachments: s.Attachments, At: w.At.UTC()}, d.Department)
	}
	c.unheard(r)
	if again.Urgency.Above(l.Urgency) {
		l.Urgency = again.Urgency
	}
	l.Decision.Safety = l.Decision.Safety || again.Safety
	switch {
	case waiting && (again.Decided || len(again.Alerts) > 0 && again.Why != ""): // what comes with a repeat decides nothing
		l.decide(again)
		c.route(s.Sender)
		c.splitByRule()
	default:
		c.alert(again.Alerts, lead.Record{Rule: ruleOf(again), By: ByRules})
	}
	return c.end()
}

// ticketMoved gives the clock of the sender's ticket its new date, or begins it, and returns those that moved.
func (c *change) ticketMoved(due *time.Time, more *lead.Record) (moved []lead.Clock) {
	l := c.l
	if due == nil {
		return nil
	}
	l.TicketDue = due
	for i := range l.Clocks {
		if k := &l.Clocks[i]; k.ID == TicketClock && k.EndedAt == nil {
			k.Due = due.UTC()
			c.move(i)
			moved = append(moved, k.Clock)
		}
	}
	if len(moved) > 0 || l.State == Submitted || l.State == Lettered {
		return moved
	}
	for _, d := range l.open(lead.RoleLead) {
		more.Clocks = append(more.Clocks, c.w.Clocks.Set(TicketClock, lead.StepHandle, lead.HolderOf(d.Department), c.w.At, due.UTC()))
	}
	return nil
}

// parts does something to every part that is open.
func (c *change) parts(do func(*Lead, Word) Change) {
	for _, p := range c.l.Parts {
		if p.Open {
			c.Then = append(c.Then, Then{p.ID, do})
		}
	}
}

// answerable is who a word about the lead reaches: its holder, or the desk once it has ended.
func (l *Lead) answerable() string {
	if l.Holder == lead.Nobody {
		return string(lead.Desk)
	}
	return string(l.Holder)
}

// Withdrawn takes in that the reporter takes the complaint back. What nobody works on ends; what a department has is for it to
// decide; what shows a danger stays with the desk.
func Withdrawn(l *Lead, f lead.LeadWithdrawn, w Word) Change {
	c := begin(l, w)
	r := c.record(lead.KindWithdrawn, f.Sender, l.answerable(), lead.Record{Reason: string(lead.Withdrawn), Note: f.Note})
	for _, d := range l.open("") {
		c.say(lead.HandoffWithdrawn{Record: r}, d.Department)
	}
	c.unheard(r)
	c.parts(func(part *Lead, w Word) Change { return Withdrawn(part, f, w) })
	if l.State == Merged {
		repeat, unowed := l.ID, ""
		if len(l.Answers) == 0 { // else others who were folded into it are owed one
			unowed = repeat
		}
		c.Then = append(c.Then, Then{l.Fold.Into, func(into *Lead, w Word) Change { return repeatWithdrawn(into, repeat, unowed, f, w) }})
	}
	if l.State == AtDesk && len(l.open("")) == 0 && !l.Decision.Safety && len(l.Joined) == 0 {
		c.finish(lead.ClosedWithdrawn, "", string(lead.Desk), lead.Record{By: ByRules})
	}
	return c.end()
}

// repeatWithdrawn takes in that the reporter of a lead that goes on in this one takes it back: that one is owed no answer any more.
func repeatWithdrawn(l *Lead, repeat, unowed string, f lead.LeadWithdrawn, w Word) Change {
	c := begin(l, w)
	l.Answers = slices.DeleteFunc(l.Answers, func(id string) bool { return id == unowed })
	if unowed = ""; !l.wantsReply() {
		unowed = l.ID
	}
	r := c.record(lead.KindWithdrawn, f.Sender, l.answerable(), lead.Record{Reason: string(lead.Withdrawn), Note: f.Note, Other: repeat})
	c.note(r)
	if l.State == Merged {
		c.Then = append(c.Then, Then{l.Fold.Into, func(into *Lead, w Word) Change { return repeatWithdrawn(into, repeat, unowed, f, w) }})
	}
	return c.end()
}

// Urged takes in that the reporter presses, and passes it on to whoever owes something.
func Urged(l *Lead, f lead.LeadUrged, w Word) Change {
	c := begin(l, w)
	r := c.record(lead.KindUrged, f.Sender, l.answerable(), lead.Record{Document: lead.Urge, Note: f.Note})
	for _, d := range l.open("") {
		c.say(lead.HandoffUrged{Record: r}, d.Department)
	}
	c.unheard(r)
	c.parts(func(part *Lead, w Word) Change { return Urged(part, f, w) })
	if l.State == Merged {
		c.Then = append(c.Then, Then{l.Fold.Into, func(into *Lead, w Word) Change { return Urged(into, f, w) }})
	}
	return c.end()
}

// Read records that a holder read who reported the lead.
func Read(l *Lead, f lead.ReporterRead, w Word) Change {
	c := begin(l, w)
	r := c.record(lead.KindReporterRead, string(f.Department), "intake", lead.Record{Reason: string(f.Purpose), Person: f.Officer})
	c.say(lead.HandoffNoted{Record: r}, "")
	return c.end()
}

// moved announces clocks whose due dates changed, to those against whom they run.
func (c *change) moved(r lead.Record, clocks []lead.Clock) {
	c.say(lead.ClockMoved{Record: r, Clocks: clocks}, "")
	told := map[lead.Holder]bool{}
	for _, k := range clocks {
		if c.hasQueue(string(k.Against)) && !told[k.Against] {
			told[k.Against] = true
			c.say(lead.ClockMoved{Record: r, Clocks: clocks}, lead.Department(k.Against))
		}
	}
}

// due returns when the clock of a step is due, or the zero time.
func due(clocks []lead.Clock, step lead.Step) time.Time {
	for _, k := range clocks {
		if k.Step == step {
			return k.Due
		}
	}
	return time.Time{}
}
