package handoff

import (
	"fmt"
	"slices"

	"xiansuo/pkg/lead"
)

// Reports of one matter go on in one lead (并案): one line of enforcement, and as many lines of reply as there are reporters. Folding is
// undone with both histories whole: what is folded rests, and is not ended.

// mayMerge: the lead goes on, stands for itself, and nothing is being ruled on.
func mayMerge(c *change, _ string) *Refusal {
	l := c.l
	switch {
	case l.State.Ended():
		return &Refusal{HasEnded, fmtState("the lead is %s", l.State)}
	case l.State == Disputed, l.Review > 0:
		return &Refusal{InDispute, "the taskforce is to rule"}
	case l.State == Lettered:
		return &Refusal{Submitting, "a letter is out"}
	case l.referring():
		return &Refusal{NotApproved, "a referral to the police is pending: its terms run"}
	case slices.ContainsFunc(l.Parts, func(p PartStanding) bool { return !p.Back }), l.Whole != "":
		return &Refusal{HasParts, "it has parts, or is one: undo the split first"}
	}
	return nil
}

func merge(c *change, party string, f lead.DecisionMerged) *Refusal {
	into := c.w.Other(f.Into)
	switch {
	case f.Into == c.l.ID:
		return &Refusal{InvalidDecision, "into must be another lead"}
	case into == nil || into.Last == 0:
		return &Refusal{UnknownLead, "there is no lead " + f.Into}
	case into.State.Ended():
		return &Refusal{HasEnded, fmt.Sprintf("lead %s is %s: it cannot go on in it", f.Into, into.State)}
	}
	c.fold(f.Into, party, nil, lead.Record{Note: f.Reason})
	return nil
}

// Fold folds a new lead into another, as the rules decided.
func Fold(l *Lead, r lead.LeadReceived, d lead.Decision, into string, why []string, w Word) Change {
	c := begin(l, w)
	c.receive(r, d)
	rule := lead.Record{Rule: ruleOf(d), By: ByRules}
	routed := c.record(lead.KindRouted, r.Sender, string(lead.Desk), rule)
	c.say(lead.LeadRouted{Record: routed, Sender: l.Sender, Number: l.Number, Decision: d}, "")
	c.fold(into, string(lead.Desk), why, lead.Record{By: ByRules, Note: join(why)})
	return c.end()
}

// Propose proposes to the desk that a lead repeats another. Nothing waits for that.
func Propose(l *Lead, other Likeness, w Word) Change {
	c := begin(l, w)
	l.Alike = append(l.Alike, other)
	r := c.record(lead.KindAlike, string(lead.Desk), string(lead.Desk), lead.Record{By: ByRules, Other: other.Lead, Note: join(other.Why)})
	c.say(lead.LeadAlike{Record: r, Other: other.Lead, Alike: other.Why, Similarity: other.Similarity}, "")
	return c.end()
}

// fold lets the lead rest while it goes on in another.
func (c *change) fold(into, by string, why []string, more lead.Record) {
	l := c.l
	l.Fold = &Folded{Into: into, State: l.State, Holder: l.Holder, Duties: slices.Clone(l.Duties), Offer: l.Offer, Since: c.w.At}
	var gone []*Duty
	for i := range l.Duties {
		if d := &l.Duties[i]; d.State.Open() {
			d.State, gone = Ended, append(gone, d)
		}
	}
	l.State, l.Holder, l.Offer = Merged, lead.Nobody, nil
	more.Stops = c.pause(func(Clock) bool { return true })
	more.Document, more.Other = lead.Joinder, into
	r := c.record(lead.KindMerged, by, l.Sender, more)
	c.say(lead.LeadFolded{Record: r, Into: into, Alike: why}, "")
	for _, d := range gone {
		c.say(lead.HandoffEnded{Record: r, Role: d.Role}, d.Department)
	}
	repeat := *l
	c.Then = append(c.Then, Then{into, func(into *Lead, w Word) Change { return joined(into, &repeat, by, w) }})
}

