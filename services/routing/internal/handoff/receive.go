package handoff

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
)

// Receive takes a new lead in as the rules decided it. A sure lead goes to its department, a sure stranger back to its sender,
// everything else to the desk; a critical sign reaches the safety owner at once, whatever else is decided.
func Receive(l *Lead, r lead.LeadReceived, d lead.Decision, w Word) Change {
	c := begin(l, w)
	c.receive(r, d)
	c.route(r.Sender)
	c.splitByRule()
	return c.end()
}

func (c *change) receive(r lead.LeadReceived, d lead.Decision) {
	l := c.l
	l.Sender, l.Number, l.Matter = r.Sender, r.Matter.Number, r.Matter
	l.State, l.Holder = AtDesk, lead.Desk
	l.decide(d)
}

func (l *Lead) decide(d lead.Decision) {
	l.Decision, l.Category = d, d.Category
	if d.Urgency.Above(l.Urgency) {
		l.Urgency = d.Urgency
	}
}

// route carries a decision out.
func (c *change) route(from string) {
	l, d := c.l, c.l.Decision
	rule := lead.Record{Rule: ruleOf(d), By: ByRules}
	department, toDepartment := lead.Department(d.Lead), lead.Department(d.Lead).Valid()
	switch {
	case d.Decided && toDepartment:
		r := c.record(lead.KindRouted, from, string(lead.Desk), rule)
		c.say(lead.LeadRouted{Record: r, Sender: l.Sender, Number: l.Number, Decision: d}, "")
		c.dispatch(department, d.Assist, rule)
	case d.Decided && !d.Safety && len(d.Alerts) == 0: // nothing that shows a danger leaves without a person
		r := c.record(lead.KindRouted, from, string(lead.Desk), rule)
		c.say(lead.LeadRouted{Record: r, Sender: l.Sender, Number: l.Number, Decision: d}, "")
		c.decline(d.Category, rule)
	default:
		rule.Clocks, rule.Note = c.starting(lead.Desk, lead.StepDecide), d.Why
		r := c.record(lead.KindUnrouted, from, string(lead.Desk), rule)
		c.say(lead.LeadUnrouted{Record: r, Sender: l.Sender, Number: l.Number, Decision: d}, "")
		if l.presses() {
			c.notice(lead.Desk, lead.KindUnrouted, due(r.Clocks, lead.StepDecide))
		}
	}
	c.alert(d.Alerts, rule)
}

// ruleOf names the rule that decided, with the version that it had.
func ruleOf(d lead.Decision) string {
	if len(d.Fired) == 0 {
		return "none@" + d.RuleSet
	}
	return d.Fired[0].Rule + "@" + d.RuleSet
}

// dispatch sends the lead from the desk to the department that must lead and to those that assist. The desk stays holder until it
// is signed.
func (c *change) dispatch(to lead.Department, assist []lead.Department, more lead.Record) {
	l := c.l
	l.State, l.Holder, l.Reopened = Dispatched, lead.Desk, false
	more.Document, more.Stops = lead.Dispatch, append(more.Stops, c.unanswered()...)
	c.offer(Offer{To: to, From: lead.Desk, Document: lead.Dispatch}, lead.KindDispatched, assist, more)
}

// unanswered ends a question that the desk asked the reporter itself, when the lead goes on without the answer.
func (c *change) unanswered() []lead.Stop {
	l := c.l
	if _, department := l.Holder.Department(); department {
		return nil
	}
	if l.Rest != nil && l.Rest.Reason == lead.RestQuestion {
		l.Rest = nil
	}
	return c.stop(lead.Desk, lead.StepAnswer)
}

// duties returns the clocks that run against whoever was asked, from now on.
func (c *change) duties(d *Duty, document lead.Movement) (out []lead.Clock) {
	l, against := c.l, lead.HolderOf(d.Department)
	steps := []lead.Step{lead.StepSign, lead.StepHandle}
	if d.Role == lead.RoleLead {
		steps = append(steps, lead.StepAccept)
		if l.wantsReply() {
			steps = append(steps, lead.StepContact)
		}
	}
	if document != lead.Designation && document != lead.Referral {
		steps = append(steps, lead.StepReturn)
	}
	for _, step := range steps {
		for _, k := range c.w.Clocks.Start(c.ask(step, against, document)) {
			if k.Step == lead.StepReturn {
				d.ReturnBy = k.Due
			}
			out = append(out, k)
		}
	}
	if due := l.ticketDue(); due != nil && d.Role == lead.RoleLead {
		out = append(out, c.w.Clocks.Set(TicketClock, lead.StepHandle, against, c.w.At, *due))
	}
	return out
}

