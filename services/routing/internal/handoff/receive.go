package handoff

import (
	"slices"

	"xiansuo/pkg/lead"
)

// ByRules is who decides where no person does.
const ByRules = "rules"

// Receive takes a new lead in as the rules decided it. A sure lead goes to its department, a sure stranger back to its sender,
// everything else to the desk; a critical sign reaches the safety owner at once, whatever else is decided.
func Receive(l *Lead, r lead.LeadReceived, d lead.Decision, w Word) Change {
	c := begin(l, w)
	l.Sender, l.Number, l.Matter = r.Sender, r.Matter.Number, r.Matter
	l.State, l.Holder = AtDesk, lead.Desk
	l.decide(d)
	c.route(r.Sender)
	return c.Change
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
		rule.Clocks, rule.Note = c.clocks(lead.Desk, lead.StepDecide), d.Why
		r := c.record(lead.KindUnrouted, from, string(lead.Desk), rule)
		c.say(lead.LeadUnrouted{Record: r, Sender: l.Sender, Number: l.Number, Decision: d}, "")
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

// dispatch sends the lead to the department that must lead and to those that assist. The desk stays holder until it is signed.
func (c *change) dispatch(to lead.Department, assist []lead.Department, more lead.Record) {
	l := c.l
	l.State, l.Holder = Dispatched, lead.Desk
	c.stop(lead.StepDecide, lead.Desk)
	if d := l.duty(to); d != nil {
		if d.State.Open() { // it assisted: what it owes as lead begins anew
			c.stop(lead.StepSign, lead.HolderOf(to))
			c.stop(lead.StepHandle, lead.HolderOf(to))
		}
		d.Role, d.State = lead.RoleLead, Sent
	} else {
		l.Duties = append(l.Duties, Duty{to, lead.RoleLead, Sent})
	}
	more.Document, more.Clocks = lead.Dispatch, c.clocks(lead.HolderOf(to), lead.StepSign, lead.StepHandle)
	r := c.record(lead.KindDispatched, string(lead.Desk), string(to), more)
	asked := append(l.Assisting(), assist...)
	c.send(to, lead.RoleLead, r, to, asked, slices.Contains(l.Decision.Alerts, to))
	for _, a := range assist {
		c.assist(a, to, asked, slices.Contains(l.Decision.Alerts, a), more)
	}
}

// assist asks a department to assist, unless it is already asked or leads.
func (c *change) assist(a, leading lead.Department, asked []lead.Department, alert bool, more lead.Record) {
	l := c.l
	d := l.duty(a)
	if d != nil && d.State.Open() {
		return
	}
	if d != nil {
		d.Role, d.State = lead.RoleAssist, Sent
	} else {
		l.Duties = append(l.Duties, Duty{a, lead.RoleAssist, Sent})
	}
	more.Document, more.Clocks = lead.JointWork, c.clocks(lead.HolderOf(a), lead.StepSign, lead.StepHandle)
	r := c.record(lead.KindAssistAsked, string(lead.Desk), string(a), more)
	c.send(a, lead.RoleAssist, r, leading, asked, alert)
}

// alert gives the lead at once to those who own the danger.
func (c *change) alert(owners []lead.Department, more lead.Record) {
	asked := append(c.l.Assisting(), owners...)
	asked = slices.DeleteFunc(asked, func(d lead.Department) bool { return d == c.l.Leading() })
	for _, owner := range owners {
		c.assist(owner, c.l.Leading(), asked, true, more)
	}
}

// send puts the lead, and what was added to it, into a department's queue.
func (c *change) send(to lead.Department, role lead.Role, r lead.Record, leading lead.Department, asked []lead.Department, alert bool) {
	l := c.l
	slices.Sort(asked)
	c.say(lead.HandoffDispatched{Record: r, Role: role, Lead: leading, Assist: slices.Compact(slices.Clone(asked)), Alert: alert, Decision: l.Decision, Matter: l.Matter}, to)
	for _, s := range l.Supplements {
		c.say(lead.HandoffSupplemented{Record: r, Text: s.Text, Attachments: s.Attachments, At: s.At}, to)
	}
}

// decline sends the lead back to its sender.
func (c *change) decline(category lead.Category, more lead.Record) {
	l := c.l
	l.State, l.Holder, l.Category = Declined, lead.Nobody, category
	c.stop(lead.StepDecide, lead.Desk)
	more.Document, more.Reason, more.Clocks = lead.NonAcceptance, string(category), nil
	r := c.record(lead.KindDeclined, string(lead.Desk), l.Sender, more)
	c.say(lead.LeadDeclined{Record: r, Category: category, Explanation: Explain(category)}, "")
}