// joined takes in a repeat: what it says is a supplement, its danger is told at once, and with three who report it is more urgent.
func joined(l, repeat *Lead, by string, w Word) Change {
	c := begin(l, w)
	if slices.Contains(l.Joined, repeat.ID) {
		return Change{}
	}
	l.Joined = append(l.Joined, repeat.ID)
	text := repeat.Matter.Text
	if repeat.Number != "" {
		text = "（并入件 " + repeat.Number + "）" + text
	}
	l.Supplements = append(l.Supplements, Supplement{Text: text, Attachments: repeat.Matter.Attachments, At: w.At.UTC()})
	if repeat.Urgency.Above(l.Urgency) {
		l.Urgency = repeat.Urgency
	}
	if len(l.Joined) == reportersThatPress-1 && !l.Raised {
		l.Urgency, l.Raised = l.Urgency.Raise(), true
	}
	l.Decision.Safety = l.Decision.Safety || repeat.Decision.Safety
	more, moved := lead.Record{Document: lead.Joinder, Other: repeat.ID, By: byRulesIf(by, w)}, []lead.Clock(nil)
	if due, own := repeat.ticketDue(), l.ticketDue(); due != nil && (own == nil || due.Before(*own)) { // the earliest of their limits counts
		moved = c.ticketMoved(due, &more)
	}
	if repeat.wantsReply() {
		l.Answers = append(l.Answers, repeat.ID)
		more.Clocks = append(more.Clocks, c.owedTo(repeat)...)
	}
	r := c.record(lead.KindJoined, by, l.answerable(), more)
	c.say(lead.HandoffNoted{Record: r}, "")
	if len(moved) > 0 {
		c.moved(r, moved)
	}
	for _, d := range l.open("") {
		c.say(lead.HandoffSupplemented{Record: r, Text: text, Attachments: repeat.Matter.Attachments, At: w.At.UTC()}, d.Department)
	}
	c.alert(repeat.Decision.Alerts, lead.Record{Rule: ruleOf(repeat.Decision), By: ByRules})
	return c.end()
}

// owedTo returns the clocks for what whoever leads owes to the reporter of a repeat, and to nobody before: to say whether a claim is
// accepted, and to speak to the reporter.
func (c *change) owedTo(repeat *Lead) (out []lead.Clock) {
	for _, d := range c.l.open(lead.RoleLead) {
		if d.State == Handed {
			continue
		}
		against := lead.HolderOf(d.Department)
		for _, step := range []lead.Step{lead.StepAccept, lead.StepContact} {
			if slices.ContainsFunc(c.l.Clocks, of(against, step)) {
				continue
			}
			ask := c.ask(step, against, "")
			ask.Channel, ask.Appeal = repeat.Matter.Channel, repeat.Matter.Appeal
			out = append(out, c.w.Clocks.Start(ask)...)
		}
	}
	return out
}

// reportersThatPress is how many independent reporters raise the urgency by one.
const reportersThatPress = 3

func byRulesIf(by string, w Word) string {
	if by == string(lead.Desk) && w.By != string(lead.Desk) {
		return ByRules
	}
	return ""
}

func merged(c *change, _ string) *Refusal {
	if c.l.State != Merged || c.l.Fold == nil {
		return &Refusal{NotMerged, fmtState("the lead is %s", c.l.State)}
	}
	if c.l.Whole != "" && c.l.Fold.Into == c.l.Whole {
		return &Refusal{NotMerged, "it was put back into its whole: split that again"}
	}
	return nil
}

// unmerge lets both leads go on: this one from where it stood, with the time that its clocks had left.
func unmerge(c *change, party string, f lead.DecisionUnmerged) *Refusal {
	l, before := c.l, c.l.Fold
	l.State, l.Holder, l.Duties, l.Offer, l.Fold = before.State, before.Holder, before.Duties, before.Offer, nil
	clocks := c.resume(func(k Clock) bool { return l.Rest == nil || !k.PausedAt.Before(before.Since) }) // what rested before goes on resting
	r := c.record(lead.KindUnmerged, party, l.answerable(), lead.Record{Document: lead.Joinder, Other: before.Into, Note: f.Reason})
	c.say(lead.LeadUnfolded{Record: r, From: before.Into}, "")
	for _, d := range l.open("") {
		c.send(d.Department, d.Role, r, l.Leading(), l.Assisting(), false)
	}
	c.moved(r, clocks)
	repeat := l.ID
	c.Then = append(c.Then, Then{before.Into, func(into *Lead, w Word) Change { return unjoined(into, repeat, party, f.Reason, w) }})
	return nil
}

func unjoined(l *Lead, repeat, by, reason string, w Word) Change {
	c := begin(l, w)
	l.Joined = slices.DeleteFunc(l.Joined, func(id string) bool { return id == repeat })
	l.Answers = slices.DeleteFunc(l.Answers, func(id string) bool { return id == repeat })
	r := c.record(lead.KindUnjoined, by, l.answerable(), lead.Record{Document: lead.Joinder, Other: repeat, Note: reason})
	c.note(r)
	return c.end()
}