// TicketClock is what the limit of a sender's own ticket is called.
const TicketClock = "TICKET"

// ticketDue is until when the sender's ticket must be done, or nil.
func (l *Lead) ticketDue() *time.Time {
	if l.TicketDue != nil {
		return l.TicketDue
	}
	return l.Matter.DueAt
}

// assist asks somebody to assist, unless that is asked already or leads.
func (c *change) assist(a, leading lead.Department, asked []lead.Department, alert bool, more lead.Record) {
	l := c.l
	d := l.Duty(a)
	switch {
	case d != nil && d.State.Open():
		return
	case d == nil:
		l.Duties = append(l.Duties, Duty{Department: a})
		d = &l.Duties[len(l.Duties)-1]
	}
	if d.State == Following {
		l.Told = append(l.Told, a)
	}
	*d = Duty{Department: a, Role: lead.RoleAssist, State: Sent, Task: d.Task}
	if more.Document == "" {
		more.Document = lead.JointWork
	}
	more.Clocks = append(more.Clocks, c.duties(d, lead.JointWork)...)
	from := more.From
	if from == "" {
		from = string(lead.Desk)
	}
	r := c.record(lead.KindAssistAsked, from, string(a), more)
	c.send(a, lead.RoleAssist, r, leading, asked, alert)
}

// alert gives the lead at once to those who own the danger.
func (c *change) alert(owners []lead.Department, more lead.Record) {
	asked := append(c.l.Assisting(), owners...)
	asked = slices.DeleteFunc(asked, func(d lead.Department) bool { return d == c.l.Leading() })
	for _, owner := range owners {
		c.assist(owner, c.l.Leading(), asked, true, lead.Record{Rule: more.Rule, By: more.By, Note: more.Note})
	}
}

// send puts the lead, and what was added to it, into a department's or unit's queue, and tells its duty list when it presses.
func (c *change) send(to lead.Department, role lead.Role, r lead.Record, leading lead.Department, asked []lead.Department, alert bool) {
	l := c.l
	slices.Sort(asked)
	c.say(lead.HandoffDispatched{Record: r, Role: role, Lead: leading, Assist: lead.Parties(slices.Compact(slices.Clone(asked))), Alert: alert,
		Whole: l.Whole, Appeal: l.Appeal, Category: l.otherwise(), Decision: l.Decision, Matter: l.Matter}, to)
	for _, s := range l.Supplements {
		c.say(lead.HandoffSupplemented{Record: r, Text: s.Text, Attachments: s.Attachments, At: s.At}, to)
	}
	if l.presses() || alert {
		c.notice(lead.HolderOf(to), r.Kind, due(r.Clocks, lead.StepSign))
	}
}

// otherwise is what the lead is about where the desk says otherwise than the rules. What a part is about its whole said.
func (l *Lead) otherwise() lead.Category {
	if l.Whole != "" || l.Category == l.Decision.Category {
		return lead.Uncategorised
	}
	return l.Category
}

// presses reports whether somebody must act at once.
func (l *Lead) presses() bool { return l.Urgency.Above(lead.Normal) }

// decline sends the lead back to its sender.
func (c *change) decline(category lead.Category, more lead.Record) {
	l := c.l
	l.State, l.Holder, l.Category, l.Escalated, l.Rest, l.Extension, l.Review = Declined, lead.Nobody, category, 0, nil, nil, 0
	more.Stops = append(more.Stops, c.over(lead.Overcome, all)...)
	more.Document, more.Reason, more.Clocks = lead.NonAcceptance, string(category), nil
	r := c.record(lead.KindDeclined, string(lead.Desk), l.Sender, more)
	c.say(lead.LeadDeclined{Record: r, Category: category, Explanation: Explain(category)}, "")
	c.partEnded()
}
