package handoff

import (
	"xiansuo/pkg/lead"
)

// Supplemented takes in what the sender added. again is what the rules say of everything that is known now: it decides a lead that still
// waits at the desk, and a critical sign in it reaches the safety owner at once. An ended lead comes back to the desk, so that
// somebody looks.
func Supplemented(l *Lead, s lead.LeadSupplemented, again lead.Decision, w Word) Change {
	c := begin(l, w)
	waiting := l.State == AtDesk && len(l.Duties) == 0 && !l.Decision.Decided
	l.Supplements = append(l.Supplements, Supplement{Text: s.Text, Attachments: s.Attachments, At: w.At.UTC()})
	r := c.record(lead.KindSupplemented, s.Sender, l.answerable(), lead.Record{})
	if l.State.Ended() {
		c.takeBack("办结或退回后又有补充，请研判")
	}
	for _, d := range l.open("") {
		c.say(lead.HandoffSupplemented{Record: r, Text: s.Text, Attachments: s.Attachments, At: w.At.UTC()}, d.Department)
	}
	switch {
	case waiting && (again.Decided || len(again.Alerts) > 0):
		l.decide(again)
		c.route(s.Sender)
	default:
		c.alert(again.Alerts, lead.Record{Rule: ruleOf(again), By: ByRules})
	}
	return c.Change
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
	open := l.open("")
	for _, d := range open {
		c.say(lead.HandoffWithdrawn{Record: r}, d.Department)
	}
	if l.State == AtDesk && len(open) == 0 && !l.Decision.Safety {
		l.State, l.Holder = Closed, lead.Nobody
		c.stop(lead.StepDecide, lead.Desk)
		r := c.record(lead.KindDone, string(lead.Desk), l.Sender, lead.Record{Reason: string(lead.ClosedWithdrawn), By: ByRules})
		c.say(lead.LeadClosed{Record: r, Outcome: lead.ClosedWithdrawn}, "")
	}
	return c.Change
}

// Urged takes in that the reporter presses, and passes it on to whoever owes something.
func Urged(l *Lead, f lead.LeadUrged, w Word) Change {
	c := begin(l, w)
	r := c.record(lead.KindUrged, f.Sender, l.answerable(), lead.Record{Document: lead.Urge, Note: f.Note})
	for _, d := range l.open("") {
		c.say(lead.HandoffUrged{Record: r}, d.Department)
	}
	return c.Change
}
