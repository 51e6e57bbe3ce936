package handoff

import (
	"fmt"
	"slices"

	"xiansuo/pkg/lead"
)

// A lead that holds several matters is split (拆分): each part has its own lead department, clocks and reply, and the whole is done
// when all are. A claim and a report in one text are always two parts (市场监督管理投诉举报处理办法 art. 9).

// MaxParts is how many parts may be taken out of a lead.
const MaxParts = 8

func maySplit(c *change, _ string) *Refusal {
	l := c.l
	switch {
	case l.State.Ended():
		return &Refusal{HasEnded, fmtState("the lead is %s", l.State)}
	case l.State == Submitted, l.State == Lettered:
		return &Refusal{Submitting, fmtState("the lead is %s", l.State)}
	case l.State == Disputed:
		return &Refusal{InDispute, "the taskforce is to rule"}
	case l.Whole != "":
		return &Refusal{HasParts, "it is a part itself: split " + l.Whole}
	}
	return nil
}

func split(c *change, party string, f lead.DecisionSplit) *Refusal {
	if len(c.l.Parts)+len(f.Parts) > MaxParts {
		return &Refusal{InvalidDecision, fmt.Sprintf("a lead has at most %d parts", MaxParts)}
	}
	for _, p := range f.Parts {
		switch {
		case p.Department != "" && !p.Department.Valid():
			return &Refusal{InvalidDecision, "department of a part must be one of the six"}
		case !p.Category.Valid() || p.Category.OutOfScope():
			return &Refusal{InvalidDecision, "category of a part must be a code of the taxonomy that a department can lead"}
		}
		if refusal := c.checkAssist(lead.PartyDepartments(p.Assist), p.Department); refusal != nil {
			return refusal
		}
	}
	c.split(f.Parts, party, lead.Record{Note: f.Reason})
	return nil
}

// split makes parts.
func (c *change) split(parts []lead.PartAsked, by string, more lead.Record) {
	l := c.l
	made := make([]lead.Part, len(parts))
	for i, p := range parts {
		id := fmt.Sprintf("%s-%d", l.ID, len(l.Parts)+2)
		l.Parts = append(l.Parts, PartStanding{ID: id, Open: true})
		made[i] = lead.Part{Lead: id, Category: p.Category, Appeal: p.Appeal}
	}
	whole := *l
	for i, p := range parts {
		c.Then = append(c.Then, Then{made[i].Lead, func(part *Lead, w Word) Change { return newPart(part, &whole, p, by, more, w) }})
	}
	r := c.record(lead.KindSplit, by, l.answerable(), more)
	c.say(lead.LeadSplit{Record: r, Parts: made}, "")
	for _, d := range l.open("") {
		c.say(lead.LeadSplit{Record: r, Parts: made}, d.Department)
	}
}

// newPart lets a part begin: with its department, or at the desk.
func newPart(l, whole *Lead, p lead.PartAsked, by string, more lead.Record, w Word) Change {
	c := begin(l, w)
	l.Sender, l.Number, l.Matter, l.Supplements, l.TicketDue = whole.Sender, whole.Number, whole.Matter, whole.Supplements, whole.TicketDue
	l.Decision, l.Category, l.Urgency, l.TraceParent = whole.Decision, p.Category, whole.Urgency, whole.TraceParent
	l.Decision.Category, l.Decision.Lead, l.Decision.Assist, l.Decision.Alerts = p.Category, string(p.Department), nil, nil
	l.Decision.Parts = nil
	if p.Urgency.Above(l.Urgency) {
		l.Urgency = p.Urgency
	}
	l.State, l.Holder, l.Whole, l.Appeal = AtDesk, lead.Desk, whole.ID, p.Appeal
	first := more
	first.Other = whole.ID
	if !p.Department.Valid() {
		first.Clocks = c.starting(lead.Desk, lead.StepDecide)
	}
	r := c.record(lead.KindPart, by, string(lead.Desk), first)
	c.say(lead.HandoffNoted{Record: r}, "")
	if p.Department.Valid() {
		c.dispatch(p.Department, lead.PartyDepartments(p.Assist), more)
	}
	return c.end()
}

