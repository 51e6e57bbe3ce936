package handoff

import (
	"slices"

	"xiansuo/pkg/lead"
)

// offer makes an offer to lead. Its receiver owes an answer from now on; the holder stays who it is.
func (c *change) offer(o Offer, kind lead.Kind, assist []lead.Department, more lead.Record) lead.Record {
	l, against := c.l, lead.HolderOf(o.To)
	if d := l.Duty(o.To); d == nil {
		l.Duties = append(l.Duties, Duty{Department: o.To})
	} else if d.State.Open() { // it assisted: what it owes as lead begins anew
		o.Assisted = c.assistance(*d)
		l.unask(o.To)
		more.Stops = append(more.Stops, c.stop(against)...)
	}
	if i := slices.IndexFunc(c.freed, func(d Assistance) bool { return d.Department == o.To }); i >= 0 { // it was offered it before, in this same change
		before := c.freed[i]
		o.Assisted, c.freed = &before, slices.Delete(c.freed, i, i+1)
	}
	if i := slices.IndexFunc(l.Owed, func(d Assistance) bool { return d.Department == o.To }); i >= 0 && o.Assisted == nil {
		before := l.Owed[i]
		o.Assisted = &before
	}
	l.Owed = slices.DeleteFunc(l.Owed, func(d Assistance) bool { return d.Department == o.To })
	d := l.Duty(o.To)
	*d = Duty{Department: o.To, Role: lead.RoleLead, State: Sent}
	if !slices.Contains(l.Offered, o.To) && !o.Provisional {
		l.Offered = append(l.Offered, o.To)
	}
	more.Clocks = append(more.Clocks, c.duties(d, o.Document)...)
	more.From, more.To = string(o.From), string(o.To)
	o.Record = l.Last + 1
	l.Offer = &o
	r := c.record(kind, string(o.From), string(o.To), more)
	asked := append(l.Assisting(), assist...)
	c.send(o.To, lead.RoleLead, r, o.To, asked, slices.Contains(l.Decision.Alerts, o.To))
	for _, a := range assist {
		c.assist(a, o.To, asked, slices.Contains(l.Decision.Alerts, a), lead.Record{Rule: more.Rule, By: more.By, Note: more.Note})
	}
	return r
}

// dropOffer ends the open offer, if there is one, and adds its receiver to those who must be told.
func (c *change) dropOffer(gone *[]lead.Department) []lead.Stop {
	o := c.l.Offer
	if o == nil {
		return nil
	}
	c.l.offered().State, c.l.Offer = Ended, nil
	if o.Assisted != nil {
		c.freed = append(c.freed, *o.Assisted)
	}
	*gone = append(*gone, o.To)
	return append(c.stop(lead.HolderOf(o.To)), c.over(lead.Overcome, func(k Clock) bool { return k.Step == lead.StepComplete })...)
}

// assistance is what somebody owes as assistant now.
func (c *change) assistance(d Duty) *Assistance {
	a := &Assistance{Duty: d}
	for _, k := range c.l.Clocks {
		if due := k.Due; k.ID == TaskClock && k.EndedAt == nil && k.Against == lead.HolderOf(d.Department) {
			a.Due = &due
		}
	}
	return a
}

// again asks those to assist who did before they were offered the lead, and were not to have it: what they owed they owe again.
func (c *change) again() {
	freed := c.freed
	c.freed = nil
	if c.l.State.Ended() {
		return
	}
	for _, d := range freed {
		more := lead.Record{By: ByRules, Note: d.Task}
		if d.Due != nil && d.Due.After(c.w.At) {
			more.Clocks = append(more.Clocks, c.w.Clocks.Set(TaskClock, lead.StepHandle, lead.HolderOf(d.Department), c.w.At, *d.Due))
		}
		c.assist(d.Department, c.l.Leading(), append(c.l.Assisting(), d.Department), slices.Contains(c.l.Decision.Alerts, d.Department), more)
	}
}

// free asks who held the lead, and does not any more, to assist as before.
func (c *change) free(d lead.Department) {
	c.l.Owed = slices.DeleteFunc(c.l.Owed, func(o Assistance) bool {
		if o.Department == d {
			c.freed = append(c.freed, o)
		}
		return o.Department == d
	})
}

// gone tells departments that the lead is no longer theirs.
func (c *change) gone(r lead.Record, departments []lead.Department) {
	for _, d := range departments {
		c.say(lead.HandoffEnded{Record: r, Role: lead.RoleLead}, d)
	}
}
