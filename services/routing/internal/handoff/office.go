package handoff

import (
	"fmt"

	"xiansuo/pkg/lead"
)

// someOwe: somebody owes something.
func someOwe(c *change, _ string) *Refusal {
	if c.l.State.Ended() {
		return &Refusal{HasEnded, fmtState("the lead is %s", c.l.State)}
	}
	return nil
}

// urge reminds whoever owes something.
func urge(c *change, party string, f lead.DecisionUrged) *Refusal {
	if f.Department != "" {
		if d := c.l.Duty(lead.Department(f.Department)); d == nil || !d.State.Open() {
			return &Refusal{NotAsked, fmt.Sprintf("%s owes nothing", f.Department)}
		}
	}
	r := c.record(lead.KindReminded, party, c.to(lead.Department(f.Department)), lead.Record{Document: lead.Urge, Note: f.Note})
	c.say(lead.HandoffUrged{Record: r}, "")
	for _, d := range c.l.open("") {
		if f.Department == "" || d.Department == lead.Department(f.Department) {
			c.say(lead.HandoffUrged{Record: r}, d.Department)
			c.notice(lead.HolderOf(d.Department), lead.KindReminded, c.w.At)
		}
	}
	return nil
}

// to is whom a word of an office reaches.
func (c *change) to(d lead.Department) string {
	if d != "" {
		return string(d)
	}
	if leading := c.l.Leading(); leading != "" {
		return string(leading)
	}
	return c.l.answerable()
}

// supervise puts the lead under supervision: what must be done, and by whom. The taskforce has dealt by that with what was escalated.
func supervise(c *change, party string, f lead.DecisionSupervised) *Refusal {
	l := c.l
	if f.Department != "" {
		if d := l.Duty(lead.Department(f.Department)); d == nil || !d.State.Open() {
			return &Refusal{NotAsked, fmt.Sprintf("%s owes nothing", f.Department)}
		}
	}
	more := lead.Record{Document: lead.Urge, Note: f.Demand, Number: f.Number}
	if f.Listed {
		l.Listed, more.Reason = true, "listed"
	}
	if party == string(lead.Taskforce) && l.Escalated > 0 && l.State != Disputed && l.Review == 0 {
		l.Escalated = 0
		more.Stops = c.stop(lead.Taskforce, lead.StepRule)
	}
	to := c.to(lead.Department(f.Department))
	r := c.record(lead.KindSupervised, party, to, more)
	c.note(r)
	c.notice(lead.Holder(to), lead.KindSupervised, c.w.At)
	return nil
}