// splitByRule takes out what the rules found to be matters of their own, once the lead is on its way.
func (c *change) splitByRule() {
	l, d := c.l, c.l.Decision
	if !d.Decided || len(d.Parts) < 2 || l.State.Ended() {
		return
	}
	l.Appeal = d.Parts[0].Appeal
	var parts []lead.PartAsked
	for _, p := range d.Parts[1:] {
		parts = append(parts, lead.PartAsked{Department: lead.Department(p.Lead), Assist: lead.Parties(p.Assist), Category: p.Category, Urgency: p.Urgency, Appeal: p.Appeal})
	}
	c.split(parts, string(lead.Desk), lead.Record{Rule: ruleOf(d), By: ByRules, Note: "一件多事，依规则拆分"})
}

func isPart(c *change, _ string) *Refusal {
	l := c.l
	switch {
	case l.Whole == "":
		return &Refusal{NotSplit, "it is no part of another lead"}
	case l.State.Ended():
		return &Refusal{HasEnded, fmtState("the part is %s", l.State)}
	case l.State == Disputed, l.Review > 0:
		return &Refusal{InDispute, "the taskforce is to rule"}
	case l.referring():
		return &Refusal{NotApproved, "a referral to the police is pending: its terms run"}
	}
	return nil
}

// unsplit puts a part back into its whole.
func unsplit(c *change, party string, f lead.DecisionUnsplit) *Refusal {
	l := c.l
	whole, part, answers := l.Whole, l.ID, l.Answers
	for i := range l.Duties {
		if d := &l.Duties[i]; d.State.Open() || d.State == Following {
			d.State = Ended
			defer func() {
				c.say(lead.HandoffEnded{Record: c.Records[len(c.Records)-1], Role: d.Role}, d.Department)
			}()
		}
	}
	l.Fold = &Folded{Into: whole, State: l.State, Holder: l.Holder, Since: c.w.At}
	l.State, l.Holder, l.Offer, l.Rest, l.Extension, l.Escalated = Merged, lead.Nobody, nil, nil, nil, 0
	r := c.record(lead.KindUnsplit, party, string(lead.Desk), lead.Record{Other: whole, Note: f.Reason, Stops: c.over(lead.Overcome, all)})
	c.say(lead.LeadFolded{Record: r, Into: whole}, "")
	c.Then = append(c.Then, Then{whole, func(l *Lead, w Word) Change {
		for _, id := range answers {
			if !slices.Contains(l.Answers, id) {
				l.Answers = append(l.Answers, id)
			}
		}
		return partLeft(l, part, lead.KindUnsplit, f.Reason, w)
	}})
	return nil
}

// partEnded tells the whole that this part has ended.
func (c *change) partEnded() {
	part := c.l.ID
	if c.l.Whole != "" {
		c.Then = append(c.Then, Then{c.l.Whole, func(l *Lead, w Word) Change { return partLeft(l, part, lead.KindPartDone, "", w) }})
	}
}

// partReopened tells the whole that this part goes on.
func (c *change) partReopened() {
	part := c.l.ID
	if c.l.Whole == "" {
		return
	}
	c.Then = append(c.Then, Then{c.l.Whole, func(l *Lead, w Word) Change {
		for i := range l.Parts {
			if l.Parts[i].ID == part {
				l.Parts[i].Open = true
			}
		}
		c := begin(l, w)
		c.say(lead.HandoffNoted{Record: c.record(lead.KindPart, string(lead.Desk), l.answerable(), lead.Record{Other: part})}, "")
		return c.end()
	}})
}

// partLeft counts a part that has ended or was put back. When the whole has ended too and no part is open, it is done altogether.
func partLeft(l *Lead, part string, kind lead.Kind, reason string, w Word) Change {
	c := begin(l, w)
	for i := range l.Parts {
		if l.Parts[i].ID == part {
			l.Parts[i].Open, l.Parts[i].Back = false, kind == lead.KindUnsplit
		}
	}
	r := c.record(kind, string(lead.Desk), l.answerable(), lead.Record{Other: part, Note: reason})
	if l.State.Ended() && l.Result != nil && l.openParts() == 0 {
		c.say(lead.LeadClosed{Record: r, Outcome: l.Result.Outcome, Reply: l.Result.Reply}, "")
	} else {
		c.say(lead.HandoffNoted{Record: r}, "")
	}
	return c.end()
}
